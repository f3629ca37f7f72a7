"""A workbook of the office, filled: fields by name, one row for each commitment or activity. Its own formulas, styles and widths stay."""

import io
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import openpyxl
from django.core.exceptions import ValidationError
from openpyxl.cell.cell import Cell, MergedCell

from base.comun.documentos import cortar, poner_escudo
from base.comun.impresos import limpio

from ..cifras import Cifras
from ..escribir import Emision
from .campos import AVISO, DE_FILA, MARCA, NINGUNO, SIN_DATO, Campo, Examen, Fuente, buscar, clase_de_fila, filas_de_clase, sustituir
from .formulas import nombra_una_sola
from .hoja import insertar, repetir

TOPE_DE_FILAS = 5_000
ANCHO, RENGLON, ALTURA_MAXIMA = 8.43, 1.4, 409  # Excel's own: of a column, of a line for each point of its letter, of a row
DE_NUMERO = {"numero": "#,##0.##", "soles": "#,##0.00", "porcentaje": '0.0" %"', "fecha": "dd/mm/yyyy"}
FUERA = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")


def _abrir(contenido: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(contenido), keep_vba=False, keep_links=False)


def _celdas(hoja: Any) -> Iterator[Cell]:
    return (celda for fila in hoja.iter_rows() for celda in fila if not isinstance(celda, MergedCell) and celda.value is not None)


def _es_formula(celda: Cell) -> bool:
    return celda.data_type == "f"


# ── What it carries ──────────────────────────────────────────────────────────────────────────────────────────────────────
def examinar(contenido: bytes) -> Examen:
    """Its fields, what is wrong with them, what will not come out as it looks."""
    examen = Examen()
    for hoja in _abrir(contenido).worksheets:
        for celda in _celdas(hoja):
            _examinar_celda(celda, examen)
        for trozo in _de_fuera(hoja):
            if clase_de_fila(examen.tomar(trozo.text, f"{hoja.title}, encabezado o pie")):
                examen.errores.append(f"{hoja.title}, encabezado o pie: los campos de una lista van en una fila de la hoja.")
        for fila, clases in _filas_con_lista(hoja).items():
            _examinar_fila(hoja, fila, clases, examen)
    return examen


def _examinar_celda(celda: Cell, examen: Examen) -> None:
    donde = f"{celda.parent.title}, {celda.coordinate}"
    if not isinstance(celda.value, str):
        if _es_formula(celda):
            examen.errores.append(f"{donde}: las fórmulas matriciales no se conservan; escríbala como fórmula común.")
        return
    if not _es_formula(celda):
        examen.tomar(celda.value, donde)
    elif "{{" in celda.value:
        examen.errores.append(f"{donde}: un campo no va dentro de una fórmula; póngalo en otra celda y que la fórmula la nombre.")


def _de_fuera(hoja: Any) -> Iterator[Any]:
    """What is printed at the head and the foot of its pages."""
    for nombre in FUERA:
        parte = getattr(hoja, nombre)
        yield from (trozo for trozo in (parte.left, parte.center, parte.right) if trozo.text)


def _filas_con_lista(hoja: Any) -> dict[int, set[str]]:
    """The rows that are repeated, each with the lists its fields come from."""
    filas: dict[int, set[str]] = {}
    for celda in _celdas(hoja):
        if isinstance(celda.value, str) and not _es_formula(celda) and (clases := clase_de_fila(m[1] for m in MARCA.finditer(celda.value))):
            filas.setdefault(celda.row, set()).update(clases)
    return filas


def _examinar_fila(hoja: Any, fila: int, clases: set[str], examen: Examen) -> None:
    if len(clases) > 1:
        examen.errores.append(
            f"{hoja.title}, fila {fila}: lleva campos de dos listas; una fila repite compromisos o actividades, no los dos."
        )
    if any(rango.min_row <= fila <= rango.max_row and rango.min_row != rango.max_row for rango in hoja.merged_cells.ranges):
        examen.errores.append(f"{hoja.title}, fila {fila}: la fila que se repite tiene celdas combinadas con otra fila; sepárelas.")
    for celda in _celdas(hoja):
        if _es_formula(celda) and isinstance(celda.value, str) and celda.row != fila and nombra_una_sola(celda.value, fila, en=hoja.title):
            examen.avisos.append(
                f"{hoja.title}, {celda.coordinate}: su fórmula nombra una sola celda de la fila que se repite. Para que alcance a todas, "
                f"escriba el rango (por ejemplo, F{fila}:F{fila})."
            )


# ── Filling it ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def rellenar(contenido: bytes, cifras: Cifras, emision: Emision) -> bytes:
    """The workbook with the figures in it."""
    libro, fuente = _abrir(contenido), Fuente(cifras, emision)
    for hoja in libro.worksheets:
        for fila, clases in sorted(_filas_con_lista(hoja).items(), reverse=True):
            _repetir(libro, hoja, fila, next(iter(clases)), fuente)
        for celda in _celdas(hoja):
            if isinstance(celda.value, str) and not _es_formula(celda) and "{{" in celda.value:
                _llenar(celda, None, fuente)
        for trozo in _de_fuera(hoja):
            trozo.text = sustituir(trozo.text, lambda campo: campo.en_palabras(fuente).replace("&", "&&"))
        if cifras.demostracion:
            pie = hoja.oddFooter.center
            pie.text = f"{pie.text} · {AVISO}" if pie.text else AVISO
    libro.calculation.fullCalcOnLoad = True  # what its formulas last gave was of the empty template
    salida = io.BytesIO()
    libro.save(salida)
    return salida.getvalue()


def _repetir(libro: Any, hoja: Any, fila: int, clase: str, fuente: Fuente) -> None:
    """As many rows as the list has; where it has none, one that says so."""
    filas = filas_de_clase(clase, fuente.cifras)
    if len(filas) > TOPE_DE_FILAS:
        raise ValidationError(f"El informe tiene más de {TOPE_DE_FILAS:,} filas: no cabe en la plantilla.", code="muchas_filas")
    if len(filas) > 1:
        insertar(libro, hoja, fila, len(filas) - 1)
        repetir(hoja, fila, len(filas) - 1)
    for abajo, una in enumerate(filas):
        for celda in hoja[fila + abajo]:
            if isinstance(celda.value, str) and not _es_formula(celda) and "{{" in celda.value:
                _llenar(celda, una, fuente)
        _dar_altura(hoja, fila + abajo)
    if not filas:
        _decir_que_no_hay(hoja, fila)


def _dar_altura(hoja: Any, fila: int) -> None:
    """A row of a fixed height grows where its texts, in as many lines as they take, would be cut."""
    altura = hoja.row_dimensions[fila].height
    if altura is None:
        return
    for celda in hoja[fila]:
        if isinstance(celda.value, str) and not _es_formula(celda) and celda.alignment.wrap_text:
            caben = max(int(hoja.column_dimensions[celda.column_letter].width or ANCHO) - 2, 4)
            lineas = sum(-(-max(len(linea), 1) // caben) for linea in celda.value.split("\n"))
            altura = max(altura, lineas * (celda.font.sz or 11) * RENGLON)
    hoja.row_dimensions[fila].height = min(altura, ALTURA_MAXIMA)


def _decir_que_no_hay(hoja: Any, fila: int) -> None:
    dicho = NINGUNO
    for celda in hoja[fila]:
        if isinstance(celda.value, str) and not _es_formula(celda) and clase_de_fila(m[1] for m in MARCA.finditer(celda.value)):
            _escribir_texto(celda, dicho)
            dicho = ""


def _llenar(celda: Cell, una: Any, fuente: Fuente) -> None:
    """A cell that is one field holds what it is (a number, a date, a text); one that says more is a text."""
    texto = str(celda.value)
    entero = re.fullmatch(rf"\s*{MARCA.pattern}\s*", texto)
    campo = buscar(entero[1]) if entero is not None else None
    if campo is not None:
        _escribir(celda, campo, campo.leer(_de_donde(campo, una, fuente)))
    else:
        _escribir_texto(celda, sustituir(texto, lambda suyo: suyo.en_palabras(_de_donde(suyo, una, fuente))))


def _de_donde(campo: Campo, una: Any, fuente: Fuente) -> Any:
    return una if campo.nombre.partition(".")[0] in DE_FILA else fuente


def _escribir(celda: Cell, campo: Campo, valor: Any) -> None:
    if valor is None or valor == "":
        _escribir_texto(celda, SIN_DATO)
    elif campo.clase == "texto":
        _escribir_texto(celda, valor)
    else:
        if campo.clase == "porcentaje" and "%" in celda.number_format and '"' not in celda.number_format:
            valor = Decimal(valor) / 100  # the office's own format multiplies
        if celda.number_format in ("General", "@"):
            celda.number_format = DE_NUMERO[campo.clase]
        celda.value = valor


def _escribir_texto(celda: Cell, texto: str) -> None:
    """As text, whatever it begins with: never a formula, never an error."""
    celda.value = cortar(poner_escudo(str(limpio(texto))))
    celda.data_type = "s"
