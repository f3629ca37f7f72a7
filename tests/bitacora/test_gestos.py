"""A gesture: all or nothing, one Lote, once a key."""

import uuid

import pytest
from django.core.exceptions import ValidationError

from base.bitacora.gestos import YaHecho, gesto
from base.bitacora.models import Lote
from base.bitacora.revisiones import Conflicto, bloquear, revision_de
from tests.factories import make_compromiso, make_ugel

pytestmark = pytest.mark.django_db


def test_what_one_gesture_changes_carries_one_lote_with_author_and_reason(coordinador, convenio):
    uno, otro = make_compromiso(convenio), make_compromiso(convenio)

    with gesto(por=coordinador, motivo="Oficio 12") as lote:
        for compromiso in (uno, otro):
            compromiso.responsable = "Jefatura de gestión"
            compromiso.save()

    filas = [uno.history.first(), otro.history.first()]
    assert [fila.lote for fila in filas] == [lote, lote]
    assert {fila.history_user for fila in filas} == {coordinador}
    assert {fila.history_change_reason for fila in filas} == {"Oficio 12"}


def test_a_gesture_that_fails_leaves_nothing(coordinador, ugel):
    antes = Lote.objects.count()

    def falla() -> None:
        with gesto(por=coordinador):
            ugel.nombre = "Otro nombre"
            ugel.save()
            raise ValidationError("no")

    with pytest.raises(ValidationError):
        falla()

    ugel.refresh_from_db()
    assert (ugel.nombre, Lote.objects.count()) == ("UGEL de la prueba", antes)


def test_the_same_key_is_done_once_and_remembers_where_it_led(coordinador):
    clave = uuid.uuid4()
    with gesto(por=coordinador, clave=clave) as lote:
        lote.llevar_a("/aqui/")

    with pytest.raises(YaHecho) as ya, gesto(por=coordinador, clave=clave):
        pytest.fail("se hizo dos veces")
    assert ya.value.lote.destino == "/aqui/"


def test_a_key_belongs_to_its_person(coordinador, coordinadora):
    clave = uuid.uuid4()
    with gesto(por=coordinador, clave=clave):
        pass
    with gesto(por=coordinadora, clave=clave) as lote:
        assert lote.por == coordinadora


def test_a_gesture_inside_another_joins_it(coordinador):
    with gesto(por=coordinador) as fuera, gesto(por=coordinador) as dentro:
        assert dentro == fuera


def test_the_revision_moves_with_every_save_whatever_the_door(ugel):
    antes = revision_de(ugel)
    ugel.save()
    assert revision_de(ugel) > antes


@pytest.mark.parametrize("vista", [None, 0, -1, "anterior"])
def test_a_save_that_did_not_see_the_last_revision_is_a_conflict(ugel, vista):
    anterior = revision_de(ugel)
    ugel.save()
    with pytest.raises(Conflicto):
        bloquear(ugel, anterior if vista == "anterior" else vista)


def test_history_survives_its_record():
    ugel = make_ugel()
    codigo = ugel.codigo
    historia = type(ugel).history
    ugel.delete()
    assert historia.filter(codigo=codigo).count() == 2  # made, removed


def test_the_papelera_keeps_and_gives_back(coordinador, convenio):
    compromiso = make_compromiso(convenio)
    with gesto(por=coordinador):
        compromiso.eliminar(por=coordinador)
    assert not type(compromiso).objects.filter(pk=compromiso.pk).exists()

    with gesto(por=coordinador):
        compromiso.restaurar()
    assert type(compromiso).objects.filter(pk=compromiso.pk).exists()


def test_restoring_into_a_taken_code_is_refused_with_a_sentence(coordinador, convenio):
    viejo = make_compromiso(convenio, codigo="C-REPETIDO")
    viejo.eliminar(por=coordinador)
    make_compromiso(convenio, codigo="c-repetido")
    with pytest.raises(ValidationError, match="mismo código"):
        viejo.restaurar()
