"""How each engine gets the database of a backup: it is ready before anything is touched, and then there at one stroke."""

import gzip
import os
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path
from typing import IO, Any, Protocol

from django.db import connection

from .errores import ErrorDeRespaldo
from .hacer import Avance
from .instantanea import abrir_sqlite, descomprimir, tablas_de_sqlite
from .programas import entorno, programa

DETENGA = "Otro programa tiene abierta la base de datos. Detenga el portal y el trabajador, y repita. No se escribió nada."
LO_QUE_HAY = """
SELECT format('DROP TABLE IF EXISTS public.%I CASCADE', c.relname) FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
  AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
UNION ALL
SELECT format('DROP FUNCTION IF EXISTS %s CASCADE', p.oid::regprocedure) FROM pg_proc p
WHERE p.pronamespace = 'public'::regnamespace AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""  # of the portal, not of an extension
NO_CUADRA = "La base del respaldo no tiene las filas que él mismo dice ({}). No se escribió nada."


class Motor(Protocol):
    """What a restore asks of an engine."""

    def exigir_sola(self) -> None:
        """Nobody else has the database open."""

    def preparar(self, volcado: Path, tablas: dict[str, int], avance: Avance) -> Path:
        """Make it ready, aside."""

    def poner(self, preparada: Path, tablas: dict[str, int], avance: Avance) -> None:
        """There it is, or everything is as before."""


def motor_de_aqui() -> Motor:
    """That of this installation."""
    return EnSqlite() if connection.vendor == "sqlite" else EnPostgresql()


class EnSqlite:
    """One file takes the place of another."""

    def exigir_sola(self) -> None:
        """To leave WAL asks for the file alone, and leaves all of it in one file."""
        connection.close()
        destino = Path(connection.settings_dict["NAME"])
        destino.parent.mkdir(parents=True, exist_ok=True)
        try:
            with closing(sqlite3.connect(destino, timeout=2)) as base:
                base.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as error:
            raise ErrorDeRespaldo(DETENGA) from error

    def preparar(self, volcado: Path, tablas: dict[str, int], avance: Avance) -> Path:
        """Out of its copy, sound, and with as many rows as were counted."""
        nueva = volcado.with_name("base.sqlite3")
        descomprimir(volcado, nueva, lambda: avance(0, 0, "Poniendo la base de datos"))
        with closing(abrir_sqlite(nueva)) as base:
            cuentas = {t: base.execute(f'SELECT count(*) FROM "{t}"').fetchone()[0] for t in tablas_de_sqlite(base)}  # noqa: S608 -- names of tables
        if cuentas != tablas:
            distintas = sorted(t for t in cuentas.keys() | tablas.keys() if cuentas.get(t) != tablas.get(t))
            raise ErrorDeRespaldo(NO_CUADRA.format(", ".join(distintas[:5])))
        return nueva

    def poner(self, preparada: Path, tablas: dict[str, int], avance: Avance) -> None:
        """On the disk of the database first; then in its place."""
        self.exigir_sola()
        destino = Path(connection.settings_dict["NAME"])
        vecina = destino.with_name(f"{destino.name}.restaurada")
        with preparada.open("rb") as nueva, open(os.open(vecina, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o640), "wb") as copia:
            while trozo := nueva.read(1 << 20):
                copia.write(trozo)
            copia.flush()
            os.fsync(copia.fileno())
        os.replace(vecina, destino)


class EnPostgresql:
    """One transaction takes away what there is and puts in what the backup has."""

    def exigir_sola(self) -> None:
        """Also the program has to be there."""
        self.psql = programa("psql")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
                "AND backend_type = 'client backend'"
            )
            if cursor.fetchone()[0]:
                raise ErrorDeRespaldo(DETENGA)

    def preparar(self, volcado: Path, tablas: dict[str, int], avance: Avance) -> Path:
        """The dump is restored as it is."""
        return volcado

    def poner(self, preparada: Path, tablas: dict[str, int], avance: Avance) -> None:
        """psql commits only after it was given all of the dump and every table has its rows."""
        quitar = self._lo_que_hay()
        connection.close()
        orden = [self.psql, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"]
        with tempfile.TemporaryFile() as quejas:
            como: dict[str, Any] = {
                "env": entorno(),
                "stdin": subprocess.PIPE,
                "stdout": subprocess.DEVNULL,
                "stderr": quejas,
                "bufsize": 0,
            }
            with subprocess.Popen(orden, **como) as psql:  # noqa: S603 -- see `programa`
                _pasar(quitar, preparada, psql, tablas, avance)
            if psql.returncode:
                raise ErrorDeRespaldo(f"PostgreSQL no aceptó la base del respaldo y quedó como estaba: {_final(quejas)}")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def _lo_que_hay(self) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(LO_QUE_HAY)
            return [fila[0] for fila in cursor.fetchall()]


def _pasar(quitar: list[str], volcado: Path, psql: Any, tablas: dict[str, int], avance: Avance) -> None:
    """Whatever breaks before the COMMIT is written is a ROLLBACK."""
    entrada: IO[bytes] = psql.stdin
    try:
        entrada.write("".join(f"{orden};\n" for orden in ["BEGIN", *quitar]).encode())
        with gzip.open(volcado, "rb") as dicho:
            while trozo := dicho.read(1 << 18):
                entrada.write(trozo)
                avance(0, 0, "Poniendo la base de datos")
        entrada.write(f"\n{''.join(_cuentas(tablas))}COMMIT;\n".encode())
    except BrokenPipeError:
        return  # psql stopped at an error, which it tells


def _cuentas(tablas: dict[str, int]) -> list[str]:
    """That each table has its rows."""
    return [
        f"DO $$ BEGIN IF (SELECT count(*) FROM public.\"{tabla}\") <> {int(filas)} THEN RAISE EXCEPTION '{tabla} no tiene {int(filas)} filas'; END IF; END $$;\n"  # noqa: S608 -- names of tables, from a signed head
        for tabla, filas in tablas.items()
    ]


def _final(archivo: IO[bytes]) -> str:
    archivo.seek(0)
    return archivo.read().decode(errors="replace").strip()[-600:]
