"""Which rows of a kind have the words of a search, and how much each weighs.

What is looked for comes in groups: every group has to be there, by any of its pieces. Of a word as it is written there is one piece.
"""

from typing import Any

from django.db import connection
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower

from ..busqueda import Plano
from .declaracion import Hallable
from .expresiones import Contiene, Empieza, Igual, Parecido
from .indices import hay_trigramas
from .pregunta import Pregunta, errable, trozos

EXACTO, EMPIEZA, EN_EL_TITULO, EN_EL_TEXTO = range(4)

Grupos = list[list[str]]


def texto_de(hallable: Hallable, *, publico: bool) -> Any:
    """Where it is looked for: what the person who asks may read of the row."""
    return Plano(*hallable.busca_en_publico) if publico else texto_entero(hallable)


def texto_entero(hallable: Hallable) -> Any:
    """Everything of it that is looked in: what the index is over, where there is one."""
    return F(hallable.columna) if hallable.columna else Plano(*(hallable.indice or hallable.busca_en))


def codigo_de(hallable: Hallable, *, publico: bool) -> Any:
    """Its code, where the person who asks may read it."""
    return None if publico and hallable.codigo not in hallable.busca_en_publico else hallable.codigo


def tal_cual(palabras: list[str]) -> Grupos:
    """Each word as it is written."""
    return [[palabra] for palabra in palabras]


def con_erratas(palabras: list[str]) -> Grupos:
    """Each word by pieces of it, where it may be misspelt."""
    return [trozos(palabra) if errable(palabra) else [palabra] for palabra in palabras]


def contiene(campo: str, grupos: Grupos) -> Q:
    """As a condition over a folded column."""
    return Q(*(Q(*(Q((f"{campo}__contains", pedazo)) for pedazo in grupo), _connector=Q.OR) for grupo in grupos))


def frases(grupos: Grupos) -> str:
    """As FTS5 takes it, whatever signs the words have."""
    return " AND ".join("(" + " OR ".join('"' + pedazo.replace('"', '""') + '"' for pedazo in grupo) + ")" for grupo in grupos)


def con_palabras(hallable: Hallable, filas: Any, pregunta: Pregunta, *, publico: bool) -> Any:
    """Those where every word is, the newest first. With short words only, those whose code begins so, where there are many rows."""
    if hallable.indice and not pregunta.largas:
        codigo = codigo_de(hallable, publico=publico)
        if codigo is None:
            return filas.none()
        return filas.alias(del_codigo=Lower(codigo)).filter(del_codigo__startswith=pregunta.plano).order_by("-pk")
    filas, faltan = filas.order_by("-pk"), pregunta.palabras
    if hallable.indice:
        faltan = faltan if publico else pregunta.cortas
        if connection.vendor == "sqlite":
            filas = _junto_al_indice(hallable, filas, tal_cual(pregunta.largas)).order_by(_del_indice(hallable, "rowid").desc())
        else:
            filas = filas.alias(indexado=texto_entero(hallable)).filter(contiene("indexado", tal_cual(pregunta.largas)))
    if faltan:
        filas = filas.alias(mirado=texto_de(hallable, publico=publico))
        estan = contiene("mirado", tal_cual(faltan))
        # where the index has found them already, as a question of which the planner expects a half: of two LIKE it expects next to none, and
        # reads every row that has the word to sort them, where the newest two hundred would do
        filas = filas.filter(Case(When(estan, then=True), default=False)) if hallable.indice else filas.filter(estan)
    return filas


def con_pedazos(hallable: Hallable, filas: Any, pregunta: Pregunta, *, publico: bool) -> Any:
    """Those that have a piece of every word: what it is a slip of is among them."""
    if connection.vendor == "sqlite" and hallable.indice:
        return _junto_al_indice(hallable, filas, con_erratas(pregunta.largas)).order_by(_del_indice(hallable, "rank"))
    filas = filas.alias(mirado=texto_entero(hallable) if hallable.indice else texto_de(hallable, publico=publico)).order_by("-pk")
    if connection.vendor == "sqlite" or not hay_trigramas():
        return filas.filter(contiene("mirado", con_erratas(pregunta.palabras)))
    for palabra in pregunta.palabras:
        parecida = Q(Parecido(Value(palabra), F("mirado"))) if errable(palabra) else Q()
        mitades = trozos(palabra, 2) if errable(palabra) else [palabra]
        filas = filas.filter(parecida | contiene("mirado", [mitades]))
    return filas


def rango(hallable: Hallable, pregunta: Pregunta, *, publico: bool) -> Any:
    """The weight of a row: its code is what was typed, begins so, its title has every word, or they are somewhere in it."""
    casos, suyo = [], codigo_de(hallable, publico=publico)
    if suyo is not None:
        codigo = Lower(suyo)  # codes have no accents
        casos += [When(Igual(codigo, Value(pregunta.plano)), then=EXACTO), When(Empieza(codigo, pregunta.plano), then=EMPIEZA)]
    casos.append(When(Q(*(Contiene(Plano(hallable.titulo), palabra) for palabra in pregunta.palabras)), then=EN_EL_TITULO))
    return Case(*casos, default=EN_EL_TEXTO, output_field=IntegerField())


def _del_indice(hallable: Hallable, columna: str) -> RawSQL:
    return RawSQL(f"{hallable.tabla_del_indice}.{columna}", [], output_field=IntegerField())  # noqa: S611 -- a name of ours


def _junto_al_indice(hallable: Hallable, filas: Any, grupos: Grupos) -> Any:
    """Joined to the FTS5 table, which leads: the rows come in its order and the limit stops it."""
    indice, tabla = hallable.tabla_del_indice, hallable.tabla
    donde = [f"{indice} MATCH %s", f'{indice}.rowid = "{tabla}"."id"']
    return filas.extra(tables=[indice], where=donde, params=[frases(grupos)])  # noqa: S610 -- names of ours
