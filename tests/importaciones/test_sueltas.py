"""Titles, totals and notes that slipped in among the rows: named, said once, and left out together when a person says so."""

import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.importaciones.lectura import FilaCruda
from portal.importaciones.sueltas import NO_ES_DATO, es_suelta

from .test_paginas import BUENA, MALA, aplicar, corregir, csv, cuentas, subida

TITULOS = ["codigo", "distrito", "descripcion", "fecha_limite"]


@pytest.fixture
def navegador(como, coordinador):
    return como(coordinador)


@pytest.fixture
def matriz(navegador, convenio):
    """A title over all the columns, two good rows, one with a mistake, a total, a note at the end."""
    salida = io.BytesIO()
    with xlsxwriter.Workbook(salida) as libro:
        hoja = libro.add_worksheet()
        hoja.write_row(0, 0, TITULOS)
        hoja.merge_range(1, 0, 1, 3, "LÍNEA 1: INFRAESTRUCTURA")
        for numero, fila in enumerate((BUENA, BUENA.replace("I-1", "I-2"), MALA), start=2):
            hoja.write_row(numero, 0, fila.split(","))
        hoja.write_row(5, 0, ["TOTAL", "", "3 compromisos"])
        hoja.write_row(6, 0, ["Fuente: UGEL, marzo de 2026"])
    return subida(navegador, archivo=SimpleUploadedFile("matriz.xlsx", salida.getvalue()))


def decidir(navegador, importacion, accion):
    return navegador.post(reverse("importacion_decidir", args=[importacion.pk]), {"accion": accion}, follow=True).content.decode()


def test_what_is_no_data_is_named_by_what_it_says_and_told_once(navegador, matriz):
    sueltas = dict(matriz.filas.filter(suelta=True).values_list("numero", "nombre"))
    assert sueltas == {2: "LÍNEA 1: INFRAESTRUCTURA", 6: "TOTAL", 7: "Fuente: UGEL, marzo de 2026"}
    pagina = navegador.get(matriz.get_absolute_url(), {"ver": "error"}).content.decode()
    assert pagina.count(NO_ES_DATO) == 3
    assert "celdas combinadas" not in pagina
    assert "Esa fecha no existe" in pagina


def test_one_press_leaves_them_out_and_the_mistakes_stay(navegador, matriz):
    pagina = navegador.get(matriz.get_absolute_url()).content.decode()
    assert "Dejar fuera las 3 filas que no son datos" in pagina
    assert "Se dejaron fuera 3 filas." in decidir(navegador, matriz, "dejar_sueltas")
    assert cuentas(matriz) == (2, 0, 0, 1)
    assert matriz.fuera == [2, 6, 7]
    assert "que no son datos" not in navegador.get(matriz.get_absolute_url()).content.decode()
    fuera = dict(matriz.filas.filter(estado="fuera").values_list("numero", "nombre"))
    assert fuera[2] == "LÍNEA 1: INFRAESTRUCTURA"


def test_what_was_left_out_is_named_on_the_lote(navegador, matriz):
    decidir(navegador, matriz, "dejar_errores")
    aplicar(navegador, matriz)
    matriz.refresh_from_db()
    assert "Fila 6: TOTAL · 3 compromisos" in [dejada["registro"] for dejada in matriz.lote.dejados]


def test_one_of_them_is_told_in_the_singular(navegador, convenio):
    importacion = subida(navegador, BUENA, "TOTAL,,,")
    assert "Dejar fuera la fila que no es de datos" in navegador.get(importacion.get_absolute_url()).content.decode()
    assert "Se dejó fuera 1 fila." in decidir(navegador, importacion, "dejar_sueltas")
    assert cuentas(importacion) == (1, 0, 0, 0)


def test_a_row_that_goes_in_is_never_taken_for_a_total(navegador, convenio):
    importacion = subida(navegador, "TOTAL,990101,Total de aulas equipadas,30/11/2027")
    assert importacion.filas.get().suelta is False
    assert cuentas(importacion) == (1, 0, 0, 0)


def test_once_it_is_written_as_a_row_it_is_one(navegador, convenio):
    importacion = subida(navegador, BUENA, "TOTAL,,,")
    corregir(navegador, importacion, 3, codigo="I-9", distrito="990101", descripcion="Equipar", fecha_limite="30/11/2027")
    assert cuentas(importacion) == (2, 0, 0, 0)
    assert not importacion.filas.filter(suelta=True).exists()


def test_the_rest_of_what_a_row_above_says_is_no_title(navegador, convenio):
    """A commitment over two rows: its code merged, its words going on below."""
    salida = io.BytesIO()
    with xlsxwriter.Workbook(salida) as libro:
        hoja = libro.add_worksheet()
        hoja.write_row(0, 0, TITULOS)
        hoja.write_row(1, 0, BUENA.split(","))
        hoja.merge_range(1, 0, 2, 0, "I-1")
        hoja.write(2, 2, "y revisar lo que se hizo")
    importacion = subida(navegador, archivo=SimpleUploadedFile("matriz.xlsx", salida.getvalue()))
    assert list(importacion.filas.order_by("numero").values_list("estado", "suelta")) == [("error", False)] * 2


@pytest.mark.parametrize(
    ("celdas", "si"),
    [
        (["Subtotal", None, 1500], True),
        (["Total general", None, None], True),
        (["TOTALMENTE NUEVO", "x"], False),
        (["SALLIQUE", None, None], True),
        (["I-5", None, None], False),  # half written
        ([None, None, 1500], False),
        ([None, "y lo que sigue en otra línea", None], False),
        ([None, None, None], False),
    ],
)
def test_what_looks_like_no_data(celdas, si):
    assert es_suelta(FilaCruda(9, celdas), 0) is si


def test_a_row_that_moved_is_told_as_such(navegador, convenio):
    importacion = subida(navegador, archivo=csv(BUENA, "TOTAL,,,,5"))
    assert importacion.filas.get(numero=3).suelta is False
