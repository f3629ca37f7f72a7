"""docs/padrones.md against the declarations: what it says of a column is what the importer does with it."""

import dataclasses

from portal.importaciones import catalogo
from tests.padrones import PAGINA, texto


def test_the_page_says_what_the_declarations_say():
    assert PAGINA.read_text(encoding="utf-8") == texto(), "Escríbala de nuevo con «make padrones»."


def test_a_declaration_that_changes_makes_the_page_old(monkeypatch):
    """Control."""
    una = catalogo.PADRONES["compromisos"]
    otra = dataclasses.replace(una, columnas=(dataclasses.replace(una.columnas[0], ejemplo="C-99"), *una.columnas[1:]))
    monkeypatch.setitem(catalogo.PADRONES, "compromisos", otra)
    assert PAGINA.read_text(encoding="utf-8") != texto()
