"""New rows, many at once: one pass over the columns, without the SQL that Django composes value by value (four times slower).

What `bulk_create` does for a row is done here too: its key, the keys of the records it points to, the form in which the database takes each
value. A row with an expression of the database in it goes the long way.
"""

import datetime
import io
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import (
    AutoField,
    BinaryField,
    BooleanField,
    CharField,
    DateField,
    Field,
    ForeignKey,
    IntegerField,
    TextField,
    TimeField,
    UUIDField,
)

TANDA = 1000
SIMPLES = (CharField, TextField, IntegerField, BooleanField, ForeignKey)  # a text, a number or a truth is written as it is
DE_POSTGRESQL: dict[type, tuple[type, ...]] = {DateField: (datetime.date,), UUIDField: (UUID,)}
SE_ESCRIBEN = frozenset({bool, int, float, Decimal, datetime.date, datetime.datetime, UUID})  # an instant says its zone
CONOCIDOS = SE_ESCRIBEN | {str, type(None)}
Convertir = Callable[[Any], Any]


def insertar(modelo: Any, registros: Sequence[Any]) -> None:
    """Insert `registros`, none of which is in the database yet; each gets its key. Raises `IntegrityError` as an insert does."""
    if not registros:
        return
    campos = [campo for campo in modelo._meta.local_concrete_fields if not campo.generated]
    if (
        modelo._meta.parents
        or any(isinstance(campo, BinaryField) for campo in campos)
        or any(_con_expresion(registro) for registro in registros)
    ):
        modelo._base_manager.bulk_create(registros, batch_size=TANDA)
        return
    _dar_llaves(modelo, registros)
    _seguir_llaves(modelo, registros)
    conexion = connections[DEFAULT_DB_ALIAS]  # looked up once: `connection` looks for it at each mention
    lectores = [_lector(campo, conexion) for campo in campos]
    _escribir(modelo, campos, ([leer(registro) for leer in lectores] for registro in registros))
    for registro in registros:
        registro._state.adding, registro._state.db = False, conexion.alias


def _con_expresion(registro: Any) -> bool:
    return any(type(valor) not in CONOCIDOS and hasattr(valor, "resolve_expression") for valor in registro.__dict__.values())


def _dar_llaves(modelo: Any, registros: Sequence[Any]) -> None:
    """The next keys of its sequence; on SQLite the transaction holds the only pen."""
    llave = modelo._meta.pk
    sin_llave = [registro for registro in registros if registro.pk is None]
    if not sin_llave or not isinstance(llave, AutoField):
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            tabla = connection.ops.quote_name(modelo._meta.db_table)
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [tabla, llave.column, len(sin_llave)]
            )
            nuevas = [pk for (pk,) in cursor.fetchall()]
        else:
            cursor.execute("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = %s", [modelo._meta.db_table])
            ultima = cursor.fetchone()[0]
            nuevas = list(range(ultima + 1, ultima + 1 + len(sin_llave)))
    for registro, pk in zip(sin_llave, nuevas, strict=True):
        registro.pk = pk


def _seguir_llaves(modelo: Any, registros: Sequence[Any]) -> None:
    """A record that got its key after it was pointed to is pointed to by that key."""
    for campo in modelo._meta.local_concrete_fields:
        if isinstance(campo, ForeignKey):
            for registro in registros:
                if getattr(registro, campo.attname) is None and campo.is_cached(registro):
                    otro = campo.get_cached_value(registro)
                    setattr(registro, campo.attname, getattr(otro, campo.target_field.attname) if otro is not None else None)


def _lector(campo: Any, conexion: Any) -> Convertir:
    """How the value of one column is taken from a record, as the database takes it."""
    nombre, dicho = campo.attname, _tal_cual(campo, conexion)
    if _se_calcula(campo):
        return lambda registro: campo.get_db_prep_save(campo.pre_save(registro, add=True), conexion)

    def leer(registro: Any) -> Any:
        valor = getattr(registro, nombre)
        return valor if valor is None or type(valor) in dicho else campo.get_db_prep_save(valor, conexion)

    return leer


def _se_calcula(campo: Any) -> bool:
    """It is not what the record says: an instant that is always now, a file that is put in its place."""
    if isinstance(campo, DateField | TimeField):
        return bool(campo.auto_now or campo.auto_now_add)
    return type(campo).pre_save is not Field.pre_save


def _tal_cual(campo: Any, conexion: Any) -> tuple[type, ...]:
    """The kinds of value that the database takes from a column of this kind as they are."""
    if isinstance(campo, SIMPLES):
        return (str, int, bool)
    if conexion.vendor == "postgresql":
        return DE_POSTGRESQL.get(type(campo), ())
    return ()


def _escribir(modelo: Any, campos: Sequence[Any], filas: Iterator[list[Any]]) -> None:
    citar = connection.ops.quote_name
    tabla, columnas = citar(modelo._meta.db_table), ", ".join(citar(campo.column) for campo in campos)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            texto = io.StringIO("".join("\t".join([como_copy(valor) for valor in fila]) + "\n" for fila in filas))
            with connection.wrap_database_errors:
                cursor.cursor.copy_expert(f"COPY {tabla} ({columnas}) FROM STDIN", texto)
        else:
            lugares = ", ".join(["%s"] * len(campos))
            cursor.executemany(f"INSERT INTO {tabla} ({columnas}) VALUES ({lugares})", list(filas))  # noqa: S608


_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def como_copy(valor: Any) -> str:
    """A value as COPY reads it."""
    if valor is None:
        return "\\N"
    if type(valor) in SE_ESCRIBEN:  # asked first: nearly all of them are
        return str(valor)
    if isinstance(valor, str):
        return str(valor).translate(_ESCAPES)
    if isinstance(valor, tuple(SE_ESCRIBEN)):
        return str(valor)
    if hasattr(valor, "adapted") and hasattr(valor, "dumps"):  # what Django wraps as JSON
        return str(valor.dumps(valor.adapted)).translate(_ESCAPES)
    raise TypeError(f"no se sabe copiar {type(valor).__name__}")
