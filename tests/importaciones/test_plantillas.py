"""The template of each padrón: what the importer expects, said beforehand; empty, it says so; filled in, it comes in."""

import io
import re
import zipfile

import openpyxl
import pytest

from base.comun.documentos import poner_escudo
from portal.importaciones.catalogo import PADRONES, conocida
from portal.importaciones.encabezado import ubicar_tabla
from portal.importaciones.lectura import ArchivoInvalido, leer
from portal.importaciones.motor import Lugar, ensayar
from portal.importaciones.plantillas import FILAS, escribir_plantilla

TODAS = [pytest.param(padron, id=clave) for clave, padron in PADRONES.items()]


@pytest.fixture
def lugar(coordinador, convenio, municipalidad_a, municipalidad_b) -> Lugar:
    return Lugar(coordinador, convenio.ugel, convenio)


def bytes_de(padron, lugar, **opciones) -> bytes:
    with escribir_plantilla(padron, lugar, **opciones) as libro:
        return libro.read()


def tabla(padron, contenido):
    return ubicar_tabla(leer(contenido, conocida=conocida), padron, otros=list(PADRONES.values()))


def con_filas(contenido: bytes, *filas: dict[str, object]) -> bytes:
    libro, salida = openpyxl.load_workbook(io.BytesIO(contenido)), io.BytesIO()
    hoja = libro.worksheets[0]
    titulos = [celda.value for celda in hoja[1]]
    for n, fila in enumerate(filas, start=2):
        for titulo, valor in fila.items():
            hoja.cell(n, titulos.index(titulo) + 1).value = valor
    libro.save(salida)
    return salida.getvalue()


@pytest.mark.parametrize("padron", TODAS)
def test_an_empty_template_says_that_it_only_has_headings(lugar, padron):
    with pytest.raises(ArchivoInvalido, match="solo tiene los títulos"):
        tabla(padron, bytes_de(padron, lugar))


@pytest.mark.parametrize("padron", TODAS)
def test_its_headings_are_the_columns_and_required_ones_are_told_by_more_than_colour(lugar, padron):
    hoja = openpyxl.load_workbook(io.BytesIO(bytes_de(padron, lugar))).worksheets[0]
    assert [celda.value for celda in hoja[1]] == [c.nombre for c in padron.columnas_de_salida]
    for celda, columna in zip(hoja[1], padron.columnas_de_salida, strict=True):
        assert ("OBLIGATORIA" in celda.comment.text) == columna.requerida
        assert columna.acepta in " ".join(celda.comment.text.split())
    assert hoja.freeze_panes == "B2"
    assert hoja.max_row == 1


@pytest.mark.parametrize("padron", TODAS)
def test_nothing_in_it_runs(lugar, padron):
    with zipfile.ZipFile(io.BytesIO(bytes_de(padron, lugar))) as libro:
        hojas = [libro.read(n).decode() for n in libro.namelist() if n.startswith("xl/worksheets/sheet")]
    assert not any(re.search("<f[ >]", hoja) for hoja in hojas)
    for hoja in openpyxl.load_workbook(io.BytesIO(bytes_de(padron, lugar))).worksheets:
        for fila in hoja.iter_rows(values_only=True):
            assert [v for v in fila if isinstance(v, str) and poner_escudo(v) != v and not v.startswith("'")] == []


@pytest.mark.parametrize("padron", TODAS)
def test_the_example_of_each_column_is_one_that_it_takes(padron):
    for columna in padron.columnas:
        leido = columna.leer(columna.ejemplo)
        assert (leido.valor is not None, leido.error, leido.avisos) == (True, "", ()), columna.nombre


@pytest.mark.parametrize("padron", TODAS)
def test_each_column_is_checked_while_one_types_and_says_what_it_takes(lugar, padron):
    hoja = openpyxl.load_workbook(io.BytesIO(bytes_de(padron, lugar))).worksheets[0]
    reglas = {str(regla.sqref): regla for regla in hoja.data_validations.dataValidation}
    for celda, columna in zip(hoja[1], padron.columnas_de_salida, strict=True):
        regla = reglas[f"{celda.column_letter}2:{celda.column_letter}{FILAS + 1}"]
        assert columna.acepta[:60] in regla.prompt
        assert 0 < len(regla.error) <= 255
        assert columna.tipo not in ("código", "ubigeos", "texto") or hoja.column_dimensions[celda.column_letter].number_format == "@"


def test_the_districts_of_the_place_and_the_words_of_a_choice_are_offered(lugar):
    libro = openpyxl.load_workbook(io.BytesIO(bytes_de(PADRONES["compromisos"], lugar)))
    listas = {columna[0].value: [c.value for c in columna[1:] if c.value] for columna in libro["Listas"].iter_cols()}
    assert listas["Para elegir en «distrito»"] == ["TODOS", "990101 Distrito A", "990102 Distrito B"]
    assert listas["Para elegir en «estado»"] == ["pendiente", "en proceso", "cumplido", "no cumplido"]
    partes = openpyxl.load_workbook(io.BytesIO(bytes_de(PADRONES["partes"], lugar)))
    assert [c.value for c in partes["Listas"]["A"][1:]] == ["990101", "990102"]  # a code alone, where the column takes no name


def test_a_place_that_is_not_known_offers_no_districts(coordinador):
    libro = openpyxl.load_workbook(io.BytesIO(bytes_de(PADRONES["autoridades"], Lugar(coordinador))))
    assert "Listas" not in libro.sheetnames


def test_what_is_chosen_from_its_lists_comes_in(lugar):
    padron = PADRONES["compromisos"]
    fila = {
        "codigo": "007",
        "distrito": "990101 Distrito A",
        "descripcion": "Elaborar el plan",
        "fecha_limite": "30/11/2027",
        "estado": "en proceso",
    }
    ensayo = ensayar(
        padron, tabla(padron, con_filas(bytes_de(padron, lugar), fila, fila | {"codigo": "008", "distrito": "TODOS"})), lugar=lugar
    )
    assert ensayo.cuentas == {"nuevo": 2, "cambia": 0, "igual": 0, "error": 0}
    assert (ensayo.avisos, [f.avisos for f in ensayo.filas]) == ([], [[], []])
    assert ensayo.filas[0].valores["codigo"] == "007"


def test_a_template_takes_as_many_rows_as_a_file_may_have_whatever_its_other_sheets_say(lugar):
    padron = PADRONES["compromisos"]
    fila = {"descripcion": "Uno", "distrito": "990101", "fecha_limite": "30/11/2027"}
    llena = con_filas(bytes_de(padron, lugar), *(fila | {"codigo": f"C-{n}"} for n in range(19)))
    assert len(leer(llena, conocida=conocida, filas=5).hojas[0].filas) == 20  # five, and the rows among which headings are looked for
    de_mas = con_filas(llena, *(fila | {"codigo": f"C-{n}"} for n in range(20)))
    with pytest.raises(ArchivoInvalido, match="más de 5 filas"):
        leer(de_mas, conocida=conocida, filas=5)


def test_demonstration_data_say_so(lugar):
    libro = openpyxl.load_workbook(io.BytesIO(bytes_de(PADRONES["convenios"], lugar, demostracion=True)))
    assert "demostración" in libro["Instrucciones"]["A2"].value
    assert "demostración" in libro.worksheets[0].oddFooter.center.text
