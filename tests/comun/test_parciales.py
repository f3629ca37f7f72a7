"""Each shared partial draws with the least it may be given, and its usage is written in its first line."""

import datetime
import re
from types import SimpleNamespace

import pytest
from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.template import engines
from django.template.loader import render_to_string

PLANTILLAS = settings.RAIZ / "templates"
INSTANTE = datetime.datetime(2026, 11, 20, 20, 4, tzinfo=datetime.UTC)
CAMBIO = SimpleNamespace(campo="Plazo", antes=None, despues="mié 30 set 2026")
HECHO = SimpleNamespace(por=None, en=INSTANTE, que="Se cargó", motivo="", cambios=[CAMBIO])
LO_MENOS = {
    "_estado": ({"situacion": "vencido", "etiqueta": "Vencido"}, "Vencido"),
    "_persona": ({"persona": None}, "sin dato"),
    "_fecha": ({"fecha": None}, "sin dato"),
    "_fuente": ({"fuente": "Nota de prensa, https://gob.pe/x"}, 'href="https://gob.pe/x"'),
    "_demostracion": ({"objeto": SimpleNamespace(demostracion=True)}, "demostración"),
    "_migas": ({}, "Inicio"),
    "_vacio": ({"titulo": "No hay avances"}, "No hay avances"),
    "_paginacion": ({"pagina": Paginator([], 50).page(1)}, "0"),
    "_orden": ({"etiqueta": "Plazo", "url": "?orden=plazo", "sentido": "", "numerico": False}, "Plazo"),
    "_puestos": ({"form": forms.Form()}, ""),
    "_filtros": ({"form": forms.Form()}, "Filtrar"),
    "_linea_de_tiempo": ({"entradas": [HECHO]}, "mié 30 set 2026"),
    "_evidencia": ({"calidad": "ninguna", "etiqueta": "Sin evidencia"}, "Sin evidencia"),
    "_reparto": ({"partes": [{"situacion": "vencido", "etiqueta": "Vencido", "cuantos": 3, "url": ""}]}, "Vencido"),
    "_mensajes": ({}, ""),
    "_htmx": ({}, "htmx-config"),
    "_errores": ({"form": forms.Form()}, ""),
    "_acciones": ({"lugar": "lista:ninguna"}, ""),
    "_caja_de_busqueda": ({"texto": "C-01", "ejemplo": "C-01"}, 'value="C-01"'),
    "_hallado": ({"resultado": SimpleNamespace(grupos=[], pregunta=SimpleNamespace(palabras=["x"], largas=[]))}, "Sin resultados"),
}
CAMPOS = [
    {"etiqueta": "Texto", "nombre": "texto", "suyo": "el mío", "actual": "el suyo", "distinto": True, "largo": True},
    {"etiqueta": "Plazo", "nombre": "plazo", "suyo": "mié 30 set 2026", "valor": "2026-09-30", "actual": "", "distinto": True},
    {"etiqueta": "Unidad", "nombre": "unidad", "suyo": "familias", "actual": "familias", "distinto": False},
]
CHOQUE = {"titulo": "C-04", "quien": None, "cuando": None, "volver_url": "/", "ocultos": [("revision", 12)], "campos": CAMPOS}


@pytest.fixture
def pedido(rf):
    pedido = rf.get("/")
    pedido.user = AnonymousUser()
    return pedido


@pytest.fixture(autouse=True)
def _sin_menu(monkeypatch):
    monkeypatch.setattr("base.comun.paneles._entradas", {})


@pytest.mark.parametrize("parcial", LO_MENOS)
def test_a_partial_draws_with_the_least_it_may_be_given(parcial, pedido):
    contexto, dice = LO_MENOS[parcial]
    assert dice in render_to_string(f"comun/{parcial}.html", contexto, request=pedido)


def test_every_partial_is_tried_and_opens_with_its_usage():
    parciales = {ruta.stem: ruta.read_text() for ruta in (PLANTILLAS / "comun").glob("_*.html")}
    assert set(parciales) == set(LO_MENOS)
    assert [nombre for nombre, texto in parciales.items() if not texto.startswith("{# Usage:")] == []


def test_the_conflict_page_offers_both_texts_and_loses_neither(pedido):
    html = render_to_string("comun/conflicto.html", CHOQUE, request=pedido)

    assert "el mío</textarea>" in html
    assert "el suyo" in html
    assert 'name="plazo" value="2026-09-30" checked' in html
    assert 'name="plazo" value=""' in html
    assert '<input type="hidden" name="unidad" value="familias">' in html
    assert '<input type="hidden" name="revision" value="12">' in html


@pytest.mark.parametrize("rechazado", [True, False])
def test_a_form_that_could_not_be_taken_gives_back_what_was_typed(pedido, rechazado):
    contexto = {"campos": [("descripcion", "<b>doce locales</b>")], "volver": "/060008/compromisos/?a=1", "rechazado": rechazado}
    html = render_to_string("comun/sesion_vencida.html", contexto, request=pedido)

    assert "&lt;b&gt;doce locales&lt;/b&gt;</textarea>" in html


def test_a_confirmation_says_what_will_happen_and_how_to_turn_back(pedido):
    contexto = {"titulo": "Enviar a la papelera", "explicacion": "Se puede restaurar.", "boton": "Enviar", "volver_url": "/volver/"}
    html = render_to_string("comun/confirmar.html", contexto, request=pedido)

    assert "Se puede restaurar." in html
    assert 'href="/volver/"' in html


@pytest.mark.parametrize("pagina", ["400", "500"])
def test_the_pages_of_a_broken_portal_stand_alone(pagina):
    assert "<h1>" in engines["django"].get_template(f"{pagina}.html").render()


@pytest.mark.parametrize("pagina", ["403", "404"])
def test_the_pages_of_a_refusal_draw_for_who_did_not_sign_in(pagina, pedido):
    assert "<h1>" in render_to_string(f"{pagina}.html", request=pedido)


def test_the_answer_for_what_is_not_there_is_the_same_every_time(pedido):
    assert len({render_to_string("404.html", request=pedido) for _ in range(2)}) == 1


def test_no_template_needs_what_the_content_security_policy_forbids():
    guiones, estilos = r"\son[a-z]+=\"|<script(?![^>]*\ssrc=)|javascript:", r"<style|\sstyle=|"
    malas = [
        f"{ruta.relative_to(PLANTILLAS)}: {hallado.group()}"
        for ruta in PLANTILLAS.rglob("*.html")
        # a mail program has no policy of ours, and keeps no style that is not on the element itself
        for hallado in re.finditer(guiones if ruta.parent.name == "correo" else estilos + guiones, ruta.read_text())
    ]
    assert malas == []


def test_every_icon_that_a_template_names_stands_in_the_sprite():
    hojas = set(re.findall(r'<symbol id="([\w-]+)"', (settings.RAIZ / "static/img/iconos.svg").read_text()))
    usados = {icono for ruta in PLANTILLAS.rglob("*.html") for icono in re.findall(r'\{% icono "([\w-]+)" %\}', ruta.read_text())}
    assert usados - hojas == set()
