"""`manage.py exportar PADRON SALIDA`: a table as it comes back in; importing it changes nothing."""

import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from base.comun.documentos import escribir_csv, escribir_xlsx
from portal.importaciones.catalogo import PADRONES
from portal.importaciones.lectura import ArchivoInvalido
from portal.importaciones.lugares import lugar_de, persona_llamada


class Command(BaseCommand):
    """CSV or XLSX, by the ending of the name."""

    help = "Escribe un padrón en un archivo .csv o .xlsx, con las columnas por las que vuelve a entrar."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("padron", choices=sorted(PADRONES), help="qué se saca")
        parser.add_argument("salida", type=Path, help="un .xlsx o un .csv")
        parser.add_argument("--convenio", default="", help="código del convenio, donde el padrón es de uno")
        parser.add_argument("--por", default="", help="usuario que lo saca")

    def handle(self, *args: Any, **o: Any) -> None:
        """Write the file, and say how many rows it has."""
        padron, salida = PADRONES[o["padron"]], o["salida"]
        if salida.suffix.lower() not in (".csv", ".xlsx"):
            raise CommandError("El archivo termina en .csv o en .xlsx.")
        try:
            lugar = lugar_de(padron, por=persona_llamada(o["por"]), convenio=o["convenio"])
        except ArchivoInvalido as error:
            raise CommandError(error.mensaje) from error
        assert padron.exportar is not None  # noqa: S101  (every padrón of the catalogue goes out)
        filas = list(padron.exportar(por=lugar.por, ugel=lugar.ugel, convenio=lugar.convenio))
        with salida.open("wb") as archivo:
            if salida.suffix.lower() == ".csv":
                archivo.writelines(escribir_csv(padron.titulos(), filas))
            else:
                with escribir_xlsx(padron.titulos(), filas, titulo=padron.nombre, demostracion=settings.DEMOSTRACION) as libro:
                    shutil.copyfileobj(libro, archivo)
        self.stdout.write(f"{len(filas):,} filas en {salida}.")
