"""The plans of a year, district by district: of a UGEL, and of all that a person reads."""

import csv
import io
from decimal import Decimal

import pytest
from django.urls import reverse

from bench.consultas import consultas
from convenios import plan_de_trabajo as planes
from convenios.models import PlanTrabajo
from tests.factories import (
    llevar_plan,
    make_actividad,
    make_cierre,
    make_convenio,
    make_distrito,
    make_ejecucion,
    make_municipalidad,
    make_parte,
    make_plan,
    make_ugel,
    make_usuario,
)

D = Decimal


def en_marcha(municipalidad, convenio, coordinador, **campos) -> PlanTrabajo:
    return make_plan(municipalidad, convenio=convenio, estado="en_ejecucion", por=coordinador, **campos)


def hacer(plan, coordinadora, especialista, *, fisica, trimestre=1):
    actividad = plan.actividades.get()
    actividad.plan = plan
    return make_ejecucion(actividad, trimestre=trimestre, estado="verificado", por=especialista, verificador=coordinadora, fisica=D(fisica))


@pytest.fixture
def mundo(convenio, municipalidad_a, municipalidad_b, ugel, coordinador, coordinadora, especialista):
    """A: first quarter closed at 90 %. B: at 50 %, open. C: a draft. D: no plan."""
    c = make_municipalidad(distrito=make_distrito(ugel, ubigeo="990103", nombre="Distrito C"))
    make_municipalidad(distrito=make_distrito(ugel, ubigeo="990104", nombre="Distrito D"))
    make_parte(convenio, municipalidad=c)
    a, b = (en_marcha(m, convenio, coordinador) for m in (municipalidad_a, municipalidad_b))
    hacer(a, coordinadora, especialista, fisica=9)
    hacer(b, coordinadora, especialista, fisica=5)
    make_cierre(a, por=coordinador)
    return {"a": a, "b": b, "c": make_plan(c, convenio=convenio), "anio": a.anio}


@pytest.fixture
def lista(mundo):
    return reverse("planes", args=["990001"]), {"anio": mundo["anio"]}


def nombres(respuesta):
    return [fila.distrito.nombre for fila in respuesta.context["filas"]]


def test_every_district_has_its_row_and_those_without_a_plan_are_counted(como, lista, coordinador):
    url, anio = lista
    respuesta = como(coordinador).get(url, anio)
    assert nombres(respuesta) == ["Distrito A", "Distrito B", "Distrito C", "Distrito D"]
    assert [(e["slug"], e["cuantos"]) for e in respuesta.context["estados"]] == [("borrador", 1), ("en_ejecucion", 2), ("sin_plan", 1)]
    assert nombres(como(coordinador).get(url, anio | {"estado": "sin_plan"})) == ["Distrito D"]


def test_a_closed_quarter_says_what_was_closed_whatever_was_rectified_since(como, lista, mundo, coordinador):
    url, anio = lista
    actividad = mundo["a"].actividades.get()
    actividad.plan = mundo["a"]
    planes.rectificar(
        mundo["a"].cierres.get(), actividad, por=coordinador, fisica=D(1), financiera=D(700), motivo="Era uno", documento="Informe 1"
    )
    fila = como(coordinador).get(url, anio).context["filas"][0]
    assert (fila.celdas[0].fisico, fila.celdas[0].color) == (90, "verde")
    assert [f"{fila.url}{celda.donde}" for celda in fila.celdas[:2]] == [
        mundo["a"].cierres.get().get_absolute_url(),
        f"{mundo['a'].get_absolute_url()}?trimestre=2",
    ]
    assert (fila.celdas[1].cerrado, fila.celdas[1].fisico) == (False, D("5.0"))  # as it stands today
    assert (fila.programado, fila.devengado) == (400, 700)


def test_what_they_come_to_is_the_mean_of_the_districts_and_says_how_many_count(como, lista, coordinador):
    url, anio = lista
    respuesta = como(coordinador).get(url, anio)
    assert [(c.promedio, c.cuentan) for c in respuesta.context["conjunto"]][0] == (D("70.0"), 2)
    assert (respuesta.context["dinero"].programado, respuesta.context["dinero"].devengado) == (800, 200)
    assert "promedio de 2 distritos" in respuesta.text
    assert "promedio simple de los porcentajes" in respuesta.text


def test_the_rows_are_filtered_by_state_and_by_colour(como, lista, coordinador):
    url, anio = lista
    for filtro, quedan in (
        ({"estado": "borrador"}, ["Distrito C"]),
        ({"color": "rojo"}, ["Distrito A", "Distrito B"]),  # the last quarter of last year: A did 9 of 40
        ({"color": "verde"}, []),
        ({"estado": "inventado"}, ["Distrito A", "Distrito B", "Distrito C", "Distrito D"]),
    ):
        assert nombres(como(coordinador).get(url, anio | filtro)) == quedan, filtro


def test_who_does_not_see_drafts_is_not_told_that_there_is_no_plan(como, lista, alcalde_a, dre):
    url, anio = lista
    for persona in (alcalde_a, dre):
        respuesta = como(persona).get(url, anio)
        assert [f.plan is None for f in respuesta.context["filas"]] == [False, False, True, True]
        assert "sin plan aprobado" in respuesta.text


def test_the_rows_are_handed_over_as_they_are_shown(como, lista, coordinador):
    url, anio = lista
    for direccion in (url, reverse("planes_todas")):
        descarga = b"".join(como(coordinador).get(direccion, anio | {"formato": "csv"}).streaming_content)
        filas = list(csv.DictReader(io.StringIO(descarga.decode("utf-8-sig"))))
        assert [(f["distrito"], f["estado"], f["fisico_t1"], f["cerrado_t1"], f["programado_anual"]) for f in filas] == [
            ("Distrito A", "En ejecución", "90.0", "sí", "400.00"),
            ("Distrito B", "En ejecución", "50.0", "no", "400.00"),
            ("Distrito C", "Borrador", "", "", "0.00"),
            ("Distrito D", "sin plan", "", "", ""),
        ]


# ── All that a person reads ──────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def otra(mundo, coordinadora):
    """Another UGEL of another region, with a plan at 40 % whose first quarter is closed; a stricter threshold."""
    ugel = make_ugel(umbral_verde=100, umbral_ambar=30)
    municipalidad = make_municipalidad(distrito=make_distrito(ugel, ubigeo="990901", nombre="Distrito Z"))
    plan = en_marcha(municipalidad, make_convenio(ugel, partes=(municipalidad,)), make_usuario(ugel=ugel))
    hacer(plan, make_usuario(ugel=ugel), make_usuario("especialista", ugel=ugel), fisica=4)
    make_cierre(plan, por=make_usuario(ugel=ugel))
    return plan


@pytest.fixture
def pais(db):
    return make_usuario("administrador", is_superuser=True)


def test_who_reads_the_country_finds_every_district_and_the_rest_only_theirs(como, mundo, otra, pais, coordinador, dre):
    url, anio = reverse("planes_todas"), {"anio": mundo["anio"]}
    todas = como(pais).get(url, anio)
    assert f'<a href="{reverse("planes", args=[otra.convenio.ugel.codigo])}">Planes</a></li></ol>' in todas.text  # back, as the menu leads
    assert nombres(todas) == ["Distrito A", "Distrito B", "Distrito C", "Distrito D", "Distrito Z"]
    assert [(c.promedio, c.cuentan, c.devengado) for c in todas.context["conjunto"]][0] == (D("65.0"), 2, 200)
    assert {e["slug"]: e["cuantos"] for e in todas.context["estados"]} == {"borrador": 1, "en_ejecucion": 3, "sin_plan": 1}
    assert "Distrito Z" not in nombres(como(coordinador).get(url, anio))
    assert "Distrito Z" not in nombres(como(dre).get(url, anio))
    for texto in (otra.convenio.ugel.codigo, "990901", "distrito  Z"):
        de_una = como(pais).get(url, anio | {"texto": texto})
        assert nombres(de_una) == ["Distrito Z"]
        assert [(e["slug"], e["cuantos"]) for e in de_una.context["estados"]] == [("en_ejecucion", 1)]
        assert de_una.context["conjunto"][0].cuentan == 1


def test_the_colour_of_the_country_is_that_of_the_last_closed_quarter_by_the_thresholds_of_each_ugel(como, mundo, otra, pais):
    url, anio = reverse("planes_todas"), {"anio": mundo["anio"]}
    for color, quedan in (("verde", ["Distrito A"]), ("ámbar", ["Distrito Z"]), ("rojo", []), ("sin programación", [])):
        assert nombres(como(pais).get(url, anio | {"color": color})) == quedan, color
    assert nombres(como(pais).get(url, anio | {"estado": "sin_plan"})) == ["Distrito D"]


def test_the_list_costs_the_same_for_few_districts_or_many(como, lista, mundo, pais, coordinador, convenio, ugel):
    direcciones = {
        "de una": (como(coordinador), f"{lista[0]}?anio={mundo['anio']}", 8),
        "de todas": (como(pais), f"{reverse('planes_todas')}?anio={mundo['anio']}", 11),
    }
    pocas = {nombre: consultas(cliente, url) for nombre, (cliente, url, _) in direcciones.items()}
    for n in range(4):
        municipalidad = make_municipalidad(distrito=make_distrito(ugel, nombre=f"Otro {n}"))
        make_parte(convenio, municipalidad=municipalidad)
        plan = make_plan(municipalidad, convenio=convenio)
        make_actividad(plan)
        llevar_plan(plan, "en_ejecucion", por=coordinador)

    assert {nombre: consultas(cliente, url) for nombre, (cliente, url, _) in direcciones.items()} == pocas
    assert {nombre: n for nombre, n in pocas.items() if n > direcciones[nombre][2]} == {}


def test_fifty_districts_make_a_page(como, mundo, ugel, pais, coordinador, lista):
    for n in range(50):
        make_distrito(ugel, nombre=f"Otro {n}")
    for quien, url in ((coordinador, lista[0]), (pais, reverse("planes_todas"))):
        assert [len(como(quien).get(url, {"anio": mundo["anio"], "pagina": p}).context["filas"]) for p in (1, 2)] == [50, 4]
