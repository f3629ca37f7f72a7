"""The public side of the plans of work: only approved ones, only what was verified or closed, no person; the same bytes for everybody."""

from decimal import Decimal

import pytest

from convenios import plan_de_trabajo as planes
from convenios.models import Convenio, PlanTrabajo
from tests.factories import (
    llevar_plan,
    make_actividad,
    make_cierre,
    make_compromiso,
    make_convenio,
    make_ejecucion,
    make_nudo,
    make_plan,
)

D = Decimal
LISTA = "/publico/990001/planes/"


def _de(plan, codigo="A-1"):
    actividad = plan.actividades.get(codigo=codigo)
    actividad.plan = plan
    return actividad


@pytest.fixture
def plan(convenio, municipalidad_a, coordinador, coordinadora, especialista) -> PlanTrabajo:
    """First quarter closed and rectified; canaries in everything that is nobody else's."""
    nudo = make_nudo(municipalidad_a.distrito, texto="Dejan la escuela", causas="CANARIO causas")
    compromiso = make_compromiso(convenio, codigo="C-1", distritos=(municipalidad_a.distrito,), responsable="CANARIO responsable")
    plan = make_plan(municipalidad_a, convenio=convenio)
    make_actividad(
        plan, codigo="A-1", nombre="Entregar kits", unidad="kits", nudo=nudo, compromiso=compromiso, responsable="CANARIO cargo",
        responsable_municipal="CANARIO municipal", medio="CANARIO medio", financia="CANARIO fuente",
    )  # fmt: skip
    make_actividad(plan, codigo="A-2", nombre="Pintar aulas", unidad="aulas")
    llevar_plan(plan, "en_ejecucion", por=coordinador)
    verificar = {"estado": "verificado", "por": especialista, "verificador": coordinadora, "medio": "CANARIO prueba"}
    make_ejecucion(_de(plan), fisica=D(7), sin_evidencia_motivo="CANARIO motivo", **verificar)
    cierre = make_cierre(plan, por=coordinador, nota="CANARIO nota")
    planes.rectificar(cierre, _de(plan), por=coordinadora, fisica=D(8), financiera=D(100), motivo="Faltó uno", documento="Informe 9")
    make_ejecucion(_de(plan), trimestre=2, fisica=D(3), **verificar)
    for codigo, trimestre, estado in (("A-2", 2, "enviado"), ("A-1", 3, "borrador"), ("A-2", 3, "observado")):
        make_ejecucion(
            _de(plan, codigo), trimestre=trimestre, estado=estado, por=especialista, verificador=coordinadora, fisica=D("4321"),
            financiera=D("98765"), medio="CANARIO borrador",
        )  # fmt: skip
    return plan


@pytest.fixture
def paginas(plan) -> list[str]:
    """Every public page that speaks of it."""
    suya = f"{LISTA}990101/{plan.anio}/"
    codigo = plan.cierres.get().codigo
    return [LISTA, suya, f"{suya}?trimestre=3", f"{suya}cierres/1/", "/publico/comprobar/", f"/publico/comprobar/?codigo={codigo}"]


@pytest.mark.promesa("P27")
@pytest.mark.promesa("P35")
def test_no_draft_no_person_and_nothing_unverified_is_public(plan, paginas, client, especialista, coordinador, coordinadora, promesa):
    personas = [str(p) for p in (especialista, coordinador, coordinadora)]
    hallado = [
        f"{url}: {secreto}" for url in paginas for secreto in ("CANARIO", "4,321", "98,765", *personas) if secreto in client.get(url).text
    ]
    promesa.anotar("páginas públicas de los planes con canarios en todo campo interno", paginas=len(paginas), canarios=len(hallado))
    assert hallado == []


@pytest.mark.promesa("P27")
@pytest.mark.control
def test_the_canaries_are_read_from_inside(plan, como, coordinador):
    """Control: the same words do stand on the inner pages."""
    texto = como(coordinador).get(plan.cierres.get().get_absolute_url()).text
    assert "CANARIO nota" in texto
    assert str(coordinador) in texto


def test_what_is_verified_or_closed_is_told_with_its_rectification(plan, paginas, client):
    lista, suya, tercero, cierre, _, comprobado = (client.get(url).text for url in paginas)
    assert "Distrito A" in lista
    assert lista.count("sin plan aprobado") == lista.count("Distrito B")
    assert "Dejan la escuela" in suya
    assert "11 kits" in tercero  # 8 after the rectification, 3 of the second quarter
    for dicho in ("7 kits", "<del>7</del> → <ins>8 kits</ins>", "Faltó uno", "Informe 9", plan.cierres.get().codigo):
        assert dicho in cierre
    assert "Sí: son cifras de un trimestre cerrado" in comprobado
    assert f"{LISTA}990101/{plan.anio}/cierres/1/" in comprobado


@pytest.mark.promesa("P27")
@pytest.mark.parametrize("estado", ["borrador", "propuesto"])
def test_a_plan_that_both_sides_did_not_approve_is_not_there(convenio, municipalidad_a, coordinador, client, estado):
    plan = make_plan(municipalidad_a, convenio=convenio, estado=estado, por=coordinador)
    assert client.get(f"{LISTA}990101/{plan.anio}/").status_code == 404
    assert "Todavía no hay planes aprobados" in client.get(LISTA).text


@pytest.mark.promesa("P27")
def test_a_plan_under_a_convenio_that_is_not_signed_is_not_there(ugel, municipalidad_a, coordinador, client):
    convenio = make_convenio(ugel, codigo="SIN-FIRMA", partes=(municipalidad_a,))
    plan = make_plan(municipalidad_a, convenio=convenio, estado="en_ejecucion", por=coordinador)
    cierre = make_cierre(plan, por=coordinador)
    Convenio.objects.filter(pk=convenio.pk).update(estado="aprobado")  # no verb does it: the page asks for itself
    for url in (f"{LISTA}990101/{plan.anio}/", f"{LISTA}990101/{plan.anio}/cierres/1/"):
        assert client.get(url).status_code == 404
    assert "No: ningún trimestre cerrado" in client.get("/publico/comprobar/", {"codigo": cierre.codigo}).text


@pytest.mark.promesa("P27")
def test_the_pages_set_no_cookie_are_kept_by_a_cache_and_are_the_same_for_everybody(plan, paginas, client, como, coordinador):
    for url in paginas:
        fuera, dentro = client.get(url), como(coordinador).get(url)
        for respuesta in (fuera, dentro):
            assert respuesta.status_code == 200
            assert not respuesta.cookies
            assert "Cookie" not in respuesta.get("Vary", "")
            assert respuesta["Cache-Control"] == "public, max-age=30"
        assert fuera.text.split("Datos al")[0] == dentro.text.split("Datos al")[0]


def test_every_link_of_the_public_pages_is_public(plan, paginas, client):
    import re

    for url in paginas:
        principal = client.get(url).text.partition("<main")[2].partition("</main>")[0]
        for destino in set(re.findall(r'href="(/[^"#]*)"', principal)):
            respuesta = client.get(destino.replace("&amp;", "&"))
            if respuesta.streaming:
                respuesta.getvalue()  # a file is read to its end, or it stays open
            assert respuesta.status_code == 200, (url, destino)


def test_the_public_pages_lead_to_the_plans(plan, client):
    for url in ("/publico/", "/publico/990001/convenios/CM-PRUEBA/"):
        assert LISTA in client.get(url).text


def test_the_list_costs_the_same_for_one_plan_or_more(plan, convenio, municipalidad_b, coordinador, client, django_assert_max_num_queries):
    for _ in range(2):
        with django_assert_max_num_queries(9):
            client.get(LISTA)
        if not PlanTrabajo.objects.filter(municipalidad=municipalidad_b).exists():
            make_plan(municipalidad_b, convenio=convenio, estado="en_ejecucion", por=coordinador)
