"""What was understood of a new row stands on the page, with what the cell says beside it where that is something else."""

import datetime
import io
import re

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from base.comun.padron import Eleccion, Entero, Fecha, Numero, Porcentaje, Texto

from .test_paginas import corregir, csv, subida

TITULOS = ["codigo", "distrito", "descripcion", "fecha_limite", "estado", "avance", "meta_fisica", "unidad", "meta_financiera"]


@pytest.fixture
def navegador(como, coordinador):
    return como(coordinador)


def libro(*celdas, porcentaje: bool = False) -> SimpleUploadedFile:
    salida = io.BytesIO()
    with xlsxwriter.Workbook(salida, {"default_date_format": "dd/mm/yyyy"}) as libro:
        hoja, con_signo = libro.add_worksheet(), libro.add_format({"num_format": "0%"})
        hoja.write_row(0, 0, TITULOS)
        for indice, celda in enumerate(celdas):
            hoja.write(1, indice, celda, con_signo if porcentaje and TITULOS[indice] == "avance" else None)
    return SimpleUploadedFile("matriz.xlsx", salida.getvalue())


def dicho(navegador, importacion) -> str:
    """The detail of its only row, as it is read."""
    pagina = navegador.get(importacion.get_absolute_url()).content.decode()
    return " ".join(re.sub(r"<[^>]+>", "", re.search(r'<p class="valores-de-fila">(.*?)</p>', pagina)[1]).split())


def test_what_was_read_is_shown_with_what_the_cell_says_where_it_says_something_else(navegador, convenio):
    fila = ["I-1", 990101, "Plan", datetime.date(2027, 11, 30), "culminado", 0.45, 1500, "talleres", 1250.5]
    entendido = dicho(navegador, subida(navegador, archivo=libro(*fila, porcentaje=True)))
    for parte in (
        "fecha_limite: 30/11/2027 ·",
        "estado: cumplido (dice «culminado») ·",
        "avance: 45 % (dice «0.45») ·",
        "meta_fisica: 1,500 ·",
        "meta_financiera: 1,250.50",
    ):
        assert parte in entendido
    assert entendido.count("dice «") == 2


def test_a_lost_zero_and_a_word_for_all_show_what_they_became(navegador, como, administrador, convenio, municipalidad_a, municipalidad_b):
    de_locales = csv("12345,Local A,990101", titulos="codigo_local,nombre,ubigeo")
    assert "codigo_local: 012345 (dice «12345»)" in dicho(
        como(administrador), subida(como(administrador), archivo=de_locales, padron="locales")
    )
    assert "(dice «TODOS»)" in dicho(navegador, subida(navegador, "I-1,TODOS,Plan,30/11/2027"))


def test_figures_told_by_a_person_show_how_they_were_settled(navegador, convenio):
    archivo = csv('I-1,990101,Plan,30/11/2027,"1.500,25"', titulos="codigo,distrito,descripcion,fecha_limite,meta_financiera")
    importacion = subida(navegador, archivo=archivo)
    assert "meta_financiera: 1,500.25 (dice «1.500,25»)" in dicho(navegador, importacion)
    corregir(navegador, importacion, 2, meta_financiera="S/ 980")
    assert "meta_financiera: 980.00 (dice «S/ 980»)" in dicho(navegador, importacion)


def test_values_are_told_as_people_write_them_here():
    assert Numero(nombre="n").decir(1234567.5) == "1,234,567.5"
    assert Numero(nombre="n", formato="#,##0.00").decir(1250.5) == "1,250.50"
    assert Porcentaje(nombre="p").decir(45) == "45 %"
    assert Entero(nombre="anio", minimo=2000, maximo=2100).decir(2026) == "2026"
    assert Entero(nombre="altitud", minimo=-100, maximo=6000).decir(1620) == "1,620"


@pytest.mark.parametrize(
    ("columna", "escrito", "leido", "igual"),
    [
        (Numero(nombre="n"), "1500", "1,500", True),
        (Numero(nombre="n"), "1.500", "1,500", False),
        (Numero(nombre="n", formato="#,##0.00"), "1250.5", "1,250.50", True),
        (Porcentaje(nombre="p"), "45", "45 %", True),
        (Porcentaje(nombre="p"), "0.45", "45 %", False),
        (Eleccion(nombre="e"), "EN_PROCESO", "En proceso", True),
        (Eleccion(nombre="e"), "iniciado", "En proceso", False),
        (Fecha(nombre="f"), "3-4-2027", "03/04/2027", False),
        (Texto(nombre="t"), "así", "así", True),
    ],
)
def test_what_a_cell_says_is_repeated_only_where_it_is_another_thing(columna, escrito, leido, igual):
    assert columna.dice_lo_mismo(escrito, leido) is igual


# ── A part of one, in a column of percentages ────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("celda", "con_signo", "avisa"), [(0.45, False, True), (0.45, True, False), (45, False, False), (1, False, False)])
def test_a_bare_part_of_one_is_asked_about(navegador, convenio, celda, con_signo, avisa):
    fila = ["I-1", "990101", "Plan", "30/11/2027", "", celda]
    avisos = subida(navegador, archivo=libro(*fila, porcentaje=con_signo)).filas.get().avisos
    assert (["avance", "Se leyó 0.45 %. ¿Quiso decir 45 %?"] in avisos) is avisa


@pytest.mark.parametrize(("escrito", "avisa"), [("0.45", True), ("0,5", True), ("0.45 %", False), ("0", False)])
def test_so_is_one_written_in_a_text(escrito, avisa):
    assert bool(Porcentaje(nombre="avance").leer(escrito).avisos) is avisa
