"""Rows that come into a sheet: what stands below moves down whole (cells, joins, heights, rules, names, pictures), and formulas follow."""

from copy import copy
from typing import Any

from openpyxl.cell.cell import MergedCell
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.worksheet.cell_range import MultiCellRange

from .formulas import Regla, al_copiar, al_insertar, mover, mover_rango


def insertar(libro: Any, hoja: Any, fila: int, cuantas: int) -> None:
    """Make room for so many rows under `fila`."""
    regla = al_insertar(fila, cuantas)
    for otra in libro.worksheets:
        for celdas in otra.iter_rows():
            for celda in celdas:
                if celda.data_type == "f" and isinstance(celda.value, str):
                    celda.value = mover(celda.value, regla, en=otra.title, de=hoja.title)
    _mover_nombres(libro, hoja, regla)
    _mover_combinadas(hoja, fila, cuantas)
    if hoja.max_row > fila:
        hoja.move_range(f"A{fila + 1}:{hoja.cell(hoja.max_row, hoja.max_column).coordinate}", rows=cuantas)
    _mover_alturas(hoja, fila, cuantas)
    _mover_reglas(hoja, regla)
    _mover_dibujos(hoja, fila, cuantas, regla)


def repetir(hoja: Any, fila: int, cuantas: int) -> None:
    """Copies of `fila` in the rows below it: values, styles, height, joined cells; a formula names its own row."""
    modelo = [celda for celda in hoja[fila] if not isinstance(celda, MergedCell)]
    combinadas = [rango for rango in hoja.merged_cells.ranges if rango.min_row == rango.max_row == fila]
    for abajo in range(1, cuantas + 1):
        for rango in combinadas:
            hoja.merge_cells(start_row=fila + abajo, end_row=fila + abajo, start_column=rango.min_col, end_column=rango.max_col)
        for celda in modelo:
            copia = hoja.cell(fila + abajo, celda.column)
            es_formula = celda.data_type == "f" and isinstance(celda.value, str)
            copia.value = (
                mover(celda.value, al_copiar(fila, abajo), en=hoja.title, de=hoja.title, fijas=False) if es_formula else celda.value
            )
            if celda.has_style:
                copia._style = copy(celda._style)
        hoja.row_dimensions[fila + abajo].height = hoja.row_dimensions[fila].height


# ── What hangs on rows ───────────────────────────────────────────────────────────────────────────────────────────────────
def _mover_combinadas(hoja: Any, fila: int, cuantas: int) -> None:
    """Before the cells: each range drags its own."""
    for rango in list(hoja.merged_cells.ranges):
        if rango.min_row > fila:
            rango.shift(row_shift=cuantas)


def _mover_alturas(hoja: Any, fila: int, cuantas: int) -> None:
    for de in sorted((n for n in hoja.row_dimensions if n > fila), reverse=True):
        antes = hoja.row_dimensions[de]
        hoja.row_dimensions[de + cuantas].height = antes.height
        hoja.row_dimensions[de + cuantas].hidden = antes.hidden
        antes.height, antes.hidden = None, False


def _rangos(dichos: Any, regla: Regla, titulo: str) -> str:
    """Several ranges, as a rule or a check of a sheet writes them. One of a lone cell is a range that begins and ends in it."""
    enteros = [rango if ":" in rango else f"{rango}:{rango}" for rango in str(dichos).split()]
    return " ".join(mover_rango(rango, regla, en=titulo, de=titulo) for rango in enteros)


def _formula(dicha: str, regla: Regla, titulo: str) -> str:
    """A formula without its sign."""
    return mover(f"={dicha}", regla, en=titulo, de=titulo)[1:]


def _mover_reglas(hoja: Any, regla: Regla) -> None:
    """Conditional formats, checks of what is typed, filter, print area, frozen panes, tables."""
    titulo = hoja.title
    nuevas = ConditionalFormattingList()
    for formato in hoja.conditional_formatting:
        for una in formato.rules:
            una.formula = [_formula(f, regla, titulo) for f in una.formula]
            nuevas.add(_rangos(formato.sqref, regla, titulo), una)
    hoja.conditional_formatting = nuevas
    for validacion in hoja.data_validations.dataValidation:
        validacion.sqref = MultiCellRange(_rangos(validacion.sqref, regla, titulo))
        for nombre in ("formula1", "formula2"):
            if dicha := getattr(validacion, nombre):
                setattr(validacion, nombre, _formula(dicha, regla, titulo))
    if hoja.auto_filter.ref:
        hoja.auto_filter.ref = mover_rango(hoja.auto_filter.ref, regla, en=titulo, de=titulo)
    if hoja.print_area:
        hoja.print_area = [mover_rango(rango, regla, en=titulo, de=titulo) for rango in str(hoja.print_area).split(",")]
    for tabla in hoja.tables.values():
        tabla.ref = mover_rango(tabla.ref, regla, en=titulo, de=titulo)
        if tabla.autoFilter is not None:
            tabla.autoFilter.ref = mover_rango(tabla.autoFilter.ref, regla, en=titulo, de=titulo)


def _mover_nombres(libro: Any, hoja: Any, regla: Regla) -> None:
    for nombre in [*libro.defined_names.values(), *(n for h in libro.worksheets for n in h.defined_names.values())]:
        nombre.attr_text = mover(f"={nombre.attr_text}", regla, en="", de=hoja.title)[1:]


def _mover_dibujos(hoja: Any, fila: int, cuantas: int, regla: Regla) -> None:
    """Pictures and charts that stand below go down, and what a chart draws follows its cells."""
    for dibujo in [*hoja._images, *hoja._charts]:
        for extremo in ("_from", "to"):
            punto = getattr(dibujo.anchor, extremo, None)
            if punto is not None and punto.row >= fila:  # counted from 0
                punto.row += cuantas
    for otra in hoja.parent.worksheets:
        for grafico in otra._charts:
            for serie in grafico.series:
                _mover_serie(serie, regla, hoja.title)


def _mover_serie(serie: Any, regla: Regla, titulo: str) -> None:
    for nombre in ("val", "cat", "xVal", "yVal", "bubbleSize"):
        datos = getattr(serie, nombre, None)
        for clase in ("numRef", "strRef"):
            referencia = getattr(datos, clase, None)
            if referencia is not None and referencia.f:
                referencia.f = mover_rango(referencia.f, regla, en="", de=titulo)
