"""Which convenios, commitments, avances and evidence each person reaches."""

import pytest
from django.core.exceptions import ValidationError

from convenios.acciones import guardar_compromiso
from convenios.models import Avance, Compromiso, Convenio, Evidencia, PlanTrabajo
from tests.factories import llevar_plan, make_actividad, make_avance, make_compromiso, make_convenio, make_evidencia, make_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def avances(convenio, municipalidad_a, municipalidad_b, enlace_a, especialista, coordinadora):
    """Of district A: a draft, a sent, a returned and a verified one; and a verified one of B."""
    distritos = (municipalidad_a.distrito, municipalidad_b.distrito)
    compromiso = make_compromiso(convenio, distritos=distritos)
    de_a = {
        e: make_avance(compromiso, por=enlace_a, distrito=distritos[0], estado=e, verificador=coordinadora) for e in Avance.Estado.values
    }
    return de_a | {"de_b": make_avance(compromiso, por=especialista, distrito=distritos[1], estado="verificado", verificador=coordinadora)}


@pytest.mark.parametrize(
    ("persona", "ve"),
    [
        ("coordinador", {"borrador", "enviado", "observado", "verificado", "de_b"}),
        ("director", {"borrador", "enviado", "observado", "verificado", "de_b"}),
        ("alcalde_a", {"borrador", "enviado", "observado", "verificado", "de_b"}),
        ("alcalde_b", {"verificado", "de_b"}),
        ("dre", {"verificado", "de_b"}),
        ("coordinador_otra_ugel", set()),
    ],
)
def test_each_person_sees_the_avances_that_are_theirs_to_see(request, avances, persona, ve):
    visibles = set(Avance.objects.for_user(request.getfixturevalue(persona)))
    assert {nombre for nombre, avance in avances.items() if avance in visibles} == ve


@pytest.mark.parametrize(
    ("persona", "privada", "publica"),
    [
        ("coordinador", True, True),
        ("especialista", True, True),
        ("alcalde_a", True, True),
        ("alcalde_b", False, True),
        ("dre", False, True),
        ("coordinador_otra_ugel", False, True),
    ],
)
def test_private_evidence_is_of_its_own_and_public_evidence_of_everyone(request, avances, coordinador, persona, privada, publica):
    user = request.getfixturevalue(persona)
    de_todos, de_pocos = make_evidencia(avances["verificado"]), make_evidencia(avances["verificado"])
    de_todos.publicar(por=coordinador, publica=True)
    assert (de_pocos in Evidencia.objects.for_user(user), de_todos in Evidencia.objects.for_user(user)) == (privada, publica)


def test_public_evidence_of_an_avance_that_is_not_verified_is_nobodys(avances, coordinador, alcalde_b):
    evidencia = make_evidencia(avances["enviado"])
    evidencia.publicar(por=coordinador, publica=True)
    assert evidencia not in Evidencia.objects.for_user(alcalde_b)


@pytest.mark.parametrize("estado", ["borrador", "en_revision", "aprobado", "anulado"])
def test_a_convenio_in_preparation_is_read_by_the_ugel_and_its_parties_only(
    ugel, municipalidad_a, alcalde_a, alcalde_b, dre, coordinador, estado
):
    convenio = make_convenio(ugel, partes=(municipalidad_a,), estado=estado)
    compromiso = make_compromiso(convenio)
    leen = {u.username: convenio in Convenio.objects.for_user(u) for u in (coordinador, alcalde_a, alcalde_b, dre)}
    assert leen == {"coordinador": True, "alcalde.a": True, "alcalde.b": False, "dre": False}
    assert compromiso not in Compromiso.objects.for_user(dre)
    assert convenio not in Convenio.objects.publicos()


def test_a_mayor_reports_only_where_a_commitment_reaches_their_district(convenio, municipalidad_a, municipalidad_b, alcalde_a, alcalde_b):
    compromiso = make_compromiso(convenio, distritos=(municipalidad_a.distrito,))
    assert compromiso in Compromiso.objects.reportables_por(alcalde_a)
    assert compromiso not in Compromiso.objects.reportables_por(alcalde_b)
    assert compromiso in Compromiso.objects.for_user(alcalde_b)


def test_what_hangs_on_something_deleted_is_not_seen(avances, coordinador):
    compromiso = avances["verificado"].compromiso
    compromiso.eliminar(por=coordinador)
    assert not Avance.objects.for_user(coordinador).exists()
    compromiso.restaurar()
    assert Avance.objects.for_user(coordinador).count() == 5


def test_the_administrator_of_the_installation_sees_every_ugel(convenio, coordinador):
    coordinador.is_superuser = True
    otro = make_convenio()
    assert set(Convenio.objects.for_user(coordinador)) == {convenio, otro}


@pytest.mark.parametrize("estado", ["borrador", "aprobado", "concluido", "resuelto", "anulado"])
def test_a_convenio_that_is_not_in_force_receives_no_avances(ugel, municipalidad_a, especialista, estado):
    compromiso = make_compromiso(make_convenio(ugel, partes=(municipalidad_a,), estado=estado))
    assert compromiso not in Compromiso.objects.reportables_por(especialista)
    with pytest.raises(ValidationError, match="no recibe avances"):
        make_avance(compromiso, por=especialista)


def test_a_draft_is_not_sent_once_its_convenio_has_ended(convenio, coordinador, especialista):
    avance = make_avance(make_compromiso(convenio), por=especialista)
    convenio.concluir(por=coordinador)
    with pytest.raises(ValidationError, match="no recibe avances"):
        Avance.objects.get(pk=avance.pk).enviar(por=especialista)


def test_what_a_municipality_owes_reaches_its_own_district(convenio, coordinador, municipalidad_a, municipalidad_b):
    parte = convenio.partes.get(municipalidad=municipalidad_a)
    promesa = Compromiso(convenio=convenio, codigo="C-DEBE", descripcion="Algo", obligada=parte)
    with pytest.raises(ValidationError, match="marque también su distrito"):
        guardar_compromiso(promesa, por=coordinador, distritos={municipalidad_b.distrito: None})
    guardar_compromiso(promesa, por=coordinador, distritos={municipalidad_a.distrito: None})
    assert promesa.alcances.get().distrito == municipalidad_a.distrito


@pytest.fixture
def quien_lo_administra_todo(administrador):
    administrador.is_superuser = True
    administrador.save()
    return administrador


@pytest.mark.parametrize(
    "persona",
    [
        *("coordinador", "especialista", "director", "administrador", "quien_lo_administra_todo"),
        *("alcalde_a", "enlace_a", "alcalde_b", "dre"),
        "coordinador_otra_ugel",
    ],
)
def test_whose_a_plan_is_is_told_alike_beside_it_and_by_asking(request, convenio, municipalidad_a, municipalidad_b, coordinador, persona):
    user = request.getfixturevalue(persona)
    for municipalidad in (municipalidad_a, municipalidad_b):
        plan = make_plan(municipalidad, convenio=convenio)
        make_actividad(plan, codigo="A-1")
        llevar_plan(plan, "en_ejecucion", por=coordinador)
    visibles = PlanTrabajo.objects.for_user(user)
    assert {plan.pk for plan in visibles.con_suyo(user) if plan.es_suyo} == set(visibles.internos_de(user).values_list("pk", flat=True))
