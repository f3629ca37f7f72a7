"""A signed acta closes what was recorded: through the models in Spanish, and past them in the database. What becomes of its acuerdos goes on."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from base.comun import candados
from base.comun.fechas import ahora
from encuentros.acciones import anotar_asistencia, guardar_acuerdo, volver_compromiso
from encuentros.agenda import guardar_punto
from encuentros.convocar import guardar_encuentro
from encuentros.convocatoria import invitar
from encuentros.models import Acuerdo, Asistencia, Encuentro, FotoExpuesta, Invitado, ProyectoExpuesto, PuntoAgenda
from tests.factories import make_convenio, make_municipalidad, make_parte
from tests.factories_encuentros import (
    llevar_encuentro,
    make_acta,
    make_acuerdo,
    make_asistencia,
    make_encuentro,
    make_foto_expuesta,
    make_invitado,
    make_proyecto_expuesto,
    make_punto,
)

pytestmark = pytest.mark.django_db
ATAJOS = {
    "update del encuentro": lambda e: Encuentro.todos.filter(pk=e.pk).update(resultado="otra cosa"),
    "volver atrás el estado": lambda e: Encuentro.todos.filter(pk=e.pk).update(estado="en_curso", firmado_en=None, firmado_por=None),
    "borrar un punto": lambda e: PuntoAgenda.todos.filter(encuentro=e)._raw_delete("default"),
    "insertar en masa": lambda e: Asistencia.todos.bulk_create([Asistencia(encuentro=e, municipalidad=make_municipalidad(e.ugel))]),
    "cambiar quién vino": lambda e: Asistencia.todos.filter(encuentro=e).update(quien="no_asistio"),
    "mover un invitado a otro": lambda e: Invitado.todos.filter(encuentro=e).update(encuentro=make_encuentro(e.ugel)),
    "traer un punto de otro": lambda e: PuntoAgenda.todos.filter(pk=make_punto(make_encuentro(e.ugel)).pk).update(encuentro=e),
    "cambiar el texto de un acuerdo": lambda e: Acuerdo.todos.filter(encuentro=e).update(texto="otro"),
    "mover el plazo de un acuerdo": lambda e: Acuerdo.todos.filter(encuentro=e).update(plazo=datetime.date(2040, 1, 1)),
    "tirar un acuerdo": lambda e: Acuerdo.todos.filter(encuentro=e)._raw_delete("default"),
    "cambiar qué se expuso": lambda e: ProyectoExpuesto.todos.filter(encuentro=e).update(titulo="otro"),
    "cambiar lo que se ve en una foto": lambda e: FotoExpuesta.todos.filter(encuentro=e).update(pie="otra cosa"),
    "borrar una foto": lambda e: FotoExpuesta.todos.filter(encuentro=e)._raw_delete("default"),
    "cambiar el acta": lambda e: type(e.acta).todos.filter(encuentro=e).update(sha256="0" * 64),
}


@pytest.fixture
def firmado(coordinador, ugel) -> Encuentro:
    encuentro = make_encuentro(ugel, estado="en_curso", por=coordinador)
    for hacer in (make_asistencia, make_invitado):
        hacer(encuentro)
    make_foto_expuesta(make_proyecto_expuesto(encuentro))
    make_acuerdo(encuentro, punto=make_punto(encuentro))
    return llevar_encuentro(encuentro, "acta_firmada", por=coordinador)


@pytest.mark.parametrize("atajo", ATAJOS)
def test_no_door_leads_past_a_signed_acta(firmado, atajo):
    with pytest.raises(IntegrityError, match="ya se firmó"), transaction.atomic():
        ATAJOS[atajo](firmado)


NO_SON_DEL_TEXTO = {
    "volver atrás el estado",
    "update del encuentro",
    "cambiar lo que se ve en una foto",
    "borrar una foto",
    "cambiar el acta",
}


@pytest.fixture
def definitivo(coordinador, ugel) -> Encuentro:
    """As `firmado`, one step before."""
    encuentro = make_encuentro(ugel, estado="en_curso", por=coordinador)
    for hacer in (make_asistencia, make_invitado, make_proyecto_expuesto):
        hacer(encuentro)
    make_acuerdo(encuentro, punto=make_punto(encuentro))
    make_acuerdo(encuentro).eliminar(por=coordinador)
    encuentro.terminar(por=coordinador, comentarios_hasta=None)
    make_acta(encuentro, definitiva=True, por=coordinador)
    return encuentro


@pytest.mark.parametrize("atajo", [*sorted(ATAJOS.keys() - NO_SON_DEL_TEXTO), "mudar el encuentro", "tirar el encuentro"])
def test_no_door_leads_past_a_final_acta_and_as_a_draft_they_are_open(definitivo, coordinador, atajo):
    atajos = ATAJOS | {
        "mudar el encuentro": lambda e: Encuentro.todos.filter(pk=e.pk).update(lugar="otro"),
        "tirar el encuentro": lambda e: Encuentro.todos.filter(pk=e.pk).update(eliminado_en=ahora(), eliminado_por=coordinador),
    }
    with pytest.raises(IntegrityError, match="ya es definitiva"), transaction.atomic():
        atajos[atajo](definitivo)
    definitivo.acta.volver_a_borrador(por=coordinador)
    if atajo not in ("borrar un punto", "tirar un acuerdo"):  # rows hang on them: another rule
        atajos[atajo](definitivo)


def test_a_final_acta_leaves_what_it_does_not_tell(definitivo, coordinador):
    """What becomes of an acuerdo, what was in the papelera before, and the signature itself."""
    Encuentro.todos.filter(pk=definitivo.pk).update(resultado="Se celebró.")
    vivo, ido = definitivo.acuerdos.get(), Acuerdo.todos.exclude(eliminado_en=None).get()
    vivo.cumplir(por=coordinador, motivo="Oficio 12")
    assert Acuerdo.todos.filter(pk=ido.pk)._raw_delete("default") == 1
    assert llevar_encuentro(definitivo, "acta_firmada", por=coordinador).estado == "acta_firmada"


def test_the_doors_are_open_without_the_lock(firmado):
    """Control: it is the lock of the database that refuses, not something else."""
    candados.quitar()
    try:
        with transaction.atomic():
            assert ATAJOS["cambiar quién vino"](firmado) == 1
            assert ATAJOS["cambiar el texto de un acuerdo"](firmado) == 1
    finally:
        candados.poner()


def test_the_models_say_it_first(firmado, coordinador):
    with pytest.raises(ValidationError, match="ya se firmó"):
        firmado.full_clean()
    with pytest.raises(ValidationError, match="ya se firmó"):
        firmado.eliminar(por=coordinador)
    with pytest.raises(ValidationError, match="ya se firmó"):
        firmado.puntos.get().eliminar(por=coordinador)
    with pytest.raises(ValidationError, match="ya se firmó"):
        anotar_asistencia(firmado, make_municipalidad(firmado.ugel), por=coordinador, quien="titular")
    with pytest.raises(ValidationError, match="ya se firmó"):
        guardar_acuerdo(Acuerdo(encuentro=firmado, texto="Uno más"), por=coordinador)


EN_LA_PAPELERA = {
    "el encuentro": lambda e, por: guardar_encuentro(e, por=por),
    "quién vino": lambda e, por: anotar_asistencia(e, make_municipalidad(e.ugel), por=por, quien="titular"),
    "un acuerdo": lambda e, por: guardar_acuerdo(Acuerdo(encuentro=e, texto="Uno más"), por=por),
    "un punto": lambda e, por: guardar_punto(PuntoAgenda(encuentro=e, titulo="Uno más"), por=por),
    "las invitaciones": lambda e, por: invitar(e, por=por, raiz="https://testserver"),
}


@pytest.mark.parametrize("puerta", EN_LA_PAPELERA)
def test_what_went_to_the_papelera_while_a_page_was_open_takes_nothing(coordinador, coordinadora, ugel, puerta):
    """The page found it before somebody else took it away: it is looked at again, held."""
    visto = make_encuentro(ugel, estado="en_curso", por=coordinador)
    Encuentro.objects.get(pk=visto.pk).eliminar(por=coordinadora)
    with pytest.raises(ValidationError, match="El encuentro está en la papelera"):
        EN_LA_PAPELERA[puerta](visto, coordinador)
    assert not any(filas.exists() for filas in (visto.puntos, visto.acuerdos, visto.asistencias))


def test_what_becomes_of_an_acuerdo_is_told_after_the_signature(firmado, coordinador):
    acuerdo = firmado.acuerdos.get()
    acuerdo.cumplir(por=coordinador, motivo="Oficio 12")
    acuerdo.reabrir(por=coordinador, motivo="Faltaba la lista")
    convenio = make_convenio(ugel=firmado.ugel, estado="suscrito")
    make_parte(convenio, make_municipalidad(firmado.ugel))
    compromiso = volver_compromiso(acuerdo, convenio=convenio, por=coordinador)
    acuerdo.refresh_from_db()
    assert acuerdo.compromiso == compromiso
    assert compromiso.descripcion == acuerdo.texto
    assert [a.distrito for a in compromiso.alcances.all()] == [p.municipalidad.distrito for p in convenio.partes.all()]
    with pytest.raises(ValidationError, match="se cumple allí"):
        acuerdo.cumplir(por=coordinador, motivo="Oficio 13")


def test_who_may_see_a_photo_is_decided_after_the_signature_and_who_appears_has_it_taken_away(firmado, coordinador):
    foto = firmado.fotos.get()
    foto.publicar(por=coordinador, documento="Folio 3")
    with pytest.raises(ValidationError, match="foto pública"):
        foto.eliminar(por=coordinador)
    foto.reservar(por=coordinador, retiran=True)
    foto.eliminar(por=coordinador)
    foto.restaurar()
    foto.eliminar(por=coordinador)
    assert FotoExpuesta.todos.filter(pk=foto.pk)._raw_delete("default") == 1

    with pytest.raises(ValidationError, match="ya se firmó"):
        make_foto_expuesta(firmado.proyectos_expuestos.get())
