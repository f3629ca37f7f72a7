"""The diagnosis in the administration: what all UGEL share is written by who runs the installation, and by nobody else."""

import pytest
from django.urls import reverse

from municipios.models import Indicador, Medicion
from tests.administracion.test_alcance import lista, pagina
from tests.factories import make_distrito, make_indicador, make_medicion, make_nudo, make_usuario
from tests.formularios import leer


@pytest.fixture
def distrito(municipalidad_a):
    return municipalidad_a.distrito


@pytest.fixture
def comun(db):
    return make_indicador(codigo="COMUN")


@pytest.fixture
def raiz(db):
    return make_usuario("administrador", is_superuser=True)


def test_a_new_indicator_here_is_of_all_ugel_and_only_who_runs_the_installation_makes_it(distrito, coordinador, raiz, como):
    url = reverse("admin:municipios_indicador_add")
    assert como(coordinador).get(url).status_code == 403
    cliente = como(raiz)
    datos = leer(cliente.get(url)) | {"codigo": "NUEVO", "nombre": "Nuevo", "unidad": "%", "sentido": "creciente"}
    assert cliente.post(url, datos).status_code == 302
    assert Indicador.objects.get(codigo="NUEVO").ugel is None


def test_a_coordinator_looks_at_what_is_shared_and_writes_what_is_theirs(distrito, comun, coordinador, como):
    cliente, propio = como(coordinador), make_indicador(ugel=distrito.ugel)
    assert 'name="nombre"' not in cliente.get(pagina(comun)).text
    assert cliente.get(pagina(comun, "delete")).status_code == 403
    assert cliente.post(pagina(propio), leer(cliente.get(pagina(propio))) | {"nombre": "Otro"}).status_code == 302
    propio.refresh_from_db()
    assert propio.nombre == "Otro"


def test_a_figure_of_several_ugel_is_not_saved_by_one_of_them(distrito, comun, otra_ugel, coordinador, raiz, como):
    make_distrito(otra_ugel, ubigeo=distrito.ubigeo[:2] + "9999")
    region = make_medicion(comun, ubigeo=distrito.ubigeo[:2], valor=20)
    for persona, estado, valor in ((coordinador, 422, 20), (raiz, 302, 30)):
        cliente = como(persona)
        assert cliente.post(pagina(region), leer(cliente.get(pagina(region))) | {"valor": "30"}).status_code == estado
        region.refresh_from_db()
        assert region.valor == valor
    como(coordinador).post(pagina(region, "delete"), leer(como(coordinador).get(pagina(region, "delete"))) | {"post": "yes"})
    assert Medicion.objects.filter(pk=region.pk).exists()


def test_nudos_are_decided_from_the_list_with_the_reason(distrito, coordinador, como):
    nudo = make_nudo(distrito)
    cliente = como(coordinador)
    datos = leer(cliente.get(lista(type(nudo)))) | {"action": "atender", "_selected_action": str(nudo.pk)}
    cliente.post(lista(type(nudo)), datos)
    nudo.refresh_from_db()
    assert nudo.estado == "abierto"
    cliente.post(lista(type(nudo)), datos | {"motivo": "Se contrató al docente"})
    nudo.refresh_from_db()
    assert (nudo.estado, nudo.estado_motivo, nudo.estado_por) == ("atendido", "Se contrató al docente", coordinador)
