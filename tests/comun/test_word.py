"""Word documents: what a screen reader finds in them, and that what people typed is text."""

import io
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from base.comun import bloques as b
from base.comun.letras import fecha_en_letras, hora_en_letras
from base.comun.word import componer_docx

PRUEBA = [
    b.titulo("Asistencia"),
    b.parrafo("Primera línea\nsegunda\x07 línea"),
    b.tabla(["Municipalidad", "Hora"], [["Huabal", "09:10"], ["Colasay", ""]], rotulo="Quiénes vinieron"),
    b.numerada([(1, "Uno", "lo debe la UGEL"), (2, "Dos", ""), (5, "Cinco", "")]),
    b.firmas([("Municipalidad de Huabal", "", "Alcalde o alcaldesa")]),
]


def abrir(bloques: list[Any], **mas: Any) -> Any:
    return docx.Document(io.BytesIO(componer_docx(bloques, **{"titulo": "Acta", "autor": "UGEL de la prueba", **mas})))


def numeros(documento: Any) -> list[tuple[int, str]]:
    """Each line of a numbered list with the number that Word draws before it."""
    inicios = {n.numId: n.lvlOverride_lst[0].startOverride.val for n in documento.part.numbering_part.element.num_lst if n.lvlOverride_lst}
    vistos: dict[int, int] = {}
    lineas = []
    for parrafo in documento.paragraphs:
        if parrafo.style.name == "List Number":
            cuenta = parrafo._p.pPr.numPr.numId.val
            vistos[cuenta] = vistos.get(cuenta, inicios[cuenta] - 1) + 1
            lineas.append((vistos[cuenta], parrafo.text.split("\n")[0]))
    return lineas


def test_headings_lists_and_headings_of_tables_are_real():
    documento = abrir(PRUEBA)
    assert [(p.style.name, p.text) for p in documento.paragraphs if p.style.name.startswith("Heading")] == [
        ("Heading 1", "Acta"),
        ("Heading 2", "Asistencia"),
    ]
    assert numeros(documento) == [(1, "Uno"), (2, "Dos"), (5, "Cinco")]
    tabla = documento.tables[0]
    assert tabla.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [[celda.text for celda in fila.cells] for fila in tabla.rows] == [
        ["Municipalidad", "Hora"],
        ["Huabal", "09:10"],
        ["Colasay", "sin dato"],
    ]


def test_a_letter_has_its_date_over_its_title_and_counts_no_pages():
    documento = abrir([b.parrafo("De mi consideración")], carta="viernes 27 de octubre de 2023", membrete={"pie": "Jr. Uno 123"})
    assert [p.text for p in documento.paragraphs] == ["viernes 27 de octubre de 2023", "Acta", "De mi consideración"]
    assert [p.text for p in documento.sections[0].footer.paragraphs] == ["Jr. Uno 123"]


def test_the_sheet_is_a4_in_the_spanish_of_peru_and_says_what_it_is():
    documento = abrir(PRUEBA, aviso="BORRADOR", demostracion=True, membrete={"encabezado": "UGEL", "pie": "Código AAAA"})
    hoja, dicho = documento.sections[0], documento.core_properties
    assert (round(hoja.page_width.mm), round(hoja.page_height.mm)) == (210, 297)
    assert (dicho.title, dicho.author, dicho.language) == ("Acta", "UGEL de la prueba", "es-PE")
    assert {e.get(qn("w:val")) for e in documento.styles.element.iter(qn("w:lang"))} == {"es-PE"}
    cabeza = hoja.header.paragraphs[0].text
    assert "BORRADOR" in cabeza
    assert "DATOS DE DEMOSTRACIÓN" in cabeza
    assert "Código AAAA" in hoja.footer.paragraphs[0].text


@pytest.mark.parametrize("hostil", ["<w:p/>&amp;", "\x00\x0b\ud800 fin", "{ HYPERLINK http://ejemplo.pe }", "=SUMA(A1)", "a\nb\r\nc"])
def test_what_a_person_typed_is_text_and_no_more(hostil):
    documento = abrir([b.parrafo(hostil), b.tabla([hostil], [[hostil]], rotulo=hostil)], titulo=hostil)
    xml = documento.element.xml
    assert "w:instrText" not in xml
    assert "w:hyperlink" not in xml
    limpio = "".join(c for c in hostil.replace("\r", "") if c == "\n" or c.isprintable())
    assert documento.tables[0].rows[1].cells[0].text == limpio


@pytest.mark.parametrize(
    ("dia", "dicho"),
    [
        ("2023-10-27", "a los veintisiete días del mes de octubre de dos mil veintitrés"),
        ("2024-03-01", "al primer día del mes de marzo de dos mil veinticuatro"),
        ("2031-12-31", "a los treinta y un días del mes de diciembre de dos mil treinta y uno"),
        ("2026-09-21", "a los veintiún días del mes de setiembre de dos mil veintiséis"),
    ],
)
def test_a_day_is_written_as_an_acta_writes_it(dia, dicho):
    import datetime

    assert fecha_en_letras(datetime.date.fromisoformat(dia)) == dicho


def test_an_hour_is_written_as_an_acta_writes_it():
    from datetime import time

    assert hora_en_letras(time(9, 30)) == "las nueve horas con treinta minutos"
    assert hora_en_letras(time(1, 1)) == "la una hora con un minuto"
    assert hora_en_letras(time(21, 0)) == "las veintiuna horas"
