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
Prueba = Callable[[Fila], Vale]
Lector = Callable[[Fila], Any]


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


def _leer(modelo: Any, expresion: Any) -> Lector:
    """How the value of a column, or of a column in lower case, is read from a row."""
    if isinstance(expresion, str | F):
        columna = _columna(modelo, expresion if isinstance(expresion, str) else _nombre(expresion))
        return lambda fila: fila[columna]
    if isinstance(expresion, Lower):
        dentro = _leer(modelo, expresion.get_source_expressions()[0])
        return lambda fila: None if (valor := dentro(fila)) is None else str(valor).lower()
    raise NoSeLee(repr(expresion))


_COMPARA: dict[str, Callable[[Any, Any], bool]] = {
    "exact": lambda a, b: a == b,
    "gt": lambda a, b: a > b,
    "gte": lambda a, b: a >= b,
    "lt": lambda a, b: a < b,
    "lte": lambda a, b: a <= b,
    "in": lambda a, b: a in b,
}


def _compilar(modelo: Any, condicion: Any) -> Prueba:
    """A condition, worked out once for all the rows that it is asked of."""
    if isinstance(condicion, Q):
        return _compilar_varias(condicion, [_compilar(modelo, hija) for hija in condicion.children])
    if not isinstance(condicion, tuple):
        raise NoSeLee(repr(condicion))
    camino, esperado = condicion
    nombre, _, como = camino.partition("__")
    columna = _columna(modelo, nombre)
    if como == "isnull":
        return lambda fila: (fila[columna] is None) == bool(esperado)
    if como in ("", "exact") and esperado is None:
        return lambda fila: fila[columna] is None
    if (como or "exact") not in _COMPARA:
        raise NoSeLee(camino)
    compara = _COMPARA[como or "exact"]
    otro = _leer(modelo, esperado) if hasattr(esperado, "resolve_expression") else lambda _: esperado

    def prueba(fila: Fila) -> Vale:
        actual, contra = fila[columna], otro(fila)
        return None if actual is None or contra is None else compara(actual, contra)

    return prueba


def _compilar_varias(condicion: Q, partes: list[Prueba]) -> Prueba:
    """All of them, or any of them; turned round where the condition is negated."""
    if condicion.connector not in (Q.AND, Q.OR):
        raise NoSeLee(condicion.connector)
    decide = condicion.connector == Q.OR  # the answer that settles it, whatever the others say

    def juntas(fila: Fila) -> Vale:
        vale: Vale = not decide
        for parte in partes:
            suyo = parte(fila)
            if suyo is decide:
                return decide
            if suyo is None:
                vale = None
        return vale

    if not condicion.negated:
        return juntas
    return lambda fila: None if (vale := juntas(fila)) is None else not vale


_compiladas: dict[tuple[Any, int], tuple[Any, Prueba]] = {}  # with its condition, which stands in a model and is never let go


def cumple(modelo: Any, condicion: Any, fila: Fila) -> Vale:
    """Whether a row meets a condition of a law of its model."""
    llave = (modelo, id(condicion))
    if llave not in _compiladas:
        _compiladas[llave] = (condicion, _compilar(modelo, condicion))
    return _compiladas[llave][1](fila)


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


@lru_cache(maxsize=128)
def _columnas_propias(modelo: Any) -> tuple[str, ...]:
    return tuple(c.attname for c in modelo._meta.concrete_fields if not c.generated)


def leyes_rotas(registro: Model) -> list[CheckConstraint]:
    """The laws of the row that a record breaks as it stands in memory, whether it is new or changed."""
    fila = {columna: getattr(registro, columna) for columna in _columnas_propias(type(registro))}
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
        clave = tuple(_leer(modelo, e)(fila) for e in expresiones)
    except NoSeLee:
        return None
    return None if None in clave else clave
