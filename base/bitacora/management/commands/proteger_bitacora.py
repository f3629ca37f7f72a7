"""`manage.py proteger_bitacora --rol NOMBRE`: on PostgreSQL, the portal's own account can add to the history, its seals and its readings, and never
rewrite them. What has to be erased (retention, the rights of a person) is erased by a maintenance account (docs/operacion.md)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from base.bitacora.models import Lote, Sello, Tramo
from base.bitacora.sellos.canon import cubiertas


class Command(BaseCommand):
    """Run by the owner of the tables, for the role with which the portal connects. Run again after every migration."""

    help = "PostgreSQL: concede a un rol las tablas del portal, y le quita el poder de cambiar o borrar la historia."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which role."""
        parser.add_argument(
            "--rol", required=True, metavar="NOMBRE", help="el rol con que se conecta el portal; no es el dueño de las tablas"
        )

    def handle(self, *args: Any, **opciones: Any) -> None:
        """Grant and revoke, all or nothing: nobody sees the moment between."""
        if connection.vendor != "postgresql":
            raise CommandError("Solo con PostgreSQL: SQLite no tiene roles.")
        tablas = tablas_de_historia()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [opciones["rol"]])
            fila = cursor.fetchone()
            if fila is None:
                raise CommandError("No existe ese rol.")
            cursor.execute("SELECT count(*) FROM pg_tables WHERE tablename = ANY(%s) AND tableowner = %s", [tablas, opciones["rol"]])
            if fila[0] or cursor.fetchone()[0]:
                raise CommandError("Ese rol es dueño de las tablas o superusuario: siempre podría devolverse el permiso. Use otro rol.")
            rol = connection.ops.quote_name(opciones["rol"])
            conceder(cursor, rol)
            for tabla in map(connection.ops.quote_name, tablas):
                cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {tabla} FROM {rol}, PUBLIC")
                cursor.execute(f"GRANT SELECT, INSERT ON {tabla} TO {rol}")
            lote = connection.ops.quote_name("bitacora_lote")  # its counts and its destination are written after it is opened
            cursor.execute(f"REVOKE DELETE, TRUNCATE ON {lote} FROM {rol}, PUBLIC")
        self.stdout.write(f"{len(tablas)} tablas de la bitácora: {opciones['rol']} las lee y añade, y no las cambia ni borra.")


def conceder(cursor: Any, rol: str) -> None:
    """What the portal works with. A base that was restored into a new database brings tables and no grant: without this it would serve nothing."""
    cursor.execute(
        "SELECT relkind, quote_ident(relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relkind IN ('r', 'p', 'S') AND pg_get_userbyid(relowner) = current_user"
    )
    propias = cursor.fetchall()
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {rol}")
    for clases, que, poder in (("rp", "TABLE", "SELECT, INSERT, UPDATE, DELETE"), ("S", "SEQUENCE", "USAGE, SELECT")):
        if nombres := ", ".join(nombre for clase, nombre in propias if clase in clases):
            cursor.execute(f"GRANT {poder} ON {que} {nombres} TO {rol}")
        cursor.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {poder} ON {que}S TO {rol}")


def tablas_de_historia() -> list[str]:
    """The tables that are only added to: what the chain covers, and the chain. A gesture is finished after it is opened: it stands apart."""
    return sorted({*cubiertas(), Sello._meta.db_table, Tramo._meta.db_table} - {Lote._meta.db_table})
