"""Locks that the database itself keeps on what people closed: no form, import, shell or SQL of the portal's account writes under them.

Each app says which rows are closed, and when (`registrar`). The models say so in Spanish before (`clean`, the verbs); these triggers are what
holds when somebody goes past them. They are put on after every `migrate` and taken off before it: SQLite rebuilds a table to alter it, and
will not rename one that a trigger speaks of.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate


@dataclass(frozen=True)
class Candado:
    """One lock: its name, its table, what it refuses there (INSERT, UPDATE, DELETE), when (SQL over OLD and NEW), and what it says."""

    nombre: str
    tabla: str
    acto: str
    cuando: str
    dice: str


_de_cada_app: dict[str, Callable[[], Iterable[Candado]]] = {}


def registrar(app: AppConfig, candados: Callable[[], Iterable[Candado]]) -> None:
    """The locks of an app; told again, they replace the former ones."""
    if not _de_cada_app:  # one app with tables is enough: every table is there by the time that `migrate` tells the first of them
        pre_migrate.connect(quitar, sender=app)
        post_migrate.connect(poner, sender=app)
    _de_cada_app[app.label] = candados


def cambia(columnas: Iterable[str]) -> str:
    """That one of these columns changes: said in a way that both engines understand, empty ones too."""
    return " OR ".join(f"(COALESCE(CAST(OLD.{c} AS TEXT), '') <> COALESCE(CAST(NEW.{c} AS TEXT), ''))" for c in columnas)


def _en_sqlite(candado: Candado) -> Iterator[str]:
    c = candado
    yield f"CREATE TRIGGER {c.nombre} BEFORE {c.acto} ON {c.tabla} WHEN {c.cuando} BEGIN SELECT RAISE(ABORT, '{c.dice}'); END"


def _en_postgresql(candado: Candado) -> Iterator[str]:
    c, devuelve = candado, "OLD" if candado.acto == "DELETE" else "NEW"
    yield (
        f"CREATE OR REPLACE FUNCTION {c.nombre}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {c.cuando} THEN "
        f"RAISE EXCEPTION '{c.dice}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {devuelve}; END $$"
    )
    yield f"CREATE TRIGGER {c.nombre} BEFORE {c.acto} ON {c.tabla} FOR EACH ROW EXECUTE FUNCTION {c.nombre}()"


def poner(using: str = "default", **_: Any) -> None:
    """Put the locks on, those of each app as soon as all their tables are there."""
    conexion = connections[using]
    tablas = set(conexion.introspection.table_names())
    quitar(using)
    with conexion.cursor() as cursor:
        for candados in (list(suyos()) for suyos in _de_cada_app.values()):
            if tablas.issuperset(candado.tabla for candado in candados):
                for candado in candados:
                    for orden in _en_sqlite(candado) if conexion.vendor == "sqlite" else _en_postgresql(candado):
                        cursor.execute(orden)


def quitar(using: str = "default", **_: Any) -> None:
    """Take them off: to change the tables, or to empty a database of tests."""
    conexion = connections[using]
    tablas = set(conexion.introspection.table_names())
    with conexion.cursor() as cursor:
        for candado in (candado for suyos in _de_cada_app.values() for candado in suyos()):
            if candado.tabla in tablas:
                cursor.execute(f"DROP TRIGGER IF EXISTS {candado.nombre}" + ("" if conexion.vendor == "sqlite" else f" ON {candado.tabla}"))
