"""A document as a list of blocks, told once: a page, a PDF (`templates/impresos/bloques.typ`) and a Word file (`word.py`) draw the same ones.

Every block is plain data that JSON holds. Figures and dates arrive as people read them; what is empty is drawn as "sin dato".
"""

from collections.abc import Iterable, Sequence
from typing import Any

Bloque = dict[str, Any]


def titulo(texto: str) -> Bloque:
    """A heading of the second level: the first is the title of the document."""
    return {"clase": "titulo", "texto": texto}


def parrafo(texto: str, *, fuerte: bool = False) -> Bloque:
    """A paragraph; its line breaks are kept."""
    return {"clase": "parrafo", "texto": texto, "fuerte": fuerte}


def ficha(pares: Iterable[tuple[str, str]]) -> Bloque:
    """Pairs of label and value."""
    return {"clase": "ficha", "pares": [list(par) for par in pares]}


def tabla(
    titulos: Sequence[str],
    filas: Iterable[Sequence[str]],
    *,
    rotulo: str,
    vacia: str = "Ninguno.",
    cifras: Sequence[int] = (),
    partes: Sequence[float] = (),
) -> Bloque:
    """A table with one row of headings; `rotulo` says what it lists, `vacia` is said where it has no rows; `cifras`, which columns are figures.

    `partes`: how the width that is left is shared out; 0, as wide as what it holds. Without them every column is.
    """
    cuerpo = {"titulos": list(titulos), "filas": [list(fila) for fila in filas], "rotulo": rotulo, "vacia": vacia}
    return {"clase": "tabla", **cuerpo, "cifras": list(cifras), "partes": list(partes) or [0] * len(titulos)}


def numerada(renglones: Iterable[tuple[int, str, str]], *, vacia: str = "Ninguno.") -> Bloque:
    """A numbered list, each line with its own number, its text and what is said under it."""
    return {"clase": "numerada", "renglones": [list(renglon) for renglon in renglones], "vacia": vacia}


def lista(renglones: Iterable[str], *, vacia: str = "Ninguno.") -> Bloque:
    """A list without numbers."""
    return {"clase": "lista", "renglones": list(renglones), "vacia": vacia}


def firmas(personas: Iterable[tuple[str, str, str]]) -> Bloque:
    """Boxes where people sign by hand: for whom, name (empty: written by hand), charge."""
    return {"clase": "firmas", "personas": [list(persona) for persona in personas]}


def para_pagina(bloques: list[Bloque]) -> list[Bloque]:
    """The same for a page, where a telephone shows each row of a table as a card: every cell with the heading of its column."""
    return [
        b | {"filas": [list(zip(b["titulos"], fila, strict=True)) for fila in b["filas"]]} if b["clase"] == "tabla" else b for b in bloques
    ]
