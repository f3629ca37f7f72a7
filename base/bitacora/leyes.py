"""The laws of the database, asked in memory: which rows of a bulk write would break one, without a query a row.

What this cannot read (an expression that no model of ours has yet) it lets pass: the database refuses it all the same, as a whole.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.db.models import CheckConstraint, F, Field, Model, Q, UniqueConstraint
from django.db.models.functions import Lower

Fila = Mapping[str, Any]  # a record as its columns by `attname`
Vale = bool | None  # the database's own logic: what compares with nothing is neither true nor false


class NoSeLee(Exception):
    """An expression that only the database can work out."""


def _columna(modelo: Any, nombre: str) -> str:
    if nombre == "pk":
        return str(modelo._meta.pk.attname)
    try:
        return str(modelo._meta.get_field(nombre).attname)
    except Exception as error:
        raise NoSeLee(nombre) from error


def _nombre(expresion: Any) -> str:
    return str(expresion.name)


def valor_de(modelo: Any, expresion: Any, fila: Fila) -> Any:
    """The value of a column, or of a column in lower case."""
    if isinstance(expresion, str):
        return fila[_columna(modelo, expresion)]
    if isinstance(expresion, F):
        return fila[_columna(modelo, _nombre(expresion))]
    if isinstance(expresion, Lower):
        dentro = valor_de(modelo, expresion.get_source_expressions()[0], fila)
        return None if dentro is None else str(dentro).lower()
    if hasattr(expresion, "resolve_expression"):
        raise NoSeLee(repr(expresion))
    return expresion


_COMPARA: dict[str, Callable[[Any, Any], bool]] = {
    "exact": lambda a, b: a == b,
    "gt": lambda a, b: a > b,
    "gte": lambda a, b: a >= b,
    "lt": lambda a, b: a < b,
    "lte": lambda a, b: a <= b,
    "in": lambda a, b: a in b,
}


def cumple(modelo: Any, condicion: Any, fila: Fila) -> Vale:
    """Whether a row meets a condition."""
    if isinstance(condicion, Q):
        partes = [cumple(modelo, hija, fila) for hija in condicion.children]
        vale: Vale
        if condicion.connector == Q.OR:
            vale = True if True in partes else None if None in partes else False
        elif condicion.connector == Q.AND:
            vale = False if False in partes else None if None in partes else True
        else:
            raise NoSeLee(condicion.connector)
        return (None if vale is None else not vale) if condicion.negated else vale
    if not isinstance(condicion, tuple):
        raise NoSeLee(repr(condicion))
    camino, esperado = condicion
    nombre, _, como = camino.partition("__")
    actual = fila[_columna(modelo, nombre)]
    otro = valor_de(modelo, esperado, fila) if hasattr(esperado, "resolve_expression") else esperado
    if como == "isnull":
        return (actual is None) == bool(esperado)
    if como in ("", "exact") and esperado is None:
        return actual is None
    if (como or "exact") not in _COMPARA:
        raise NoSeLee(camino)
    return None if actual is None or otro is None else _COMPARA[como or "exact"](actual, otro)


def _nombrados(condicion: Any) -> set[str]:
    """The names that a condition asks for."""
    if isinstance(condicion, Q):
        return {n for hija in condicion.children for n in _nombrados(hija)}
    if isinstance(condicion, tuple):
        otro = condicion[1]
        return {condicion[0].partition("__")[0]} | ({_nombre(otro)} if isinstance(otro, F) else set())
    return {_nombre(e) for e in condicion.flatten() if isinstance(e, F)} if hasattr(condicion, "flatten") else set()


def columnas_de(modelo: Any, ley: Any) -> set[str]:
    """The columns (by `attname`) of which a law speaks."""
    nombres: set[str] = set()
    if isinstance(ley, CheckConstraint):
        nombres = _nombrados(ley.condition)
    elif isinstance(ley, UniqueConstraint):
        nombres = (
            set(ley.fields) | {n for e in ley.expressions for n in _nombrados(e)} | (_nombrados(ley.condition) if ley.condition else set())
        )
    return {campo.attname for campo in modelo._meta.concrete_fields if campo.name in nombres or campo.attname in nombres}


@lru_cache(maxsize=128)
def _de_la_fila(modelo: Any) -> list[tuple[CheckConstraint, frozenset[str]]]:
    """The laws of one row, each with the columns of which it speaks."""
    return [(ley, frozenset(columnas_de(modelo, ley))) for ley in modelo._meta.constraints if isinstance(ley, CheckConstraint)]


def juntas(modelo: Any, columnas: "Iterable[Field[Any, Any]]") -> dict[str, frozenset[str]]:
    """Which columns travel together, by `attname`: those that one law of the row binds, and a state with its who, when and why."""
    grupos = {c.attname: {c.attname} for c in columnas}

    def atar(nombres: Iterable[str]) -> None:
        union: set[str] = set().union(*(grupos[n] for n in nombres if n in grupos))
        for nombre in union:
            grupos[nombre] = union

    for _, columnas_de_la_ley in _de_la_fila(modelo):
        atar(columnas_de_la_ley)
    por_nombre = {c.name: c.attname for c in modelo._meta.concrete_fields}
    for nombre in por_nombre:
        if nombre.endswith("_en"):
            raiz = nombre.removesuffix("_en")
            atar(por_nombre[n] for n in (raiz, nombre, f"{raiz}_por", f"{raiz}_motivo") if n in por_nombre)
    return {nombre: frozenset(grupo) for nombre, grupo in grupos.items()}


def incumplidas(modelo: Any, fila: Fila, cambiadas: Iterable[str]) -> list[Any]:
    """The laws of the row itself that it would break, among those that speak of the columns that change."""
    nuevas, rotas = set(cambiadas), []
    for ley, columnas in _de_la_fila(modelo):
        if columnas & nuevas:
            try:
                vale = cumple(modelo, ley.condition, fila)
            except NoSeLee:
                continue
            if vale is False:
                rotas.append(ley)
    return rotas


def leyes_rotas(registro: Model) -> list[CheckConstraint]:
    """The laws of the row that a record breaks as it stands in memory, whether it is new or changed."""
    fila = {c.attname: getattr(registro, c.attname) for c in registro._meta.concrete_fields if not c.generated}
    return incumplidas(type(registro), fila, fila.keys())


def unicas(modelo: Any) -> list[tuple[list[Any], Any, str, set[str]]]:
    """Each law of "only one": what its key is made of, where it holds, what it says, of which columns it speaks."""
    leyes: list[tuple[list[Any], Any, str, set[str]]] = [
        (
            [*ley.fields, *ley.expressions],
            ley.condition,
            str(ley.violation_error_message),
            columnas_de(modelo, ley),
        )
        for ley in modelo._meta.constraints
        if isinstance(ley, UniqueConstraint)
    ]
    leyes += [
        ([c.name], None, "Ya existe otro registro con ese dato.", {c.attname})
        for c in modelo._meta.concrete_fields
        if c.unique and not c.primary_key
    ]
    return leyes


def clave_unica(modelo: Any, expresiones: list[Any], condicion: Any, fila: Fila) -> tuple[Any, ...] | None:
    """The key of a row under such a law; None where the law does not hold for it."""
    try:
        if condicion is not None and cumple(modelo, condicion, fila) is not True:
            return None
        clave = tuple(valor_de(modelo, e, fila) for e in expresiones)
    except NoSeLee:
        return None
    return None if None in clave else clave
