"""What is typed is not lost: to a closed page, to a session that ended; and a photo arrives small and without the place it was taken."""

import io
import random
import re

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from convenios.models import Avance
from tests.factories import CONTRASENA, dias, make_compromiso
from tests.navegador.lupa import faltas

LUGAR = b"camara de la alcaldesa"


def foto_de_celular() -> bytes:
    """Three megapixels, more than a megabyte, with the brand of the camera and the place."""
    grano = Image.frombytes("RGB", (500, 375), random.Random(7).randbytes(500 * 375 * 3))  # noqa: S311
    exif = Image.Exif()
    exif[0x010F] = LUGAR.decode()
    exif.get_ifd(0x8825)[1] = "S"
    bulto = io.BytesIO()
    grano.resize((2000, 1500)).save(bulto, "JPEG", quality=95, exif=exif)
    return bulto.getvalue()


@pytest.fixture
def formulario(pueblo) -> str:
    """Where the mayor reports on their own commitment."""
    compromiso = make_compromiso(pueblo.convenio, codigo="C-10", distritos=(pueblo.distrito,), descripcion="Pintar la escuela")
    return compromiso.get_absolute_url() + "avances/nuevo/"


def escribir(pagina: Page, direccion: str) -> None:
    pagina.goto(direccion)
    pagina.locator("#id_descripcion").fill("Se pintaron seis aulas")
    pagina.locator("#id_expediente").fill("Exp. 441")
    expect(pagina.locator("form .en-equipo")).to_contain_text("Guardado en este equipo")


def test_what_was_typed_comes_back_after_the_page_was_closed(formulario, pagina, entra, alcalde_a):
    escribir(entra(pagina, alcalde_a), formulario)
    otra = pagina.context.new_page()
    pagina.close()

    otra.goto(formulario)

    assert (otra.input_value("#id_descripcion"), otra.input_value("#id_expediente")) == ("Se pintaron seis aulas", "Exp. 441")
    expect(otra.locator("form .en-equipo")).to_contain_text("Todavía no se ha enviado")
    assert faltas(otra) == []


def test_what_was_typed_outlives_the_session_and_goes_when_the_portal_has_it(formulario, pagina, entra, alcalde_a):
    escribir(entra(pagina, alcalde_a), formulario)
    pagina.locator("#id_sin_evidencia_motivo").fill("El acta está en firma")
    pagina.locator("#id_fecha").fill(dias(-1).isoformat())
    pagina.context.clear_cookies()
    with pagina.expect_response(lambda r: r.request.method == "POST") as respuesta:
        pagina.get_by_role("button", name="Guardar y enviar").click()
    assert respuesta.value.status in (401, 403)
    expect(pagina.get_by_text("Se pintaron seis aulas")).to_be_visible()
    assert faltas(pagina) == []

    pagina.goto(f"/entrar/?next={formulario}")
    pagina.locator("[name=login]").fill(alcalde_a.username)
    pagina.locator("[name=password]").fill(CONTRASENA)
    pagina.locator("[name=password]").press("Enter")
    expect(pagina.locator("#id_descripcion")).to_have_value("Se pintaron seis aulas")
    pagina.get_by_role("button", name="Guardar y enviar").click()

    expect(pagina.get_by_text("Recibido por el portal")).to_be_visible()
    assert Avance.objects.get(descripcion="Se pintaron seis aulas").estado == "enviado"
    pagina.goto(formulario)
    expect(pagina.locator("#id_descripcion")).to_have_value("")
    assert pagina.evaluate("Object.keys(localStorage).filter((k) => k.startsWith('borrador')).length") == 0


def test_a_session_that_ended_gives_the_text_back_without_javascript_too(formulario, abrir, entra, alcalde_a):
    pagina = entra(abrir({"width": 360, "height": 740}, con_javascript=False), alcalde_a)
    pagina.goto(formulario)
    pagina.locator("#id_descripcion").fill("Se pintaron seis aulas")
    pagina.context.clear_cookies(name=re.compile("sesion"))
    pagina.locator("#id_fecha").fill(dias(-1).isoformat())
    pagina.locator("#id_sin_evidencia_motivo").fill("El acta está en firma")
    pagina.get_by_role("button", name="Guardar y enviar").click()

    expect(pagina.get_by_role("heading", level=1)).to_have_text("Su sesión terminó")
    expect(pagina.get_by_text("Se pintaron seis aulas")).to_be_visible()


def test_a_large_photo_is_kept_small_and_forgets_where_it_was_taken(formulario, pagina, entra, alcalde_a):
    original = foto_de_celular()
    assert len(original) > 1024 * 1024
    assert LUGAR in original
    escribir(entra(pagina, alcalde_a), formulario)
    pagina.locator("#id_fecha").fill(dias(-1).isoformat())
    pagina.locator("input[type=file]").set_input_files([{"name": "aula.jpg", "mimeType": "image/jpeg", "buffer": original}])
    expect(pagina.locator(".encogida")).to_contain_text("→")
    pagina.get_by_role("button", name="Guardar y enviar").click()
    expect(pagina.get_by_text("Recibido por el portal")).to_be_visible()

    with Avance.objects.get(descripcion="Se pintaron seis aulas").evidencias.get().archivo as archivo:
        guardada = archivo.read()
    assert 50 * 1024 < len(guardada) < 260 * 1024
    assert LUGAR not in guardada
    assert not Image.open(io.BytesIO(guardada)).getexif()
