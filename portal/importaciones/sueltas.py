"""Rows of a sheet that are no data: a title over several columns, a total, a note at the end. Said as a guess: a person leaves them out."""

import re

from base.comun.busqueda import sin_tildes
from base.comun.padron import Celda, Marcada
from base.comun.padron.celdas import mostrar

from .lectura import FilaCruda

NO_ES_DATO = "Parece un título, un total o una nota, y no una fila de datos."
_TOTAL = re.compile(r"(?:gran |sub ?)?total(?:es)?\b|suma\b")
PALABRAS_DE_UNA_NOTA = 3


def es_suelta(cruda: FilaCruda, margen: int) -> bool:
    """Whether a row that cannot go in looks like none of the table: it begins with a total, or one text is all that it says.

    That text stands in merged cells or at the `margen`, the first column: further right it goes on with what a row above says.
    """
    escritas = [(indice, texto) for indice, celda in enumerate(cruda.celdas) if (texto := _escrita(celda))]
    if cruda.de_mas or not escritas:
        return False
    indice, primera = escritas[0]
    if _TOTAL.match(sin_tildes(primera)):
        return True
    if len(escritas) > 1 or not _es_una_frase(primera):
        return False
    return _combinada(cruda.celdas[indice]) or (indice == margen and not any(map(_combinada, cruda.celdas)))


def primer_texto(cruda: FilaCruda) -> str:
    """What it begins with."""
    return next((texto for celda in cruda.celdas if (texto := _escrita(celda))), "")


def _escrita(celda: Celda) -> str:
    return mostrar(celda.valor if isinstance(celda, Marcada) else celda)


def _combinada(celda: Celda) -> bool:
    return isinstance(celda, Marcada) and celda.combinada


def _es_una_frase(texto: str) -> bool:
    """A code or an amount alone is none: it is a row that somebody left half written."""
    return not any(caracter.isdigit() for caracter in texto) or len(texto.split()) >= PALABRAS_DE_UNA_NOTA
