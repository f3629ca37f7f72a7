"""`manage.py restaurar ARCHIVO`: the portal of a backup, on an empty machine (or in the place of what there is, if it is said twice)."""

import contextlib
import io
import json
import sys
from pathlib import Path
from typing import Any

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandParser

from base.avisos import cuidado
from base.avisos.models import Envio
from base.comun.respaldo import ErrorDeRespaldo, restaurar
from base.comun.respaldo.reponer import con_datos

PALABRA = "REEMPLAZAR"


class Command(BaseCommand):
    """Exit 0: restored, and equal to the backup. Exit 1: refused and nothing written, or restored and something is not as the backup says."""

    help = "Restaura un respaldo del portal en una base vacía: lo comprueba entero antes de escribir nada."

    def add_arguments(self, parser: CommandParser) -> None:
        """What may be written after the command."""
        parser.add_argument("archivo", metavar="ARCHIVO", help="el respaldo")
        parser.add_argument("--reemplazar", action="store_true", help="aunque aquí haya datos: se pierden")
        parser.add_argument("--si", action="store_true", help="con --reemplazar, no pregunta")
        parser.add_argument("--json", action="store_true", help="responde con un solo objeto JSON")

    def handle(self, *args: Any, **opciones: Any) -> None:
        """Ask if what is here would be lost, restore, compare, and say how long it took."""
        try:
            self._confirmar(opciones)
            dicho = restaurar(_archivo(opciones["archivo"]), reemplazar=opciones["reemplazar"])
            dicho |= _despues(dicho)
        except ErrorDeRespaldo as error:
            dicho = {"resultado": "rechazado", "motivo": str(error)}
        self.stdout.write(json.dumps(dicho, ensure_ascii=False) if opciones["json"] else _en_palabras(dicho))
        if dicho["resultado"] != "restaurado":
            sys.exit(1)

    def _confirmar(self, opciones: dict[str, Any]) -> None:
        if opciones["reemplazar"] and not opciones["si"] and con_datos():
            self.stderr.write(f"Se perderá todo lo que hay en la base de datos de este portal. Para seguir, escriba {PALABRA}:")
            if sys.stdin.readline().strip() != PALABRA:
                raise ErrorDeRespaldo("No se restauró: no se escribió la palabra. Todo queda como estaba.")


def _archivo(ruta: str) -> Path:
    if not Path(ruta).is_file():
        raise ErrorDeRespaldo(f"No existe el archivo {ruta}.")
    return Path(ruta)


def _despues(dicho: dict[str, Any]) -> dict[str, Any]:
    """What only the code of the same version can say of a database; and that it was restored, noted in it."""
    distintas, en_cola = list(dicho["distintas"]), None
    if not dicho["migraciones_pendientes"]:
        en_cola = Envio.objects.en_cola().count()
        if "verificar_bitacora" in get_commands() and not _bitacora_bien():
            distintas.append("la bitácora no coincide con sus sellos: vea manage.py verificar_bitacora")
    cuidado.anotar(
        cuidado.Clase.RESTAURACION, bien=not distintas, segundos=dicho["segundos"], hecho_en=dicho["hecho_en"], distintas=distintas[:100]
    )
    return {"resultado": "con diferencias" if distintas else "restaurado", "distintas": distintas, "correos_en_cola": en_cola}


def _bitacora_bien() -> bool:
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            call_command("verificar_bitacora", stdout=io.StringIO())
    except SystemExit as fin:
        return not fin.code
    return True


def _en_palabras(dicho: dict[str, Any]) -> str:
    if dicho["resultado"] == "rechazado":
        return str(dicho["motivo"])
    lineas = [
        f"Restaurado el respaldo del {dicho['hecho_en']} en {dicho['segundos']} segundos: "
        f"{dicho['tablas']} tablas, {dicho['filas']:,} filas y {dicho['archivos']:,} archivos, comparados uno a uno.",
        "Las sesiones quedaron cerradas: cada persona entra de nuevo.",
    ]
    if not dicho["misma_clave"]:
        lineas.append("La SECRET_KEY de este equipo no es la del respaldo: las invitaciones y los enlaces ya enviados dejan de servir.")
    if dicho["migraciones_pendientes"]:
        lineas.append("El respaldo es de una versión anterior: ejecute `manage.py migrate` para ponerlo al día, o vuelva a esa versión.")
    if dicho["correos_en_cola"]:
        lineas.append(
            f"Esperan {dicho['correos_en_cola']} correos que quizá ya salieron: revise **Correos** antes de encender el trabajador."
        )
    lineas += [f"YA FALTABA EN EL RESPALDO: {uno}" for uno in dicho["ya_faltaban"]]
    lineas += [f"NO ES COMO EL RESPALDO: {una}" for una in dicho["distintas"]]
    return "\n".join(lineas)
