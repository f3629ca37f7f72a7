"""How a row is summed up: the same on either engine, on any machine, by a version that is written beside it."""

import datetime
import hashlib
import json
import uuid
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from django.apps import apps

from base.bitacora.lecturas import Lectura

from .modelo import Declaracion, Verificacion

VERSION = 1  # by which what is sealed now is summed up


class VersionAnterior(Exception):
    """The chain was written by a newer portal: this one would have to go back to an older algorithm, and refuses."""


@cache  # the models of a process do not change, and to ask each for its history takes longer than to walk a short chain
def cubiertas() -> dict[str, Any]:
    """The tables that the chain covers, each with its model: all of them are only added to."""
    historias = [m.history.model for m in apps.get_models() if hasattr(m._meta, "simple_history_manager_attribute")]  # type: ignore[attr-defined]
    otras = [apps.get_model("bitacora", "Lote"), Lectura, Declaracion, Verificacion]
    return {modelo._meta.db_table: modelo for modelo in sorted([*historias, *otras], key=lambda m: m._meta.db_table)}


def columnas_de(modelo: Any) -> list[str]:
    """What is summed up of a row: every column of its table but its key, which stands beside the sum."""
    return [campo.attname for campo in modelo._meta.concrete_fields if not campo.primary_key]


def _v1(tabla: str, columnas: Sequence[str], valores: Sequence[Any]) -> bytes:
    """SHA-256 of a JSON list: the table, then each column with its value."""
    return hashlib.sha256(canonico([tabla, list(columnas), list(valores)])).digest()


HUELLAS: dict[int, Callable[[str, Sequence[str], Sequence[Any]], bytes]] = {1: _v1}


def canonico(dato: Any) -> bytes:
    """One text for one value: keys in order, no blanks, instants in UTC, amounts without the zeros that say nothing."""
    return json.dumps(dato, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_simple).encode("utf-8", "surrogatepass")


def _simple(valor: Any) -> str:
    if isinstance(valor, datetime.datetime):
        return valor.astimezone(datetime.UTC).isoformat(timespec="microseconds")
    if isinstance(valor, datetime.date | datetime.time):
        return valor.isoformat()
    if isinstance(valor, Decimal):
        return f"{valor.normalize():f}" if valor else "0"
    if isinstance(valor, uuid.UUID | datetime.timedelta):
        return str(valor)
    if isinstance(valor, bytes | memoryview):
        return bytes(valor).hex()
    raise TypeError(f"no se sabe sellar un valor {type(valor).__name__}")
