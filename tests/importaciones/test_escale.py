"""A register of schools as ESCALE publishes it comes in by both doors: whole, with every lost zero told, and a second time without a change."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from base.avisos import trabajo
from base.comun.padron import Codigo, Leido
from bench import escale
from municipios.models import InstitucionEducativa, LocalEscolar
from portal.importaciones import limites
from portal.importaciones.models import Importacion
from tests.formularios import leer

from .test_paginas import aplicar

FILAS = 120


@pytest.fixture
def jaen(db) -> None:
    escale.preparar()


@pytest.mark.parametrize("puerta", [escale.por_la_orden, escale.por_el_formulario])
@pytest.mark.promesa("P19")
def test_the_register_comes_in_whole_with_its_lost_zeros_told(jaen, puerta, promesa):
    cuantas = promesa.veces(FILAS, 5_000)
    primera, _ = escale.traer(puerta, cuantas)
    promesa.anotar(f"padrón de ESCALE, {puerta.__name__.replace('_', ' ')}", filas=cuantas, ceros=sum(primera.avisos.values()), cambios=0)
    de_anexo = InstitucionEducativa.objects.exclude(anexo="0")
    assert de_anexo.filter(codigo_modular__startswith="099").exists()
    assert LocalEscolar.objects.filter(codigo_local__startswith="09").count() == cuantas // escale.DE_CADA_LOCAL


@pytest.mark.promesa("P19")
@pytest.mark.control
def test_control_a_zero_that_comes_back_in_silence_is_found(jaen, monkeypatch):
    """Where the zero of a código de local comes back in silence, the count of what was told is not the one expected."""
    leer_celda = Codigo.leer

    def callado(self, celda):
        leido = leer_celda(self, celda)
        return Leido(leido.valor, leido.error) if self.nombre == "codigo_local" else leido

    monkeypatch.setattr(Codigo, "leer", callado)
    with pytest.raises(AssertionError, match="no es lo esperado"):
        escale.traer(escale.por_la_orden, 20)


def test_a_large_register_is_brought_by_the_page_and_a_worker(jaen, como, monkeypatch):
    for nombre in ("AL_MOMENTO_CSV", "AL_MOMENTO_XLSX", "AL_MOMENTO_FILAS"):
        monkeypatch.setattr(limites, nombre, 0)
    filas = escale.padron(FILAS)
    escale.por_la_orden("locales", escale.TITULOS_DE_LOCALES, escale.locales(filas))
    cliente = como(escale.Usuario.objects.get(username=escale.PERSONAL))
    archivo = SimpleUploadedFile("Padron_web.csv", escale.en_csv(escale.TITULOS, filas))
    respuesta = cliente.post("/importaciones/", leer(cliente.get("/importaciones/")) | {"archivo": archivo})
    importacion = Importacion.objects.get(pk=int(respuesta["Location"].split("/")[2]))
    trabajo.una_vez()
    importacion.refresh_from_db()
    assert (importacion.padron, importacion.nuevos) == ("instituciones", FILAS)
    aplicar(cliente, importacion)
    trabajo.una_vez()
    importacion.refresh_from_db()
    assert (importacion.estado, InstitucionEducativa.objects.filter(nombre__startswith="I.E. FICTICIA").count()) == ("aplicada", FILAS)
