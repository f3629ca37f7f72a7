"""One report, several files: PDF to print, Word to correct, Excel to work on, and the sealed figures themselves."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from base.comun import bloques as b
from base.comun.bloques import Bloque
from base.comun.documentos import TIPO_XLSX, Celda, Hoja, escribir_libro
from base.comun.documentos import Columna as ColumnaDeLibro
from base.comun.impresos import TIPO_PDF, componer_pdf
from base.comun.word import TIPO_DOCX, componer_docx

from .cifras import Cifras, escrito, huella
from .secciones import CIFRAS, Columna, Seccion, Tabla, secciones_de

TIPO_JSON = "application/json"
DE_EXCEL = {"numero": "#,##0.##", "soles": "#,##0.00", "porcentaje": '0.0" %"', "fecha": "dd/mm/yyyy"}


@dataclass(frozen=True)
class Emision:
    """Who reads the figures and when: what is printed beside them and is no part of their seal."""

    cuando: str
    cargo: str
    membrete: dict[str, str]


def escribir(cifras: Cifras, formato: str, emision: Emision) -> bytes:
    """The file of that kind."""
    return ESCRITORES[formato](cifras, emision)


def _emision(cifras: Cifras, emision: Emision) -> list[tuple[str, str]]:
    """What tells this paper from another one of the same."""
    return [
        ("Emitido", f"{emision.cuando}, por {emision.cargo}"),
        ("Huella de las cifras", f"SHA-256 {huella(cifras)}"),
        *([("Atención", "Incluye datos de demostración: no son reales.")] if cifras.demostracion else []),
    ]


# ── On paper ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def bloques_de(cifras: Cifras, emision: Emision) -> list[Bloque]:
    """The report as PDF and Word draw it."""
    bloques = [b.ficha(_emision(cifras, emision))]
    for seccion in secciones_de(cifras):
        bloques += _de_una(seccion)
    return bloques


def _de_una(seccion: Seccion) -> list[Bloque]:
    return [
        b.titulo(seccion.titulo),
        *([b.ficha(seccion.pares)] if seccion.pares else []),
        *[b.parrafo(parrafo) for parrafo in seccion.parrafos],
        *[_tabla(tabla) for tabla in seccion.tablas],
    ]


def _tabla(tabla: Tabla) -> Bloque:
    titulos = [columna.titulo for columna in tabla.columnas]
    filas = [[c.en_palabras(valor) for c, valor in zip(tabla.columnas, fila, strict=True)] for fila in tabla.filas]
    derecha = [n for n, columna in enumerate(tabla.columnas) if columna.clase in CIFRAS]
    partes = [columna.parte for columna in tabla.columnas]
    return b.tabla(titulos, filas, rotulo=tabla.rotulo, vacia=tabla.vacia, cifras=derecha, partes=partes)


def _pdf(cifras: Cifras, emision: Emision) -> bytes:
    datos = {"bloques": bloques_de(cifras, emision)}
    return componer_pdf("informe_de_avance", datos, titulo=cifras.de.titulo, demostracion=cifras.demostracion, membrete=emision.membrete)


def _docx(cifras: Cifras, emision: Emision) -> bytes:
    return componer_docx(
        bloques_de(cifras, emision),
        titulo=cifras.de.titulo,
        autor=cifras.de.ugel,
        demostracion=cifras.demostracion,
        membrete=emision.membrete,
        apaisado=True,
    )


# ── In cells ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _xlsx(cifras: Cifras, emision: Emision) -> bytes:
    """A sheet for each table, the summary first; what is told in words stands in Léame."""
    secciones = secciones_de(cifras)
    resumen = [par for seccion in secciones for par in seccion.pares]
    hojas = [Hoja("Resumen", ["Qué", "Dice"], resumen)]
    hojas += [_hoja(tabla) for seccion in secciones for tabla in seccion.tablas]
    en_palabras = [(seccion.titulo, parrafo) for seccion in secciones for parrafo in seccion.parrafos]
    notas = [("Informe", cifras.de.titulo), *_emision(cifras, emision), *en_palabras]
    with escribir_libro(hojas, notas=notas, demostracion=cifras.demostracion) as libro:
        return libro.read()


def _hoja(tabla: Tabla) -> Hoja:
    columnas = [ColumnaDeLibro(c.titulo, formato=DE_EXCEL.get(c.clase)) for c in tabla.columnas]
    return Hoja(tabla.hoja, columnas, ([_celda(c, v) for c, v in zip(tabla.columnas, fila, strict=True)] for fila in tabla.filas))


def _celda(columna: Columna, valor: Any) -> Celda:
    """As what it is; where there is nothing, what the column says of that."""
    if valor is None or valor == "":
        return columna.vacio or "sin dato"
    return float(valor) if isinstance(valor, Decimal) else valor


def _json(cifras: Cifras, emision: Emision) -> bytes:
    """The figures as they were sealed: the SHA-256 of this file is what the others print."""
    return escrito(cifras)


ESCRITORES: dict[str, Callable[[Cifras, Emision], bytes]] = {"pdf": _pdf, "docx": _docx, "xlsx": _xlsx, "json": _json}
TIPOS = {"pdf": TIPO_PDF, "docx": TIPO_DOCX, "xlsx": TIPO_XLSX, "json": TIPO_JSON}
