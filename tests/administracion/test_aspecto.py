"""The administration wears the portal's colours, each text at 7:1 on its ground."""

import re

import pytest
from django.conf import settings

from tests.comun.test_contraste import contraste

CSS = (settings.RAIZ / "static/css/admin.css").read_text()
COLORES = {**dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", CSS))}
GRISES = ("body-fg", "body-quiet-color", "body-medium-color", "link-fg", "link-hover-color", "link-selected-fg", "error-fg")
PARES = [
    *[(texto, fondo) for texto in GRISES for fondo in ("body-bg", "darkened-bg", "selected-bg", "breadcrumbs-bg")],
    *[("body-fg", fondo) for fondo in ("message-success-bg", "message-warning-bg", "message-error-bg", "selected-row")],
    *[("button-fg", fondo) for fondo in ("button-bg", "button-hover-bg", "close-button-bg", "delete-button-bg", "delete-button-hover-bg")],
    ("breadcrumbs-fg", "breadcrumbs-bg"),
    ("header-link-color", "header-bg"),
    ("object-tools-fg", "object-tools-bg"),
]


@pytest.mark.parametrize(("texto", "fondo"), PARES)
def test_a_text_of_the_administration_reads_at_seven_to_one(texto, fondo):
    assert contraste(COLORES[texto], COLORES[fondo]) >= 7


def test_a_state_reads_at_seven_to_one():
    tonos = re.findall(r"\.estado-\w+ \{ color: (#\w+); background: (#\w+); \}", CSS)

    assert len(tonos) == 5
    assert all(contraste(*tono) >= 7 for tono in tonos)


def test_the_border_of_a_control_is_seen():
    assert contraste(COLORES["border-color"], COLORES["body-bg"]) >= 3
