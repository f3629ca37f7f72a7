"""`manage.py analizar_cuarentena`: the scanner is asked again about the files that met it stopped."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand

from base.bitacora.gestos import gesto
from base.comun.archivos import ConArchivo, EstadoArchivo


class Command(BaseCommand):
    help = "Vuelve a preguntar al antivirus por los archivos en cuarentena; los limpios salen de ella."

    def handle(self, *args: Any, **opciones: Any) -> None:
        """A clean file of any record leaves quarantine, with its line of history; any other stays where it is."""
        liberados = quedan = 0
        con_archivo: list[Any] = [modelo for modelo in apps.get_models() if issubclass(modelo, ConArchivo)]
        for modelo in con_archivo:
            for registro in modelo.objects.filter(archivo_estado=EstadoArchivo.CUARENTENA):
                registro.analizar_archivo()
                if registro.archivo_en_cuarentena:
                    quedan += 1
                    continue
                with gesto(por=None, motivo="El antivirus lo encontró limpio"):
                    registro.save(update_fields=["archivo_estado"])
                liberados += 1
        self.stdout.write(f"Salieron de la cuarentena {liberados}; quedan {quedan}.")
