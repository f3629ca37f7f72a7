"""The informe de implementación: every figure of it is counted again, by hand, from the rows."""

import datetime
import io
import re
from typing import Any

import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone

from base.bitacora.gestos import gesto
from base.comun.fechas import hoy
from convenios.models import Alcance, Avance, Cierre, Compromiso
from encuentros import informe as cuentas
from encuentros.informe import informe_de
from tests.convenios.test_progreso import cargar
from tests.factories import dias, make_avance, make_cierre, make_compromiso, make_convenio, make_ejecucion, make_plan
from tests.factories_encuentros import make_encuentro

pytestmark = pytest.mark.django_db
DESDE = -30


@pytest.fixture
def encuentro(ugel):
    make_encuentro(ugel, numero=2, fecha=dias(DESDE))
    return make_encuentro(ugel, numero=3, fecha=dias(7))


@pytest.fixture
def hechos(convenio, municipalidad_a, municipalidad_b, enlace_a, coordinador, otra_ugel, municipalidad_ajena) -> None:
    """Of every kind, before and after the day, in A, in B, in both, in none, and in another UGEL."""
    a, b = municipalidad_a.distrito, municipalidad_b.distrito
    for codigo, donde, campos in (
        ("V-ANTES", (a,), {"plazo": dias(DESDE - 1)}),
        ("V-AL", (a,), {"plazo": dias(DESDE)}),
        ("V-AMBOS", (a, b), {"plazo": dias(-1)}),
        ("HOY", (b,), {"plazo": hoy()}),
        ("FUTURO", (a, b), {"plazo": dias(200)}),
        ("SIN-PLAZO", (), {}),
        ("CUMPLIDO", (a, b), {}),
        ("CUMPLIDO-ANTES", (a,), {}),
        ("NO", (b,), {"estado": "no_cumplido"}),
    ):
        compromiso = make_compromiso(convenio, codigo=codigo, distritos=donde, **campos)
        if codigo.startswith("CUMPLIDO"):
            make_avance(compromiso, por=enlace_a, distrito=a, estado="verificado", con_evidencia=True)
            with gesto(por=coordinador):
                compromiso.cumplir(por=coordinador, motivo="Acta 3")
    Compromiso.objects.filter(codigo="CUMPLIDO-ANTES").update(estado_en=timezone.now() - datetime.timedelta(days=90))
    futuro, sin_lugar = Compromiso.objects.get(codigo="FUTURO"), Compromiso.objects.get(codigo="SIN-PLAZO")
    make_avance(futuro, por=enlace_a, distrito=b, estado="verificado", descripcion="Se dictó el taller de lectura")
    make_avance(futuro, por=enlace_a, distrito=a, estado="verificado")
    make_avance(futuro, por=enlace_a, distrito=a, estado="enviado", descripcion="CANARIO enviado")
    make_avance(sin_lugar, por=enlace_a, estado="verificado")
    cargar(futuro, coordinador, "40")
    Avance.objects.filter(compromiso__codigo="CUMPLIDO-ANTES").update(verificado_en=timezone.now() - datetime.timedelta(days=90))
    ajeno = make_convenio(otra_ugel, partes=(municipalidad_ajena,))
    make_compromiso(ajeno, codigo="AJENO", distritos=(municipalidad_ajena.distrito,), plazo=dias(-1))


@pytest.fixture
def planes(convenio, municipalidad_a, municipalidad_b, coordinador) -> None:
    """A closed two quarters and B one; each with something verified."""
    for municipalidad, trimestre in ((municipalidad_a, 2), (municipalidad_b, 1)):
        plan = make_plan(municipalidad, convenio=convenio, estado="en_ejecucion", por=coordinador)
        make_ejecucion(plan.actividades.get(), trimestre=1, estado="verificado", fisica=5, financiera=70)
        make_cierre(plan, trimestre=trimestre, por=coordinador)


def a_mano(ugel: Any, distrito: Any | None) -> dict[str, Any]:
    """The figures of a district (of the province: None), counted one row after the other."""
    desde, filas = dias(DESDE), []
    for compromiso in Compromiso.todos.filter(convenio__ugel=ugel, eliminado_en=None):
        alcanza = set(Alcance.todos.filter(compromiso=compromiso, eliminado_en=None).values_list("distrito", flat=True))
        if distrito is None or distrito.pk in alcanza:
            filas.append(compromiso)
    cumplidos = [c for c in filas if c.estado == "cumplido" and timezone.localdate(c.estado_en) >= desde]
    vencidos = [c for c in filas if c.estado == "abierto" and c.plazo and desde <= c.plazo < hoy()]
    avances = [
        a
        for a in Avance.todos.filter(compromiso__convenio__ugel=ugel, estado="verificado", eliminado_en=None)
        if a.origen != "carga_inicial"
        and timezone.localdate(a.verificado_en) >= desde
        and (distrito is None or a.distrito_id == distrito.pk)
    ]
    return {
        "compromisos": len(filas),
        "cumplidos": {c.codigo for c in cumplidos},
        "vencidos": {c.codigo for c in vencidos},
        "avances": {a.pk for a in avances},
    }


def test_each_district_and_the_province_say_what_the_rows_say(encuentro, hechos, ugel, coordinador):
    informe = informe_de(encuentro, coordinador)
    for parte in informe.distritos:
        esperado = a_mano(ugel, parte.distrito)
        assert parte.compromisos == esperado["compromisos"]
        assert (parte.cumplidos, {c.codigo for c in parte.lista_cumplidos}) == (len(esperado["cumplidos"]), esperado["cumplidos"])
        assert (parte.vencidos, {c.codigo for c in parte.lista_vencidos}) == (len(esperado["vencidos"]), esperado["vencidos"])
        assert (parte.avances, {a.pk for a in parte.lista_avances}) == (len(esperado["avances"]), esperado["avances"])
    todo, provincia = a_mano(ugel, None), informe.provincia
    assert provincia.compromisos == todo["compromisos"]
    assert (provincia.cumplidos, provincia.vencidos, provincia.avances) == tuple(len(todo[k]) for k in ("cumplidos", "vencidos", "avances"))
    assert todo["vencidos"] == {"V-AL", "V-AMBOS"}  # the recount itself sees the edges
    assert todo["cumplidos"] == {"CUMPLIDO"}
    assert len(informe.sin_distrito.lista_avances) == 1


def test_the_recount_would_notice_one_more(encuentro, hechos, ugel, coordinador, monkeypatch):
    """Control: looking back one day less far, a commitment that became overdue on that day is lost."""
    antes = informe_de(encuentro, coordinador).provincia.vencidos
    monkeypatch.setattr(cuentas, "desde_cuando", lambda *de: cuentas.Desde(dias(DESDE + 1), "otro día"))
    assert informe_de(encuentro, coordinador).provincia.vencidos == antes - 1


def test_its_situations_are_those_of_the_list_of_commitments(como, encuentro, hechos, coordinador, ugel):
    cliente, url = como(coordinador), reverse("compromisos", args=[ugel.codigo])
    for situacion, _, cuantos in informe_de(encuentro, coordinador).provincia.reparto:
        lista = cliente.get(url, {"situacion": situacion}).context["pagina"].paginator.count
        assert (situacion, lista) == (situacion, cuantos)


def test_the_plan_is_told_as_its_last_quarter_was_closed(encuentro, planes, coordinador, municipalidad_a, municipalidad_b):
    informe = informe_de(encuentro, coordinador)
    de = {parte.distrito: parte.cierre for parte in informe.distritos}
    assert de == {
        m.distrito: Cierre.objects.filter(plan__municipalidad=m).order_by("trimestre").last() for m in (municipalidad_a, municipalidad_b)
    }
    assert (de[municipalidad_a.distrito].trimestre, de[municipalidad_b.distrito].trimestre) == (2, 1)
    assert informe.programado == sum(c.programado for c in de.values())
    assert informe.devengado == sum(c.devengado for c in de.values())
    assert informe.fisico == round(sum(c.fisico for c in de.values()) / 2, 1)
    assert informe.anio == hoy().year - 1  # none of this year has a closed quarter


def test_where_nothing_is_known_it_says_so(como, ugel, municipalidad_a, especialista):
    solo = make_encuentro(ugel, numero=1)
    pagina = como(especialista).get(reverse("informe", args=[ugel.codigo, 1])).content.decode()
    assert "no se conoce la fecha; se cuenta todo lo registrado" in pagina
    assert pagina.count("sin dato") >= 2
    assert informe_de(solo, especialista).fisico is None


def plano(texto: str) -> str:
    """Without what a line that ends puts into a word."""
    return re.sub(r"[\s\u200b\u00ad-]", "", texto)


def test_the_page_and_the_pdf_say_the_same_and_name_nobody(como, encuentro, hechos, planes, alcalde_b, enlace_a, ugel):
    cliente = como(alcalde_b)
    pagina = cliente.get(reverse("informe", args=[ugel.codigo, 3])).content.decode()
    pdf = cliente.get(reverse("informe_pdf", args=[ugel.codigo, 3])).content
    lector = pypdf.PdfReader(io.BytesIO(pdf))
    for salida in (plano(pagina), plano(" ".join(p.extract_text() for p in lector.pages))):
        dichos = ("Se dictó el taller de lectura", "Enlace municipal", "V-AMBOS", "Distrito A", "Cómo se calcula", "el II Encuentro")
        assert [dicho for dicho in dichos if plano(dicho) not in salida] == []
        assert [dicho for dicho in ("V-ANTES", "AJENO", "CANARIO", enlace_a.nombre) if plano(dicho) in salida] == []
    raiz = lector.trailer["/Root"]
    assert raiz["/MarkInfo"]["/Marked"].value is True
    assert b"pdfuaid" in raiz["/Metadata"].get_data()
    assert lector.pages[0].mediabox.width == pytest.approx(595.28, abs=0.1)


def test_it_costs_the_same_for_few_rows_and_for_many(
    como, encuentro, hechos, planes, coordinador, convenio, municipalidad_b, enlace_a, django_assert_max_num_queries
):
    cliente, url = como(coordinador), reverse("informe", args=[encuentro.ugel.codigo, 3])
    for _ in range(25):
        compromiso = make_compromiso(convenio, plazo=dias(-2), distritos=(municipalidad_b.distrito,))
        make_avance(compromiso, por=enlace_a, distrito=municipalidad_b.distrito, estado="verificado")
    with django_assert_max_num_queries(12):
        respuesta = cliente.get(url)
    assert "Se listan 20" in respuesta.content.decode()
    assert "Se listan los 20 últimos" in respuesta.content.decode()
    assert informe_de(encuentro, coordinador).provincia.vencidos == len(a_mano(encuentro.ugel, None)["vencidos"])
