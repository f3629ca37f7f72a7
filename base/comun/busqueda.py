"""Search without accents or capitals, the same on both engines."""

import unicodedata

from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Lower, Replace

# What Spanish texts carry; Lower() leaves accented capitals alone on SQLite, so they are folded here too.
PARES = [("á", "a"), ("é", "e"), ("í", "i"), ("ó", "o"), ("ú", "u"), ("ü", "u"), ("ñ", "n")]


_LLANAS = str.maketrans(dict(PARES))


def sin_tildes(texto: str) -> str:
    """Lower case, no accents, single blanks: how a search compares."""
    plano = texto.lower().translate(_LLANAS)
    if not plano.isascii():
        plano = "".join(c for c in unicodedata.normalize("NFD", plano) if not unicodedata.combining(c))
    return " ".join(plano.split())


def palabras(texto: str) -> list[str]:
    """The words to look for. Each becomes a condition, and an engine takes only so many: what comes after the twentieth is not asked."""
    return sin_tildes(texto).split()[:20]


class Junto(Func):
    """Texts with a blank between, by the operator that both engines allow in a generated column."""

    template = "(%(expressions)s)"
    arg_joiner = " || ' ' || "
    output_field = TextField()


def columna_sin_tildes(*campos: str) -> Func:
    """The same folding as an expression of the database, over several required columns joined by a blank."""
    plano: Func = Lower(Junto(*(F(campo) for campo in campos)), output_field=TextField())
    for con, sin in PARES:
        for letra in (con, con.upper()):
            plano = Replace(plano, Value(letra), Value(sin), output_field=TextField())
    return plano
