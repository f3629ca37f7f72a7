"""Word documents, for what people still correct and sign on paper: the blocks of `bloques.py` become a DOCX.

    docx = componer_docx(bloques, titulo="Acta del III Encuentro", autor="UGEL Jaén", demostracion=True)

Headings are headings, lists are lists, and the first row of a table is its heading, so that a screen reader and an index find them. A4,
Spanish of Peru. What people typed is written as text: no field, no link, no macro comes out of it.
"""

import io
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor

from .bloques import Bloque
from .fechas import ahora
from .impresos import limpio

TIPO_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
IDIOMA = "es-PE"
DEMOSTRACION = "DATOS DE DEMOSTRACIÓN: no son reales"
TINTA, ACENTO, GRIS = RGBColor(0x1B, 0x1B, 0x1B), RGBColor(0x0B, 0x4F, 0x4C), RGBColor(0x4A, 0x4A, 0x4A)
SIN_DATO = "sin dato"
PARTE_JUSTA, PARTE_DE_CIFRA = 1.15, 0.7  # of the width, for a column that is as wide as what it holds: words, or a figure


def componer_docx(
    bloques: list[Bloque],
    *,
    titulo: str,
    autor: str,
    aviso: str = "",
    demostracion: bool = False,
    membrete: dict[str, str] | None = None,
    carta: str = "",
    apaisado: bool = False,
) -> bytes:
    """The document. `aviso` stands at the head of every page (BORRADOR); `membrete` is that of `impresos.componer_pdf`. `carta`: the date of a
    letter, which stands over its title; a letter does not count its pages. `apaisado`: the sheet on its side, for wide tables.
    """
    datos = limpio({"bloques": bloques, "titulo": titulo, "autor": autor, "aviso": aviso, "membrete": membrete or {}, "carta": carta})
    documento = Document()
    _preparar(documento, datos["titulo"], datos["autor"], apaisado=apaisado)
    _cabeza_y_pie(documento, datos, demostracion=demostracion)
    for linea in (datos["membrete"].get("encabezado", ""), datos["membrete"].get("anio", "")):
        if linea:
            _con_saltos(documento.add_paragraph(), linea).alignment = WD_ALIGN_PARAGRAPH.CENTER
    if carta:
        documento.add_paragraph(datos["carta"]).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    documento.add_heading(datos["titulo"], level=1)
    for bloque in datos["bloques"]:
        DIBUJAN[bloque["clase"]](documento, bloque)
    salida = io.BytesIO()
    documento.save(salida)
    return salida.getvalue()


def respuesta_docx(nombre: str, docx: bytes, *, demostracion: bool = False) -> HttpResponse:
    """The document as a download called `nombre`.docx; a private one: no cache keeps it."""
    respuesta = HttpResponse(docx, content_type=TIPO_DOCX)
    respuesta["Content-Disposition"] = f'attachment; filename="{"demostracion-" if demostracion else ""}{nombre}.docx"'
    respuesta["X-Content-Type-Options"] = "nosniff"
    respuesta["Cache-Control"] = "private, no-store"
    return respuesta


# ── The sheet ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _preparar(documento: Any, titulo: str, autor: str, *, apaisado: bool) -> None:
    hoja = documento.sections[0]
    hoja.page_width, hoja.page_height = (Mm(297), Mm(210)) if apaisado else (Mm(210), Mm(297))
    hoja.orientation = WD_ORIENT.LANDSCAPE if apaisado else WD_ORIENT.PORTRAIT
    hoja.left_margin = hoja.right_margin = Mm(14 if apaisado else 22)
    hoja.top_margin = hoja.bottom_margin = Mm(22)
    normal = documento.styles["Normal"]
    normal.font.name, normal.font.size, normal.font.color.rgb = "Calibri", Pt(8.5 if apaisado else 11), TINTA
    normal.paragraph_format.space_after = Pt(6)
    for nivel, tamano in ((1, 18), (2, 13)):
        estilo = documento.styles[f"Heading {nivel}"]
        estilo.font.size, estilo.font.color.rgb, estilo.font.name = Pt(tamano), ACENTO, "Calibri"
        estilo.paragraph_format.keep_with_next = True
    for estilo in documento.styles.element.iter(qn("w:lang")):
        estilo.set(qn("w:val"), IDIOMA)
    propiedades = documento.core_properties
    propiedades.title, propiedades.author, propiedades.language = titulo[:255], autor[:255], IDIOMA
    propiedades.last_modified_by, propiedades.comments, propiedades.keywords = autor[:255], "", ""
    propiedades.created = propiedades.modified = ahora().replace(tzinfo=None)


def _cabeza_y_pie(documento: Any, datos: dict[str, Any], *, demostracion: bool) -> None:
    hoja = documento.sections[0]
    cabeza = " · ".join(dicho for dicho in (settings.PORTAL_NOMBRE, datos["aviso"], DEMOSTRACION if demostracion else "") if dicho)
    _menor(hoja.header.paragraphs[0], cabeza)
    pie, del_membrete = hoja.footer.paragraphs[0], datos["membrete"].get("pie", "")
    if del_membrete:
        _menor(pie, del_membrete)
    if datos["carta"]:
        return
    if del_membrete:
        pie = hoja.footer.add_paragraph()
    _menor(pie, f"{datos['titulo']} · Página ")
    _campo(pie, "PAGE")
    _menor(pie, " de ")
    _campo(pie, "NUMPAGES")


def _menor(parrafo: Any, texto: str) -> None:
    trozo = _con_saltos(parrafo, texto).runs[-1]
    trozo.font.size, trozo.font.color.rgb = Pt(8.5), GRIS


def _campo(parrafo: Any, instruccion: str) -> None:
    """A figure that Word works out by itself: the number of the page."""
    trozo = parrafo.add_run()
    trozo.font.size, trozo.font.color.rgb = Pt(8.5), GRIS
    for clase in ("begin", None, "end"):
        elemento = OxmlElement("w:fldChar" if clase else "w:instrText")
        if clase:
            elemento.set(qn("w:fldCharType"), clase)
        else:
            elemento.text = instruccion
        trozo._r.append(elemento)


# ── The blocks ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def _con_saltos(parrafo: Any, texto: str, *, fuerte: bool = False) -> Any:
    """The text with its line breaks; what is empty is "sin dato"."""
    trozo = parrafo.add_run(texto or SIN_DATO)  # python-docx turns a line end into a break
    trozo.bold = fuerte or None
    if not texto:
        trozo.italic, trozo.font.color.rgb = True, GRIS
    return parrafo


def _titulo(documento: Any, bloque: Bloque) -> None:
    documento.add_heading(bloque["texto"], level=2)


def _parrafo(documento: Any, bloque: Bloque) -> None:
    _con_saltos(documento.add_paragraph(), bloque["texto"], fuerte=bloque["fuerte"])


def _ficha(documento: Any, bloque: Bloque) -> None:
    for etiqueta, valor in bloque["pares"]:
        parrafo = documento.add_paragraph()
        parrafo.paragraph_format.space_after = Pt(2)
        _con_saltos(parrafo, f"{etiqueta}: ", fuerte=True)
        _con_saltos(parrafo, valor)


def _tabla(documento: Any, bloque: Bloque) -> None:
    if not bloque["filas"]:
        documento.add_paragraph(bloque["vacia"])
        return
    tabla = documento.add_table(rows=1, cols=len(bloque["titulos"]), style="Table Grid")
    tabla.autofit = True
    _repartir(documento, tabla, bloque)
    _describir(tabla, bloque["rotulo"])
    _repetir(tabla.rows[0])
    for celda, texto in zip(tabla.rows[0].cells, bloque["titulos"], strict=True):
        _con_saltos(celda.paragraphs[0], texto, fuerte=True)
    for fila in bloque["filas"]:
        renglon = tabla.add_row()
        renglon._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cual, (celda, texto) in enumerate(zip(renglon.cells, fila, strict=True)):
            _con_saltos(celda.paragraphs[0], texto)
            if cual in bloque["cifras"]:
                celda.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    documento.add_paragraph().paragraph_format.space_after = Pt(0)


def _repartir(documento: Any, tabla: Any, bloque: Bloque) -> None:
    """Wide columns where the block asks for them: Word takes these widths as what it begins with."""
    if not any(bloque["partes"]):
        return
    hoja = documento.sections[0]
    ancho = hoja.page_width - hoja.left_margin - hoja.right_margin
    justas = [PARTE_DE_CIFRA if n in bloque["cifras"] else PARTE_JUSTA for n in range(len(bloque["titulos"]))]
    cuantas = [parte or justa for parte, justa in zip(bloque["partes"], justas, strict=True)]
    for columna, parte in zip(tabla.columns, cuantas, strict=True):
        columna.width = Emu(int(ancho * parte / sum(cuantas)))


def _describir(tabla: Any, rotulo: str) -> None:
    descripcion = OxmlElement("w:tblCaption")
    descripcion.set(qn("w:val"), rotulo)
    tabla._tbl.tblPr.append(descripcion)


def _repetir(fila: Any) -> None:
    """The heading of a table: said as such, and again on every page that the table reaches."""
    propiedades = fila._tr.get_or_add_trPr()
    for nombre in ("w:cantSplit", "w:tblHeader"):
        propiedades.append(OxmlElement(nombre))


def _lista(documento: Any, bloque: Bloque) -> None:
    for renglon in bloque["renglones"]:
        _con_saltos(documento.add_paragraph(style="List Bullet"), renglon)
    if not bloque["renglones"]:
        documento.add_paragraph(bloque["vacia"])


def _numerada(documento: Any, bloque: Bloque) -> None:
    """Word counts by itself: where a number does not follow the one before it, a new count begins there."""
    anterior, cuenta = 0, None
    for numero, texto, detalle in bloque["renglones"]:
        if cuenta is None or numero != anterior + 1:
            cuenta = _cuenta_desde(documento, numero)
        parrafo = documento.add_paragraph(style="List Number")
        parrafo._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = cuenta
        _con_saltos(parrafo, texto)
        if detalle:
            parrafo.add_run().add_break()
            aparte = parrafo.add_run(detalle)
            aparte.font.color.rgb = GRIS
        anterior = numero
    if not bloque["renglones"]:
        documento.add_paragraph(bloque["vacia"])


def _cuenta_desde(documento: Any, numero: int) -> int:
    """A numbering of its own, with the look of the style's, that begins at `numero`."""
    numeracion = documento.part.numbering_part.element
    del_estilo = documento.styles["List Number"].element.pPr.numPr.numId.val
    abstracta = next(n for n in numeracion.num_lst if n.numId == del_estilo).abstractNumId.val
    nueva = numeracion.add_num(abstracta)
    nueva.add_lvlOverride(ilvl=0).add_startOverride(numero)
    return int(nueva.numId)


def _firmas(documento: Any, bloque: Bloque) -> None:
    personas = bloque["personas"]
    if not personas:
        return
    tabla = documento.add_table(rows=0, cols=2)
    _describir(tabla, "Espacios para firmar")
    for desde in range(0, len(personas), 2):
        fila = tabla.add_row()
        fila._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for celda, (por, nombre, cargo) in zip(fila.cells, personas[desde : desde + 2], strict=False):
            parrafo = celda.paragraphs[0]
            parrafo.paragraph_format.space_before = Pt(42)
            parrafo.add_run("_" * 34)
            _con_saltos(celda.add_paragraph(), por, fuerte=True)
            _con_saltos(celda.add_paragraph(), nombre or "Nombre:")
            _con_saltos(celda.add_paragraph(), cargo)


DIBUJAN = {
    "titulo": _titulo,
    "parrafo": _parrafo,
    "ficha": _ficha,
    "tabla": _tabla,
    "lista": _lista,
    "numerada": _numerada,
    "firmas": _firmas,
}
