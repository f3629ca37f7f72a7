"""`manage.py recontar`: the summaries that the dashboards read, worked out again from the rows."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from convenios.resumen import recontar, recontar_lo_que_falte
from municipios.models import Ugel


class Command(BaseCommand):
    help = "Vuelve a contar los resúmenes que leen los tableros: los de las UGEL donde algo cambió, o los que se digan."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ugeles", nargs="*", metavar="UGEL", help="códigos de UGEL; sin ninguno, las que esperan")
        parser.add_argument("--todas", action="store_true", help="todas las UGEL, esperen o no")

    def handle(self, *args: Any, **opciones: Any) -> None:
        """Those that were named, all, or those that wait."""
        if not opciones["todas"] and not opciones["ugeles"]:
            self.stdout.write(f"Se recontaron {recontar_lo_que_falte()} UGEL.")
            return
        ugeles = Ugel.objects.order_by("codigo")
        if not opciones["todas"]:
            ugeles = ugeles.filter(codigo__in=opciones["ugeles"])
            if desconocidas := set(opciones["ugeles"]) - set(ugeles.values_list("codigo", flat=True)):
                raise CommandError(f"No hay ninguna UGEL con el código {', '.join(sorted(desconocidas))}.")
        hechas = sum(recontar(pk) for pk in list(ugeles.values_list("pk", flat=True)))
        self.stdout.write(f"Se recontaron {hechas} UGEL.")
