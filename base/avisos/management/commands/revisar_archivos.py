"""`manage.py revisar_archivos`: every file read and compared with its row, now; what the worker does each night."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from base.avisos.nocturnas import terminar_cotejo
from base.comun.respaldo import cotejar_todo


class Command(BaseCommand):
    """Exit 0: each file is what its row says. Exit 1: some are not, and which."""

    help = "Lee cada archivo guardado y lo compara con su registro (SHA-256); dice cuáles faltan o están alterados."

    def add_arguments(self, parser: CommandParser) -> None:
        """How it answers."""
        parser.add_argument("--json", action="store_true", help="responde con un solo objeto JSON")

    def handle(self, *args: Any, **opciones: Any) -> None:
        """Look at all of them, note it down, and tell."""
        cotejo = cotejar_todo()
        cuentas = {"revisados": cotejo.revisados, "faltan": len(cotejo.faltan), "alterados": len(cotejo.alterados)}
        terminar_cotejo(cuentas | {"nombres": [*cotejo.faltan, *cotejo.alterados][:100]})
        if opciones["json"]:
            self.stdout.write(
                json.dumps(cuentas | {"nombres_que_faltan": cotejo.faltan, "nombres_alterados": cotejo.alterados}, ensure_ascii=False)
            )
        else:
            lineas = [f"{cotejo.revisados:,} archivos revisados; faltan {len(cotejo.faltan)}, alterados {len(cotejo.alterados)}."]
            lineas += [f"FALTA {uno}" for uno in cotejo.faltan] + [f"ALTERADO {uno}" for uno in cotejo.alterados]
            self.stdout.write("\n".join(lineas))
        if not cotejo.bien:
            sys.exit(1)
