"""P16 through the other door: every odd or hostile file is brought through the real upload form, and ends as it does through the command."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from base.avisos import trabajo
from base.bitacora.models import Lote
from base.cuentas.models import Usuario
from convenios.models import Compromiso, Convenio
from portal.importaciones.models import Importacion
from tests.formularios import leer

from .corpus import FAMILIAS
from .corpus.caso import Caso
from .corpus.mundo import CONVENIO, hacer_mundo

POR_OTRA_PUERTA = {"--filas", "--por", "--convenio"}  # what only the command line settles


@pytest.fixture
def navegador(db) -> Client:
    hacer_mundo()
    cliente = Client()
    cliente.force_login(Usuario.objects.get(username="admin.corpus"))
    return cliente


def subir(navegador: Client, caso: Caso) -> Any:
    campos = leer(navegador.get("/importaciones/")) | {"padron": "compromisos", "convenio": Convenio.objects.get(codigo=CONVENIO).pk}
    archivo = SimpleUploadedFile(f"matriz.{caso.extension}", caso.contenido())
    return navegador.post("/importaciones/", campos | {"archivo": archivo})


def como_termina(navegador: Client, caso: Caso) -> tuple[str, set[Any]]:
    """In a word, and the cells in error."""
    respuesta = subir(navegador, caso)
    if respuesta.status_code == 422:
        assert 'class="invalid-feedback"' in respuesta.content.decode()
        return "rechazado", set()
    assert respuesta.status_code == 302, respuesta.status_code
    importacion = Importacion.objects.latest("pk")
    if importacion.situacion == Importacion.Estado.EN_COLA:
        trabajo.una_vez()
        importacion.refresh_from_db()
    pagina = navegador.get(importacion.get_absolute_url(), follow=True)
    assert pagina.status_code == 200
    if importacion.situacion != Importacion.Estado.ENSAYO:
        return "rechazado", set()
    filas = importacion.filas.values_list("numero", "errores")
    return "errores" if importacion.con_error else "aceptado", {(numero, columna) for numero, lista in filas for columna, _ in lista}


@pytest.mark.promesa("P16")
@pytest.mark.parametrize("familia", FAMILIAS)
def test_every_file_ends_the_same_through_the_form(navegador, familia, promesa):
    """In `make test` one in four, and on the second engine one in twelve: what differs from the command is the door, not the reading."""
    de_a = promesa.veces(12 if connection.vendor == "postgresql" else 4, 1)
    casos = [caso for caso in FAMILIAS[familia].casos() if not POR_OTRA_PUERTA & set(caso.opciones)][::de_a]
    antes, fallas = (Compromiso.objects.count(), Lote.objects.filter(tipo="importacion").count()), []
    for caso in casos:
        esperado = ("rechazado" if caso.motivo else "errores" if caso.errores else "aceptado", caso.errores if not caso.motivo else set())
        visto = como_termina(navegador, caso)
        if visto != esperado:
            fallas.append(f"{caso.nombre}: {visto} y se esperaba {esperado}")
    promesa.anotar(f"archivos por el formulario: {familia}", archivos=len(casos), fallas=len(fallas))
    assert not fallas, "\n".join(fallas)
    assert (Compromiso.objects.count(), Lote.objects.filter(tipo="importacion").count()) == antes  # a rehearsal writes nothing
