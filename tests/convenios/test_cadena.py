"""The chain of a plan, on one page and on paper: every link that is there, and every gap in its place."""

import io
from decimal import Decimal

import pypdf
import pytest
from django.urls import reverse

from convenios import plan_de_trabajo as planes
from convenios.models import PlanTrabajo
from municipios.models import Indicador, Medicion
from tests.factories import llevar_plan, make_actividad, make_cierre, make_compromiso, make_ejecucion, make_nudo, make_plan


@pytest.fixture
def plan(convenio, municipalidad_a, coordinador, coordinadora, especialista) -> PlanTrabajo:
    """A nudo with its indicator, an activity that answers it and carries out a commitment; one that answers nothing; a nudo alone."""
    distrito = municipalidad_a.distrito
    indicador = Indicador.objects.create(codigo="DES", nombre="Deserción", unidad="%", sentido="decreciente")
    for ubigeo, anio, valor in (("99", 2024, "12.5"), ("9901", 2019, "11"), ("00", 2025, "9")):
        Medicion.objects.create(indicador=indicador, ubigeo=ubigeo, anio=anio, valor=Decimal(valor), fuente="ESCALE")
    nudo = make_nudo(distrito, codigo="N-1", texto="Dejan la escuela", indicador=indicador)
    make_nudo(distrito, codigo="N-2", texto="Techos caídos")
    plan = make_plan(municipalidad_a, convenio=convenio, objetivo="Que nadie deje la escuela")
    compromiso = make_compromiso(convenio, codigo="C-1", distritos=(distrito,), meta=40, unidad="kits")
    make_compromiso(convenio, codigo="C-2", distritos=(distrito,))
    make_actividad(
        plan, codigo="A-1", nombre="Entregar kits", unidad="kits", nudo=nudo, compromiso=compromiso, responsable="Jefe de gestión"
    )
    make_actividad(plan, codigo="A-2", nombre="Pintar aulas", unidad="aulas", metas={3: (5, 1000)})
    llevar_plan(plan, "en_ejecucion", por=coordinador)
    make_ejecucion(
        _de(plan),
        estado="verificado",
        por=especialista,
        verificador=coordinadora,
        fisica=Decimal(7),
        sin_evidencia_motivo="Se perdió el acta",
    )
    make_ejecucion(_de(plan), trimestre=2, por=especialista, sin_evidencia_motivo="CANARIO borrador")
    return plan


def _de(plan, codigo="A-1"):
    actividad = plan.actividades.get(codigo=codigo)
    actividad.plan = plan
    return actividad


def ruta(nombre, plan):
    return reverse(nombre, args=[plan.municipalidad.distrito.ubigeo, plan.anio])


def test_the_chain_goes_from_the_nudo_to_the_proof_and_tells_each_gap_in_its_place(como, plan, especialista):
    respuesta = como(especialista).get(ruta("plan_cadena", plan), {"trimestre": "3"})
    cadena = respuesta.context["cadena"]

    assert [(t.nudo.codigo, [e.al.actividad.codigo for e in t.eslabones]) for t in cadena.tramos] == [("N-1", ["A-1"]), ("N-2", [])]
    assert [e.al.actividad.codigo for e in cadena.sin_nudo.eslabones] == ["A-2"]
    assert cadena.tramos[0].eslabones[0].compromiso.codigo == "C-1"
    assert [c.codigo for c in cadena.compromisos_sin_actividad] == ["C-2"]
    assert [(t["romano"], t["reporte"] and t["reporte"].fisica) for t in cadena.tramos[0].eslabones[0].trimestres] == [
        ("I", 7),
        ("II", 10),
        ("III", None),
    ]
    for dicho in ("ninguna actividad de este plan lo atiende", "sin indicador", "Se perdió el acta", "no cumple ningún compromiso"):
        assert dicho in respuesta.text


def test_the_value_of_an_indicator_is_the_nearest_one_and_says_whose_it_is(como, plan, especialista):
    url, cliente = ruta("plan_cadena", plan), como(especialista)
    texto = cliente.get(url).text
    assert "<strong>11 %</strong> en 2019, valor de la provincia" in texto
    assert "no hay dato del distrito" in texto
    Medicion.objects.create(
        indicador=Indicador.objects.get(), ubigeo=plan.municipalidad.distrito.ubigeo, anio=2015, valor=Decimal(3), fuente="ESCALE"
    )
    texto = cliente.get(url).text
    assert "<strong>3 %</strong> en 2015, valor del distrito" in texto
    assert "no hay dato del distrito" not in texto


def test_each_link_of_the_chain_is_opened_from_it_but_a_private_proof_only_by_who_may(como, plan, especialista, coordinadora, dre):
    hecha = planes.guardar_ejecucion(
        _de(plan).ejecuciones.get(trimestre=2), por=especialista, enlace="https://ejemplo.pe/acta", enviar=True
    )
    planes.verificar_ejecucion(hecha, por=coordinadora)
    suyo, ajeno = (como(persona).get(ruta("plan_cadena", plan), {"trimestre": "2"}).text for persona in (especialista, dre))
    nudo = f'href="{_de(plan).nudo.get_absolute_url()}"'
    assert [nudo in texto for texto in (suyo, ajeno)] == [True, True]
    assert ['href="https://ejemplo.pe/acta"' in texto for texto in (suyo, ajeno)] == [True, False]


@pytest.mark.promesa("P24")
def test_who_reads_the_plan_from_outside_sees_no_draft_in_its_chain(como, plan, especialista, alcalde_b, dre):
    url = ruta("plan_cadena", plan)
    assert "CANARIO" in como(especialista).get(url, {"trimestre": "4"}).text
    for persona in (alcalde_b, dre):
        assert "CANARIO" not in como(persona).get(url, {"trimestre": "4"}).text


def test_the_chain_costs_the_same_for_few_links_or_many(como, convenio, municipalidad_a, especialista, django_assert_max_num_queries):
    plan = make_plan(municipalidad_a, convenio=convenio)
    compromiso = make_compromiso(convenio, distritos=(municipalidad_a.distrito,), meta=5, unidad="aulas")
    cliente = como(especialista)
    for _ in range(2):
        with django_assert_max_num_queries(15):
            cliente.get(ruta("plan_cadena", plan))
        for _ in range(6):
            make_actividad(plan, nudo=make_nudo(municipalidad_a.distrito), compromiso=compromiso)


# ── On paper ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def leer_pdf(respuesta) -> pypdf.PdfReader:
    assert respuesta["Content-Type"] == "application/pdf"
    return pypdf.PdfReader(io.BytesIO(respuesta.content))


def test_the_plan_is_printed_on_its_side_tagged_with_every_target_and_who_approved_it(como, plan, coordinador):
    make_cierre(plan, por=coordinador)
    pdf = leer_pdf(como(coordinador).get(ruta("plan_pdf", plan), {"trimestre": "1"}))
    hoja, raiz = pdf.pages[0], pdf.trailer["/Root"]
    texto = " ".join("\n".join(pagina.extract_text() for pagina in pdf.pages).split())

    assert hoja.mediabox.width > hoja.mediabox.height
    assert raiz["/MarkInfo"]["/Marked"].value is True
    assert b"pdfuaid" in raiz["/Metadata"].get_data()
    for dicho in (
        "Entregar kits", "Jefe de gestión", "10 10 10 10 40", "S/ 1,400.00", "70 %", "Documento de la prueba, municipalidad",
        "I trimestre de", plan.cierres.get().codigo, "una actividad, hasta 100 %", "Que nadie deje la escuela",
    ):  # fmt: skip
        assert dicho in texto, dicho


def test_a_draft_is_printed_with_boxes_to_sign_and_demonstration_says_so(como, convenio, municipalidad_a, coordinador):
    plan = make_plan(municipalidad_a, convenio=convenio, demostracion=True)
    make_actividad(plan)
    respuesta = como(coordinador).get(ruta("plan_pdf", plan))
    texto = leer_pdf(respuesta).pages[0].extract_text()
    assert "Por la municipalidad" in texto
    assert "DATOS DE DEMOSTRACIÓN" in texto
    assert 'filename="demostracion-plan-990101' in respuesta["Content-Disposition"]


def test_sixty_activities_are_printed_and_none_is_lost(como, convenio, municipalidad_a, coordinador):
    plan = make_plan(municipalidad_a, convenio=convenio)
    for n in range(60):
        make_actividad(plan, codigo=f"ACT-{n:02d}", nombre=f"Actividad larga de la prueba {n} " * 6)
    texto = "".join(pagina.extract_text() for pagina in leer_pdf(como(coordinador).get(ruta("plan_pdf", plan))).pages)
    assert all(f"ACT-{n:02d}" in texto for n in range(60))
