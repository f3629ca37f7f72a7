"""`manage.py olvidar_persona USUARIO --por ADMINISTRADOR --motivo … --documento …`: the erasure, by the maintenance account of the database."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from base.cuentas.models import Usuario
from portal.tablero.personas.inventario import Persona, repartidas
from portal.tablero.personas.olvidar import olvidar


class Command(BaseCommand):
    """The same act as on the page of the person, where the account of the portal may not rewrite the history."""

    help = "Borra los datos personales de una cuenta; deja un seudónimo y lo declara en la cadena de la bitácora."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, by whom, why and by which document."""
        parser.add_argument("usuario")
        for nombre in ("por", "motivo", "documento"):
            parser.add_argument(f"--{nombre}", required=True)
        parser.add_argument(
            "--salvo", action="append", default=[], metavar="CLAVE", help="un registro hallado por su nombre que es de otra persona"
        )
        parser.add_argument(
            "--ensayo", action="store_true", help="no borra: escribe qué borraría, con la clave de lo hallado por su nombre"
        )

    def handle(self, *args: Any, **opciones: Any) -> None:
        """Erase, and say what had to be left."""
        try:
            cuenta, por = (Usuario.objects.get(username=opciones[quien]) for quien in ("usuario", "por"))
            suyas, halladas = repartidas(Persona.de(cuenta), por)
            if sobran := set(opciones["salvo"]) - halladas.keys():
                raise CommandError(f"No se halló {', '.join(sorted(sobran))}: --ensayo escribe las claves.")
            if opciones["ensayo"]:
                return self._decir(suyas, halladas)
            dejados = olvidar(cuenta, por=por, ajenas=opciones["salvo"], motivo=opciones["motivo"], documento=opciones["documento"])
        except Usuario.DoesNotExist as error:
            raise CommandError("No existe esa cuenta.") from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"Hecho: ahora es «Persona {cuenta.pk}». Se conserva por ley o por candado: {', '.join(dejados) or 'nada'}.")

    def _decir(self, suyas: list[str], halladas: dict[str, str]) -> None:
        """One line a record: what has a key may be of somebody else with the same name (--salvo)."""
        for dicha in suyas:
            self.stdout.write(f"de su cuenta  {dicha}")
        for clave, dicha in halladas.items():
            self.stdout.write(f"{clave}  {dicha}")
