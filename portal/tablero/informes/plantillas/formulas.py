"""What becomes of a formula when a row of its sheet is repeated: the same that Excel does when rows are inserted there."""

import re
from collections.abc import Callable

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token

_CELDA = re.compile(r"(\$?[A-Z]{1,3})(\$?)([0-9]+)\Z")
_FILA = re.compile(r"(\$?)([0-9]+)\Z")
Regla = Callable[[int, str], int]  # row, which end («solo», «desde», «hasta») → row


def al_insertar(fila: int, cuantas: int) -> Regla:
    """Rows that come in under `fila`: what is below moves down, a range that ends at it reaches the new ones."""

    def regla(de: int, extremo: str) -> int:
        return de + cuantas if de > fila or (de == fila and extremo == "hasta") else de

    return regla


def al_copiar(fila: int, abajo: int) -> Regla:
    """A copy of `fila` so many rows below: what names its own row names the copy's. What names another row names it still."""
    return lambda de, extremo: de + abajo if de == fila else de


def mover(formula: str, regla: Regla, *, en: str, de: str, fijas: bool = True) -> str:
    """A formula that stands in the sheet `en`, with what it names of the sheet `de` moved. `fijas`: also rows written with $."""
    if not formula.startswith("="):
        return formula
    tokens = Tokenizer(formula).items
    return "=" + "".join(_token(token, regla, en, de, fijas) for token in tokens)


def _token(token: Token, regla: Regla, en: str, de: str, fijas: bool) -> str:
    if token.type != Token.OPERAND or token.subtype != Token.RANGE:
        return str(token.value)
    return mover_rango(str(token.value), regla, en=en, de=de, fijas=fijas)


def mover_rango(texto: str, regla: Regla, *, en: str, de: str, fijas: bool = True) -> str:
    """A reference: a cell, a range, whole rows; of this sheet or with the name of one. A name, or a column, stays as it is."""
    prefijo, signo, resto = texto.rpartition("!")
    hoja = prefijo.strip("'").replace("''", "'") if signo else en
    if hoja.lower() != de.lower():
        return texto
    partes = resto.split(":")
    extremos = ["solo"] if len(partes) == 1 else ["desde", "hasta"]
    if len(partes) > 2:
        return texto
    return prefijo + signo + ":".join(_parte(p, regla, e, fijas, len(partes) == 2) for p, e in zip(partes, extremos, strict=True))


def _parte(parte: str, regla: Regla, extremo: str, fijas: bool, en_rango: bool) -> str:
    hallada = _CELDA.match(parte)
    if hallada is not None:
        columna, fija, fila = hallada.groups()
    elif en_rango and (entera := _FILA.match(parte)) is not None:
        columna, (fija, fila) = "", entera.groups()
    else:
        return parte
    return parte if fija and not fijas else f"{columna}{fija}{regla(int(fila), extremo)}"


def nombra_una_sola(formula: str, fila: int, *, en: str) -> bool:
    """Whether it names a lone cell of that row: written so, it does not reach the rows that are repeated."""
    for token in Tokenizer(formula).items if formula.startswith("=") else []:
        if token.type == Token.OPERAND and token.subtype == Token.RANGE and ":" not in token.value:
            hoja, _, resto = str(token.value).rpartition("!")
            hallada = _CELDA.match(resto)
            if hallada is not None and int(hallada[3]) == fila and hoja.strip("'").lower() in ("", en.lower()):
                return True
    return False
