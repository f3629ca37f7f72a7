"""A CSV of any size, in stretches of some thousand rows: what the command line takes when it is told how many rows to expect.

All of it goes in or nothing, in one lote, as a file that is read whole does (motor.py); the memory that it takes is that of one stretch. After the
first error nothing more is written, and what follows is still rehearsed, so that every error is told at once.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import chain, islice
from pathlib import Path

from django.db import connection

from base.bitacora.gestos import gesto
from base.bitacora.models import Lote
from base.comun.padron import Fila, Padron

from . import limites
from .encabezado import seguir, ubicar_tabla
from .informe import Suma
from .lectura import (
    Archivo,
    ArchivoInvalido,
    FilaCruda,
    Hoja,
    Tabla,
    codificacion_de,
    comprobar_que_es_texto,
    comprobar_que_no_es_pagina,
    filas_csv,
    muchas_filas,
    separador_de,
)
from .motor import Ensayo, Lugar, ensayar, escribir, marcar_repetida, ocupar

TRAMO = 10_000
PEDAZO = 1024 * 1024
MENSAJES = 10_000  # of each kind, that are told


class RechazadoPorTramos(Exception):
    """There are errors: nothing was written."""

    def __init__(self, suma: Suma) -> None:
        super().__init__("el archivo tiene errores")
        self.suma = suma


def ensayar_por_tramos(padron: Padron, tablas: Iterator[Tabla], *, lugar: Lugar) -> Suma:
    """What would happen to each row. Writes nothing. Raises `ArchivoInvalido` for a fault of the file as a whole."""
    suma = Suma(tope=MENSAJES)
    for ensayo in _ensayos(padron, tablas, lugar, con_candado=False):
        suma.agregar(ensayo)
    return suma


def aplicar_por_tramos(padron: Padron, tablas: Iterator[Tabla], *, lugar: Lugar, motivo: str) -> tuple[Lote, Suma]:
    """Write it, all or nothing. Raises `RechazadoPorTramos` when there are errors."""
    suma = Suma(tope=MENSAJES)
    with gesto(por=lugar.por, tipo=Lote.Tipo.IMPORTACION, ambito=lugar.ambito, motivo=motivo[:200]) as lote:
        ocupar(lugar)
        for ensayo in _ensayos(padron, tablas, lugar, con_candado=True):
            suma.agregar(ensayo)
            if suma.aceptado:
                escribir(ensayo, lugar)
                _comprobar_lo_escrito()
        if not suma.aceptado:
            raise RechazadoPorTramos(suma)
        lote.contar(creados=suma.cuentas["nuevo"], cambiados=suma.cuentas["cambia"])
    return lote, suma


def _comprobar_lo_escrito() -> None:
    """PostgreSQL keeps in memory what is still to be checked of each row; SQLite counts it."""
    if connection.vendor == "postgresql":
        connection.check_constraints()


def _ensayos(padron: Padron, tablas: Iterator[Tabla], lugar: Lugar, *, con_candado: bool) -> Iterator[Ensayo]:
    if padron.conjunta:
        raise ArchivoInvalido("muchas_filas", f"Las filas de este padrón se comparan unas con otras: hasta {limites.FILAS:,} cada vez.")
    con_algo = False
    with closing(_Llaves()) as llaves:
        for tabla in tablas:
            try:
                ensayo = ensayar(padron, tabla, lugar=lugar, con_candado=con_candado)
            except ArchivoInvalido as error:
                if error.motivo == "sin_filas":  # nothing in the columns of this padrón, so far
                    continue
                raise
            con_algo = True
            llaves.marcar(padron, ensayo.filas)
            yield ensayo
    if not con_algo:
        raise ArchivoInvalido("sin_filas", "El archivo solo tiene los títulos: no hay filas que cargar.")


class _Llaves:
    """The keys of the rows before, in a file that goes with the process: a million of them weigh more than a stretch of rows."""

    def __init__(self) -> None:
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.execute("PRAGMA cache_size = -8000")
        self._base.execute("CREATE TABLE vista (llave TEXT PRIMARY KEY, fila INTEGER NOT NULL) WITHOUT ROWID")
        self._base.execute("BEGIN")

    def marcar(self, padron: Padron, filas: Sequence[Fila]) -> None:
        """Say of each row whose key stands in a stretch before in which row; the others are kept."""
        con_llave = [fila for fila in filas if fila.llave is not None]
        for fila in con_llave:
            primera = self._base.execute("SELECT fila FROM vista WHERE llave = ?", [fila.extra["llave"]]).fetchone()
            if primera is not None:
                marcar_repetida(padron, fila, primera[0])
        self._base.executemany(
            "INSERT OR IGNORE INTO vista VALUES (?, ?)",
            [(fila.extra["llave"], fila.numero) for fila in con_llave if fila.llave is not None],
        )

    def close(self) -> None:
        """Forget them."""
        self._base.close()


# ── Reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
def tablas_de(ruta: Path, padron: Padron, *, otros: Sequence[Padron], conocida: Callable[[str], bool], tope: int) -> Iterator[Tabla]:
    """The rows of the file under its headings, stretch by stretch: each is read when it is asked for. Raises `ArchivoInvalido`.

    `tope`: how many rows are taken at most. The file is read twice: to learn its encoding to the last byte, and for its rows.
    """
    codificacion = _codificacion(ruta)
    with ruta.open(encoding=codificacion, newline="") as texto:
        comienzo = texto.read(PEDAZO)
        if not comienzo.strip():
            raise ArchivoInvalido("vacio", "El archivo está vacío.")
        comprobar_que_no_es_pagina(comienzo)
        delimitador, desde = separador_de(comienzo, conocida)
    with ruta.open(encoding=codificacion, newline="") as texto:
        texto.read(desde)
        yield from _en_tramos(filas_csv(texto, delimitador, tope), padron, otros, tope)


def _codificacion(ruta: Path) -> str:
    with ruta.open("rb") as octetos:
        primero = octetos.readlines(PEDAZO)
        comprobar_que_es_texto(b"".join(primero[:1]))
        return codificacion_de(b"".join(lineas) for lineas in chain([primero], iter(lambda: octetos.readlines(PEDAZO), [])))


def _en_tramos(filas: Iterator[FilaCruda], padron: Padron, otros: Sequence[Padron], tope: int) -> Iterator[Tabla]:
    primeras = list(islice(filas, TRAMO + limites.ENCABEZADO))
    tabla = ubicar_tabla(Archivo("csv", [Hoja("", primeras)]), padron, otros=otros, filas=min(tope, len(primeras)))
    leidas = len(tabla.filas)
    yield tabla
    while tramo := list(islice(filas, TRAMO)):
        leidas += len(tramo)
        if leidas > tope:
            raise muchas_filas(tope)
        yield seguir(tabla, tramo)
