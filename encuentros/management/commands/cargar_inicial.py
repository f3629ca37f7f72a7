"""`manage.py cargar_inicial`: the published facts of the convenio."""

from typing import Any

from django.core.management.base import BaseCommand

from encuentros.carga import hechos


class Command(BaseCommand):
    """Idempotent: run again, it adds what is missing and touches nothing else."""

    help = "Carga los hechos publicados: UGEL Jaén, sus doce distritos, el convenio de 2023 con sus compromisos, y el I y II Encuentro."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say how much was new."""
        nuevos = hechos.cargar()
        self.stdout.write(f"Hechos publicados: {nuevos} registros nuevos." if nuevos else "Hechos publicados: ya estaban cargados.")
