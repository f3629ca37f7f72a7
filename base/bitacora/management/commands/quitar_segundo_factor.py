"""`manage.py quitar_segundo_factor USUARIO --por QUIEN --motivo TEXTO`: for whoever lost the telephone and the codes, when nobody else can."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from base.bitacora.gestos import gesto
from base.cuentas.factores.acciones import restablecer
from base.cuentas.invitaciones import tomar_cuenta
from base.cuentas.models import Usuario


class Command(BaseCommand):
    """The console of the server is above any role: what was done, for whom and why stays in the history and in the log."""

    help = "Quita el segundo factor de una cuenta: su persona entra con la contraseña y pone otro. Para cuando ningún administrador puede entrar."

    def add_arguments(self, parser: CommandParser) -> None:
        """What may be written after the command."""
        parser.add_argument("usuario", metavar="USUARIO", help="la cuenta que perdió su segundo factor")
        parser.add_argument("--por", metavar="QUIEN", required=True, help="cuenta de quien responde por quitarlo; puede ser la misma")
        parser.add_argument("--motivo", metavar="TEXTO", required=True, help="por qué, y cómo se comprobó quién lo pide (hasta 200 letras)")

    def handle(self, *args: Any, **opciones: Any) -> None:
        """Take it away."""
        motivo = " ".join(opciones["motivo"].split())
        if not 10 <= len(motivo) <= 200:
            raise CommandError("Escriba el motivo, de 10 a 200 letras.")
        cuenta, por = _cuenta(opciones["usuario"]), _cuenta(opciones["por"])
        try:
            with gesto(por=por, motivo=motivo):
                restablecer(tomar_cuenta(cuenta), por=por, motivo=motivo)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"La cuenta {cuenta.username} ya no tiene segundo factor y sus sesiones están cerradas: al entrar pondrá otro.")


def _cuenta(usuario: str) -> Usuario:
    cuenta = Usuario.objects.filter(username=usuario, is_active=True).first()
    if cuenta is None:
        raise CommandError(f"No hay una cuenta abierta con el usuario {usuario!r}.")
    return cuenta
