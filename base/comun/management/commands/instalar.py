"""`manage.py instalar`: the tables of the portal, on an empty database or on one of an earlier version."""

from typing import Any

from django.core.management import BaseCommand, call_command

from base.comun.tablas import hacer_tablas


class Command(BaseCommand):
    """Make the tables, or bring them up to date, and that of the cache. Run again it does nothing.

    On an empty database they come at once instead of migration by migration, which takes minutes; tests/actualizacion proves that both
    ways lead to the same tables.
    """

    help = "Crea las tablas del portal (en una base vacía, de una vez) o las pone al día, y la tabla de la caché."

    def handle(self, *args: Any, **options: Any) -> None:
        hacer_tablas()
        call_command("createcachetable", verbosity=0)
        self.stdout.write("Las tablas están al día.")
