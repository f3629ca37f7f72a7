"""`manage.py respaldar DESTINO`: one closed file with the database, the files and the hash of each. Also: a key, a check, a copy noted down."""

import json
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from base.avisos import cuidado
from base.comun.respaldo import ErrorDeRespaldo, claves, olvidar_viejos

CLAVE_NUEVA = """\
# Clave de los respaldos del portal. La privada abre los respaldos: sin ella no sirven, y quien la tiene los lee.
# Guárdela impresa o en una llavera, fuera de este equipo, antes de hacer el primero.
# Para el servidor basta la pública, si no se quiere que él mismo pueda abrirlos.
# clave pública: {publica}
{privada}
"""


class Command(BaseCommand):
    """Exit 0: made, whole and as asked. Exit 1: refused, or made with files missing, and the reason is told."""

    help = "Hace un respaldo cifrado del portal (base de datos y archivos) mientras funciona."

    def add_arguments(self, parser: CommandParser) -> None:
        """What may be written after the command."""
        parser.add_argument("destino", nargs="?", metavar="DESTINO", help="carpeta, o archivo nuevo; sin él, la de RESPALDO_EN")
        parser.add_argument("--crear-clave", action="store_true", help="escribe una clave nueva y termina")
        parser.add_argument("--verificar", metavar="ARCHIVO", help="abre un respaldo de principio a fin y lo comprueba, sin escribir nada")
        parser.add_argument(
            "--sin-verificar", action="store_true", help="no lo abre después de hacerlo (así se hace con la clave pública sola)"
        )
        parser.add_argument("--copia", metavar="CARPETA", help="otra carpeta (otro disco, la red) donde dejar una copia comprobada")
        parser.add_argument("--anotar-copia", metavar="ARCHIVO", help="anota que hay una copia en otro lugar: el archivo, o su SHA-256")
        parser.add_argument(
            "--anotar-ensayo", metavar="ARCHIVO", help="anota que se restauró bien en otro equipo, con su clave: el archivo, o su SHA-256"
        )
        parser.add_argument("--donde", default="otro lugar", metavar="TEXTO", help="con --anotar-copia o --anotar-ensayo: dónde")
        parser.add_argument(
            "--dias", type=int, metavar="N", help="después, borra de DESTINO los respaldos de hace más de N días (nunca el último)"
        )
        parser.add_argument("--json", action="store_true", help="responde con un solo objeto JSON")

    def handle(self, *args: Any, **opciones: Any) -> None:
        """Do it, and tell what came out."""
        if opciones["crear_clave"]:
            privada, publica = claves.crear()
            self.stdout.write(CLAVE_NUEVA.format(privada=privada, publica=publica), ending="")
            return
        try:
            dicho = self._hacer(**opciones)
        except ErrorDeRespaldo as error:
            dicho = {"resultado": "rechazado", "motivo": str(error)}
        self.stdout.write(json.dumps(dicho, ensure_ascii=False) if opciones["json"] else _en_palabras(dicho))
        if dicho["resultado"] in {"rechazado", "incompleto"}:
            sys.exit(1)

    def _hacer(self, **opciones: Any) -> dict[str, Any]:
        if opciones["verificar"]:
            leido = cuidado.verificar_respaldo(_archivo(opciones["verificar"]))
            datos = {"archivo": opciones["verificar"], "hecho_en": leido["hecho_en"], "bytes": leido["bytes"], "sha256": leido["sha256"]}
            return {"resultado": "verificado", **datos, "archivos": leido["archivos"], "filas": sum(leido["tablas"].values())}
        if opciones["anotar_copia"]:
            copia = cuidado.anotar_copia(opciones["anotar_copia"], donde=opciones["donde"])
            return {"resultado": "anotado", "sha256": copia.datos["sha256"], "hecho_en": copia.datos["hecho_en"]}
        if opciones["anotar_ensayo"]:
            ensayo = cuidado.anotar_ensayo(opciones["anotar_ensayo"], donde=opciones["donde"])
            return {"resultado": "ensayado", "sha256": ensayo.datos["sha256"], "hecho_en": ensayo.datos["hecho_en"]}
        destino = opciones["destino"] or settings.RESPALDO_EN
        if not destino:
            raise ErrorDeRespaldo("Diga dónde: manage.py respaldar CARPETA (o escriba la carpeta en RESPALDO_EN).")
        verificar = not opciones["sin_verificar"] and bool(claves.de_la_instalacion().privadas)
        dicho = cuidado.hacer_respaldo(Path(destino), verificar=verificar, copia=Path(opciones["copia"]) if opciones["copia"] else None)
        borrados = olvidar_viejos(Path(destino), opciones["dias"]) if opciones["dias"] and Path(destino).is_dir() else 0
        return {"resultado": "hecho" if dicho.pop("completo") else "incompleto", **dicho, "borrados": borrados}


def _archivo(ruta: str) -> Path:
    if not Path(ruta).is_file():
        raise ErrorDeRespaldo(f"No existe el archivo {ruta}.")
    return Path(ruta)


def _en_palabras(dicho: dict[str, Any]) -> str:
    if dicho["resultado"] == "rechazado":
        return str(dicho["motivo"])
    if dicho["resultado"] == "anotado":
        return f"Anotado: hay una copia en otro lugar del respaldo hecho el {dicho['hecho_en']}."
    if dicho["resultado"] == "ensayado":
        return f"Anotado: se restauró en otro equipo el respaldo hecho el {dicho['hecho_en']}."
    lineas = [
        f"{dicho['archivo']}: {dicho['bytes'] / 1e6:,.1f} MB, {dicho['filas']:,} filas, {dicho['archivos']:,} archivos, hecho el {dicho['hecho_en']}.",
        f"SHA-256 {dicho['sha256']}",
    ]
    if dicho["resultado"] == "verificado" or dicho.get("verificado"):
        lineas.append("Se abrió de principio a fin y es lo que dice su manifiesto.")
    elif dicho["resultado"] != "verificado":
        lineas.append("No se abrió después de hacerlo: pruébelo donde esté la clave privada, con --verificar.")
    lineas += [f"FALTABA AL HACERLO: {uno}" for uno in dicho.get("faltan", [])] + [f"ALTERADO: {uno}" for uno in dicho.get("alterados", [])]
    return "\n".join(lineas)
