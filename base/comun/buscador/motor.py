"""How a search is asked of the database: which kinds have the words at all, which rows of them this person reads, and what is told of those.

Three queries, however many kinds there are. Where nothing has the words, two more for each other way of writing a code, and two for what
resembles them. Rows come only through the `visibles` (or `publicos`) of each kind: what a person does not read is neither found nor counted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import F, TextField, Value
from django.db.models.functions import Cast, Coalesce

from ..fechas import hoy
from .condiciones import EN_EL_TEXTO, codigo_de, con_erratas, con_pedazos, tal_cual, texto_de
from .declaracion import Hallable, hallables
from .escritas import Lector, lo_que_lee
from .expresiones import Lugares
from .marcas import estan
from .pregunta import Pregunta
from .sondeo import con_alguna
from .union import Consulta, compilada, todas

if TYPE_CHECKING:
    import datetime

TOPE = 200  # rows of one kind that are looked at: beyond them it is said that there are more
PARECIDAS = 300  # the same for what only resembles it

Cuantas = Callable[[str], int]  # how many rows of a kind are named


@dataclass(frozen=True)
class Hallados:
    """What was found of one kind: how many (`TOPE` + 1: more than are counted), and the first of them with their weight."""

    cuantos: int
    filas: list[tuple[int, int]]


def buscar(pregunta: Pregunta, de: list[Hallable], lector: Lector, *, cuantas: Cuantas, publico: bool) -> dict[str, Hallados]:
    """What has all the words, by kind. It costs two queries."""
    con_indice, sin_indice = (
        [h for h in de if h.indice],
        [h for h in de if not h.indice],
    )  # these are read through: only what this person reads of them
    posibles = [*con_alguna(con_indice, tal_cual(pregunta.largas)), *sin_indice] if pregunta.largas else de
    consultas = []
    for hallable in posibles:
        consulta = lo_que_lee(hallable, lector, pregunta, publico=publico, tope=TOPE)
        if consulta is not None:
            alrededor = f"SELECT '{hallable.clave}' AS clase, hallado, rango, COUNT(*) OVER () FROM ({{}}) AS h"  # noqa: S608 -- our own names
            consultas.append(consulta.dentro_de(f"{alrededor} ORDER BY rango, hallado DESC LIMIT {int(cuantas(hallable.clave))}"))
    hallados: dict[str, Hallados] = {}
    for clave, pk, peso, cuantos in todas(consultas):
        hallados.setdefault(clave, Hallados(cuantos, [])).filas.append((pk, peso))
    return hallados


def buscar_parecido(pregunta: Pregunta, de: list[Hallable], lector: Lector, *, cuantas: Cuantas, publico: bool) -> dict[str, Hallados]:
    """The same where each long word may be misspelt. The database gives what shares pieces with it; what is a slip, one rule says for both."""
    consultas = []
    for hallable in con_alguna(de, con_erratas(pregunta.largas)):
        suyas = con_pedazos(hallable, lector.suyas(hallable).order_by(), pregunta, publico=publico)
        dicho = texto_de(hallable, publico=publico)
        consulta = compilada(suyas.annotate(hallado=F("pk"), dicho=dicho).values("hallado", "dicho")[:PARECIDAS])
        if consulta is not None:
            consultas.append(consulta.dentro_de(f"SELECT '{hallable.clave}' AS clase, hallado, dicho FROM ({{}}) AS h"))  # noqa: S608
    parecidos: dict[str, list[tuple[int, int]]] = {}
    for clave, pk, dicho in todas(consultas):
        if estan(pregunta.palabras, dicho):
            parecidos.setdefault(clave, []).append((pk, EN_EL_TEXTO))
    return {clave: Hallados(len(suyos), suyos[: cuantas(clave)]) for clave, suyos in parecidos.items()}


def lo_dicho(hallados: dict[str, Hallados], *, publico: bool) -> dict[str, dict[int, dict[str, str]]]:
    """What is told of each row that was found, by kind and key. It costs one query."""
    consultas = []
    for clave, suyos in hallados.items():
        sql, parametros = _dicho(connection.vendor, clave, len(suyos.filas), hoy(), publico)
        llaves = dict(zip(_huecos(len(suyos.filas)), (pk for pk, _ in suyos.filas), strict=True))
        consultas.append(Consulta(sql, tuple(llaves.get(p, p) if isinstance(p, int) else p for p in parametros)))
    dichos: dict[str, dict[int, dict[str, str]]] = {}
    for clave, pk, *valores in todas(consultas):
        dichos.setdefault(clave, {})[pk] = dict(zip(_COLUMNAS, valores, strict=True))
    return dichos


# ── What is told of a row ────────────────────────────────────────────────────────────────────────────────────────────────
_LLAVES = 4
_COLUMNAS = ("codigo", "titulo", "detalle", "donde", "estado", "demostracion", *(f"llave{i}" for i in range(_LLAVES)))


def _huecos(cuantas: int) -> list[int]:
    """Places of the keys in a question that is compiled once: no row has such a key."""
    return [-(10**12) - i for i in range(cuantas)]


@lru_cache(maxsize=256)
def _dicho(motor: str, clave: str, cuantas: int, dia: "datetime.date", publico: bool) -> Consulta:
    """The columns that tell the rows of a kind on `dia`, all of them as text so that every kind has the same. It asks nothing of who reads:
    they were found a moment ago among the rows of that person."""
    (hallable,) = (h for h in hallables() if h.clave == clave)
    tiene_demo = any(campo.name == "demostracion" for campo in hallable.modelo._meta.fields)
    columnas = {
        "codigo": codigo_de(hallable, publico=publico),
        "titulo": hallable.titulo,
        "detalle": None if publico else hallable.detalle,
        "donde": Lugares(*map(_como_texto, hallable.donde)) if hallable.donde else None,
        "estado": hallable.estado,
        "demostracion": "demostracion" if tiene_demo else None,
        **{f"llave{i}": llave for i, llave in enumerate((*hallable.llaves, *[None] * _LLAVES)[:_LLAVES])},
    }
    con_estado = hallable.con_estado_publico if publico else hallable.con_estado
    suyas = con_estado(hallable.todas.filter(pk__in=_huecos(cuantas)))
    como_texto = {f"d_{nombre}": _como_texto(columna) for nombre, columna in columnas.items()}
    consulta: Any = compilada(suyas.annotate(hallado=F("pk"), **como_texto).values("hallado", *como_texto))
    return consulta.dentro_de(f"SELECT '{clave}' AS clase, h.* FROM ({{}}) AS h")  # noqa: S608


def _como_texto(columna: Any) -> Any:
    if columna is None:
        return Value("", TextField())
    expresion = F(columna) if isinstance(columna, str) else columna
    return Coalesce(Cast(expresion, TextField()), Value("", TextField()))
