"""Questions that are written once: what Django takes to put a queryset into SQL is often longer than what the database takes to answer it.

    traer("plans of a UGEL", lambda ugel: PlanTrabajo.objects.filter(convenio__ugel=ugel), ugel=7)

The function writes the question with a place for each value; it is written again on another day, since rows depend on today, and for another
number of values where one of them is several. A question whose rows depend on the minute, or whose shape depends on a value, is not for this;
neither is one that asks something of the database while it is written, which would be the answer of whoever came first: that is refused.
"""

import copy
import datetime
import uuid
from collections.abc import Callable, Hashable, Iterable, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any, NoReturn

from django.core.exceptions import EmptyResultSet
from django.db import connection, connections
from django.db.models import Value
from django.db.models.expressions import Col, ColPairs
from django.db.models.sql.where import WhereNode

from .fechas import hoy

if TYPE_CHECKING:
    from django.db.models import QuerySet

CABEN = 1024  # questions that a process remembers
PERSONA = -(10**12)  # the place of the key of who reads
VALOR = int | str | datetime.datetime | uuid.UUID


class _Escrita:
    """A question in SQL, with what turns its rows into what the queryset gives."""

    def __init__(self, filas: Any) -> None:
        self.filas: Any = filas
        self.compilador: Any = filas.query.get_compiler(filas.db)
        try:
            self.sql, self.parametros = self.compilador.as_sql()
            self._aligerar()
        except EmptyResultSet:  # Django answers by itself that nothing would come
            self.sql, self.parametros, self.filas, self.compilador = "", (), None, None

    def _aligerar(self) -> None:
        """Keep its columns, and not the trees that it was written from: of a long question they take a megabyte, and of each role there is one."""
        c, pregunta = self.compilador, copy.copy(self.filas.query)
        convierten = c.get_converters([columna for columna, *_ in c.select[: c.col_count]])
        convierten = {n: (hacen, _sin_arbol(columna)) for n, (hacen, columna) in convierten.items()}
        c.get_converters = lambda _: convierten
        c.select = [(_sin_arbol(columna), ("", ()), alias) for columna, _, alias in c.select]
        c.where = c.having = c.qualify = None
        pregunta.where, pregunta.combined_queries, pregunta.order_by, pregunta.group_by = WhereNode(), (), (), None
        pregunta.alias_map, pregunta.table_map, pregunta._filtered_relations = {}, {}, {}
        pregunta.annotations, pregunta._annotation_select_cache = dict.fromkeys(pregunta.annotations), None
        pregunta.selected = dict.fromkeys(pregunta.selected) if pregunta.selected else pregunta.selected
        pregunta.__dict__.pop("base_table", None)
        self.filas = self.filas._chain()
        self.filas._query = c.query = pregunta  # not through its property: a tuple would become a dictionary

    def tiene(self, huecos: Iterable[Any]) -> bool:
        """Whether each of those values has a place in it."""
        return {p.strip("%") if isinstance(p, str) else p for p in self.parametros if isinstance(p, VALOR)}.issuperset(huecos)

    def traer(self, valores: Mapping[Any, Any]) -> list[Any]:
        """The rows with those values in their places."""
        if not self.sql:
            return []
        parametros = tuple(valores.get(p, p) if isinstance(p, VALOR) else p for p in self.parametros)
        filas: Any = self.filas._chain()
        compilador: Any = copy.copy(self.compilador)
        compilador.connection = connections[filas.db]  # the one of this thread
        compilador.as_sql = lambda *_, **__: (self.sql, parametros)
        filas._query = copy.copy(filas._query)
        filas._query.get_compiler = lambda *_, **__: compilador
        return list(filas)


def _sin_arbol(columna: Any) -> Any:
    """A column that only says of what kind it is; one of a table is light as it is."""
    return columna if isinstance(columna, Col | ColPairs) else Value(None, output_field=columna.output_field)


_escritas: dict[Hashable, _Escrita] = {}
_del_dia: list[datetime.date] = []


def traer(clave: Hashable, hacer: "Callable[..., QuerySet[Any]]", *, persona: int | None = None, **valores: Any) -> list[Any]:
    """What `hacer` asks, with those values: numbers, texts, instants, UUID, or lists of numbers. `clave` names the question and all that shapes it;
    `persona` is who reads (see `base/cuentas/preparadas.py`), and the only value that a question may not need.
    """
    dia = hoy()
    if _del_dia != [dia] or len(_escritas) >= CABEN:
        _escritas.clear()
        _del_dia[:] = [dia]
    huecos = {nombre: _hueco(n, valor) for n, (nombre, valor) in enumerate(valores.items())}
    llave = (clave, connection.vendor, *(len(v) if isinstance(v, list) else type(v) for v in valores.values()))
    escrita = _escritas.get(llave)
    if escrita is None:
        escrita = _escritas[llave] = _escribir(hacer, {} if persona is None else {"persona": PERSONA}, huecos)
    puestos: dict[Any, Any] = {PERSONA: persona}
    for hueco, valor in zip(huecos.values(), valores.values(), strict=True):
        puestos |= zip(_guardados(hueco), _guardados(valor), strict=True)
        if isinstance(valor, str):  # looked for inside a text
            puestos[f"%{hueco}%"] = f"%{connection.ops.prep_for_like_query(valor)}%"
    return escrita.traer(puestos)


def _escribir(hacer: "Callable[..., QuerySet[Any]]", suyo: dict[str, int], huecos: dict[str, Any]) -> _Escrita:
    """The question with its places. `ValueError` where a value has none, `RuntimeError` where it asks something meanwhile."""
    connection.ensure_connection()
    _ = connection.features.supports_json_field  # what Django asks of each new connection of SQLite is nobody's answer
    with connection.execute_wrapper(_no_se_pregunta):
        escrita = _Escrita(hacer(**suyo, **huecos))
        if escrita.tiene(chain.from_iterable(map(_guardados, huecos.values()))):
            return escrita
        # it is empty for this role, whoever asks; or only for the places, which do not fit in a column
        if not escrita.sql and not _Escrita(hacer(**suyo, **{nombre: _cualquiera(hueco) for nombre, hueco in huecos.items()})).sql:
            return escrita
    raise ValueError("Un valor no tiene lugar en la pregunta: se escribe de otro modo según lo que vale, o su columna es más corta.")


def _no_se_pregunta(*_: Any) -> NoReturn:
    raise RuntimeError("Una pregunta que se escribe una vez no pregunta nada mientras se escribe.")


def _hueco(n: int, valor: Any) -> Any:
    """The place of a value: a number, a text, an instant or a UUID that nobody writes."""
    if isinstance(valor, list):
        return [PERSONA - 10**6 * (n + 1) - i for i in range(len(valor))]
    if isinstance(valor, datetime.datetime):
        return datetime.datetime(1000 + n, 1, 1, tzinfo=datetime.UTC)
    if isinstance(valor, uuid.UUID):
        return uuid.UUID(int=n + 1)
    return f"\x01{n}\x01" if isinstance(valor, str) else PERSONA - 10**6 * (n + 1)


def _cualquiera(hueco: Any) -> Any:
    """A value as people write them."""
    if isinstance(hueco, list):
        return list(range(1, len(hueco) + 1))
    return hueco if isinstance(hueco, datetime.datetime | uuid.UUID) else "a" if isinstance(hueco, str) else 1


def _guardados(valor: Any) -> list[Any]:
    """As the driver of the database is given it."""
    if isinstance(valor, datetime.datetime):
        return [connection.ops.adapt_datetimefield_value(valor)]
    if isinstance(valor, uuid.UUID):
        return [valor if connection.features.has_native_uuid_field else valor.hex]
    return valor if isinstance(valor, list) else [valor]
