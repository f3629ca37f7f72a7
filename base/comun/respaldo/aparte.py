"""A throw-away place: an empty database and an empty folder of their own for another process, gone at the end.

That process is told of them in its environment and of nothing else that is the portal's: no address of the working database, of its
files, of its mail. What it does wrong, it does there.
"""

import os
import re
import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from .errores import ErrorDeRespaldo
from .guardas import Consulta
from .instantanea import tablas_de_postgresql, tablas_de_sqlite

PREFIJO = "ensayo-"
# What the portal was told of its places: the other process is told of the throw-away ones, or of none
SUYAS = (
    *("DATABASE_URL", "DATABASE_REPLICA_URL", "REDIS_URL", "STORAGE_URL", "EMAIL_URL", "CLAMAV_URL", "SENTRY_DSN"),
    *("RESPALDO_EN", "RESPALDO_COPIA_EN", "CLAVE_DE_RESPALDO_FILE", "METRICAS_CLAVE", "PROMETHEUS_MULTIPROC_DIR", "VAR_EN"),
)
SIN_SITIO = (
    "No hay sitio en el disco para ensayar la restauración: hacen falta unos {necesita:,.0f} MB en {donde} y quedan {queda:,.0f}. "
    "No se restauró nada."
)


class SinBaseAparte(ErrorDeRespaldo):
    """The account of the database may not make another one: a restore cannot be tried here."""


@dataclass(frozen=True)
class Lugar:
    """Where: a folder, and what a process that is to work there has in its environment."""

    carpeta: Path
    entorno: dict[str, str]
    base: str  # the file, or the name, of its database

    def contar(self) -> dict[str, int]:
        """How many rows each table of its database has, asked from here and not by whoever worked there."""
        if connection.vendor == "sqlite":
            if not Path(self.base).is_file():
                return {}
            with closing(sqlite3.connect(self.base)) as suya:
                return _contar(lambda sql: suya.execute(sql).fetchall(), tablas_de_sqlite(suya))
        with _conectada(self.base) as otra, otra.cursor() as cursor:

            def consultar(sql: str) -> list[tuple[Any, ...]]:
                cursor.execute(sql)
                return list(cursor.fetchall())

            return _contar(consultar, tablas_de_postgresql(consultar))

    def archivos(self) -> int:
        """How many files were put there."""
        return sum(ruta.is_file() for ruta in (self.carpeta / "media").rglob("*"))


def _contar(consultar: Consulta, tablas: list[str]) -> dict[str, int]:
    return {tabla: int(consultar(f'SELECT count(*) FROM "{tabla}"')[0][0]) for tabla in tablas}  # noqa: S608 -- names of tables


@contextmanager
def aparte(respaldo: Path) -> Iterator[Lugar]:
    """Room to bring `respaldo` back. Whatever an earlier one left behind, killed before its end, goes first."""
    settings.VAR.mkdir(exist_ok=True)
    for resto in settings.VAR.glob(f"{PREFIJO}*"):
        shutil.rmtree(resto, ignore_errors=True)
    _exigir_disco(respaldo)
    carpeta = Path(tempfile.mkdtemp(prefix=PREFIJO, dir=settings.VAR))  # 0700
    try:
        with (_de_sqlite if connection.vendor == "sqlite" else _de_postgresql)(carpeta) as (base, url):
            yield Lugar(carpeta, _entorno(carpeta, url), base)
    finally:
        shutil.rmtree(carpeta, ignore_errors=True)


def _entorno(carpeta: Path, url: str) -> dict[str, str]:
    ajenas = {nombre: valor for nombre, valor in os.environ.items() if nombre not in SUYAS}
    return ajenas | {"DATABASE_URL": url, "VAR_EN": str(carpeta), "CLAVE_DE_RESPALDO": settings.CLAVE_DE_RESPALDO, "PYTHONUTF8": "1"}


def _exigir_disco(respaldo: Path) -> None:
    """A drill that fills the disk would stop the portal that it is for."""
    base = Path(connection.settings_dict["NAME"])
    en_claro = base.stat().st_size if connection.vendor == "sqlite" and base.is_file() else 0
    necesita, queda = 2 * (respaldo.stat().st_size + en_claro), shutil.disk_usage(settings.VAR).free
    if queda < necesita:
        raise ErrorDeRespaldo(SIN_SITIO.format(necesita=necesita / 1e6, donde=settings.VAR, queda=queda / 1e6))


@contextmanager
def _de_sqlite(carpeta: Path) -> Iterator[tuple[str, str]]:
    base = carpeta / "portal.sqlite3"
    yield str(base), f"sqlite:///{base}"


# ── PostgreSQL ───────────────────────────────────────────────────────────────────────────────────────────────────────────
@contextmanager
def _de_postgresql(carpeta: Path) -> Iterator[tuple[str, str]]:
    principal = str(connection.settings_dict["NAME"])
    base = f"{principal[:40]}_ensayo_{secrets.token_hex(6)}"
    with _conectada(principal) as una, una.cursor() as cursor:
        cursor.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
        if not cursor.fetchone()[0]:
            raise SinBaseAparte(
                "La cuenta de PostgreSQL del portal no puede crear una base de prueba (ALTER ROLE … CREATEDB): el respaldo no se restauró."
            )
        _quitar_restos(cursor, principal)
        cursor.execute(f"CREATE DATABASE \"{base}\" ENCODING 'UTF8' TEMPLATE template0")
    try:
        yield base, urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{base}").geturl()
    finally:
        with _conectada(principal) as una, una.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{base}" WITH (FORCE)')


def _quitar_restos(cursor: Any, principal: str) -> None:
    """What an earlier drill of this portal left, killed before its end: its own name, and twelve digits that nobody writes by hand."""
    suyas = re.compile(re.escape(principal[:40]) + r"_ensayo_[0-9a-f]{12}")
    cursor.execute("SELECT datname FROM pg_database WHERE datdba = (SELECT oid FROM pg_roles WHERE rolname = current_user)")
    for (nombre,) in cursor.fetchall():
        if suyas.fullmatch(nombre):
            cursor.execute(f'DROP DATABASE IF EXISTS "{nombre}" WITH (FORCE)')


@contextmanager
def _conectada(base: str) -> Iterator[BaseDatabaseWrapper]:
    """A connection of one's own: whoever asks may be inside a transaction, and a database is made outside of any."""
    una = connection.copy()
    una.settings_dict["NAME"] = base
    try:
        yield una
    finally:
        una.close()
