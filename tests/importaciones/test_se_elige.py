"""What is chosen and not written: the convenio of a file, a word of a few in a cell; and the name that contradicts a code."""

import re

import pytest
from django.urls import reverse

from base.comun.padron import Eleccion
from portal.importaciones.forms import opciones_de
from portal.importaciones.models import Importacion
from tests.factories import make_convenio

from .test_paginas import BUENA, corregir, csv, cuentas, subida, subir

TITULOS = "codigo,distrito,nombre_distrito,descripcion,fecha_limite,estado"


@pytest.fixture
def navegador(como, coordinador):
    return como(coordinador)


def controles(pagina: str) -> dict[str, str]:
    """Each cell offered in place, by its column, and what it is."""
    return {nombre: que for que, nombre in re.findall(r'<(select|input|textarea) class="form-\w+" id="c-\d+-\w+" name="(\w+)"', pagina)}


# ── Of which convenio ────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_missing_convenio_is_asked_for_beside_its_field_and_the_padron_stays_chosen(navegador, convenio):
    make_convenio(convenio.ugel, codigo="CM-OTRO")  # of two, none is chosen beforehand
    respuesta = subir(navegador, BUENA)
    assert respuesta.status_code == 422
    formulario = respuesta.context["form"]
    assert formulario.errors == {"convenio": ["Parece el padrón de compromisos: elija de qué convenio y suba el archivo de nuevo."]}
    assert formulario["padron"].value() == "compromisos"
    assert "Elija, si es de un convenio" in respuesta.content.decode()
    assert not Importacion.objects.exists()


def test_any_other_fault_of_the_file_stands_beside_the_file(navegador, convenio):
    respuesta = subir(navegador, archivo=csv("x,y", titulos="a,b"))
    assert list(respuesta.context["form"].errors) == ["archivo"]


def test_what_belongs_to_the_whole_installation_is_seen_by_who_runs_it(como, administrador, ugel):
    for padron, suya in (("ugeles", None), ("locales", ugel)):
        Importacion.objects.create(padron=padron, ugel=suya, archivo_nombre=f"{padron}.csv", octetos=1, sha256="0" * 64, por=administrador)
    pagina = como(administrador).get("/importaciones/").content.decode()
    assert ("ugeles.csv" in pagina, "locales.csv" in pagina) == (False, True)
    administrador.is_superuser = True
    administrador.save()
    pagina = como(administrador).get("/importaciones/").content.decode()
    assert ("ugeles.csv" in pagina, "locales.csv" in pagina) == (True, True)


# ── A word of a few ──────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_word_that_the_portal_does_not_know_is_mended_by_choosing(navegador, convenio):
    importacion = subida(navegador, archivo=csv("I-1,990101,,Plan,30/11/2027,avanzando", titulos=TITULOS))
    pagina = navegador.get(importacion.get_absolute_url()).content.decode()
    assert controles(pagina) == {"estado": "select"}
    assert '<option value="avanzando" selected>avanzando (lo que dice el archivo)</option>' in pagina
    entera = navegador.get(reverse("importacion_fila", args=[importacion.pk, 2])).content.decode()
    assert '<option value="avanzando" selected>avanzando (lo que dice el archivo)</option>' in entera
    corregir(navegador, importacion, 2, estado="en proceso")
    assert cuentas(importacion) == (1, 0, 0, 0)


def test_what_is_chosen_already_is_offered_once():
    columna = Eleccion(nombre="fuente", valores={"ugel": "Verificado por la UGEL", "director": "Declarado"})
    assert opciones_de(columna, "ugel") == [("ugel", "Verificado por la UGEL"), ("director", "Declarado")]
    assert opciones_de(columna, "")[0] == ("", "Elija")
    assert opciones_de(columna, "otro")[0] == ("otro", "otro (lo que dice el archivo)")


# ── The name beside the code ─────────────────────────────────────────────────────────────────────────────────────────────
def test_a_name_that_contradicts_its_code_can_be_mended_too(navegador, convenio):
    importacion = subida(navegador, archivo=csv("I-1,990101,Otro lugar,Plan,31/04/2027,", titulos=TITULOS))
    pagina = navegador.get(importacion.get_absolute_url()).content.decode()
    assert controles(pagina) == {"fecha_limite": "input", "distrito": "input", "nombre_distrito": "input"}
    corregir(navegador, importacion, 2, distrito="990101", nombre_distrito="", fecha_limite="30/04/2027")
    assert cuentas(importacion) == (1, 0, 0, 0)


def test_a_name_that_nobody_questions_is_not_offered(navegador, convenio, municipalidad_a):
    fila = f"I-1,990101,{municipalidad_a.distrito.nombre},Plan,31/04/2027,"
    pagina = navegador.get(subida(navegador, archivo=csv(fila, titulos=TITULOS)).get_absolute_url()).content.decode()
    assert controles(pagina) == {"fecha_limite": "input"}
