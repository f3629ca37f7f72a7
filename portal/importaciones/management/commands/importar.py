"""`manage.py importar PADRON ARCHIVO`: a rehearsal; with `--aplicar`, the import itself."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from base.comun.padron import Padron
from portal.importaciones import informe, limites
from portal.importaciones.catalogo import PADRONES, conocida
from portal.importaciones.encabezado import ubicar_tabla
from portal.importaciones.lectura import ArchivoInvalido, Tabla, es_libro, leer
from portal.importaciones.lugares import lugar_de, persona_llamada
from portal.importaciones.motor import Lugar, Rechazado, aplicar, ensayar
from portal.importaciones.tramos import RechazadoPorTramos, aplicar_por_tramos, ensayar_por_tramos, tablas_de


class Command(BaseCommand):
    """Exit 0: accepted; 1: refused, and nothing was written. Anything else is a defect."""

    help = "Ensaya la carga de un archivo en un padrón; con --aplicar, la hace. No escribe nada si hay un error."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("padron", choices=sorted(PADRONES), help="qué se carga")
        parser.add_argument("archivo", type=Path, help="un .xlsx o un .csv")
        parser.add_argument("--aplicar", action="store_true", help="escribir, si no hay errores")
        parser.add_argument("--convenio", default="", help="código del convenio, donde el padrón es de uno")
        parser.add_argument("--por", default="", help="usuario que carga")
        parser.add_argument("--motivo", default="", help="por qué; queda en el lote")
        parser.add_argument(
            "--filas", type=int, default=limites.FILAS, help="cuántas filas se admiten; si son más, un .csv se lee por tramos"
        )
        parser.add_argument("--json", action="store_true", help="un objeto JSON por la salida")

    def handle(self, *args: Any, **o: Any) -> None:
        """Say what would happen, or what happened."""
        try:
            dicho = self._hacer(o)
        except ArchivoInvalido as error:
            dicho = informe.de_archivo(error)
        self._decir(dicho, como_json=o["json"])
        if dicho["resultado"] == "rechazado":
            raise SystemExit(1)

    def _hacer(self, o: dict[str, Any]) -> dict[str, Any]:
        padron = PADRONES[o["padron"]]
        lugar = lugar_de(padron, por=persona_llamada(o["por"]), convenio=o["convenio"])
        motivo = o["motivo"] or f"Importación de {o['archivo'].name}"
        contenido = self._contenido(o)
        if contenido is None:
            return self._por_tramos(padron, o, lugar, motivo)
        tabla = self._tabla(contenido, o)
        self.stderr.write(f"{len(tabla.filas):,} filas leídas.")
        if not o["aplicar"]:
            return informe.de_ensayo(ensayar(padron, tabla, lugar=lugar))
        try:
            lote, ensayo = aplicar(padron, tabla, lugar=lugar, motivo=motivo)
        except Rechazado as error:
            return informe.de_ensayo(error.ensayo)
        return informe.de_ensayo(ensayo, lote=lote)

    def _por_tramos(self, padron: Padron, o: dict[str, Any], lugar: Lugar, motivo: str) -> dict[str, Any]:
        otros = list(PADRONES.values())
        tablas = self._contadas(tablas_de(o["archivo"], padron, otros=otros, conocida=conocida, tope=o["filas"]))
        if not o["aplicar"]:
            return ensayar_por_tramos(padron, tablas, lugar=lugar).decir()
        try:
            lote, suma = aplicar_por_tramos(padron, tablas, lugar=lugar, motivo=motivo)
        except RechazadoPorTramos as error:
            return error.suma.decir()
        return suma.decir(lote=lote)

    def _contadas(self, tablas: Iterator[Tabla]) -> Iterator[Tabla]:
        leidas = 0
        for tabla in tablas:
            leidas += len(tabla.filas)
            yield tabla
            self.stderr.write(f"{leidas:,} filas miradas.")

    def _contenido(self, o: dict[str, Any]) -> bytes | None:
        """The whole file; nothing for a text that is read as it goes in, because more rows are expected than a page takes."""
        try:
            with o["archivo"].open("rb") as archivo:
                return archivo.read() if o["filas"] <= limites.FILAS or es_libro(archivo.peek(4)) else None
        except OSError as error:
            raise CommandError(f"No se puede leer {o['archivo']}: {error.strerror}.") from error

    def _tabla(self, contenido: bytes, o: dict[str, Any]) -> Tabla:
        archivo = leer(contenido, conocida=conocida, filas=o["filas"])
        return ubicar_tabla(archivo, PADRONES[o["padron"]], otros=list(PADRONES.values()), filas=o["filas"])

    def _decir(self, dicho: dict[str, Any], *, como_json: bool) -> None:
        if como_json:
            self.stdout.write(json.dumps(dicho, ensure_ascii=False))
            return
        self.stdout.write(
            f"{dicho['resultado'].capitalize()}: {dicho['filas']} filas; {dicho['nuevos']} nuevas, {dicho['cambian']} cambian, "
            f"{dicho['iguales']} siguen igual, {len({e['fila'] for e in dicho['errores']})} con error."
        )
        for clase in ("errores", "avisos"):
            for cosa in dicho[clase]:
                donde = f"fila {cosa['fila']}, {cosa['columna']}: " if cosa["fila"] else ""
                self.stdout.write(f"  {'✘' if clase == 'errores' else '·'} {donde}{cosa['mensaje']} [{cosa['recibido']}]")
        if dicho["lote"]:
            self.stdout.write(f"Lote {dicho['lote']}: se deshace con «manage.py deshacer {dicho['lote']}».")
