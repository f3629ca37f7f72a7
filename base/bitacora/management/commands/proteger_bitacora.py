"""`manage.py proteger_bitacora --rol NOMBRE`: on PostgreSQL, the portal's own account can add to the history and never rewrite it."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction


class Command(BaseCommand):
    """Run by the owner of the tables, for the role with which the portal connects. Run again after every migration."""

    help = "PostgreSQL: quita a un rol el poder de cambiar o borrar la historia; le deja leerla y añadir."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which role."""
        parser.add_argument(
            "--rol", required=True, metavar="NOMBRE", help="el rol con que se conecta el portal; no es el dueño de las tablas"
        )

    def handle(self, *args: Any, **opciones: Any) -> None:
        """Revoke and grant, all or nothing."""
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
            for tabla in map(connection.ops.quote_name, tablas):
                cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {tabla} FROM {rol}, PUBLIC")
                cursor.execute(f"GRANT SELECT, INSERT ON {tabla} TO {rol}")
            lote = connection.ops.quote_name("bitacora_lote")  # its counts and its destination are written after it is opened
            cursor.execute(f"REVOKE DELETE, TRUNCATE ON {lote} FROM {rol}, PUBLIC")
        self.stdout.write(f"{len(tablas)} tablas de historia: {opciones['rol']} las lee y añade, y no las cambia ni borra.")


def tablas_de_historia() -> list[str]:
    """The tables where what happened is kept."""
    return sorted(m.history.model._meta.db_table for m in apps.get_models() if hasattr(m._meta, "simple_history_manager_attribute"))  # type: ignore[attr-defined]
