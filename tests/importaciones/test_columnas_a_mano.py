"""Saying by hand which column is which: one sheet is read, it is named, and what it shows as an example is its own."""

import io
import re

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from .test_paginas import BUENA, OTRA, aplicar, csv, cuentas, subida

TITULOS = ["codigo", "distrito", "Tarea asumida", "fecha_limite"]
NOMBRADAS = {"encabezado": 3, "columna-0": "codigo", "columna-1": "distrito", "columna-2": "descripcion", "columna-3": "fecha_limite"}


@pytest.fixture
def navegador(como, coordinador):
    return como(coordinador)


def libro(**hojas: list[list[str]]) -> SimpleUploadedFile:
    salida = io.BytesIO()
    with xlsxwriter.Workbook(salida) as libro:
        for nombre, filas in hojas.items():
            hoja = libro.add_worksheet(nombre)
            for numero, fila in enumerate(filas):
                hoja.write_row(numero, 0, fila)
    return SimpleUploadedFile("matriz.xlsx", salida.getvalue())


@pytest.fixture
def de_dos_hojas(navegador, convenio):
    """The headings stand in the third row of the second sheet; the first one has rows of the same numbers."""
    notas = [["Avisos", "para", "quien", "llena"], ["uno", "dos", "tres", "cuatro"], ["AJENO"] * 4, ["AJENO"] * 4]
    matriz = [["MATRIZ 2027"], [], TITULOS, BUENA.split(","), ["I-2", "", "Capacitar", "30/10/2027"], [*OTRA.split(",")]]
    return subida(navegador, archivo=libro(NOTAS=notas, MATRIZ=matriz), padron="compromisos")


def ejemplos(pagina: str) -> list[str]:
    celdas = re.findall(r'data-etiqueta="Por ejemplo">(.*?)</td>', pagina, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", "", celda).split()) for celda in celdas]


def test_the_sheet_that_is_read_is_named_and_only_its_rows_are_examples(navegador, de_dos_hojas):
    pagina = navegador.get(reverse("importacion_columnas", args=[de_dos_hojas.pk])).content.decode()
    assert "Se lee la hoja <strong>MATRIZ</strong>" in pagina
    assert "AJENO" not in pagina
    assert ejemplos(pagina)[:3] == ["I-1 · I-2 · I-2", "TODOS · 990101", "Elaborar el plan · Capacitar · Capacitar"]


def test_the_row_of_the_headings_is_one_of_that_sheet(navegador, de_dos_hojas):
    url = reverse("importacion_columnas", args=[de_dos_hojas.pk])
    opciones = re.findall(r'<option value="(\d+)"', navegador.get(url).content.decode().split("</select>")[0])
    assert opciones == ["1", "3", "4", "5", "6"]
    assert navegador.post(url, NOMBRADAS)["Location"] == de_dos_hojas.get_absolute_url()
    assert cuentas(de_dos_hojas) == (1, 0, 0, 2)
    assert de_dos_hojas.filas.first().celdas["descripcion"] == "Elaborar el plan"


def test_a_file_without_sheets_names_none(navegador, convenio):
    importacion = subida(navegador, archivo=csv(BUENA, titulos="codigo,distrito,otra,fecha_limite"), padron="compromisos")
    assert "Se lee la hoja" not in navegador.get(reverse("importacion_columnas", args=[importacion.pk])).content.decode()


# ── Where the rows went ──────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_receipt_of_any_padron_leads_to_what_it_brought(como, administrador, municipalidad_a):
    navegador = como(administrador)
    archivo = csv("990101,01/01/2023,Alcaldesa A", titulos="ubigeo,inicio,alcalde")
    importacion = subida(navegador, archivo=archivo, padron="autoridades")
    aplicar(navegador, importacion)
    importacion.refresh_from_db()
    lote = reverse("lote", args=[importacion.lote_id])
    assert (
        f'<a class="btn btn-primary" href="{lote}">Ver lo importado</a>' in navegador.get(importacion.get_absolute_url()).content.decode()
    )
    assert "Alcaldesa A" in navegador.get(lote).content.decode()
