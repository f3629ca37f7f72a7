"""The errands for which people come, walked as they walk them: with and without JavaScript, with the keyboard alone, in the administration.

What a step answers on the way to its end (an error, a conflict) is looked at there by the magnifying glass too, which runs in the page
and so needs its JavaScript.
"""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from convenios.models import Avance, Compromiso, Convenio
from tests.factories import dias, make_foto, make_pdf
from tests.navegador.chromium import MESA, TELEFONO
from tests.navegador.lupa import faltas

EN_FOCO = "(({innerText, labels, ariaLabel}) => (labels?.[0] ?? {innerText}).innerText || ariaLabel || '')(document.activeElement)"


def archivo(subida) -> dict:
    return {"name": subida.name, "mimeType": subida.content_type, "buffer": subida.read()}


def hasta(pagina: Page, rotulo: str) -> None:
    """Press Tab until the thing of that name has the focus."""
    for _ in range(90):
        pagina.keyboard.press("Tab")
        if pagina.evaluate(EN_FOCO).strip().startswith(rotulo):
            return
    raise AssertionError(f"no se llega con Tab a «{rotulo}»")


@pytest.fixture(params=[True, False], ids=["con JavaScript", "sin JavaScript"])
def con_javascript(request) -> bool:
    return request.param


# ── The coordinator ──────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_coordinator_verifies_what_waits_one_after_another(pueblo, abrir, entra, coordinador, con_javascript):
    pagina = entra(abrir(MESA, con_javascript=con_javascript), coordinador)
    pagina.goto("/")
    expect(pagina.get_by_role("heading", level=1)).to_have_text("Mi bandeja")
    pagina.locator("#por-verificar").locator("xpath=..").get_by_role("link", name="Revisar").first.click()
    expect(pagina.get_by_text("Taller en Distrito A")).to_be_visible()
    expect(pagina.get_by_text("Dar diez talleres")).to_be_visible()
    pagina.get_by_role("button", name="Verificar y ver el siguiente").click()

    expect(pagina.get_by_text("Verificado: ya cuenta. Queda 1")).to_be_visible()
    expect(pagina.get_by_text("Taller en Distrito B")).to_be_visible()
    pagina.get_by_role("button", name="Observar").click()
    expect(pagina.locator("#id_observacion")).to_have_attribute("aria-invalid", "true")
    assert not con_javascript or faltas(pagina) == []
    pagina.get_by_label("Qué falta o qué hay que corregir").fill("Falta la lista de asistencia")
    pagina.get_by_role("button", name="Observar").click()

    expect(pagina).to_have_url(re.compile("/bandeja/$"))
    assert [Avance.objects.get(pk=a.pk).estado for a in pueblo.enviados] == ["verificado", "observado"]


def test_a_coordinator_verifies_without_touching_the_mouse(pueblo, escritorio, entra, coordinador):
    entra(escritorio, coordinador).goto("/")
    hasta(escritorio, "Revisar")
    escritorio.keyboard.press("Enter")
    expect(escritorio.get_by_text("Lo que se prometió")).to_be_visible()
    hasta(escritorio, "Verificar y ver el siguiente")
    escritorio.keyboard.press("Space")
    expect(escritorio.get_by_text("Taller en Distrito B")).to_be_visible()
    hasta(escritorio, "Verificar")
    escritorio.keyboard.press("Enter")

    expect(escritorio).to_have_url(re.compile("/bandeja/$"))
    assert {Avance.objects.get(pk=a.pk).estado for a in pueblo.enviados} == {"verificado"}


def test_a_coordinator_writes_a_convenio_and_what_it_promises(pueblo, abrir, entra, coordinador, con_javascript):
    pagina = entra(abrir(MESA, con_javascript=con_javascript), coordinador)
    pagina.goto(reverse("convenios", args=[pueblo.ugel.codigo]))
    pagina.get_by_role("link", name="Registrar un convenio").first.click()
    pagina.get_by_role("button", name="Guardar").click()
    expect(pagina.locator(".alert-danger, .alert-error").first).to_be_visible()
    assert not con_javascript or faltas(pagina) == []
    pagina.get_by_label("código").first.fill("CM-NUEVO")
    pagina.get_by_label("título").first.fill("Convenio por la lectura")
    pagina.get_by_role("button", name="Guardar").click()
    expect(pagina.get_by_role("heading", level=1)).to_have_text("Convenio por la lectura")
    pagina.get_by_role("link", name="Agregar una parte").click()
    pagina.get_by_label("municipalidad").first.select_option(label="Municipalidad provincial de Distrito A")
    pagina.get_by_role("button", name="Guardar").click()

    pagina.get_by_role("link", name="Registrar un compromiso").click()
    pagina.locator("#id_codigo").fill("L-01")
    pagina.locator("#id_descripcion").fill("Abrir una biblioteca")
    pagina.locator("#id_plazo").fill(dias(60).isoformat())
    pagina.locator("label", has_text="Distrito A").first.click()
    pagina.get_by_role("button", name="Guardar").click()
    expect(pagina.get_by_text("Abrir una biblioteca").first).to_be_visible()

    pagina.get_by_role("link", name="Reprogramar").click()
    pagina.locator("#id_plazo").fill(dias(90).isoformat())
    pagina.get_by_role("button", name="Reprogramar").click()
    expect(pagina.locator(".invalid-feedback").first).to_be_visible()
    assert not con_javascript or faltas(pagina) == []
    pagina.locator("#id_motivo").fill("El local no está listo")
    pagina.locator("#id_documento").fill("Oficio 7-2026")
    pagina.get_by_role("button", name="Reprogramar").click()
    expect(pagina.get_by_text("Reprogramado 1 vez")).to_be_visible()

    compromiso = Compromiso.objects.get(convenio__codigo="CM-NUEVO", codigo="L-01")
    assert (compromiso.plazo, compromiso.reprogramaciones.get().plazo_anterior) == (dias(90), dias(60))
    assert [a.distrito for a in compromiso.alcances.all()] == [pueblo.distrito]
    assert Convenio.objects.get(codigo="CM-NUEVO").partes.count() == 1


def test_two_tabs_that_save_the_same_commitment_end_in_a_choice(pueblo, abrir, entra, coordinador, con_javascript):
    una = entra(abrir(TELEFONO, con_javascript=con_javascript), coordinador)
    otra = una.context.new_page()
    direccion = reverse("compromiso_editar", args=[pueblo.ugel.codigo, pueblo.convenio.codigo, "C-01"])
    for pagina in (una, otra):
        pagina.goto(direccion)
    otra.locator("#id_responsable").fill("Directora de la red")
    otra.get_by_role("button", name="Guardar").click()
    expect(otra.get_by_text("Directora de la red").first).to_be_visible()

    una.locator("#id_responsable").fill("Jefe de infraestructura")
    una.locator("#id_descripcion").fill("Dar doce talleres de lectura")
    with una.expect_response(lambda r: r.request.method == "POST") as respuesta:
        una.get_by_role("button", name="Guardar").click()
    assert respuesta.value.status == 409
    expect(una.get_by_role("heading", level=1)).to_have_text("Alguien guardó antes que usted")
    expect(una.get_by_text("Directora de la red")).to_be_visible()
    assert not con_javascript or faltas(una) == []
    una.get_by_text("Directora de la red").click()
    una.get_by_role("button", name="Guardar lo elegido").click()

    expect(una.get_by_text("Dar doce talleres de lectura").first).to_be_visible()
    compromiso = Compromiso.objects.get(pk=pueblo.talleres.pk)
    assert (compromiso.responsable, compromiso.descripcion) == ("Directora de la red", "Dar doce talleres de lectura")


# ── Whoever reports ──────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_specialist_reports_with_a_photo_and_a_document(pueblo, abrir, entra, especialista, con_javascript):
    pagina = entra(abrir(MESA, con_javascript=con_javascript), especialista)
    pagina.goto(pueblo.talleres.get_absolute_url())
    pagina.get_by_role("link", name="Registrar avance").click()
    pagina.get_by_role("button", name="Guardar y enviar").click()
    if con_javascript:  # the browser itself asks for what is missing
        assert pagina.locator(":invalid").count()
    pagina.locator("#id_descripcion").fill("Dos talleres en la sede")
    pagina.locator("#id_cantidad").fill("2")
    pagina.locator("#id_fecha").fill(dias(-1).isoformat())
    pagina.locator("#id_distrito").select_option(label="Distrito A")
    pagina.locator("input[type=file]").set_input_files([archivo(make_foto()), archivo(make_pdf())])
    pagina.get_by_role("button", name="Guardar y enviar").click()

    expect(pagina.get_by_text("Enviado: lo verificará un coordinador")).to_be_visible()
    avance = Avance.objects.get(descripcion="Dos talleres en la sede")
    assert avance.estado == "enviado"
    assert sorted(e.clase for e in avance.evidencias.all()) == ["documento", "foto"]


def test_a_specialist_reports_without_touching_the_mouse(pueblo, escritorio, entra, especialista):
    entra(escritorio, especialista).goto(pueblo.talleres.get_absolute_url())
    hasta(escritorio, "Registrar avance")
    escritorio.keyboard.press("Enter")
    expect(escritorio.get_by_role("heading", level=1)).to_have_text("Registrar avance")
    hasta(escritorio, "Cuéntelo")
    escritorio.keyboard.type("Un taller, solo con el teclado")
    hasta(escritorio, "Fecha")
    escritorio.keyboard.type(f"{dias(-1):%d%m%Y}")
    hasta(escritorio, "Sin evidencia")
    escritorio.keyboard.type("Se hizo de palabra")
    hasta(escritorio, "Guardar y enviar")
    escritorio.keyboard.press("Enter")

    expect(escritorio.get_by_text("Enviado: lo verificará un coordinador")).to_be_visible()
    assert Avance.objects.get(descripcion="Un taller, solo con el teclado").estado == "enviado"


def test_a_mayor_on_the_phone_reads_reports_and_shares(pueblo, abrir, entra, alcalde_a, con_javascript):
    pagina = entra(abrir(TELEFONO, con_javascript=con_javascript), alcalde_a)
    pagina.goto("/")
    expect(pagina.get_by_role("heading", level=1)).to_have_text("Distrito A")
    compartir = pagina.get_by_role("link", name="WhatsApp").get_attribute("href")
    assert compartir.startswith("https://wa.me/?text=")

    pagina.locator("summary", has_text="Registrar avance").click()
    pagina.get_by_role("link", name="C-02 Techar tres aulas").first.click()
    pagina.locator("#id_descripcion").fill("Se techó la tercera")
    pagina.locator("#id_hito").select_option(index=1)
    pagina.locator("#id_fecha").fill(dias(-2).isoformat())
    pagina.locator("input[type=file]").set_input_files([archivo(make_foto())])
    pagina.get_by_role("button", name="Guardar y enviar").click()

    expect(pagina.get_by_text("Enviado: lo verificará un coordinador")).to_be_visible()
    avance = Avance.objects.get(descripcion="Se techó la tercera")
    assert (avance.estado, avance.creado_por, avance.distrito) == ("enviado", alcalde_a, pueblo.distrito)


# ── The same, in the administration ──────────────────────────────────────────────────────────────────────────────────────
def test_a_coordinator_does_the_same_in_the_administration(pueblo, abrir, entra, coordinador):
    pagina = entra(abrir(MESA), coordinador)
    pagina.goto(reverse("admin:convenios_compromiso_add"))
    pagina.get_by_role("combobox", name="Convenio").select_option(label="CM-PRUEBA")
    pagina.locator("#id_codigo").fill("A-01")
    pagina.locator("#id_descripcion").fill("Abrir una biblioteca")
    pagina.locator("[name=_save]").click()
    expect(pagina.locator(".messagelist .success")).to_be_visible()
    compromiso = Compromiso.objects.get(codigo="A-01")

    pagina.goto(reverse("admin:convenios_compromiso_change", args=[compromiso.pk]))
    pagina.locator("#id_responsable").fill("Jefa de la red")
    pagina.locator("#id_motivo").fill("Lo dijo el oficio")
    pagina.locator("[name=_save]").click()
    expect(pagina.locator(".messagelist .success")).to_be_visible()
    compromiso.refresh_from_db()
    assert (compromiso.responsable, compromiso.history.first().history_change_reason) == ("Jefa de la red", "Lo dijo el oficio")


def test_a_coordinator_verifies_in_the_administration(pueblo, abrir, entra, coordinador, con_javascript):
    pagina = entra(abrir(MESA, con_javascript=con_javascript), coordinador)
    pagina.goto(reverse("admin:convenios_avance_changelist") + "?estado__exact=enviado")
    for casilla in pagina.locator("input.action-select").all():
        casilla.check()
    pagina.locator("select[name=action]").select_option("verificar")
    pagina.locator("#changelist .actions button[type=submit]").click()

    expect(pagina.get_by_text("Verificados: 2")).to_be_visible()
    assert {Avance.objects.get(pk=a.pk).estado for a in pueblo.enviados} == {"verificado"}


def test_two_tabs_in_the_administration_end_with_both_texts(pueblo, abrir, entra, coordinador, con_javascript):
    una = entra(abrir(MESA, con_javascript=con_javascript), coordinador)
    otra = una.context.new_page()
    for pagina in (una, otra):
        pagina.goto(reverse("admin:convenios_compromiso_change", args=[pueblo.talleres.pk]))
    otra.locator("#id_responsable").fill("Directora de la red")
    otra.locator("[name=_save]").click()
    expect(otra.locator(".messagelist .success")).to_be_visible()

    una.locator("#id_responsable").fill("Jefe de infraestructura")
    una.locator("[name=_save]").click()
    expect(una.get_by_text("Lo guardado ahora: «Directora de la red»")).to_be_visible()
    expect(una.locator("#id_responsable")).to_have_value("Jefe de infraestructura")
    una.locator("[name=_save]").click()
    expect(una.locator(".messagelist .success")).to_be_visible()
    assert Compromiso.objects.get(pk=pueblo.talleres.pk).responsable == "Jefe de infraestructura"
