"""`manage.py generar_pais`: a country that does not exist, to measure the portal on."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from convenios.models import Convenio
from encuentros.carga.pais import Tamano, YaGenerado, generar
from municipios.models import Ugel

SEMILLA = 20230907
DICHO = {"ugeles": "UGEL", "locales": "locales escolares", "servicios": "servicios educativos"}


class Command(BaseCommand):
    """Refused where people work: only in a demonstration, while developing, or on a database that has neither UGEL nor convenio."""

    help = (
        "Genera un país ficticio, con cada registro marcado como demostración, para medir el portal. La misma semilla da los mismos datos."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """How large, and from which seed."""
        parser.add_argument("--ugeles", type=int, default=Tamano.ugeles)
        parser.add_argument("--distritos", type=int, default=Tamano.distritos)
        parser.add_argument("--compromisos", type=int, default=Tamano.compromisos)
        parser.add_argument("--servicios", type=int, default=Tamano.servicios, help="dos por cada local escolar")
        parser.add_argument("--semilla", type=int, default=SEMILLA)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it, and say in one line what there is and how long it took."""
        try:
            tamano = Tamano(**{nombre: options[nombre] for nombre in Tamano.__dataclass_fields__})
        except ValueError as error:
            raise CommandError(str(error)) from None
        if not (settings.DEMOSTRACION or settings.DEBUG) and (Ugel.todos.exists() or Convenio.todos.exists()):
            raise CommandError("Aquí ya hay datos de trabajo. Un país ficticio se genera en una base de datos vacía, o con DEMOSTRACION=1.")
        inicio = time.monotonic()
        try:
            hecho = generar(tamano, semilla=options["semilla"])
        except YaGenerado:
            raise CommandError("En esta base de datos ya hay un país generado: use otra, vacía.") from None
        filas = ", ".join(f"{cuantos:,} {DICHO.get(que, que)}" for que, cuantos in hecho.items())
        self.stdout.write(
            f"País generado en {time.monotonic() - inicio:.0f} s: {filas}. Los tableros los cuenta `manage.py recontar`, o el obrero."
        )
