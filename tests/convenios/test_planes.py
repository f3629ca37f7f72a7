"""A plan of work from draft to closed: who decides each step, what stays, and what a verified execution counts for."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from base.bitacora.gestos import gesto
from base.comun.fechas import hoy
from convenios import plan_de_trabajo as planes
from convenios.metas import cuenta
from convenios.models import Actividad, Avance, Cierre, Compromiso, Ejecucion, PlanTrabajo, Programacion, Rectificacion, VersionPlan
from convenios.models.plan import fin_de_trimestre
from tests.factories import (
    llevar_plan,
    make_actividad,
    make_cierre,
    make_compromiso,
    make_convenio,
    make_ejecucion,
    make_institucion,
    make_nudo,
    make_plan,
)

D = Decimal


@pytest.fixture
def plan(convenio, municipalidad_a) -> PlanTrabajo:
    return make_plan(municipalidad_a, convenio=convenio)


@pytest.fixture
def en_marcha(plan, coordinador) -> PlanTrabajo:
    """In execution: kits, ten a quarter, and talleres only in the first half of the year."""
    make_actividad(plan, codigo="A-1", unidad="kits")
    make_actividad(plan, codigo="A-2", unidad="talleres", metas={1: (2, 50), 2: (2, 50)})
    return llevar_plan(plan, "en_ejecucion", por=coordinador)


def actividad(plan, codigo="A-1"):
    suya = plan.actividades.get(codigo=codigo)
    suya.plan = plan
    return suya


# ── From draft to closed ─────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_empty_plan_is_not_proposed(plan, coordinador):
    with pytest.raises(ValidationError, match="ninguna actividad"):
        plan.proponer(por=coordinador)
    make_actividad(plan, metas={})
    with pytest.raises(ValidationError, match="metas"):
        plan.proponer(por=coordinador)


def test_a_plan_is_approved_when_both_sides_have_each_with_its_document(plan, coordinador, alcalde_a):
    make_actividad(plan)
    llevar_plan(plan, "propuesto", por=coordinador)
    planes.aprobar_plan(plan, "municipalidad", por=alcalde_a, documento="Acuerdo de Concejo 012")
    assert plan.estado == "propuesto"
    assert plan.lados_por_aprobar == ["ugel"]
    planes.aprobar_plan(plan, "ugel", por=coordinador, documento="RD 0456")
    assert (plan.estado, plan.aprobado_municipalidad_por, plan.aprobado_ugel_por) == ("aprobado", alcalde_a, coordinador)
    version = plan.versiones.get()
    assert version.meta(plan.actividades.get().pk, 2) == (D(10), D(100))


@pytest.mark.parametrize("quien", ["especialista", "enlace_a", "administrador", "alcalde_b"])
def test_who_does_not_decide_for_a_side_approves_nothing(plan, coordinador, quien, request):
    make_actividad(plan)
    llevar_plan(plan, "propuesto", por=coordinador)
    with pytest.raises(ValidationError):
        planes.aprobar_plan(plan, "municipalidad", por=request.getfixturevalue(quien), documento="Oficio 1")
    plan.refresh_from_db()
    assert plan.aprobado_municipalidad_en is None


def test_a_mayor_does_not_approve_for_the_ugel_nor_twice_nor_without_a_document(plan, coordinador, alcalde_a):
    make_actividad(plan)
    llevar_plan(plan, "propuesto", por=coordinador)
    with pytest.raises(ValidationError, match="coordinador o el director"):
        plan.aprobar("ugel", por=alcalde_a, documento="Oficio 1")
    with pytest.raises(ValidationError, match="documento"):
        plan.aprobar("municipalidad", por=alcalde_a, documento="  ")
    planes.aprobar_plan(plan, "municipalidad", por=alcalde_a, documento="Oficio 1")
    with pytest.raises(ValidationError, match="Ya lo aprobó"):
        plan.aprobar("municipalidad", por=alcalde_a, documento="Oficio 1")


def test_what_is_returned_is_approved_anew(plan, coordinador, alcalde_a):
    make_actividad(plan)
    llevar_plan(plan, "propuesto", por=coordinador)
    planes.aprobar_plan(plan, "ugel", por=coordinador, documento="RD 0456")
    with gesto(por=alcalde_a):
        plan.devolver(por=alcalde_a, motivo="Faltan los kits")
    assert (plan.estado, plan.aprobado_ugel_en, plan.documento_ugel, plan.devuelto_motivo) == ("borrador", None, "", "Faltan los kits")


def test_a_municipality_has_one_plan_a_year_and_only_of_a_convenio_it_is_party_to(plan, municipalidad_ajena):
    with pytest.raises(ValidationError, match="ya tiene un plan de ese año"):
        PlanTrabajo(convenio=plan.convenio, municipalidad=plan.municipalidad, anio=plan.anio).full_clean()
    with pytest.raises(ValidationError, match="no es parte"):
        PlanTrabajo(convenio=plan.convenio, municipalidad=municipalidad_ajena, anio=plan.anio).full_clean()


def test_the_plan_of_next_year_begins_from_this_one_without_what_was_solved(plan, coordinador):
    nudo, resuelto = make_nudo(plan.municipalidad.distrito), make_nudo(plan.municipalidad.distrito)
    escuela = make_institucion(plan.municipalidad.distrito)
    planes.guardar_actividad(make_actividad(plan, nudo=nudo, peso=D(3)), por=coordinador, escuelas=[escuela])
    make_actividad(plan, nudo=resuelto)
    with gesto(por=coordinador):
        resuelto.atender(por=coordinador, motivo="Ya hay agua")
    nuevo = planes.copiar_plan(plan, anio=plan.anio + 1, por=coordinador)
    copiadas = list(nuevo.actividades.order_by("codigo"))
    assert [(a.nudo, a.peso) for a in copiadas] == [(nudo, D(3)), (None, None)]
    assert [f.institucion for f in copiadas[0].escuelas.all()] == [escuela]
    assert cuenta(nuevo).financiero.del_anio == 800


# ── Targets ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_targets_of_an_approved_plan_move_only_by_a_version_that_says_why(en_marcha, coordinador):
    kits = actividad(en_marcha)
    with pytest.raises(ValidationError, match="Reprogramar"):
        planes.poner_metas(kits, {4: (D(20), D(100))})
    with pytest.raises(ValidationError, match="por qué"):
        planes.reprogramar(en_marcha, {kits.pk: {4: (D(20), D(100))}}, por=coordinador, motivo=" ", documento="Oficio 3")
    with pytest.raises(ValidationError, match="documento"):
        planes.reprogramar(en_marcha, {kits.pk: {4: (D(20), D(100))}}, por=coordinador, motivo="Llegaron más", documento=" ")
    version = planes.reprogramar(en_marcha, {kits.pk: {4: (D(20), D(100))}}, por=coordinador, motivo="Llegaron más", documento="Oficio 3")
    assert (version.numero, kits.programaciones.get(trimestre=4).version) == (2, version)
    primera = en_marcha.versiones.get(numero=1)
    assert (primera.meta(kits.pk, 4)[0], version.meta(kits.pk, 4)[0], version.meta(kits.pk, 3)[0]) == (10, 20, 10)


def test_a_new_activity_of_an_approved_plan_is_a_version_too(en_marcha, coordinador):
    nueva = Actividad(plan=en_marcha, codigo="A-9", nombre="Otra", unidad="kits")
    with pytest.raises(ValidationError, match="por qué"):
        planes.guardar_actividad(nueva, por=coordinador, metas={4: (D(1), D(1))})
    nueva = Actividad(plan=en_marcha, codigo="A-9", nombre="Otra", unidad="kits")
    planes.guardar_actividad(nueva, por=coordinador, metas={4: (D(1), D(1))}, motivo="La pidió el alcalde", documento="Oficio 3")
    assert en_marcha.versiones.count() == 2
    assert en_marcha.versiones.get(numero=1).meta(nueva.pk, 4) == (0, 0)


def test_a_plan_that_was_proposed_waits_as_it_is(plan, coordinador):
    hecha = make_actividad(plan)
    llevar_plan(plan, "propuesto", por=coordinador)
    hecha.plan = plan
    with pytest.raises(ValidationError, match="propuesto"):
        planes.guardar_actividad(hecha, por=coordinador, metas={1: (D(5), D(5))})
    hecha.unidad = "kits"
    with pytest.raises(ValidationError, match="unidad"):
        hecha.full_clean()
    with pytest.raises(ValidationError, match="Reprogramar"):
        hecha.eliminar(por=coordinador)


def test_an_activity_stands_in_its_district_and_its_ugel(plan, municipalidad_b, coordinador):
    hecha = make_actividad(plan)
    for campo, valor in (
        ("nudo", make_nudo(municipalidad_b.distrito)),
        ("compromiso", make_compromiso()),
        ("compromiso", make_compromiso(plan.convenio)),
    ):
        setattr(hecha, campo, valor)
        with pytest.raises(ValidationError) as error:
            hecha.full_clean()
        assert list(error.value.message_dict) == [campo]
        setattr(hecha, campo, None)
    with pytest.raises(ValidationError, match="otro distrito"):
        planes.guardar_actividad(hecha, por=coordinador, escuelas=[make_institucion(municipalidad_b.distrito)])


# ── What was done ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_nothing_is_reported_before_the_plan_is_in_execution_or_its_quarter_begins(
    convenio, municipalidad_a, municipalidad_b, coordinador, especialista
):
    aprobado = make_plan(municipalidad_a, convenio=convenio, estado="aprobado", por=coordinador)
    with pytest.raises(ValidationError, match="no está en ejecución"):
        make_ejecucion(aprobado.actividades.get(), por=especialista)
    futuro = make_plan(municipalidad_b, convenio=convenio, anio=hoy().year + 1, estado="en_ejecucion", por=coordinador)
    with pytest.raises(ValidationError, match="todavía no empieza"):
        make_ejecucion(futuro.actividades.get(), por=especialista)


def test_who_reported_does_not_verify_and_what_was_sent_is_not_rewritten(en_marcha, coordinador, coordinadora):
    hecha = make_ejecucion(actividad(en_marcha), por=coordinador, estado="enviado")
    with pytest.raises(ValidationError, match="otra persona"):
        planes.verificar_ejecucion(hecha, por=coordinador)
    hecha.fisica = D(99)
    with pytest.raises(ValidationError, match="no se edita"):
        planes.guardar_ejecucion(hecha, por=coordinador)
    hecha.refresh_from_db()
    planes.verificar_ejecucion(hecha, por=coordinadora)
    assert hecha.estado == "verificado"


def test_a_municipality_reports_on_its_own_plan_alone(en_marcha, alcalde_a, alcalde_b):
    make_ejecucion(actividad(en_marcha), por=alcalde_a)
    with pytest.raises(ValidationError, match="su municipalidad"):
        make_ejecucion(actividad(en_marcha), trimestre=2, por=alcalde_b)


def test_something_done_needs_its_proof_or_the_reason_why_there_is_none(en_marcha, especialista):
    with pytest.raises(ValidationError, match="evidencia"):
        make_ejecucion(actividad(en_marcha), por=especialista, estado="enviado", sin_evidencia_motivo="")
    assert not Ejecucion.objects.exists()
    make_ejecucion(actividad(en_marcha), por=especialista, estado="enviado", sin_evidencia_motivo="", fisica=0, financiera=0)


@pytest.fixture
def compromiso(convenio, municipalidad_a) -> Compromiso:
    return make_compromiso(convenio, distritos=(municipalidad_a.distrito,), meta=D(40), unidad="Kits")


def de_compromiso(compromiso):
    return Compromiso.objects.con_avance().get(pk=compromiso.pk)


@pytest.fixture
def con_compromiso(plan, compromiso, coordinador) -> PlanTrabajo:
    make_actividad(plan, codigo="A-1", unidad="kits", compromiso=compromiso)
    return llevar_plan(plan, "en_ejecucion", por=coordinador)


def test_what_is_verified_counts_on_its_commitment_where_the_units_agree(con_compromiso, compromiso, coordinadora, especialista):
    hecha = make_ejecucion(actividad(con_compromiso), estado="enviado", por=especialista, fisica=D(8))
    assert de_compromiso(compromiso).hecho is None
    planes.verificar_ejecucion(hecha, por=coordinadora)
    avance = Avance.objects.get()
    assert (avance.origen, avance.cantidad, avance.estado, avance.verificado_por) == ("ejecucion", 8, "verificado", coordinadora)
    assert (avance.creado_por, avance.fecha, hecha.avance) == (especialista, fin_de_trimestre(con_compromiso.anio, 1), avance)
    assert de_compromiso(compromiso).progreso == 20


def test_what_is_returned_stops_counting_and_counts_again_once_when_corrected(con_compromiso, compromiso, coordinadora, especialista):
    hecha = make_ejecucion(actividad(con_compromiso), estado="verificado", verificador=coordinadora, por=especialista, fisica=D(8))
    planes.observar_ejecucion(hecha, por=coordinadora, observacion="Eran seis")
    assert de_compromiso(compromiso).hecho is None
    hecha.fisica = D(6)
    planes.guardar_ejecucion(hecha, por=especialista, enviar=True)
    planes.verificar_ejecucion(hecha, por=coordinadora)
    assert de_compromiso(compromiso).hecho == 6
    assert Avance.objects.count() == 1


@pytest.mark.parametrize(("campos", "dice"), [({"unidad": "talleres"}, "se mide en «talleres»"), ({}, "")])
def test_units_that_do_not_agree_are_said_and_count_nothing(plan, compromiso, coordinador, coordinadora, especialista, campos, dice):
    hecha = make_actividad(plan, compromiso=compromiso, **{"unidad": "KITS "} | campos)
    llevar_plan(plan, "en_ejecucion", por=coordinador)
    make_ejecucion(hecha, estado="verificado", verificador=coordinadora, por=especialista)
    assert dice in planes.por_que_no_suma(hecha)
    assert Avance.objects.count() == (0 if dice else 1)


def test_an_avance_of_the_plan_is_corrected_in_the_plan(con_compromiso, coordinadora, especialista):
    make_ejecucion(actividad(con_compromiso), estado="verificado", verificador=coordinadora, por=especialista)
    avance = Avance.objects.get()
    avance.cantidad = D(1)
    for intento in (
        avance.full_clean,
        lambda: avance.observar(por=coordinadora, observacion="No"),
        lambda: avance.eliminar(por=coordinadora),
    ):
        with pytest.raises(ValidationError, match="plan de trabajo"), transaction.atomic():
            intento()
    assert not Avance.objects.pendientes_de(especialista).exists()
    assert not avance.lo_termina(especialista)


def test_a_commitment_fulfilled_with_it_is_reopened_before_it_is_returned(con_compromiso, compromiso, coordinadora, especialista):
    hecha = make_ejecucion(actividad(con_compromiso), estado="verificado", verificador=coordinadora, por=especialista, fisica=D(40))
    with gesto(por=coordinadora):
        compromiso.cumplir(por=coordinadora, motivo="Se entregaron todos")
    with pytest.raises(ValidationError, match="reábralo"):
        planes.observar_ejecucion(hecha, por=coordinadora, observacion="No")
    assert de_compromiso(compromiso).hecho == 40


# ── The closed quarter ───────────────────────────────────────────────────────────────────────────────────────────────────
def test_quarters_close_in_order_after_they_end_and_when_nothing_waits(en_marcha, coordinador, coordinadora, especialista):
    with pytest.raises(ValidationError, match="Cierre antes"):
        planes.cerrar_trimestre(en_marcha, 2, por=coordinador)
    hecha = make_ejecucion(actividad(en_marcha), estado="enviado", por=especialista)
    faltan = planes.faltantes(en_marcha, 1)
    assert ([a.codigo for a in faltan.sin_ejecucion], [r.pk for r in faltan.por_verificar]) == (["A-2"], [hecha.pk])
    with pytest.raises(ValidationError, match="por verificar"):
        planes.cerrar_trimestre(en_marcha, 1, por=coordinador)
    planes.verificar_ejecucion(hecha, por=coordinadora)
    cierre = planes.cerrar_trimestre(en_marcha, 1, por=coordinador)
    assert (cierre.fisico, cierre.devengado, cierre.intacto) == (D("50.0"), 100, True)
    with pytest.raises(ValidationError, match="ya está cerrado"):
        planes.cerrar_trimestre(en_marcha, 1, por=coordinador)


def test_a_quarter_that_is_not_over_does_not_close(convenio, municipalidad_a, coordinador):
    este = make_plan(municipalidad_a, convenio=convenio, anio=hoy().year, estado="en_ejecucion", por=coordinador)
    for trimestre in range(1, este.trimestre_de_hoy):
        planes.cerrar_trimestre(este, trimestre, por=coordinador)
    with pytest.raises(ValidationError, match="todavía no termina"):
        planes.cerrar_trimestre(este, este.trimestre_de_hoy, por=coordinador)


def test_other_figures_than_those_that_were_shown_close_nothing(en_marcha, coordinador, coordinadora, especialista):
    from convenios.models.cierre import sello

    mostrado = sello(planes.en_datos(cuenta(en_marcha, trimestre=1)))
    make_ejecucion(actividad(en_marcha), estado="verificado", por=especialista, verificador=coordinadora)
    with pytest.raises(ValidationError, match="cambiaron"):
        planes.cerrar_trimestre(en_marcha, 1, por=coordinador, mostrado=mostrado)
    assert not Cierre.objects.exists()


@pytest.fixture
def cerrado(en_marcha, coordinador, coordinadora, especialista) -> Cierre:
    make_ejecucion(actividad(en_marcha), estado="verificado", por=especialista, verificador=coordinadora)
    make_ejecucion(actividad(en_marcha, "A-2"), por=especialista, fisica=D(1))
    return planes.cerrar_trimestre(en_marcha, 1, por=coordinador)


def puertas(cierre):
    """Every way to write under a closed quarter, past the forms and the models' own words."""
    hecha = Ejecucion.objects.get(actividad__codigo="A-1", trimestre=1)
    programada = Programacion.objects.get(actividad__codigo="A-1", trimestre=1)
    return {
        "update de ejecución": lambda: Ejecucion.objects.filter(pk=hecha.pk).update(fisica=99),
        "save de ejecución": lambda: Ejecucion.objects.get(pk=hecha.pk).save(),
        "delete de ejecución": lambda: Ejecucion.objects.filter(actividad__codigo="A-2", trimestre=1)._raw_delete("default"),
        "otra ejecución": lambda: Ejecucion.objects.bulk_create(
            [
                Ejecucion(
                    actividad=hecha.actividad,
                    trimestre=1,
                    creado_por=hecha.creado_por,
                    eliminado_en=hecha.creado_en,
                    eliminado_por=hecha.creado_por,
                )
            ]
        ),
        "a otro trimestre": lambda: Ejecucion.objects.filter(pk=hecha.pk).update(trimestre=2),
        "update de meta": lambda: Programacion.objects.filter(pk=programada.pk).update(fisica=1),
        "delete de meta": lambda: Programacion.objects.filter(pk=programada.pk)._raw_delete("default"),
        "update del cierre": lambda: Cierre.objects.filter(pk=cierre.pk).update(devengado=1),
        "delete del cierre": lambda: Cierre.objects.filter(pk=cierre.pk)._raw_delete("default"),
        "actividad a otro plan": lambda: Actividad.objects.filter(pk=hecha.actividad_id).update(plan=otro_plan(cierre)),
        "otra unidad": lambda: Actividad.objects.filter(pk=hecha.actividad_id).update(unidad="otra"),
        "otro peso": lambda: Actividad.objects.filter(pk=hecha.actividad_id).update(peso=7),
        "actividad a la papelera": lambda: Actividad.objects.filter(pk=hecha.actividad_id).update(
            eliminado_en=hecha.creado_en, eliminado_por=hecha.creado_por
        ),
        "otro año": lambda: PlanTrabajo.objects.filter(pk=cierre.plan_id).update(anio=2001),
        "metas de una versión": lambda: VersionPlan.objects.filter(plan=cierre.plan_id).update(metas={}),
    }


def otro_plan(cierre):
    return make_plan(cierre.plan.municipalidad, convenio=cierre.plan.convenio, anio=cierre.plan.anio - 1)


PUERTAS = [
    *(
        "update de ejecución",
        "save de ejecución",
        "delete de ejecución",
        "otra ejecución",
        "a otro trimestre",
        "update de meta",
        "delete de meta",
    ),
    *("update del cierre", "delete del cierre", "actividad a otro plan", "otra unidad", "otro peso", "actividad a la papelera", "otro año"),
    "metas de una versión",
]


@pytest.mark.parametrize("puerta", PUERTAS)
def test_a_closed_quarter_has_no_second_door(cerrado, puerta):
    with pytest.raises(IntegrityError, match="cerrado|no se cambia"), transaction.atomic():
        puertas(cerrado)[puerta]()


def test_the_words_of_the_models_come_before_the_lock_of_the_database(cerrado, en_marcha, coordinador, coordinadora, especialista):
    kits = actividad(en_marcha)
    hecha, borrador = Ejecucion.objects.get(actividad=kits), Ejecucion.objects.get(actividad__codigo="A-2")
    borrador.actividad.plan = en_marcha
    for intento in (
        lambda: planes.observar_ejecucion(hecha, por=coordinadora, observacion="No"),
        lambda: planes.enviar_ejecucion(borrador, por=especialista),
        lambda: planes.guardar_ejecucion(borrador, por=especialista),
        lambda: borrador.eliminar(por=especialista),
        lambda: planes.reprogramar(en_marcha, {kits.pk: {1: (D(1), D(1))}}, por=coordinador, motivo="Sí", documento="Sí"),
        lambda: cerrado.eliminar(por=coordinador),
    ):
        with pytest.raises(ValidationError):
            intento()


def test_a_later_change_enters_as_a_rectification_beside_the_closed_figure(cerrado, en_marcha, coordinador):
    kits = actividad(en_marcha)
    planes.rectificar(cerrado, kits, por=coordinador, fisica=D(7), financiera=D(120), motivo="Se contaron dos veces", documento="Informe 9")
    cerrado.refresh_from_db()
    assert cerrado.contenido["actividades"][0]["fisico"] == [["10.00", "10.00"]]
    suya = cuenta(en_marcha, trimestre=1)
    assert (suya.actividades[0].fisico.ejecutado[0], suya.financiero.ejecutado_a(1), suya.fisico.porcentaje) == (7, 120, D("35.0"))
    planes.rectificar(cerrado, kits, por=coordinador, fisica=D(10), financiera=D(120), motivo="Eran diez", documento="Informe 10")
    assert [(r.fisica, r.financiera) for r in Rectificacion.objects.order_by("pk")] == [(-3, 20), (3, 0)]
    assert planes.de_un_trimestre(kits, 1) == (10, 120)


def test_a_rectification_says_why_changes_something_and_stays(cerrado, en_marcha, coordinador, especialista):
    kits = actividad(en_marcha)
    bien = {"fisica": D(7), "financiera": D(100), "motivo": "Sí", "documento": "Sí"}
    for mal in ({"motivo": " "}, {"documento": ""}, {"fisica": D(10)}, {"fisica": D(-1)}, {"por": especialista}):
        with pytest.raises(ValidationError):
            planes.rectificar(cerrado, kits, **{"por": coordinador} | bien | mal)
    assert not Rectificacion.objects.exists()
    hecha = planes.rectificar(cerrado, kits, por=coordinador, **bien)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rectificacion.objects.filter(pk=hecha.pk).update(fisica=5)
    with pytest.raises(ValidationError, match="registre otra"):
        hecha.eliminar(por=coordinador)


def test_a_rectification_counts_on_the_commitment_too_and_may_take_away(
    con_compromiso, compromiso, coordinador, coordinadora, especialista
):
    kits = actividad(con_compromiso)
    make_ejecucion(kits, estado="verificado", por=especialista, verificador=coordinadora, fisica=D(8))
    cierre = make_cierre(con_compromiso, por=coordinador)
    planes.rectificar(cierre, kits, por=coordinador, fisica=D(5), financiera=D(100), motivo="Eran cinco", documento="Informe 9")
    assert de_compromiso(compromiso).hecho == 5
    planes.rectificar(cierre, kits, por=coordinador, fisica=D(9), financiera=D(100), motivo="Eran nueve", documento="Informe 10")
    assert de_compromiso(compromiso).hecho == 9


def test_a_plan_closes_after_its_four_quarters(en_marcha, coordinador):
    make_cierre(en_marcha, trimestre=3, por=coordinador)
    with pytest.raises(ValidationError, match="trimestre IV"):
        en_marcha.cerrar(por=coordinador)
    make_cierre(en_marcha, trimestre=4, por=coordinador)
    with gesto(por=coordinador):
        en_marcha.cerrar(por=coordinador)
    assert en_marcha.estado == "cerrado"


# ── What changes under a plan ────────────────────────────────────────────────────────────────────────────────────────────
def test_an_activity_with_a_target_of_money_alone_is_missed_too(plan, coordinador):
    make_actividad(plan, codigo="A-1", metas={1: (10, 100), 2: (5, 0), 3: (0, 50)})
    llevar_plan(plan, "en_ejecucion", por=coordinador)
    assert [len(planes.faltantes(plan, t).sin_ejecucion) for t in (1, 2, 3, 4)] == [1, 1, 1, 0]


def test_what_was_verified_while_its_commitment_was_suspended_counts_all_the_same(con_compromiso, compromiso, coordinadora, especialista):
    hecha = make_ejecucion(actividad(con_compromiso), estado="enviado", por=especialista, fisica=D(8))
    with gesto(por=coordinadora):
        compromiso.suspender(por=coordinadora, motivo="Lluvias")
    planes.verificar_ejecucion(hecha, por=coordinadora)
    assert de_compromiso(compromiso).hecho == 8


def test_what_is_corrected_to_nothing_leaves_no_avance_behind(con_compromiso, compromiso, coordinadora, especialista, municipalidad_a):
    hecha = make_ejecucion(actividad(con_compromiso), estado="verificado", verificador=coordinadora, por=especialista, fisica=D(8))
    planes.observar_ejecucion(hecha, por=coordinadora, observacion="No hubo")
    hecha.fisica = D(0)
    planes.guardar_ejecucion(hecha, por=especialista, enviar=True)
    planes.verificar_ejecucion(hecha, por=coordinadora)
    assert (Avance.objects.count(), hecha.avance, de_compromiso(compromiso).hecho) == (0, None, None)
    with pytest.raises(ValidationError, match="plan de trabajo"):
        Avance.todos.get().restaurar()


@pytest.fixture
def contado(con_compromiso, coordinador, coordinadora, especialista):
    """Eight kits that count on the commitment, in a quarter that is closed."""
    make_ejecucion(actividad(con_compromiso), estado="verificado", por=especialista, verificador=coordinadora, fisica=D(8))
    return make_cierre(con_compromiso, por=coordinador)


def test_a_rectification_never_parts_the_plan_from_its_commitment(contado, con_compromiso, compromiso, coordinador):
    for cuanto in (D(5), D(0), D(9)):
        Compromiso.objects.filter(pk=compromiso.pk).update(unidad="módulos")  # past the form, which refuses it
        planes.rectificar(
            contado,
            actividad(con_compromiso),
            por=coordinador,
            fisica=cuanto,
            financiera=D(100),
            motivo="Se contó mal",
            documento="Informe 9",
        )
        assert (planes.de_un_trimestre(actividad(con_compromiso), 1)[0], de_compromiso(compromiso).hecho) == (cuanto, cuanto)


def test_what_counts_in_one_unit_keeps_it(contado, compromiso):
    for campo, valor in (("unidad", "módulos"), ("meta", None)):
        compromiso.refresh_from_db()
        setattr(compromiso, campo, valor)
        with pytest.raises(ValidationError, match="ya suma aquí"):
            compromiso.full_clean()


def test_a_rectification_alone_fills_no_commitment(con_compromiso, compromiso, coordinador):
    cierre = make_cierre(con_compromiso, por=coordinador)
    planes.rectificar(
        cierre, actividad(con_compromiso), por=coordinador, fisica=D(40), financiera=D(0), motivo="Sí hubo", documento="Informe 9"
    )
    assert (planes.de_un_trimestre(actividad(con_compromiso), 1)[0], de_compromiso(compromiso).hecho) == (40, None)


def test_only_a_coordinator_of_its_ugel_rectifies(contado, con_compromiso, coordinador_otra_ugel):
    with pytest.raises(ValidationError, match="UGEL del plan"):
        planes.rectificar(
            contado, actividad(con_compromiso), por=coordinador_otra_ugel, fisica=D(1), financiera=D(0), motivo="Sí", documento="Sí"
        )


def test_what_a_plan_stands_on_is_not_deleted_under_it(con_compromiso, compromiso, coordinador):
    for registro in (compromiso, con_compromiso.convenio):
        with pytest.raises(ValidationError, match="plan"):
            registro.eliminar(por=coordinador)


def test_an_activity_carries_out_no_commitment_that_nobody_signed(plan, ugel, municipalidad_a):
    secreto = make_compromiso(make_convenio(ugel, estado="borrador", partes=(municipalidad_a,)), distritos=(municipalidad_a.distrito,))
    hecha = make_actividad(plan)
    hecha.compromiso = secreto
    with pytest.raises(ValidationError, match="todavía no se suscribe"):
        hecha.full_clean()


def test_a_plan_is_edited_as_a_draft_alone(plan, coordinador):
    hecha = make_actividad(plan)
    llevar_plan(plan, "propuesto", por=coordinador)
    plan.objetivo = "Otro"
    with pytest.raises(ValidationError, match="borrador"):
        planes.guardar_plan(plan, por=coordinador)
    with pytest.raises(ValidationError, match="propuesto"):
        Actividad(plan=plan, codigo="Z", nombre="Z", unidad="z").full_clean()
    hecha.refresh_from_db()
    PlanTrabajo.objects.filter(pk=plan.pk).update(estado="borrador")


def test_targets_have_no_side_door(en_marcha, coordinador):
    meta = actividad(en_marcha).programaciones.get(trimestre=2)
    meta.actividad.plan = en_marcha
    meta.trimestre = 4
    with pytest.raises(ValidationError, match="otro trimestre"):
        meta.clean()
    meta.trimestre, meta.fisica, meta.version = 2, D(99), en_marcha.versiones.get()
    with pytest.raises(ValidationError, match="Reprogramar"):
        meta.clean()
    version = en_marcha.versiones.get()
    version.motivo = "Otro"
    with pytest.raises(ValidationError, match="no se cambia"):
        version.clean()


def test_what_was_added_after_the_approval_is_corrected_until_something_is_reported(en_marcha, coordinador, especialista):
    nueva = planes.guardar_actividad(
        Actividad(plan=en_marcha, codigo="A-9", nombre="Otra", unidad="kist"),
        por=coordinador, metas={4: (D(1), D(1))}, motivo="La pidió el alcalde", documento="Oficio 3",
    )  # fmt: skip
    nueva.unidad = "kits"
    planes.guardar_actividad(nueva, por=coordinador)
    make_ejecucion(nueva, trimestre=1, por=especialista)
    nueva.unidad = "kist"
    with pytest.raises(ValidationError, match="antes"):
        planes.guardar_actividad(nueva, por=coordinador)


def test_a_draft_left_in_a_closed_quarter_waits_for_nobody(cerrado, especialista):
    assert Ejecucion.objects.filter(estado="borrador").exists()
    assert not Ejecucion.objects.pendientes_de(especialista).exists()
