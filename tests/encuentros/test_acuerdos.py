"""Acuerdos: found, followed, decided with a reason, passed to a convenio; what was signed stays."""

import csv
import datetime
import io

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from base.comun.paneles import paneles_de
from convenios.models import Compromiso
from encuentros.acciones import volver_compromiso
from encuentros.models import Acuerdo
from tests.factories import dias, make_convenio, make_parte
from tests.factories_encuentros import llevar_encuentro, make_acuerdo, make_encuentro, make_invitado, make_revision
from tests.formularios import leer

pytestmark = pytest.mark.django_db


@pytest.fixture
def encuentro(ugel, coordinador):
    return make_encuentro(ugel, numero=3, fecha=dias(-60), estado="en_curso", por=coordinador)


def de(acuerdo, ruta="acuerdo", *mas) -> str:
    return reverse(ruta, args=[acuerdo.encuentro.ugel.codigo, acuerdo.encuentro.numero, acuerdo.numero, *mas])


def lista(cliente, ugel, **pide):
    return cliente.get(reverse("acuerdos", args=[ugel.codigo], query=pide))


@pytest.fixture
def surtido(encuentro, coordinador, ugel, municipalidad_a, municipalidad_b) -> dict[str, Acuerdo]:
    """One of each, in two encuentros."""
    otro = make_encuentro(ugel, numero=4, estado="en_curso", por=coordinador)
    a, b = {"obligado": "municipalidad", "municipalidad": municipalidad_a}, {"obligado": "municipalidad", "municipalidad": municipalidad_b}
    surtido = {
        "vencido": make_acuerdo(encuentro, texto="Ampliar el padrón nominal", plazo=dias(-3), **a),
        "abierto": make_acuerdo(encuentro, texto="Techar el patio", plazo=dias(10), **b),
        "cumplido": make_acuerdo(otro, texto="=Entregar mobiliario", obligado="ugel", distrito=municipalidad_b.distrito),
        "de todas": make_acuerdo(otro, texto="Sesionar cada mes", obligado="todas"),
    }
    surtido["cumplido"].cumplir(por=coordinador, motivo="Oficio 4")
    return surtido


PEDIDOS = {
    "nada": ({}, ["vencido", "abierto", "cumplido", "de todas"]),
    "situación": ({"situacion": "vencido"}, ["vencido"]),
    "pendientes": ({"situacion": "pendientes"}, ["vencido", "abierto", "de todas"]),
    "encuentro": ({"encuentro": "4"}, ["cumplido", "de todas"]),
    "distrito de B": ({"distrito": "990102"}, ["abierto", "cumplido", "de todas"]),
    "quién lo debe": ({"obligado": "ugel"}, ["cumplido"]),
    "texto sin tildes": ({"texto": "PADRON"}, ["vencido"]),
    "lo que no se entiende": ({"situacion": "'; DROP", "encuentro": "99"}, ["vencido", "abierto", "cumplido", "de todas"]),
}


@pytest.mark.parametrize("caso", PEDIDOS)
def test_the_list_answers_what_its_address_asks(caso, surtido, director, ugel, como):
    pide, esperados = PEDIDOS[caso]
    respuesta = lista(como(director), ugel, **pide)
    assert {a.pk for a in respuesta.context["pagina"]} == {surtido[nombre].pk for nombre in esperados}
    assert respuesta.context["pagina"].paginator.count == len(esperados)


def test_the_list_is_put_in_order_both_ways(surtido, director, ugel, como):
    for orden, primero in (("plazo", "vencido"), ("-plazo", "abierto"), ("situacion", "vencido"), ("-situacion", "cumplido")):
        assert lista(como(director), ugel, orden=orden).context["pagina"][0].pk == surtido[primero].pk, orden


def test_each_number_at_the_head_leads_to_as_many_rows(surtido, director, ugel, como):
    cliente = como(director)
    cuentas = lista(cliente, ugel, texto="a").context["cuentas"]
    assert [str(c["encuentro"]) for c in cuentas] == ["IV Encuentro", "III Encuentro"]
    for cuenta in cuentas:
        for parte in cuenta["partes"]:
            url = reverse("acuerdos", args=[ugel.codigo]) + parte["url"]
            assert cliente.get(url).context["pagina"].paginator.count == parte["cuantos"]


def test_what_is_downloaded_is_what_was_asked_and_runs_as_no_formula(surtido, director, ugel, como):
    respuesta = lista(como(director), ugel, formato="csv", encuentro="4")
    filas = list(csv.DictReader(io.StringIO(respuesta.getvalue().decode("utf-8-sig"))))
    assert [(f["encuentro"], f["numero"], f["situacion"]) for f in filas] == [("IV", "1", "Cumplido"), ("IV", "2", "Abierto")]
    assert filas[0]["acuerdo"] == "'=Entregar mobiliario"
    assert lista(como(director), ugel, formato="xlsx").getvalue()[:2] == b"PK"


def test_the_list_asks_eight_questions_whatever_it_holds(surtido, director, ugel, encuentro, como, django_assert_max_num_queries):
    cliente = como(director)
    for _ in range(2):
        with django_assert_max_num_queries(8):
            lista(cliente, ugel)
        for _ in range(5):
            make_acuerdo(encuentro)


# ── One of them ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_it_is_decided_with_its_reason_once_also_after_the_signature(encuentro, coordinador, como):
    acuerdo = make_acuerdo(encuentro)
    llevar_encuentro(encuentro, "acta_firmada", por=coordinador)
    cliente, url = como(coordinador), de(acuerdo, "acuerdo_decidir", "cumplir")
    datos = leer(cliente.get(url))
    assert cliente.post(url, datos).status_code == 422  # without a reason

    assert cliente.post(url, datos | {"motivo": "Oficio 7 del 3 de mayo"}).status_code == 302

    acuerdo.refresh_from_db()
    assert (acuerdo.estado, acuerdo.decidido_por, acuerdo.decidido_motivo) == ("cumplido", coordinador, "Oficio 7 del 3 de mayo")
    assert "Oficio 7 del 3 de mayo" in cliente.get(de(acuerdo)).text
    otra_vez = cliente.post(url, leer(cliente.get(url)) | {"motivo": "Otra vez"})
    assert otra_vez.status_code == 422
    assert "Solo se decide un acuerdo abierto" in otra_vez.text
    reabrir = de(acuerdo, "acuerdo_decidir", "reabrir")
    assert cliente.post(reabrir, leer(cliente.get(reabrir)) | {"motivo": "Faltó"}).status_code == 302
    assert Acuerdo.objects.get(pk=acuerdo.pk).estado == "abierto"
    assert cliente.get(de(acuerdo, "acuerdo_decidir", "firmar")).status_code == 404


@pytest.mark.promesa("P1")
def test_two_who_correct_it_see_both_texts_and_after_the_signature_nobody_does(encuentro, coordinador, administrador, como):
    acuerdo = make_acuerdo(encuentro, texto="Como era")
    url, uno, otro = de(acuerdo, "acuerdo_editar"), como(coordinador), como(administrador)
    de_uno, de_otro = leer(uno.get(url)), leer(otro.get(url))
    assert uno.post(url, de_uno | {"texto": "Lo del primero"}).status_code == 302
    choque = otro.post(url, de_otro | {"texto": "Lo del segundo"})
    assert choque.status_code == 409
    assert "Lo del primero" in choque.text
    datos = leer(uno.get(url))
    llevar_encuentro(encuentro, "acta_firmada", por=coordinador)

    assert uno.get(url).status_code == 403
    assert uno.post(url, datos | {"texto": "Después de firmada"}).status_code in (409, 422)
    assert Acuerdo.objects.get(pk=acuerdo.pk).texto == "Lo del primero"


def test_it_becomes_a_commitment_and_each_page_leads_to_the_other(encuentro, coordinador, municipalidad_a, ugel, como, director):
    acuerdo = make_acuerdo(encuentro, obligado="municipalidad", municipalidad=municipalidad_a, plazo=dias(40), texto="Techar el patio")
    convenio = make_convenio(ugel, codigo="CM-X", estado="suscrito")
    make_convenio(ugel, codigo="CM-BORRADOR", estado="borrador")
    make_parte(convenio, municipalidad_a)
    cliente, url = como(coordinador), de(acuerdo, "acuerdo_compromiso")
    assert "CM-BORRADOR" not in cliente.get(url).text
    datos = leer(cliente.get(url)) | {"convenio": convenio.pk}

    primera, segunda = cliente.post(url, datos), cliente.post(url, datos)

    compromiso = Compromiso.objects.get(convenio=convenio)
    assert primera.url == segunda.url == compromiso.get_absolute_url()
    assert de(acuerdo) in cliente.get(primera.url).text
    assert "Nació de un acuerdo" in cliente.get(primera.url).text
    pagina = cliente.get(de(acuerdo)).text
    assert compromiso.get_absolute_url() in pagina
    assert "Dar por cumplido" not in pagina  # it is fulfilled there
    assert cliente.get(url).status_code == 403
    compromiso.cumplir(por=coordinador, motivo="Acta de entrega 4")
    pagina = cliente.get(de(acuerdo)).text
    assert "Cumplido" in pagina
    assert f"Decidido en el compromiso por <strong>{coordinador}" in pagina  # who and when, here too
    assert [p.clave for p in paneles_de(compromiso, director) if p.clave == "acuerdo"] == ["acuerdo"]


def test_what_the_municipalities_owe_does_not_become_a_debt_of_the_ugel(encuentro, coordinador, municipalidad_a, municipalidad_b, ugel):
    convenio = make_convenio(ugel, codigo="CM-X", estado="suscrito")
    make_parte(convenio, municipalidad_a)
    suya, de_todas = make_acuerdo(encuentro, obligado="todas"), make_acuerdo(encuentro, obligado="todas")
    ajena, de_ambas = make_acuerdo(encuentro, obligado="otra"), make_acuerdo(encuentro, obligado="ambas")

    assert volver_compromiso(suya, convenio=convenio, por=coordinador).obligada.municipalidad == municipalidad_a  # the only party
    make_parte(convenio, municipalidad_b)
    for acuerdo in (de_todas, ajena):
        with pytest.raises(ValidationError) as error:
            volver_compromiso(acuerdo, convenio=convenio, por=coordinador)
        assert error.value.code == "parte"
    assert Compromiso.objects.count() == 1
    compromiso = volver_compromiso(de_ambas, convenio=convenio, por=coordinador)
    assert compromiso.obligada is None
    assert "La UGEL y las municipalidades" in compromiso.fuente


def test_the_page_tells_what_was_said_of_it_afterwards(encuentro, director, ugel, como):
    acuerdo = make_acuerdo(encuentro)
    make_revision(acuerdo, make_encuentro(ugel, numero=4), situacion="abierto", nota="La obra está en licitación")
    texto = como(director).get(de(acuerdo)).text
    assert "La obra está en licitación" in texto
    assert "IV Encuentro" in texto


# ── Where each person finds them ─────────────────────────────────────────────────────────────────────────────────────────
def test_the_inbox_mi_municipio_and_the_district_lead_to_those_that_wait(surtido, coordinador, alcalde_a, municipalidad_a, como, ugel):
    bandeja = como(coordinador).get("/bandeja/")
    assert [a.pk for a in bandeja.context["acuerdos"]] == [surtido[n].pk for n in ("vencido", "abierto", "de todas")]
    assert de(surtido["vencido"], "acuerdo_decidir", "cumplir") in bandeja.text

    mio = como(alcalde_a).get("/mi-municipio/")
    assert [a.pk for a in mio.context["acuerdos"]] == [surtido["vencido"].pk, surtido["de todas"].pk]

    distrito = como(coordinador).get(reverse("distrito", args=[municipalidad_a.distrito.ubigeo]))
    assert (distrito.context["distrito"].acuerdos_pendientes, distrito.context["distrito"].acuerdos_vencidos) == (2, 1)
    url = f"/{ugel.codigo}/acuerdos/?distrito={municipalidad_a.distrito.ubigeo}&situacion=pendientes"
    assert como(coordinador).get(url).context["pagina"].paginator.count == 2


def test_mi_municipio_says_what_it_answered_to_the_next_encuentro(alcalde_a, ugel, municipalidad_a, coordinador, como):
    proximo = make_encuentro(ugel, fecha=dias(5), lugar="Auditorio", hora=datetime.time(9, 30))
    invitado = make_invitado(proximo, municipalidad_a)
    assert "todavía no responde" in como(alcalde_a).get("/mi-municipio/").text
    invitado.responder("delegara", por=coordinador, delegado="Una persona")

    texto = como(alcalde_a).get("/mi-municipio/").text

    assert "enviará un delegado" in texto
    assert "09:30 h" in texto
    assert "09:30 h" in como(coordinador).get("/bandeja/").text
