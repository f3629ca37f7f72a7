"""From a file to sheets of cells. What is wrong with the file as a whole is one `ArchivoInvalido`, with one sentence for the person.

The content decides what a file is, never its name. A workbook is looked at as a ZIP first (`zips`), and read by a child process with
limits (`libro`), so that no workbook takes this process down.
"""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from base.comun.documentos import quitar_escudo
from base.comun.padron import Celda
from base.comun.padron.celdas import vacia

from . import limites

csv.field_size_limit(limites.ARCHIVO)  # how long a text may be is each column's to say


class ArchivoInvalido(Exception):
    """The file cannot be taken at all: `motivo` is a slug for programs, `mensaje` a sentence for people."""

    def __init__(self, motivo: str, mensaje: str, **datos: Any) -> None:
        super().__init__(mensaje)
        self.motivo, self.mensaje, self.datos = motivo, mensaje, datos


@dataclass(slots=True)
class FilaCruda:
    """A row as it came; `numero` as Excel counts it."""

    numero: int
    celdas: list[Celda]
    de_mas: bool = False  # it has cells beyond the last heading, so nobody knows which is which


@dataclass
class Hoja:
    """A sheet: its rows that are not empty."""

    nombre: str
    filas: list[FilaCruda]


@dataclass
class Archivo:
    """A file, read: its visible sheets (a CSV has one)."""

    formato: str  # csv · xlsx
    hojas: list[Hoja]
    avisos: list[str] = field(default_factory=list)


@dataclass
class Tabla:
    """The rows of a file under its headings."""

    titulos: list[str]
    filas: list[FilaCruda]
    avisos: list[str] = field(default_factory=list)
    fila_de_titulos: int = 1
    formato: str = "csv"
    hoja: str = ""


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
AJENOS = {b"%PDF": "un PDF", b"\x89PNG": "una imagen", b"\xff\xd8\xff": "una imagen", b"GIF8": "una imagen", b"Rar!": "un archivo RAR",
          b"7z\xbc\xaf": "un archivo 7z", b"\x1f\x8b": "un archivo comprimido", b"{\\rtf": "un documento de Word"}  # fmt: skip


def leer(contenido: bytes, *, conocida: Callable[[str], bool], filas: int = limites.FILAS) -> Archivo:
    """The sheets of a file. `conocida` says whether a heading is one that some padrón knows: it settles the delimiter of a CSV."""
    if not contenido.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise ArchivoInvalido("vacio", "El archivo está vacío.")
    if len(contenido) > limites.ARCHIVO:
        raise ArchivoInvalido("muy_grande", f"El archivo pesa más de {limites.ARCHIVO // limites.MIB} MB: divídalo en varios.")
    if es_libro(contenido):
        from .libro import leer_libro

        return leer_libro(contenido, filas=filas)
    comprobar_que_es_texto(contenido)
    return Archivo("csv", [_leer_csv(_decodificar(contenido), conocida, filas)])


def es_libro(comienzo: bytes) -> bool:
    """Whether a file that begins so is a ZIP, as the workbooks of Excel are."""
    return comienzo.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"))


def comprobar_que_es_texto(comienzo: bytes) -> None:
    """Raise `ArchivoInvalido` for a file that begins like something else."""
    if comienzo.startswith(OLE):
        raise ArchivoInvalido("formato", "Es un Excel antiguo (.xls) o con contraseña: guárdelo como .xlsx, sin contraseña.")
    for firma, que in AJENOS.items():
        if comienzo.startswith(firma):
            raise ArchivoInvalido("formato", f"Es {que}, no una hoja de cálculo: suba un archivo .xlsx o .csv.")


# ── CSV ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────
_MULTIBYTE = re.compile(
    rb"[\xc2\xc3](?:[\x80-\xbf]|[^A-Z]|\Z)|\xc0[\x80-\xbf]|\xe2\x80[\x90-\xa6]"
)  # in no cp1252 text in Spanish; in every UTF-8 one
_OTRA = re.compile(
    rb"[A-Za-z][\x80-\x90\x98-\x9f\xa1-\xa9\xac\xae\xaf\xb1-\xb6\xb8\xb9\xbc-\xbe][A-Za-z]|[a-z]\x97[a-z]|[\xfe\xff]"
)  # cp850, Mac: a¤o, JaŽn
_SEPARADOR = re.compile(r"\"?sep=(.)\"?[,;|\t ]*(?:\r\n|\r|\n|\Z)", re.IGNORECASE)
_MARCADO = re.compile(r"\s*<(!doctype|html|\?xml|table|script)", re.IGNORECASE)
CODIFICACION = "No se puede leer el texto del archivo: guárdelo como «CSV UTF-8» o como .xlsx."


def codificacion_de(pedazos: Iterable[bytes]) -> str:
    """The name of the encoding, of those that offices use; a byte that fits none is an error, never a question mark.

    Each piece ends where a line does, so that what tells one encoding from another stands whole in it.
    """
    lectores: dict[str, codecs.IncrementalDecoder] = {}
    for pedazo in pedazos:
        lectores = lectores or _que_pueden_ser(pedazo)
        dichos = {nombre: texto for nombre, lector in lectores.items() if (texto := _o_nada(lector, pedazo)) is not None}
        if "cp1252" in dichos and (_MULTIBYTE.search(pedazo) or _OTRA.search(pedazo)):  # it would decode, into other letters
            del dichos["cp1252"]
        lectores = {nombre: lectores[nombre] for nombre in dichos}
        if not dichos:
            raise ArchivoInvalido("codificacion", CODIFICACION)
        if "\0" in next(iter(dichos.values())):
            raise ArchivoInvalido("formato", "No es un texto: suba un archivo .xlsx o .csv.")
    acabados = [nombre for nombre, lector in lectores.items() if _o_nada(lector, b"", final=True) is not None]
    if not acabados:
        raise ArchivoInvalido("codificacion", CODIFICACION)
    return acabados[0]


def _que_pueden_ser(comienzo: bytes) -> dict[str, codecs.IncrementalDecoder]:
    """What its mark says; without one, either of two, the first that fits to the end."""
    marcas = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
    nombres = next(([nombre] for marca, nombre in marcas if comienzo.startswith(marca)), ["utf-8", "cp1252"])
    return {nombre: codecs.getincrementaldecoder(nombre)() for nombre in nombres}


def _o_nada(lector: codecs.IncrementalDecoder, pedazo: bytes, *, final: bool = False) -> str | None:
    try:
        return lector.decode(pedazo, final)
    except UnicodeDecodeError:
        return None


def comprobar_que_no_es_pagina(texto: str) -> None:
    """Raise `ArchivoInvalido` for a web page that somebody saved as a table."""
    if _MARCADO.match(texto):
        raise ArchivoInvalido("formato", "Es una página web guardada como hoja de cálculo: ábrala en Excel y guárdela como .xlsx.")


def _decodificar(contenido: bytes) -> str:
    texto = contenido.decode(codificacion_de([contenido]))
    comprobar_que_no_es_pagina(texto)
    return texto


def separador_de(texto: str, conocida: Callable[[str], bool]) -> tuple[str, int]:
    """The sign between two cells, and how many characters the line takes that declares it."""
    declarado = _SEPARADOR.match(texto)
    if declarado:
        if declarado[1] not in ",;\t|":
            raise ArchivoInvalido("delimitador", "El separador que declara el archivo no es coma, punto y coma, tabulador ni barra.")
        return declarado[1], declarado.end()
    puntajes = {delimitador: _puntaje(texto, delimitador, conocida) for delimitador in ",;\t|"}
    return max(puntajes, key=lambda d: puntajes[d]), 0


def _leer_csv(texto: str, conocida: Callable[[str], bool], tope: int) -> Hoja:
    delimitador, desde = separador_de(texto, conocida)
    filas: list[FilaCruda] = []
    for fila in filas_csv(io.StringIO(texto[desde:], newline=""), delimitador, tope):
        comprobar_tope(len(filas), tope)
        filas.append(fila)
    return Hoja("", filas)


def _puntaje(texto: str, delimitador: str, conocida: Callable[[str], bool]) -> tuple[int, int]:
    """How many headings this delimiter makes known in the best of the first rows; then, how many cells."""
    mejor = (0, 0)
    try:
        for _, fila in zip(range(limites.ENCABEZADO), _partir(io.StringIO(texto, newline=""), delimitador), strict=False):
            mejor = max(mejor, (sum(conocida(c[: limites.TITULO]) for c in fila[: limites.COLUMNAS]), len(fila)))
    except csv.Error:
        return mejor
    return mejor


def _partir(lineas: Iterable[str], delimitador: str) -> Any:
    return csv.reader(lineas, delimiter=delimitador, strict=True)


def filas_csv(lineas: Iterable[str], delimitador: str, tope: int) -> Iterator[FilaCruda]:
    """The rows that say something, one after the other."""
    try:
        for numero, fila in enumerate(_partir(lineas, delimitador), start=1):
            if numero > limites.FILAS_DE_EXCEL:
                raise muchas_filas(tope)
            if len(fila) > limites.COLUMNAS and not vacia("".join(fila[limites.COLUMNAS :])):
                raise ArchivoInvalido("muchas_columnas", f"La fila {numero} tiene más de {limites.COLUMNAS} columnas.")
            celdas: list[Celda] = [None if vacia(c) else quitar_escudo(c) for c in fila[: limites.COLUMNAS]]
            if any(c is not None for c in celdas):
                yield FilaCruda(numero, celdas)
    except csv.Error:
        raise ArchivoInvalido(
            "comillas", "Hay comillas sin cerrar o mal puestas: ábralo en Excel y guárdelo de nuevo como CSV, o como .xlsx."
        ) from None


def comprobar_tope(filas: int, tope: int) -> None:
    """Raise `ArchivoInvalido` when one row more is too many whatever stands above them; `ubicar_tabla` counts those below the headings."""
    if filas >= tope + limites.ENCABEZADO:
        raise muchas_filas(tope)


def muchas_filas(tope: int) -> ArchivoInvalido:
    """More rows than are taken at once."""
    return ArchivoInvalido("muchas_filas", f"El archivo tiene más de {tope:,} filas: divídalo en varios.")
