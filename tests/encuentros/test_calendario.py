"""A person's own calendar: read by a phone without an account, of what that person reaches at that moment, and not one request longer."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from icalendar import Calendar

from base.cuentas.models import Usuario
from encuentros.eventos import invitacion_en_ics
from encuentros.models import Acuerdo, Encuentro, LlaveDeCalendario
from encuentros.models.calendario import LlaveDeCalendarioQuerySet
from municipios.models import Gestion, MiembroUgel
from tests.factories import dias, make_compromiso, make_convenio
from tests.factories_encuentros import make_acuerdo, make_encuentro, make_punto
from tests.formularios import leer

pytestmark = pytest.mark.django_db


def direccion(persona) -> str:
    return reverse("calendario", args=[LlaveDeCalendario.dar(persona).secreto])


def eventos(respuesta) -> dict[str, str]:
    """UID and title of each event, as a calendar library reads them."""
    calendario = Calendar.from_ical(respuesta.content)
    return {str(e["uid"]): str(e["summary"]) for e in calendario.walk("VEVENT")}


@pytest.fixture
def mundo(ugel, otra_ugel, convenio, municipalidad_a, municipalidad_b, coordinador):
    """What is due in A, in B, and in another UGEL."""
    make_encuentro(
        ugel, numero=7, nombre="VII Encuentro", fecha=dias(10), hora=datetime.time(9), lugar="Plaza; salón", proposito="Revisar, acordar"
    )
    make_encuentro(ugel, numero=1, nombre="De hace mucho", fecha=dias(-400))
    make_encuentro(ugel, numero=8, nombre="De dentro de mucho", fecha=dias(740))
    make_encuentro(otra_ugel, numero=1, nombre="CANARIO ajeno", fecha=dias(3))
    make_compromiso(convenio, codigo="C-A", distritos=(municipalidad_a.distrito,), plazo=dias(5), responsable="CANARIO persona")
    make_compromiso(convenio, codigo="C-B", distritos=(municipalidad_b.distrito,), plazo=dias(6))
    make_compromiso(convenio, codigo="C-HECHO", distritos=(municipalidad_a.distrito,), plazo=dias(7), estado="cumplido")
    make_compromiso(make_convenio(otra_ugel), codigo="CANARIO", plazo=dias(5))
    pasado = make_encuentro(ugel, numero=6, fecha=dias(-30), estado="en_curso", por=coordinador)
    make_acuerdo(pasado, plazo=dias(8), obligado="municipalidad", municipalidad=municipalidad_b)
    make_acuerdo(pasado, plazo=dias(9), obligado="todas")
    make_acuerdo(pasado, obligado="ugel")  # without a date: nowhere


def titulos(cliente, persona) -> set[str]:
    respuesta = cliente.get(direccion(persona))
    assert respuesta.status_code == 200
    assert respuesta["Content-Type"] == "text/calendar; charset=utf-8"
    assert not respuesta.cookies
    assert "noindex" in respuesta["X-Robots-Tag"]
    assert b"CANARIO" not in respuesta.content
    return set(eventos(respuesta).values())


def test_each_person_gets_what_they_reach_from_a_year_back_to_two_ahead(mundo, client, coordinador, alcalde_a):
    comunes = {"VII Encuentro", "Encuentro 6", "Vence el acuerdo VI-2", "Vence el compromiso C-A"}
    de_la_ugel = {titulo for titulo in titulos(client, coordinador) if not titulo.startswith("Encuentro")}
    assert de_la_ugel == (comunes - {"Encuentro 6"}) | {"Vence el compromiso C-B", "Vence el acuerdo VI-1"}
    del_alcalde = {titulo for titulo in titulos(client, alcalde_a) if not titulo.startswith("Encuentro")}
    assert del_alcalde == comunes - {"Encuentro 6"}


def test_an_event_says_when_and_where_and_keeps_its_identifier(mundo, client, coordinador, ugel):
    url = direccion(coordinador)
    (evento,) = [e for e in Calendar.from_ical(client.get(url).content).walk("VEVENT") if e["summary"] == "VII Encuentro"]
    assert evento["uid"] == f"encuentro-{ugel.codigo}-7@convenios"
    assert evento["dtstart"].dt.astimezone(datetime.UTC).hour == 14  # nine in Lima
    assert evento["location"] == "Plaza; salón"
    antes = eventos(client.get(url))
    acuerdo = Acuerdo.objects.get(numero=2)
    acuerdo.texto = "Otro texto"
    acuerdo.save()
    assert eventos(client.get(url)).keys() == antes.keys()


def test_an_encuentro_is_the_same_event_here_and_in_its_invitation(mundo, client, coordinador, ugel):
    encuentro = Encuentro.objects.get(ugel=ugel, numero=7)
    make_punto(encuentro, minutos=45)
    (enviado,) = Calendar.from_ical(invitacion_en_ics(encuentro)).walk("VEVENT")
    pagina = Calendar.from_ical(client.get(direccion(coordinador)).content)
    (suyo,) = [e for e in pagina.walk("VEVENT") if e["uid"] == enviado["uid"]]
    assert suyo.pop("url").endswith(encuentro.get_absolute_url())
    assert suyo.to_ical() == enviado.to_ical()
    assert suyo.end - suyo.start == datetime.timedelta(minutes=45)
    make_punto(encuentro, orden=2, minutos=None)  # nobody knows when it ends
    (enviado,) = Calendar.from_ical(invitacion_en_ics(encuentro)).walk("VEVENT")
    assert "dtend" not in enviado


def test_what_did_not_change_is_not_sent_again(mundo, client, coordinador, ugel):
    url = direccion(coordinador)
    primera = client.get(url)
    igual = client.get(url, headers={"if-none-match": primera["ETag"]})
    assert (igual.status_code, igual.content) == (304, b"")
    make_encuentro(ugel, numero=9, fecha=dias(4))
    assert client.get(url, headers={"if-none-match": primera["ETag"]}).status_code == 200


def cambiar_de_rol(persona) -> None:
    Usuario.objects.filter(pk=persona.pk).update(rol="especialista")


def cerrar_la_cuenta(persona) -> None:
    Usuario.objects.filter(pk=persona.pk).update(is_active=False)


def terminar_su_cargo(persona) -> None:
    MiembroUgel.objects.filter(usuario=persona).update(inicio=dias(-90), fin=dias(-1))


RETIROS = {
    "cambiar de rol": cambiar_de_rol,
    "cerrar la cuenta": cerrar_la_cuenta,
    "terminar su cargo": terminar_su_cargo,
    "anular la llave": LlaveDeCalendario.anular,
}


@pytest.mark.promesa("P26")
@pytest.mark.parametrize("retiro", RETIROS)
def test_what_is_withdrawn_opens_nothing_at_the_next_request(retiro, mundo, client, coordinador, promesa):
    url = direccion(coordinador)
    assert client.get(url).status_code == 200
    RETIROS[retiro](coordinador)
    respuesta = client.get(url)
    assert respuesta.status_code == 404
    assert respuesta.content == client.get(reverse("calendario", args=["1-inventada"])).content
    promesa.anotar(f"calendario: {retiro}", pedidos_de_mas=0)


@pytest.mark.promesa("P26")
@pytest.mark.control
def test_control_with_voided_keys_let_through_it_goes_on_opening(mundo, client, coordinador, monkeypatch):
    url = direccion(coordinador)
    LlaveDeCalendario.anular(coordinador)
    monkeypatch.setattr(LlaveDeCalendarioQuerySet, "vigentes", lambda self: self)
    assert client.get(url).status_code == 200


def test_a_mayor_whose_term_ended_reads_nothing(mundo, client, alcalde_a):
    url = direccion(alcalde_a)
    Gestion.objects.filter(usuario=alcalde_a).update(inicio=dias(-90), fin=dias(-1))
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("secreto", ["1", "0-abc", "9" * 30 + "-abc", "-", "x-1"])
def test_a_key_that_was_never_one_opens_nothing(secreto, client, coordinador):
    LlaveDeCalendario.dar(coordinador)
    assert client.get(f"/calendario/{secreto}.ics").status_code == 404


def test_the_number_of_a_key_without_its_seal_opens_nothing(client, coordinador, director):
    suya, otra = LlaveDeCalendario.dar(coordinador), LlaveDeCalendario.dar(director)
    _, _, firma = otra.secreto.partition("-")
    assert client.get(f"/calendario/{suya.pk}-{firma}.ics").status_code == 404


# ── The page ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_it_is_made_shown_changed_and_voided_on_its_page(coordinador, como, client):
    cliente = como(coordinador)
    datos = leer(cliente.get("/mi-calendario/"))
    for _ in range(2):
        assert cliente.post("/mi-calendario/", datos).status_code == 302
    llave = LlaveDeCalendario.objects.get()
    url = reverse("calendario", args=[llave.secreto])
    pagina = cliente.get("/mi-calendario/")
    assert url in pagina.text
    assert client.get(url).status_code == 200
    assert "Leída por última vez" in cliente.get("/mi-calendario/").text

    cambiar = leer(pagina)
    for _ in range(2):
        cliente.post("/mi-calendario/", cambiar)
    assert client.get(url).status_code == 404
    nueva = LlaveDeCalendario.objects.get(anulada_en=None)
    assert LlaveDeCalendario.objects.count() == 2

    cliente.post("/mi-calendario/", leer(cliente.get("/mi-calendario/")) | {"acto": "anular"})
    assert client.get(reverse("calendario", args=[nueva.secreto])).status_code == 404
    assert "Crear la dirección" in cliente.get("/mi-calendario/").text


def test_a_person_has_one_key_and_does_not_see_that_of_another(coordinador, director, como):
    llave = LlaveDeCalendario.dar(coordinador)
    assert LlaveDeCalendario.dar(coordinador) == llave
    with pytest.raises(IntegrityError), transaction.atomic():
        LlaveDeCalendario.objects.create(usuario=coordinador)
    assert llave.secreto not in como(director).get("/mi-calendario/").text


def test_the_calendar_costs_the_same_for_few_rows_or_many(mundo, client, coordinador, convenio, django_assert_max_num_queries):
    url = direccion(coordinador)
    client.get(url)
    for _ in range(2):
        with django_assert_max_num_queries(8):
            client.get(url)
        for _ in range(5):
            make_compromiso(convenio, plazo=dias(20))
