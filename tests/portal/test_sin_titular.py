"""Mi bandeja flags what is held by someone no longer in office, until a hand-over settles it."""

import pytest

from base.cuentas.roles import Rol
from convenios.traspasos.plan import Puesto
from municipios.models import Gestion, MiembroUgel
from tests.factories import dias, make_avance, make_compromiso, make_designacion, make_traspaso, make_usuario


def vacantes(cliente) -> dict[str, list[str]]:
    return {v.titulo: v.cosas for v in cliente.get("/bandeja/").context["sin_titular"]}


@pytest.fixture
def todo_en_orden(alcalde_a, alcalde_b, administrador, coordinador) -> None:
    """Both municipalities governed, everybody in office."""


def irse(usuario) -> None:
    MiembroUgel.objects.filter(usuario=usuario).update(fin=dias(-1))


def test_with_everybody_in_office_nothing_is_flagged(todo_en_orden, administrador, coordinador, especialista, convenio, como):
    make_avance(make_compromiso(convenio), por=especialista)
    make_designacion(convenio, usuario=coordinador)
    assert vacantes(como(administrador)) == {}


def test_what_a_person_left_at_the_ugel_is_told_together(todo_en_orden, administrador, especialista, convenio, como):
    for estado in ("borrador", "observado", "enviado"):
        make_avance(make_compromiso(convenio), por=especialista, estado=estado)
    make_designacion(convenio, usuario=especialista)
    irse(especialista)

    assert vacantes(como(administrador)) == {
        "Elena Especialista": ["2 avances en borrador u observados", "1 designación vigente", "cuenta abierta sin cargo"]
    }


def test_a_hand_over_settles_it(todo_en_orden, administrador, especialista, ugel, convenio, como):
    make_avance(make_compromiso(convenio), por=especialista)
    make_designacion(convenio, usuario=especialista)
    irse(especialista)
    fila = MiembroUgel.objects.select_related("usuario", "ugel").get(usuario=especialista)
    nuevo = make_usuario(Rol.ESPECIALISTA)
    make_traspaso(Puesto(clase="ugel", ugel=ugel, fila=fila), nuevo, por=administrador, cerrar=True)
    assert vacantes(como(administrador)) == {}
    assert como(nuevo).get("/bandeja/").context["por_terminar"]


def test_a_municipality_is_flagged_when_nobody_governs_it_or_its_account_is_closed(todo_en_orden, coordinador, alcalde_a, alcalde_b, como):
    Gestion.objects.filter(usuario=alcalde_a).update(fin=dias(-1))
    alcalde_b.is_active = False
    alcalde_b.save()
    assert vacantes(como(coordinador)) == {
        "Distrito A": ["nadie la gobierna hoy"],
        "Distrito B": ["la cuenta de su alcalde está cerrada"],
    }


def test_during_an_encargatura_nothing_is_flagged(todo_en_orden, administrador, especialista, ugel, convenio, como):
    make_avance(make_compromiso(convenio), por=especialista)
    fila = MiembroUgel.objects.select_related("usuario", "ugel").get(usuario=especialista)
    encargado = make_usuario(Rol.ESPECIALISTA)
    make_traspaso(Puesto(clase="ugel", ugel=ugel, fila=fila), encargado, por=administrador, modalidad="encargatura", hasta=dias(9))
    assert vacantes(como(administrador)) == {}


def test_a_specialist_is_told_of_nobodys_absence_and_a_coordinator_only_may_settle_municipalities(
    todo_en_orden, especialista, coordinador, alcalde_a, coordinadora, como
):
    Gestion.objects.filter(usuario=alcalde_a).update(fin=dias(-1))
    irse(coordinadora)
    assert vacantes(como(especialista)) == {}
    enlaces = {v.titulo: bool(v.url) for v in como(coordinador).get("/bandeja/").context["sin_titular"]}
    assert enlaces == {"Distrito A": True, "Carla Coordinadora": False}


def test_nothing_of_another_ugel_is_flagged(todo_en_orden, coordinador_otra_ugel, alcalde_a, como):
    Gestion.objects.filter(usuario=alcalde_a).update(fin=dias(-1))
    assert "Distrito A" not in vacantes(como(coordinador_otra_ugel))
