"""The padrón of activities of plans: drafts begun and changed, approved ones left alone, undone, out and in again."""

import csv
import io
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from base.bitacora.deshacer import deshacer
from base.bitacora.gestos import gesto
from base.comun.documentos import escribir_csv, escribir_xlsx
from base.comun.padron.celdas import limpiar
from convenios import plan_de_trabajo as planes
from convenios.models import Actividad, PlanTrabajo, Programacion
from portal.importaciones.catalogo import PADRONES, conocida
from portal.importaciones.encabezado import ubicar_tabla
from portal.importaciones.lectura import leer
from portal.importaciones.motor import Lugar, Rechazado, aplicar, ensayar
from tests.factories import (
    dias,
    llevar_plan,
    make_actividad,
    make_compromiso,
    make_convenio,
    make_ejecucion,
    make_nudo,
    make_plan,
)

from .test_ida_y_vuelta import ESCRITO, SOLES

PADRON = PADRONES["actividades"]
TITULOS = [columna.nombre for columna in PADRON.columnas]
FILA = {"codigo": "A-1", "distrito": "990101", "anio": "2026", "actividad": "Talleres de lectura", "unidad": "talleres"}


def en_csv(filas, titulos=TITULOS):
    salida = io.StringIO()
    escritor = csv.writer(salida)
    escritor.writerow(titulos)
    escritor.writerows([fila.get(t, "") for t in titulos] for fila in filas)
    return salida.getvalue().encode()


def tabla(*filas, padron=PADRON, titulos=TITULOS):
    return ubicar_tabla(leer(en_csv(filas, titulos), conocida=conocida), padron, otros=list(PADRONES.values()))


@pytest.fixture
def lugar(coordinador, convenio, municipalidad_a, municipalidad_b) -> Lugar:
    return Lugar(coordinador, convenio.ugel, convenio)


def cargar(lugar, *filas):
    return aplicar(PADRON, tabla(*filas), lugar=lugar, motivo="Plan de la oficina")[0]


def ensayo(lugar, *filas):
    return ensayar(PADRON, tabla(*filas), lugar=lugar)


def errores(lugar, *filas):
    return {(f.numero, columna): mensaje for f in ensayo(lugar, *filas).filas for columna, mensaje in f.errores}


def metas(codigo="A-1"):
    return {m.trimestre: (m.fisica, m.financiera) for m in Programacion.objects.filter(actividad__codigo=codigo)}


# ── Drafts ───────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_plan_that_is_not_there_is_shown_as_new_and_begun_as_a_draft(lugar, municipalidad_a, coordinador):
    filas = [FILA | {"fis_t1": "5", "fin_t1": "100.5", "fis_t3": "2", "peso": "40"}, FILA | {"codigo": "A-2", "fin_t4": "9"}]
    mirado = ensayo(lugar, *filas)
    assert [f.avisos for f in mirado.filas] == [
        [("distrito", "No hay un plan 2026 de Distrito A: se prepara uno nuevo, en borrador.")],
        [],
    ]
    assert not PlanTrabajo.objects.exists()
    lote = cargar(lugar, *filas)
    plan = PlanTrabajo.objects.get()
    assert (plan.municipalidad, plan.anio, plan.estado, plan.convenio) == (municipalidad_a, 2026, "borrador", lugar.convenio)
    assert metas() == {1: (D(5), D("100.5")), 3: (D(2), D(0))}
    assert metas("A-2") == {4: (D(0), D(9))}
    for registro in (plan, *Actividad.objects.all(), *Programacion.objects.all()):
        assert (registro.history.get().lote, registro.history.get().history_user) == (lote, coordinador)
    assert ensayo(lugar, *filas).cuentas == {"nuevo": 0, "cambia": 0, "igual": 2, "error": 0}


def test_an_empty_cell_leaves_what_there_is_and_a_zero_is_a_target(lugar, convenio, municipalidad_a):
    plan = make_plan(municipalidad_a, convenio=convenio, anio=2026)
    make_actividad(plan, codigo="A-1", peso=D(3), medio="Actas", metas={1: (5, 50), 2: (4, 40)})
    antes = Programacion.objects.get(trimestre=2)
    cargar(lugar, {**FILA, "unidad": "talleres", "fis_t1": "0", "fis_t4": "7"})
    actividad = Actividad.objects.get()
    assert (actividad.nombre, actividad.peso, actividad.medio) == ("Talleres de lectura", D(3), "Actas")
    assert metas() == {1: (D(0), D(50)), 2: (D(4), D(40)), 4: (D(7), D(0))}
    assert Programacion.objects.get(trimestre=2).history.count() == antes.history.count()


def test_only_new_targets_move_the_revision_of_the_activity_that_somebody_has_open(lugar, convenio, municipalidad_a):
    make_actividad(make_plan(municipalidad_a, convenio=convenio, anio=2026), codigo="A-1", nombre="Talleres de lectura")
    antes = Actividad.objects.get().history.count()
    cargar(lugar, FILA | {"fis_t1": "99"})
    assert Actividad.objects.get().history.count() == antes + 1


def test_it_names_its_nudo_and_its_commitment_whatever_the_capitals(lugar, convenio, municipalidad_a, municipalidad_b):
    nudo, ajeno = make_nudo(municipalidad_a.distrito, codigo="NC-1"), make_nudo(municipalidad_b.distrito, codigo="NC-9")
    compromiso = make_compromiso(convenio, codigo="C-1", distritos=(municipalidad_a.distrito,))
    make_compromiso(convenio, codigo="C-2", distritos=(municipalidad_b.distrito,))
    make_compromiso(codigo="C-3")
    cargar(lugar, FILA | {"nudo": "nc-1", "compromiso": "c-1"})
    actividad = Actividad.objects.get()
    assert (actividad.nudo, actividad.compromiso) == (nudo, compromiso)
    assert ensayo(lugar, FILA | {"nudo": "NC-1", "compromiso": "c-1"}).cuentas["igual"] == 1
    for cambio, columna, dice in (
        ({"nudo": ajeno.codigo}, "nudo", "No hay un nudo crítico"),
        ({"compromiso": "C-2"}, "compromiso", "no alcanza a este distrito"),
        ({"compromiso": "C-3"}, "compromiso", "No hay un compromiso"),
    ):
        assert dice in errores(lugar, FILA | cambio)[2, columna]


@pytest.mark.parametrize(
    ("cambio", "columna", "dice"),
    [
        ({"codigo": ""}, "codigo", "Falta"),
        ({"codigo": "ñ-1"}, "codigo", "letras sin tilde"),
        ({"distrito": ""}, "distrito", "Falta"),
        ({"distrito": "Distrito A"}, "distrito", "ubigeo"),
        ({"distrito": "990101 990102"}, "distrito", "un solo distrito"),
        ({"distrito": "TODOS"}, "distrito", "un solo distrito"),
        ({"distrito": "990109"}, "distrito", "no es un distrito de este convenio"),
        ({"distrito": "990101 Distrito B"}, "distrito", "es Distrito A para el INEI"),
        ({"nombre_distrito": "Distrito B"}, "distrito", "es Distrito A para el INEI"),
        ({"anio": "26"}, "anio", "menor que 2000"),
        ({"anio": "2026.5"}, "anio", "decimales"),
        ({"anio": "el próximo"}, "anio", "No es un número"),
        ({"actividad": ""}, "actividad", "Falta"),
        ({"actividad": "x" * 501}, "actividad", "caben 500"),
        ({"unidad": " "}, "unidad", "Falta"),
        ({"unidad": "x" * 41}, "unidad", "caben 40"),
        ({"peso": "0"}, "peso", "menor que 0.01"),
        ({"peso": "100.01"}, "peso", "mayor que 100"),
        ({"fis_t1": "-1"}, "fis_t1", "menor que 0"),
        ({"fis_t2": "1.234"}, "fis_t2", "Puede leerse"),
        ({"fin_t3": "1234567890123"}, "fin_t3", "demasiado grande"),
        ({"fin_t4": "diez soles"}, "fin_t4", "No es un número"),
        ({"fis_t4": "#N/A"}, "fis_t4", "hoja de cálculo dice"),
        ({"nudo": "NC-1"}, "nudo", "No hay un nudo"),
        ({"compromiso": "C-1"}, "compromiso", "No hay un compromiso"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_beside_its_cell(lugar, cambio, columna, dice):
    hallados = errores(lugar, FILA | cambio)
    assert dice in hallados[2, columna]
    assert set(hallados) == {(2, columna)}
    with pytest.raises(Rechazado):
        cargar(lugar, FILA, FILA | {"codigo": "A-7"} | cambio)
    assert not PlanTrabajo.objects.exists()


def test_the_code_of_reniec_is_not_taken_for_that_of_inei(lugar, municipalidad_a, municipalidad_b):
    municipalidad_b.distrito.ubigeo_reniec = "990101"
    municipalidad_b.distrito.save()
    assert "Parece el código de RENIEC" in errores(lugar, FILA | {"nombre_distrito": "Distrito B"})[2, "distrito"]


def test_the_same_code_twice_in_one_plan_is_told_and_in_two_plans_is_not(lugar):
    assert "Está repetido" in errores(lugar, FILA, FILA | {"codigo": "a-1"})[3, "codigo"]
    assert errores(lugar, FILA, FILA | {"distrito": "990102"}, FILA | {"anio": "2027"}) == {}


def test_a_municipality_that_is_no_party_has_no_plan_here(lugar, ugel, coordinador, municipalidad_a):
    vacio = make_convenio(ugel, codigo="CM-SIN-PARTES")
    vacio.partes.all().delete()
    assert "no es parte" in errores(Lugar(coordinador, ugel, vacio), FILA)[2, "distrito"]


def test_a_plan_of_another_convenio_is_changed_there(lugar, ugel, municipalidad_a):
    otro = make_convenio(ugel, codigo="CM-OTRO", partes=(municipalidad_a,))
    make_actividad(make_plan(municipalidad_a, convenio=otro, anio=2026), codigo="A-1")
    assert "CM-OTRO" in errores(lugar, FILA)[2, "distrito"]


def test_who_left_the_convenio_keeps_the_plan_that_it_had_and_begins_no_other(lugar, convenio, municipalidad_a):
    make_actividad(make_plan(municipalidad_a, convenio=convenio, anio=2026), codigo="A-1")
    parte = convenio.partes.get(municipalidad=municipalidad_a)
    parte.separado_el, parte.separacion_documento = dias(-1), "Carta 1"
    parte.save()
    assert errores(lugar, FILA) == {}
    assert set(errores(lugar, FILA, FILA | {"anio": "2027"})) == {(3, "distrito")}


# ── What people decided ──────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def aprobado(convenio, municipalidad_a, coordinador) -> PlanTrabajo:
    plan = make_plan(municipalidad_a, convenio=convenio, anio=2026)
    make_actividad(plan, codigo="A-1", nombre="Talleres de lectura", metas={1: (5, 50)})
    return llevar_plan(plan, "aprobado", por=coordinador)


def test_targets_of_an_approved_plan_are_left_to_reprogramar(lugar, aprobado):
    hallados = errores(
        lugar, FILA | {"fis_t1": "6", "fin_t2": "1", "unidad": "kits", "medio": "Actas"}, FILA | {"codigo": "A-2", "fis_t1": "1"}
    )
    assert set(hallados) == {(2, "fis_t1"), (2, "fin_t2"), (2, "unidad"), (3, "fis_t1")}
    assert "El plan ya está aprobado" in hallados[2, "fis_t1"]
    assert "«Reprogramar»" in hallados[3, "fis_t1"]
    cargar(lugar, FILA | {"medio": "Actas", "fis_t1": "5", "fin_t1": "50"})
    assert (Actividad.objects.get().medio, metas()) == ("Actas", {1: (D(5), D(50))})


def test_a_plan_that_waits_for_an_answer_and_one_that_is_over_take_nothing(lugar, aprobado):
    for estado, dice in (("propuesto", "está propuesto"), ("cerrado", "está cerrado")):
        cerrado = {"cerrado_en": aprobado.aprobado_ugel_en, "cerrado_por": aprobado.aprobado_ugel_por} if estado == "cerrado" else {}
        PlanTrabajo.objects.update(estado=estado, **cerrado)
        hallados = errores(lugar, FILA | {"medio": "Actas"}, FILA | {"codigo": "A-2"})
        assert dice in hallados[2, "medio"]
        assert dice in hallados[3, "codigo"]
        assert errores(lugar, FILA | {"fis_t1": "5"}) == {}


def test_a_commitment_on_which_it_counts_already_is_not_taken_away(
    lugar, convenio, municipalidad_a, coordinador, coordinadora, especialista
):
    uno, otro = (make_compromiso(convenio, codigo=c, meta=90, unidad="kits", distritos=(municipalidad_a.distrito,)) for c in ("C-1", "C-2"))
    plan = make_plan(municipalidad_a, convenio=convenio)
    make_actividad(plan, codigo="A-1", nombre="Talleres de lectura", unidad="kits", compromiso=uno)
    llevar_plan(plan, "en_ejecucion", por=coordinador)
    fila = FILA | {"anio": str(plan.anio), "unidad": "kits", "compromiso": otro.codigo}
    assert errores(lugar, fila) == {}
    make_ejecucion(plan.actividades.get(), por=especialista, estado="verificado", verificador=coordinadora)
    assert "ya cuenta" in errores(lugar, fila)[2, "compromiso"]


# ── Taken back ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_what_came_in_is_taken_back_and_what_it_changed_returns(lugar, convenio, municipalidad_a, coordinador):
    plan = make_plan(municipalidad_a, convenio=convenio, anio=2026)
    make_actividad(plan, codigo="A-1", nombre="Antes", metas={1: (5, 50)})
    filas = [FILA | {"fis_t1": "8", "fis_t2": "1"}, FILA | {"codigo": "A-2", "fin_t1": "1"}, FILA | {"distrito": "990102", "fis_t1": "1"}]
    lote = cargar(lugar, *filas)
    deshecho = deshacer(lote, por=coordinador, motivo="Era de otro año")
    assert list(PlanTrabajo.objects.all()) == [plan]
    assert [a.nombre for a in Actividad.objects.all()] == ["Antes"]
    assert metas() == {1: (D(5), D(50))}
    deshacer(deshecho, por=coordinador, motivo="Sí era")
    assert ensayo(lugar, *filas).cuentas == {"nuevo": 0, "cambia": 0, "igual": 3, "error": 0}


def test_what_was_proposed_since_is_not_taken_back(lugar, coordinador):
    lote = cargar(lugar, FILA | {"fis_t1": "8"}, FILA | {"distrito": "990102", "fis_t1": "1"})
    with gesto(por=coordinador):
        PlanTrabajo.objects.get(municipalidad__distrito__ubigeo="990101").proponer(por=coordinador)
    deshacer(lote, por=coordinador, motivo="Era de otro año")
    quedan = PlanTrabajo.objects.get()
    assert (quedan.municipalidad.distrito.ubigeo, quedan.actividades.count(), metas()) == ("990101", 1, {1: (D(8), D(0))})


# ── Cost ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_queries_do_not_grow_with_the_rows(lugar, convenio, municipalidad_a, municipalidad_b):
    for municipalidad in (municipalidad_a, municipalidad_b):
        make_nudo(municipalidad.distrito, codigo="NC-1")
    make_compromiso(convenio, codigo="C-1", distritos=(municipalidad_a.distrito, municipalidad_b.distrito))
    fila = FILA | {"nudo": "NC-1", "compromiso": "C-1", "fis_t1": "1", "fin_t2": "2"}
    cuantas = []
    for desde, hasta in ((0, 2), (2, 62)):
        nuevas = [
            fila | {"codigo": f"A-{n}", "distrito": ("990101", "990102")[n % 2], "anio": str(2030 + desde)} for n in range(desde, hasta)
        ]
        with CaptureQueriesContext(connection) as hechas:
            cargar(lugar, *nuevas)
        cuantas.append(len(hechas))
        with CaptureQueriesContext(connection) as hechas:
            cargar(lugar, *(una | {"fis_t1": "9", "fis_t3": "4", "medio": "Actas"} for una in nuevas))
        cuantas.append(len(hechas))
    assert cuantas[0] == cuantas[2], cuantas
    assert cuantas[1] == cuantas[3], cuantas


# ── P19 ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────
CODIGO = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,29}\Z", fullmatch=True)
CANTIDAD = st.decimals(D(0), D("999999999999.99"), places=2)
ACTIVIDAD = st.fixed_dictionaries(
    {
        "codigo": CODIGO,
        "nombre": ESCRITO.filter(limpiar),
        "unidad": st.text(st.sampled_from("=+-@'\"',;|\t\n kitsñ"), min_size=1, max_size=20).filter(limpiar),
        "peso": st.none() | st.decimals(D("0.01"), D(100), places=2),
        "financia": ESCRITO,
        "responsable": ESCRITO,
        "responsable_municipal": ESCRITO,
        "medio": ESCRITO,
        "nudo": st.booleans(),
        "compromiso": st.sampled_from(["", "", "suyo", "de otro convenio"]),
        "metas": st.dictionaries(st.integers(1, 4), st.tuples(CANTIDAD | SOLES, CANTIDAD)),
        "donde": st.integers(0, 1),
        "anio": st.sampled_from([2025, 2026]),
    }
)  # fmt: skip


def salida(lugar, formato, padron=PADRON) -> bytes:
    filas = list(padron.exportar(por=lugar.por, ugel=lugar.ugel, convenio=lugar.convenio))
    if formato == "csv":
        return b"".join(escribir_csv(padron.titulos(), filas))
    with escribir_xlsx(padron.titulos(), filas, titulo=padron.nombre) as libro:
        return libro.read()


def cambian_al_volver(lugar, formato, padron=PADRON):
    mirado = ensayar(padron, ubicar_tabla(leer(salida(lugar, formato, padron), conocida=conocida), padron), lugar=lugar)
    return [(f.numero, f.errores, f.cambios) for f in mirado.filas if f.errores or f.cambios or f.registro is None], len(mirado.filas)


@pytest.mark.promesa("P19")
def test_random_plans_leave_and_come_back_without_a_change(lugar, ugel, convenio, municipalidad_a, municipalidad_b, promesa):
    from django.db import transaction

    otro = make_convenio(ugel, codigo="CM-OTRO", partes=(municipalidad_a,))
    hechas, vueltas, cuantas = [0], promesa.veces(2, 25), promesa.veces(6, 20)

    @settings(max_examples=vueltas, suppress_health_check=list(HealthCheck))
    @given(st.lists(ACTIVIDAD, min_size=cuantas, max_size=cuantas, unique_by=lambda d: d["codigo"].lower()))
    def ida_y_vuelta(dichas):
        with transaction.atomic():
            lugares = {}
            for n, (municipalidad, anio) in enumerate((m, a) for m in (municipalidad_a, municipalidad_b) for a in (2025, 2026)):
                distrito = municipalidad.distrito
                lugares[n // 2, anio] = (
                    make_plan(municipalidad, convenio=convenio, anio=anio),
                    make_nudo(distrito),
                    {
                        "suyo": make_compromiso(convenio, distritos=(distrito,)),
                        "de otro convenio": make_compromiso(otro, distritos=(distrito,)),
                    },
                )
            for dicha in dichas:
                plan, nudo, compromisos = lugares[dicha["donde"], dicha["anio"]]
                campos = {
                    c: dicha[c] for c in ("codigo", "nombre", "unidad", "peso", "financia", "responsable", "responsable_municipal", "medio")
                }
                actividad = Actividad(
                    plan=plan, nudo=nudo if dicha["nudo"] else None, compromiso=compromisos.get(dicha["compromiso"]), **campos
                )
                with gesto(por=lugar.por):
                    actividad.save()
                    planes.poner_metas(actividad, dicha["metas"])
            hechas[0] += len(dichas)
            for formato in ("csv", "xlsx"):
                assert cambian_al_volver(lugar, formato) == ([], len(dichas))
            transaction.set_rollback(True)

    ida_y_vuelta()
    promesa.anotar("actividades de planes al azar, a CSV y a XLSX y de vuelta", actividades=hechas[0], cambios=0)


# ── Where it is found ────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_list_of_plans_leads_to_import_and_export_for_who_may(como, coordinador, administrador, especialista, ugel, convenio):
    pagina = reverse("planes", args=[ugel.codigo])
    enlaces = {
        "actividades": reverse("importaciones", query={"padron": "actividades", "ugel": ugel.codigo}).replace("&", "&amp;"),
        "ejecucion": reverse("importaciones", query={"padron": "ejecucion", "ugel": ugel.codigo}).replace("&", "&amp;"),
        "exportar": reverse("importar_columnas", args=["actividades"]),
    }
    vistos = {
        quien.username: {clave for clave, enlace in enlaces.items() if enlace in como(quien).get(pagina).content.decode()}
        for quien in (coordinador, administrador, especialista)
    }
    assert vistos == {
        coordinador.username: {"actividades", "exportar"},
        administrador.username: set(enlaces),
        especialista.username: set(),
    }
