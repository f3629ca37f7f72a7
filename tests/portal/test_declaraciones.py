"""What the portal declares of itself: to everybody, the same, and with what whoever publishes has said."""

import pytest

PAGINAS = ("/publico/privacidad/", "/publico/accesibilidad/")
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("pagina", PAGINAS)
def test_it_says_whom_to_ask_or_that_nobody_said(client, settings, pagina):
    assert "no tiene declarado otro contacto" in client.get(pagina).text
    settings.CONTACTO = "Oficina de Atención <b>, jaen@ejemplo.gob.pe"
    dicho = client.get(pagina + "?").text
    assert "Oficina de Atención &lt;b&gt;, jaen@ejemplo.gob.pe" in dicho


def test_the_terms_are_those_of_this_installation(client, settings):
    settings.DIAS_DE_CORREOS = 17
    assert ">17 días</td>" in client.get("/publico/privacidad/").text


def test_every_public_page_leads_there(client):
    texto = client.get("/publico/").text
    assert all(f'href="{pagina}"' in texto for pagina in PAGINAS)
