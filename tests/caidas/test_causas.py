"""P38: what a fault of the data is taken for, and what is done about it. Real faults of SQLite; those of PostgreSQL by their codes."""

import shutil
import sqlite3
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import psycopg2
import pytest
from django.core.cache import caches
from django.db import DatabaseError, InterfaceError, InternalError, OperationalError, connection
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.test import RequestFactory

from base.comun import caidas
from base.comun.caidas import Causa, causa_de
from base.cuentas.views import caidas as paginas
from portal.publico import copias
from tests.factories import dias, make_compromiso

CONVENIO = "/publico/990001/convenios/CM-PRUEBA/"
pytestmark = pytest.mark.promesa("P38")


@pytest.fixture
def archivo(tmp_path, monkeypatch, django_db_blocker) -> Iterator[Any]:
    """A SQLite file of its own in the place of the portal's database."""
    ruta = tmp_path / "datos" / "portal.sqlite3"
    ruta.parent.mkdir()
    base = DatabaseWrapper({**connection.settings_dict, "ENGINE": "", "NAME": str(ruta), "OPTIONS": {"timeout": 0}}, "default")
    with django_db_blocker.unblock():
        monkeypatch.setattr(caidas, "connections", {"default": base})
        with base.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("CREATE TABLE t (a)")
        yield SimpleNamespace(ruta=ruta, base=base)
        base.close()


def escribir(base: DatabaseWrapper) -> None:
    with base.cursor() as cursor:
        cursor.execute("INSERT INTO t VALUES (hex(randomblob(2000)))")


def causa(hacer: Any, *args: Any) -> Causa | None:
    with pytest.raises((DatabaseError, InterfaceError)) as hallado:
        hacer(*args)
    return causa_de(hallado.value)


def test_what_a_file_of_sqlite_does_is_told_apart_from_our_own_mistakes(archivo):
    with sqlite3.connect(archivo.ruta) as otra:
        otra.execute("BEGIN IMMEDIATE")
        assert causa(escribir, archivo.base) is Causa.OCUPADA
    otra.close()
    with archivo.base.cursor() as cursor:
        assert causa(cursor.execute, "SELECT * FROM no_hay") is None
        cursor.execute("PRAGMA max_page_count = 3")

    def llenar() -> None:
        for _ in range(50):
            escribir(archivo.base)

    assert causa(llenar) is Causa.SIN_DISCO
    with archivo.base.cursor() as cursor:
        cursor.execute("PRAGMA query_only = 1")
    assert causa(escribir, archivo.base) is Causa.NO_ESCRIBE
    archivo.base.close()
    archivo.ruta.write_bytes(b"esto no es una base de datos" * 100)
    assert causa(escribir, archivo.base) is Causa.SIN_BASE


@pytest.mark.parametrize(
    ("clase", "codigo", "esperada"),
    [
        (OperationalError, None, Causa.SIN_BASE),
        (InterfaceError, None, Causa.SIN_BASE),
        (OperationalError, "57P01", Causa.SIN_BASE),
        (OperationalError, "53100", Causa.SIN_DISCO),
        (OperationalError, "53300", Causa.OCUPADA),
        (OperationalError, "40P01", Causa.OCUPADA),
        (OperationalError, "57014", Causa.OCUPADA),
        (InternalError, "25006", Causa.NO_ESCRIBE),
        (InternalError, "25P02", None),
        (DatabaseError, "22003", None),
    ],
)
def test_what_a_server_says_is_known_by_its_code(clase, codigo, esperada):
    error = clase("algo")
    error.__cause__ = type("Dicho", (psycopg2.Error,), {"pgcode": codigo})()
    assert causa_de(error) is esperada


def test_a_file_that_is_gone_is_not_made_anew_and_one_that_came_in_its_place_is_opened(archivo, client):
    caidas.soltar_lo_que_ya_no_esta()
    assert archivo.base.connection is not None
    lejos = archivo.ruta.with_name("lejos.sqlite3")
    with archivo.base.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(lejos)])
    archivo.ruta.unlink()
    assert caidas.no_responde()
    assert client.get("/entrar/").status_code == 503
    assert not archivo.ruta.exists()
    shutil.move(lejos, archivo.ruta)
    assert not caidas.no_responde()
    caidas.soltar_lo_que_ya_no_esta()
    assert archivo.base.connection is None


def test_a_database_that_failed_is_not_asked_for_two_seconds(client, monkeypatch):
    assert caidas.reconocer(OperationalError("no hay nadie")) is Causa.SIN_BASE
    assert client.get("/entrar/").status_code == 503
    assert client.get("/salud/viva").status_code == 200
    monkeypatch.setattr(caidas, "_caida_hasta", time.monotonic() - 0.001)
    assert not caidas.no_responde()
    assert caidas.PAUSA <= 5


def test_what_is_busy_or_full_is_refused_alone_and_the_rest_goes_on():
    ocupada = OperationalError("turno")
    ocupada.__cause__ = type("Dicho", (psycopg2.Error,), {"pgcode": "55P03"})()
    assert caidas.reconocer(ocupada) is Causa.OCUPADA
    assert not caidas.no_responde()


@pytest.mark.parametrize(("causa", "estado", "dice"), [(c, 507 if c is Causa.SIN_DISCO else 503, c.value) for c in Causa])
def test_each_is_said_in_words_and_gives_back_what_was_typed_but_no_password(causa, estado, dice):
    pedido = RequestFactory().post("/x/", {"descripcion": "Lo escrito", "password": "s3creta-larga"})
    respuesta = paginas.sin_datos(pedido, causa)
    assert (respuesta.status_code, "Lo escrito" in respuesta.text, "s3creta" in respuesta.text) == (estado, True, False)
    assert int(respuesta["Retry-After"]) >= 5


@pytest.mark.django_db
def test_a_copy_of_more_than_a_day_is_not_told(convenio, municipalidad_a, client, settings, tmp_path, monkeypatch):
    """And control: with no version to be had and no copy, the page is drawn or refused, never invented."""
    archivos = {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": tmp_path / "copias", "TIMEOUT": 86400}
    settings.CACHES = {**settings.CACHES, "copias": archivos}
    make_compromiso(convenio, distritos=(municipalidad_a.distrito,), descripcion="Techar el patio", plazo=dias(90))
    client.get(CONVENIO)
    monkeypatch.setattr(caidas, "_caida_hasta", time.monotonic() + 60)
    assert "Así estaba" in client.get(CONVENIO).text
    ahora = time.time()
    with monkeypatch.context() as manana:
        manana.setattr(time, "time", lambda: ahora + 86400)
        assert client.get(CONVENIO).status_code == 503
    monkeypatch.setattr(copias.Copia, "como_estaba", lambda _: None)
    caches["copias"].clear()
    assert client.get(CONVENIO).status_code == 503


def test_a_fault_of_ours_is_still_a_fault_of_ours(client):
    try:
        raise ValueError("nuestro")
    except ValueError:
        assert paginas.error_del_portal(RequestFactory().get("/x/")).status_code == 500
