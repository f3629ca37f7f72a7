"""`manage.py verificar_bitacora`: walk the chain of the history; 1 and the first bad entry if it does not hold."""

import dataclasses
import json
import re
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from base.bitacora.sellos.verificar import Informe, verificar


class Command(BaseCommand):
    """Writes nothing: it may be run on a copy that was restored, by an account that only reads."""

    help = "Comprueba la cadena de la bitácora: cada entrada contra su sello. Termina en 1 y dice la primera que no coincide."

    def add_arguments(self, parser: CommandParser) -> None:
        """From which seal, and which heads were kept outside."""
        parser.add_argument("--desde", type=int, default=1, metavar="SELLO", help="compara las entradas desde ese sello; la cadena, entera")
        parser.add_argument(
            "--cabeza",
            action="append",
            default=[],
            metavar="HASH",
            help="una cabeza publicada o recibida por correo, o NUMERO:HASH; debe estar en la cadena, en su lugar (se puede repetir)",
        )
        parser.add_argument("--json", action="store_true", help="responde un solo objeto JSON")

    def handle(self, *args: Any, **opciones: Any) -> None:
        """Walk, say what came out, and end with 0 or 1."""
        informe = verificar(desde=opciones["desde"], cabezas=[_cabeza(dicha) for dicha in opciones["cabeza"]])
        self.stdout.write(json.dumps(en_datos(informe), ensure_ascii=False, indent=1) if opciones["json"] else _en_palabras(informe))
        if not informe.bien:
            sys.exit(1)


def _cabeza(dicha: str) -> tuple[int | None, str]:
    hallado = re.fullmatch(r"(?:(\d{1,9}):)?([0-9a-f]{64})", re.sub(r"\s", "", dicha).lower())
    if hallado is None:
        raise CommandError(f"--cabeza «{dicha}» no se entiende: escriba las 64 letras y cifras, o NUMERO:HASH.")
    return int(hallado[1]) if hallado[1] else None, hallado[2]


def en_datos(informe: Informe) -> dict[str, Any]:
    """What came out, for a program."""
    return {
        "resultado": "bien" if informe.bien else "mal",
        "sellos": informe.sellos,
        "filas": informe.filas,
        "sin_sellar": informe.sin_sellar,
        "borrados_declarados": informe.declaradas,
        "numero": informe.numero,
        "cabeza": informe.cabeza,
        "segundos": informe.segundos,
        "no_coinciden": informe.cuantos,
        "primero": dataclasses.asdict(informe.primero) if informe.primero else None,
        "hallazgos": [dataclasses.asdict(hallazgo) for hallazgo in sorted(informe.hallazgos)[:100]],
    }


def _en_palabras(informe: Informe) -> str:
    cuenta = f"{informe.sellos:,} sellos, {informe.filas:,} entradas comprobadas, {informe.sin_sellar:,} por sellar, {informe.segundos} s"
    cola = f"Cabeza del sello {informe.numero}: {informe.cabeza}" if informe.numero else "Todavía no hay ningún sello."
    if informe.bien:
        return f"La bitácora está completa y sin cambios. {cuenta}; borrados declarados: {informe.declaradas:,}.\n{cola}"
    lineas = [f"  {hallazgo}" for hallazgo in sorted(informe.hallazgos)[:20]]
    return "\n".join([f"LA BITÁCORA NO COINCIDE CON SUS SELLOS: {informe.cuantos:,}. Lo primero:", *lineas, f"{cuenta}.", cola])
