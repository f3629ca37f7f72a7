"""P26, P32: the link that turns a kind of notice off: one press, without an account, and nothing else for nobody else."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from base.avisos import enlaces
from base.avisos.models import Envio, Preferencia
from base.comun.fechas import ahora
from tests.factories import make_baja, make_usuario
from tests.formularios import leer

pytestmark = [pytest.mark.django_db, pytest.mark.promesa("P26")]
PULSAR = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def alcaldesa(alcalde_a):
    alcalde_a.email = "alba@ejemplo.pe"
    alcalde_a.save()
    return alcalde_a


def enlace(quien, cual="resumen", **cambios) -> str:
    return reverse("avisos_baja", kwargs=make_baja(quien, cual) | cambios)


def quiere(quien, cual="resumen") -> bool:
    return Preferencia.de(quien).quiere(cual)


def test_one_press_turns_it_off_and_another_on_again_without_a_cookie(client, alcaldesa):
    url = enlace(alcaldesa)
    assert "Dejar de recibirlo" in client.get(url).text  # a mail program that opens links by itself changes nothing
    assert quiere(alcaldesa)
    assert not Preferencia.objects.exists()
    respuesta = client.post(url, PULSAR)
    assert (respuesta.status_code, quiere(alcaldesa), respuesta.cookies) == (200, False, {})
    assert respuesta["Referrer-Policy"] == "no-referrer"
    client.post(url, {"List-Unsubscribe": "volver"})
    assert quiere(alcaldesa)


def test_a_press_is_of_one_kind_and_that_of_the_header_of_all_the_notices(client, alcaldesa):
    client.post(enlace(alcaldesa, "vencido"), PULSAR)
    assert (quiere(alcaldesa, "vencido"), quiere(alcaldesa, "por_vencer"), quiere(alcaldesa)) == (False, True, True)
    client.post(enlace(alcaldesa, "todas"), PULSAR)
    assert (quiere(alcaldesa, "por_vencer"), quiere(alcaldesa, "convenio"), quiere(alcaldesa)) == (False, False, True)


def test_what_comes_without_the_word_changes_nothing(client, alcaldesa):
    for datos in ({}, {"List-Unsubscribe": "otra"}, {"acto": "volver"}):
        client.post(enlace(alcaldesa), datos)
    assert not Preferencia.objects.exists()


def _viejos(alcaldesa) -> list[str]:
    """Links that open nothing: of another kind, of another person, of another day, without a key, voided, too old, to a former address."""
    bien, otra = make_baja(alcaldesa), make_baja(make_usuario("alcalde", email="otra@ejemplo.pe"))
    ajeno = f"{otra['secreto'].partition('-')[0]}-{bien['secreto'].partition('-')[2]}"
    urls = [enlace(alcaldesa, cual="vencido", secreto=bien["secreto"]), enlace(alcaldesa, secreto=ajeno), enlace(alcaldesa, dia="20200101")]
    urls += [enlace(alcaldesa, secreto=s) for s in ("0-" + "0" * 40, "x", "1-", "9" * 30 + "-" + "0" * 40, "٣-" + "0" * 40)]
    urls += [enlace(alcaldesa).replace("/resumen/", "/cualquiera/"), enlace(alcaldesa, dia="hoy"), enlace(alcaldesa, dia="99999999")]
    with time_machine.travel(ahora() - datetime.timedelta(days=enlaces.DIAS + 1)):
        urls.append(enlace(alcaldesa))
    anulado = enlace(alcaldesa)
    Preferencia.objects.create(usuario=alcaldesa, sello=1)
    mudado = enlace(alcaldesa)
    alcaldesa.email = "nueva@ejemplo.pe"
    alcaldesa.save()
    return [*urls, anulado, mudado]


def test_every_link_that_opens_nothing_gets_the_same_page(client, alcaldesa):
    viejos = _viejos(alcaldesa)
    vistas = {(r.status_code, r.content) for url in viejos for r in (client.get(url), client.post(url, PULSAR))}
    assert [estado for estado, _ in vistas] == [404]
    assert quiere(alcaldesa)
    cerrada = enlace(alcaldesa)
    assert client.get(cerrada).status_code == 200
    alcaldesa.is_active = False
    alcaldesa.save()
    assert {(client.get(cerrada).status_code, client.get(cerrada).content)} == vistas


def test_what_closes_an_old_link_is_its_day_and_a_foreign_one_its_key(client, alcaldesa, monkeypatch):
    """Control: with neither looked at, both open."""
    with time_machine.travel(ahora() - datetime.timedelta(days=enlaces.DIAS + 1)):
        viejo = enlace(alcaldesa)
    monkeypatch.setattr(enlaces, "_reciente", lambda dia: True)
    assert client.get(viejo).status_code == 200
    monkeypatch.setattr(enlaces, "constant_time_compare", lambda a, b: True)
    assert client.get(enlace(alcaldesa, secreto=f"{alcaldesa.pk}-{'0' * 40}")).status_code == 200


@pytest.mark.promesa("P32")
def test_a_stranger_s_host_is_refused_and_turns_nothing_off(client, alcaldesa):
    for cabecera in ({"HTTP_HOST": "malo.example"}, {"HTTP_X_FORWARDED_HOST": "malo.example"}):
        assert client.post(enlace(alcaldesa), PULSAR, **cabecera).status_code == 400
    assert quiere(alcaldesa)


def test_the_page_of_a_person_says_kind_by_kind_and_voids_the_links(como, client, coordinador):
    cliente, url, viejo = como(coordinador), reverse("mis_avisos"), enlace(coordinador)
    datos = leer(cliente.get(url)) | {"resumen": "pendientes", "clases": ["verificar", "escalado"]}
    assert cliente.post(url, datos).status_code == 302
    suya = Preferencia.objects.get()
    assert (suya.resumen, suya.apagadas) == ("pendientes", ["convenio", "por_vencer", "vencido"])
    assert cliente.post(url, leer(cliente.get(url)) | {"acto": "anular"}).status_code == 302
    suya.refresh_from_db()
    assert (suya.resumen, suya.sello) == ("pendientes", 1)
    assert client.get(viejo).status_code == 404


def test_a_mayor_is_not_asked_about_what_a_mayor_does_not_get(como, alcalde_a):
    form = como(alcalde_a).get(reverse("mis_avisos")).context["form"]
    assert [clase for clase, _ in form.fields["clases"].choices] == ["vencido", "por_vencer", "convenio"]


def test_whoever_looks_after_the_outbox_does_not_get_the_key(como, administrador, alcaldesa):
    texto = f"Para no recibirlo: {enlaces.direccion(Preferencia.de(alcaldesa), 'resumen')}"
    envio = Envio.objects.create(para=alcaldesa.email, usuario=alcaldesa, asunto="Su semana", texto=texto, clave="x")
    pagina = como(administrador).get(envio.get_absolute_url()).text
    assert "[llave de su destinatario]" in pagina
    assert make_baja(alcaldesa)["secreto"] not in pagina
