"""The papelera and the conflict page on a bad day: nothing comes back to stand on air, nothing typed is mistaken for something else."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from base.bitacora.gestos import gesto
from convenios.models import Avance, Compromiso
from tests.carreras import a_la_vez
from tests.factories import make_avance, make_clausula, make_compromiso, make_evidencia
from tests.formularios import leer


# ── Papelera ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_what_was_verified_while_a_page_was_open_is_not_deleted_from_it(convenio, especialista, coordinador, coordinadora):
    avance = make_avance(make_compromiso(convenio), por=especialista, estado="enviado")
    visto = Avance.objects.get(pk=avance.pk)
    with gesto(por=coordinadora):
        avance.verificar(por=coordinadora)
    with pytest.raises(ValidationError), gesto(por=coordinador):
        visto.eliminar(por=coordinador)
    assert Avance.objects.filter(pk=avance.pk, estado="verificado").exists()


def test_the_history_of_a_deletion_does_not_undo_a_text_in_between(convenio, coordinador, coordinadora):
    compromiso = make_compromiso(convenio, responsable="Antes")
    visto = Compromiso.objects.get(pk=compromiso.pk)
    with gesto(por=coordinadora):
        compromiso.responsable = "Después"
        compromiso.save()
    with gesto(por=coordinador):
        visto.eliminar(por=coordinador)
    assert compromiso.history.first().responsable == "Después"


def test_two_who_restore_at_once_restore_once(convenio, coordinador):
    compromiso = make_compromiso(convenio)
    compromiso.eliminar(por=coordinador)
    uno, otro = (Compromiso.todos.get(pk=compromiso.pk) for _ in range(2))
    uno.restaurar()
    with pytest.raises(ValidationError, match="Ya no está en la papelera"):
        otro.restaurar()
    with pytest.raises(ValidationError, match="Ya está en la papelera"):
        [Compromiso.todos.get(pk=compromiso.pk).eliminar(por=coordinador), uno.eliminar(por=coordinador)]


def test_a_commitment_does_not_come_back_without_its_clause(como, convenio, coordinador):
    clausula = make_clausula(convenio)
    compromiso = make_compromiso(convenio, clausula=clausula, codigo="C-VUELVE")
    compromiso.eliminar(por=coordinador)
    clausula.eliminar(por=coordinador)
    cliente = como(coordinador)
    url = reverse("restaurar", args=["convenios.compromiso", compromiso.pk])
    respuesta = cliente.post(url, leer(cliente.get(url)))
    assert respuesta.status_code == 422
    assert "antes restaure cláusula" in respuesta.content.decode()
    clausula.restaurar()
    assert cliente.post(url, leer(cliente.get(url))).status_code == 302


def test_an_avance_does_not_come_back_to_a_district_that_is_no_longer_reached(convenio, municipalidad_a, coordinador, especialista):
    distrito = municipalidad_a.distrito
    compromiso = make_compromiso(convenio, distritos=(distrito,))
    avance = make_avance(compromiso, por=especialista, distrito=distrito)
    avance.eliminar(por=coordinador)
    compromiso.alcances.get().eliminar(por=coordinador)
    with pytest.raises(ValidationError, match="ya no alcanza su distrito"):
        avance.restaurar()


# ── Conflict page ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_conflict_page_gives_milestones_back_as_they_were_written(como, coordinador, convenio):
    compromiso = make_compromiso(convenio, codigo="C-HITOS")
    url = reverse("compromiso_editar", args=[convenio.ugel.codigo, convenio.codigo, compromiso.codigo])
    cliente = como(coordinador)
    cliente.post(url, leer(cliente.get(url)) | {"hitos": "Plan aprobado | 30/06/2026\r\nTaller hecho"})
    de_uno, de_otro = leer(cliente.get(url)), leer(cliente.get(url))
    cliente.post(url, de_uno | {"responsable": "Del primero"})
    conflicto = cliente.post(url, de_otro | {"responsable": "Del segundo"})
    assert conflicto.status_code == 409
    assert "datetime.date" not in conflicto.content.decode()
    conflicto.status_code = 200
    assert cliente.post(url, leer(conflicto)).status_code == 302
    hitos = list(compromiso.hitos.values_list("descripcion", "plazo"))
    assert hitos == [("Plan aprobado", datetime.date(2026, 6, 30)), ("Taller hecho", None)]
    assert not compromiso.hitos.model.todos.filter(compromiso=compromiso).eliminados().exists()


@pytest.mark.parametrize("dicho", ["True", "False", ""])
def test_yes_no_and_unknown_are_three_answers_on_every_page(como, coordinador, convenio, dicho):
    url = reverse("convenio_editar", args=[convenio.ugel.codigo, convenio.codigo])
    cliente = como(coordinador)
    assert cliente.post(url, leer(cliente.get(url)) | {"libre_separacion": dicho}).status_code == 302
    de_uno, de_otro = leer(cliente.get(url)), leer(cliente.get(url))
    assert de_uno["libre_separacion"] == dicho  # opening the page and saving it loses nothing
    cliente.post(url, de_uno | {"titulo": "Del primero"})
    conflicto = cliente.post(url, de_otro | {"lugar": "Del segundo"})
    assert conflicto.status_code == 409
    conflicto.status_code = 200
    assert cliente.post(url, leer(conflicto)).status_code == 302
    convenio.refresh_from_db()
    assert (str(convenio.libre_separacion), convenio.titulo, convenio.lugar) == (dicho or "None", "Del primero", "Del segundo")


# ── Decisions at the same instant ────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.django_db(transaction=True)
def test_a_commitment_is_never_fulfilled_on_an_avance_that_is_returned_at_the_same_instant(
    convenio, especialista, coordinador, coordinadora
):
    for _ in range(8):
        compromiso = make_compromiso(convenio)
        avance = make_avance(compromiso, por=especialista, estado="enviado", con_evidencia=True)
        with gesto(por=coordinador):
            avance.verificar(por=coordinador)

        def cumplir(pk=compromiso.pk):
            with gesto(por=coordinador):
                Compromiso.objects.get(pk=pk).cumplir(por=coordinador)

        def observar(pk=avance.pk):
            with gesto(por=coordinadora):
                Avance.objects.get(pk=pk).observar(por=coordinadora, observacion="Falta el acta")

        errores = [e for e in a_la_vez(cumplir, observar) if e is not None]
        assert [type(e) for e in errores] == [ValidationError]
        compromiso.refresh_from_db()
        avance.refresh_from_db()
        assert (compromiso.estado, avance.estado) in {("cumplido", "verificado"), ("abierto", "observado")}


@pytest.mark.django_db(transaction=True)
def test_what_is_verified_and_deleted_at_the_same_instant_is_one_or_the_other(convenio, especialista, coordinador, coordinadora):
    for _ in range(8):
        avance = make_avance(make_compromiso(convenio), por=especialista, estado="enviado")

        def verificar(pk=avance.pk):
            with gesto(por=coordinador):
                Avance.todos.get(pk=pk).verificar(por=coordinador)

        visto = Avance.objects.get(pk=avance.pk)

        def eliminar(visto=visto):
            with gesto(por=coordinadora):
                visto.eliminar(por=coordinadora)

        errores = [error for error in a_la_vez(verificar, eliminar) if error is not None]
        assert [type(e) for e in errores] == [ValidationError]
        avance.refresh_from_db()
        assert (avance.estado == "verificado") == (avance.eliminado_en is None)


def test_evidence_of_what_was_verified_does_not_change_by_any_door(como, convenio, especialista, coordinador, coordinadora):
    avance = make_avance(make_compromiso(convenio), por=especialista, estado="enviado", con_evidencia=True)
    evidencia = avance.evidencias.get()
    with gesto(por=coordinadora):
        avance.verificar(por=coordinadora)
    for cliente in (como(coordinador), como(coordinadora), como(especialista)):
        for ruta in ("eliminar", "historia", "restaurar"):
            respuesta = cliente.post(reverse(ruta, args=["convenios.evidencia", evidencia.pk]), {"motivo": "x"})
            assert respuesta.status_code in (200, 404)
        cliente.post(
            f"/administracion/convenios/avance/{avance.pk}/change/",
            {
                "evidencias-TOTAL_FORMS": "1", "evidencias-INITIAL_FORMS": "1", "evidencias-0-id": str(evidencia.pk),
                "evidencias-0-DELETE": "on", "_save": "1",
            },
        )  # fmt: skip
    with pytest.raises(ValidationError):
        make_evidencia(avance).eliminar(por=coordinador)
    evidencia.refresh_from_db()
    assert evidencia.eliminado_en is None
