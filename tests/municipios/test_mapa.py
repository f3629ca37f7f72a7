"""The map of some districts: drawn from capitals or from loaded boundaries, every name apart from the others, never by colour alone."""

import gzip
import math
import re
from decimal import Decimal
from typing import Any

import pytest

from base.comun.trazos import Gasto, Marca, colocar, se_cruza, simplificar
from municipios.datos.jaen import DISTRITOS
from municipios.limites import aplicar, ensayar
from municipios.mapa import Valor, mapa
from municipios.models import Distrito, Limite
from tests.factories import make_distrito, make_ugel
from tests.municipios.geojson import cuadro, geojson

pytestmark = pytest.mark.django_db


@pytest.fixture
def doce() -> list[Distrito]:
    """The twelve districts of Jaén as they are published."""
    ugel = make_ugel()
    return [make_distrito(ugel, **h._asdict(), poblacion_anio=2020) for h in DISTRITOS]


def leidos(distritos) -> Any:
    """The same as a page reads them."""
    return Distrito.objects.con_limite().filter(pk__in=[d.pk for d in distritos])


def rectangulos(svg: str) -> list[tuple[float, float, float, float]]:
    """Where the two lines of each name stand, by the widths that the drawing itself reckons with."""
    cajas = []
    for x, y, nombre, palabra in re.findall(r'<text class="mapa-nombre" x="([\d.]+)" y="([\d.]+)">([^<]+)<tspan[^>]*>([^<]+)', svg):
        ancho = max(len(nombre) * 6.6, len(palabra) * 5.6)
        cajas.append((float(x) - ancho / 2, float(y) - 11, float(x) + ancho / 2, float(y) + 16))
    return cajas


def se_pisan(cajas) -> list[tuple[int, int]]:
    pares = [(i, j) for i in range(len(cajas)) for j in range(i)]
    return [
        (i, j)
        for i, j in pares
        if cajas[i][0] < cajas[j][2] and cajas[j][0] < cajas[i][2] and cajas[i][1] < cajas[j][3] and cajas[j][1] < cajas[i][3]
    ]


def test_the_twelve_capitals_are_named_without_covering_one_another(doce, django_assert_num_queries):
    valores = {d.pk: Valor("en_proceso", "En proceso: 12", f"/municipios/{d.ubigeo}/") for d in doce}
    with django_assert_num_queries(1):  # the districts
        dibujo = mapa(leidos(doce), valores, titulo="Mapa de Jaén")

    cajas = rectangulos(dibujo.svg)
    ancho, alto = (float(n) for n in re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', dibujo.svg).groups())
    assert len(cajas) == 12
    assert se_pisan(cajas) == []
    assert all(x0 >= 0 and x1 <= ancho and y0 >= 0 and y1 <= alto for x0, y0, x1, y1 in cajas)
    assert (dibujo.con_limites, dibujo.sin_lugar, dibujo.anio) == (False, 0, 2020)


def test_where_there_is_no_room_for_words_the_names_stand_alone_and_the_link_still_says_it(doce):
    valores = {d.pk: Valor("en_verificacion", "En verificación desde hace mucho: 12", f"/municipios/{d.ubigeo}/") for d in doce}
    svg = mapa(leidos(doce), valores, titulo="Mapa").svg
    assert svg.count('<text class="mapa-nombre"') == 12
    assert "mapa-palabra" not in svg
    assert 'aria-label="Jaén: En verificación desde hace mucho: 12"' in svg


def test_what_tells_names_apart_is_the_placing():
    """Control: two names at one point collide, unless they are placed."""
    juntas = [Marca(100, 100, 8, 80, 27), Marca(104, 100, 8, 80, 27)]
    assert se_pisan([(m.x, m.y, m.x + m.ancho, m.y + m.alto) for m in juntas]) == [(1, 0)]
    assert se_pisan([lugar.caja for lugar in colocar(juntas, 360, 300)]) == []
    assert colocar([Marca(5, 5, 4, 400, 27)], 360, 300) == [None]


def test_a_situation_is_told_by_sign_and_word_and_each_district_is_one_stop_of_the_keyboard(doce):
    valores = {doce[0].pk: Valor("vencido", "Vencido: 3", "/municipios/060801/"), doce[1].pk: Valor("cumplido", "Cumplido: 1", "/b/")}
    svg = mapa(leidos(doce), valores, titulo="Mapa").svg

    assert 'aria-label="Jaén: Vencido: 3"' in svg
    assert svg.count("iconos.svg#alarma") == 1
    assert svg.count("iconos.svg#visto") == 1
    assert svg.count("<a class=") == 2
    assert "style=" not in svg
    assert '<title id="mapa-titulo">' in svg
    assert '<desc id="mapa-texto">' in svg


def test_a_district_without_a_capital_stands_in_the_table_alone():
    sin = make_distrito(nombre="Sin capital", latitud=None, longitud=None)
    solo = mapa(leidos([sin]), {}, titulo="Mapa")
    assert (solo.svg, [f.en_el_mapa for f in solo.filas], solo.sin_lugar) == ("", [False], 1)


def test_a_name_is_written_as_text_whatever_it_says():
    malo = make_distrito(nombre='<script>"&', latitud=Decimal("-5.7"), longitud=Decimal("-78.8"))
    svg = mapa(leidos([malo]), {malo.pk: Valor("vencido", "<b>", '/"><script>')}, titulo="<i>").svg
    assert "<script>" not in svg
    assert "<i>" not in svg
    assert "<b>" not in svg


def cargar(contenido: bytes, distritos) -> None:
    aplicar(
        ensayar(contenido, distritos=distritos, archivo="a.geojson", fuente="INEI", licencia="MPL-2.0", por=None),
        distritos=distritos,
        por=None,
    )


def test_loaded_boundaries_are_drawn_light_with_their_source_and_a_new_load_is_seen_at_once(doce):
    def fino(x: float, y: float) -> list[list[float]]:
        """A square of 900 points that wander a hair from its sides."""
        lado = [0.08 * i / 225 for i in range(225)]
        pelo = [0.0002 * (i % 2) for i in range(225)]
        abajo = [[x + t, y - p] for t, p in zip(lado, pelo, strict=True)]
        derecha = [[x + 0.08 + p, y + t] for t, p in zip(lado, pelo, strict=True)]
        arriba = [[x + 0.08 - t, y + 0.08 + p] for t, p in zip(lado, pelo, strict=True)]
        izquierda = [[x - p, y + 0.08 - t] for t, p in zip(lado, pelo, strict=True)]
        anillo = [[round(a, 5), round(b, 5)] for a, b in abajo + derecha + arriba + izquierda]
        return [*anillo, anillo[0]]

    figuras = [(d.ubigeo, [fino(float(d.longitud) - 0.04, float(d.latitud) - 0.04)]) for d in doce]
    contenido = geojson(*figuras)
    assert len(gzip.compress(contenido)) > 25_000
    cargar(contenido, doce)

    dibujo = mapa(leidos(doce), {}, titulo="Mapa")
    assert dibujo.con_limites
    assert [(c.fuente, c.licencia) for c in dibujo.fuentes] == [("INEI", "MPL-2.0")]
    assert len(gzip.compress(str(dibujo.svg).encode())) <= 15 * 1024
    assert not re.search(r"\d\.\d\d", re.search(r' d="([^"]+)"', dibujo.svg)[1])  # one decimal

    cargar(geojson((doce[0].ubigeo, [cuadro(float(doce[0].longitud), float(doce[0].latitud), 0.3)])), doce)
    assert mapa(leidos(doce), {}, titulo="Mapa").svg != dibujo.svg
    assert Limite.objects.count() == 12


def test_neighbours_still_touch_after_they_were_made_lighter():
    """A winding border between two: what is left of it is the same on both sides, wherever each ring begins."""
    borde = [(round(1 + 0.3 * math.sin(i / 3), 3), round(i / 10, 1)) for i in range(41)]
    oeste = [(-2.0, 2.0), borde[0], *borde[1:], (-2.0, 2.0)]
    este = [*borde[20::-1], (3.0, 0.3), (5.0, 3.9), *borde[:19:-1]]
    ligeras = simplificar({"o": [oeste], "e": [este]}, 0.08)
    de_la_frontera = [{p for p in ligeras[lado][0] if p in borde} for lado in "oe"]
    assert de_la_frontera[0] == de_la_frontera[1]
    assert 4 < len(de_la_frontera[0]) < 20


def test_a_ring_that_crosses_itself_is_seen_and_one_that_touches_itself_is_not_called_so():
    assert se_cruza([(0, 0), (1, 1), (1, 0), (0, 1), (0, 0)], Gasto())
    assert not se_cruza([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)], Gasto())
    estrella = [(i / 100, 0.0 if i % 2 else 1.0) for i in range(200)]
    assert not se_cruza([*estrella, (2.0, 2.0), (0.0, 2.0), estrella[0]], Gasto())
