"""Tables that leave the portal: complete, typed, and with nothing in them that runs (P20)."""

import csv
import datetime
import io
import re
import tracemalloc
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from django.http import FileResponse
from hypothesis import example, given, settings
from hypothesis import strategies as st

from base.comun import documentos
from base.comun.documentos import Columna, escribir_csv, escribir_xlsx, poner_escudo, quitar_escudo, respuesta_csv, respuesta_xlsx

PELIGROS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
TRUCOS = [
    '=cmd|"/c calc"!A0', "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", '"=1', '","=1', "hola;=1+1", "hola\t=1", "hola,=1", "hola|=1",
    "hola\r\n=1", "a; \"=1", "\u00a0=1", "\ufeff=1", "\u200b=1", "x\n- uno\n- dos", "'=1", "''=1", ";;=1", ";'=1", "=1;=2,=3", "＝1", "\x00=1",
]  # fmt: skip
# What spreadsheets and people write, crowded enough for every corner of the shield
texto = st.text(st.sampled_from("=+-@＝＋'\"'' ,;|\t\r\n\u00a0\u200b\ufeffaÑ1")) | st.text()


@contextmanager
def abierta(respuesta: FileResponse) -> Iterator[FileResponse]:
    """An answer whose file is closed afterwards, without the signal of a request that there was not."""
    with closing(respuesta.file_to_stream):
        yield respuesta


def celdas_csv(filas, *, separador=",", columnas=("uno", "dos")) -> list[list[str]]:
    texto = b"".join(escribir_csv(columnas, filas)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(texto, newline=""), delimiter=separador))


# ── The shield ───────────────────────────────────────────────────────────────────────────────────────────────────────────
@settings(max_examples=1000)
@given(texto)
def test_the_shield_comes_off_exactly_as_it_went_on(original):
    assert quitar_escudo(poner_escudo(original)) == original


@pytest.mark.promesa("P20")
@settings(max_examples=1000)
@given(texto)
@example("=1")
@example("a;\"'=1")
def test_no_shielded_text_begins_as_a_formula_wherever_it_is_cut(original):
    protegido = poner_escudo(original)

    assert not protegido.startswith(PELIGROS)
    for trozo in re.split(r"[,;|\t\r\n]", protegido):
        assert not trozo.strip(' "\u00a0\u200b\ufeff').startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


@pytest.mark.parametrize("truco", TRUCOS)
def test_tricks_are_shielded_and_taken_back(truco):
    assert poner_escudo(truco) != truco
    assert quitar_escudo(poner_escudo(truco)) == truco


@pytest.mark.parametrize(
    ("original", "protegido"),
    [
        ("-Techado", "'-Techado"),
        ("+51 976 123 456", "'+51 976 123 456"),
        ("Aulas: techo y piso", "Aulas: techo y piso"),
        ("Aulas - techo; pisos", "Aulas - techo; pisos"),
        ("2 + 2 = 4", "2 + 2 = 4"),
        ("ana@ejemplo.pe", "ana@ejemplo.pe"),
        ("D'Angelo", "D'Angelo"),
        ("'Mariano Melgar'", "'Mariano Melgar'"),
        ("Lista:\n- pisos\n- techos", "Lista:\n'- pisos\n'- techos"),
    ],
)
def test_what_people_write_stays_readable(original, protegido):
    assert poner_escudo(original) == protegido


def test_control_without_the_shield_a_formula_would_stand_in_the_table(monkeypatch):
    monkeypatch.setattr(documentos, "poner_escudo", lambda texto: texto)

    assert celdas_csv([["=1+1", "b"]])[1][0].startswith("=")


# ── CSV ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_csv_is_utf8_with_bom_commas_and_crlf():
    assert b"".join(escribir_csv(["Código", "Título"], [["C-1", "Ñandú, con coma"], [None, 'dice "sí"']])) == (
        b'\xef\xbb\xbfC\xc3\xb3digo,T\xc3\xadtulo\r\nC-1,"\xc3\x91and\xc3\xba, con coma"\r\n,"dice ""s\xc3\xad"""\r\n'
    )


@pytest.mark.parametrize(
    ("valor", "escrito"),
    [
        (-5, "-5"),
        (Decimal("-78.8075"), "-78.8075"),
        (Decimal("1250.50"), "1250.50"),
        (Decimal("1.234"), "1.2340"),
        (Decimal("1E+3"), "1000"),
        (0.1, "0.1"),
        (1e-7, "0.0000001"),
        (float("nan"), ""),
        (Decimal("Infinity"), ""),
        (True, "sí"),
        (False, "no"),
        (None, ""),
        ("00801", "00801"),
        (datetime.date(2023, 9, 7), "07/09/2023"),
        (datetime.datetime(2023, 9, 7, 17, 19, tzinfo=datetime.UTC), "07/09/2023 12:19"),
    ],
)
def test_csv_writes_each_value_as_the_importer_reads_it(valor, escrito):
    assert celdas_csv([[valor, "x"]])[1][0] == escrito


@given(st.lists(st.tuples(texto, texto), max_size=5))
def test_csv_gives_every_text_back(filas):
    leidas = celdas_csv(filas)[1:]

    assert [tuple(quitar_escudo(celda) for celda in fila) for fila in leidas] == filas


@pytest.mark.promesa("P20")
@pytest.mark.parametrize("separador", [",", ";", "\t", "|"])
@pytest.mark.parametrize("truco", TRUCOS)
def test_csv_read_with_any_separator_has_no_formula(truco, separador):
    for fila in celdas_csv([["a", truco], [truco, "b"]], separador=separador):
        assert not [celda for celda in fila if celda.strip(' "\u00a0\u200b\ufeff\x00').startswith(PELIGROS)]


def test_headings_are_shielded_too():
    assert celdas_csv([], columnas=["=1", "dos"]) == [["'=1", "dos"]]


# ── XLSX ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
ESPACIO = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class Libro:
    """What stands in a book, read without a spreadsheet."""

    def __init__(self, columnas, filas, **opciones):
        with escribir_xlsx(columnas, filas, **{"titulo": "Compromisos", **opciones}) as salida:
            self.partes = {parte.filename: zipfile.ZipFile(salida).read(parte) for parte in zipfile.ZipFile(salida).infolist()}
        self.hojas = re.findall(r'<sheet name="([^"]*)"', self.partes["xl/workbook.xml"].decode())

    def hoja(self, numero: int) -> ET.Element:
        return ET.fromstring(self.partes[f"xl/worksheets/sheet{numero}.xml"])  # noqa: S314

    def celdas(self, numero: int = 1) -> dict[str, tuple[str, str]]:
        """Type and text of each cell by its place."""
        celdas = {}
        for celda in self.hoja(numero).iter(f"{ESPACIO}c"):
            dice = "".join(parte.text or "" for parte in celda.iter() if parte.tag in {f"{ESPACIO}t", f"{ESPACIO}v", f"{ESPACIO}f"})
            celdas[celda.get("r")] = (celda.get("t", "n"), dice)
        return celdas


def test_xlsx_types_every_cell():
    cuando = datetime.datetime(2023, 9, 7, 17, 19, tzinfo=datetime.UTC)
    fila = ["00801", 7, Decimal("12.50"), datetime.date(2023, 10, 27), cuando, True, None, float("nan"), datetime.date(1850, 1, 2)]

    celdas = Libro([str(numero) for numero in range(9)], [fila]).celdas()

    assert celdas["A2"] == ("inlineStr", "00801")
    assert (celdas["B2"], celdas["C2"]) == (("n", "7"), ("n", "12.50"))
    assert celdas["D2"] == ("n", "45226")
    assert celdas["E2"][0] == "n"
    assert float(celdas["E2"][1]) == pytest.approx(45176.5132, abs=0.001)
    assert celdas["F2"] == ("inlineStr", "sí")
    assert not {"G2", "H2"} & set(celdas)
    assert celdas["I2"] == ("inlineStr", "02/01/1850")


@pytest.mark.promesa("P20")
def test_xlsx_has_no_formula_and_no_link():
    textos = [*TRUCOS, "https://ejemplo.pe", "mailto:a@b.pe", "internal:Hoja!A1", "{=1}"]

    libro = Libro(["=título"], [[texto] for texto in textos], notas=[("=1", "=2")])

    for numero in (1, 2):
        assert not list(libro.hoja(numero).iter(f"{ESPACIO}f"))
        assert not list(libro.hoja(numero).iter(f"{ESPACIO}hyperlink"))
        for tipo, dice in libro.celdas(numero).values():
            assert tipo == "inlineStr"
            assert not dice.startswith(PELIGROS)


def test_xlsx_has_a_frozen_heading_and_a_sheet_that_says_where_it_comes_from():
    libro = Libro(["Código", Columna("Descripción", ancho=40)], [["C-1", "x"]], notas=[("Fuente", "UGEL Jaén")], demostracion=True)

    assert libro.hojas == ["Compromisos", "Léame"]
    assert libro.celdas(2) == {
        "A1": ("inlineStr", "Tabla"),
        "B1": ("inlineStr", "Compromisos"),
        "A2": ("inlineStr", "Atención"),
        "B2": ("inlineStr", "Datos de demostración: no son reales."),
        "A3": ("inlineStr", "Fuente"),
        "B3": ("inlineStr", "UGEL Jaén"),
    }
    assert libro.hoja(1).find(f".//{ESPACIO}pane").get("state") == "frozen"
    assert libro.hoja(1).find(f"{ESPACIO}autoFilter").get("ref") == "A1:B2"
    anchos = [float(columna.get("width")) for columna in libro.hoja(1).iter(f"{ESPACIO}col")]
    assert anchos[1] == pytest.approx(40, abs=1)


def test_without_demonstration_the_book_does_not_speak_of_it():
    assert b"demostraci" not in b"".join(Libro(["uno"], []).partes.values())


@pytest.mark.parametrize("titulo", ["", "'", "a" * 50, "Plan 2024/2025: [metas]", "Léame", "history", "=1"])
def test_any_title_makes_a_sheet(titulo):
    assert len(Libro(["uno"], [], titulo=titulo).hojas) == 2


def test_a_text_longer_than_a_cell_is_cut_and_says_so():
    tipo, dice = Libro(["uno"], [["x" * 40_000]]).celdas()["A2"]

    assert len(dice) == 32_767
    assert dice.endswith("(texto completo en el CSV)")


def test_a_row_with_other_columns_is_a_defect_and_not_a_shifted_table():
    with pytest.raises(ValueError, match="shorter"):
        Libro(["uno", "dos"], [["a", "b"]] * 300 + [["a"]])


# ── Answers ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_answers_are_downloads_that_nobody_keeps():
    with abierta(respuesta_csv("compromisos", ["uno"], [["a"]])) as respuesta:
        assert respuesta["Content-Type"] == "text/csv; charset=utf-8"
        assert respuesta["Content-Disposition"] == 'attachment; filename="compromisos.csv"'
        assert (respuesta["X-Content-Type-Options"], respuesta["Cache-Control"]) == ("nosniff", "private, no-store")
        assert b"".join(respuesta) == b"\xef\xbb\xbfuno\r\na\r\n"
    with abierta(respuesta_xlsx("metas", ["uno"], [["a"]], titulo="Metas", demostracion=True)) as respuesta:
        assert respuesta["Content-Disposition"] == 'attachment; filename="demostracion-metas.xlsx"'
        assert b"".join(respuesta).startswith(b"PK")


@pytest.mark.parametrize("responder", [respuesta_csv, lambda *tabla: respuesta_xlsx(*tabla, titulo="t")], ids=["csv", "xlsx"])
def test_a_long_table_costs_no_memory(responder):
    filas = ([numero, f"Compromiso {numero}", "x" * 200] for numero in range(20_000))
    tracemalloc.start()
    try:
        with abierta(responder("largo", ["uno", "dos", "tres"], filas)):
            gasto = tracemalloc.get_traced_memory()[1]
        assert gasto < 6 * 1024 * 1024
    finally:
        tracemalloc.stop()
