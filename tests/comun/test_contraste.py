"""Every text of the portal reads at 7:1 on its ground (WCAG AAA), and every border of a control at 3:1."""

import re

import pytest
from django.conf import settings

CSS = settings.RAIZ / "static/css/portal.css"
TONOS = ("bien", "marcha", "alerta", "mal", "quieto")
TEXTOS = [
    *[(texto, fondo) for texto in ("tinta", "apagado", "acento", "quieto") for fondo in ("papel", "niebla")],
    *[(texto, "acento-claro") for texto in ("tinta", "apagado", "acento", "acento-hondo")],
    *[(tono, f"{tono}-claro") for tono in TONOS],
    *[(tono, "papel") for tono in TONOS],
    *[("papel", fondo) for fondo in ("acento", "acento-hondo", "mal")],
    ("tinta", "quieto-claro"),
    ("tinta", "raya"),
]
TRAZOS = [("borde", "papel"), ("borde", "niebla"), *[(f"{tono}-vivo", "papel") for tono in TONOS]]


def colores() -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", CSS.read_text()))


def luz(color: str) -> float:
    cifras = color.lstrip("#")
    cifras = cifras if len(cifras) == 6 else "".join(c * 2 for c in cifras)
    canales = [int(cifras[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    rojo, verde, azul = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in canales]
    return 0.2126 * rojo + 0.7152 * verde + 0.0722 * azul


def contraste(uno: str, otro: str) -> float:
    menor, mayor = sorted((luz(uno), luz(otro)))
    return (mayor + 0.05) / (menor + 0.05)


@pytest.mark.parametrize(("texto", "fondo"), TEXTOS)
def test_a_text_reads_at_seven_to_one(texto, fondo):
    paleta = colores()
    assert contraste(paleta[texto], paleta[fondo]) >= 7


@pytest.mark.parametrize(("trazo", "fondo"), TRAZOS)
def test_a_border_or_a_figure_is_seen_at_three_to_one(trazo, fondo):
    paleta = colores()
    assert contraste(paleta[trazo], paleta[fondo]) >= 3


def test_colours_are_named_once_and_used_by_name():
    cuerpo = CSS.read_text().partition("}")[2]
    sueltos = set(re.findall(r"#[0-9a-fA-F]{3,6}\b", cuerpo)) - {"#000", "#222"}  # ink of the printed page
    assert sueltos == set()
