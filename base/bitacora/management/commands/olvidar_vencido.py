"""`manage.py olvidar_vencido`: what the account of the portal may not erase (`proteger_bitacora`), erased by the maintenance account, from cron."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from base.bitacora.retencion import SinPermiso, olvidar_lecturas


class Command(BaseCommand):
    """The erasure is declared in the chain, which stays whole."""

    help = "Borra las lecturas que cumplieron DIAS_DE_LECTURAS y lo declara en la cadena de la bitácora."

    def handle(self, *args: Any, **opciones: Any) -> None:
        """Forget, and say how much."""
        try:
            self.stdout.write(f"Lecturas borradas: {olvidar_lecturas():,}.")
        except SinPermiso as error:
            raise CommandError("Esta cuenta de la base no borra lecturas: córralo con la de mantenimiento.") from error
