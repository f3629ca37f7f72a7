"""`manage.py olvidar_persona USUARIO --por ADMINISTRADOR --motivo … --documento …`: the erasure, by the maintenance account of the database."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from base.cuentas.models import Usuario
from portal.tablero.personas.olvidar import olvidar


class Command(BaseCommand):
    """The same act as on the page of the person, where the account of the portal may not rewrite the history."""

    help = "Borra los datos personales de una cuenta; deja un seudónimo y lo declara en la cadena de la bitácora."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, by whom, why and by which document."""
        parser.add_argument("usuario")
        for nombre in ("por", "motivo", "documento"):
            parser.add_argument(f"--{nombre}", required=True)

    def handle(self, *args: Any, **opciones: Any) -> None:
        """Erase, and say what had to be left."""
        try:
            cuenta, por = (Usuario.objects.get(username=opciones[quien]) for quien in ("usuario", "por"))
            dejados = olvidar(cuenta, por=por, motivo=opciones["motivo"], documento=opciones["documento"])
        except Usuario.DoesNotExist as error:
            raise CommandError("No existe esa cuenta.") from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"Hecho: ahora es «Persona {cuenta.pk}». Se conserva por ley o por candado: {', '.join(dejados) or 'nada'}.")
