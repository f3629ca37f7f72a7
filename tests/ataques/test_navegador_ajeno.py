"""What stays in a browser that others will use, and who is still inside when they no longer should."""

import datetime
import re

import pytest
from django.urls import reverse

from base.comun.fechas import hoy
from tests.factories import make_avance, make_compromiso, make_gestion

DENTRO = ["/bandeja/", "/municipios/", "/papelera/", "/avisos/", "/administracion/", "/no-existe/", "/salir/", "/cuenta/contrasena/"]


@pytest.mark.parametrize("ruta", DENTRO)
def test_a_browser_keeps_no_copy_of_what_a_signed_in_person_saw(como, coordinador, convenio, ruta):
    cuidado = como(coordinador).get(ruta)["Cache-Control"]
    assert "no-store" in cuidado
    assert "private" in cuidado


def test_neither_of_what_is_refused_nor_of_what_comes_back_with_errors(como, alcalde_b, especialista, convenio, municipalidad_a):
    compromiso = make_compromiso(convenio, distritos=(municipalidad_a.distrito,))
    url = compromiso.get_absolute_url() + "avances/nuevo/"
    for cliente, estado in ((como(alcalde_b), 403), (como(especialista), 422)):
        respuesta = cliente.post(url, {"descripcion": "x"})
        assert (respuesta.status_code, respuesta["Cache-Control"]) == (estado, "private, no-store")


def test_the_public_pages_may_still_be_kept_and_depend_on_no_cookie(como, client, coordinador, convenio):
    for cliente in (client, como(coordinador)):
        for ruta in (reverse("publico"), reverse("publico_convenio", args=[convenio.ugel.codigo, convenio.codigo])):
            respuesta = cliente.get(ruta)
            assert respuesta["Cache-Control"] == "public, max-age=30"
            assert "Cookie" not in respuesta.get("Vary", "")
            assert not respuesta.cookies


def test_a_closed_account_is_out_at_its_next_request(como, coordinador, convenio):
    cliente = como(coordinador)
    assert cliente.get("/bandeja/").status_code == 200
    coordinador.is_active = False
    coordinador.save()
    assert cliente.get("/bandeja/").status_code == 302
    assert cliente.post(reverse("convenio_editar", args=[convenio.ugel.codigo, convenio.codigo]), {"titulo": "x"}).status_code == 401


def test_a_mayor_whose_term_ended_yesterday_reads_and_writes_nothing(como, alcalde_a, municipalidad_a, convenio):
    compromiso = make_compromiso(convenio, distritos=(municipalidad_a.distrito,))
    avance = make_avance(compromiso, por=alcalde_a, distrito=municipalidad_a.distrito)
    cliente = como(alcalde_a)
    assert cliente.get(avance.get_absolute_url()).status_code == 200
    municipalidad_a.gestiones.update(fin=hoy() - datetime.timedelta(days=1))
    make_gestion(municipalidad_a, inicio=hoy())
    paginas = [fila.get_absolute_url() for fila in (compromiso, avance, convenio)]
    for pagina in (*paginas, reverse("distrito", args=[municipalidad_a.distrito.ubigeo])):
        assert cliente.get(pagina).status_code == 404
    assert cliente.post(compromiso.get_absolute_url() + "avances/nuevo/", {"descripcion": "x"}).status_code == 404
    assert cliente.post(reverse("avance_enviar", args=[convenio.ugel.codigo, avance.pk])).status_code == 404


AFUERA = [
    "https://malo.example", "//malo.example", "/\\malo.example", "\\\\malo.example", "https:malo.example", "https:/malo.example", "///malo.example",
    "http://127.0.0.1@malo.example", "javascript:alert(1)", "data:text/html,x", "https://testserver.malo.example", "\t//malo.example",
    "/\t/malo.example", "//malo.example/%2f..", "https://malo.example\\@testserver/", "https://testserver@malo.example", "//testserver:80@malo.example",
    "/bandeja/\r\nSet-Cookie: a=b", "\u2028//malo.example", "hTTps://malo.example",
]  # fmt: skip


@pytest.mark.promesa("P32")
@pytest.mark.parametrize("destino", AFUERA)
def test_neither_coming_in_nor_going_out_leads_elsewhere(client, como, coordinador, destino):
    coordinador.set_password("una-clave-larga-1")
    coordinador.save()
    entrada = client.post("/entrar/", {"login": coordinador.username, "password": "una-clave-larga-1", "next": destino})
    salida = como(coordinador).post("/salir/", {"next": destino})
    for respuesta in (entrada, salida):
        assert respuesta.status_code == 302
        assert "malo.example" not in respuesta["Location"]
        assert respuesta["Location"].startswith("/")
        assert "a" not in respuesta.cookies


def test_login_and_reset_answer_the_same_for_who_exists_and_who_does_not(client, coordinador, mailoutbox):
    coordinador.email = "c@ejemplo.pe"
    coordinador.save()

    def sin_lo_tecleado(ruta, datos):
        respuesta = client.post(ruta, datos, follow=True)
        texto = respuesta.content.decode()
        for dicho in datos.values():
            texto = texto.replace(dicho, "·")
        return respuesta.status_code, re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", texto)

    entradas = [sin_lo_tecleado("/entrar/", {"login": quien, "password": "no-es-esta-1"}) for quien in (coordinador.username, "nadie.asi")]
    assert entradas[0] == entradas[1]
    olvidos = [sin_lo_tecleado("/cuenta/olvido/", {"email": quien}) for quien in ("c@ejemplo.pe", "nadie@ejemplo.pe")]
    assert olvidos[0] == olvidos[1]
    assert [carta.to for carta in mailoutbox] == [["c@ejemplo.pe"]]


def test_guessing_is_slowed_down_and_never_breaks(client, coordinador):
    estados = [client.post("/entrar/", {"login": coordinador.username, "password": f"intento-{n}"}).status_code for n in range(12)]
    assert set(estados) <= {200, 422, 429}
    coordinador.set_password("una-clave-larga-1")
    coordinador.save()
    ultimo = client.post("/entrar/", {"login": coordinador.username, "password": "una-clave-larga-1"})
    assert ultimo.status_code != 302  # the right password too, while it lasts
