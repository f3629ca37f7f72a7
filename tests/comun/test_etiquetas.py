"""Dates, money and figures read as they are written in Peru; what is missing says so."""

import datetime
import re
from decimal import Decimal

import pytest
import time_machine
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from base.comun.graficos import ASPECTOS, linea
from base.comun.templatetags import comun

HUECO = '<span class="sin-dato">sin dato</span>'


def dibujar(texto: str, ruta: str = "/", **contexto) -> str:
    return Template(texto).render(Context({"request": RequestFactory().get(ruta), **contexto}))


@pytest.mark.parametrize(
    ("filtro", "valor", "texto"),
    [
        (comun.fecha, datetime.date(2023, 10, 27), "vie 27 oct 2023"),
        (comun.fecha, datetime.date(2023, 9, 7), "jue 07 set 2023"),
        (comun.fecha, datetime.datetime(2023, 10, 28, 3, 0, tzinfo=datetime.UTC), "vie 27 oct 2023"),
        (comun.fecha_hora, datetime.datetime(2023, 10, 27, 20, 4, tzinfo=datetime.UTC), "vie 27 oct 2023, 15:04"),
        (comun.soles, Decimal("1250.5"), "S/\u00a01,250.50"),
        (comun.soles, 0, "S/\u00a00.00"),
        (comun.soles, Decimal("-80"), "-S/\u00a080.00"),
        (comun.numero, Decimal("1250.00"), "1,250"),
        (comun.numero, Decimal("1250.50"), "1,250.5"),
        (comun.numero, 100, "100"),
        (comun.porcentaje, 45, "45 %"),
        (comun.porcentaje, Decimal("33.333"), "33.3 %"),
        (comun.porcentaje, Decimal("99.99"), "99.9 %"),
        (comun.porcentaje, Decimal("0.001"), "0.1 %"),
        (comun.porcentaje, 0, "0 %"),
        (comun.tamano, 300, "1 KB"),
        (comun.tamano, 430_000, "420 KB"),
        (comun.tamano, 1_258_291, "1.2 MB"),
        (comun.sin_dato, 0, 0),
        (comun.sin_dato, False, False),
    ],
)
def test_a_figure_reads_as_in_peru(filtro, valor, texto):
    assert filtro(valor) == texto


@pytest.mark.parametrize(
    "filtro", [comun.fecha, comun.fecha_hora, comun.falta, comun.soles, comun.numero, comun.porcentaje, comun.tamano, comun.sin_dato]
)
@pytest.mark.parametrize("vacio", [None, ""])
def test_what_is_missing_says_sin_dato_and_never_a_blank(filtro, vacio):
    assert filtro(vacio) == HUECO


@time_machine.travel("2026-03-11 02:00:00+00:00", tick=False)  # still the tenth in Lima
@pytest.mark.parametrize(
    ("plazo", "texto"),
    [
        (datetime.date(2026, 3, 10), "vence hoy"),
        (datetime.date(2026, 3, 11), "falta 1 día"),
        (datetime.date(2026, 3, 15), "faltan 5 días"),
        (datetime.date(2026, 3, 9), "venció hace 1 día"),
        (datetime.date(2025, 3, 10), "venció hace 365 días"),
    ],
)
def test_falta_counts_from_the_day_in_lima(plazo, texto):
    assert comun.falta(plazo) == texto


def test_con_unidad_joins_quantity_and_unit():
    assert comun.con_unidad(Decimal("1200.00"), "familias") == "1,200 familias"
    assert comun.con_unidad(None, "familias") == HUECO


def test_qs_changes_one_parameter_and_keeps_the_rest():
    assert dibujar("{% qs pagina=2 %}", "/?linea=riesgo&pagina=1&distrito=060806") == "?linea=riesgo&amp;pagina=2&amp;distrito=060806"
    assert dibujar("{% qs linea=None %}", "/?linea=riesgo") == "?"


def test_qs_escapes_what_the_address_brought():
    assert "<script>" not in dibujar("{% qs pagina=2 %}", '/?q="><script>')


def test_orden_turns_round_on_the_second_press_and_goes_back_to_the_first_page():
    primera = dibujar('{% orden "plazo" "Plazo" %}', "/?pagina=3")
    assert 'href="?orden=plazo"' in primera
    assert "aria-sort" not in primera

    segunda = dibujar('{% orden "plazo" "Plazo" %}', "/?orden=plazo")
    assert 'href="?orden=-plazo"' in segunda
    assert 'aria-sort="ascending"' in segunda


def test_orden_shows_the_order_that_nobody_asked_for():
    assert 'aria-sort="descending"' in dibujar('{% orden "plazo" "Plazo" predeterminado="-plazo" %}')


@pytest.mark.parametrize("situacion", ASPECTOS)
def test_a_state_is_a_sign_and_a_word_never_colour_alone(situacion, settings):
    html = dibujar("{% estado situacion 'La palabra' %}", situacion=situacion)
    signo = html.partition("iconos.svg#")[2].partition('"')[0]

    assert "La palabra" in html
    assert f'id="{signo}"' in (settings.RAIZ / "static/img/iconos.svg").read_text()


def test_signs_of_one_tone_differ_in_shape():
    for tono in {tono for tono, _ in ASPECTOS.values()}:
        signos = [signo for otro, signo in ASPECTOS.values() if otro == tono]
        assert len(set(signos)) >= len(signos) - 1, f"{tono}: {signos}"  # cumplido and verificado share the tick


def test_a_line_goes_up_with_the_value_and_along_with_the_year():
    puntos = re.search(r'points="([^"]+)"', linea([(2019, Decimal("28.7")), (2023, Decimal("17.1")), (2024, Decimal("20.6"))])).group(1)
    equis, alturas = zip(*(map(float, punto.split(",")) for punto in puntos.split()), strict=True)
    assert equis[0] < equis[1] < equis[2]
    assert equis[1] - equis[0] == pytest.approx(4 * (equis[2] - equis[1]), abs=0.2)
    assert alturas[0] < alturas[2] < alturas[1]  # the page grows downward
    assert linea([(2024, Decimal(1))]) == ""
    assert "NaN" not in linea([(2023, Decimal(5)), (2024, Decimal(5))])


def test_progreso_says_the_number_and_what_it_was_counted_from():
    html = dibujar("{% progreso 40 '120 de 300 familias' %}")
    assert "40 %" in html
    assert "120 de 300 familias" in html
    assert 'width="40.0"' in html


def test_progreso_without_data_draws_no_bar():
    html = dibujar("{% progreso valor %}", valor=None)
    assert HUECO in html
    assert "<svg" not in html


@pytest.mark.parametrize(("valor", "ancho"), [(-5, "0.0"), (140, "100.0"), (Decimal("33.333"), "33.3")])
def test_barra_stays_inside_its_frame(valor, ancho):
    assert f'class="barra-llena" width="{ancho}"' in dibujar("{% barra valor %}", valor=valor)


def test_franja_of_nothing_draws_nothing():
    assert dibujar("{% franja partes %}", partes=[{"situacion": "vencido", "cuantos": 0}]) == ""


def test_no_figure_needs_an_inline_style():
    html = dibujar("{% progreso 10 %}{% franja partes %}{% icono 'casa' %}", partes=[{"situacion": "vencido", "cuantos": 3}])
    assert "style=" not in html


def test_paginacion_keeps_the_filters_of_the_address():
    pagina = Paginator(range(120), 50).page(2)
    html = dibujar(
        '{% include "comun/_paginacion.html" with pagina=pagina que="compromisos" only %}', "/?linea=riesgo&pagina=2", pagina=pagina
    )
    assert "51 a 100 de <strong>120</strong> compromisos" in html


def test_paginacion_turns_pages_inside_an_include_that_says_only(rf):
    from django.template.loader import render_to_string

    pagina = Paginator(range(120), 50).page(2)
    html = render_to_string("comun/_paginacion.html", {"pagina": pagina}, request=rf.get("/?linea=riesgo&pagina=2"))
    assert 'href="?linea=riesgo&amp;pagina=3"' in html


def test_recibido_names_the_draft_that_a_message_confirms():
    assert comun.recibido("otra recibido:avance-12") == "avance-12"
    assert comun.recibido("") == ""
    assert comun.recibido(None) == ""
