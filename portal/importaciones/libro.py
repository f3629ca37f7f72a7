"""A workbook, read by a child process: an abort or an explosion of the reader is a sentence for the person, not an outage."""

import datetime
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from base.comun.documentos import quitar_escudo
from base.comun.padron import Celda, Marcada

from . import limites
from .lectura import Archivo, ArchivoInvalido, FilaCruda, Hoja, comprobar_tope
from .zips import DANADO, comprobar_zip

HIJO = Path(__file__).with_name("hijo.py")
OCULTAS = "El archivo tiene filas o columnas ocultas: también se leyeron."


def leer_libro(contenido: bytes, *, filas: int) -> Archivo:
    """The visible sheets of a workbook. Raises `ArchivoInvalido`."""
    comprobar_zip(contenido)
    dicho = _preguntar(contenido, filas)
    if "motivo" in dicho:
        mensaje = dicho["mensaje"] or f"El archivo tiene más de {filas:,} filas: divídalo en varios."
        raise ArchivoInvalido(dicho["motivo"], mensaje)
    for hoja in dicho["hojas"]:
        comprobar_tope(len(hoja["filas"]) - 1, filas)
    hojas = [Hoja(hoja["nombre"], _filas(hoja)) for hoja in dicho["hojas"]]
    return Archivo("xlsx", hojas, [OCULTAS] if dicho["ocultas"] else [])


def _preguntar(contenido: bytes, filas: int) -> dict[str, Any]:
    opciones = {
        "filas": filas + limites.ENCABEZADO + limites.OTRAS_HOJAS,
        "columnas": limites.COLUMNAS,
        "tope": limites.DESCOMPRIMIDO,
        "memoria": limites.MEMORIA,
        "segundos": limites.SEGUNDOS,
    }
    try:
        hecho = subprocess.run(  # noqa: S603  (our own file, no shell)
            [sys.executable, "-I", str(HIJO), json.dumps(opciones)],
            input=contenido,
            capture_output=True,
            timeout=limites.SEGUNDOS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ArchivoInvalido("lento", "El archivo tarda demasiado en abrirse: divídalo en varios.") from None
    if hecho.returncode != 0:
        raise ArchivoInvalido("ilegible", "Archivo ilegible: no se pudo abrir como Excel. Guárdelo de nuevo como .xlsx.")
    try:
        dicho: dict[str, Any] = json.loads(hecho.stdout)
    except ValueError:
        raise ArchivoInvalido("danado", DANADO) from None
    return dicho


def _filas(hoja: dict[str, Any]) -> list[FilaCruda]:
    combinadas = _combinadas(hoja["combinadas"])
    filas = []
    for numero, celdas in hoja["filas"]:
        leidas = [_celda(celda) for celda in celdas]
        for desde, hasta, primera, ultima in combinadas:
            if desde <= numero <= hasta:
                for indice in range(primera - 1, min(ultima, len(leidas))):
                    leidas[indice] = Marcada(leidas[indice], combinada=True)
        filas.append(FilaCruda(numero, leidas))
    return filas


def _celda(dicha: Any) -> Celda:
    if isinstance(dicha, str):
        return quitar_escudo(dicha) if dicha.strip() else None
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
