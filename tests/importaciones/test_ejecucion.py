"""The padrón of execution: it arrives as sent, fills what was begun, leaves what was sent or closed, and comes back as it went out."""

import dataclasses

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from base.bitacora.deshacer import deshacer
from convenios import plan_de_trabajo as planes
from convenios.models import Ejecucion, EvidenciaEjecucion, PlanTrabajo
from portal.importaciones.catalogo import PADRONES
from portal.importaciones.motor import Lugar, aplicar, ensayar
from tests.factories import llevar_plan, make_actividad, make_cierre, make_ejecucion, make_plan

from .test_actividades import CANTIDAD, ESCRITO, D, cambian_al_volver, tabla

PADRON = PADRONES["ejecucion"]
CONTRATO = ["codigo", "anio", "trimestre", "fisica", "financiera", "medio"]
CON_DISTRITO = [*CONTRATO, "distrito", "nombre_distrito"]


@pytest.fixture
def lugar(administrador, convenio, municipalidad_a, municipalidad_b) -> Lugar:
    return Lugar(administrador, convenio.ugel, convenio)


@pytest.fixture
def plan(convenio, municipalidad_a, coordinador) -> PlanTrabajo:
    nuevo = make_plan(municipalidad_a, convenio=convenio)
    for codigo in ("A-1", "A-2"):
        make_actividad(nuevo, codigo=codigo)
    return llevar_plan(nuevo, "en_ejecucion", por=coordinador)


@pytest.fixture
def fila(plan) -> dict[str, str]:
    return {"codigo": "A-1", "anio": str(plan.anio), "trimestre": "1", "fisica": "8", "financiera": "98.5", "medio": "Actas"}


def mirar(lugar, *filas, titulos=CON_DISTRITO):
    return ensayar(PADRON, tabla(*filas, padron=PADRON, titulos=titulos), lugar=lugar)


def cargar(lugar, *filas, titulos=CON_DISTRITO):
    return aplicar(PADRON, tabla(*filas, padron=PADRON, titulos=titulos), lugar=lugar, motivo="Lo que se hizo")[0]


def errores(lugar, *filas, titulos=CON_DISTRITO):
    return {(f.numero, columna): mensaje for f in mirar(lugar, *filas, titulos=titulos).filas for columna, mensaje in f.errores}


def actividad(plan, codigo="A-1"):
    suya = plan.actividades.get(codigo=codigo)
    suya.plan = plan
    return suya


def test_it_arrives_as_sent_to_be_verified_by_another_person(lugar, fila, administrador, coordinador):
    lote = cargar(lugar, fila, fila | {"codigo": "a-2", "trimestre": "IV", "financiera": "", "medio": ""}, titulos=CONTRATO)
    uno, otro = Ejecucion.objects.order_by("trimestre")
    assert (uno.estado, uno.fisica, uno.financiera, uno.medio) == ("enviado", D(8), D("98.5"), "Actas")
    assert (uno.creado_por, uno.enviado_por, uno.sin_evidencia_motivo) == (
        administrador,
        administrador,
        "Importado de la matriz de la oficina",
    )
    assert (otro.trimestre, otro.fisica, otro.financiera) == (4, D(8), D(0))
    assert uno.history.get().lote == lote
    planes.verificar_ejecucion(uno, por=coordinador)
    assert mirar(lugar, fila, titulos=CONTRATO).cuentas["igual"] == 1


def test_what_was_begun_is_filled_and_sent_and_its_author_stays(lugar, fila, plan, especialista, coordinador):
    make_ejecucion(actividad(plan), por=especialista, fisica=D(0), financiera=D(0), sin_evidencia_motivo="")
    probado = make_ejecucion(actividad(plan, "A-2"), por=especialista, sin_evidencia_motivo="", fisica=D(0), financiera=D(0))
    EvidenciaEjecucion.objects.create(ejecucion=probado, clase="enlace", enlace="https://ejemplo.pe/acta", subida_por=especialista)
    cargar(lugar, fila, fila | {"codigo": "A-2", "medio": ""})
    uno, otro = Ejecucion.objects.order_by("actividad__codigo")
    assert (uno.estado, uno.fisica, uno.creado_por, uno.enviado_por) == ("enviado", D(8), especialista, lugar.por)
    assert (uno.sin_evidencia_motivo, otro.sin_evidencia_motivo) == ("Importado de la matriz de la oficina", "")
    planes.observar_ejecucion(uno, por=coordinador, observacion="Falta la lista")
    cargar(lugar, fila | {"fisica": "7"})
    uno.refresh_from_db()
    assert (uno.estado, uno.fisica) == ("enviado", D(7))


def test_a_draft_that_says_the_same_is_left_to_its_author(lugar, fila, plan, especialista):
    make_ejecucion(actividad(plan), por=especialista, fisica=D(8), financiera=D("98.5"), medio="Actas")
    mirado = mirar(lugar, fila)
    assert (mirado.cuentas["igual"], mirado.filas[0].avisos[0][0]) == (1, "fisica")
    assert "todavía no se envía" in mirado.filas[0].avisos[0][1]


@pytest.mark.parametrize("estado", ["enviado", "verificado"])
def test_what_was_sent_with_another_figure_is_an_error_and_with_the_same_no_change(lugar, fila, plan, coordinadora, estado):
    make_ejecucion(actividad(plan), fisica=D(8), financiera=D("98.5"), medio="Actas", estado=estado, verificador=coordinadora)
    assert mirar(lugar, fila).cuentas == {"nuevo": 0, "cambia": 0, "igual": 1, "error": 0}
    hallados = errores(lugar, fila | {"fisica": "9", "medio": "Fotos"})
    assert set(hallados) == {(2, "fisica"), (2, "medio")}
    assert "con otro dato" in hallados[2, "fisica"]


def test_a_closed_quarter_takes_nothing_and_says_what_does(lugar, fila, plan, especialista, coordinadora):
    make_ejecucion(
        actividad(plan), por=especialista, fisica=D(8), financiera=D("98.5"), medio="Actas", estado="verificado", verificador=coordinadora
    )
    make_cierre(plan)
    hallados = errores(lugar, fila | {"fisica": "9"}, fila | {"codigo": "A-2"}, fila | {"codigo": "A-2", "trimestre": "2"})
    assert set(hallados) == {(2, "trimestre"), (3, "trimestre")}
    assert all("rectificación" in mensaje for mensaje in hallados.values())
    assert mirar(lugar, fila).cuentas["igual"] == 1


def test_a_plan_that_is_not_in_execution_and_a_quarter_to_come_take_nothing(lugar, fila, plan, convenio, municipalidad_b, coordinador):
    futuro = make_plan(municipalidad_b, convenio=convenio, anio=plan.anio + 2)
    make_actividad(futuro, codigo="A-1")
    llevar_plan(futuro, "aprobado", por=coordinador)
    suya = fila | {"anio": str(futuro.anio)}
    assert "no está en ejecución" in errores(lugar, suya)[2, "codigo"]
    llevar_plan_a_ejecucion(futuro, coordinador)
    assert "todavía no empieza" in errores(lugar, suya)[2, "trimestre"]


def llevar_plan_a_ejecucion(plan, por):
    from base.bitacora.gestos import gesto

    with gesto(por=por):
        plan.iniciar(por=por)


def test_a_code_of_two_plans_says_that_it_needs_the_district(lugar, fila, plan, convenio, municipalidad_b, coordinador):
    otro = make_plan(municipalidad_b, convenio=convenio)
    make_actividad(otro, codigo="A-1")
    llevar_plan(otro, "en_ejecucion", por=coordinador)
    mensaje = errores(lugar, fila, titulos=CONTRATO)[2, "codigo"]
    assert "está en 2 planes" in mensaje
    assert "«distrito»" in mensaje
    cargar(lugar, fila | {"distrito": "990102 Distrito B"}, fila | {"distrito": "990101", "fisica": "3"})
    assert {(e.actividad.plan, e.fisica) for e in Ejecucion.objects.select_related("actividad__plan")} == {(otro, D(8)), (plan, D(3))}
    assert "es Distrito A para el INEI" in errores(lugar, fila | {"distrito": "990101", "nombre_distrito": "Distrito B"})[2, "distrito"]


def test_the_name_of_the_activity_beside_its_code_does_no_harm(lugar, fila):
    con_nombre = fila | {"actividad": "Talleres de lectura"}
    assert errores(lugar, con_nombre, titulos=["codigo", "actividad", *CONTRATO[1:]]) == {}
    assert errores(lugar, fila | {"actividad": "A-1"}, titulos=["actividad", *CONTRATO[1:]]) == {}


def test_one_report_named_in_two_ways_is_told(lugar, fila):
    assert "la fila 2" in errores(lugar, fila, fila | {"distrito": "990101"})[3, "codigo"]


@pytest.mark.parametrize(
    ("cambio", "columna", "dice"),
    [
        ({"codigo": ""}, "codigo", "Falta"),
        ({"codigo": "A-9"}, "codigo", "No hay una actividad"),
        ({"anio": ""}, "anio", "Falta"),
        ({"anio": "1999"}, "anio", "menor que 2000"),
        ({"anio": "2001"}, "codigo", "No hay una actividad"),
        ({"trimestre": "5"}, "trimestre", "mayor que 4"),
        ({"trimestre": "0"}, "trimestre", "menor que 1"),
        ({"trimestre": "V"}, "trimestre", "No es un número"),
        ({"trimestre": "primero"}, "trimestre", "No es un número"),
        ({"fisica": ""}, "fisica", "Falta"),
        ({"fisica": "-1"}, "fisica", "menor que 0"),
        ({"fisica": "50%"}, "fisica", "No es un número"),
        ({"fisica": "1,234"}, "fisica", "Puede leerse"),
        ({"financiera": "S/ diez"}, "financiera", "No es un número"),
        ({"financiera": "1.005"}, "financiera", "Puede leerse"),
        ({"medio": "x" * 301}, "medio", "caben 300"),
        ({"distrito": "060801"}, "distrito", "no es un distrito"),
        ({"distrito": "TODOS"}, "distrito", "un solo distrito"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_beside_its_cell(lugar, fila, cambio, columna, dice):
    hallados = errores(lugar, fila | cambio, fila | {"codigo": "A-2"})
    assert dice in hallados[2, columna]
    assert {numero for numero, _ in hallados} == {2}


def test_only_who_brings_everything_in_brings_it(coordinador, convenio, fila):
    from portal.importaciones.lectura import ArchivoInvalido

    with pytest.raises(ArchivoInvalido, match="no carga el padrón"):
        mirar(Lugar(coordinador, convenio.ugel, convenio), fila)


# ── Taken back ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_what_came_in_goes_and_a_draft_that_it_filled_is_a_draft_again(lugar, fila, plan, especialista, administrador):
    make_ejecucion(actividad(plan), por=especialista, fisica=D(1), financiera=D(2))
    lote = cargar(lugar, fila, fila | {"codigo": "A-2"})
    deshacer(lote, por=administrador, motivo="Eran de otro año")
    queda = Ejecucion.objects.get()
    assert (queda.actividad.codigo, queda.estado, queda.fisica, queda.financiera, queda.enviado_en) == ("A-1", "borrador", D(1), D(2), None)


def test_what_was_verified_or_closed_since_stays(lugar, fila, plan, coordinador, administrador):
    lote = cargar(lugar, fila, fila | {"codigo": "A-2"}, fila | {"trimestre": "2"}, fila | {"codigo": "A-2", "trimestre": "2"})
    for reporte in Ejecucion.objects.filter(trimestre=1):
        planes.verificar_ejecucion(reporte, por=coordinador)
    planes.verificar_ejecucion(Ejecucion.objects.get(trimestre=2, actividad__codigo="A-1"), por=coordinador)
    make_cierre(plan, por=coordinador)
    deshacer(lote, por=administrador, motivo="Eran de otro año")
    assert set(Ejecucion.objects.values_list("actividad__codigo", "trimestre")) == {("A-1", 1), ("A-2", 1), ("A-1", 2)}


# ── Cost ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_queries_do_not_grow_with_the_rows(lugar, convenio, municipalidad_b, coordinador):
    grande = make_plan(municipalidad_b, convenio=convenio)
    for n in range(32):
        make_actividad(grande, codigo=f"B-{n}")
    llevar_plan(grande, "en_ejecucion", por=coordinador)
    cuantas = []
    for desde, hasta in ((0, 2), (2, 32)):
        filas = [
            {"codigo": f"B-{n}", "anio": str(grande.anio), "trimestre": str(t), "fisica": "1"}
            for n in range(desde, hasta)
            for t in (1, 2, 3)
        ]
        with CaptureQueriesContext(connection) as hechas:
            cargar(lugar, *filas)
        cuantas.append(len(hechas))
    assert cuantas[0] == cuantas[1]


# ── P19 ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────
REPORTE = st.fixed_dictionaries(
    {
        "fisica": CANTIDAD,
        "financiera": CANTIDAD,
        "medio": ESCRITO,
        "estado": st.sampled_from(["borrador", "enviado", "verificado", "observado"]),
    }
)


@pytest.mark.promesa("P19")
def test_random_reports_leave_and_come_back_without_a_change(
    lugar, plan, convenio, municipalidad_b, coordinador, coordinadora, especialista, promesa
):
    otro = make_plan(municipalidad_b, convenio=convenio)
    make_actividad(otro, codigo="A-1")  # the same code as in the other plan
    llevar_plan(otro, "en_ejecucion", por=coordinador)
    lugares = [(actividad(p, c), t) for p, c in ((plan, "A-1"), (plan, "A-2"), (otro, "A-1")) for t in (1, 2, 3, 4)]
    hechos, vueltas = [0], promesa.veces(2, 25)

    @settings(max_examples=vueltas, suppress_health_check=list(HealthCheck))
    @given(st.lists(REPORTE, min_size=4, max_size=len(lugares)))
    def ida_y_vuelta(dichos):
        with transaction.atomic():
            for (suya, trimestre), dicho in zip(lugares, dichos, strict=False):
                make_ejecucion(suya, trimestre=trimestre, por=especialista, verificador=coordinadora, **dicho)
            hechos[0] += len(dichos)
            for formato in ("csv", "xlsx"):
                assert cambian_al_volver(lugar, formato, PADRON) == ([], len(dichos))
            transaction.set_rollback(True)

    ida_y_vuelta()
    promesa.anotar("ejecuciones al azar, a CSV y a XLSX y de vuelta", ejecuciones=hechos[0], cambios=0)


def test_control_without_the_district_a_code_of_two_plans_does_not_come_back(
    lugar, plan, convenio, municipalidad_b, coordinador, monkeypatch
):
    otro = make_plan(municipalidad_b, convenio=convenio)
    make_actividad(otro, codigo="A-1")
    llevar_plan(otro, "en_ejecucion", por=coordinador)
    make_ejecucion(actividad(plan))
    assert cambian_al_volver(lugar, "csv", PADRON) == ([], 1)
    sin_distrito = dataclasses.replace(PADRON, exportar=lambda **k: ([*fila[:-1], None] for fila in PADRON.exportar(**k)))
    assert cambian_al_volver(lugar, "csv", sin_distrito)[0]
