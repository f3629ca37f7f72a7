"""P10: what the portal said it had kept is there after a crash. Real servers, kill −9 of the portal and of the database in the middle of writes."""

import random
import re
import sqlite3
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from base.comun.fechas import hoy
from tests import cumulo
from tests.factories import dias, make_compromiso
from tests.servidores import AJUSTES, Persona, Portal, portal, sesion_de

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.promesa("P10")]
ESCRITORES = 3


@pytest.fixture
def escribir(convenio, municipalidad_a, coordinador, como) -> Callable[..., list[str]]:
    """Reports avances as fast as they are answered until the portal is gone; what was acknowledged."""
    compromisos = [make_compromiso(convenio, distritos=(municipalidad_a.distrito,), plazo=dias(90)) for _ in range(ESCRITORES)]
    galleta = sesion_de(como(coordinador))

    def escribir(servidor: Portal, *, hasta: int, matar: Callable[[], None]) -> list[str]:
        acusadas: list[str] = []

        def uno(compromiso) -> None:
            persona = Persona(servidor.puerto, galleta, seguida=True)
            while len(acusadas) < 100_000:
                texto = uuid.uuid4().hex
                datos = {"clave": str(uuid.uuid4()), "descripcion": texto, "fecha": hoy().isoformat(), "accion": "guardar"}
                estado = persona.pedir(f"{compromiso.get_absolute_url()}avances/nuevo/", datos)
                if estado != 302:
                    break
                acusadas.append(texto)
            persona.conexion.close()

        hilos = [threading.Thread(target=uno, args=[compromiso]) for compromiso in compromisos]
        for hilo in hilos:
            hilo.start()
        limite = time.monotonic() + 120
        while len(acusadas) < hasta and time.monotonic() < limite and any(hilo.is_alive() for hilo in hilos):
            time.sleep(0.002)
        matar()
        for hilo in hilos:
            hilo.join(timeout=60)
        assert len(acusadas) >= hasta, "no llegó a escribir"
        return acusadas

    return escribir


def solo_en(motor: str) -> None:
    if connection.vendor != motor:
        pytest.skip(f"se mide en {motor}")


def en_un_archivo(carpeta: Path) -> Path:
    archivo = carpeta / "portal.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(archivo)])
    return archivo


def medir_sqlite(carpeta: Path, escribir, *, escrituras: int, vueltas: int, ajustes: str = AJUSTES) -> tuple[int, int]:
    """How many were acknowledged, and how many of them are not there."""
    archivo, azar, acusadas = en_un_archivo(carpeta), random.Random(10), []  # noqa: S311 -- moments, not secrets
    for _ in range(vueltas):
        with portal(f"sqlite:///{archivo}", carpeta, DJANGO_SETTINGS_MODULE=ajustes) as servidor:
            acusadas += escribir(servidor, hasta=escrituras // vueltas + azar.randrange(5), matar=servidor.matar)
    with sqlite3.connect(archivo) as base:
        base.create_function("regexp", 2, lambda patron, texto: bool(re.search(patron, str(texto))))  # of its constraints
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        guardadas = {texto for (texto,) in base.execute("SELECT descripcion FROM convenios_avance")}
    base.close()
    return len(acusadas), len(set(acusadas) - guardadas)


def test_on_sqlite_nothing_acknowledged_is_lost(tmp_path, escribir, promesa):
    solo_en("sqlite")
    acusadas, perdidas = medir_sqlite(tmp_path, escribir, escrituras=promesa.veces(60, 1000), vueltas=promesa.veces(1, 10))
    promesa.anotar("kill −9 del portal en medio de escrituras", acusadas=acusadas, perdidas=perdidas)
    assert perdidas == 0


@pytest.mark.control
def test_control_acknowledged_before_it_is_written_it_is_lost(tmp_path, escribir, promesa):
    solo_en("sqlite")
    if not promesa.veces(0, 1):
        pytest.skip("arranca otro servidor: en la corrida completa")
    _, perdidas = medir_sqlite(tmp_path, escribir, escrituras=5, vueltas=1, ajustes="tests.ajustes_que_acusan_antes")
    assert perdidas > 0


def medir_postgresql(carpeta: Path, escribir, *opciones: str, escrituras: int, vueltas: int) -> tuple[int, int]:
    azar, acusadas = random.Random(10), []  # noqa: S311 -- moments, not secrets
    with cumulo.servidor(*opciones) as base:
        for _ in range(vueltas):
            with portal(base.url(), carpeta) as servidor:

                def matar(servidor=servidor) -> None:
                    base.matar()
                    servidor.matar()

                acusadas += escribir(servidor, hasta=escrituras // vueltas + azar.randrange(5), matar=matar)
            base.arrancar(*opciones)
        guardadas = {texto for (texto,) in base.decir("SELECT descripcion FROM convenios_avance")}
    return len(acusadas), len(set(acusadas) - guardadas)


def test_on_postgresql_nothing_acknowledged_is_lost(tmp_path, escribir, promesa):
    solo_en("postgresql")
    if not promesa.veces(0, 1):
        pytest.skip("arranca un servidor propio: en la corrida completa")
    acusadas, perdidas = medir_postgresql(tmp_path, escribir, escrituras=1000, vueltas=10)
    promesa.anotar("kill −9 del portal y de la base en medio de escrituras", acusadas=acusadas, perdidas=perdidas)
    assert perdidas == 0


@pytest.mark.control
def test_control_without_waiting_for_the_disk_it_is_lost(tmp_path, escribir, promesa):
    solo_en("postgresql")
    if not promesa.veces(0, 1):
        pytest.skip("arranca un servidor propio: en la corrida completa")
    sin_esperar = "synchronous_commit=off", "wal_writer_delay=10s", "wal_writer_flush_after=0"
    _, perdidas = medir_postgresql(tmp_path, escribir, *sin_esperar, escrituras=20, vueltas=1)
    assert perdidas > 0
