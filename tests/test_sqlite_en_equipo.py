"""P7: SQLite stands a small team. Four people write and twenty read, against the real server on a database file of its own."""

import contextlib
import itertools
import shutil
import sqlite3
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from base.comun.fechas import hoy
from bench.servidor import PORTAL, dentro, sirviendo
from tests.servidores import Persona

pytestmark = pytest.mark.xdist_group("equipo")  # one made world, and never two teams at once
COMPROMISOS, ESCRITORES, LECTORES = 60, 4, 20
SIN_TURNO = "tests.ajustes_sin_turno"
QUIENES = ["especialista", "coordinador", "coordinadora", "administrador"]


class Jornada:
    """A stretch of work of the whole team, and what each was answered."""

    def __init__(self, puertos: list[int], mundo: dict[str, Any], *, segundos: float, escrituras: int) -> None:
        self.puertos, self.mundo, self.cada, self.escrituras = puertos, mundo, segundos / (escrituras / ESCRITORES), escrituras
        self.inicio, self.limite = time.monotonic(), time.monotonic() + 20 * segundos
        self.fin = threading.Event()
        self.acusadas: list[str] = []
        self.estados: list[int] = []
        self.turno = itertools.count()

    def escribir(self, quien: int) -> None:
        """Avances reported one after another, at the pace asked or as fast as they are answered."""
        persona = Persona(self.puertos[quien % len(self.puertos)], self.mundo["sesiones"][QUIENES[quien % len(QUIENES)]], seguida=True)
        direcciones = [f"{url}avances/nuevo/" for url in self.mundo["reciben"]]
        for n in range(self.escrituras // ESCRITORES):
            time.sleep(max(0.0, self.inicio + n * self.cada - time.monotonic()))
            texto = f"Avance {quien}-{n}"
            datos = {"clave": str(uuid.uuid4()), "descripcion": texto, "fecha": hoy().isoformat(), "accion": "guardar"}
            estado = persona.pedir(direcciones[n % len(direcciones)], datos)
            self.estados.append(estado)
            if estado == 302:
                self.acusadas.append(texto)
            if time.monotonic() > self.limite:
                break
        persona.conexion.close()

    def leer(self, quien: int) -> None:
        """The pages of every day, with a moment to read each."""
        persona = Persona(
            self.puertos[quien % len(self.puertos)], self.mundo["sesiones"]["coordinador" if quien % 2 else "alcalde"], seguida=True
        )
        paginas = ["/", *self.mundo["compromisos"], *self.mundo["listas"].values()]
        while not self.fin.wait(1):
            self.estados.append(persona.pedir(paginas[next(self.turno) % len(paginas)]))
        persona.conexion.close()

    def correr(self) -> float:
        """Seconds that it took."""
        escritores = [threading.Thread(target=self.escribir, args=[n]) for n in range(ESCRITORES)]
        lectores = [threading.Thread(target=self.leer, args=[n]) for n in range(LECTORES)]
        for hilo in [*lectores, *escritores]:
            hilo.start()
        for hilo in escritores:
            hilo.join()
        self.fin.set()
        for hilo in lectores:
            hilo.join()
        return time.monotonic() - self.inicio

    @property
    def caidas(self) -> list[int]:
        """Answers that say that something of ours failed."""
        return [estado for estado in self.estados if estado >= 500]


@pytest.fixture(scope="module")
def hecho(tmp_path_factory) -> tuple[Path, dict[str, Any]]:
    """A database file with some commitments, and what a client needs to know of it."""
    if "postgresql" in settings.DATABASES["default"]["ENGINE"]:
        pytest.skip("mide SQLite: en PostgreSQL los que escriben no hacen cola")
    carpeta = tmp_path_factory.mktemp("equipo")
    return carpeta, dentro(f"sqlite:///{carpeta / 'mundo.sqlite3'}", carpeta, "mundo", str(COMPROMISOS))


@contextlib.contextmanager
def equipo(hecho: tuple[Path, dict[str, Any]], ajustes: str) -> Iterator[tuple[list[int], dict[str, Any], Path]]:
    """Two processes of the portal (four threads each) on one database file: the lock is between processes too."""
    carpeta, mundo = hecho
    archivo = carpeta / f"{ajustes}.sqlite3"
    shutil.copy(carpeta / "mundo.sqlite3", archivo)
    with sirviendo(f"sqlite:///{archivo}", carpeta, ajustes) as uno, sirviendo(f"sqlite:///{archivo}", carpeta, ajustes) as otro:
        yield [uno, otro], mundo, archivo


def guardadas(archivo: Path) -> set[str]:
    with contextlib.closing(sqlite3.connect(f"file:{archivo}?mode=ro", uri=True)) as base:
        assert base.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return {texto for (texto,) in base.execute("SELECT descripcion FROM convenios_avance")}


@pytest.mark.promesa("P7")
def test_four_people_write_and_twenty_read_and_nobody_is_told_that_it_is_locked(hecho, promesa):
    escrituras = promesa.veces(60, 1200)
    with equipo(hecho, PORTAL) as (puertos, mundo, archivo):
        jornada = Jornada(puertos, mundo, segundos=promesa.veces(3, 60), escrituras=escrituras)
        segundos = jornada.correr()
        perdidas = set(jornada.acusadas) - guardadas(archivo)
    promesa.anotar(
        f"{ESCRITORES} personas escriben y {LECTORES} leen a la vez, dos procesos del portal sobre un archivo",
        escrituras=len(jornada.acusadas),
        respuestas=len(jornada.estados),
        segundos=round(segundos),
        caidas=len(jornada.caidas),
        perdidas=len(perdidas),
    )
    assert (jornada.caidas, perdidas) == ([], set())
    assert len(jornada.acusadas) == escrituras, sorted(set(jornada.estados))


@pytest.mark.promesa("P7")
@pytest.mark.control
def test_without_the_queue_the_same_team_is_told_that_it_is_locked(hecho):
    """Control: with the lock taken at the first write, and nobody waiting for it, some are answered with an error."""
    with equipo(hecho, SIN_TURNO) as (puertos, mundo, archivo):
        jornada = Jornada(puertos, mundo, segundos=2, escrituras=60)
        jornada.correr()
        assert set(jornada.acusadas) <= guardadas(archivo)
    assert jornada.caidas
