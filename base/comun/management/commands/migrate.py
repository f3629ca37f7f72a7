"""`manage.py migrate`, which on PostgreSQL does not wait long for a table that somebody else has: behind it everybody would wait."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands.migrate import Command as DeDjango
from django.db import OperationalError, connections

ESPERA = "4s"  # for the lock of a table
NO_LA_SUELTAN = (
    "Otra sesión tiene ocupada una tabla y la migración no esperó más de {espera}: nada de esa migración quedó. Detenga el portal y el "
    "trabajador (o repita en un rato) y vuelva a ejecutar migrate: sigue donde quedó."
)
TARDA = "Una orden de la migración pasó de {tope} segundos y se canceló: nada de esa migración quedó. Repita con el portal detenido y sin --tope."


class Command(DeDjango):
    """Django's own, with two limits. A migration is one transaction: what it did not finish is undone."""

    def add_arguments(self, parser: CommandParser) -> None:
        """The second limit is asked for: with the portal stopped it would only get in the way."""
        super().add_arguments(parser)
        parser.add_argument(
            "--tope",
            type=int,
            default=0,
            metavar="SEGUNDOS",
            help="PostgreSQL: cancela una orden que tarde más (con el portal en marcha: 5)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Within the limits; what was met is said in plain words."""
        conexion = connections[options["database"]]
        if conexion.vendor != "postgresql":
            super().handle(*args, **options)
            return
        with conexion.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [ESPERA])
            cursor.execute("SELECT set_config('statement_timeout', %s, false)", [f"{int(options['tope'])}s"])
        try:
            super().handle(*args, **options)
        except OperationalError as error:
            dichos = {"55P03": NO_LA_SUELTAN.format(espera=ESPERA), "57014": TARDA.format(tope=options["tope"])}
            raise CommandError(dichos.get(getattr(error.__cause__, "pgcode", ""), str(error))) from error
        finally:
            if not conexion.needs_rollback:
                with conexion.cursor() as cursor:
                    cursor.execute("RESET lock_timeout; RESET statement_timeout")
