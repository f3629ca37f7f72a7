"""An encuentro run from the first tap to the last one on a tablet, with a line that drops, in Chromium."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from base.bitacora.gestos import gesto
from base.comun import candados
from encuentros.models import Acuerdo, Asistencia, Encuentro, PuntoAgenda, RevisionAcuerdo
from tests.factories import dias
from tests.factories_encuentros import llevar_encuentro, make_acuerdo, make_encuentro, make_invitado, make_punto
from tests.navegador.chromium import TELEFONO
from tests.navegador.lupa import faltas

TABLETA = {"width": 768, "height": 1024}


@pytest.fixture
def encuentro(live_server, ugel, municipalidad_a, municipalidad_b, coordinador):
    """Convoked for today; of the former one an acuerdo is left open. The locks go before the database is emptied."""
    anterior = make_encuentro(ugel, numero=1, estado="en_curso", fecha=dias(-90), por=coordinador)
    make_acuerdo(anterior, texto="Enviar la lista de aulas")
    suyo = make_encuentro(ugel, numero=2, fecha=dias(0), nombre="II Encuentro de la prueba", lema="por la educación")
    for municipalidad in (municipalidad_a, municipalidad_b):
        make_invitado(suyo, municipalidad)
    make_punto(suyo, orden=1, clase="acuerdos", titulo="Acuerdos abiertos")
    make_punto(suyo, orden=2, titulo="Plan de lectura")
    yield suyo
    candados.quitar()


def url(encuentro: Encuentro) -> str:
    return reverse("en_vivo", args=[encuentro.ugel.codigo, encuentro.numero])


def punto(pagina: Page, titulo: str):
    return pagina.get_by_role("region", name=titulo)


def anotar(pagina: Page, titulo: str, texto: str) -> None:
    region = punto(pagina, titulo)
    nuevo = region.locator("details").filter(has_text="Anotar un acuerdo").last
    if nuevo.get_attribute("open") is None:
        nuevo.locator("summary").click()
    nuevo.get_by_label("Qué se acordó").fill(texto)
    nuevo.get_by_role("button", name="Anotar el acuerdo").click()


def tocar(pagina: Page, municipalidad, boton: str) -> None:
    pagina.get_by_role("group", name=str(municipalidad)).get_by_role("button", name=boton).click()


@pytest.mark.promesa("P1")
@pytest.mark.promesa("P2")
def test_an_encuentro_is_run_with_the_line_cut_twice_and_nothing_is_lost(
    encuentro, abrir, entra, coordinador, convenio, municipalidad_a, municipalidad_b
):
    pagina = entra(abrir(TABLETA), coordinador)
    red = pagina.context
    pagina.goto(url(encuentro))
    pagina.get_by_role("button", name="Iniciar el encuentro").click()
    expect(pagina.get_by_text("El encuentro empezó")).to_be_visible()
    tocar(pagina, municipalidad_a, "Alcalde")
    expect(pagina.locator("#cabeza")).to_contain_text("1 presente de 2")
    anotar(pagina, "Plan de lectura", "Primero, con línea")
    expect(punto(pagina, "Plan de lectura")).to_contain_text("Acuerdo 1. Primero, con línea")

    red.set_offline(True)
    tocar(pagina, municipalidad_b, "Delegado")
    expect(pagina.locator("[data-linea]")).to_contain_text("Sin conexión: 1 cambio guardado en este equipo")
    detalle = pagina.locator(f"#asistencia-{municipalidad_b.pk} form").last
    detalle.get_by_label("Nombre").fill("Persona ficticia")
    detalle.get_by_label("Acreditación").fill("Carta 3")
    detalle.get_by_role("button").click()
    anotar(pagina, "Plan de lectura", "Segundo, sin línea")
    anotar(pagina, "Plan de lectura", "Tercero, sin línea")
    punto(pagina, "Plan de lectura").get_by_label("Notas").fill("Se leyó el informe")
    pagina.locator("h1").click()
    expect(pagina.locator("[data-linea]")).to_contain_text("Sin conexión: 5 cambios guardados en este equipo")
    assert Acuerdo.objects.filter(encuentro=encuentro).count() == 1
    red.set_offline(False)
    expect(punto(pagina, "Plan de lectura")).to_contain_text("Acuerdo 3. Tercero, sin línea")
    expect(pagina.locator("[data-linea]")).to_be_hidden()

    red.set_offline(True)
    anotar(pagina, "Acuerdos fuera de la agenda", "Cuarto, en la segunda caída")
    punto(pagina, "Plan de lectura").get_by_label("Notas").fill("Se leyó el informe y se aprobó")
    nuevo = punto(pagina, "Plan de lectura").get_by_label("Qué se acordó").last
    nuevo.fill("A medio escribir")
    pagina.goto("about:blank")  # the tablet is closed in the middle
    red.set_offline(False)
    pagina.goto(url(encuentro))
    expect(punto(pagina, "Acuerdos fuera de la agenda")).to_contain_text("Acuerdo 4. Cuarto, en la segunda caída")
    expect(punto(pagina, "Plan de lectura").get_by_label("Notas")).to_have_value("Se leyó el informe y se aprobó")
    expect(punto(pagina, "Plan de lectura").get_by_label("Qué se acordó").last).to_have_value("A medio escribir")

    revision = pagina.locator(f"#punto-{encuentro.puntos.get(orden=1).pk}")
    revision.get_by_label("Qué se dijo hoy").fill("Llegó en mayo")
    revision.get_by_label("Cómo queda").select_option("cumplido")
    revision.get_by_role("button", name="Revisado").click()
    expect(revision).to_contain_text("Escriba con qué se cumplió")  # refused, and what was typed stays
    expect(revision.get_by_label("Qué se dijo hoy")).to_have_value("Llegó en mayo")
    revision.get_by_label("Con qué se cumplió").fill("Oficio 9")
    revision.get_by_role("button", name="Revisado").click()
    expect(revision).to_contain_text("revisado hoy")
    nuevo = punto(pagina, "Plan de lectura")
    nuevo.get_by_label("Queda como").last.select_option(label=f"Compromiso del CM-PRUEBA · {convenio.titulo}")
    nuevo.get_by_role("button", name="Anotar el acuerdo").click()
    expect(nuevo).to_contain_text("Acuerdo 5. A medio escribir")
    for boton in range(2):
        pagina.get_by_role("button", name="Tratado").first.click()
        expect(pagina.get_by_role("button", name="Volver a abrir")).to_have_count(boton + 1)
    assert faltas(pagina) == []
    pagina.locator("#cabeza summary").filter(has_text="Terminar").click()
    pagina.get_by_role("button", name="Terminar").click()
    expect(pagina.get_by_role("button", name="Retomar")).to_be_visible()
    pagina.emulate_media(media="print")
    expect(pagina.locator(f"#asistencia-{municipalidad_a.pk} .vivo-quien .fila-estado")).to_contain_text("Alcalde o alcaldesa, ")
    expect(pagina.locator(f"#asistencia-{municipalidad_a.pk} .vivo-quien .fila-estado")).to_be_visible()  # on paper too it is said who came

    acuerdos = Acuerdo.objects.filter(encuentro=encuentro).order_by("numero")
    assert [a.texto.split(",")[0] for a in acuerdos] == ["Primero", "Segundo", "Tercero", "Cuarto", "A medio escribir"]
    assert acuerdos[4].compromiso.convenio == convenio
    llegada = Asistencia.objects.get(encuentro=encuentro, municipalidad=municipalidad_b)
    assert (llegada.quien, llegada.representante, llegada.acreditacion) == ("delegado", "Persona ficticia", "Carta 3")
    assert PuntoAgenda.objects.get(encuentro=encuentro, orden=2).notas == "Se leyó el informe y se aprobó"
    assert RevisionAcuerdo.objects.get(encuentro=encuentro).situacion == "cumplido"
    assert pagina.evaluate("Object.keys(localStorage).filter((c) => c.includes('en-vivo')).length") == 0


@pytest.mark.promesa("P1")
def test_two_secretaries_on_the_same_text_are_asked_and_on_different_ones_are_joined(
    encuentro, abrir, entra, coordinador, coordinadora, municipalidad_a, municipalidad_b
):
    with gesto(por=coordinador):
        llevar_encuentro(encuentro, "en_curso", por=coordinador)
    una, otra = entra(abrir(TABLETA), coordinador), entra(abrir(TABLETA), coordinadora)
    for pagina in (una, otra):
        pagina.goto(url(encuentro))
    tocar(una, municipalidad_a, "Alcalde")
    tocar(otra, municipalidad_b, "Alcalde")
    expect(otra.locator("#cabeza")).to_contain_text("2 presentes de 2")  # neither was lost
    de_una, de_otra = (punto(pagina, "Plan de lectura") for pagina in (una, otra))
    de_una.get_by_label("Notas").fill("Lo que oyó una")
    de_una.get_by_role("button", name="Guardar las notas").click()
    expect(de_una).to_contain_text("Guardado.")
    otra.context.set_offline(True)
    de_otra.get_by_label("Notas").fill("Lo que oyó la otra")
    de_otra.get_by_role("button", name="Guardar las notas").click()
    otra.context.set_offline(False)
    expect(de_otra).to_contain_text("Lo guardado ahora: Lo que oyó una")
    expect(de_otra.get_by_label("Notas")).to_have_value("Lo que oyó la otra")
    otra.reload()
    expect(de_otra).to_contain_text("Lo guardado ahora: Lo que oyó una")  # it is asked again: nothing was thrown away
    expect(de_otra.get_by_label("Notas")).to_have_value("Lo que oyó la otra")
    assert PuntoAgenda.objects.get(encuentro=encuentro, orden=2).notas == "Lo que oyó una"
    assert faltas(otra) == []
    de_otra.get_by_label("Notas").fill("Lo que oyeron las dos")
    de_otra.get_by_role("button", name="Guardar las notas").click()
    expect(de_otra).to_contain_text("Guardado.")
    assert PuntoAgenda.objects.get(encuentro=encuentro, orden=2).notas == "Lo que oyeron las dos"


def test_a_line_that_is_refused_comes_back_beside_the_next_one(encuentro, abrir, entra, coordinador):
    with gesto(por=coordinador):
        llevar_encuentro(encuentro, "en_curso", por=coordinador)
    pagina = entra(abrir(TELEFONO), coordinador)
    pagina.goto(url(encuentro))
    region = punto(pagina, "Plan de lectura")
    region.locator("details").filter(has_text="Anotar un acuerdo").last.locator("summary").click()
    region.get_by_label("Plazo").fill(f"{dias(-3)}")
    anotar(pagina, "Plan de lectura", "Con un plazo que ya pasó")
    expect(region).to_contain_text("El plazo no puede ser anterior al día del encuentro")
    region.get_by_label("Qué se acordó").last.fill("El que sigue")
    expect(region.get_by_label("Qué se acordó").first).to_have_value("Con un plazo que ya pasó")
    assert faltas(pagina) == []
    region.get_by_label("Plazo").first.fill(f"{dias(3)}")
    region.get_by_role("button", name="Anotar el acuerdo").first.click()
    expect(region).to_contain_text("Acuerdo 1. Con un plazo que ya pasó")
    expect(region.get_by_label("Qué se acordó").last).to_have_value("El que sigue")
    expect(pagina.locator("[data-linea]")).to_be_hidden()
    assert [a.texto for a in Acuerdo.objects.filter(encuentro=encuentro)] == ["Con un plazo que ya pasó"]


@pytest.mark.promesa("P2")
def test_an_answer_that_is_lost_on_the_way_does_nothing_twice(encuentro, abrir, entra, coordinador):
    with gesto(por=coordinador):
        llevar_encuentro(encuentro, "en_curso", por=coordinador)
    pagina = entra(abrir(TABLETA), coordinador)
    pagina.goto(url(encuentro))
    perdidas = []

    def perder(camino) -> None:
        if camino.request.method != "POST" or perdidas:
            camino.continue_()
            return
        perdidas.append(camino.fetch().status)  # the portal did it, and the answer never arrives
        camino.abort()

    pagina.route("**/en-vivo/", perder)
    anotar(pagina, "Plan de lectura", "Una sola vez")
    expect(pagina.locator("[data-linea]")).to_contain_text("Sin conexión: 1 cambio guardado en este equipo")
    assert perdidas == [200]
    pagina.evaluate("dispatchEvent(new Event('online'))")
    expect(punto(pagina, "Plan de lectura")).to_contain_text("Acuerdo 1. Una sola vez")
    expect(pagina.locator("[data-linea]")).to_be_hidden()
    assert Acuerdo.objects.filter(encuentro=encuentro).count() == 1
