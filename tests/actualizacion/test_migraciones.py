"""What an older portal held, brought up to date on either engine, in a database of its own.

It takes minutes, so it begins early, while the other worker has everything else to do: `xdist_group("largas")` goes before the single tests.
"""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from bench.servidor import entorno
from tests.actualizacion.tablas import describir


@contextlib.contextmanager
def base_vacia(carpeta: Path) -> Iterator[str]:
    """The address of an empty database, on the engine of these tests."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{carpeta / 'viejo'}.sqlite3"
        return
    nombre = f"viejo_{os.getpid()}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {nombre}")
    try:
        yield f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{nombre}"
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {nombre} WITH (FORCE)")


@pytest.fixture(scope="module")
def subido(tmp_path_factory, con_base) -> dict[str, Any]:
    """What the program says."""
    carpeta = tmp_path_factory.mktemp("viejo")
    with base_vacia(carpeta) as url:
        orden = [sys.executable, "-m", "tests.actualizacion.subir"]
        hecho = subprocess.run(orden, check=True, cwd=settings.RAIZ, env=entorno(url, carpeta), stdout=subprocess.PIPE)
    return json.loads(hecho.stdout)


@pytest.fixture(scope="module")
def con_base(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The server is asked for a database outside any transaction."""
    with django_db_blocker.unblock():
        yield


pytestmark = [pytest.mark.con_base, pytest.mark.xdist_group("largas")]


def test_what_an_older_portal_held_is_brought_up_to_date_or_said(subido):
    del_proyecto, del_encuentro, nada = subido["dichos"]
    assert del_proyecto.endswith("inicio 0206-01-01")
    assert "ProyectoEducativo" in del_proyecto
    assert del_encuentro.endswith("3: 0206-01-01")
    assert nada == ""
    assert subido["adendas"] == [
        [1, "suscrita", None, None, "Adenda 1"],
        [2, "suscrita", None, None, "Adenda 2"],
        [3, "suscrita", None, None, ""],
    ]
    assert subido["se_leen"] == ["Suscrita, registrada sin fusionar"]
    assert subido["borradores"] == 0
    assert subido["fotos"] == [["", False], ["Acta 1", True]]
    assert subido["encuentros"] == ["informado", "convocado", "convocado"]


@pytest.mark.django_db
def test_the_migrations_make_the_tables_that_the_models_say(subido):
    """What the tests, and `make demo` on an empty database, make at once from the models is what an installation gets step by step."""
    migradas, de_los_modelos = subido["tablas"], describir()
    distintas = {cual: (migradas.get(cual), de_los_modelos.get(cual)) for cual in migradas.keys() | de_los_modelos.keys()}
    assert len(migradas) > 800
    assert {cual: dos for cual, dos in distintas.items() if dos[0] != dos[1]} == {}
