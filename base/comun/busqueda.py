"""Search without accents or capitals, the same on both engines."""

import unicodedata

from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Coalesce, Lower, Replace

# What Spanish texts carry; Lower() leaves accented capitals alone on SQLite, so they are folded here too.
PARES = [("á", "a"), ("é", "e"), ("í", "i"), ("ó", "o"), ("ú", "u"), ("ü", "u"), ("ñ", "n")]


def sin_tildes(texto: str) -> str:
    """Lower case, no accents, single blanks: how a search compares."""
    plano = unicodedata.normalize("NFD", texto.lower())
    return " ".join("".join(c for c in plano if not unicodedata.combining(c)).split())


def columna_sin_tildes(*campos: str) -> Func:
    """The same folding as an expression of the database, over several columns joined by a blank."""
    junto = None
    for campo in campos:
        valor = Coalesce(F(campo), Value(""), output_field=TextField())
        junto = valor if junto is None else Junto(junto, valor)
    plano: Func = Lower(junto)
    for con, sin in PARES:
        plano = Replace(Replace(plano, Value(con), Value(sin)), Value(con.upper()), Value(sin))
    return plano


class Junto(Func):
    """Two texts with a blank between, by the operator that both engines allow in a generated column."""

    template = "(%(expressions)s)"
    arg_joiner = " || ' ' || "
    output_field = TextField()
