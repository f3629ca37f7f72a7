"""One instant of the database, while people go on writing: what is copied, what is counted and which files are asked for are of that instant."""

import gzip
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection

from .errores import ErrorDeRespaldo
from .guardas import Consulta
from .programas import correr, programa

Latido = Callable[[], None]
PAGINAS = 5000  # between one sign of life and the next
# Whoever opens a copy enters nowhere with it: sessions and what is only kept for a while stay behind
SIN_FILAS = ("sessions.Session", "usersessions.UserSession")


@dataclass(frozen=True)
class Instantanea:
    """The copy (`volcado`, under the name `nombre` in the backup) and how that instant is asked."""

    motor: str
    nombre: str
    volcado: Path
    consultar: Consulta
    tablas: list[str]

    def contar(self) -> dict[str, int]:
        """How many rows each table has in the copy."""
        vacias = sin_filas()
        return {t: 0 if t in vacias else self.consultar(f'SELECT count(*) FROM "{t}"')[0][0] for t in self.tablas}  # noqa: S608 -- names of tables


def sin_filas() -> set[str]:
    """The tables that are copied empty."""
    return {apps.get_model(modelo)._meta.db_table for modelo in SIN_FILAS} | {str(settings.CACHES["default"].get("LOCATION", ""))}


@contextmanager
def instantanea(carpeta: Path, latido: Latido) -> Iterator[Instantanea]:
    """In `carpeta`, whose owner alone reads it."""
    with (_de_sqlite if connection.vendor == "sqlite" else _de_postgresql)(carpeta, latido) as una:
        yield una


# ── SQLite ───────────────────────────────────────────────────────────────────────────────────────────────────────────────
def abrir_sqlite(ruta: Path | str) -> sqlite3.Connection:
    """A file of SQLite, with the functions that Django's laws ask for, and nothing changed by opening it."""
    aparte: Any = connection.copy()
    opciones = {**aparte.get_connection_params(), "database": str(ruta)}
    aparte.init_commands = []  # those of the portal would put the file into WAL
    abierta: sqlite3.Connection = aparte.get_new_connection(opciones)
    abierta.isolation_level = None
    return abierta


@contextmanager
def _de_sqlite(carpeta: Path, latido: Latido) -> Iterator[Instantanea]:
    copia, volcado = carpeta / "base.sqlite3", carpeta / "base.sqlite3.gz"
    with closing(abrir_sqlite(connection.settings_dict["NAME"])) as viva, closing(sqlite3.connect(copia)) as nueva:
        viva.execute("BEGIN DEFERRED")  # a reader among others: nobody waits for it, and what others write from now on it does not see
        viva.execute("SELECT 1 FROM sqlite_master LIMIT 1")
        viva.backup(nueva, pages=PAGINAS, progress=lambda *_: latido(), sleep=0)
        nueva.execute("PRAGMA journal_mode = DELETE")
    with closing(abrir_sqlite(copia)) as base:
        base.set_progress_handler(lambda: latido() or 0, 1_000_000)  # type: ignore[func-returns-value]
        base.execute("PRAGMA secure_delete = ON")
        tablas = tablas_de_sqlite(base)
        for tabla in sin_filas() & set(tablas):
            base.execute(f'DELETE FROM "{tabla}"')  # noqa: S608 -- names of tables
        exigir_sana(base, "La base de datos está dañada y no se respalda así: {}. Restaure el último respaldo bueno.")
        with copia.open("rb") as entera, gzip.open(volcado, "wb", compresslevel=5) as comprimida:
            while trozo := entera.read(1 << 20):
                comprimida.write(trozo)
                latido()
        yield Instantanea("sqlite", volcado.name, volcado, lambda sql: base.execute(sql).fetchall(), tablas)


def exigir_sana(base: sqlite3.Connection, si_no: str) -> None:
    """What SQLite says of the whole file."""
    dicho = base.execute("PRAGMA quick_check(1)").fetchone()[0]
    if dicho != "ok":
        raise ErrorDeRespaldo(si_no.format(dicho))


def tablas_de_sqlite(base: sqlite3.Connection) -> list[str]:
    """Its tables, without the engine's own."""
    return [f[0] for f in base.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")]


def descomprimir(volcado: Path, base: Path, latido: Latido) -> None:
    """The file of the database, out of its copy; what it says of itself is looked at."""
    with gzip.open(volcado, "rb") as comprimida, base.open("wb") as entera:
        while trozo := comprimida.read(1 << 20):
            entera.write(trozo)
            latido()
    with closing(abrir_sqlite(base)) as abierta:
        exigir_sana(abierta, "La base de datos del respaldo está dañada: {}. No se escribió nada.")


# ── PostgreSQL ───────────────────────────────────────────────────────────────────────────────────────────────────────────
@contextmanager
def _de_postgresql(carpeta: Path, latido: Latido) -> Iterator[Instantanea]:
    volcado, pg_dump = carpeta / "base.sql.gz", programa("pg_dump")
    aparte = connection.copy()  # whoever asks may be in the middle of something
    try:
        aparte.ensure_connection()
        aparte.connection.set_session(isolation_level="REPEATABLE READ", readonly=True, autocommit=False)

        def consultar(sql: str) -> list[tuple[Any, ...]]:
            with aparte.connection.cursor() as cursor:
                cursor.execute(sql)
                return list(cursor.fetchall())

        marca = consultar("SELECT pg_export_snapshot()")[0][0]
        sin = [f'--exclude-table-data=public."{tabla}"' for tabla in sorted(sin_filas())]
        orden = [pg_dump, "--format=plain", "--compress=5", "--no-owner", "--no-privileges", "--no-comments", "--lock-wait-timeout=10s"]
        correr([*orden, f"--snapshot={marca}", *sin, f"--file={volcado}"], latido)
        yield Instantanea("postgresql", volcado.name, volcado, consultar, tablas_de_postgresql(consultar))
    finally:
        aparte.close()


def tablas_de_postgresql(consultar: Consulta) -> list[str]:
    """Its tables with rows of their own, without those of an extension."""
    return [
        fila[0]
        for fila in consultar(
            "SELECT c.relname FROM pg_class c WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace "
            "AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') ORDER BY 1"
        )
    ]
