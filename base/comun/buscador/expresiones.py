"""Expressions of a search that Django does not have: said the same way to both engines."""

from typing import Any

from django.db.models import BooleanField, Func, TextField, Value

SEPARADOR = "\x1f"


class Parecido(Func):
    """Whether a word resembles one of a text: pg_trgm's word_similarity, which its index answers."""

    template, arg_joiner, output_field = "(%(expressions)s)", " <%% ", BooleanField()


class Igual(Func):
    """Whether two texts are the same."""

    template, arg_joiner, output_field = "(%(expressions)s)", " = ", BooleanField()


class Contiene(Func):
    """Whether a folded text has a word, whatever signs it has: neither engine reads patterns here."""

    output_field = BooleanField()

    def __init__(self, texto: Any, palabra: str):
        super().__init__(texto, Value(palabra))

    def as_sqlite(self, compiler: Any, connection: Any, **contexto: Any) -> Any:
        """SQLite's name of it."""
        return self.as_sql(compiler, connection, template="(instr(%(expressions)s) > 0)", **contexto)

    def as_postgresql(self, compiler: Any, connection: Any, **contexto: Any) -> Any:
        """PostgreSQL's."""
        return self.as_sql(compiler, connection, template="(strpos(%(expressions)s) > 0)", **contexto)


class Empieza(Contiene):
    """The same at the beginning."""

    def as_sqlite(self, compiler: Any, connection: Any, **contexto: Any) -> Any:
        """SQLite's name of it."""
        return self.as_sql(compiler, connection, template="(instr(%(expressions)s) = 1)", **contexto)

    def as_postgresql(self, compiler: Any, connection: Any, **contexto: Any) -> Any:
        """PostgreSQL's."""
        return self.as_sql(compiler, connection, template="(strpos(%(expressions)s) = 1)", **contexto)


class Lugares(Func):
    """Several texts in one column."""

    template, arg_joiner, output_field = "(%(expressions)s)", f" || '{SEPARADOR}' || ", TextField()
