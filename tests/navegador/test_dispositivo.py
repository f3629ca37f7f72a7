"""What the portal leaves to the device: the draft until the server confirms it, the photo before it travels, one press of a button."""

import io
import random

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.navegador.chromium import TELEFONO

FORMULARIO = """
<body data-persona="{persona}"><form method="post" action="/nada/" data-borrador="avance-12">
<input type="hidden" name="csrfmiddlewaretoken" value="secreto"><input name="que" value="">
<textarea name="detalle"></textarea><input type="password" name="clave"><input type="tel" name="telefono" data-no-guardar>
<select name="distrito"><option value="">-</option><option value="060806">Las Pirias</option></select>
<label><input type="checkbox" name="publica" value="1">Pública</label><button type="submit">Enviar</button>
</form><form><input type="file" id="fotos" data-encoger multiple></form></body>"""
CAMARA = b"camara de la alcaldesa"


@pytest.fixture
def equipo(abrir):
    """One device: `equipo()` opens the form on it again, as `persona`, with the portal's scripts."""
    pagina = abrir(TELEFONO)

    def mostrar(cuerpo: str = FORMULARIO, persona: int = 1):
        pagina.goto("/static/js/borrador.js")
        pagina.set_content(cuerpo.replace("{persona}", str(persona)))
        for guion in ("borrador", "fotos", "una_vez"):
            pagina.evaluate("(ruta) => import(ruta)", f"/static/js/{guion}.js?{random.random()}")  # noqa: S311  a fresh module each time
        return pagina

    return mostrar


def escribir(pagina) -> None:
    pagina.fill("[name=que]", "Visita a doce locales")
    pagina.fill("[name=detalle]", "con el ingeniero")
    pagina.fill("[name=clave]", "convenio-2026")
    pagina.fill("[name=telefono]", "976000000")
    pagina.select_option("[name=distrito]", "060806")
    pagina.check("[name=publica]")
    expect(pagina.locator(".en-equipo")).to_contain_text("Guardado en este equipo")


def test_a_draft_survives_the_closed_page_and_says_that_it_was_not_sent(equipo):
    escribir(equipo())

    pagina = equipo()

    assert pagina.input_value("[name=que]") == "Visita a doce locales"
    assert pagina.input_value("[name=distrito]") == "060806"
    assert pagina.is_checked("[name=publica]")
    expect(pagina.locator(".en-equipo")).to_contain_text("Todavía no se ha enviado")


def test_a_draft_never_keeps_passwords_tokens_or_what_asks_not_to_be_kept(equipo):
    escribir(equipo())

    guardado = equipo().evaluate("JSON.stringify(localStorage)")

    assert "doce locales" in guardado
    for secreto in ("convenio-2026", "secreto", "976000000"):
        assert secreto not in guardado


def test_a_draft_goes_away_when_the_server_says_that_it_arrived(equipo):
    escribir(equipo())

    pagina = equipo('<body data-persona="{persona}"><div data-recibido="avance-12">Avance enviado.</div></body>')
    expect(pagina.locator("[data-recibido]")).to_contain_text("Recibido")

    assert equipo().input_value("[name=que]") == ""


def test_a_draft_is_not_shown_to_another_person_of_the_same_device(equipo):
    escribir(equipo(persona=1))

    assert equipo(persona=2).input_value("[name=que]") == ""


def test_a_draft_can_be_discarded(equipo):
    escribir(equipo())
    pagina = equipo()

    pagina.click("text=Descartar")

    assert pagina.input_value("[name=que]") == ""
    assert equipo().input_value("[name=que]") == ""


def foto(lado: int) -> bytes:
    imagen = Image.frombytes("RGB", (lado, lado * 3 // 4), random.Random(7).randbytes(lado * (lado * 3 // 4) * 3))  # noqa: S311
    imagen = imagen.resize((60, 45)).resize((lado, lado * 3 // 4))
    exif = Image.Exif()
    exif[0x010F] = CAMARA.decode()
    bulto = io.BytesIO()
    imagen.save(bulto, "JPEG", quality=100, exif=exif, subsampling=0)
    return bulto.getvalue()


def elegidos(pagina) -> list[bytes]:
    expect(pagina.locator(".encogida li").first).to_be_visible()
    lista = pagina.evaluate(
        "async () => Promise.all([...document.querySelector('#fotos').files].map(async (f) => [...new Uint8Array(await f.arrayBuffer())]))"
    )
    return [bytes(octetos) for octetos in lista]


def test_a_photo_is_shrunk_before_it_travels_and_forgets_where_it_was_taken(equipo):
    original = foto(2400)
    assert CAMARA in original
    pagina = equipo()

    pagina.set_input_files("#fotos", {"name": "aula.jpg", "mimeType": "image/jpeg", "buffer": original})
    (final,) = elegidos(pagina)

    assert len(final) <= 225 * 1024 < len(original)
    assert max(Image.open(io.BytesIO(final)).size) <= 1600
    assert CAMARA not in final
    expect(pagina.locator(".encogida")).to_contain_text("→")


def test_what_cannot_be_shrunk_goes_as_it_is(equipo):
    pagina = equipo()
    rota = b"\xff\xd8 no es una foto" + b"0" * 300_000

    pagina.set_input_files(
        "#fotos",
        [
            {"name": "acta.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 acta"},
            {"name": "rota.jpg", "mimeType": "image/jpeg", "buffer": rota},
        ],
    )

    assert elegidos(pagina) == [b"%PDF-1.4 acta", rota]


def test_a_button_rests_after_the_first_press_and_wakes_when_the_page_comes_back(equipo):
    pagina = equipo()
    pagina.route("**/nada/", lambda ruta: ruta.fulfill(status=204))  # "no content": the page stays where it is
    boton = pagina.locator("[type=submit]")

    boton.click()
    expect(boton).to_be_disabled()
    expect(boton).to_have_text("Enviando…")

    pagina.evaluate("dispatchEvent(new PageTransitionEvent('pageshow'))")
    expect(boton).to_be_enabled()
    expect(boton).to_have_text("Enviar")
