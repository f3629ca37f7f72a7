"""A key, folders of one's own, and a second machine: another database, empty, and another folder for the files."""

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from base.comun.respaldo import claves


@pytest.fixture
def equipo(settings, tmp_path) -> Path:
    """This machine: its folders, and the key of its backups. Where they are left is handed over."""
    settings.VAR, settings.MEDIA_ROOT = tmp_path / "var", tmp_path / "media"
    settings.CLAVE_DE_RESPALDO = claves.crear()[0]
    destino = tmp_path / "respaldos"
    destino.mkdir()
    return destino


@pytest.fixture
def otro_equipo(settings, tmp_path) -> Callable[[], Any]:
    """Inside, the portal is another one: nothing but the key and SECRET_KEY is the same."""

    @contextlib.contextmanager
    def mudarse(nombre: str = "otro") -> Iterator[Path]:
        antes = connection.settings_dict["NAME"], settings.MEDIA_ROOT, settings.VAR
        carpeta = tmp_path / nombre
        carpeta.mkdir()
        base = _base_nueva(f"{nombre}_{os.getpid()}", carpeta)
        connection.close()
        connection.settings_dict["NAME"] = base
        settings.MEDIA_ROOT, settings.VAR = carpeta / "media", carpeta / "var"
        try:
            yield carpeta
        finally:
            connection.close()
            connection.settings_dict["NAME"], settings.MEDIA_ROOT, settings.VAR = antes
            _quitar(base)

    return mudarse


def _base_nueva(nombre: str, carpeta: Path) -> str:
    if connection.vendor == "sqlite":
        return str(carpeta / "portal.sqlite3")
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{nombre}"')
    return nombre


def _quitar(base: str) -> None:
    if connection.vendor == "postgresql":
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{base}" WITH (FORCE)')
