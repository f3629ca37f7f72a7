"""The page of an encuentro: written by who runs it, once and unseen by nobody, and read by a mayor on a phone."""

import datetime

import pytest
from django.urls import reverse

from base.comun.graficos import ASPECTOS
from encuentros import seguimiento
from encuentros.models import Encuentro, Invitado
from tests.factories import dias, make_municipalidad
from tests.factories_encuentros import (
    llevar_encuentro,
    make_acta,
    make_acuerdo,
    make_asistencia,
    make_encuentro,
    make_invitado,
    make_participante,
    make_punto,
    make_revision,
)
from tests.formularios import leer

pytestmark = pytest.mark.django_db


def de(encuentro, ruta="encuentro") -> str:
    return reverse(ruta, args=[encuentro.ugel.codigo, encuentro.numero])


def test_each_state_of_an_encuentro_and_each_answer_has_a_sign_of_its_own():
    for dichos in ({*Encuentro.Estado.values, "anunciado"}, set(Invitado.Respuesta.values)):
        assert dichos <= ASPECTOS.keys()
        assert len({ASPECTOS[dicho] for dicho in dichos}) == len(dichos)


# ── Written ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_new_encuentro_is_proposed_as_the_next_one_and_convokes_every_municipality_once(
    coordinador, ugel, municipalidad_a, municipalidad_b, como
):
    make_encuentro(ugel, numero=2, lema="por la Educación al 2026", organizadores="UGEL y municipalidades")
    cliente, url = como(coordinador), reverse("encuentro_nuevo", args=[ugel.codigo])
    datos = leer(cliente.get(url))
    propuesto = {"numero": "3", "nombre": "III Encuentro de Alcaldes", "lema": "por la Educación al 2026"}
    assert {c: datos[c] for c in propuesto} == propuesto
    datos |= {"fecha": dias(20).isoformat(), "hora": "09:00", "quorum": "2", "proposito": "Revisar los compromisos"}

    primera, segunda = cliente.post(url, datos), cliente.post(url, datos)

    assert primera.url == segunda.url == f"/{ugel.codigo}/encuentros/3/"
    encuentro = Encuentro.objects.get(numero=3)
    assert (encuentro.convocado_por, encuentro.hora, encuentro.quorum) == (coordinador, datetime.time(9), 2)
    assert {i.municipalidad for i in encuentro.invitados.all()} == {municipalidad_a, municipalidad_b}


def test_a_number_that_is_taken_is_told_with_everything_still_there(coordinador, ugel, como):
    make_encuentro(ugel, numero=1)
    cliente, url = como(coordinador), reverse("encuentro_nuevo", args=[ugel.codigo])
    respuesta = cliente.post(url, leer(cliente.get(url)) | {"numero": "1", "proposito": "Lo que escribí"})
    assert respuesta.status_code == 422
    assert "Ya hay un encuentro con ese número" in respuesta.text
    assert "Lo que escribí" in respuesta.text


@pytest.mark.promesa("P1")
def test_the_second_to_save_sees_both_texts(coordinador, administrador, ugel, como):
    encuentro = make_encuentro(ugel, lugar="Auditorio")
    url = de(encuentro, "encuentro_editar")
    uno, otro = como(coordinador), como(administrador)
    de_uno, de_otro = leer(uno.get(url)), leer(otro.get(url))
    assert uno.post(url, de_uno | {"lugar": "Plaza"}).status_code == 302

    choque = otro.post(url, de_otro | {"lugar": "Coliseo"})

    assert choque.status_code == 409
    assert "Plaza" in choque.text
    assert "Coliseo" in choque.text
    encuentro.refresh_from_db()
    assert encuentro.lugar == "Plaza"


@pytest.mark.promesa("P25")
def test_the_form_takes_only_what_it_asks_for(coordinador, ugel, otra_ugel, como):
    encuentro = make_encuentro(ugel)
    url, cliente = de(encuentro, "encuentro_editar"), como(coordinador)
    de_mas = {"estado": "acta_firmada", "ugel": otra_ugel.pk, "firmado_por": coordinador.pk, "demostracion": "on", "oficio_texto": "X"}
    assert cliente.post(url, de_mas | leer(cliente.get(url)) | {"lugar": "Plaza"}).status_code == 302
    encuentro.refresh_from_db()
    assert (encuentro.lugar, encuentro.estado, encuentro.ugel, encuentro.demostracion) == ("Plaza", "convocado", ugel, False)
    assert (encuentro.firmado_por, encuentro.oficio_texto) == (None, "")


def test_a_signed_encuentro_is_not_written(coordinador, ugel, como):
    encuentro = make_encuentro(ugel, estado="en_curso", por=coordinador)
    cliente, url = como(coordinador), de(encuentro, "encuentro_editar")
    datos = leer(cliente.get(url))
    llevar_encuentro(encuentro, "acta_firmada", por=coordinador)

    assert cliente.get(url).status_code == 403
    respuesta = cliente.post(url, datos | {"lugar": "Otro"})

    assert respuesta.status_code in (409, 422)
    encuentro.refresh_from_db()
    assert encuentro.lugar == ""
    assert "encuentro_editar" not in cliente.get(de(encuentro)).text
    assert f'href="{url}"' not in cliente.get(de(encuentro)).text


def test_it_is_given_as_held_by_a_document_and_not_without_one(coordinador, ugel, como):
    encuentro = make_encuentro(ugel, fecha=dias(-10))
    cliente, url = como(coordinador), de(encuentro, "encuentro_informar")
    datos = leer(cliente.get(url))
    assert cliente.post(url, datos | {"resultado": "Se reunieron"}).status_code == 422

    assert cliente.post(url, datos | {"resultado": "Se reunieron", "fuente": "Nota 12"}).status_code == 302

    encuentro.refresh_from_db()
    assert (encuentro.estado, encuentro.resultado, encuentro.fuente) == ("informado", "Se reunieron", "Nota 12")
    assert cliente.get(url).status_code == 403
    with pytest.raises(AssertionError):
        leer(cliente.get(de(encuentro)))  # no form is left on its page


# ── Read ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_page_says_how_far_it_has_come_with_who_and_when(coordinador, ugel, como):
    encuentro = make_encuentro(ugel, estado="acta_en_borrador", por=coordinador)
    make_punto(encuentro, titulo="Informe de la UGEL", notas="CANARIO nota del punto")
    make_acta(encuentro)

    texto = como(coordinador).get(de(encuentro)).text

    assert [p.dado for p in seguimiento.pasos(encuentro)] == [True, True, True, False]
    for dicho in ("Acta firmada: falta", "Informe de la UGEL", str(coordinador), "se comenta hasta"):
        assert dicho in texto
    assert "CANARIO" not in texto


def test_the_next_step_leads_to_the_page_where_it_is_taken(coordinador, director, ugel, como):
    """To who does not run it no step is offered."""
    hoy_mismo, lejos = make_encuentro(ugel, fecha=dias(0)), make_encuentro(ugel, fecha=dias(9))
    assert como(coordinador).get(de(hoy_mismo)).context["siguiente"] == (de(hoy_mismo, "en_vivo"), "Iniciar el encuentro")
    assert como(coordinador).get(de(lejos)).context["siguiente"] == (de(lejos, "convocatoria"), "Seguir con la convocatoria")
    assert como(director).get(de(hoy_mismo)).context["siguiente"] is None
    assert como(coordinador).get(de(make_encuentro(ugel, estado="informado"))).context["siguiente"] is None


def test_a_mayor_reads_what_is_asked_of_the_municipality_and_nothing_of_the_others(alcalde_a, ugel, municipalidad_a, municipalidad_b, como):
    encuentro = make_encuentro(ugel, estado="en_curso")
    make_invitado(encuentro, municipalidad_a)
    make_invitado(encuentro, municipalidad_b, nombre="CANARIO nombre", correo="canario@b.pe")
    propio = make_acuerdo(encuentro, obligado="municipalidad", municipalidad=municipalidad_a, texto="Entregar el padrón")
    ajeno = make_acuerdo(encuentro, obligado="municipalidad", municipalidad=municipalidad_b, texto="Lo del otro")
    de_todas = make_acuerdo(encuentro, obligado="todas", texto="Lo de todas")

    respuesta = como(alcalde_a).get(de(encuentro))

    assert [a.pk for a in respuesta.context["suyos"]] == [propio.pk, de_todas.pk]
    assert "Lo que se le pide a su municipalidad" in respuesta.text
    assert ajeno.texto in respuesta.text  # an acuerdo is read by all
    assert "CANARIO" not in respuesta.text
    assert "canario@" not in respuesta.text


def test_a_note_of_who_came_is_the_ugels_unless_a_document_says_it(
    coordinador, alcalde_a, alcalde_b, dre, ugel, municipalidad_a, municipalidad_b, como, client
):
    encuentro = make_encuentro(ugel, estado="informado", fecha=dias(-3))
    make_asistencia(encuentro, municipalidad_a, quien="titular", nota="CANARIO llegó disgustado")
    make_asistencia(encuentro, municipalidad_b, nota="La nota de prensa no la nombra", fuente="Nota de prensa")
    leido = [como(quien).get(encuentro.get_absolute_url()).text for quien in (coordinador, alcalde_a, alcalde_b, dre)]
    assert ["CANARIO" in pagina for pagina in leido] == [True, False, False, False]
    assert all("no la nombra" in pagina for pagina in leido)
    publica = client.get(reverse("publico_encuentro", args=[ugel.codigo, encuentro.numero]))
    assert publica.status_code == 200
    assert not any(dicho in publica.text for dicho in ("CANARIO", "no la nombra"))


def test_the_list_leads_from_each_number_to_its_rows(director, ugel, como):
    encuentro = make_encuentro(ugel, estado="en_curso")
    make_acuerdo(encuentro, plazo=dias(30))
    make_acuerdo(encuentro)
    cliente = como(director)
    (fila,) = cliente.get(reverse("encuentros", args=[ugel.codigo])).context["encuentros"]
    (abiertos,) = fila.cuentas
    assert abiertos["cuantos"] == 2
    assert cliente.get(abiertos["url"]).context["pagina"].paginator.count == 2


def test_what_became_of_each_acuerdo_stands_beside_it_encuentro_by_encuentro(director, ugel, como):
    primero = make_encuentro(ugel, numero=1, estado="en_curso")
    uno, otro = make_acuerdo(primero), make_acuerdo(primero)
    segundo, tercero = make_encuentro(ugel, numero=2), make_encuentro(ugel, numero=3)
    make_revision(uno, segundo, situacion="abierto", nota="Sigue igual")
    make_revision(uno, tercero, situacion="cumplido", nota="Se cumplió con el oficio 9")
    make_revision(otro, tercero, situacion="no_cumplido")

    respuesta = como(director).get(de(primero, "encuentro_seguimiento"))

    assert respuesta.context["siguientes"] == [segundo, tercero]
    assert [[r and r.situacion for r in celdas] for _, celdas in respuesta.context["filas"]] == [
        ["abierto", "cumplido"],
        [None, "no_cumplido"],
    ]
    assert "Se cumplió con el oficio 9" in respuesta.text


def test_the_page_costs_the_same_for_few_rows_or_many(coordinador, alcalde_a, ugel, municipalidad_a, como, django_assert_max_num_queries):
    encuentro = make_encuentro(ugel, estado="en_curso")
    personas = como(coordinador), como(alcalde_a)
    for estado, cuantas in (("en_curso", 1), ("acta_en_borrador", 6)):
        llevar_encuentro(encuentro, estado, por=coordinador)
        for _ in range(cuantas):
            make_asistencia(encuentro, make_municipalidad(ugel), quien="titular")
            make_acuerdo(encuentro, obligado="municipalidad", municipalidad=municipalidad_a)
            make_punto(encuentro)
            make_participante(encuentro)
        for cliente in personas:
            with django_assert_max_num_queries(12):
                cliente.get(de(encuentro))
