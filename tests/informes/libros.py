"""Templates as an office has them, and the same with something hidden in them."""

import io
import zipfile
from typing import Any

import docx
import openpyxl
from docx.shared import Pt
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation

TITULOS = ["N.º", "COMPROMISO", "RESPONSABLE", "FECHA LÍMITE", "META", "AVANCE", "%", "SITUACIÓN"]
CAMPOS = ["{{compromiso.codigo}}", "{{ Compromiso.Descripción }}", "{{compromiso.responsable}}", "{{compromiso.plazo}}"]
CAMPOS += ["{{compromiso.meta}}", "{{compromiso.hecho}}", "=IF(ISNUMBER(E8),F8/E8,0)", "{{compromiso.situacion}}"]


def matriz() -> bytes:
    """The matrix of an office: joined title, widths, a row of headings, the row that repeats, totals, signatures, and a summary sheet."""
    libro = openpyxl.Workbook()
    hoja = libro.active
    hoja.title = "Matriz 2026"
    raya = Border(*[Side(style="thin")] * 4)
    hoja.merge_cells("A1:H1")
    hoja["A1"] = "{{ugel}}"
    hoja["A1"].font = Font(bold=True, size=14)
    hoja.merge_cells("A2:H2")
    hoja["A2"] = "MATRIZ DE SEGUIMIENTO DE COMPROMISOS - DISTRITO DE {{distrito}}"
    hoja["A3"], hoja["B3"] = "Corte:", "{{fecha_corte}}"
    hoja["A4"], hoja["B4"] = "Compromisos:", "{{total.compromisos}}"
    hoja.merge_cells("E6:G6")
    hoja["E6"] = "FÍSICO"
    for columna, (titulo, campo, ancho) in enumerate(zip(TITULOS, CAMPOS, (8, 46, 22, 13, 9, 9, 8, 15), strict=True), start=1):
        hoja.cell(7, columna, titulo).font = Font(bold=True, color="FFFFFF")
        hoja.cell(7, columna).fill = PatternFill("solid", fgColor="0B4F4C")
        celda = hoja.cell(8, columna, campo)
        celda.border, celda.alignment = raya, Alignment(wrap_text=True, vertical="top")
        hoja.column_dimensions["ABCDEFGH"[columna - 1]].width = ancho
    hoja["G8"].number_format, hoja["D8"].number_format = "0.0%", "dd-mm-yy"
    hoja.row_dimensions[8].height, hoja.row_dimensions[9].height = 31.5, 20
    hoja.merge_cells("A9:D9")
    hoja["A9"], hoja["E9"], hoja["F9"], hoja["G9"] = "TOTAL", "=SUM(E8:E8)", "=SUM($F$8:$F$8)", '=IF(E9=0,"",F9/E9)'
    hoja["E9"].font = Font(bold=True)
    hoja.merge_cells("B12:D12")
    hoja["B12"] = "Coordinación de la UGEL"
    hoja.conditional_formatting.add(
        "H8:H8", CellIsRule(operator="equal", formula=['"Vencido"'], fill=PatternFill("solid", bgColor="FFC7CE"))
    )
    lista = DataValidation(type="list", formula1='"Sí,No"')
    lista.add("H8:H9")
    hoja.add_data_validation(lista)
    hoja.freeze_panes, hoja.auto_filter.ref = "A8", "A7:H8"
    hoja.print_area, hoja.print_title_rows = "A1:H13", "7:7"
    hoja.oddFooter.center.text = "Emitido {{emitido}}"
    resumen = libro.create_sheet("Resumen")
    resumen["A1"], resumen["B1"] = "Total", "='Matriz 2026'!E9"
    resumen["A2"], resumen["B2"] = "Suma", "=SUM('Matriz 2026'!E8:E8)"
    return _octetos(libro)


def _octetos(libro: Any) -> bytes:
    salida = io.BytesIO()
    libro.save(salida)
    return salida.getvalue()


def libro(celdas: dict[str, Any]) -> bytes:
    """A workbook with those cells."""
    nuevo = openpyxl.Workbook()
    for lugar, valor in celdas.items():
        nuevo.active[lugar] = valor
    return _octetos(nuevo)


def documento() -> bytes:
    """A report of the office in Word: a field that Word cut in pieces, one in its head, a table whose second row repeats."""
    nuevo = docx.Document()
    nuevo.sections[0].header.paragraphs[0].text = "{{ugel}} · {{corte}}"
    parrafo = nuevo.add_paragraph("Distrito: ")
    for trozo in ("{{dis", "tri", "to}}"):
        parrafo.add_run(trozo)
    parrafo.runs[1].bold = True
    parrafo.runs[1].font.size = Pt(14)
    tabla = nuevo.add_table(rows=3, cols=3, style="Table Grid")
    for celda, texto in zip(tabla.rows[0].cells, ("Código", "Actividad", "Meta I / hecho I"), strict=True):
        celda.text = texto
    for celda, texto in zip(
        tabla.rows[1].cells, ("{{actividad.codigo}}", "{{actividad.nombre}}", "{{actividad.fis_t1}} / {{actividad.hecho_t1}}"), strict=True
    ):
        celda.text = texto
    tabla.rows[2].cells[0].text = "Total: {{plan.devengado}}"
    salida = io.BytesIO()
    nuevo.save(salida)
    return salida.getvalue()


def con(contenido: bytes, cambios: dict[str, Any]) -> bytes:
    """The same file with members replaced (a function of what they said) or added (bytes)."""
    salida = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(contenido)) as viejo, zipfile.ZipFile(salida, "w", zipfile.ZIP_DEFLATED) as nuevo:
        for miembro in viejo.namelist():
            cambio = cambios.get(miembro)
            nuevo.writestr(miembro, cambio(viejo.read(miembro)) if callable(cambio) else viejo.read(miembro))
        for nombre, octetos in cambios.items():
            if not callable(octetos):
                nuevo.writestr(nombre, octetos)
    return salida.getvalue()


TIPO = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
RELACION = b'<Relationship Id="rIdX" Type="' + TIPO + b'%s" Target="%s" TargetMode="External"/></Relationships>'


def con_vinculo(contenido: bytes, donde: str, tipo: bytes, a: bytes) -> bytes:
    return con(contenido, {donde: lambda xml: xml.replace(b"</Relationships>", RELACION % (tipo, a))})


def con_campo_de_word(*trozos: str) -> bytes:
    """A field of Word whose instruction is written in pieces."""
    runs = "".join(f"<w:r><w:instrText>{t}</w:instrText></w:r>" for t in trozos)
    return con(documento(), {"word/document.xml": lambda xml: xml.replace(b"<w:tbl>", f"<w:p>{runs}</w:p><w:tbl>".encode(), 1)})
