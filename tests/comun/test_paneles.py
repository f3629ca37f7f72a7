"""The menu and the panels of a page come from the floors above, which the ground does not know."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser

from base.comun import paneles
from base.comun.paneles import Entrada, Panel

ALGUIEN = SimpleNamespace(is_authenticated=True, rol="alcalde")


@pytest.fixture(autouse=True)
def _registro_vacio(monkeypatch):
    monkeypatch.setattr(paneles, "_entradas", {})
    monkeypatch.setattr(paneles, "_paneles", {})


def entrada(clave, url, **otros):
    paneles.registrar_entrada(Entrada(clave=clave, etiqueta=clave, destino=lambda pedido: url, **otros))


def test_the_menu_comes_in_its_order_and_marks_the_entry_that_holds_the_page(rf):
    entrada("b", "/060008/compromisos/", orden=2)
    entrada("a", "/", orden=1)
    entrada("c", "/060008/", orden=3)

    dibujado = paneles.menu(ALGUIEN, rf.get("/060008/compromisos/?pagina=2"))

    assert [e.clave for e in dibujado] == ["a", "b", "c"]
    assert [e.clave for e in dibujado if e.actual] == ["b"]


def test_an_entry_is_shown_only_to_whom_it_is_for_and_where_it_belongs(rf):
    entrada("propia", "/a/", visible=lambda user: user.rol == "alcalde")
    entrada("ajena", "/b/", visible=lambda user: user.rol == "dre")
    entrada("pie", "/c/", lugar="pie")
    entrada("sin-destino", None)

    assert [e.clave for e in paneles.menu(ALGUIEN, rf.get("/"))] == ["propia"]


def test_who_did_not_sign_in_sees_no_entry_unless_it_says_so(rf):
    entrada("bandeja", "/bandeja/")
    entrada("publico", "/publico/", visible=lambda user: True)

    assert [e.clave for e in paneles.menu(AnonymousUser(), rf.get("/"))] == ["publico"]


def test_what_waits_is_counted_only_for_entries_that_are_shown(rf):
    entrada("avisos", "/avisos/", cuantos=lambda user: 3)
    entrada("ajena", "/b/", visible=lambda user: False, cuantos=lambda user: pytest.fail("asked in vain"))

    assert [e.cuantos for e in paneles.menu(ALGUIEN, rf.get("/"))] == [3]


def test_a_panel_speaks_only_on_the_pages_of_its_model_and_may_stay_silent():
    objeto = SimpleNamespace(_meta=SimpleNamespace(label="convenios.Compromiso"))
    for clave, modelo, contexto in [
        ("acuerdos", "convenios.Compromiso", {"filas": 2}),
        ("nada", "convenios.Compromiso", None),
        ("de-otro", "municipios.Distrito", {}),
    ]:
        paneles.registrar_panel(Panel(clave=clave, modelo=modelo, plantilla=f"{clave}.html", contexto=lambda obj, user, c=contexto: c))

    assert [(p.clave, p.contexto) for p in paneles.paneles_de(objeto, ALGUIEN)] == [("acuerdos", {"filas": 2})]
