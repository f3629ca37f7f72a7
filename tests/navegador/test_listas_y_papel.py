"""A list that changes without the page being asked again keeps its address; a page on paper is the page without its machinery."""

import re

from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import llevar_plan, make_actividad, make_plan
from tests.navegador.chromium import MESA
from tests.navegador.lupa import faltas


def test_a_filter_renews_the_list_and_the_address_and_back_undoes_it(pueblo, escritorio, entra, coordinador):
    entra(escritorio, coordinador).goto(reverse("compromisos", args=[pueblo.ugel.codigo]))
    cargas = []
    escritorio.on("load", lambda: cargas.append(1))
    filas = escritorio.locator("#resultados tbody tr")
    expect(filas).to_have_count(4)
    escritorio.locator(".filtros summary").click()
    escritorio.locator("#id_situacion").select_option("vencido")

    expect(filas).to_have_count(1)
    expect(escritorio).to_have_url(re.compile("situacion=vencido"))
    assert cargas == []
    escritorio.go_back()
    expect(filas).to_have_count(4)
    expect(escritorio).not_to_have_url(re.compile("situacion=vencido"))
    escritorio.go_forward()
    expect(filas).to_have_count(1)


def test_the_same_filter_works_without_javascript(pueblo, abrir, entra, coordinador):
    pagina = entra(abrir(MESA, con_javascript=False), coordinador)
    pagina.goto(reverse("compromisos", args=[pueblo.ugel.codigo]))
    pagina.locator(".filtros summary").click()
    pagina.locator("#id_situacion").select_option("vencido")
    pagina.get_by_role("button", name="Filtrar").click()

    expect(pagina.locator("#resultados tbody tr")).to_have_count(1)
    expect(pagina).to_have_url(re.compile("situacion=vencido"))


def test_on_paper_there_is_neither_menu_nor_buttons_and_it_fits_a4(pueblo, pagina, entra, alcalde_a):
    entra(pagina, alcalde_a).goto("/mi-municipio/")
    pagina.emulate_media(media="print")
    for cosa in (".menu", ".boton-menu", ".persona", ".btn", ".salto"):
        assert [e for e in pagina.locator(cosa).all() if e.is_visible()] == []
    expect(pagina.get_by_role("heading", level=1)).to_be_visible()
    pagina.set_viewport_size({"width": 680, "height": 1000})  # A4 less its margins, in pixels of paper
    assert pagina.evaluate("document.scrollingElement.scrollWidth") <= 680

    hoja = pagina.pdf(prefer_css_page_size=True)
    medidas = {tuple(round(float(n)) for n in caja.split()) for caja in re.findall(rb"/MediaBox\s*\[([^\]]+)\]", hoja)}
    assert medidas <= {(0, 0, 595, 842), (0, 0, 596, 842), (0, 0, 595, 841)}
    assert medidas


def test_the_millions_of_a_plan_fit_a_telephone_and_its_grid_is_printed_on_its_side(pagina, entra, convenio, municipalidad_a, coordinador):
    plan = make_plan(municipalidad_a, convenio=convenio)
    make_actividad(
        plan, codigo="A-1", nombre="Techar las aulas de todas las escuelas rurales", metas=dict.fromkeys((1, 2), (250, "1234567.50"))
    )
    entra(pagina, coordinador).goto(plan.get_absolute_url())
    assert faltas(pagina) == []
    llevar_plan(plan, "en_ejecucion", por=coordinador)
    for ruta in ("plan", "plan_cerrar", "plan_cuadricula"):
        pagina.goto(reverse(ruta, args=["990101", plan.anio, *([1] if ruta == "plan_cerrar" else [])]))
        assert faltas(pagina, axe=False) == []
    assert re.findall(rb"/MediaBox\s*\[0 0 84[12]", pagina.pdf(prefer_css_page_size=True))


def test_the_menu_of_a_phone_is_closed_from_within(pueblo, pagina, entra, coordinador):
    entra(pagina, coordinador).goto(reverse("compromisos", args=[pueblo.ugel.codigo]))
    pagina.get_by_role("button", name="Menú").click()
    expect(pagina.get_by_role("navigation", name="Menú principal")).to_be_visible()
    pagina.get_by_role("button", name="Cerrar").click()
    expect(pagina.get_by_role("navigation", name="Menú principal")).to_be_hidden()


def test_what_is_chosen_is_said_while_the_box_is_folded_and_taken_off_alone(pueblo, pagina, entra, coordinador):
    entra(pagina, coordinador).goto(reverse("compromisos", args=[pueblo.ugel.codigo], query={"orden": "codigo"}))
    expect(pagina.locator("#id_situacion")).to_be_hidden()
    pagina.locator(".filtros summary").click()
    pagina.locator("#id_situacion").select_option("vencido")
    pagina.get_by_role("link", name="Quitar Situación: Vencido").click()
    expect(pagina).to_have_url(re.compile(r"orden=codigo$"))
    expect(pagina).not_to_have_url(re.compile("situacion"))
    expect(pagina.get_by_role("list", name="Filtros puestos")).to_have_count(0)
