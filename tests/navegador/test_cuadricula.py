"""The grid of a plan as it is typed: with the keyboard alone, pasted from Excel, by two at once, on a telephone and without JavaScript."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from base.comun import candados
from convenios.models import Ejecucion, PlanTrabajo, Programacion
from tests.factories import llevar_plan, make_actividad, make_cierre, make_ejecucion, make_plan
from tests.navegador.chromium import MESA, TELEFONO
from tests.navegador.lupa import faltas

D = Decimal


@pytest.fixture
def borrador(live_server, convenio, municipalidad_a) -> PlanTrabajo:
    """Three activities; only the first one has targets."""
    plan = make_plan(municipalidad_a, convenio=convenio)
    make_actividad(plan, codigo="A-1", nombre="Entregar kits de lectura a las escuelas rurales", unidad="kits")
    make_actividad(plan, codigo="A-2", nombre="Dar talleres de gestión del riesgo", metas={})
    make_actividad(plan, codigo="A-3", nombre="Acompañar a los comités", unidad="visitas", metas={})
    return plan


@pytest.fixture
def en_marcha(borrador, coordinador, especialista, coordinadora) -> Iterator[PlanTrabajo]:
    """In execution: the first quarter closed, of the second one a report that waits. The locks go before the database is emptied."""
    plan = llevar_plan(borrador, "en_ejecucion", por=coordinador)
    kits = plan.actividades.get(codigo="A-1")
    make_ejecucion(kits, trimestre=1, estado="verificado", por=especialista, verificador=coordinadora)
    make_cierre(plan, trimestre=1, por=coordinador)
    make_ejecucion(kits, trimestre=2, estado="enviado", por=especialista)
    yield plan
    candados.quitar()


def url(plan: PlanTrabajo, modo: str = "") -> str:
    return reverse("plan_cuadricula", args=[plan.municipalidad.distrito.ubigeo, plan.anio], query={"modo": modo} if modo else None)


def celda(pagina: Page, codigo: str, trimestre: str, clase: str):
    return pagina.get_by_label(f"{codigo}, {trimestre} trimestre, {clase}", exact=True)


def estado(pagina: Page, codigo: str):
    return pagina.locator("tr[data-fila]").filter(has=pagina.get_by_role("link", name=codigo, exact=True)).locator("[data-estado]")


def metas(plan: PlanTrabajo, codigo: str) -> dict[int, tuple[Decimal, Decimal]]:
    return {p.trimestre: (p.fisica, p.financiera) for p in Programacion.objects.filter(actividad__plan=plan, actividad__codigo=codigo)}


def pegar(pagina: Page, texto: str) -> None:
    """What Excel leaves to be pasted, into the cell that has the cursor."""
    pagina.evaluate(
        """(texto) => {
          const datos = new DataTransfer();
          datos.setData("text/plain", texto);
          document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: datos, bubbles: true, cancelable: true}));
        }""",
        texto,
    )


def test_a_row_is_typed_with_the_keyboard_alone_and_saved_when_it_is_left(borrador, escritorio, entra, especialista):
    entra(escritorio, especialista).goto(url(borrador))
    teclas = escritorio.keyboard
    celda(escritorio, "A-2", "I", "cantidad").focus()
    teclas.type("5")
    teclas.press("Tab")
    teclas.type("6")
    teclas.press("ArrowUp")  # the row is left
    expect(celda(escritorio, "A-1", "II", "cantidad")).to_be_focused()
    expect(estado(escritorio, "A-2")).to_contain_text("Guardado: Elena Especialista")
    teclas.press("ArrowRight")
    expect(celda(escritorio, "A-1", "III", "cantidad")).to_be_focused()
    teclas.press("Enter")
    expect(celda(escritorio, "A-2", "III", "cantidad")).to_be_focused()
    teclas.type("99")
    teclas.press("Escape")
    expect(celda(escritorio, "A-2", "III", "cantidad")).to_have_value("")
    teclas.press("Shift+Tab")
    teclas.press("F2")
    teclas.type("1")  # after what there was
    teclas.press("ArrowLeft")  # inside the text
    expect(celda(escritorio, "A-2", "II", "cantidad")).to_be_focused()
    teclas.press("Enter")
    expect(celda(escritorio, "A-3", "II", "cantidad")).to_be_focused()
    expect(celda(escritorio, "A-2", "II", "cantidad")).to_have_js_property("defaultValue", "61")
    assert metas(borrador, "A-2") == {1: (5, 0), 2: (61, 0)}
    assert faltas(escritorio) == []


def test_a_block_of_excel_is_pasted_and_added_up(borrador, escritorio, entra, especialista):
    entra(escritorio, especialista).goto(url(borrador))
    celda(escritorio, "A-1", "I", "soles").focus()
    pegar(escritorio, "1,250.50\t100\t\t300\r\n1.250,50\t0\t20\t30\r\n10\t20\t30\tS/ 40\r\n")
    expect(escritorio.locator("[data-aviso]")).to_contain_text("Se pegaron 3 filas y 4 columnas.")
    expect(escritorio.locator('[data-total="0"]')).to_have_text("S/ 2,511.00")
    expect(escritorio.locator('[data-total="anio"]')).to_have_text("S/ 3,051.00")
    escritorio.keyboard.press("ArrowDown")
    for codigo in ("A-1", "A-2", "A-3"):
        expect(estado(escritorio, codigo)).to_contain_text("Guardado: Elena Especialista")
    assert metas(borrador, "A-1") == {1: (10, D("1250.50")), 2: (10, 100), 3: (10, 0), 4: (10, 300)}
    assert metas(borrador, "A-2") == {1: (0, D("1250.50")), 3: (0, 20), 4: (0, 30)}
    escritorio.reload()
    expect(escritorio.locator('[data-total="anio"]')).to_have_text("S/ 3,051.00")  # the server adds up the same


def test_what_can_be_read_in_two_ways_is_marked_and_not_guessed(borrador, escritorio, entra, especialista):
    entra(escritorio, especialista).goto(url(borrador))
    celda(escritorio, "A-2", "I", "soles").focus()
    pegar(escritorio, "1.250\t100\n5\t6")
    dudosa = celda(escritorio, "A-2", "I", "soles")
    expect(dudosa).to_have_attribute("aria-invalid", "true")
    expect(escritorio.locator('[data-total="0"]')).to_have_text("por revisar")
    escritorio.keyboard.press("ArrowDown")
    expect(estado(escritorio, "A-3")).to_contain_text("Guardado")
    expect(estado(escritorio, "A-2")).to_contain_text("I trimestre, soles: Puede leerse como 1250 o como 1.250")
    assert metas(borrador, "A-2") == {}
    assert faltas(escritorio) == []
    dudosa.fill("1250")
    escritorio.keyboard.press("ArrowUp")
    expect(estado(escritorio, "A-2")).to_contain_text("Guardado")
    assert metas(borrador, "A-2") == {1: (0, 1250), 2: (0, 100)}


def test_a_block_that_does_not_fit_is_not_pasted(borrador, escritorio, entra, especialista):
    entra(escritorio, especialista).goto(url(borrador))
    celda(escritorio, "A-3", "I", "soles").focus()
    pegar(escritorio, "1\t2\n3\t4")
    expect(escritorio.locator("[data-aviso]")).to_contain_text("no se pegó nada")
    expect(celda(escritorio, "A-3", "I", "soles")).to_have_value("")


@pytest.mark.promesa("P1")
def test_two_tabs_on_the_same_cell_are_asked_and_on_different_cells_are_joined(borrador, escritorio, entra, especialista):
    entra(escritorio, especialista).goto(url(borrador))
    otra = escritorio.context.new_page()
    otra.goto(url(borrador))
    celda(escritorio, "A-1", "I", "cantidad").fill("20")
    celda(escritorio, "A-1", "II", "cantidad").fill("21")
    celda(escritorio, "A-2", "I", "cantidad").focus()
    expect(estado(escritorio, "A-1")).to_contain_text("Guardado")
    celda(otra, "A-1", "III", "soles").fill("77")
    celda(otra, "A-2", "I", "cantidad").focus()
    expect(estado(otra, "A-1")).to_contain_text("Se juntó")
    expect(celda(otra, "A-1", "I", "cantidad")).to_have_value("20")
    celda(escritorio, "A-1", "III", "soles").fill("88")
    celda(escritorio, "A-2", "I", "cantidad").focus()
    expect(escritorio.get_by_text("Guardado ahora: 77")).to_be_visible()
    expect(estado(escritorio, "A-1")).to_contain_text("elija cuál queda")
    assert metas(borrador, "A-1")[3] == (10, 77)
    assert faltas(escritorio) == []
    escritorio.get_by_label("Lo suyo: 88").check()
    escritorio.get_by_role("button", name="Guardar lo elegido").click()
    expect(estado(escritorio, "A-1")).to_contain_text("Guardado")
    assert metas(borrador, "A-1") == {1: (20, 100), 2: (21, 100), 3: (10, 88), 4: (10, 100)}


def test_without_the_network_what_was_typed_stays_on_the_device_and_overwrites_nothing(
    borrador, escritorio, entra, especialista, alcalde_a
):
    entra(escritorio, especialista).goto(url(borrador))
    escritorio.context.set_offline(True)
    celda(escritorio, "A-1", "I", "cantidad").fill("20")
    celda(escritorio, "A-2", "I", "cantidad").focus()
    expect(estado(escritorio, "A-1")).to_contain_text("queda en este equipo")
    escritorio.close()
    escritorio.context.set_offline(False)
    guardada = Programacion.objects.get(actividad__codigo="A-1", trimestre=1)
    guardada.fisica = 15
    guardada.save()

    otra = escritorio.context.new_page()
    otra.goto(url(borrador))
    expect(celda(otra, "A-1", "I", "cantidad")).to_have_value("20")
    expect(estado(otra, "A-1")).to_contain_text("Recuperado de este equipo")
    celda(otra, "A-1", "II", "cantidad").focus()
    celda(otra, "A-2", "I", "cantidad").focus()
    expect(otra.get_by_text("Guardado ahora: 15")).to_be_visible()
    assert metas(borrador, "A-1")[1] == (15, 100)


def test_execution_is_typed_on_a_telephone_by_the_mayor(en_marcha, pagina, entra, alcalde_a):
    entra(pagina, alcalde_a).goto(url(en_marcha))
    celda(pagina, "A-1", "III", "cantidad").fill("8")
    celda(pagina, "A-1", "III", "soles").fill("80.50")
    celda(pagina, "A-2", "III", "soles").focus()
    expect(estado(pagina, "A-1")).to_contain_text("Guardado: Alba Alcaldesa")
    hecha = Ejecucion.objects.get(trimestre=3)
    assert (hecha.fisica, hecha.financiera, hecha.estado, hecha.creado_por) == (8, D("80.50"), "borrador", alcalde_a)
    expect(pagina.get_by_label("A-1, II trimestre, cantidad")).to_have_count(0)
    assert faltas(pagina) == []
    pagina.get_by_role("link", name="Borrador: reporte de A-1, III trimestre").click()
    expect(pagina).to_have_url(pagina.url.split("/planes/")[0] + hecha.get_absolute_url())


def test_saving_everything_sends_the_rows_that_changed_and_says_which_are_left(borrador, escritorio, entra, especialista):
    entra(escritorio, especialista).goto(url(borrador))
    celda(escritorio, "A-1", "I", "cantidad").fill("15")
    celda(escritorio, "A-2", "I", "cantidad").fill("1.250")
    escritorio.get_by_role("button", name="Guardar todo").click()
    expect(escritorio.locator("[data-aviso]")).to_have_text("Sin guardar: A-2. Lea el motivo en cada fila.")
    celda(escritorio, "A-2", "I", "cantidad").fill("12")
    escritorio.get_by_role("button", name="Guardar todo").click()
    expect(escritorio.locator("[data-aviso]")).to_have_text("Todo está guardado.")
    assert (metas(borrador, "A-1")[1], metas(borrador, "A-2")[1]) == ((15, 100), (12, 0))


@pytest.mark.parametrize("tamanio", [TELEFONO, MESA])
def test_without_javascript_it_is_a_plain_form(borrador, abrir, entra, especialista, tamanio):
    pagina = abrir(tamanio, con_javascript=False)
    entra(pagina, especialista).goto(url(borrador))
    celda(pagina, "A-1", "I", "cantidad").fill("15")
    celda(pagina, "A-2", "I", "cantidad").fill("1.250")
    pagina.get_by_role("button", name="Guardar todo").click()
    expect(pagina.get_by_role("alert")).to_contain_text("Se guardó 1 fila.")
    expect(pagina.get_by_text("Puede leerse como 1250")).to_be_visible()
    celda(pagina, "A-2", "I", "cantidad").fill("12")
    pagina.get_by_role("button", name="Guardar todo").click()
    expect(pagina.locator("#mensajes")).to_contain_text("Se guardó 1 fila.")
    assert (metas(borrador, "A-1")[1], metas(borrador, "A-2")[1]) == ((15, 100), (12, 0))


def test_reprogramming_sends_what_changed_with_its_reason(en_marcha, escritorio, entra, especialista):
    entra(escritorio, especialista).goto(en_marcha.get_absolute_url())
    escritorio.get_by_role("link", name="Reprogramar").click()
    expect(celda(escritorio, "A-1", "I", "cantidad")).to_have_count(0)  # closed
    celda(escritorio, "A-1", "IV", "soles").fill("400")
    expect(escritorio.locator('[data-total="3"]')).to_have_text("S/ 400.00")
    celda(escritorio, "A-2", "IV", "soles").focus()
    assert metas(en_marcha, "A-1")[4] == (10, 100)
    assert faltas(escritorio) == []
    escritorio.get_by_label("Por qué se reprograma").fill("Llegó el saldo de balance")
    escritorio.get_by_label("Documento con que se reprograma").fill("Acuerdo 14-2026")
    escritorio.get_by_role("button", name="Reprogramar").click()
    expect(escritorio.get_by_role("status").first).to_contain_text("Se reprogramó el plan")
    assert metas(en_marcha, "A-1")[4] == (10, 400)
