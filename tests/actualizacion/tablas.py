"""The tables of a database as both engines tell them, in an order that does not depend on how they were made."""

import re

from django.db import connection

# what each engine knows of its tables: kind, table, name and how it would be made again
EN_POSTGRESQL = """
SELECT 'columna', table_name, column_name, concat_ws(' ', udt_name, character_maximum_length, numeric_precision, numeric_scale, is_nullable,
    column_default, generation_expression)
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'ley', conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'indice', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'disparador', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
"""
EN_SQLITE = "SELECT type, tbl_name, name, COALESCE(sql, '') FROM sqlite_master"
# the engine's own; made by a command of its own; what was migrated; a key of Django's own that its migration makes wider than its model says
DE_NADIE = ("sqlite_", "cache_portal", "django_migrations", "auth_group_permissions")


def partes(orden: str) -> list[str]:
    """What stands between the outer brackets of a CREATE TABLE, sorted: the order of the columns is that of their coming."""
    dentro, hondo, trozos = orden[orden.find("(") + 1 : orden.rfind(")")], 0, [""]
    for trozo in re.split(r"([(),])", dentro):
        hondo += {"(": 1, ")": -1}.get(trozo, 0)
        if trozo == "," and not hondo:
            trozos.append("")
        else:
            trozos[-1] += trozo
    return sorted(parte.strip() for parte in trozos)


def describir() -> dict[str, str]:
    """Every table, law, index and trigger by its name, with what it says."""
    with connection.cursor() as cursor:
        cursor.execute(EN_SQLITE if connection.vendor == "sqlite" else EN_POSTGRESQL)
        filas = [fila for fila in cursor.fetchall() if not fila[1].startswith(DE_NADIE)]
    return {" ".join(fila[:3]): "; ".join(partes(fila[3])) if fila[0] == "table" else fila[3] for fila in filas}
