"""The search as it is used: with the key «/», on a telephone without JavaScript, and with what it finds on the screen."""

import pytest
from playwright.sync_api import expect

from tests.factories import make_compromiso
from tests.navegador.chromium import MESA, TELEFONO
from tests.navegador.lupa import faltas

pytestmark = pytest.mark.navegador


def test_a_key_goes_to_the_box_and_what_is_found_can_be_read(abrir, entra, coordinador, convenio):
    for codigo in ("C-01", "C-011"):
        make_compromiso(convenio, codigo=codigo, descripcion="Capacitación de docentes de escuelas rurales")
    mesa = entra(abrir(MESA), coordinador)
    mesa.goto("/bandeja/")
    mesa.keyboard.press("/")
    expect(mesa.locator("#buscador")).to_be_focused()
    mesa.keyboard.type("capasitacion /")  # where one types, it is a sign like any other
    mesa.keyboard.press("Enter")
    expect(mesa.locator("mark").first).to_have_text("Capacitación")
    hallado = faltas(mesa)

    telefono = entra(abrir(TELEFONO, con_javascript=False), coordinador)
    telefono.goto("/bandeja/")
    telefono.locator(".buscador-enlace").click()
    telefono.fill("#buscar-q", "c-01")
    telefono.locator(".caja-de-busqueda button").click()
    expect(telefono.locator(".hallado-exacto a")).to_have_text("ir a C-01")
    telefono = entra(abrir(TELEFONO), coordinador)
    for escrito in ("c-01", "nadaasi"):
        telefono.goto(f"/buscar/?q={escrito}")
        hallado += faltas(telefono)
    assert hallado == []
