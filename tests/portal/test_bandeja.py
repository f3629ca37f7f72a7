"""Mi bandeja: each person finds what is late and what waits for them, and nothing of anybody else's."""

import pytest

from convenios.acciones import responder_consulta
from convenios.models.situacion import Situacion
from tests.factories import dias, make_avance, make_compromiso, make_consulta, make_convenio, make_designacion
from tests.factories_encuentros import make_encuentro
from tests.portal.peso import pesar

KB = 1024


@pytest.fixture
def distrito(municipalidad_a):
    return municipalidad_a.distrito


def secciones(cliente):
    return cliente.get("/bandeja/").context


@pytest.mark.parametrize(
    ("quien", "destino"),
    [
        *(("coordinador", "/bandeja/"), ("especialista", "/bandeja/"), ("administrador", "/bandeja/")),
        *(("alcalde_a", "/mi-municipio/"), ("enlace_a", "/mi-municipio/"), ("director", "/provincia/"), ("dre", "/provincia/")),
    ],
)
def test_home_takes_each_role_to_its_own_first_screen(quien, destino, request, como):
    respuesta = como(request.getfixturevalue(quien)).get("/")
    assert (respuesta.status_code, respuesta["Location"]) == (302, destino)


def test_what_waits_to_be_verified_comes_oldest_first_and_never_ones_own(coordinador, especialista, convenio, distrito, como):
    compromiso = make_compromiso(convenio, distritos=(distrito,))
    primero = make_avance(compromiso, estado="enviado", por=especialista, distrito=distrito)
    segundo = make_avance(compromiso, estado="enviado", por=especialista, distrito=distrito)
    make_avance(compromiso, estado="enviado", por=coordinador, distrito=distrito)

    assert secciones(como(coordinador))["por_verificar"] == [primero, segundo]


def test_a_specialist_verifies_nothing_and_finds_their_own_drafts_with_what_was_observed(especialista, convenio, distrito, como):
    compromiso = make_compromiso(convenio, distritos=(distrito,))
    borrador = make_avance(compromiso, por=especialista)
    observado = make_avance(compromiso, estado="observado", por=especialista)
    make_avance(compromiso, estado="borrador")

    pagina = como(especialista).get("/bandeja/")

    assert pagina.context["por_terminar"] == [observado, borrador]
    assert observado.observacion in pagina.text
    assert "Avances por verificar" not in pagina.text


def test_questions_to_the_ugel_wait_for_whoever_of_the_staff_answers_them(
    coordinador, especialista, director, alcalde_a, convenio, distrito, municipalidad_ajena, como
):
    compromiso = make_compromiso(convenio, distritos=(distrito,))
    primera, segunda = make_consulta(compromiso, por=alcalde_a), make_consulta(compromiso, por=alcalde_a)
    make_consulta(compromiso, por=alcalde_a, respondida_por=especialista)
    make_consulta(compromiso, por=especialista, dirigida_a="municipalidad")
    ajeno = make_compromiso(make_convenio(municipalidad_ajena.distrito.ugel), distritos=(municipalidad_ajena.distrito,))
    make_consulta(ajeno)

    pagina = como(coordinador).get("/bandeja/")

    assert pagina.context["por_responder"] == secciones(como(especialista))["por_responder"] == [primera, segunda]
    assert f'href="/990001/consultas/{primera.pk}/responder/"' in pagina.text
    assert secciones(como(director))["por_responder"] == []


def test_a_question_that_was_answered_waits_no_more(coordinador, alcalde_a, convenio, distrito, como):
    consulta = make_consulta(make_compromiso(convenio, distritos=(distrito,)), por=alcalde_a)
    responder_consulta(consulta, por=coordinador, respuesta="En marzo")
    pagina = como(coordinador).get("/bandeja/")
    assert (pagina.context["por_responder"], "por responder" in pagina.text) == ([], False)


def test_a_question_under_a_deleted_convenio_waits_for_nobody(coordinador, alcalde_a, convenio, distrito, como):
    make_consulta(make_compromiso(convenio, distritos=(distrito,)), por=alcalde_a)
    convenio.eliminar(por=coordinador)
    assert secciones(como(coordinador))["por_responder"] == []


def test_late_and_nearly_late_commitments_stand_apart(coordinador, convenio, como):
    make_compromiso(convenio, plazo=dias(-1), codigo="TARDE")
    make_compromiso(convenio, plazo=dias(5), codigo="CERCA")
    make_compromiso(convenio, plazo=dias(200), codigo="LEJOS")

    urgentes = {grupo["situacion"]: [c.codigo for c in grupo["filas"]] for grupo in secciones(como(coordinador))["urgentes"]}

    assert urgentes == {Situacion.VENCIDO: ["TARDE"], Situacion.POR_VENCER: ["CERCA"]}


def test_the_counts_are_those_of_the_rows_behind_them(coordinador, convenio, municipalidad_a, municipalidad_b, como):
    for plazo in (dias(-1), dias(-2), dias(3), None):
        make_compromiso(convenio, distritos=(municipalidad_a.distrito, municipalidad_b.distrito), plazo=plazo)
    cliente = como(coordinador)

    for parte in secciones(cliente)["reparto"]:
        assert cliente.get(parte["url"]).context["pagina"].paginator.count == parte["cuantos"], parte


def test_missing_data_of_a_convenio_are_told_with_their_number(coordinador, ugel, como):
    convenio = make_convenio(ugel)
    make_designacion(convenio)
    make_compromiso(convenio)
    make_compromiso(convenio, plazo=dias(9), meta=3)
    make_compromiso(convenio, plazo=dias(9), meta=3, estado="cumplido")

    (falta,) = secciones(como(coordinador))["por_completar"]

    assert (falta.designados, falta.sin_plazo, falta.sin_medida, falta.sin_evidencia) == (1, 1, 1, 1)


def test_nothing_of_another_ugel_is_in_the_inbox(coordinador_otra_ugel, especialista, convenio, distrito, como):
    compromiso = make_compromiso(convenio, distritos=(distrito,), plazo=dias(-1), descripcion="CANARIO")
    make_avance(compromiso, estado="enviado", por=especialista, descripcion="CANARIO")
    make_encuentro(convenio.ugel, fecha=dias(3), nombre="CANARIO")

    pagina = como(coordinador_otra_ugel).get("/bandeja/?ugel=990001")

    assert pagina.status_code == 200
    assert "CANARIO" not in pagina.text


def test_an_account_without_a_charge_is_told_so(como, django_user_model):
    nadie = django_user_model.objects.create_user("suelto", "Sin Cargo", "coordinador")
    assert "no tiene hoy un cargo vigente" in como(nadie).get("/bandeja/").text


def test_a_list_of_the_inbox_opens_in_full_and_by_pages(coordinador, especialista, convenio, como):
    compromiso = make_compromiso(convenio)
    for _ in range(7):
        make_avance(compromiso, estado="enviado", por=especialista)
    cliente = como(coordinador)

    assert len(secciones(cliente)["por_verificar"]) == 5
    assert "Ver los 7 avances por verificar" in cliente.get("/bandeja/").text
    assert cliente.get("/bandeja/?ver=por_verificar").context["pagina"].paginator.count == 7


def test_the_list_of_questions_opens_in_full(coordinador, alcalde_a, convenio, distrito, como):
    compromiso = make_compromiso(convenio, distritos=(distrito,))
    for _ in range(6):
        make_consulta(compromiso, por=alcalde_a)
    cliente = como(coordinador)

    assert "Ver las 6 consultas por responder" in cliente.get("/bandeja/").text
    pagina = cliente.get("/bandeja/?ver=por_responder")
    assert (pagina.context["pagina"].paginator.count, pagina.text.count(">Responder<")) == (6, 6)


def llenar(convenio, distrito, especialista, coordinador):
    for n in range(8):
        compromiso = make_compromiso(convenio, distritos=(distrito,), plazo=dias(n - 4), meta=5)
        make_avance(compromiso, estado="enviado", por=especialista, distrito=distrito)
        make_avance(compromiso, estado="observado", por=coordinador, distrito=distrito)
        make_consulta(compromiso)


def test_the_inbox_costs_the_same_for_a_few_rows_or_for_many(
    coordinador, especialista, convenio, distrito, como, django_assert_max_num_queries
):
    cliente = como(coordinador)
    make_encuentro(convenio.ugel, fecha=dias(3), distrito=distrito)
    for _ in range(3):
        llenar(convenio, distrito, especialista, coordinador)
        with django_assert_max_num_queries(12):
            cliente.get("/bandeja/")


def test_first_screens_of_the_staff_travel_in_seventy_kilobytes(coordinador, especialista, convenio, distrito, como):
    llenar(convenio, distrito, especialista, coordinador)
    for ruta in ("/bandeja/", "/municipios/", f"/municipios/{distrito.ubigeo}/"):
        primera, repetida = pesar(como(coordinador), ruta)
        assert primera <= 70 * KB, ruta
        assert repetida <= 15 * KB, ruta
