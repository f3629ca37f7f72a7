"""Which rows of a kind a reader finds, with their weight: a question for each kind, scope and shape of what is typed, written once a day.

Writing it takes longer than answering it: the scope of a person is several questions one inside another. What is typed is put in its places
afterwards, and is never looked for among them.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import F

from ..fechas import hoy
from ..preparadas import CABEN, PERSONA
from .condiciones import con_palabras, frases, rango, tal_cual
from .declaracion import Hallable
from .pregunta import CORTA, Pregunta
from .union import Consulta, compilada


@dataclass(frozen=True)
class Lector:
    """Who looks: the rows of a kind that they may find; the same, with `PERSONA` where their key would stand; all that shapes those rows; their key."""

    suyas: Callable[[Hallable], Any]
    de_cualquiera: Callable[[Hallable], Any]
    llave: Hashable
    persona: int | None = None


HUECO = frozenset("\x01\x02")


class _Huecos(Pregunta):
    """A search of the same shape, with a place for each word."""

    def __init__(self, pregunta: Pregunta) -> None:
        super().__init__("")
        vars(self)["palabras"] = [f"\x01{n:0{CORTA}}\x01" if len(p) >= CORTA else f"\x01{n:x}"[:2] for n, p in enumerate(pregunta.palabras)]
        vars(self)["plano"] = "\x02plano\x02"


_escritas: dict[Hashable, Consulta | None] = {}


def lo_que_lee(hallable: Hallable, lector: Lector, pregunta: Pregunta, *, publico: bool, tope: int) -> Consulta | None:
    """The rows (`hallado`, `rango`) of a kind that have every word, up to one more than `tope`; None where it is known that nothing would come."""
    if len(pregunta.cortas) > 1:  # places of two letters would be too few to tell apart
        return _escribir(hallable, lector.suyas(hallable), pregunta, publico=publico, tope=tope)
    huecos = _Huecos(pregunta)
    llave = (connection.vendor, hallable.clave, lector.llave, tuple(huecos.palabras), publico, tope, hoy())
    if llave not in _escritas:
        if len(_escritas) >= CABEN:
            _escritas.clear()
        _escritas[llave] = _escribir(hallable, lector.de_cualquiera(hallable), huecos, publico=publico, tope=tope)
    escrita, relleno = _escritas[llave], _relleno(huecos, pregunta) | {PERSONA: lector.persona}
    if escrita is None:
        return None
    if perdidos := [p for p in escrita.parametros if isinstance(p, str) and not HUECO.isdisjoint(p) and p not in relleno]:
        raise ValueError(f"Lo escrito no llega a su lugar en {hallable.clave}: {perdidos}")
    return Consulta(escrita.sql, tuple(relleno.get(p, p) if isinstance(p, int | str) else p for p in escrita.parametros))


def _escribir(hallable: Hallable, filas: Any, pregunta: Pregunta, *, publico: bool, tope: int) -> Consulta | None:
    suyas = con_palabras(hallable, filas.order_by(), pregunta, publico=publico)
    return compilada(
        suyas.annotate(hallado=F("pk"), rango=rango(hallable, pregunta, publico=publico)).values("hallado", "rango")[: tope + 1]
    )


def _relleno(huecos: Pregunta, pregunta: Pregunta) -> dict[Any, Any]:
    """What goes in each place, in each form in which a condition writes it."""
    puestos: dict[Any, Any] = {frases(tal_cual(huecos.largas)): frases(tal_cual(pregunta.largas))}
    for hueco, dicho in zip([*huecos.palabras, huecos.plano], [*pregunta.palabras, pregunta.plano], strict=True):
        parecido = connection.ops.prep_for_like_query(dicho)
        puestos |= {hueco: dicho, f"%{hueco}%": f"%{parecido}%", f"{hueco}%": f"{parecido}%"}
    return puestos
