"""The administrator's errand: bring the matrix that the office has, mend it on the page, apply it; with a script and without."""

import io
import re

import pytest
import xlsxwriter
from playwright.sync_api import expect

from base.avisos import trabajo
from convenios.models import Compromiso
from portal.importaciones import acciones, limites
from portal.importaciones.lectura import ArchivoInvalido
from portal.importaciones.models import Importacion
from tests.navegador.chromium import MESA
from tests.navegador.lupa import faltas

TITULOS = ["N°", "UBIGEO", "Tarea asumida", "Responsable (cargo)", "Plazo", "Observaciones"]
FILAS = [
    ["I-1", "990101", "Elaborar el plan", "Jefatura", "30/11/2027", "ok"],
    ["I-2", "990102", "Capacitar a directores", "", "31/04/2027", ""],
    ["I-3", "990109", "Equipar la biblioteca", "", "30/10/2027", ""],
]


def matriz() -> dict:
    """As an office keeps it: a heading above, names of its own, a date that does not exist, a district that is not one."""
    salida = io.BytesIO()
    with xlsxwriter.Workbook(salida) as libro:
        hoja = libro.add_worksheet("MATRIZ")
        for numero, fila in enumerate([["MATRIZ DE COMPROMISOS"], [], TITULOS, *FILAS]):
            hoja.write_row(numero, 0, fila)
    return {"name": "matriz 2027.xlsx", "mimeType": "application/octet-stream", "buffer": salida.getvalue()}


def subir_y_nombrar(navegador, pueblo) -> None:
    navegador.goto("/importaciones/")
    navegador.get_by_label("Archivo").set_input_files(matriz())
    navegador.get_by_label("De qué convenio").select_option(str(pueblo.convenio.pk))
    navegador.get_by_role("button", name="Revisar el archivo").click()
    expect(navegador.get_by_role("heading", level=1)).to_have_text("Qué es cada columna")
    navegador.get_by_label("Tarea asumida").select_option("descripcion")
    navegador.get_by_role("button", name="Revisar con estas columnas").click()
    expect(navegador.get_by_role("link", name=re.compile(r"^2\s*con error"))).to_be_visible()


def corregir(navegador, fila: int, columna: str, valor: str) -> None:
    renglon = navegador.locator(f"#fila-{fila}")
    renglon.get_by_label(columna).fill(valor)
    renglon.get_by_role("button", name="Corregir").click()
    expect(navegador.get_by_role("status")).to_contain_text(f"Fila {fila}: nueva.")


def cargar_y_deshacer(navegador) -> None:
    navegador.get_by_role("button", name="Cargar 3 nuevas").click()
    expect(navegador.get_by_role("status")).to_contain_text("El archivo se aplicó entero.")
    navegador.get_by_role("link", name="Ver y editar lo importado").click()
    expect(navegador.get_by_role("row").filter(has_text="I-2")).to_be_visible()
    navegador.go_back()
    navegador.get_by_role("link", name="Deshacer…").click()
    navegador.get_by_label("Por qué se deshace").fill("Era la de otro año")
    navegador.get_by_role("button", name=re.compile("^Deshacer")).click()
    navegador.goto(Importacion.objects.filter(estado="aplicada").get().get_absolute_url())
    expect(navegador.get_by_text("Era la de otro año")).to_be_visible()


@pytest.mark.parametrize("con_javascript", [True, False], ids=["con JavaScript", "sin JavaScript"])
def test_the_administrator_brings_the_matrix_mends_it_and_takes_it_back(abrir, entra, pueblo, administrador, con_javascript):
    navegador = entra(abrir(MESA, con_javascript=con_javascript), administrador)
    subir_y_nombrar(navegador, pueblo)
    if con_javascript:
        assert faltas(navegador) == []
    corregir(navegador, 5, "fecha_limite", "30/04/2027")
    if con_javascript:
        expect(navegador.locator("#fila-6").get_by_label("distrito")).to_be_focused()
    corregir(navegador, 6, "distrito", "990101")
    if con_javascript:
        expect(navegador.get_by_role("button", name="Cargar 3 nuevas")).to_be_focused()
    assert not Compromiso.objects.filter(codigo__startswith="I-").exists()
    cargar_y_deshacer(navegador)
    assert not Compromiso.objects.filter(codigo__in=["I-1", "I-2", "I-3"]).exists()


def test_a_cell_still_wrong_keeps_the_focus_and_a_row_left_out_passes_it_on(abrir, entra, pueblo, administrador):
    navegador = entra(abrir(MESA), administrador)
    subir_y_nombrar(navegador, pueblo)
    renglon = navegador.locator("#fila-5")
    renglon.get_by_label("fecha_limite").fill("31/06/2027")
    renglon.get_by_role("button", name="Corregir").click()
    expect(renglon.get_by_text("31/06/2027.")).to_be_visible()
    expect(renglon.get_by_label("fecha_limite")).to_be_focused()
    navegador.locator("#fila-6").get_by_role("button", name="Dejar fuera").click()
    expect(renglon.get_by_label("fecha_limite")).to_be_focused()  # the only one left, above


# ── While a job has it ───────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def todo_es_grande(monkeypatch):
    monkeypatch.setattr(limites, "AL_MOMENTO_XLSX", 0)


def subir_para_despues(navegador, pueblo, padron: str) -> None:
    navegador.goto("/importaciones/")
    navegador.get_by_label("Archivo").set_input_files(matriz())
    navegador.get_by_label("Qué trae").select_option(padron)
    navegador.get_by_label("De qué convenio").select_option(str(pueblo.convenio.pk))
    navegador.get_by_role("button", name="Revisar el archivo").click()
    expect(navegador.locator("#situacion")).to_have_text("En espera de leerse")


def test_the_state_in_the_heading_follows_the_job(abrir, entra, pueblo, administrador, todo_es_grande, monkeypatch):
    monkeypatch.setattr(acciones, "leer_y_ensayar", negado)
    navegador = entra(abrir(MESA), administrador)
    subir_para_despues(navegador, pueblo, "compromisos")
    trabajo.una_vez()
    expect(navegador.get_by_text("No se pudo leer.")).to_be_visible()
    expect(navegador.locator("#situacion")).to_have_text("No se pudo leer")


def negado(*args, **kwargs):
    raise ArchivoInvalido("ilegible", "Archivo ilegible.")


def test_a_file_that_lacks_columns_once_read_asks_for_them(abrir, entra, pueblo, administrador, todo_es_grande):
    navegador = entra(abrir(MESA), administrador)
    subir_para_despues(navegador, pueblo, "compromisos")
    trabajo.una_vez()
    expect(navegador.get_by_role("heading", level=1)).to_have_text("Qué es cada columna")
