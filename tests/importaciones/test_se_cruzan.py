"""What crosses on the way of a file: a convenio that goes, a job that is annulled, a person who leaves, two UGEL with the same code."""

import datetime

import pytest
from django.urls import reverse

from base.avisos import trabajo
from base.avisos.models import Tarea
from base.bitacora import depuracion
from base.bitacora.gestos import gesto
from base.comun.fechas import ahora, hoy
from convenios.models import Compromiso, Convenio
from municipios.models import LocalEscolar, MiembroUgel
from municipios.padrones.instituciones import CargaLocales
from portal.importaciones import acciones, ensayos, tareas
from portal.importaciones.models import Importacion
from tests.factories import make_compromiso, make_convenio, make_importacion

from .test_paginas import BUENA, MALA, OTRA, aplicar, confirmar, corregir, csv, cuentas, subida, todo_es_grande  # noqa: F401


@pytest.fixture
def navegador(como, coordinador):
    return como(coordinador)


@pytest.fixture
def eliminado(ugel, coordinador):
    """A convenio with nothing in it, that somebody deletes while its file is on the way."""
    convenio = make_convenio(ugel, codigo="CM-VACIO")
    importacion = make_importacion(convenio, por=coordinador, filas=[BUENA.replace("990101", "TODOS")])
    convenio.eliminar(por=coordinador)
    return importacion


def test_nothing_goes_into_a_convenio_that_was_deleted(navegador, eliminado):
    respuesta = aplicar(navegador, eliminado)
    assert (respuesta.status_code, respuesta["Location"]) == (302, eliminado.get_absolute_url())
    assert "alguien lo eliminó" in navegador.get(eliminado.get_absolute_url()).content.decode()
    assert not Compromiso.todos.exists()
    assert navegador.post(reverse("importacion_decidir", args=[eliminado.pk]), {"accion": "descartar"}).status_code == 302


def test_a_convenio_that_was_deleted_goes_for_good_though_a_file_came_for_it(eliminado, administrador):
    convenio = eliminado.convenio
    Convenio.todos.filter(pk=convenio.pk).update(eliminado_en=ahora() - datetime.timedelta(days=100))
    with gesto(por=administrador, motivo="Depurar"):
        depuracion.depurar([f"convenios.convenio:{convenio.pk}"], dias=90, por=administrador)
    eliminado.refresh_from_db()
    assert eliminado.convenio is None


@pytest.mark.parametrize("titulos", ["codigo,distrito,descripcion,fecha_limite", "codigo,distrito,otra,fecha_limite"])
def test_a_file_left_while_it_was_being_read_stays_left(navegador, convenio, coordinador, todo_es_grande, monkeypatch, titulos):  # noqa: F811
    importacion = subida(navegador, archivo=csv(BUENA, titulos=titulos), padron="compromisos")
    real = ensayos.tabla_de

    def tabla_de(*args):
        if Importacion.objects.get(pk=importacion.pk).estado == "en_cola":
            importacion.tarea.anular(por=coordinador)
            navegador.post(reverse("importacion_decidir", args=[importacion.pk]), {"accion": "descartar"})
        return real(*args)

    monkeypatch.setattr(ensayos, "tabla_de", tabla_de)
    trabajo.una_vez()
    importacion.refresh_from_db()
    assert (importacion.estado, importacion.contenido, importacion.filas.count()) == ("descartada", None, 0)
    assert importacion.tarea.estado == "anulada"


def test_a_file_that_cannot_be_read_and_was_left_meanwhile_stays_left(navegador, convenio, coordinador, todo_es_grande, monkeypatch):  # noqa: F811
    importacion = subida(navegador, archivo=csv("990101,01/01/2023,Alguien", titulos="ubigeo,inicio,alcalde"), padron="compromisos")
    real = acciones.leer

    def leer(*args, **kwargs):
        importacion.tarea.anular(por=coordinador)
        acciones.descartar(importacion)
        return real(*args, **kwargs)

    monkeypatch.setattr(acciones, "leer", leer)
    trabajo.una_vez()
    importacion.refresh_from_db()
    assert (importacion.estado, importacion.problema) == ("descartada", "")


def test_what_is_being_mended_is_not_forgotten_however_old(navegador, convenio):
    importacion = subida(navegador, BUENA, MALA)
    hace_mucho = ahora() - 2 * tareas.ABANDONO
    Importacion.objects.update(creada_en=hace_mucho, movida_en=hace_mucho)
    corregir(navegador, importacion, 3, fecha_limite="30/04/2027")
    tareas.olvidar(None)
    assert cuentas(importacion) == (2, 0, 0, 0)


def test_what_is_applied_while_the_old_ones_are_forgotten_keeps_its_receipt(navegador, convenio, monkeypatch):
    importacion = subida(navegador, BUENA)
    Importacion.objects.update(movida_en=ahora() - 2 * tareas.ABANDONO)
    real = acciones.descartar

    def descartar(suya):
        aplicar(navegador, importacion)
        return real(suya)

    monkeypatch.setattr(acciones, "descartar", descartar)
    assert tareas.olvidar(None) == {"dejadas": 0}
    importacion.refresh_from_db()
    assert importacion.estado == "aplicada"
    assert importacion.lote is not None


def test_who_no_longer_works_there_applies_nothing_though_it_was_asked_for_before(navegador, convenio, coordinador, todo_es_grande):  # noqa: F811
    importacion = subida(navegador, BUENA)
    trabajo.una_vez()
    aplicar(navegador, importacion)
    MiembroUgel.objects.filter(usuario=coordinador).update(fin=hoy() - datetime.timedelta(days=1))
    trabajo.una_vez()
    assert not Compromiso.objects.exists()
    assert Tarea.objects.get(nombre="importaciones.aplicar").error == "Quien pidió aplicarlo ya no carga ese padrón en esa UGEL."


def test_a_press_while_the_reading_closes_is_its_own_job(navegador, convenio, coordinador, todo_es_grande):  # noqa: F811
    importacion = subida(navegador, BUENA)
    acciones.leer_y_ensayar(importacion, b"codigo,distrito,descripcion,fecha_limite\n" + BUENA.encode(), por=coordinador)  # its job goes on
    importacion.refresh_from_db()
    acciones.aplicar(importacion, por=coordinador, motivo="Matriz", mostrado=importacion.huella, clave=None)
    suyas = Tarea.objects.filter(nombre__startswith="importaciones.").exclude(nombre="importaciones.olvidar")
    assert sorted(suyas.values_list("nombre", flat=True)) == ["importaciones.aplicar", "importaciones.leer"]


def test_a_code_that_another_ugel_takes_at_the_same_instant_is_said_and_nothing_is_written(como, administrador, convenio, monkeypatch):
    navegador = como(administrador)
    importacion = subida(navegador, archivo=csv("123456,Local A,990101", titulos="codigo_local,nombre,ubigeo"), padron="locales")
    assert cuentas(importacion) == (1, 0, 0, 0)
    real = CargaLocales.escribir

    def escribir(operacion, filas):
        real(operacion, filas)  # the other one, between this one's last look and its writing
        real(operacion, filas)

    monkeypatch.setattr(CargaLocales, "escribir", escribir)
    respuesta = navegador.post(reverse("importacion_aplicar", args=[importacion.pk]), confirmar(navegador, importacion))
    assert respuesta.status_code == 409
    assert "en el mismo momento algo con el mismo código" in respuesta.content.decode()
    assert not LocalEscolar.objects.exists()


def test_what_was_left_before_it_could_be_shown_again_says_so(navegador, convenio, monkeypatch):
    importacion = subida(navegador, BUENA)
    datos = confirmar(navegador, importacion)
    real = acciones.aplicar

    def aplicar_tarde(*args, **kwargs):
        try:
            real(*args, **kwargs)
        finally:
            acciones.descartar(Importacion.objects.get(pk=importacion.pk))

    monkeypatch.setattr(acciones, "aplicar", aplicar_tarde)
    make_compromiso(convenio, codigo="I-1")
    respuesta = navegador.post(reverse("importacion_aplicar", args=[importacion.pk]), datos, follow=True)
    assert respuesta.status_code == 200
    assert "esta importación está «descartada»" in respuesta.content.decode()


def test_a_row_of_headings_of_five_thousand_figures_is_none(navegador, convenio):
    importacion = subida(navegador, BUENA, OTRA)
    url = reverse("importacion_columnas", args=[importacion.pk])
    assert navegador.get(url, {"encabezado": "1" * 5000}).status_code == 200
    assert navegador.post(url, {"encabezado": "1" * 5000}).status_code == 422


def test_mending_one_cell_of_a_row_leaves_a_long_one_whole(navegador, convenio):
    larga = "Elaborar " + "y revisar " * 40 + "el plan."
    importacion = subida(navegador, f"I-1,TODOS,{larga},31/04/2027")
    pagina = navegador.get(reverse("importacion_fila", args=[importacion.pk, 2])).content.decode()
    assert larga in pagina
    corregir(navegador, importacion, 2, codigo="I-1", distrito="TODOS", descripcion=larga, fecha_limite="30/04/2027")
    aplicar(navegador, importacion)
    assert Compromiso.objects.get().descripcion == larga
