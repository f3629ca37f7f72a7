"""`manage.py importar_limites ARCHIVO`: the boundaries of the districts, from a GeoJSON keyed by INEI's ubigeo."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from municipios.geojson import MAYOR, Ilegible
from municipios.limites import aplicar, ensayar, retirar
from municipios.models import CargaDeLimites, Distrito


class Command(BaseCommand):
    """What is bad in the file is told and left out; the district keeps the boundary that it had."""

    help = "Carga los límites referenciales de los distritos de un GeoJSON (grados WGS84, propiedad «ubigeo» del INEI)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archivo", type=Path, nargs="?", help="el GeoJSON")
        parser.add_argument("--fuente", default="", help="de dónde sale; se dice junto al mapa")
        parser.add_argument("--licencia", default="", help="con qué licencia; se dice junto al mapa")
        parser.add_argument("--ensayo", action="store_true", help="decir qué se cargaría, y no cargarlo")
        parser.add_argument("--retirar", action="store_true", help="quitar los límites cargados y volver al mapa de las capitales")

    def handle(self, *args: Any, **o: Any) -> None:
        """Load, and say what was found."""
        if o["retirar"]:
            cuantos = retirar(distritos=Distrito.objects.all(), por=None)
            self.stdout.write(f"Límites retirados: {cuantos}. El mapa vuelve a dibujarse con las capitales.")
            return
        if o["archivo"] is None:
            raise CommandError("Diga qué archivo se carga.")
        distritos = list(Distrito.objects.all())
        try:
            carga = ensayar(
                _contenido(o["archivo"]),
                distritos=distritos,
                archivo=o["archivo"].name,
                fuente=o["fuente"],
                licencia=o["licencia"],
                por=None,
            )
        except Ilegible as error:
            raise CommandError(" ".join(error.messages)) from None
        self._contar(carga)
        if o["ensayo"]:
            carga.delete()
            self.stdout.write("Ensayo: no se cargó nada.")
        else:
            self.stdout.write(f"Límites cargados: {aplicar(carga, distritos=distritos, por=None)} distritos.")

    def _contar(self, carga: CargaDeLimites) -> None:
        informe = carga.informe
        for ubigeo, nombre, mal in informe["malas"]:
            self.stderr.write(f"No sirve la forma de {nombre} ({ubigeo}): {mal}. Conserva el límite que tenía.")
        for ubigeo, nombre, *_, otro in informe["hallados"]:
            if otro:
                self.stderr.write(f"El archivo llama «{otro}» al {ubigeo}, que aquí es {nombre}: revise que sea el mismo.")
        self.stderr.write(
            f"Hallados por ubigeo: {len(informe['hallados'])}. Distritos del portal que el archivo no trae: {informe['cuantos_faltan']}. "
            f"Códigos del archivo que no son de aquí: {informe['cuantos_ajenos']}."
        )


def _contenido(archivo: Path) -> bytes:
    try:
        with archivo.open("rb") as abierto:
            return abierto.read(MAYOR + 1)
    except OSError as error:
        raise CommandError(f"No se pudo leer {archivo}: {error.strerror}.") from None
