"""Who opened what is not public: written once an opening, told to who sees the inner side, never in the way."""

import datetime

import pytest
from django.db import DatabaseError
from django.urls import reverse

from base.bitacora.gestos import gesto
from base.bitacora.models import Lectura
from base.comun.fechas import ahora
from tests.factories import make_avance, make_compromiso


@pytest.fixture
def avance(convenio, municipalidad_a, enlace_a):
    distrito = municipalidad_a.distrito
    compromiso = make_compromiso(convenio, codigo="C-1", distritos=(distrito,))
    return make_avance(compromiso, por=enlace_a, distrito=distrito, con_evidencia=True)


def abrir(cliente, avance, metodo="get"):
    respuesta = getattr(cliente, metodo)(reverse("evidencia", args=[avance.evidencias.get().pk]))
    if respuesta.streaming:
        respuesta.getvalue()
    return respuesta.status_code


def test_opening_reserved_evidence_is_written_down_once_in_five_minutes(avance, coordinador, como):
    cliente = como(coordinador)
    assert [abrir(cliente, avance) for _ in range(3)] == [200] * 3
    lectura = Lectura.objects.get()
    assert (lectura.por, lectura.clase, lectura.nombre) == (coordinador, "convenios.evidencia", avance.evidencias.get().archivo_nombre)
    Lectura.objects.update(en=ahora() - datetime.timedelta(minutes=6))
    abrir(cliente, avance)
    assert Lectura.objects.count() == 2


def test_a_refusal_and_a_head_are_no_opening(avance, alcalde_b, coordinador, client, como):
    assert abrir(como(alcalde_b), avance) == 404
    assert abrir(client, avance) == 404
    abrir(como(coordinador), avance, "head")
    assert not Lectura.objects.exists()


def test_what_anyone_may_open_is_not_written_down(avance, enlace_a, coordinador, coordinadora, como):
    evidencia = avance.evidencias.get()
    with gesto(por=enlace_a):
        avance.enviar(por=enlace_a)
    with gesto(por=coordinador):
        avance.verificar(por=coordinador)
    abrir(como(coordinadora), avance)
    assert Lectura.objects.count() == 1  # verified, still reserved
    with gesto(por=coordinador):
        evidencia.publicar(por=coordinador, publica=True)
    abrir(como(enlace_a), avance)
    assert Lectura.objects.count() == 1


@pytest.mark.parametrize("donde", ["compromiso", "avance", "evidencia"])
def test_who_opened_it_is_told_on_the_timeline(avance, alcalde_a, coordinador, como, donde):
    abrir(como(alcalde_a), avance)
    registro = {"compromiso": avance.compromiso, "avance": avance, "evidencia": avance.evidencias.get()}[donde]
    html = como(coordinador).get(reverse("historia", args=[registro.clave_de_registro, registro.pk])).content.decode()
    assert f"Los abrieron: {alcalde_a.nombre}" in html


def test_a_download_is_not_stopped_by_what_cannot_be_written_down(avance, coordinador, como, monkeypatch, caplog):
    def falla(*args, **kwargs):
        raise DatabaseError("disco lleno")

    monkeypatch.setattr(Lectura.objects, "create", falla)
    monkeypatch.setattr(type(Lectura.objects), "create", falla)
    assert abrir(como(coordinador), avance) == 200
    assert "No se anotó" in caplog.text


def test_what_one_account_opened_between_two_instants_can_be_asked(avance, coordinador, coordinadora, como):
    abrir(como(coordinador), avance)
    abrir(como(coordinadora), avance)
    hace = ahora() - datetime.timedelta(hours=1)
    assert [x.nombre for x in Lectura.objects.de_persona(coordinador, hace, ahora())] == [avance.evidencias.get().archivo_nombre]
    assert not Lectura.objects.de_persona(coordinador, hace, hace).exists()


def test_openings_stay_outside_history():
    assert not hasattr(Lectura, "history")
