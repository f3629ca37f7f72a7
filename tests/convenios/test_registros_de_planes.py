"""The records of a plan in the timelines, the papelera, the undo and the purge: what goes back, and what stays and why."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.urls import reverse

from base.bitacora.depuracion import depurar, planear
from base.bitacora.deshacer import deshacer, ensayar
from base.bitacora.gestos import gesto
from base.bitacora.linea import linea_de_tiempo
from base.bitacora.models import Lote
from base.bitacora.volver import puede_volver
from base.comun.fechas import ahora
from base.comun.paneles import paneles_de
from convenios import plan_de_trabajo as planes
from convenios.models import Actividad, Ejecucion, EvidenciaEjecucion, PlanTrabajo, Programacion
from tests.factories import (
    llevar_plan,
    make_actividad,
    make_cierre,
    make_compromiso,
    make_ejecucion,
    make_institucion,
    make_nudo,
    make_pdf,
    make_plan,
)
from tests.formularios import leer

D = Decimal


@pytest.fixture
def plan(convenio, municipalidad_a, coordinador) -> PlanTrabajo:
    plan = make_plan(municipalidad_a, convenio=convenio)
    make_actividad(plan, codigo="A-1", unidad="kits")
    return plan


def en_marcha(plan, coordinador) -> Actividad:
    llevar_plan(plan, "en_ejecucion", por=coordinador)
    actividad = plan.actividades.get()
    actividad.plan = plan
    return actividad


def importar(plan, por, hacer) -> Lote:
    """What a file that was brought in would write, in its lote."""
    with gesto(por=por, tipo=Lote.Tipo.IMPORTACION, motivo="Matriz del plan", ambito=plan.convenio.ugel.codigo) as lote:
        hacer()
    return lote


def motivos(ensayo) -> set[str]:
    return {d.motivo for d in ensayo.dejados}


# ── Undo ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_activities_that_a_file_brought_into_a_draft_go_as_they_came(plan, coordinador):
    escuela = make_institucion(plan.municipalidad.distrito)

    def traer():
        nueva = Actividad(plan=plan, codigo="N-1", nombre="Nueva", unidad="kits")
        planes.guardar_actividad(nueva, por=coordinador, metas={1: (D(5), D(50))}, escuelas=[escuela])
        vieja = plan.actividades.get(codigo="A-1")
        planes.guardar_actividad(vieja, por=coordinador, metas={1: (D(99), D(100))})

    lote = importar(plan, coordinador, traer)
    deshacer(lote, por=coordinador, motivo="Era otra matriz")
    assert list(plan.actividades.values_list("codigo", flat=True)) == ["A-1"]
    assert Programacion.objects.get(actividad__codigo="A-1", trimestre=1).fisica == 10
    assert not Programacion.objects.filter(actividad__codigo="N-1").exists()


@pytest.mark.parametrize("estado", ["propuesto", "en_ejecucion"])
def test_what_was_proposed_or_approved_since_stays_and_says_why(plan, coordinador, estado):
    def traer():
        nueva = Actividad(plan=plan, codigo="N-1", nombre="Nueva", unidad="kits")
        planes.guardar_actividad(nueva, por=coordinador, metas={1: (D(5), D(50))})

    lote = importar(plan, coordinador, traer)
    llevar_plan(plan, estado, por=coordinador)
    ensayo = ensayar(lote, por=coordinador)
    assert not ensayo.hay
    assert all(dicho in " ".join(motivos(ensayo)) for dicho in (["devuelvan"] if estado == "propuesto" else ["Reprogramar"]))


def test_a_plan_that_a_file_made_goes_while_it_is_a_draft(convenio, municipalidad_b, plan, coordinador):
    def traer():
        make_plan(municipalidad_b, convenio=convenio)

    uno, otro = importar(plan, coordinador, traer), plan
    deshacer(uno, por=coordinador, motivo="No")
    assert list(PlanTrabajo.objects.all()) == [otro]
    lote = importar(plan, coordinador, traer)
    with gesto(por=coordinador):
        suyo = PlanTrabajo.objects.get(municipalidad=municipalidad_b)
        make_actividad(suyo)
        suyo.proponer(por=coordinador)
    assert not ensayar(lote, por=coordinador).hay


@pytest.fixture
def traida(plan, coordinador):
    """The execution that a file brought and sent, and its lote."""
    actividad = en_marcha(plan, coordinador)
    hechas = []
    lote = importar(plan, coordinador, lambda: hechas.append(make_ejecucion(actividad, por=coordinador, estado="enviado")))
    return hechas[0], lote


def test_an_execution_that_a_file_brought_goes_while_nobody_has_verified_it(traida, coordinador, coordinadora):
    hecha, lote = traida
    deshacer(lote, por=coordinador, motivo="Era otro año")
    assert not Ejecucion.objects.exists()
    assert Ejecucion.todos.get() == hecha


def test_one_that_was_verified_or_closed_since_stays_and_the_database_never_has_to_speak(traida, plan, coordinador, coordinadora):
    hecha, lote = traida
    planes.verificar_ejecucion(hecha, por=coordinadora)
    ensayo = ensayar(lote, por=coordinador)
    assert not ensayo.hay
    make_cierre(plan, por=coordinador)
    assert not ensayar(lote, por=coordinador).hay
    with pytest.raises(ValidationError):
        deshacer(lote, por=coordinador, motivo="No")
    assert Ejecucion.objects.get().estado == "verificado"


def test_a_draft_that_a_file_brought_stays_in_a_quarter_that_was_closed(plan, coordinador, especialista):
    actividad = en_marcha(plan, coordinador)
    lote = importar(plan, especialista, lambda: make_ejecucion(actividad, por=especialista))
    assert ensayar(lote, por=coordinador).hay
    make_cierre(plan, por=coordinador)
    ensayo = ensayar(lote, por=coordinador)
    assert (ensayo.hay, motivos(ensayo)) == (False, {"El trimestre I está cerrado: lo que falte o sobre entra como rectificación."})


def test_the_proof_of_a_sent_execution_stays(plan, coordinador, especialista):
    actividad = en_marcha(plan, coordinador)
    hecha = make_ejecucion(actividad, por=especialista)
    planes.guardar_ejecucion(hecha, por=especialista, enlace="https://ejemplo.pe/acta")
    lote = importar(plan, coordinador, lambda: hecha.evidencias.get().eliminar(por=coordinador))
    planes.enviar_ejecucion(hecha, por=especialista)
    ensayo = ensayar(lote, por=coordinador)
    assert (ensayo.hay, motivos(ensayo)) == (False, {"La evidencia de lo enviado o verificado no se cambia."})


# ── Papelera and purge ───────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_papelera_shows_plans_activities_and_executions(como, plan, coordinador, especialista):
    make_actividad(plan, codigo="A-9", nombre="Actividad que se quitó").eliminar(por=coordinador)
    make_ejecucion(en_marcha(plan, coordinador), por=especialista).eliminar(por=coordinador)
    html = como(coordinador).get(reverse("papelera")).content.decode()
    assert "Actividad que se quitó" in html
    assert "convenios.ejecucion" in html


def test_an_activity_does_not_come_back_with_its_targets_into_an_approved_plan(plan, coordinador):
    quitada = make_actividad(plan, codigo="A-9")
    quitada.eliminar(por=coordinador)
    en_marcha_con = llevar_plan(plan, "en_ejecucion", por=coordinador)
    with pytest.raises(ValidationError, match="ya se propuso"):
        Actividad.todos.get(pk=quitada.pk).restaurar()
    assert en_marcha_con.actividades.count() == 1


def test_what_a_closed_quarter_holds_is_not_purged_and_the_page_says_why(plan, coordinador, administrador, especialista):
    quitada = make_actividad(plan, codigo="A-9")
    quitada.eliminar(por=coordinador)
    borrador = make_ejecucion(en_marcha(plan, coordinador), por=especialista)
    borrador.eliminar(por=coordinador)
    viejo = ahora() - datetime.timedelta(days=400)
    for fila in (quitada, borrador):
        type(fila).todos.filter(pk=fila.pk).update(eliminado_en=viejo)
    elegidos = [f"convenios.actividad:{quitada.pk}", f"convenios.ejecucion:{borrador.pk}"]
    assert planear(elegidos, user=administrador, dias=90).reparos == 0
    make_cierre(plan, por=coordinador)
    salidas = planear(elegidos, user=administrador, dias=90).salidas
    assert [any("está cerrado" in reparo for reparo in salida.reparos) for salida in salidas] == [True, True]
    with pytest.raises(ValidationError, match="No se borró nada"), gesto(por=administrador):
        depurar(elegidos, dias=90, por=administrador)
    assert Ejecucion.todos.filter(pk=borrador.pk).exists()


# ── Timelines ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_timelines_tell_what_hangs_on_a_plan_and_on_an_activity(plan, coordinador, coordinadora, especialista):
    actividad = en_marcha(plan, coordinador)
    make_ejecucion(actividad, por=especialista, estado="verificado", verificador=coordinadora)
    cierre = make_cierre(plan, por=coordinador)
    planes.rectificar(cierre, actividad, por=coordinador, fisica=D(7), financiera=D(100), motivo="Eran siete", documento="Informe 9")
    assert {e.clase for e in linea_de_tiempo(plan, user=coordinador)} == {"", "actividad", "versión del plan", "cierre de trimestre"}
    assert {e.clase for e in linea_de_tiempo(actividad, user=coordinador)} == {"", "programación", "ejecución", "rectificación"}


def test_only_what_no_lock_forbids_goes_back_to_a_value_of_before(como, plan, coordinador, especialista, enlace_a):
    assert puede_volver(plan, especialista)
    actividad = en_marcha(plan, coordinador)
    plan.refresh_from_db()
    assert not puede_volver(plan, especialista)
    hecha = make_ejecucion(actividad, por=especialista, fisica=D(3))
    hecha.fisica = D(8)
    planes.guardar_ejecucion(hecha, por=especialista)
    assert (puede_volver(hecha, especialista), puede_volver(hecha, enlace_a)) == (True, False)
    url = reverse("volver_a", args=["convenios.ejecucion", hecha.pk, hecha.history.first().history_id])
    cliente = como(especialista)
    datos = leer(cliente.get(url)) | {"motivo": "Eran tres"}
    make_cierre(plan, por=coordinador)
    assert cliente.post(url, datos).status_code in (409, 422)
    hecha.refresh_from_db()
    assert hecha.fisica == 8


def test_who_opened_the_proof_of_a_plan_is_told_to_who_reads_its_inner_side(como, plan, coordinador, especialista):
    actividad = en_marcha(plan, coordinador)
    hecha = make_ejecucion(actividad, por=especialista)
    from base.comun.archivos import revisar

    planes.guardar_ejecucion(hecha, por=especialista, archivos=[revisar(make_pdf("acta.pdf"))])
    prueba = EvidenciaEjecucion.objects.get()
    respuesta = como(coordinador).get(prueba.get_absolute_url())
    assert b"".join(respuesta.streaming_content)
    html = como(especialista).get(reverse("historia", args=["convenios.ejecucion", hecha.pk])).content.decode()
    assert str(coordinador) in html
    assert "acta.pdf" in html


# ── On other pages ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_commitment_a_school_and_a_district_show_what_plans_do_for_them(
    como, convenio, plan, municipalidad_a, coordinador, coordinadora, especialista, alcalde_b
):
    compromiso = make_compromiso(convenio, distritos=(municipalidad_a.distrito,), meta=D(40), unidad="kits")
    escuela = make_institucion(municipalidad_a.distrito)
    suya = plan.actividades.get()
    suya.plan, suya.compromiso = plan, compromiso
    planes.guardar_actividad(suya, por=coordinador, escuelas=[escuela])
    paginas = [
        compromiso.get_absolute_url(),
        reverse("institucion", args=[escuela.codigo]),
        reverse("distrito", args=[municipalidad_a.distrito.ubigeo]),
    ]
    for pagina in paginas:
        assert "Actividad" not in como(alcalde_b).get(pagina).content.decode().replace("actividades", "")
    actividad = en_marcha(plan, coordinador)
    make_ejecucion(actividad, por=especialista, estado="verificado", verificador=coordinadora)
    for pagina, enlace in zip(paginas, [actividad.get_absolute_url()] * 2 + [plan.get_absolute_url()], strict=True):
        html = como(alcalde_b).get(pagina).content.decode()
        assert enlace in html
        if enlace == actividad.get_absolute_url():
            assert "25" in html.split("Actividades de planes")[1][:1500]


def test_a_nudo_shows_the_activities_that_answer_it_and_says_when_there_is_none(plan, coordinador, alcalde_b):
    nudo = make_nudo(plan.municipalidad.distrito)
    suya = plan.actividades.get()
    suya.plan, suya.nudo = plan, nudo

    def panel(user):
        (dibujado,) = [p for p in paneles_de(nudo, user) if p.plantilla == "convenios/_panel_actividades.html"]
        return render_to_string(dibujado.plantilla, dibujado.contexto)

    assert "Ninguna actividad" in panel(coordinador)
    planes.guardar_actividad(suya, por=coordinador)
    assert suya.nombre in panel(coordinador)
    assert "Ninguna actividad" in panel(alcalde_b)  # the plan of A is a draft
