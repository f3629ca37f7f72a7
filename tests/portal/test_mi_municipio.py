"""Mi municipio: a mayor sees the own district on one screen of a phone, and reports from there."""

import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from base.bitacora.gestos import gesto
from portal.tablero import consultas
from tests.factories import dias, make_alcance, make_avance, make_compromiso, make_consulta, make_convenio, make_usuario
from tests.factories_encuentros import make_encuentro
from tests.portal.peso import pesar

KB = 1024


@pytest.fixture
def distrito(municipalidad_a):
    return municipalidad_a.distrito


@pytest.fixture
def parte_a(convenio, municipalidad_a):
    return convenio.partes.get(municipalidad=municipalidad_a)


def test_what_the_municipality_owes_stands_apart_from_what_the_ugel_owes_it(alcalde_a, convenio, parte_a, distrito, como):
    suyo = make_compromiso(convenio, codigo="C-1", distritos=(distrito,), obligada=parte_a)
    de_la_ugel = make_compromiso(convenio, codigo="C-2", distritos=(distrito,))

    pagina = como(alcalde_a).get("/mi-municipio/").context

    assert pagina["debe"] == [suyo]
    assert pagina["le_deben"] == [de_la_ugel]
    assert pagina["elegibles"] == [suyo, de_la_ugel]


def test_progress_is_the_districts_own_where_a_share_was_agreed(alcalde_a, convenio, distrito, municipalidad_b, especialista, como):
    compromiso = make_compromiso(convenio, meta=100)
    make_alcance(compromiso, distrito, meta=20)
    make_alcance(compromiso, municipalidad_b.distrito, meta=80)
    make_avance(compromiso, estado="verificado", por=especialista, distrito=distrito, cantidad=5)
    make_avance(compromiso, estado="verificado", por=especialista, distrito=municipalidad_b.distrito, cantidad=80)

    (fila,) = como(alcalde_a).get("/mi-municipio/").context["le_deben"]

    assert (fila.progreso_aqui, fila.progreso) == (25, 85)


def test_the_counts_by_situation_are_those_of_the_rows_behind_them(alcalde_a, convenio, distrito, municipalidad_b, como):
    make_compromiso(convenio, distritos=(distrito,), plazo=dias(-1))
    make_compromiso(convenio, distritos=(distrito, municipalidad_b.distrito), plazo=dias(2))
    make_compromiso(convenio, distritos=(municipalidad_b.distrito,), plazo=dias(-1))
    cliente = como(alcalde_a)

    reparto = cliente.get("/mi-municipio/").context["reparto"]

    assert {parte["situacion"]: parte["cuantos"] for parte in reparto} == {"vencido": 1, "por_vencer": 1}
    for parte in reparto:
        assert cliente.get(parte["url"]).context["pagina"].paginator.count == parte["cuantos"]


def test_what_came_back_to_the_liaison_waits_for_the_mayor_too(alcalde_a, enlace_a, especialista, convenio, distrito, como):
    compromiso = make_compromiso(convenio, distritos=(distrito,))
    devuelto = make_avance(compromiso, estado="observado", por=enlace_a, distrito=distrito)
    make_avance(compromiso, por=especialista, distrito=distrito, descripcion="Borrador de la UGEL")

    pagina = como(alcalde_a).get("/mi-municipio/")

    assert pagina.context["por_corregir"] == [devuelto]
    assert devuelto.observacion in pagina.text


def test_nothing_of_another_municipality_waits_here(alcalde_b, enlace_a, convenio, distrito, municipalidad_b, como):
    compromiso = make_compromiso(convenio, distritos=(distrito, municipalidad_b.distrito))
    make_avance(compromiso, estado="observado", por=enlace_a, distrito=distrito, descripcion="CANARIO")

    assert "CANARIO" not in como(alcalde_b).get(f"/mi-municipio/?distrito={distrito.ubigeo}").text
    assert "CANARIO" not in como(alcalde_b).get("/bandeja/?ver=por_corregir").text


def test_the_quarter_before_this_one_crosses_the_year(monkeypatch):
    for dia, primero in (((2026, 11, 22), (2026, 7, 1)), ((2026, 2, 3), (2025, 10, 1)), ((2026, 4, 1), (2026, 1, 1))):
        monkeypatch.setattr(consultas, "hoy", lambda dia=dia: datetime.date(*dia))
        assert consultas.inicio_del_trimestre_anterior() == datetime.date(*primero)


def test_what_changed_counts_what_was_verified_and_fulfilled_since_then(alcalde_a, especialista, coordinador, convenio, distrito, como):
    compromiso = make_compromiso(convenio, distritos=(distrito,))
    make_avance(compromiso, estado="verificado", por=especialista, distrito=distrito)
    viejo = make_avance(compromiso, estado="verificado", por=especialista, distrito=distrito)
    with gesto(por=coordinador):
        viejo.verificado_en = timezone.now() - datetime.timedelta(days=400)
        viejo.save(update_fields=["verificado_en"])
    make_compromiso(convenio, distritos=(distrito,), estado="cumplido")

    pagina = como(alcalde_a).get("/mi-municipio/").context

    assert (pagina["verificados"][0].total, pagina["cumplidos"]) == (1, 1)


def test_the_summary_for_whatsapp_says_what_the_public_page_of_the_district_says(alcalde_a, convenio, distrito, enlace_a, como, client):
    """Neither what waits to be verified nor a convenio that nobody signed yet: it is sent to people without an account."""
    esperado = make_compromiso(convenio, distritos=(distrito,), plazo=dias(90))
    make_avance(esperado, estado="enviado", por=enlace_a, distrito=distrito)
    make_compromiso(convenio, distritos=(distrito,), plazo=dias(-3))
    borrador = make_convenio(convenio.ugel, codigo="EN-PREPARACION", estado="borrador", partes=(distrito.municipalidad,))
    make_compromiso(borrador, distritos=(distrito,), plazo=dias(-3))

    texto = parse_qs(urlsplit(como(alcalde_a).get("/mi-municipio/").context["compartir"]).query)["text"][0]

    titulo, *cifras, direccion = texto.splitlines()
    assert direccion == f"https://testserver/publico/{distrito.ugel.codigo}/distritos/{distrito.ubigeo}/"
    publico = client.get(urlsplit(direccion).path).context["reparto"]
    assert cifras == [f"• {parte['etiqueta']}: {parte['cuantos']}" for parte in publico] == ["• Vencido: 1", "• Por iniciar: 1"]
    assert (titulo.startswith("Distrito A:"), alcalde_a.nombre in texto) == (True, False)


@pytest.mark.parametrize("rol", ["alcalde", "enlace", "coordinador", "dre"])
def test_without_a_municipality_in_charge_the_page_says_so(db, rol, como):
    pagina = como(make_usuario(rol)).get("/mi-municipio/")
    assert (pagina.status_code, "no tiene hoy un cargo vigente" in pagina.text) == (200, True)


def test_a_mayor_of_another_ugel_sees_the_own_district_only(municipalidad_ajena, convenio, distrito, como):
    make_compromiso(convenio, distritos=(distrito,), descripcion="CANARIO")
    ajeno = make_usuario("alcalde", municipalidad=municipalidad_ajena)

    pagina = como(ajeno).get("/mi-municipio/")

    assert "Distrito ajeno" in pagina.text
    assert "CANARIO" not in pagina.text


def test_what_the_ugel_asks_waits_for_the_municipality(alcalde_a, enlace_a, alcalde_b, especialista, convenio, distrito, como):
    compromiso = make_compromiso(convenio, distritos=(distrito,))
    consulta = make_consulta(compromiso, por=especialista, dirigida_a="municipalidad")
    make_consulta(compromiso, por=alcalde_a)

    for quien in (alcalde_a, enlace_a):
        pagina = como(quien).get("/mi-municipio/")
        assert pagina.context["por_responder"] == [consulta]
        assert "1 consulta de la UGEL espera respuesta" in pagina.text
        assert f'href="/990001/consultas/{consulta.pk}/responder/"' in pagina.text
    assert como(alcalde_b).get("/mi-municipio/").context["por_responder"] == []


def llenar(convenio, parte, distrito, enlace, especialista):
    for n in range(8):
        for obligada in (parte, None):
            compromiso = make_compromiso(convenio, distritos=(distrito,), obligada=obligada, plazo=dias(n * 10 - 20), meta=5)
        make_avance(compromiso, estado="verificado", por=especialista, distrito=distrito, cantidad=1)
        make_avance(compromiso, estado="observado", por=enlace, distrito=distrito)
        make_consulta(compromiso, por=especialista, dirigida_a="municipalidad")


def test_the_page_costs_the_same_for_a_few_rows_or_for_many(
    alcalde_a, enlace_a, especialista, convenio, parte_a, distrito, como, django_assert_max_num_queries
):
    make_encuentro(convenio.ugel, fecha=dias(3), distrito=distrito)
    cliente = como(alcalde_a)
    for _ in range(3):
        llenar(convenio, parte_a, distrito, enlace_a, especialista)
        with django_assert_max_num_queries(14):
            cliente.get("/mi-municipio/")


def test_a_first_visit_travels_in_forty_kilobytes_and_a_second_in_fifteen(
    alcalde_a, enlace_a, especialista, convenio, parte_a, distrito, como
):
    for _ in range(4):
        llenar(convenio, parte_a, distrito, enlace_a, especialista)

    primera, repetida = pesar(como(alcalde_a), "/mi-municipio/")

    assert primera <= 40 * KB
    assert repetida <= 15 * KB
