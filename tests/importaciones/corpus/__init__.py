"""Odd and hostile files for the padrón of compromisos, made by code: each says how the importer policy wants it to end.

`casos()` gives them all; tests/importaciones/test_corpus.py runs them through the command, and any other door may run them too.
"""

from . import codificaciones, codigos, estructura, fechas, hostiles, libros, numeros, politica, textos
from .caso import Caso

FAMILIAS = {
    "fechas": fechas,
    "numeros": numeros,
    "codigos": codigos,
    "textos": textos,
    "codificaciones": codificaciones,
    "estructura": estructura,
    "libros": libros,
    "hostiles": hostiles,
    "politica": politica,
}


def casos() -> list[Caso]:
    """Every case, each with a name of its own."""
    return [caso for familia in FAMILIAS.values() for caso in familia.casos()]
