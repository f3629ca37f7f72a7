"""How a search is asked of the database: which kinds have the words at all, which rows of them this person reads, and what is told of those.

Three queries, however many kinds there are. Rows come only through the `visibles` (or `publicos`) of each kind: what a person does not read
is neither found nor counted.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, F, IntegerField, Q, TextField, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Coalesce

from ..busqueda import Plano
from .declaracion import Hallable, hallables
from .expresiones import Contiene, Empieza, Igual, Lugares, Parecido
from .indices import hay_trigramas
from .marcas import estan
from .pregunta import Pregunta, errable, trozos

TOPE = 500  # rows of one kind that are looked at: beyond them it is said that there are more
PARECIDAS = 300  # the same for what only resembles it
EXACTO, EMPIEZA, EN_EL_TITULO, EN_EL_TEXTO = range(4)

Filas = Callable[[Hallable], Any]  # the rows of a kind that may be found


@dataclass(frozen=True)
class Hallados:
    """What was found of one kind: how many (`TOPE` + 1: more than are counted), and the first of them with their weight."""

    cuantos: int
    filas: list[tuple[int, int]]


def buscar(
    pregunta: Pregunta, de: Iterable[Hallable], filas: Filas, *, cuantas: Callable[[str], int], publico: bool
) -> dict[str, Hallados]:
    """What has all the words, by kind; `cuantas` rows of each are named. It costs two queries."""
    posibles = [h for h in de if _texto_de(h, publico=publico)]
    if pregunta.largas:
        halladas = _con_las_palabras(pregunta, posibles)
        posibles = [h for h in posibles if h.clave in halladas]
    partes = []
    for hallable in posibles:
        suyas = _con_palabras(hallable, filas(hallable).order_by(), pregunta, publico=publico)
        suyas = suyas.annotate(hallado=F("pk"), rango=_rango(hallable, pregunta))
        limite = f"SELECT '{hallable.clave}' AS clase, hallado, rango, COUNT(*) OVER () FROM ({{}}) AS h"  # noqa: S608 -- our own names
        limite += f" ORDER BY rango, hallado DESC LIMIT {int(cuantas(hallable.clave))}"
        partes.append((limite, suyas.values("hallado", "rango")[: TOPE + 1]))
    hallados: dict[str, Hallados] = {}
    for clave, pk, rango, cuantos in _unidas(partes):
        hallados.setdefault(clave, Hallados(cuantos, [])).filas.append((pk, rango))
    return hallados


def buscar_parecido(
    pregunta: Pregunta, de: Iterable[Hallable], filas: Filas, *, cuantas: Callable[[str], int], publico: bool
) -> dict[str, Hallados]:
    """The same where each long word may be misspelt. The database gives what shares pieces with it; how alike it is, is the same rule on both."""
    partes = []
    for hallable in (h for h in de if _texto_de(h, publico=publico)):
        suyas = _con_pedazos(hallable, filas(hallable).order_by(), pregunta, publico=publico)
        visible = Plano(*_texto_de(hallable, publico=publico))
        suyas = suyas.annotate(hallado=F("pk"), dicho=visible).values("hallado", "dicho")[:PARECIDAS]
        partes.append((f"SELECT '{hallable.clave}' AS clase, hallado, dicho FROM ({{}}) AS h", suyas))  # noqa: S608
    parecidos: dict[str, list[tuple[int, int]]] = {}
    for clave, pk, dicho in _unidas(partes):
        if estan(pregunta.palabras, dicho):
            parecidos.setdefault(clave, []).append((pk, EN_EL_TEXTO))
    return {clave: Hallados(len(suyos), suyos[: cuantas(clave)]) for clave, suyos in parecidos.items()}


def lo_dicho(de: Iterable[Hallable], hallados: dict[str, Hallados], *, publico: bool) -> dict[str, dict[int, dict[str, str]]]:
    """What is told of each row that was found, by kind and key. It costs one query."""
    partes = []
    for hallable in de:
        if hallable.clave in hallados:
            pks = [pk for pk, _ in hallados[hallable.clave].filas]
            partes.append((f"SELECT '{hallable.clave}' AS clase, h.* FROM ({{}}) AS h", _dicho(hallable, pks, publico=publico)))  # noqa: S608
    dichos: dict[str, dict[int, dict[str, str]]] = {}
    for clave, pk, *valores in _unidas(partes):
        dichos.setdefault(clave, {})[pk] = dict(zip(_COLUMNAS, valores, strict=True))
    return dichos


# ── Pieces of the questions ──────────────────────────────────────────────────────────────────────────────────────────────
_LLAVES = 4
_COLUMNAS = ("codigo", "titulo", "detalle", "donde", "estado", "demostracion", *(f"llave{i}" for i in range(_LLAVES)))


def _unidas(partes: list[tuple[str, Any]]) -> list[tuple[Any, ...]]:
    """Several questions in one query: SQLite takes no order nor limit in the parts of a union, so each goes inside another one."""
    consultas: list[str] = []
    parametros: list[Any] = []
    for alrededor, filas in partes:
        try:
            sql, suyos = filas.query.sql_with_params()
        except EmptyResultSet:  # this person reads none of that kind
            continue
        consultas.append(f"SELECT * FROM ({alrededor.format(sql)}) AS u{len(consultas)}")  # noqa: S608 -- names of ours, compiled by Django
        parametros += suyos
    if not consultas:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(consultas), parametros)
        return cursor.fetchall()


def _texto_de(hallable: Hallable, *, publico: bool) -> tuple[Any, ...]:
    """Where it is looked for: what the person who asks may read of the row."""
    return hallable.busca_en_publico if publico else hallable.indice or hallable.busca_en


def _con_palabras(hallable: Hallable, filas: Any, pregunta: Pregunta, *, publico: bool) -> Any:
    """Those where every word is. With short words only, those whose code begins so, where there is an index and so many rows."""
    if hallable.indice and not pregunta.largas:
        if hallable.codigo is None:
            return filas.none()
        return filas.alias(del_codigo=Plano(hallable.codigo)).filter(del_codigo__startswith=pregunta.plano).order_by("-pk")
    faltan = pregunta.palabras
    if hallable.indice:
        filas = _por_indice(hallable, filas, pregunta.largas)
        faltan = faltan if publico else pregunta.cortas
    else:
        filas = filas.order_by("-pk")
    if faltan:
        filas = filas.alias(mirado=Plano(*_texto_de(hallable, publico=publico))).filter(_todas("mirado", faltan))
    return filas


def _por_indice(hallable: Hallable, filas: Any, palabras: list[str]) -> Any:
    """Those that the index names, the newest first."""
    if connection.vendor == "sqlite":
        return _junto_al_indice(hallable, filas, " AND ".join(map(_frase, palabras))).order_by(_del_indice(hallable, "rowid").desc())
    return filas.alias(indexado=Plano(*hallable.indice)).filter(_todas("indexado", palabras)).order_by("-pk")


def _con_pedazos(hallable: Hallable, filas: Any, pregunta: Pregunta, *, publico: bool) -> Any:
    """Those that have a piece of every word: what resembles it is among them."""
    if connection.vendor == "sqlite" and hallable.indice:
        grupos = (trozos(palabra) if errable(palabra) else [palabra] for palabra in pregunta.largas)
        busca = " AND ".join("(" + " OR ".join(map(_frase, pedazos)) + ")" for pedazos in grupos)
        return _junto_al_indice(hallable, filas, busca).order_by(_del_indice(hallable, "rank"))
    filas = filas.alias(mirado=Plano(*(hallable.indice or _texto_de(hallable, publico=publico)))).order_by("-pk")
    por_trigramas = connection.vendor == "postgresql" and hay_trigramas()
    for palabra in pregunta.palabras:
        if not errable(palabra):
            filas = filas.filter(mirado__contains=palabra)
        elif por_trigramas:
            filas = filas.filter(Q(Parecido(Value(palabra), F("mirado"))) | _alguna_de("mirado", trozos(palabra, 2)))
        else:
            filas = filas.filter(_alguna_de("mirado", trozos(palabra)))
    return filas


def _todas(campo: str, palabras: list[str]) -> Q:
    return Q(*(Q((f"{campo}__contains", palabra)) for palabra in palabras))


def _alguna_de(campo: str, pedazos: list[str]) -> Q:
    return Q(*(Q((f"{campo}__contains", pedazo)) for pedazo in pedazos), _connector=Q.OR)


def _frase(palabra: str) -> str:
    """A word as FTS5 takes it, whatever signs it has."""
    return '"' + palabra.replace('"', '""') + '"'


def _del_indice(hallable: Hallable, columna: str) -> RawSQL:
    return RawSQL(f"{hallable.tabla_del_indice}.{columna}", [], output_field=IntegerField())  # noqa: S611 -- a name of ours


def _junto_al_indice(hallable: Hallable, filas: Any, busca: str) -> Any:
    """Joined to the FTS5 table, which leads: the rows come in its order and the limit stops it."""
    indice, tabla = hallable.tabla_del_indice, hallable.tabla
    return filas.extra(tables=[indice], where=[f"{indice} MATCH %s", f'{indice}.rowid = "{tabla}"."id"'], params=[busca])  # noqa: S610


def _rango(hallable: Hallable, pregunta: Pregunta) -> Any:
    """The weight of a row: its code is what was typed, begins so, its title has every word, or they are somewhere in it."""
    casos = []
    if hallable.codigo is not None:
        codigo = Plano(hallable.codigo)
        casos += [When(Igual(codigo, Value(pregunta.plano)), then=EXACTO), When(Empieza(codigo, pregunta.plano), then=EMPIEZA)]
    casos.append(When(Q(*(Contiene(Plano(hallable.titulo), palabra) for palabra in pregunta.palabras)), then=EN_EL_TITULO))
    return Case(*casos, default=EN_EL_TEXTO, output_field=IntegerField())


def _dicho(hallable: Hallable, pks: list[int], *, publico: bool) -> Any:
    """The columns that tell each row, all of them as text so that every kind has the same."""
    tiene_demo = any(campo.name == "demostracion" for campo in hallable.modelo._meta.fields)
    columnas = {
        "codigo": hallable.codigo,
        "titulo": hallable.titulo,
        "detalle": None if publico else hallable.detalle,
        "donde": _juntas(hallable.donde),
        "estado": hallable.estado,
        "demostracion": "demostracion" if tiene_demo else None,
        **{f"llave{i}": llave for i, llave in enumerate((*hallable.llaves, *[None] * _LLAVES)[:_LLAVES])},
    }
    con_estado = hallable.con_estado_publico if publico else hallable.con_estado
    suyas = con_estado(hallable.todas.filter(pk__in=pks))  # found a moment ago among the rows of who asks
    como_texto = {f"d_{nombre}": _como_texto(columna) for nombre, columna in columnas.items()}
    return suyas.annotate(hallado=F("pk"), **como_texto).values("hallado", *como_texto)


def _como_texto(columna: Any) -> Any:
    if columna is None:
        return Value("", TextField())
    expresion = F(columna) if isinstance(columna, str) else columna
    return Coalesce(Cast(expresion, TextField()), Value("", TextField()))


def _juntas(lugares: tuple[Any, ...]) -> Any:
    return Lugares(*map(_como_texto, lugares)) if lugares else None


# ── Which kinds have the words at all ────────────────────────────────────────────────────────────────────────────────────
def _con_las_palabras(pregunta: Pregunta, de: list[Hallable]) -> set[str]:
    """The kinds where some row of anybody has every long word: most have none, and of those nothing else is asked. Nobody is told this."""
    consultas, parametros = [], []
    for hallable in de:
        sql, suyos = _alguna(connection.vendor, hallable.clave, len(pregunta.largas))
        consultas.append(sql)
        relleno = _patrones(pregunta.largas, connection.vendor)
        parametros += [relleno.get(p, p) if isinstance(p, str) else p for p in suyos]
    if not consultas:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(consultas), parametros)
        return {clave for (clave,) in cursor.fetchall()}


def _hueco(i: int) -> str:
    """The place of the word number `i` in a question that is compiled once for all."""
    return f"\x01{i}\x01"


def _patrones(palabras: list[str], motor: str) -> dict[str, str]:
    preparar = connection.ops.prep_for_like_query
    huecos = {f"%{_hueco(i)}%": f"%{preparar(palabra)}%" for i, palabra in enumerate(palabras)}
    return huecos | {" AND ".join(_frase(_hueco(i)) for i in range(len(palabras))): " AND ".join(map(_frase, palabras))}


@lru_cache(maxsize=512)
def _alguna(motor: str, clave: str, cuantas: int) -> tuple[str, tuple[Any, ...]]:
    """Whether a kind has any row with so many words: the same SQL for everybody, so it is compiled once."""
    (hallable,) = (h for h in hallables() if h.clave == clave)
    huecos = [_hueco(i) for i in range(cuantas)]
    if motor == "sqlite" and hallable.indice:
        indice = hallable.tabla_del_indice
        sql, params = f"SELECT 1 FROM {indice} WHERE {indice} MATCH %s", (" AND ".join(map(_frase, huecos)),)  # noqa: S608
    else:
        texto = Plano(*(hallable.indice or hallable.busca_en))
        sql, params = hallable.todas.alias(mirado=texto).filter(_todas("mirado", huecos)).values("pk").query.sql_with_params()
    return f"SELECT '{clave}' WHERE EXISTS ({sql})", tuple(params)
