"""`manage.py demo`: the published facts and a fictional year."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from convenios.models import Avance, Compromiso
from encuentros.carga import demostracion


class Command(BaseCommand):
    """Idempotent. Refused outside the demonstration: its accounts have a password that everybody knows."""

    help = "Carga los hechos publicados y un año ficticio, con cada registro marcado como demostración. Solo con DEMOSTRACION=1."

    def handle(self, *args: Any, **options: Any) -> None:
        """Tell the year, and say in one line what there is."""
        if not settings.DEMOSTRACION:
            raise CommandError(
                "Los datos de demostración solo se cargan en una demostración: use `make demo`, o ponga DEMOSTRACION=1 en este equipo."
            )
        nuevo = demostracion.contar_el_anio()
        compromisos, avances = Compromiso.objects.filter(demostracion=True).count(), Avance.objects.filter(demostracion=True).count()
        que = "Datos de demostración cargados" if nuevo else "Los datos de demostración ya estaban cargados"
        self.stdout.write(f"{que}: {compromisos} compromisos y {avances} avances ficticios, junto a los hechos publicados.")
