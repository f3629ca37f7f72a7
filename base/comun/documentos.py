"""Tables on their way out: CSV for programs and XLSX for people, neither of which can run as a formula.

The shield. A spreadsheet takes a text that begins with = + - @ for a formula, and it may meet such a beginning inside a text too, where
it splits a line at a separator that is not ours. `poner_escudo` writes an apostrophe right before every such character, and before
a TAB or a line break that begins a text; what a person wrote stays readable ('-Techado, '+51 976…). `quitar_escudo` is its exact
inverse: an importer calls it on every text cell, before it trims, and gets back what was exported. An apostrophe that was there before
gets another one beside it, so nothing is ever lost. Numbers and dates are no texts: they are written as what they are, unshielded.

The CSV. UTF-8 with BOM (Excel then reads the accents), comma, CRLF, quotes only where needed. Dates day first (27/10/2023), numbers
with a decimal point and no thousands; one with exactly three decimals gets a fourth (1.2340), because 1.234 alone could be read as a
thousand and a bit.
"""

import csv
import datetime
import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, islice
from typing import IO, Any

import xlsxwriter
from django.http import FileResponse
from django.utils import timezone

Celda = str | int | float | Decimal | bool | datetime.date | datetime.datetime | None

# ── The shield ───────────────────────────────────────────────────────────────────────────────────────────────────────────
_SEPARADORES = r",;|\t\r\n"
_RELLENO = r"(?:[^\S\t\r\n]|[\"\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff])*"
_FORMULA = r"[=+\-@＝＋－＠]"
_ANTES_DE_FORMULA = re.compile(rf"((?:\A|[{_SEPARADORES}]){_RELLENO})('*)(?={_FORMULA})")
_ANTES_DE_BLANCO = re.compile(r"\A('*)(?=[\t\r\n])")


def poner_escudo(texto: str) -> str:
    """`texto` so that no spreadsheet takes it, or a part of it, for a formula."""
    return _ANTES_DE_BLANCO.sub(r"'\1", _ANTES_DE_FORMULA.sub(r"\1'\2", texto))


def quitar_escudo(texto: str) -> str:
    """The text that `poner_escudo` was given."""
    if "'" not in texto:
        return texto
    sin_uno = _ANTES_DE_BLANCO.sub(lambda hallado: hallado[1][1:], texto)
    return _ANTES_DE_FORMULA.sub(lambda hallado: hallado[1] + hallado[2][1:], sin_uno)


# ── CSV ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Columna:
    """A column of a table: its heading and, for XLSX, a width and a number format of its own."""

    titulo: str
    ancho: int | None = None
    formato: str | None = None


Columnas = Sequence[Columna | str]
Filas = Iterable[Sequence[Celda]]


def _columnas(columnas: Columnas) -> list[Columna]:
    return [columna if isinstance(columna, Columna) else Columna(columna) for columna in columnas]


def _numero(valor: float | Decimal) -> str:
    exacto = valor if isinstance(valor, Decimal) else Decimal(repr(valor))
    if not exacto.is_finite():
        return ""
    escrito = f"{exacto:f}"
    return f"{escrito}0" if len(escrito.partition(".")[2]) == 3 else escrito


def _fecha(valor: datetime.date) -> str:
    if isinstance(valor, datetime.datetime):
        return f"{_en_lima(valor):%d/%m/%Y %H:%M}"
    return f"{valor.day:02}/{valor.month:02}/{valor.year:04}"


def _en_lima(valor: datetime.datetime) -> datetime.datetime:
    return timezone.make_naive(valor) if timezone.is_aware(valor) else valor


def _texto_csv(valor: Celda) -> str:
    if valor is None:
        return ""
    if isinstance(valor, bool):
        return "sí" if valor else "no"
    if isinstance(valor, int):
        return str(int(valor))
    if isinstance(valor, float | Decimal):
        return _numero(valor)
    if isinstance(valor, datetime.date):
        return _fecha(valor)
    return poner_escudo(str(valor))


def escribir_csv(columnas: Columnas, filas: Filas) -> Iterator[bytes]:
    """The table in pieces of a few hundred rows, so that its length costs no memory."""
    yield b"\xef\xbb\xbf"
    encabezado: Sequence[Celda] = [columna.titulo for columna in _columnas(columnas)]
    todas = chain([encabezado], filas)
    while tanda := list(islice(todas, 500)):
        pieza = io.StringIO(newline="")
        csv.writer(pieza, lineterminator="\r\n").writerows([_texto_csv(celda) for celda in fila] for fila in tanda)
        yield pieza.getvalue().encode()


@contextmanager
def entero() -> Iterator[IO[bytes]]:
    """Where a table waits until it is whole (in memory while small, on disk after); of one that fails half way nothing is left."""
    salida = tempfile.SpooledTemporaryFile(max_size=1024 * 1024)  # noqa: SIM115
    try:
        yield salida
    except BaseException:
        salida.close()
        raise
    salida.seek(0)


# ── XLSX ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
_LARGO_DE_CELDA = 32_767  # Excel's own limit
_CORTADO = " […] (texto completo en el CSV)"
_MUESTRA = 200  # rows that decide the widths
_ANCHO_MINIMO, _ANCHO_MAXIMO = 8, 60
OPCIONES = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class _Formatos:
    """How cells look; a book keeps few formats, so each is made once."""

    def __init__(self, libro: Any) -> None:
        self._libro = libro
        self._hechos: dict[tuple[str, bool], Any] = {}
        self.titulo = libro.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})

    def dar(self, formato: str, *, ajustar: bool = False) -> Any:
        if (formato, ajustar) not in self._hechos:
            self._hechos[formato, ajustar] = self._libro.add_format({"num_format": formato, "text_wrap": ajustar, "valign": "top"})
        return self._hechos[formato, ajustar]


def cortar(texto: str) -> str:
    """As much of it as a cell holds."""
    return texto if len(texto) <= _LARGO_DE_CELDA else texto[: _LARGO_DE_CELDA - len(_CORTADO)] + _CORTADO


def _escribir_celda(hoja: Any, fila: int, columna: int, valor: Celda, formatos: _Formatos, propio: str | None) -> None:
    if isinstance(valor, float | Decimal) and not Decimal(valor).is_finite():
        valor = None
    if valor is None or valor == "":
        return
    if isinstance(valor, bool):
        hoja.write_string(fila, columna, "sí" if valor else "no", formatos.dar("@"))
    elif isinstance(valor, int | float | Decimal):
        hoja.write_number(fila, columna, valor, formatos.dar(propio or "General"))
    elif isinstance(valor, datetime.date) and valor.year < 1900:  # Excel's calendar begins there
        hoja.write_string(fila, columna, _fecha(valor), formatos.dar("@"))
    elif isinstance(valor, datetime.datetime):
        hoja.write_datetime(fila, columna, _en_lima(valor), formatos.dar(propio or "dd/mm/yyyy hh:mm"))
    elif isinstance(valor, datetime.date):
        hoja.write_datetime(fila, columna, valor, formatos.dar(propio or "dd/mm/yyyy"))
    else:
        hoja.write_string(fila, columna, cortar(poner_escudo(str(valor))), formatos.dar("@", ajustar=True))


def _anchos(columnas: list[Columna], muestra: Sequence[Sequence[Celda]]) -> Iterator[int]:
    for indice, columna in enumerate(columnas):
        textos = [columna.titulo, *(_texto_csv(fila[indice]) for fila in muestra)]
        natural = max(len(linea) for texto in textos for linea in (texto.splitlines() or [""])) + 2
        yield columna.ancho or min(max(natural, _ANCHO_MINIMO), _ANCHO_MAXIMO)


def nombre_de_hoja(titulo: str) -> str:
    """`titulo` as a workbook lets a sheet be called."""
    limpio = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", titulo)
    return " ".join(limpio.split())[:31].strip("' ") or "Datos"


@dataclass(frozen=True)
class Hoja:
    """A table of a book: how its sheet is called, its columns, its rows."""

    nombre: str
    columnas: Columnas
    filas: Filas


def escribir_libro(hojas: Sequence[Hoja], *, notas: Sequence[tuple[str, str]] = (), demostracion: bool = False) -> IO[bytes]:
    """A book of a sheet for each table (one heading row, frozen, filterable) and "Léame", which says where they come from.

    `notas` are pairs such as ("Fuente", "…") and ("Fecha de corte", "27/10/2023"), the first of which says what it is. Rows are written as they
    come; the book waits in a temporary file, so its length costs no memory.
    """
    if demostracion:
        notas = [*notas[:1], ("Atención", "Datos de demostración: no son reales."), *notas[1:]]
    with entero() as salida, xlsxwriter.Workbook(salida, dict(OPCIONES)) as libro:
        formatos = _Formatos(libro)
        for una in hojas:
            nombre = nombre_de_hoja(una.nombre)
            hoja = libro.add_worksheet("Datos" if nombre.lower() in {"léame", "history"} else nombre)
            _llenar_hoja(hoja, _columnas(una.columnas), una.filas, formatos)
            if demostracion:
                hoja.set_footer("&CDatos de demostración: no son reales")
        _llenar_leame(libro.add_worksheet("Léame"), notas, formatos)
    return salida


def escribir_xlsx(
    columnas: Columnas, filas: Filas, *, titulo: str, notas: Sequence[tuple[str, str]] = (), demostracion: bool = False
) -> IO[bytes]:
    """A book of one table."""
    return escribir_libro([Hoja(titulo, columnas, filas)], notas=[("Tabla", titulo), *notas], demostracion=demostracion)


def _llenar_hoja(hoja: Any, columnas: list[Columna], filas: Filas, formatos: _Formatos) -> None:
    todas = iter(filas)
    muestra = list(islice(todas, _MUESTRA))
    for indice, ancho in enumerate(_anchos(columnas, muestra)):
        hoja.set_column(indice, indice, ancho)
    hoja.freeze_panes(1, 0)
    for indice, columna in enumerate(columnas):
        hoja.write_string(0, indice, poner_escudo(columna.titulo), formatos.titulo)
    ultima = 0
    for ultima, fila in enumerate(chain(muestra, todas), start=1):
        for indice, (columna, valor) in enumerate(zip(columnas, fila, strict=True)):
            _escribir_celda(hoja, ultima, indice, valor, formatos, columna.formato)
    if columnas:
        hoja.autofilter(0, 0, ultima, len(columnas) - 1)


def _llenar_leame(hoja: Any, notas: Sequence[tuple[str, str]], formatos: _Formatos) -> None:
    hoja.set_column(0, 0, 24)
    hoja.set_column(1, 1, 90)
    for fila, (que, dice) in enumerate(notas):
        hoja.write_string(fila, 0, poner_escudo(que), formatos.titulo)
        hoja.write_string(fila, 1, cortar(poner_escudo(dice)), formatos.dar("@", ajustar=True))


# ── Answers ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
TIPO_CSV = "text/csv; charset=utf-8"
TIPO_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _descarga(salida: IO[bytes], nombre: str, tipo: str, *, demostracion: bool) -> FileResponse:
    """Written whole before the first byte leaves: a fault half way is an error page, never a table that lacks its end."""
    respuesta = FileResponse(salida, as_attachment=True, filename=f"demostracion-{nombre}" if demostracion else nombre, content_type=tipo)
    respuesta["X-Content-Type-Options"] = "nosniff"
    respuesta["Cache-Control"] = "private, no-store"
    return respuesta


class Contadas:
    """Rows that are counted as they are written: whoever takes them away is asked later how many they were."""

    def __init__(self, filas: Filas) -> None:
        self._filas, self.cuantas = filas, 0

    def __iter__(self) -> Iterator[Sequence[Celda]]:
        for fila in self._filas:
            self.cuantas += 1
            yield fila

    def en(self, respuesta: FileResponse) -> FileResponse:
        """The response, which knows how many it carries."""
        respuesta.filas_dadas = self.cuantas  # type: ignore[attr-defined]
        return respuesta


def respuesta_csv(nombre: str, columnas: Columnas, filas: Filas, *, demostracion: bool = False) -> FileResponse:
    """The table as a download called `nombre`.csv; demonstration data say so in the name (a line inside would break the import)."""
    contadas = Contadas(filas)
    with entero() as salida:
        for pieza in escribir_csv(columnas, contadas):
            salida.write(pieza)
    return contadas.en(respuesta_de_csv(nombre, salida, demostracion=demostracion))


def respuesta_de_csv(nombre: str, salida: IO[bytes], *, demostracion: bool = False) -> FileResponse:
    """A CSV that was written already, as a download called `nombre`.csv."""
    return _descarga(salida, f"{nombre}.csv", TIPO_CSV, demostracion=demostracion)


def respuesta_xlsx(
    nombre: str, columnas: Columnas, filas: Filas, *, titulo: str, notas: Sequence[tuple[str, str]] = (), demostracion: bool = False
) -> FileResponse:
    """The table as a download called `nombre`.xlsx."""
    contadas = Contadas(filas)
    libro = escribir_xlsx(columnas, contadas, titulo=titulo, notas=notas, demostracion=demostracion)
    return contadas.en(respuesta_libro(nombre, libro, demostracion=demostracion))


def respuesta_libro(nombre: str, libro: IO[bytes], *, demostracion: bool = False) -> FileResponse:
    """A workbook that was written already, as a download called `nombre`.xlsx."""
    return _descarga(libro, f"{nombre}.xlsx", TIPO_XLSX, demostracion=demostracion)
