"""Search without accents or capitals, the same on both engines."""

import unicodedata
from typing import Any

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


def plegado(motor: str, *columnas: str) -> str:
    """The same folding as SQL over any columns (empty or not text, too): an index is built over the very words that a search asks for."""
    junto = _juntas(columnas)
    if motor == "postgresql":
        letras, planas = "".join(con + con.upper() for con, _ in PARES), "".join(2 * sin for _, sin in PARES)
        return f"translate(lower({junto}), '{letras}', '{planas}')"
    plano = f"lower({junto})"
    for con, sin in PARES:
        plano = f"replace(replace({plano}, '{con}', '{sin}'), '{con.upper()}', '{sin}')"
    return plano


def _juntas(columnas: tuple[str, ...]) -> str:
    return " || ' ' || ".join(f"COALESCE(CAST({columna} AS TEXT), '')" for columna in columnas)


def _plano(texto: str) -> str:
    plano = texto.lower()
    if not plano.isascii():
        for con, sin in PARES:
            plano = plano.replace(con, sin)
    return plano


def dar_plano(connection: Any, **_: Any) -> None:
    """Teach a connection of SQLite `plano(texto)`: its parser has no room for a fold of fourteen calls inside a search of many parts. A trigger,
    which other programs fire too, says the fourteen."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("plano", 1, _plano, deterministic=True)


class Plano(Func):
    """`plegado` over expressions: what a search looks into."""

    output_field = TextField()

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> Any:
        """Each column once and in order, so that the parameters keep theirs."""
        compiladas = [compiler.compile(expresion) for expresion in self.source_expressions]
        columnas = tuple(sql for sql, _ in compiladas)
        sql = f"plano({_juntas(columnas)})" if connection.vendor == "sqlite" else plegado(connection.vendor, *columnas)
        return sql, [p for _, params in compiladas for p in params]
