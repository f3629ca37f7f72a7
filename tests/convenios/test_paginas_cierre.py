"""The pages of closed quarters: what is asked before closing, what stays, what is rectified, what a code on a paper says."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from convenios import plan_de_trabajo as planes
from convenios.models import Cierre, PlanTrabajo, Rectificacion
from tests.factories import (
    dias,
    llevar_plan,
    make_actividad,
    make_avance,
    make_cierre,
    make_compromiso,
    make_ejecucion,
    make_plan,
)
from tests.formularios import leer

D = Decimal


@pytest.fixture
def plan(convenio, municipalidad_a, coordinador) -> PlanTrabajo:
    """In execution: kits, ten a quarter; talleres, two a quarter in the first half."""
    plan = make_plan(municipalidad_a, convenio=convenio)
    make_actividad(plan, codigo="A-1", nombre="Entregar kits", unidad="kits")
    make_actividad(plan, codigo="A-2", nombre="Hacer talleres", unidad="talleres", metas={1: (2, 50), 2: (2, 50)})
    return llevar_plan(plan, "en_ejecucion", por=coordinador)


def actividad(plan, codigo="A-1"):
    suya = plan.actividades.get(codigo=codigo)
    suya.plan = plan
    return suya


def ruta(nombre, plan, *mas):
    return reverse(nombre, args=[plan.municipalidad.distrito.ubigeo, plan.anio, *mas])


@pytest.fixture
def hecho(plan, coordinadora, especialista):
    """Report and verify all that the first quarter asks for."""
    for codigo, fisica, soles in (("A-1", 8, 90), ("A-2", 2, 50)):
        make_ejecucion(
            actividad(plan, codigo), estado="verificado", por=especialista, verificador=coordinadora, fisica=D(fisica), financiera=D(soles)
        )
    return plan


# ── Closing one ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_before_closing_the_page_says_what_is_missing_and_who_can_mend_it(
    como, plan, municipalidad_a, coordinador, especialista, alcalde_a
):
    compromiso = make_compromiso(plan.convenio, codigo="C-9", distritos=(municipalidad_a.distrito,), meta=20, unidad="kits", plazo=dias(90))
    suya = actividad(plan)
    suya.compromiso = compromiso
    planes.guardar_actividad(suya, por=coordinador)
    make_avance(
        compromiso,
        estado="enviado",
        por=especialista,
        distrito=municipalidad_a.distrito,
        descripcion="Avance que espera",
        fecha=datetime.date(plan.anio, 2, 1),
    )
    make_ejecucion(actividad(plan), estado="enviado", por=especialista)

    texto = como(coordinador).get(ruta("plan_cerrar", plan, 1)).text

    assert "Por verificar: 1" in texto
    assert str(coordinador) in texto
    assert ruta("ejecucion", plan, actividad(plan).pk, 1) in texto
    assert "Sin ejecución: 1" in texto
    assert "alcaldía" in texto
    assert "A-2: Hacer talleres" in texto
    assert "Avance que espera" in texto
    assert "Hay ejecuciones por verificar en ese trimestre (1)" in texto
    assert "Cerrar el I trimestre</button>" not in texto


def test_a_quarter_closes_as_it_was_shown_and_its_page_prints_its_code(como, hecho, coordinador):
    url = ruta("plan_cerrar", hecho, 1)
    cliente = como(coordinador)
    datos = leer(cliente.get(url))
    assert "con_huecos" not in datos

    respuesta = cliente.post(url, datos | {"nota": "Faltan los de Chirinos"})

    cierre = Cierre.objects.get()
    assert respuesta["Location"] == cierre.get_absolute_url()
    assert (cierre.nota, cierre.devengado, cierre.cerrado_por) == ("Faltan los de Chirinos", 140, coordinador)
    assert cierre.codigo in cliente.get(cierre.get_absolute_url()).text
    assert cliente.get(url)["Location"] == cierre.get_absolute_url()


def test_with_something_missing_it_closes_only_on_purpose(como, plan, coordinador):
    url, cliente = ruta("plan_cerrar", plan, 1), como(coordinador)
    datos = leer(cliente.get(url))
    sin_decirlo = cliente.post(url, datos)
    assert sin_decirlo.status_code == 422
    assert not Cierre.objects.exists()
    assert cliente.post(url, datos | {"con_huecos": "on"}).status_code == 302
    assert Cierre.objects.get().fisico == 0


@pytest.mark.parametrize("mostrado", ["", "0" * 64])
def test_figures_that_were_not_the_ones_shown_close_nothing_and_the_page_shows_the_new_ones(
    como, hecho, coordinador, coordinadora, especialista, mostrado
):
    url, cliente = ruta("plan_cerrar", hecho, 1), como(coordinador)
    datos = leer(cliente.get(url))
    choque = cliente.post(url, datos | {"mostrado": mostrado})
    assert choque.status_code == 409
    assert not Cierre.objects.exists()
    assert cliente.post(url, leer(choque, estado=409)).status_code == 302


def test_a_quarter_that_cannot_be_closed_says_why_and_offers_nothing(como, plan, coordinador):
    texto = como(coordinador).get(ruta("plan_cerrar", plan, 3)).text
    assert "Cierre antes los trimestres I y II" in texto
    assert [f'href="{ruta("plan_cerrar", plan, t)}"' in texto for t in (1, 2, 3)] == [True, True, False]  # where they are closed
    assert "Cerrar el III trimestre</button>" not in texto


# ── Closing many ─────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def otro(convenio, municipalidad_b, coordinador) -> PlanTrabajo:
    plan = make_plan(municipalidad_b, convenio=convenio)
    make_actividad(plan, codigo="B-1", unidad="kits")
    return llevar_plan(plan, "en_ejecucion", por=coordinador)


def test_many_close_in_one_gesture_and_what_did_not_close_is_named(como, hecho, otro, coordinador, coordinadora, especialista):
    url, cliente = reverse("planes_cerrar", args=["990001", hecho.anio, 1]), como(coordinador)
    pagina = cliente.get(url)
    assert 'name="plan"' in pagina.text
    assert "1 sin reporte" in pagina.text
    valores = {f.plan: f"{f.plan.pk}:{f.sello}" for f, _ in pagina.context["abiertas"]}
    make_ejecucion(otro.actividades.get(), estado="verificado", por=especialista, verificador=coordinadora)

    respuesta = cliente.post(url, leer(pagina) | {"plan": list(valores.values()), "con_huecos": "on"}, follow=True)

    assert [c.plan for c in Cierre.objects.all()] == [hecho]
    assert "No se cerró Distrito B: Las cifras cambiaron" in respuesta.text
    assert Cierre.objects.get().codigo in respuesta.text


def test_a_plan_with_gaps_is_not_ticked_and_is_not_closed_by_the_way(como, hecho, otro, coordinador):
    url, cliente = reverse("planes_cerrar", args=["990001", hecho.anio, 1]), como(coordinador)
    pagina = cliente.get(url)
    assert [(f.plan, marcado) for f, marcado in pagina.context["abiertas"]] == [(hecho, True), (otro, False)]
    todos = [f"{f.plan.pk}:{f.sello}" for f, _ in pagina.context["abiertas"]]
    sin_decirlo = cliente.post(url, leer(pagina) | {"plan": todos})
    assert sin_decirlo.status_code == 422
    assert "A Distrito B les falta algo" in sin_decirlo.text
    assert not Cierre.objects.exists()
    nada = {campo: valor for campo, valor in leer(pagina).items() if campo != "plan"}
    assert "Elija al menos un plan" in cliente.post(url, nada).text


def test_when_none_of_the_chosen_closes_it_is_a_conflict_and_nothing_is_written(como, hecho, coordinador):
    url, cliente = reverse("planes_cerrar", args=["990001", hecho.anio, 1]), como(coordinador)
    datos = leer(cliente.get(url)) | {"plan": f"{hecho.pk}:{'0' * 64}"}
    respuesta = cliente.post(url, datos)
    assert respuesta.status_code == 409
    assert "No se cerró Distrito A" in respuesta.text
    assert not Cierre.objects.exists()


def test_a_plan_of_another_year_or_another_ugel_is_not_closed_by_its_number(como, hecho, coordinador, convenio, municipalidad_b, otro):
    viejo = make_plan(municipalidad_b, convenio=convenio, anio=hecho.anio - 1, estado="en_ejecucion", por=coordinador)
    url, cliente = reverse("planes_cerrar", args=["990001", hecho.anio, 1]), como(coordinador)
    assert cliente.post(url, leer(cliente.get(url)) | {"plan": f"{viejo.pk}:{'0' * 64}"}).status_code == 422


def test_the_page_that_closes_many_costs_the_same_for_one_plan_or_three(
    como, hecho, coordinador, convenio, ugel, django_assert_max_num_queries
):
    from tests.factories import make_distrito, make_municipalidad, make_parte

    url, cliente = reverse("planes_cerrar", args=["990001", hecho.anio, 1]), como(coordinador)
    for ronda in range(2):
        with django_assert_max_num_queries(14):
            cliente.get(url)
        for n in range(2):
            municipalidad = make_municipalidad(distrito=make_distrito(ugel, nombre=f"Otro {ronda}{n}"))
            make_parte(convenio, municipalidad=municipalidad)
            make_plan(municipalidad, convenio=convenio, estado="en_ejecucion", por=coordinador)


# ── The closed page ──────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def cierre(hecho, coordinador) -> Cierre:
    return make_cierre(hecho, por=coordinador)


def test_the_first_quarter_looked_at_in_december_gives_the_figures_of_the_first(
    como, cierre, hecho, coordinador, coordinadora, especialista
):
    cliente = como(coordinador)
    antes = cliente.get(cierre.get_absolute_url()).context["cerrado"]
    make_ejecucion(actividad(hecho), trimestre=2, estado="verificado", por=especialista, verificador=coordinadora)
    make_cierre(hecho, trimestre=2, por=coordinador)
    planes.reprogramar(hecho, {actividad(hecho).pk: {3: (D(99), D(99))}}, por=coordinador, motivo="Más", documento="Oficio 3")

    despues = cliente.get(cierre.get_absolute_url()).context["cerrado"]

    assert [linea.dicho for linea in despues.lineas] == [linea.dicho for linea in antes.lineas]
    assert [(linea.hecho, linea.gastado) for linea in despues.lineas] == [(8, 90), (2, 50)]


def test_a_rectification_stands_beside_the_closed_figure_with_before_and_after(
    como, cierre, hecho, coordinador, coordinadora, especialista
):
    cliente, kits = como(coordinador), actividad(hecho)
    for fisica, motivo in ((7, "Se contaron dos veces"), (9, "Apareció el acta")):
        url = ruta("rectificar", hecho, 1, kits.pk)
        datos = leer(cliente.get(url))
        bien = datos | {"fisica": str(fisica), "motivo": motivo, "documento": "Informe 9"}
        assert cliente.post(url, bien).status_code == 302
    texto = cliente.get(cierre.get_absolute_url()).text

    assert "<del>8</del> → <ins>7 kits</ins>" in texto
    assert "<del>7</del> → <ins>9 kits</ins>" in texto
    assert "Se contaron dos veces" in texto
    assert '<br><span class="apagado">de 10; 40 en el año</span>' in texto
    assert [(r.fisica, r.por) for r in Rectificacion.objects.order_by("pk")] == [(-1, coordinador), (2, coordinador)]


def test_a_form_that_showed_another_figure_rectifies_nothing(como, cierre, hecho, coordinador, coordinadora):
    url, kits = ruta("rectificar", hecho, 1, actividad(hecho).pk), actividad(hecho)
    datos = leer(como(coordinador).get(url)) | {"fisica": "7", "motivo": "Eran siete", "documento": "Informe 1"}
    planes.rectificar(cierre, kits, por=coordinadora, fisica=D(6), financiera=D(90), motivo="Eran seis", documento="Informe 2")

    choque = como(coordinador).post(url, datos)

    assert choque.status_code == 409
    assert "Hoy cuenta: <strong>6 kits</strong>" in choque.text
    assert "Eran siete" in choque.text
    assert Rectificacion.objects.count() == 1
    assert como(coordinador).post(url, leer(choque, estado=409)).status_code == 302
    assert planes.de_un_trimestre(kits, 1) == (7, 90)


def test_a_rectification_that_changes_nothing_or_says_no_reason_is_refused_beside_its_field(como, cierre, hecho, coordinador):
    url, cliente = ruta("rectificar", hecho, 1, actividad(hecho).pk), como(coordinador)
    datos = leer(cliente.get(url))
    for mal in ({"motivo": "Sí"}, {"documento": "Informe"}, {"motivo": "Sí", "documento": "Informe"}):
        assert cliente.post(url, datos | mal).status_code == 422
    assert not Rectificacion.objects.exists()


def test_what_was_rectified_later_in_an_earlier_quarter_is_said_on_the_later_one(como, cierre, hecho, coordinador):
    segundo = make_cierre(hecho, trimestre=2, por=coordinador)
    planes.rectificar(cierre, actividad(hecho), por=coordinador, fisica=D(5), financiera=D(90), motivo="Eran cinco", documento="Informe 1")
    texto = como(coordinador).get(segundo.get_absolute_url()).text
    assert "Rectificado después en los trimestres anteriores" in texto
    assert "-3 kits" in texto


@pytest.mark.parametrize(
    ("persona", "estado"), [("alcalde_a", 403), ("especialista", 403), ("director", 403), ("coordinador_otra_ugel", 404)]
)
def test_only_a_coordinator_closes_and_rectifies(como, request, cierre, hecho, persona, estado):
    cliente = como(request.getfixturevalue(persona))
    for url in (
        ruta("plan_cerrar", hecho, 2),
        ruta("rectificar", hecho, 1, actividad(hecho).pk),
        reverse("planes_cerrar", args=["990001", hecho.anio, 1]),
    ):
        assert (cliente.get(url).status_code, cliente.post(url).status_code) == (estado, estado)


def test_figures_that_are_no_longer_those_that_were_sealed_are_denounced(como, cierre, coordinador, monkeypatch):
    assert "sello íntegro" in como(coordinador).get(cierre.get_absolute_url()).text
    monkeypatch.setattr(Cierre, "intacto", False)
    texto = como(coordinador).get(cierre.get_absolute_url()).text
    assert "no son las que se sellaron" in texto
    assert "sello íntegro" not in texto


# ── The code on a paper ──────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_code_says_of_which_quarter_it_is_and_an_invented_one_of_none(como, cierre, coordinador):
    url, cliente = reverse("cierre_comprobar"), como(coordinador)
    for codigo in (cierre.codigo, cierre.codigo.lower().replace("-", " ")):
        assert "Sí: son cifras de un trimestre cerrado" in cliente.get(url, {"codigo": codigo}).text
    for codigo in ("0000-0000-0000", cierre.codigo[:9], "%", "' or 1=1"):
        assert "No: ningún trimestre cerrado" in cliente.get(url, {"codigo": codigo}).text
    assert "trimestre cerrado lleva" not in cliente.get(url).text


def test_the_code_of_a_plan_that_a_person_does_not_read_is_no_code(como, cierre, coordinador_otra_ugel):
    assert "No: ningún" in como(coordinador_otra_ugel).get(reverse("cierre_comprobar"), {"codigo": cierre.codigo}).text
