"""Pages of a plan of work: who sees which, what they say, what they cost."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from convenios.metas import cuenta
from convenios.models import Actividad, PlanTrabajo
from convenios.plan_impreso import datos_de_plan
from tests.factories import llevar_plan, make_actividad, make_compromiso, make_ejecucion, make_nudo, make_plan
from tests.formularios import leer


@pytest.fixture
def plan(convenio, municipalidad_a, coordinador) -> PlanTrabajo:
    suyo = make_plan(municipalidad_a, convenio=convenio, objetivo="Que lean mejor")
    make_actividad(suyo, codigo="A-1", nombre="Repartir kits", unidad="kits")
    return suyo


def texto(cliente, url, estado=200):
    respuesta = cliente.get(url)
    assert respuesta.status_code == estado
    return respuesta.content.decode()


def test_an_approved_plan_that_has_not_begun_is_no_red_light_either(plan, como, coordinador, client, ugel):
    """Nothing can be reported on it yet: no page says 0 % of it, no colour, and no mean counts it."""
    llevar_plan(plan, "aprobado", por=coordinador)
    cliente, anio = como(coordinador), {"anio": plan.anio}
    suya, publica = (
        texto(c, url) for c, url in ((cliente, plan.get_absolute_url()), (client, f"/publico/990001/planes/990101/{plan.anio}/"))
    )
    for pagina in (suya, publica):
        assert "Sin empezar" in pagina
        assert not any(dicho in pagina for dicho in ("Rojo", " 0 %"))
    for lista in (reverse("planes", args=[ugel.codigo]), reverse("planes_todas")):
        respuesta = cliente.get(lista, anio)
        assert [celda.color for celda in respuesta.context["filas"][0].celdas] == ["sin empezar"] * 4
        assert [c.cuentan for c in respuesta.context["conjunto"]] == [0] * 4
        hallados = {color: len(cliente.get(lista, anio | {"color": color}).context["filas"]) for color in ("sin empezar", "rojo")}
        assert hallados == {"sin empezar": 1, "rojo": 0}
    datos = datos_de_plan(cuenta(plan, trimestre=1), [])
    assert {datos["fisico"], datos["fisico_anual"], datos["total"][-1], datos["filas"][0]["fisico"][-1]} == {"sin empezar"}


def test_a_draft_is_seen_by_its_ugel_and_its_municipality_alone(plan, como, coordinador, alcalde_a, alcalde_b, dre, coordinador_otra_ugel):
    url = plan.get_absolute_url()
    assert [como(p).get(url).status_code for p in (coordinador, alcalde_a, alcalde_b, dre, coordinador_otra_ugel)] == [
        200,
        200,
        404,
        404,
        404,
    ]
    llevar_plan(plan, "aprobado", por=coordinador)
    assert [como(p).get(url).status_code for p in (alcalde_b, dre, coordinador_otra_ugel)] == [200, 200, 404]


def test_the_page_says_how_it_goes_and_what_has_no_answer(plan, como, coordinador, coordinadora, especialista, convenio, municipalidad_a):
    nudo = make_nudo(municipalidad_a.distrito, codigo="N-7", texto="No hay agua")
    compromiso = make_compromiso(convenio, codigo="C-77", distritos=(municipalidad_a.distrito,))
    llevar_plan(plan, "en_ejecucion", por=coordinador)
    make_ejecucion(
        plan.actividades.get(), estado="verificado", por=especialista, verificador=coordinadora, fisica=Decimal(5), financiera=Decimal(100)
    )
    pagina = texto(como(coordinador), plan.get_absolute_url() + "?trimestre=1")
    for dicho in (
        "Que lean mejor",
        "50 %",
        "Rojo",
        "una actividad, hasta 100 %",
        "5 kits",
        nudo.codigo,
        compromiso.codigo,
        "S/\u00a0100.00",
    ):
        assert dicho in pagina
    assert "puntos por delante" not in pagina


def test_what_is_not_approved_shows_its_targets_and_is_no_red_light(plan, como, coordinador, alcalde_a):
    """A mayor approves figures, not a zero: before both sides did, there is nothing to be late with."""
    llevar_plan(plan, "propuesto", por=coordinador)
    pagina = texto(como(alcalde_a), plan.get_absolute_url())
    for dicho in ("Metas por aprobar", "40 kits", "S/\u00a0400.00"):
        assert dicho in pagina
    assert not any(dicho in pagina for dicho in ("Rojo", "0 %", "Cómo va al"))


def test_a_plan_is_prepared_from_the_page_and_its_activity_with_its_targets(como, coordinador, convenio, municipalidad_a):
    cliente = como(coordinador)
    url = reverse("plan_nuevo", args=[convenio.ugel.codigo])
    datos = leer(cliente.get(url)) | {"convenio": convenio.pk, "municipalidad": municipalidad_a.pk, "anio": 2027}
    respuesta = cliente.post(url, datos)
    plan = PlanTrabajo.objects.get()
    assert respuesta["Location"] == plan.get_absolute_url() == "/planes/990101/2027/"
    url = reverse("actividad_nueva", args=["990101", 2027])
    datos = leer(cliente.get(url)) | {"codigo": "A-1", "nombre": "Repartir kits", "unidad": "kits", "fis_t2": "12.5", "fin_t2": "1250.50"}
    assert cliente.post(url, datos).status_code == 302
    fila = Actividad.objects.get().programaciones.get()
    assert (fila.trimestre, fila.fisica, fila.financiera) == (2, Decimal("12.5"), Decimal("1250.50"))


def test_targets_of_an_approved_plan_ask_for_the_reason_on_the_page(plan, como, coordinador):
    llevar_plan(plan, "aprobado", por=coordinador)
    cliente, actividad = como(coordinador), plan.actividades.get()
    url = reverse("actividad_editar", args=["990101", plan.anio, actividad.pk])
    datos = leer(cliente.get(url)) | {"fis_t4": "99"}
    respuesta = cliente.post(url, datos)
    assert respuesta.status_code == 422
    assert "Escriba por qué cambian las metas" in respuesta.content.decode()
    respuesta = cliente.post(url, datos | {"motivo": "Llegaron más", "documento": "Oficio 3"})
    assert respuesta.status_code == 302
    assert actividad.programaciones.get(trimestre=4).fisica == 99
    assert "se aprobó 10" in texto(cliente, actividad.get_absolute_url())


def test_each_side_approves_from_the_page_and_only_its_own(plan, como, coordinador, alcalde_a):
    llevar_plan(plan, "propuesto", por=coordinador)
    mayor = como(alcalde_a)
    pagina = texto(mayor, plan.get_absolute_url())
    assert "Aprobar por la municipalidad" in pagina
    assert "Aprobar por la UGEL" not in pagina
    assert mayor.get(reverse("plan_aprobar", args=["990101", plan.anio, "ugel"])).status_code == 403
    for cliente, lado in ((mayor, "municipalidad"), (como(coordinador), "ugel")):
        url = reverse("plan_aprobar", args=["990101", plan.anio, lado])
        assert cliente.post(url, leer(cliente.get(url)) | {"documento": "Acuerdo 12"}).status_code == 302
    plan.refresh_from_db()
    assert plan.estado == "aprobado"


def test_the_steps_are_taken_from_the_page_and_said_when_they_cannot(plan, como, coordinador, alcalde_a, especialista):
    cliente = como(especialista)
    url = reverse("plan_pasar", args=["990101", plan.anio, "proponer"])
    assert cliente.post(url, leer(cliente.get(url))).status_code == 302
    mayor = como(alcalde_a)
    url = reverse("plan_pasar", args=["990101", plan.anio, "devolver"])
    assert mayor.post(url, leer(mayor.get(url)) | {"motivo": "Faltan kits"}).status_code == 302
    assert "Faltan kits" in texto(cliente, plan.get_absolute_url())
    assert mayor.get(reverse("plan_pasar", args=["990101", plan.anio, "proponer"])).status_code == 403
    assert mayor.get(reverse("plan_pasar", args=["990101", plan.anio, "borrar"])).status_code == 404


def test_the_plan_costs_the_same_with_one_activity_or_sixty(plan, como, coordinador, django_assert_max_num_queries):
    cliente = como(coordinador)
    for n in range(60):
        make_actividad(plan, codigo=f"B-{n}", nudo=make_nudo(plan.municipalidad.distrito))
    with django_assert_max_num_queries(17):
        assert "B-59" in texto(cliente, plan.get_absolute_url())


def test_the_province_view_costs_the_same_for_one_plan_or_ten(plan, como, coordinador, convenio, ugel, django_assert_max_num_queries):
    from tests.factories import make_municipalidad, make_parte

    cliente = como(coordinador)
    for _ in range(9):
        parte = make_parte(convenio, make_municipalidad(ugel))
        make_plan(parte.municipalidad, convenio=convenio, estado="en_ejecucion", por=coordinador)
    with django_assert_max_num_queries(12):
        pagina = texto(cliente, reverse("planes", args=[ugel.codigo]) + f"?anio={plan.anio}")
    assert len(set(re.findall(rf"/planes/[0-9]{{6}}/{plan.anio}/", pagina))) == 10
