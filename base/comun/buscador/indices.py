"""What makes a search quick, kept by the database itself: what is written in bulk, imported or undone is found at once.

PostgreSQL: a GIN index of three-letter pieces (pg_trgm) over the folded text of each table. Where the account may not have the extension,
there is no index, the search looks through the rows, and the health page says so. SQLite: an FTS5 table beside each table, which keeps no text
of its own, fed by triggers. Both are put on after every `migrate`, and only where they are missing or say something else than the code does.
"""

from typing import Any

from django.apps import AppConfig
from django.db import DatabaseError, connections, transaction
from django.db.models.signals import post_migrate, pre_migrate

from ..busqueda import plegado
from ..registro import anotar
from .declaracion import Hallable, hallables

_CON_TRIGRAMAS = "SELECT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm')"
_SE_PUEDE_PONER = """
SELECT EXISTS (SELECT 1 FROM pg_available_extension_versions WHERE name = 'pg_trgm' AND (
    (trusted AND has_database_privilege(current_database(), 'CREATE')) OR (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)))
"""
_trigramas: dict[str, bool] = {}  # whether each database has pg_trgm; asked once


def registrar(app: AppConfig) -> None:
    """Keep the indexes from now on; one app with tables is enough to be told of every `migrate`."""
    pre_migrate.connect(soltar, sender=app)
    post_migrate.connect(poner, sender=app)


def hay_trigramas(using: str = "default") -> bool:
    """Whether this PostgreSQL compares words by their three-letter pieces."""
    if using not in _trigramas:
        with connections[using].cursor() as cursor:
            cursor.execute(_CON_TRIGRAMAS)
            _trigramas[using] = cursor.fetchone()[0]
    return _trigramas[using]


def con_indice(using: str = "default") -> bool:
    """Whether a search is answered by an index."""
    return connections[using].vendor == "sqlite" or hay_trigramas(using)


def _indexados(conexion: Any) -> list[Hallable]:
    """One for each table that has an index, where all its columns are there."""
    with conexion.cursor() as cursor:
        tablas = set(conexion.introspection.table_names(cursor))
        por_tabla = {h.tabla: h for h in hallables() if h.indice and h.tabla in tablas}
        return [
            h
            for h in por_tabla.values()
            if {c.name for c in conexion.introspection.get_table_description(cursor, h.tabla)}.issuperset(h.indice)
        ]


def poner(using: str = "default", **_: Any) -> None:
    """Put on what is missing."""
    conexion = connections[using]
    if conexion.vendor == "sqlite":
        _poner_en_sqlite(conexion)
    else:
        _poner_en_postgresql(conexion, using)


def soltar(using: str = "default", plan: Any = (), **_: Any) -> None:
    """Before tables change: SQLite renames none that a trigger speaks of. What is written meanwhile is indexed when they are put on again."""
    conexion = connections[using]
    if not plan or conexion.vendor != "sqlite":
        return
    with conexion.cursor() as cursor:
        for hallable in hallables():
            for nombre in _disparadores(hallable) if hallable.indice else ():
                cursor.execute(f"DROP TRIGGER IF EXISTS {nombre}")


# ── SQLite ───────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _disparadores(hallable: Hallable) -> dict[str, str]:
    """The triggers that keep the index of a table, by name."""
    indice, tabla, columnas = hallable.tabla_del_indice, hallable.tabla, ", ".join(hallable.indice)
    viejo, nuevo = (plegado("sqlite", *(f"{fila}.{c}" for c in hallable.indice)) for fila in ("OLD", "NEW"))
    entra = f"INSERT INTO {indice}(rowid, texto) VALUES (NEW.id, {nuevo});"  # noqa: S608 -- our own names
    sale = f"INSERT INTO {indice}({indice}, rowid, texto) VALUES ('delete', OLD.id, {viejo});"  # noqa: S608
    cambia = " OR ".join(f"OLD.{c} IS NOT NEW.{c}" for c in hallable.indice)
    return {
        f"{indice}_alta": f"CREATE TRIGGER {indice}_alta AFTER INSERT ON {tabla} BEGIN {entra} END",
        f"{indice}_baja": f"CREATE TRIGGER {indice}_baja AFTER DELETE ON {tabla} BEGIN {sale} END",
        f"{indice}_cambio": f"CREATE TRIGGER {indice}_cambio AFTER UPDATE OF {columnas} ON {tabla} WHEN {cambia} BEGIN {sale} {entra} END",
    }


def _poner_en_sqlite(conexion: Any) -> None:
    with conexion.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE name LIKE 'busca~_%' ESCAPE '~'")
        puestos = dict(cursor.fetchall())
        for hallable in _indexados(conexion):
            indice, tabla, disparadores = hallable.tabla_del_indice, hallable.tabla, _disparadores(hallable)
            if indice in puestos and all(puestos.get(nombre) == sql for nombre, sql in disparadores.items()):
                continue
            for nombre in disparadores:
                cursor.execute(f"DROP TRIGGER IF EXISTS {nombre}")
            cursor.execute(f"DROP TABLE IF EXISTS {indice}")
            cursor.execute(f"CREATE VIRTUAL TABLE {indice} USING fts5(texto, content='', tokenize='trigram')")
            texto = plegado("sqlite", *hallable.indice)
            cursor.execute(f"INSERT INTO {indice}(rowid, texto) SELECT id, {texto} FROM {tabla}")  # noqa: S608 -- our own names
            for orden in disparadores.values():
                cursor.execute(orden)


# ── PostgreSQL ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def _poner_en_postgresql(conexion: Any, using: str) -> None:
    _trigramas.pop(using, None)
    if not hay_trigramas(using) and not _poner_trigramas(conexion, using):
        anotar("busqueda_sin_indice", motivo="esta cuenta de la base de datos no puede poner pg_trgm")
        return
    with conexion.cursor() as cursor:
        cursor.execute(
            "SELECT relname, obj_description(oid, 'pg_class') FROM pg_class WHERE relkind = 'i' AND relname LIKE 'busca~_%' ESCAPE '~'"
        )
        puestos = dict(cursor.fetchall())
        for hallable in _indexados(conexion):
            indice, texto = hallable.tabla_del_indice, hallable.columna or plegado("postgresql", *hallable.indice)
            # A short list of what is still to be indexed: after a bulk load every search reads it through, until the next vacuum
            orden = f"CREATE INDEX {indice} ON {hallable.tabla} USING gin (({texto}) gin_trgm_ops) WITH (gin_pending_list_limit = 256)"
            if puestos.get(indice) != orden:
                cursor.execute(f"DROP INDEX IF EXISTS {indice}")
                cursor.execute(orden)
                cursor.execute(f"COMMENT ON INDEX {indice} IS %s", [orden])


def _poner_trigramas(conexion: Any, using: str) -> bool:
    """Install the extension where the account may; whether it is there now."""
    with conexion.cursor() as cursor:
        cursor.execute(_SE_PUEDE_PONER)
        if not cursor.fetchone()[0]:
            return False
        try:
            with transaction.atomic(using=using):
                cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        except DatabaseError as error:  # the rights said yes and the server says no: `migrate` goes on, and the log tells why
            anotar("busqueda_sin_extension", motivo=str(error))
            return False
    _trigramas[using] = True
    return True
