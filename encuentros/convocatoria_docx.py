"""The oficio of one guest as a Word document, to be corrected and signed on paper."""

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

from base.comun.impresos import limpio

TIPO_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DEMOSTRACION = "DATOS DE DEMOSTRACIÓN: no son reales"


def oficio_en_docx(datos: dict[str, Any], *, membrete: dict[str, str], demostracion: bool) -> bytes:
    """`datos`: what `oficio.datos_de` says of the guest."""
    datos, membrete = limpio(datos), limpio(membrete)
    hoja = Document()
    normal: Any = hoja.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(11)
    seccion = hoja.sections[0]
    seccion.page_width, seccion.page_height = Cm(21), Cm(29.7)
    seccion.left_margin = seccion.right_margin = Cm(2.5)
    hoja.core_properties.title = f"{datos['numero']}: {datos['asunto']}"
    hoja.core_properties.author, hoja.core_properties.language = "", "es-PE"
    for texto in (DEMOSTRACION if demostracion else "", membrete.get("encabezado", ""), membrete.get("anio", "")):
        if texto:
            hoja.add_paragraph(texto).alignment = WD_ALIGN_PARAGRAPH.CENTER
    hoja.add_paragraph(datos["fecha"]).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    hoja.add_heading(datos["numero"], level=1)
    hoja.add_paragraph("\n".join(["Señor(a):", *datos["destinatario"]]))
    asunto = hoja.add_paragraph()
    asunto.add_run("Asunto: ").bold = True
    asunto.add_run(datos["asunto"])
    for parrafo in datos["texto"].split("\n\n"):
        hoja.add_paragraph(parrafo)
    hoja.add_paragraph("\n\n\n______________________________\nFirma, nombre y cargo")
    if membrete.get("pie"):
        seccion.footer.paragraphs[0].text = membrete["pie"]
    salida = BytesIO()
    hoja.save(salida)
    return salida.getvalue()
