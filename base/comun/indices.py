"""Tables that are filled by the million: their indexes and foreign keys are taken off meanwhile and put on again at the end, several times as quick."""

import contextlib
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection
from django.db.models import Model

# What is taken off of a table: its name, the words that put it on again, its comment
_INDICES = """
SELECT quote_ident(c.relname), pg_get_indexdef(c.oid), obj_description(c.oid, 'pg_class')
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = %s::regclass AND NOT i.indisunique ORDER BY 1
"""
_LLAVES = """
SELECT quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = %s::regclass AND contype = 'f' AND obj_description(oid, 'pg_constraint') IS NULL ORDER BY 1
"""
_INDICES_EN_SQLITE = """
SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL AND sql NOT LIKE 'CREATE UNIQUE%%' ORDER BY 1
"""
MEMORIA = "512MB"  # with which PostgreSQL puts them on again


@contextlib.contextmanager
def a_granel(modelos: Iterable[type[Model]]) -> Iterator[None]:
    """Without the indexes of these tables, and on PostgreSQL without their foreign keys, for as long as the block lasts; what keeps rows unique
    stays. Foreign keys are checked when they are put on again: a row that leads nowhere is an `IntegrityError` at the end. Inside a
    transaction: if it fails, nothing was ever gone.
    """
    tablas = [modelo._meta.db_table for modelo in modelos]
    quitar = _quitar_de_postgresql if connection.vendor == "postgresql" else _quitar_de_sqlite
    with _nada_pendiente() as cursor:
        ordenes = [orden for tabla in tablas for orden in quitar(cursor, tabla)]
    yield
    with _nada_pendiente() as cursor:
        for orden, datos in ordenes:
            cursor.execute(orden, datos)


@contextlib.contextmanager
def _nada_pendiente() -> Iterator[Any]:
    """A cursor to alter tables: PostgreSQL alters none of which something is still to be checked."""
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            yield cursor
            return
        cursor.execute(f"SET LOCAL maintenance_work_mem = '{MEMORIA}'; SET CONSTRAINTS ALL IMMEDIATE")
        yield cursor
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _quitar_de_postgresql(cursor: Any, tabla: str) -> Iterator[tuple[str, list[str] | None]]:
    """Take them off; the orders that put them on again, the foreign keys last."""
    citada = connection.ops.quote_name(tabla)
    cursor.execute(_LLAVES, [citada])
    llaves = cursor.fetchall()
    cursor.execute(_INDICES, [citada])
    for nombre, orden, nota in cursor.fetchall():
        cursor.execute(f"DROP INDEX {nombre}")
        yield orden, None
        if nota:
            yield f"COMMENT ON INDEX {nombre} IS %s", [nota]
    for nombre, dicha in llaves:
        cursor.execute(f"ALTER TABLE {citada} DROP CONSTRAINT {nombre}")
        yield f"ALTER TABLE {citada} ADD CONSTRAINT {nombre} {dicha}", None


def _quitar_de_sqlite(cursor: Any, tabla: str) -> Iterator[tuple[str, None]]:
    cursor.execute(_INDICES_EN_SQLITE, [tabla])
    for nombre, orden in cursor.fetchall():
        cursor.execute(f"DROP INDEX {connection.ops.quote_name(nombre)}")
        yield orden, None
