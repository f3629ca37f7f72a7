"""Locks that the database itself keeps on what people closed: no form, import, shell or SQL of the portal's account writes under them.

Each app says which rows are closed, and when (`registrar`). The models say so in Spanish before (`clean`, the verbs); these triggers are what
holds when somebody goes past them. They are put on after every `migrate` and taken off before it: SQLite rebuilds a table to alter it, and
will not rename one that a trigger speaks of.

Beside what is refused stands what is noted (`Nota`): a row written by any door leaves another one, so that whoever keeps something worked
out of it knows that it has to be worked out again.
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

    @property
    def tablas(self) -> set[str]:
        """The tables that have to be there."""
        return {self.tabla}

    def en_sqlite(self) -> Iterator[str]:
        """How SQLite is told."""
        yield (
            f"CREATE TRIGGER {self.nombre} BEFORE {self.acto} ON {self.tabla} WHEN {self.cuando}"
            f" BEGIN SELECT RAISE(ABORT, '{self.dice}'); END"
        )

    def en_postgresql(self) -> Iterator[str]:
        """How PostgreSQL is told."""
        devuelve = "OLD" if self.acto == "DELETE" else "NEW"
        yield (
            f"CREATE OR REPLACE FUNCTION {self.nombre}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {self.cuando} THEN "
            f"RAISE EXCEPTION '{self.dice}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {devuelve}; END $$"
        )
        yield f"CREATE TRIGGER {self.nombre} BEFORE {self.acto} ON {self.tabla} FOR EACH ROW EXECUTE FUNCTION {self.nombre}()"


@dataclass(frozen=True)
class Nota:
    """One note: after what act on which table, when, and the one statement that writes it down in `en`.

    The statement may say `{transaccion}`: the number of the transaction, so that a note is written once in each. SQLite has one writer at a
    time, so there it is always 0: a note that is seen stays until this transaction ends. `al_poner` is what is written when the notes are put
    on: nobody watched before.
    """

    nombre: str
    tabla: str
    acto: str
    cuando: str
    orden: str
    en: str
    al_poner: str = ""

    @property
    def tablas(self) -> set[str]:
        """The tables that have to be there."""
        return {self.tabla, self.en}

    def en_sqlite(self) -> Iterator[str]:
        """How SQLite is told."""
        orden = self.orden.format(transaccion="0")
        yield f"CREATE TRIGGER {self.nombre} AFTER {self.acto} ON {self.tabla} WHEN {self.cuando} BEGIN {orden}; END"
        if self.al_poner:
            yield self.al_poner.format(transaccion="0")

    def en_postgresql(self) -> Iterator[str]:
        """How PostgreSQL is told."""
        orden = self.orden.format(transaccion="txid_current()")
        yield (
            f"CREATE OR REPLACE FUNCTION {self.nombre}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {self.cuando} THEN "
            f"{orden}; END IF; RETURN NULL; END $$"
        )
        yield f"CREATE TRIGGER {self.nombre} AFTER {self.acto} ON {self.tabla} FOR EACH ROW EXECUTE FUNCTION {self.nombre}()"
        if self.al_poner:
            yield self.al_poner.format(transaccion="txid_current()")


Disparador = Candado | Nota
_de_cada_app: dict[str, Callable[[], Iterable[Disparador]]] = {}


def registrar(app: AppConfig, candados: Callable[[], Iterable[Disparador]]) -> None:
    """The locks and notes of an app; told again, they replace the former ones."""
    if not _de_cada_app:  # one app with tables is enough: every table is there by the time that `migrate` tells the first of them
        pre_migrate.connect(quitar, sender=app)
        post_migrate.connect(poner, sender=app)
    _de_cada_app[app.label] = candados


def cambia(columnas: Iterable[str]) -> str:
    """That one of these columns changes: said in a way that both engines understand, empty ones too."""
    return " OR ".join(f"(COALESCE(CAST(OLD.{c} AS TEXT), '') <> COALESCE(CAST(NEW.{c} AS TEXT), ''))" for c in columnas)


def poner(using: str = "default", **_: Any) -> None:
    """Put the locks on, those of each app as soon as all their tables are there."""
    conexion = connections[using]
    tablas = set(conexion.introspection.table_names())
    quitar(using)
    with conexion.cursor() as cursor:
        for candados in (list(suyos()) for suyos in _de_cada_app.values()):
            if tablas.issuperset(tabla for candado in candados for tabla in candado.tablas):
                for candado in candados:
                    for orden in candado.en_sqlite() if conexion.vendor == "sqlite" else candado.en_postgresql():
                        cursor.execute(orden)


def quitar(using: str = "default", **_: Any) -> None:
    """Take them off: to change the tables, or to empty a database of tests."""
    conexion = connections[using]
    tablas = set(conexion.introspection.table_names())
    with conexion.cursor() as cursor:
        for candado in (candado for suyos in _de_cada_app.values() for candado in suyos()):
            if candado.tabla in tablas:
                cursor.execute(f"DROP TRIGGER IF EXISTS {candado.nombre}" + ("" if conexion.vendor == "sqlite" else f" ON {candado.tabla}"))
