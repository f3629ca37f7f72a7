"""Several questions in one query."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection


class Consulta(NamedTuple):
    """A question as the database takes it."""

    sql: str
    parametros: tuple[Any, ...]

    def dentro_de(self, alrededor: str) -> "Consulta":
        """The same inside another one: SQLite takes no order nor limit in the parts of a union."""
        return Consulta(alrededor.format(self.sql), self.parametros)


def compilada(filas: Any) -> Consulta | None:
    """What Django would ask; None where it knows that nothing would come."""
    try:
        return Consulta(*filas.query.sql_with_params())
    except EmptyResultSet:
        return None


def todas(consultas: Iterable[Consulta]) -> list[tuple[Any, ...]]:
    """The rows of all of them."""
    partes = [parte.dentro_de(f"SELECT * FROM ({{}}) AS u{n}") for n, parte in enumerate(consultas)]  # noqa: S608 -- compiled by Django
    if not partes:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parte.sql for parte in partes), [p for parte in partes for p in parte.parametros])
        return cursor.fetchall()
