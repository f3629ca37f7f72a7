"""The second factor in a browser: a passkey is made and used (the authenticator is Chromium's own, of software), and nothing of it needs a page wider
than a telephone."""

import pytest
from playwright.sync_api import expect

from tests.factories import CONTRASENA
from tests.navegador.chromium import TELEFONO
from tests.navegador.lupa import faltas

pytestmark = [pytest.mark.navegador, pytest.mark.segundo_factor, pytest.mark.promesa("P29")]
EQUIPO = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}


def test_a_passkey_is_made_and_signs_in(abrir, entra, coordinador):
    pagina = entra(abrir(TELEFONO), coordinador)
    consola = pagina.context.new_cdp_session(pagina)
    consola.send("WebAuthn.enable")
    equipo = consola.send("WebAuthn.addVirtualAuthenticator", {"options": EQUIPO | {"automaticPresenceSimulation": True}})
    pagina.goto("/avisos/")
    hallado = faltas(pagina)
    pagina.get_by_role("link", name="Agregar una llave").click()
    pagina.fill("[name=nombre]", "mi celular")
    hallado += faltas(pagina)
    pagina.get_by_role("button", name="Hacer la llave").click()
    expect(pagina.locator(".hoja-codigo")).to_have_count(10)
    hallado += faltas(pagina)
    pagina.get_by_role("link", name="Ya los guardé").click()
    expect(pagina.locator(".persona summary")).to_contain_text(coordinador.nombre)

    pagina.context.clear_cookies()
    pagina.goto("/entrar/?next=/avisos/")
    pagina.fill("[name=login]", coordinador.username)
    pagina.fill("[name=password]", CONTRASENA)
    pagina.locator("main button[type=submit]").click()
    hallado += faltas(pagina)
    pagina.get_by_role("button", name="Usar mi llave de acceso").click()
    pagina.wait_for_url("**/avisos/")
    consola.send("WebAuthn.removeVirtualAuthenticator", equipo)
    assert hallado == []
