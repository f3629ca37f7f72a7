"""Who has reported: every number of the board is the number of its rows, and what is being written is seen only from inside."""

import csv
import io
from decimal import Decimal

import pytest
from django.urls import reverse

from convenios.models import PlanTrabajo
from tests.factories import (
    llevar_plan,
    make_actividad,
    make_cierre,
    make_distrito,
    make_ejecucion,
    make_municipalidad,
    make_parte,
    make_plan,
)


@pytest.fixture
def plan(convenio, municipalidad_a, coordinador, coordinadora, especialista) -> PlanTrabajo:
    """First quarter closed with one gap; second one with one of each: nothing, a draft, a sent one, a verified one."""
    plan = make_plan(municipalidad_a, convenio=convenio)
    for codigo in ("A-1", "A-2", "A-3", "A-4"):
        make_actividad(plan, codigo=codigo, metas={1: (10, 100), 2: (10, 100)})
    make_actividad(plan, codigo="A-5", metas={4: (1, 0)})
    llevar_plan(plan, "en_ejecucion", por=coordinador)
    for trimestre, codigo, estado in ((1, "A-1", "verificado"), (1, "A-2", "verificado"), (1, "A-3", "borrador")):
        make_ejecucion(_de(plan, codigo), trimestre=trimestre, estado=estado, por=especialista, verificador=coordinadora)
    make_cierre(plan, por=coordinador)
    for codigo, estado in (("A-2", "observado"), ("A-3", "enviado"), ("A-4", "verificado")):
        make_ejecucion(
            _de(plan, codigo),
            trimestre=2,
            estado=estado,
            por=especialista,
            verificador=coordinadora,
            fisica=Decimal(7),
            medio="CANARIO medio",
        )
    return plan


def _de(plan, codigo):
    actividad = plan.actividades.get(codigo=codigo)
    actividad.plan = plan
    return actividad


def ruta(nombre, plan):
    return reverse(nombre, args=["990001", plan.anio])


def test_every_number_of_the_board_is_the_number_of_its_rows(como, plan, coordinador):
    cliente = como(coordinador)
    tablero = cliente.get(ruta("planes_tablero", plan)).context
    celdas = [{c["clase"]: c["cuantos"] for c in celda["cuentas"]} for celda in tablero["lineas"][0]["celdas"]]
    assert celdas == [
        {"sin_reporte": 1, "borrador": 1, "verificado": 2},
        {"sin_reporte": 1, "borrador": 1, "enviado": 1, "verificado": 1},
        {},
        {"sin_reporte": 1},
    ]
    assert [bool(celda["cierre"]) for celda in tablero["lineas"][0]["celdas"]] == [True, False, False, False]
    for cuentas in (*(celda["cuentas"] for celda in tablero["lineas"][0]["celdas"]), *tablero["totales"]):
        for cuenta in cuentas:
            assert cliente.get(cuenta["url"]).context["pagina"].paginator.count == cuenta["cuantos"], cuenta


def test_the_rows_say_the_target_the_report_and_whether_the_quarter_is_closed(como, plan, coordinador, especialista):
    cliente = como(coordinador)
    filas = cliente.get(ruta("planes_reportes", plan), {"trimestre": "2"}).context["filas"]
    assert [(f.actividad.codigo, f.etiqueta, f.cerrado) for f in filas] == [
        ("A-1", "Sin reporte", False),
        ("A-2", "Observado", False),
        ("A-3", "Por verificar", False),
        ("A-4", "Verificado", False),
    ]
    assert all(f.cerrado for f in cliente.get(ruta("planes_reportes", plan), {"trimestre": "1"}).context["filas"])
    assert cliente.get(ruta("planes_reportes", plan), {"trimestre": "9", "clase": "inventada"}).context["pagina"].paginator.count == 9
    assert cliente.get(ruta("planes_reportes", plan), {"distrito": "990102"}).context["pagina"].paginator.count == 9


def test_the_rows_are_handed_over_as_they_are_shown(como, plan, coordinador):
    cliente = como(coordinador)
    descarga = b"".join(cliente.get(ruta("planes_reportes", plan), {"trimestre": "2", "formato": "csv"}).streaming_content)
    filas = list(csv.DictReader(io.StringIO(descarga.decode("utf-8-sig"))))
    assert [(f["codigo"], f["estado"], f["ejecutado"], f["meta_fisica"], f["trimestre_cerrado"]) for f in filas] == [
        ("A-1", "Sin reporte", "", "10.00", "no"),
        ("A-2", "Observado", "7.00", "10.00", "no"),
        ("A-3", "Por verificar", "7.00", "10.00", "no"),
        ("A-4", "Verificado", "7.00", "10.00", "no"),
    ]
    excel = cliente.get(ruta("planes_reportes", plan), {"formato": "xlsx"})
    assert b"".join(excel.streaming_content)[:2] == b"PK"


@pytest.mark.promesa("P24")
def test_what_is_being_written_is_seen_only_from_inside(como, plan, alcalde_a, alcalde_b, dre, director):
    for persona, cuantas in ((alcalde_a, 9), (director, 9), (alcalde_b, 0), (dre, 0)):
        cliente = como(persona)
        assert cliente.get(ruta("planes_reportes", plan)).context["pagina"].paginator.count == cuantas
        assert len(cliente.get(ruta("planes_tablero", plan)).context["lineas"]) == (1 if cuantas else 0)
    assert "Esto lo ven la UGEL" in como(dre).get(ruta("planes_tablero", plan)).text


def test_the_board_and_its_rows_cost_the_same_for_one_plan_or_four(como, plan, coordinador, convenio, ugel, django_assert_max_num_queries):
    cliente = como(coordinador)
    for ronda in range(2):
        for nombre in ("planes_tablero", "planes_reportes"):
            with django_assert_max_num_queries(12):
                cliente.get(ruta(nombre, plan))
        for n in range(3):
            municipalidad = make_municipalidad(distrito=make_distrito(ugel, nombre=f"Otro {ronda}{n}"))
            make_parte(convenio, municipalidad=municipalidad)
            otro = make_plan(municipalidad, convenio=convenio, estado="en_ejecucion", por=coordinador)
            make_ejecucion(_de(otro, otro.actividades.get().codigo))
