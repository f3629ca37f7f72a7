"""Questions on a commitment: who asks, who answers, who reads, and what two presses or two people do."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from base.avisos.models import Aviso
from base.bitacora.gestos import gesto
from base.bitacora.linea import linea_de_tiempo
from base.bitacora.reglas import SALE, Intento
from base.comun.fechas import ahora
from base.cuentas.roles import Rol
from convenios import acciones
from convenios.deshacer import candado_de_consultas
from convenios.models import Alcance, Consulta
from convenios.models.consulta import ConsultaQuerySet
from municipios.models import EnlaceMunicipal
from tests.factories import dias, make_compromiso, make_consulta, make_convenio, make_usuario
from tests.formularios import leer

CANARIO = "CANARIO-consulta"


@pytest.fixture
def compromiso(convenio, municipalidad_a):
    """It reaches district A only."""
    return make_compromiso(convenio, codigo="C-1", distritos=(municipalidad_a.distrito,))


@pytest.fixture
def de_a(compromiso, enlace_a):
    """What the liaison of A asked the UGEL."""
    return make_consulta(compromiso, por=enlace_a, pregunta=CANARIO)


def lista(compromiso) -> str:
    return reverse("consultas", args=[compromiso.convenio.ugel.codigo, compromiso.convenio.codigo, compromiso.codigo])


def para_responder(consulta) -> str:
    return reverse("consulta_responder", args=[consulta.compromiso.convenio.ugel.codigo, consulta.pk])


def campos(cliente, url, **valores):
    return leer(cliente.get(url)) | valores


def avisados() -> list[str]:
    return sorted(Aviso.objects.values_list("usuario__username", flat=True))


# ── Asking and answering ─────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_mayor_asks_the_ugel_and_whoever_may_answer_there_is_told_once(
    como, alcalde_a, enlace_a, alcalde_b, coordinador, especialista, administrador, director, coordinador_otra_ugel, compromiso
):
    cliente, url = como(alcalde_a), lista(compromiso)
    datos = campos(cliente, url, pregunta="  ¿Quién paga?  ")
    primera, segunda = cliente.post(url, datos), cliente.post(url, datos)

    consulta = Consulta.objects.get()
    assert primera.url == segunda.url == consulta.get_absolute_url()
    assert (consulta.dirigida_a, consulta.estado, consulta.hecha_por, consulta.pregunta) == ("ugel", "abierta", alcalde_a, "¿Quién paga?")
    assert avisados() == ["administrador", "coordinador", "especialista"]


def test_the_ugel_asks_the_municipality_and_its_people_in_office_are_told(
    como, alcalde_a, enlace_a, alcalde_b, especialista, municipalidad_a, compromiso
):
    saliente = make_usuario(Rol.ENLACE, municipalidad=municipalidad_a, username="enlace.antes")
    EnlaceMunicipal.objects.filter(usuario=saliente).update(fin=dias(-1))
    cliente, url = como(especialista), lista(compromiso)
    cliente.post(url, campos(cliente, url, pregunta="¿Qué día?"))

    consulta = Consulta.objects.get()
    assert (consulta.dirigida_a, consulta.distrito) == ("municipalidad", municipalidad_a.distrito)
    assert avisados() == ["alcalde.a", "enlace.a"]


def test_an_answer_is_kept_with_who_and_when_and_the_side_that_asked_is_told_once(como, coordinador, alcalde_a, de_a):
    cliente, url = como(coordinador), para_responder(de_a)
    datos = campos(cliente, url, respuesta="La UGEL.")
    assert [cliente.post(url, datos).status_code for _ in range(2)] == [302, 302]

    de_a.refresh_from_db()
    assert (de_a.estado, de_a.respuesta, de_a.respondida_por) == ("respondida", "La UGEL.", coordinador)
    assert avisados() == ["alcalde.a", "enlace.a"]
    assert "La UGEL." in como(alcalde_a).get(lista(de_a.compromiso)).text


def test_the_second_of_two_who_answer_at_once_keeps_the_text_and_reads_the_first(como, coordinador, especialista, de_a):
    uno, otro, url = como(coordinador), como(especialista), para_responder(de_a)
    suyo, ajeno = campos(uno, url, respuesta="La primera"), campos(otro, url, respuesta="La segunda")
    assert uno.post(url, suyo).status_code == 302
    choque = otro.post(url, ajeno)

    assert choque.status_code == 409
    assert "La primera" in choque.text
    assert "La segunda" in choque.text
    de_a.refresh_from_db()
    assert de_a.respuesta == "La primera"
    assert otro.get(url).url == de_a.get_absolute_url()


@pytest.mark.parametrize(("texto", "queda"), [("", ""), ("   ", ""), ("x" * 1001, "x" * 1001)])
def test_what_was_typed_stays_when_it_cannot_be_asked(como, alcalde_a, compromiso, texto, queda):
    cliente, url = como(alcalde_a), lista(compromiso)
    respuesta = cliente.post(url, campos(cliente, url, pregunta=texto))
    assert respuesta.status_code == 422
    assert queda in respuesta.text
    assert not Consulta.objects.exists()


def test_the_staff_choose_the_district_and_only_among_those_reached(como, coordinador, convenio, municipalidad_a, municipalidad_b):
    compromiso = make_compromiso(convenio, distritos=(municipalidad_a.distrito, municipalidad_b.distrito))
    ajeno = make_compromiso(convenio, distritos=(municipalidad_a.distrito,))
    cliente, url = como(coordinador), lista(compromiso)
    assert cliente.post(url, campos(cliente, url, pregunta="¿Qué día?")).status_code == 422
    assert cliente.post(url, campos(cliente, url, pregunta="¿Qué día?", distrito=municipalidad_b.distrito.pk)).status_code == 302
    with pytest.raises(ValidationError, match="no alcanza ese distrito"):
        acciones.preguntar(ajeno, por=coordinador, distrito=municipalidad_b.distrito, pregunta="¿?")


def test_nobody_is_asked_about_a_convenio_they_do_not_read(coordinador, ugel, municipalidad_a):
    compromiso = make_compromiso(make_convenio(ugel, estado="borrador"), distritos=(municipalidad_a.distrito,))
    with pytest.raises(ValidationError, match="hasta que se suscriba"):
        acciones.preguntar(compromiso, por=coordinador, distrito=municipalidad_a.distrito, pregunta="¿?")
    assert not Aviso.objects.exists()


# ── Who may ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_who_asks_never_answers_nor_does_anyone_of_their_side(como, alcalde_a, enlace_a, de_a):
    for persona in (alcalde_a, enlace_a):
        assert como(persona).get(para_responder(de_a)).status_code == 403
        with pytest.raises(ValidationError, match="otra parte"):
            de_a.responder(por=persona, respuesta="Yo mismo")


def test_the_director_reads_and_neither_asks_nor_answers(como, director, de_a):
    cliente = como(director)
    pagina = cliente.get(lista(de_a.compromiso))
    assert CANARIO in pagina.text
    assert "Hacer una consulta" not in pagina.text
    assert cliente.post(lista(de_a.compromiso), {"pregunta": "¿?"}).status_code == 403
    assert cliente.get(para_responder(de_a)).status_code == 403


@pytest.mark.parametrize("quien", ["alcalde_b", "dre", "coordinador_otra_ugel"])
def test_a_stranger_finds_nothing_anywhere(como, request, quien, de_a):
    cliente = como(request.getfixturevalue(quien))
    assert cliente.get(lista(de_a.compromiso)).status_code == 404
    assert cliente.post(lista(de_a.compromiso), {"pregunta": "¿?"}).status_code == 404
    assert cliente.get(para_responder(de_a)).status_code == 404
    compromiso = cliente.get(de_a.compromiso.get_absolute_url())
    assert CANARIO not in compromiso.text
    assert "Consultas" not in compromiso.text


def test_what_hides_it_is_the_scope(como, alcalde_b, de_a, monkeypatch):
    """Control: with the scope of questions opened, the mayor of B does read A's."""
    assert como(alcalde_b).get(lista(de_a.compromiso)).status_code == 404
    monkeypatch.setattr(ConsultaQuerySet, "for_user", lambda self, user: self)
    assert CANARIO in como(alcalde_b).get(lista(de_a.compromiso)).text


def test_two_districts_of_one_commitment_do_not_read_each_other(como, alcalde_b, convenio, enlace_a, municipalidad_a, municipalidad_b):
    compromiso = make_compromiso(convenio, distritos=(municipalidad_a.distrito, municipalidad_b.distrito))
    make_consulta(compromiso, por=enlace_a, distrito=municipalidad_a.distrito, pregunta=CANARIO)
    pagina = como(alcalde_b).get(lista(compromiso))
    assert pagina.status_code == 200
    assert CANARIO not in pagina.text
    assert "por responder" not in como(alcalde_b).get(compromiso.get_absolute_url()).text


def test_the_public_side_says_nothing_of_it(client, de_a, convenio):
    for url in (reverse("publico"), reverse("publico_convenio", args=[convenio.ugel.codigo, convenio.codigo])):
        assert CANARIO not in client.get(url).text
    assert client.get(lista(de_a.compromiso)).status_code == 302


def test_a_municipality_that_is_no_longer_reached_still_reads_and_answers_but_asks_no_more(como, alcalde_a, especialista, compromiso):
    consulta = make_consulta(compromiso, por=especialista, dirigida_a="municipalidad")
    Alcance.objects.get(compromiso=compromiso).eliminar(por=especialista)
    cliente = como(alcalde_a)
    assert "Hacer una consulta" not in cliente.get(lista(compromiso)).text
    url = para_responder(consulta)
    assert cliente.post(url, campos(cliente, url, respuesta="Sí"), follow=True).status_code == 200


# ── What is kept ─────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "mal",
    [
        {"estado": "respondida"},
        {"respuesta": "Sin autor"},
        {"estado": "rara"},
        {"dirigida_a": "prensa"},
        {"pregunta": ""},
        {"respondida_en": ahora()},
    ],
    ids=lambda mal: next(iter(mal)),
)
def test_the_database_refuses_half_an_answer(de_a, mal):
    with pytest.raises(IntegrityError), transaction.atomic():
        Consulta.todos.filter(pk=de_a.pk).update(**mal)


def test_nobody_answers_themselves_even_by_the_back_door(de_a, enlace_a):
    with pytest.raises(IntegrityError), transaction.atomic():
        Consulta.todos.filter(pk=de_a.pk).update(estado="respondida", respuesta="Sí", respondida_en=ahora(), respondida_por=enlace_a)


def test_what_was_answered_is_neither_answered_again_nor_thrown_away_nor_undone(de_a, coordinador, especialista):
    with gesto(por=coordinador):
        de_a.responder(por=coordinador, respuesta="Sí")
    with pytest.raises(ValidationError, match="abierta"):
        de_a.responder(por=especialista, respuesta="No")
    with pytest.raises(ValidationError, match="no se elimina"):
        de_a.eliminar(por=coordinador)

    class Ensayo:
        def __init__(self, *se_van: int) -> None:
            self.se_van = set(se_van)

        def salen(self, modelo: object) -> set[int]:
            return self.se_van

    intentos = {de_a.pk: Intento(Consulta, de_a.pk, de_a, SALE)}
    assert [reparo.pk for reparo in candado_de_consultas(intentos, Ensayo())] == [de_a.pk]
    assert not list(candado_de_consultas(intentos, Ensayo(de_a.compromiso_id)))


def test_an_open_one_goes_to_the_papelera_and_comes_back(como, coordinador, de_a):
    assert reverse("eliminar", args=[de_a.clave_de_registro, de_a.pk]) in como(coordinador).get(lista(de_a.compromiso)).text
    de_a.eliminar(por=coordinador)
    assert CANARIO not in como(coordinador).get(lista(de_a.compromiso)).text
    assert CANARIO in como(coordinador).get(reverse("papelera")).text


def test_the_timeline_of_the_commitment_tells_it(coordinador, dre, de_a):
    with gesto(por=coordinador):
        de_a.responder(por=coordinador, respuesta="Sí, la UGEL")
    contado = [(m.modelo, m.sujeto) for m in linea_de_tiempo(de_a.compromiso, user=coordinador) if m.modelo is Consulta]
    assert len(contado) == 2
    assert not [m for m in linea_de_tiempo(de_a.compromiso, user=dre) if m.modelo is Consulta]


@pytest.mark.parametrize("cuantas", [1, 40])
def test_the_pages_cost_the_same_with_one_or_forty(como, coordinador, enlace_a, compromiso, cuantas, django_assert_max_num_queries):
    for n in range(cuantas):
        make_consulta(compromiso, por=enlace_a, respondida_por=coordinador if n % 2 else None)
    cliente = como(coordinador)
    with django_assert_max_num_queries(8):
        assert len(cliente.get(lista(compromiso)).context["pagina"]) == min(cuantas, 20)
    with django_assert_max_num_queries(12):
        assert f"Consultas ({(cuantas + 1) // 2} por responder)" in cliente.get(compromiso.get_absolute_url()).text
