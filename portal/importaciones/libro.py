"""A workbook, read by a child process: an abort or an explosion of the reader is a sentence for the person, not an outage."""

import contextlib
import datetime
import json
import subprocess
import sys
import threading
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from base.comun.documentos import quitar_escudo
from base.comun.padron import Celda, Marcada
from base.comun.padron.celdas import vacia

from . import limites
from .lectura import Archivo, ArchivoInvalido, FilaCruda, Hoja, comprobar_tope, muchas_filas
from .zips import comprobar_zip

HIJO = Path(__file__).with_name("hijo.py")
OCULTAS = "El archivo tiene filas o columnas ocultas: también se leyeron."


def leer_libro(contenido: bytes, *, filas: int) -> Archivo:
    """The visible sheets of a workbook. Raises `ArchivoInvalido`."""
    comprobar_zip(contenido)
    hojas: list[Hoja] = []
    combinadas: list[list[str]] = []
    for dicho in _preguntar(contenido, filas):
        if isinstance(dicho, list):
            hojas[-1].filas.append(FilaCruda(dicho[0], [_celda(celda) for celda in dicho[1]]))
        elif "hoja" in dicho:
            hojas.append(Hoja(dicho["hoja"], []))
            combinadas.append(dicho["combinadas"])
        elif "motivo" in dicho:
            raise ArchivoInvalido(dicho["motivo"], dicho["mensaje"]) if dicho["mensaje"] else muchas_filas(filas)
        else:
            for hoja, rangos in zip(hojas, combinadas, strict=True):
                comprobar_tope(len(hoja.filas) - 1, filas)
                _marcar(hoja, rangos)
            return Archivo("xlsx", hojas, [OCULTAS] if dicho["ocultas"] else [])
    raise ArchivoInvalido("ilegible", "Archivo ilegible: no se pudo abrir como Excel. Guárdelo de nuevo como .xlsx.")


def _preguntar(contenido: bytes, filas: int) -> Iterator[Any]:
    """What the child says, line by line: a line at a time is all that this process holds of it."""
    opciones = {
        "filas": filas + limites.ENCABEZADO + limites.OTRAS_HOJAS,
        "columnas": limites.COLUMNAS,
        "tope": limites.DESCOMPRIMIDO,
        "letras": limites.LETRAS,
        "memoria": limites.MEMORIA,
        "segundos": limites.SEGUNDOS,
    }
    with subprocess.Popen(  # noqa: S603  (our own file, no shell)
        [sys.executable, "-I", str(HIJO), json.dumps(opciones)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as hijo:
        assert hijo.stdin is not None and hijo.stdout is not None  # noqa: S101, PT018  (both are pipes)
        reloj = threading.Timer(limites.SEGUNDOS, hijo.kill)
        reloj.start()
        try:
            with contextlib.suppress(BrokenPipeError):
                hijo.stdin.write(contenido)
                hijo.stdin.close()
            for linea in hijo.stdout:
                with contextlib.suppress(ValueError):  # a line cut short: the child died
                    yield json.loads(linea)
        finally:
            reloj.cancel()
            hijo.kill()


def _marcar(hoja: Hoja, rangos: list[str]) -> None:
    """Mark the cells of merged ranges, also those that a row was too short to bring."""
    numeros = [fila.numero for fila in hoja.filas]
    por_fila: dict[int, set[int]] = {}
    for desde, hasta, primera, ultima in _combinadas(rangos):
        for n in range(bisect_left(numeros, desde), bisect_right(numeros, hasta)):
            por_fila.setdefault(n, set()).update(range(primera - 1, min(ultima, limites.COLUMNAS)))
    for n, columnas in por_fila.items():
        celdas = hoja.filas[n].celdas
        celdas += [None] * (max(columnas, default=-1) + 1 - len(celdas))
        for indice in columnas:
            celdas[indice] = Marcada(celdas[indice], combinada=True)


def _celda(dicha: Any) -> Celda:
    if isinstance(dicha, str):
        return None if vacia(dicha) else quitar_escudo(dicha)
    if not isinstance(dicha, list):
        return dicha
    clase, valor, *marcas = dicha
    if clase == "dt":
        return datetime.datetime.fromisoformat(valor)
    if clase == "d":
        return datetime.date.fromisoformat(valor)
    if clase == "t":
        return datetime.time()  # a time of day alone: no column takes one
    if marcas[0].startswith("e"):
        return Marcada(error=marcas[0][1:])
    return Marcada(_celda(valor), porcentaje="p" in marcas[0], formula="f" in marcas[0])


def _combinadas(rangos: list[str]) -> list[tuple[int, int, int, int]]:
    """Merged ranges as first and last row and column."""
    hallados = []
    for rango in rangos:
        desde, _, hasta = rango.partition(":")
        try:
            (columna_a, fila_a), (columna_b, fila_b) = _lugar(desde), _lugar(hasta or desde)
        except ValueError:
            continue
        hallados.append((fila_a, fila_b, columna_a, columna_b))
    return hallados


def _lugar(referencia: str) -> tuple[int, int]:
    """B12 → (2, 12)."""
    letras = "".join(c for c in referencia if c.isalpha())
    columna = 0
    for letra in letras.upper():
        columna = columna * 26 + ord(letra) - 64
    return columna, int(referencia[len(letras) :])
