"""The page of the columns of a padrón, its template and its export: for whom, of what, and that the export comes back."""

import io

import openpyxl
import pytest
from django.urls import reverse

from portal.importaciones.catalogo import PADRONES, conocida
from portal.importaciones.encabezado import ubicar_tabla
from portal.importaciones.lectura import leer
from portal.importaciones.motor import Lugar, ensayar
from tests.factories import dias, make_compromiso, make_convenio, make_local, make_ugel

from .test_paginas import aplicar, csv, subida

CLAVES = list(PADRONES)


@pytest.fixture
def raiz(administrador):
    """Who runs the whole installation."""
    administrador.is_superuser = True
    administrador.save()
    return administrador


@pytest.mark.parametrize("clave", CLAVES)
def test_every_column_is_explained(como, raiz, convenio, clave):
    texto = como(raiz).get(reverse("importar_columnas", args=[clave])).content.decode()
    for columna in PADRONES[clave].columnas:
        assert f"<code>{columna.nombre}</code>" in texto
        for sinonimo in columna.sinonimos:
            assert sinonimo in texto


def test_a_coordinator_is_refused_what_an_administrator_brings_in_and_sees_no_link_to_it(como, coordinador, administrador, convenio):
    for ruta, *resto in (("importar_columnas",), ("importar_plantilla",), ("importar_exportar", "csv")):
        assert como(coordinador).get(reverse(ruta, args=["autoridades", *resto])).status_code == 403
        respuesta = como(administrador).get(reverse(ruta, args=["autoridades", *resto]))
        assert (respuesta.status_code, len(respuesta.getvalue() if respuesta.streaming else respuesta.content) > 0) == (200, True)
        assert como(administrador).get(reverse(ruta, args=["ugeles", *resto])).status_code == 403  # of the whole installation
    enlace = reverse("importar_columnas", args=["autoridades"])
    pagina = reverse("importar_columnas", args=["compromisos"])
    assert enlace not in como(coordinador).get(pagina).content.decode()
    assert enlace in como(administrador).get(pagina).content.decode()


@pytest.mark.parametrize("direccion", ["columnas/nada/", "plantilla/nada.xlsx", "exportar/nada.csv", "exportar/compromisos.exe"])
def test_what_is_not_a_padron_or_a_format_is_not_found(como, coordinador, direccion):
    assert como(coordinador).get(f"/importaciones/{direccion}").status_code == 404


@pytest.mark.parametrize("cual", ["ajeno", "99999999", "nada", "9" * 30, "-1", "٣"])
def test_a_convenio_of_another_ugel_is_as_one_that_does_not_exist(como, coordinador, convenio, cual):
    pk = str(make_convenio(make_ugel()).pk) if cual == "ajeno" else cual
    for direccion in (reverse("importar_plantilla", args=["compromisos"]), reverse("importar_exportar", args=["compromisos", "csv"])):
        assert como(coordinador).get(direccion, {"convenio": pk}).status_code == 404


def test_a_padron_of_a_convenio_asks_which_one_before_it_exports(como, coordinador, convenio):
    respuesta = como(coordinador).get(reverse("importar_exportar", args=["compromisos", "csv"]), follow=True)
    assert respuesta.redirect_chain == [(reverse("importar_columnas", args=["compromisos"]), 302)]
    assert "elija cuál" in respuesta.content.decode()


def test_the_template_offers_the_districts_of_the_convenio(como, coordinador, convenio, municipalidad_a):
    respuesta = como(coordinador).get(reverse("importar_plantilla", args=["compromisos"]), {"convenio": convenio.pk})
    libro = openpyxl.load_workbook(io.BytesIO(respuesta.getvalue()))
    assert "990101 Distrito A" in [celda.value for celda in libro["Listas"]["A"]]
    assert respuesta["Content-Disposition"] == 'attachment; filename="plantilla-compromisos.xlsx"'


@pytest.mark.promesa("P19")
@pytest.mark.parametrize("formato", ["csv", "xlsx"])
def test_what_is_exported_from_the_page_comes_back_without_a_change(como, coordinador, convenio, municipalidad_a, formato, promesa):
    make_compromiso(convenio, codigo="C/1", descripcion="=1+1", plazo=dias(9), distritos=(municipalidad_a.distrito,))
    contenido = como(coordinador).get(reverse("importar_exportar", args=["compromisos", formato]), {"convenio": convenio.pk}).getvalue()
    tabla = ubicar_tabla(leer(contenido, conocida=conocida), PADRONES["compromisos"])
    ensayo = ensayar(PADRONES["compromisos"], tabla, lugar=Lugar(coordinador, convenio.ugel, convenio))
    assert ensayo.cuentas == {"nuevo": 0, "cambia": 0, "igual": 1, "error": 0}
    promesa.anotar(f"descargar un padrón e importarlo, {formato}", filas=1, cambios=0)


def test_who_works_for_several_ugel_chooses(como, raiz, convenio):
    otra = make_ugel()
    suyo = make_convenio(otra, codigo="CM-OTRA")
    pagina = como(raiz).get(reverse("importar_columnas", args=["compromisos"]), {"ugel": otra.codigo}).content.decode()
    assert (suyo.codigo in pagina, convenio.codigo in pagina) == (True, False)
    salida = como(raiz).get(reverse("importar_exportar", args=["convenios", "csv"]), {"ugel": otra.codigo}).getvalue().decode()
    assert ("CM-OTRA" in salida, convenio.codigo in salida) == (True, False)


def test_the_page_costs_the_same_for_one_convenio_or_ten(como, coordinador, convenio, django_assert_num_queries):
    cliente, direccion = como(coordinador), reverse("importar_columnas", args=["compromisos"])
    cliente.get(direccion)
    for n in range(10):
        make_convenio(convenio.ugel, codigo=f"CM-{n}")
    with django_assert_num_queries(5):  # session, user, UGEL, convenios, notices
        cliente.get(direccion)


def test_the_receipt_leads_to_the_schools_that_came_in_and_no_others(como, coordinador, convenio):
    navegador = como(coordinador)
    make_local(convenio.partes.first().municipalidad.distrito, nombre="Local de antes")
    importacion = subida(navegador, archivo=csv("990001,Local traído,990101", titulos="codigo_local,nombre,ubigeo"), padron="locales")
    aplicar(navegador, importacion)
    recibo = navegador.get(importacion.get_absolute_url()).content.decode()
    importacion.refresh_from_db()
    destino = f"/{convenio.ugel.codigo}/locales/?lote={importacion.lote_id}"
    assert destino in recibo
    pagina = navegador.get(destino).content.decode()
    assert "Local traído" in pagina
    assert "Local de antes" not in pagina
