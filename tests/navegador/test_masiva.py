"""Choosing several commitments in their list and changing them, on a phone, at a desk and without JavaScript."""

import re

from django.urls import reverse
from playwright.sync_api import expect

from base.bitacora.models import Lote
from convenios.models import Compromiso
from tests.navegador.chromium import MESA, TELEFONO
from tests.navegador.lupa import faltas


def lista(pueblo) -> str:
    return reverse("compromisos", args=[pueblo.ugel.codigo])


def test_marks_and_ways_of_choosing_follow_one_another(pueblo, pagina, entra, coordinador):
    entra(pagina, coordinador).goto(lista(pueblo))
    marcas, barra = pagina.locator('input[name="ids"]'), pagina.locator("#muchos")
    pagina.get_by_label("Elegir C-01").check()
    expect(barra.locator("output")).to_have_text("(1)")
    barra.get_by_label("Los 4 de la lista").check()
    expect(barra.locator("output")).to_have_text("(4)")
    marcas.first.uncheck()
    expect(barra.get_by_label("Los que marque en la lista")).to_be_checked()
    expect(barra.locator("output")).to_have_text("(3)")


def test_the_marks_are_there_again_after_a_filter_renews_the_list(pueblo, escritorio, entra, coordinador):
    entra(escritorio, coordinador).goto(lista(pueblo))
    escritorio.locator(".filtros summary").click()
    escritorio.locator("#id_situacion").select_option("vencido")
    expect(escritorio.locator("#resultados tbody tr")).to_have_count(1)
    expect(escritorio.locator("#muchos")).to_contain_text("El único de este filtro")
    escritorio.get_by_label("Elegir C-02").check()
    escritorio.locator("#muchos").get_by_label("Qué cambiar").select_option("linea")
    escritorio.get_by_role("button", name="Cambiar los elegidos…").click()
    expect(escritorio).to_have_url(re.compile(r"/cambiar/compromisos/\?.*operacion=linea"))
    expect(escritorio.locator(".bajada")).to_contain_text("Eligió 1")
    assert "de_la_pagina" not in escritorio.url


def recorrer(pagina, pueblo) -> None:
    """Reprogram all of the list: two cannot be, and the person goes on without them."""
    pagina.goto(lista(pueblo))
    pagina.locator("#muchos").get_by_label("Los 4 de la lista").check()
    pagina.locator("#muchos").get_by_label("Qué cambiar").select_option("plazo")
    pagina.get_by_role("button", name="Cambiar los elegidos…").click()
    pagina.get_by_label("Plazo nuevo").fill("2031-12-31")
    pagina.get_by_label("Documento que lo sustenta").fill("Oficio 90-2026")
    pagina.get_by_label("Motivo").fill("Emergencia por lluvias")
    pagina.get_by_role("button", name="Ver cómo quedaría").click()
    expect(pagina.locator(".cifras")).to_contain_text("no se puede")
    assert faltas(pagina) == []
    de_esto = Lote.objects.filter(tipo="masiva", motivo="Emergencia por lluvias")
    assert not de_esto.exists()
    pagina.get_by_label("Sí: cambiar solo").check()
    with pagina.expect_navigation():
        pagina.get_by_role("button", name="Cambiar solo los 3 que se pueden").click()

    lote = de_esto.get()
    assert lote.cambiados == 3
    assert [d["registro"] for d in lote.dejados] == ["C-04"]
    assert Compromiso.objects.filter(plazo="2031-12-31").count() == 3


def test_all_of_the_list_are_reprogrammed_on_a_phone(pueblo, abrir, entra, coordinador):
    recorrer(entra(abrir(TELEFONO), coordinador), pueblo)


def test_all_of_the_list_are_reprogrammed_without_javascript(pueblo, abrir, entra, coordinador, monkeypatch):
    pagina = entra(abrir(MESA, con_javascript=False), coordinador)
    monkeypatch.setitem(recorrer.__globals__, "faltas", lambda pagina: [])  # the magnifying glass is itself a script
    recorrer(pagina, pueblo)


def test_marking_one_and_choosing_what_later_works_without_javascript(pueblo, abrir, entra, coordinador):
    pagina = entra(abrir(MESA, con_javascript=False), coordinador)
    pagina.goto(lista(pueblo))
    pagina.get_by_label("Elegir C-01").check()
    pagina.get_by_role("button", name="Cambiar los elegidos…").click()
    expect(pagina.locator(".bajada")).to_contain_text("Eligió 1")
    pagina.get_by_role("button", name="Ver cómo quedaría").click()
    expect(pagina.get_by_role("alert")).to_contain_text("Lo escrito sigue aquí")
