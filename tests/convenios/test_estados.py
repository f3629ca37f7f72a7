"""What each decision asks for before it is taken, and what it leaves written."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from base.bitacora.gestos import gesto
from base.comun.fechas import ahora
from convenios.models import Avance, Compromiso, Convenio
from tests.factories import dias, make_avance, make_compromiso, make_convenio, make_usuario


@pytest.fixture
def coordinadora_sola(db):
    return make_usuario()


def decidir(registro, verbo, por, **palabras):
    with gesto(por=por, motivo=palabras.get("motivo", "")):
        getattr(registro, verbo)(por=por, **palabras)
    registro.refresh_from_db()
    return registro


# ── Fulfilled is proven ──────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_commitment_is_fulfilled_by_itself_only_with_verified_evidence_and_all_of_it_done(coordinadora_sola):
    compromiso = make_compromiso(meta=4)
    make_avance(compromiso, estado="verificado", con_evidencia=True, cantidad=3)
    with pytest.raises(ValidationError, match="por qué se da por cumplido"):
        decidir(compromiso, "cumplir", coordinadora_sola)
    make_avance(compromiso, estado="enviado", con_evidencia=True, cantidad=1)
    with pytest.raises(ValidationError):
        decidir(compromiso, "cumplir", coordinadora_sola)
    make_avance(compromiso, estado="verificado", cantidad=1)
    assert decidir(compromiso, "cumplir", coordinadora_sola).estado == "cumplido"
    assert compromiso.estado_por == coordinadora_sola


def test_verified_words_without_evidence_do_not_prove_it(coordinadora_sola):
    compromiso = make_compromiso()
    make_avance(compromiso, estado="verificado")
    with pytest.raises(ValidationError):
        decidir(compromiso, "cumplir", coordinadora_sola)
    cumplido = decidir(compromiso, "cumplir", coordinadora_sola, motivo="Consta en el acta del encuentro")
    assert (cumplido.estado, cumplido.estado_motivo) == ("cumplido", "Consta en el acta del encuentro")


def test_all_its_milestones_prove_a_commitment_without_quantity(coordinadora_sola):
    compromiso = make_compromiso(hitos=2)
    primero, segundo = compromiso.hitos.all()
    make_avance(compromiso, estado="verificado", con_evidencia=True, hito=primero)
    with pytest.raises(ValidationError):
        decidir(compromiso, "cumplir", coordinadora_sola)
    make_avance(compromiso, estado="verificado", con_evidencia=True, hito=segundo)
    assert decidir(compromiso, "cumplir", coordinadora_sola).estado == "cumplido"


@pytest.mark.parametrize(("estado", "verbo"), [("abierto", "no_cumplir"), ("abierto", "suspender"), ("cumplido", "reabrir")])
def test_giving_up_stopping_and_reopening_need_their_reason(coordinadora_sola, estado, verbo):
    compromiso = make_compromiso(estado=estado)
    with pytest.raises(ValidationError, match="Escriba por qué"):
        decidir(compromiso, verbo, coordinadora_sola, motivo="   ")
    decidir(compromiso, verbo, coordinadora_sola, motivo="Lo pidió la municipalidad")
    assert compromiso.history.first().history_change_reason == "Lo pidió la municipalidad"


# ── Who and when walk with the state, in the database ────────────────────────────────────────────────────────────────────
def rechazado_por_la_base(modelo, pk, **cambio):
    with pytest.raises(IntegrityError), transaction.atomic():
        modelo.objects.filter(pk=pk).update(**cambio)


def test_no_door_leaves_a_state_without_its_person_or_its_reason(coordinadora_sola):
    compromiso, convenio = make_compromiso(), make_convenio()
    rechazado_por_la_base(Compromiso, compromiso.pk, estado="cumplido")
    rechazado_por_la_base(Compromiso, compromiso.pk, estado="archivado")
    rechazado_por_la_base(Convenio, convenio.pk, estado_en=None)
    rechazado_por_la_base(Convenio, convenio.pk, estado="vigente")

    borrador, enviado = make_avance(), make_avance(estado="enviado")
    rechazado_por_la_base(Avance, borrador.pk, estado="enviado")
    rechazado_por_la_base(Avance, borrador.pk, verificado_en=ahora(), verificado_por=coordinadora_sola)
    rechazado_por_la_base(Avance, enviado.pk, estado="verificado")
    rechazado_por_la_base(Avance, enviado.pk, estado="observado", observado_en=ahora(), observado_por=coordinadora_sola)
    for quien in ("creado_por", "enviado_por"):
        persona = getattr(enviado, quien)
        rechazado_por_la_base(Avance, enviado.pk, estado="verificado", verificado_en=ahora(), verificado_por=persona)
    rechazado_por_la_base(Avance, borrador.pk, cantidad=0)
    rechazado_por_la_base(Avance, borrador.pk, porcentaje=50)


def test_who_sent_it_for_another_does_not_verify_it_either(convenio, coordinador, coordinadora):
    avance = make_avance(make_compromiso(convenio), por=coordinador)
    decidir(avance, "enviar", coordinadora)
    for quien in (coordinador, coordinadora):
        with pytest.raises(ValidationError, match="otra persona"):
            decidir(avance, "verificar", quien)
    assert not Avance.objects.por_verificar(coordinador).exists()
    assert not Avance.objects.por_verificar(coordinadora).exists()
    assert decidir(avance, "verificar", make_usuario(ugel=convenio.ugel)).estado == "verificado"


def test_only_who_registered_or_sent_it_takes_it_back(convenio, especialista, coordinador):
    avance = make_avance(make_compromiso(convenio), por=especialista, estado="enviado")
    with pytest.raises(ValidationError, match="quien lo registró o envió"):
        decidir(avance, "retirar", coordinador)
    assert decidir(avance, "retirar", especialista).enviado_por is None


def test_what_was_returned_stops_counting_until_it_is_verified_again(convenio, especialista, coordinador):
    compromiso = make_compromiso(convenio, meta=10)
    avance = make_avance(compromiso, por=especialista, estado="verificado", cantidad=4)

    def progreso():
        return Compromiso.objects.con_avance().get(pk=compromiso.pk).progreso

    assert progreso() == 40
    decidir(avance, "observar", coordinador, observacion="Eran tres")
    assert (progreso(), avance.verificado_por) == (0, None)
    decidir(avance, "enviar", especialista)
    assert decidir(avance, "verificar", coordinador).estado == "verificado"
    assert progreso() == 40


def test_a_record_in_the_papelera_takes_no_step(coordinadora_sola):
    avance = make_avance(estado="enviado")
    avance.eliminar(por=coordinadora_sola)
    with pytest.raises(ValidationError, match="papelera"):
        decidir(avance, "verificar", coordinadora_sola)


def test_a_commitment_that_is_closed_keeps_its_due_date(coordinadora_sola):
    compromiso = make_compromiso(plazo=dias(10), estado="cumplido")
    with pytest.raises(ValidationError, match="no se reprograma"):
        compromiso.reprogramar(por=coordinadora_sola, plazo=dias(20), motivo="x", documento="y")
