"""Issuing a report: once however often it is pressed, behind the page when it is long, seen by whom it belongs to, naming nobody."""

import datetime
import hashlib
import io
import json
import re
import uuid
from typing import Any

import docx
import openpyxl
import pypdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from base.avisos import obrero
from base.avisos.models import Aviso
from base.bitacora.models import Lectura
from base.comun.fechas import ahora
from municipios.models import Ugel
from portal.tablero import acciones
from portal.tablero.informes import escribir as escritores
from portal.tablero.informes.reunir import de_convenio, de_distrito, reunir
from portal.tablero.informes.secciones import secciones_de
from portal.tablero.models import InformeEmitido
from portal.tablero.models.informe import InformeQuerySet
from tests.factories import make_informe, make_plantilla
from tests.formularios import leer
from tests.informes import libros
from tests.informes.mundo import Mundo, hacer_mundo

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("informes de la casa"), pytest.mark.igual_en_los_dos]


@pytest.fixture(scope="module")
def mundo(modulo_db) -> Mundo:
    return hacer_mundo()


@pytest.fixture(autouse=True)
def _en_su_carpeta(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def como(persona: Any) -> Client:
    cliente = Client()
    cliente.force_login(persona)
    return cliente


def pedir(mundo: Mundo, quien: str = "coordinador", **campos: Any) -> InformeEmitido:
    return make_informe(mundo.distrito, por=mundo.gente[quien], **{"formatos": ("pdf", "docx", "xlsx")} | campos)


def abrir(persona: Any, url: str) -> Any:
    """What that person gets, read to its end: an open file is a warning."""
    respuesta = como(persona).get(url)
    if respuesta.streaming:
        respuesta.getvalue()
    return respuesta


def octetos(informe: InformeEmitido, formato: str) -> bytes:
    with informe.archivos.get(formato=formato).archivo.open("rb") as abierto:
        return abierto.read()


def plano(texto: str) -> str:
    """Without what a line that ends puts into a word."""
    return re.sub(r"[\s\u200b\u00ad-]", "", texto)


# ── One content, several files ───────────────────────────────────────────────────────────────────────────────────────────
def test_the_files_say_the_same_figures(mundo):
    informe = pedir(mundo)
    ambito = de_distrito(mundo.distrito)
    cifras = reunir(ambito, ambito.corte("hoy"))
    tablas = [tabla for seccion in secciones_de(cifras) for tabla in seccion.tablas]
    del_pdf = plano("".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(octetos(informe, "pdf"))).pages))
    libro = openpyxl.load_workbook(io.BytesIO(octetos(informe, "xlsx")))
    del_docx = [[[c.text for c in fila.cells] for fila in t.rows] for t in docx.Document(io.BytesIO(octetos(informe, "docx"))).tables]
    for tabla in (t for t in tablas if t.filas):
        en_palabras = [[c.en_palabras(v) or "sin dato" for c, v in zip(tabla.columnas, fila, strict=True)] for fila in tabla.filas]
        assert [[c.titulo for c in tabla.columnas], *en_palabras] in del_docx
        assert [celda for fila in en_palabras for celda in fila if plano(celda) not in del_pdf] == []
        for fila, dichas in zip(tabla.filas, libro[tabla.hoja].iter_rows(min_row=2, values_only=True), strict=True):
            for columna, valor, dicho in zip(tabla.columnas, fila, dichas, strict=True):
                if columna.clase in ("numero", "soles", "porcentaje") and valor is not None:
                    assert dicho == pytest.approx(float(valor))
    huella = informe.cifras_sha256
    assert hashlib.sha256(octetos(informe, "json")).hexdigest() == huella
    assert json.loads(octetos(informe, "json"))["de"]["distrito"] == "Distrito del informe"
    assert all(plano(huella) in plano(texto) for texto in (del_pdf, str(list(libro["Léame"].values))))
    assert "Cómo se calcula".replace(" ", "") in del_pdf


def test_the_pdf_is_tagged_says_its_pages_and_the_demonstration_is_marked(mundo):
    lector = pypdf.PdfReader(io.BytesIO(octetos(pedir(mundo, formatos=("pdf",)), "pdf")))
    assert lector.trailer["/Root"]["/MarkInfo"]["/Marked"].value is True
    assert b"pdfuaid" in lector.trailer["/Root"]["/Metadata"].get_data()
    assert "Página1de" in plano(lector.pages[0].extract_text())
    assert "DEMOSTRACIÓN" not in lector.pages[0].extract_text()
    mundo.distrito.demostracion = True
    ambito = de_distrito(mundo.distrito)
    cifras = reunir(ambito, ambito.corte("hoy"))
    emision = escritores.Emision("hoy", "Director", {})
    de_demo = {f: escritores.escribir(cifras, f, emision) for f in ("pdf", "docx", "xlsx")}
    mundo.distrito.demostracion = False
    assert "DATOS DE DEMOSTRACIÓN" in pypdf.PdfReader(io.BytesIO(de_demo["pdf"])).pages[0].extract_text()
    assert "DATOS DE DEMOSTRACIÓN" in docx.Document(io.BytesIO(de_demo["docx"])).sections[0].header.paragraphs[0].text
    assert "demostración" in str(list(openpyxl.load_workbook(io.BytesIO(de_demo["xlsx"]))["Léame"].values))


@pytest.mark.promesa("P35")
@pytest.mark.parametrize("quien", ["coordinador", "alcalde", "dre"])
def test_no_file_names_a_person_nor_tells_what_is_not_verified(mundo, quien):
    """The same paper for whoever asks: charges, never names; verified or closed, never a draft."""
    informe = pedir(mundo, quien)
    textos = [
        octetos(informe, "json").decode(),
        "".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(octetos(informe, "pdf"))).pages),
    ]
    textos += [docx.Document(io.BytesIO(octetos(informe, "docx"))).element.xml]
    textos += [str([list(h.values) for h in openpyxl.load_workbook(io.BytesIO(octetos(informe, "xlsx"))).worksheets])]
    assert not [t for t in textos if "CANARIO" in t or "DESCARTADO" in t]
    assert informe.cifras_sha256 == pedir(mundo).cifras_sha256


# ── Once ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_pressed_twice_it_is_one_and_the_same_figures_are_not_issued_again(mundo):
    cliente, url = como(mundo.gente["director"]), reverse("informe_distrito", args=[mundo.distrito.ubigeo])
    datos = leer(cliente.get(url)) | {"corte": f"{mundo.plan.anio}-1", "formatos": ["pdf"]}
    destinos = {cliente.post(url, datos).url for _ in range(2)}
    destinos.add(cliente.post(url, datos | {"clave": str(uuid.uuid4())}).url)
    assert len(destinos) == 1
    assert InformeEmitido.objects.filter(por=mundo.gente["director"]).count() == 1
    assert cliente.post(url, datos | {"clave": str(uuid.uuid4()), "corte": "hoy"}).url not in destinos


def test_two_presses_at_the_same_instant_are_one(mundo, monkeypatch, tmp_path):
    """Both found nothing received and both worked it out: the law of the database keeps one, and of the other no file is left."""
    clave = uuid.uuid4()
    primero = pedir(mundo, "director", corte=str(mundo.plan.anio), formatos=("xlsx",), clave=clave)
    antes, de_verdad = [f for f in tmp_path.rglob("*") if f.is_file()], acciones._recibido
    vueltas = iter([True])
    monkeypatch.setattr(acciones, "_recibido", lambda *de: None if next(vueltas, False) else de_verdad(*de))
    monkeypatch.setattr(acciones, "_igual", lambda *de: None)
    assert pedir(mundo, "director", corte=str(mundo.plan.anio), formatos=("xlsx",), clave=clave) == primero
    assert [f for f in tmp_path.rglob("*") if f.is_file()] == antes
    assert antes


def test_so_many_in_an_hour_and_no_more(mundo, monkeypatch):
    monkeypatch.setattr(acciones, "POR_HORA", 2)
    for corte in ("hoy", str(mundo.plan.anio)):
        pedir(mundo, "especialista", corte=corte, formatos=("xlsx",))
    with pytest.raises(ValidationError, match="en la última hora"):
        pedir(mundo, "especialista", corte=f"{mundo.plan.anio}-1")


@pytest.mark.parametrize("corte", ["2019-1", "2099", "mañana", "2025-9", ""])
def test_a_cut_that_is_not_offered_is_refused(mundo, corte):
    url = reverse("informe_distrito", args=[mundo.distrito.ubigeo])
    cliente = como(mundo.gente["director"])
    assert cliente.post(url, leer(cliente.get(url)) | {"corte": corte, "formatos": ["pdf"]}).status_code == 422
    with pytest.raises(ValidationError):
        pedir(mundo, corte=corte)


def test_what_fails_half_way_leaves_neither_row_nor_file(mundo, monkeypatch, tmp_path):
    monkeypatch.setitem(escritores.ESCRITORES, "xlsx", lambda *_: 1 / 0)
    antes = InformeEmitido.objects.count()
    with pytest.raises(ZeroDivisionError):
        pedir(mundo)
    assert InformeEmitido.objects.count() == antes
    assert [f for f in tmp_path.rglob("*") if f.is_file()] == []


# ── Long ones ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_long_one_is_done_behind_its_page_and_found_there(mundo, monkeypatch):
    monkeypatch.setattr(acciones, "AL_MOMENTO", 2)
    cliente, url = como(mundo.gente["coordinador"]), reverse("informe_convenio", args=[mundo.ugel.codigo, mundo.convenio.codigo])
    datos = leer(cliente.get(url)) | {"corte": "hoy", "formatos": ["pdf", "xlsx"]}
    pagina = cliente.post(url, datos, follow=True)
    informe = pagina.context["informe"]
    assert (informe.situacion, informe.tarea.estado) == ("en_cola", "pendiente")
    assert "Puede cerrar esta página" in pagina.content.decode()
    assert cliente.post(url, datos | {"clave": str(uuid.uuid4())}).url == informe.get_absolute_url()  # while it waits, it is the one
    while obrero.hacer_una():
        pass
    informe.refresh_from_db()
    assert (informe.situacion, informe.tarea.destino) == ("listo", informe.get_absolute_url())
    assert sorted(informe.archivos.values_list("formato", flat=True)) == ["json", "pdf", "xlsx"]
    acciones.emitir_lo_pedido(informe, avanzar=acciones.nada)  # begun again by another worker: nothing is kept twice
    assert informe.archivos.count() == 3
    aviso = Aviso.objects.get(clave=f"informe:{informe.pk}")
    assert (aviso.usuario, aviso.enlace) == (mundo.gente["coordinador"], informe.get_absolute_url())
    assert "está listo" in aviso.texto


def test_one_that_is_issued_at_once_is_not_announced_to_who_reads_it(mundo):
    pedir(mundo, formatos=("xlsx",))
    assert not Aviso.objects.filter(clave__startswith="informe:").exists()


def test_whoever_waits_is_told_also_that_it_could_not_be_issued(mundo, monkeypatch):
    monkeypatch.setattr(acciones, "AL_MOMENTO", 0)
    monkeypatch.setitem(escritores.ESCRITORES, "pdf", lambda *_: 1 / 0)
    informe = acciones.pedir(de_convenio(mundo.convenio), corte="hoy", formatos=["pdf"], por=mundo.gente["director"])
    while obrero.hacer_una():
        pass
    informe.refresh_from_db()
    aviso = Aviso.objects.get(clave=f"informe:{informe.pk}")
    assert (informe.estado, aviso.usuario) == ("fallido", mundo.gente["director"])
    assert "No se pudo emitir" in aviso.texto


def test_who_lost_the_reach_while_it_waited_gets_nothing(mundo, monkeypatch):
    monkeypatch.setattr(acciones, "AL_MOMENTO", 0)
    informe = acciones.pedir(de_convenio(mundo.convenio), corte="hoy", formatos=["pdf"], por=mundo.gente["dre"])
    monkeypatch.setattr(InformeQuerySet, "for_user", lambda self, user: self.none())
    while obrero.hacer_una():
        pass
    informe.refresh_from_db()
    assert (informe.estado, informe.problema) == ("fallido", "Quien lo pidió ya no alcanza lo que el informe cuenta.")
    assert not informe.archivos.exists()


def test_files_are_let_go_in_time_and_what_was_issued_stays_told(mundo):
    informe = pedir(mundo, formatos=("pdf",))
    rutas = [a.archivo.name for a in informe.archivos.all()]
    assert acciones.olvidar(hasta=ahora() - datetime.timedelta(days=1)) == 0
    assert acciones.olvidar(hasta=ahora()) >= 1
    assert not any(default_storage.exists(ruta) for ruta in rutas)
    cliente = como(mundo.gente["coordinador"])
    pagina = cliente.get(informe.get_absolute_url()).content.decode()
    assert informe.cifras_sha256 in pagina
    assert "emítalo de nuevo" in pagina
    assert cliente.get(reverse("informe_archivo", args=[informe.pk, "pdf"])).status_code == 404
    assert pedir(mundo, formatos=("pdf",)).pk != informe.pk


# ── Whose ────────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.promesa("P24")
def test_a_file_is_handed_to_whom_it_belongs_and_that_is_written_down(mundo, monkeypatch):
    informe = pedir(mundo, "alcalde", formatos=("pdf",))
    url = reverse("informe_archivo", args=[informe.pk, "pdf"])
    ven = {quien: abrir(persona, url).status_code for quien, persona in mundo.gente.items()}
    assert {q for q, codigo in ven.items() if codigo == 200} == {
        "coordinador",
        "coordinadora",
        "especialista",
        "administrador",
        "director",
        "alcalde",
    }
    assert {q for q, codigo in ven.items() if codigo == 404} == {"vecino", "dre", "ajeno"}
    assert Lectura.objects.filter(clase="tablero.informeemitido", de=str(informe.pk)).count() == 6
    respuesta = abrir(mundo.gente["alcalde"], url)
    assert respuesta["Content-Disposition"].startswith("attachment")
    assert (respuesta["X-Content-Type-Options"], respuesta["Cache-Control"]) == ("nosniff", "private, no-store")
    monkeypatch.setattr(InformeQuerySet, "for_user", lambda self, user: self)  # control: the scope is what hides it
    assert abrir(mundo.gente["vecino"], url).status_code == 200


@pytest.mark.promesa("P26")
def test_a_mayor_whose_term_ends_opens_no_more_of_his_reports(mundo, monkeypatch):
    informe = pedir(mundo, "alcalde", formatos=("pdf",))
    cliente = como(mundo.gente["alcalde"])
    assert cliente.get(informe.get_absolute_url()).status_code == 200
    mundo.a.gestiones.update(fin=ahora().date() - datetime.timedelta(days=2))
    assert not Ugel.objects.for_user(mundo.gente["alcalde"]).exists()
    assert cliente.get(informe.get_absolute_url()).status_code == 404


def test_the_pages_of_what_is_told_lead_to_their_report(mundo):
    cliente = como(mundo.gente["administrador"])
    for pagina, destino in (
        (reverse("distrito", args=[mundo.distrito.ubigeo]), reverse("informe_distrito", args=[mundo.distrito.ubigeo])),
        (mundo.convenio.get_absolute_url(), reverse("informe_convenio", args=[mundo.ugel.codigo, mundo.convenio.codigo])),
        (mundo.encuentro.get_absolute_url(), reverse("informe_provincia", args=[mundo.ugel.codigo, mundo.encuentro.numero])),
        (reverse("informes"), reverse("plantillas_informe", args=[mundo.ugel.codigo])),
    ):
        assert f'href="{destino}"' in cliente.get(pagina).content.decode()
    suya = como(mundo.gente["alcalde"]).get(reverse("mi_municipio")).content.decode()
    assert f'href="{reverse("informe_distrito", args=[mundo.distrito.ubigeo])}"' in suya


def test_the_list_costs_the_same_for_few_and_for_many(mundo, django_assert_max_num_queries):
    pedir(mundo, formatos=("pdf",))
    cliente = como(mundo.gente["coordinador"])
    for _ in range(30):
        InformeEmitido.objects.create(
            clase="distrito", ugel=mundo.ugel, distrito=mundo.distrito, titulo="X", corte="hoy", por=mundo.gente["director"]
        )
    with django_assert_max_num_queries(12):
        assert cliente.get(reverse("informes"), {"clase": "distrito", "texto": "x"}).status_code == 200


# ── The office's templates ───────────────────────────────────────────────────────────────────────────────────────────────
def test_an_administrator_brings_the_matrix_and_anyone_of_the_ugel_fills_it(mundo):
    cliente, url = como(mundo.gente["administrador"]), reverse("plantillas_informe", args=[mundo.ugel.codigo])
    subida = SimpleUploadedFile("matriz.xlsx", libros.matriz())
    pagina = cliente.post(url, leer(cliente.get(url)) | {"nombre": "Matriz", "archivo": subida}, follow=True)
    plantilla = pagina.context["plantilla"]
    assert "compromiso.codigo" in pagina.content.decode()
    suyo = como(mundo.gente["alcalde"])
    pedido = reverse("informe_distrito", args=[mundo.distrito.ubigeo])
    informe = suyo.post(pedido, leer(suyo.get(pedido)) | {"corte": "hoy", "plantilla": plantilla.pk}, follow=True).context["informe"]
    hoja = openpyxl.load_workbook(io.BytesIO(octetos(informe, "xlsx")))["Matriz 2026"]
    ambito = de_distrito(mundo.distrito)
    cifras = reunir(ambito, ambito.corte("hoy"))
    assert [hoja.cell(8 + n, 1).value for n in range(len(cifras.compromisos))] == [c.codigo for c in cifras.compromisos]
    assert hoja.cell(8 + len(cifras.compromisos), 5).value == f"=SUM(E8:E{7 + len(cifras.compromisos)})"
    assert sorted(informe.archivos.values_list("formato", flat=True)) == ["json", "xlsx"]


def test_what_is_wrong_with_a_template_is_told_and_nothing_is_kept(mundo):
    cliente, url = como(mundo.gente["administrador"]), reverse("plantillas_informe", args=[mundo.ugel.codigo])
    subida = SimpleUploadedFile("matriz.xlsx", libros.libro({"A1": "{{distritto}}"}))
    respuesta = cliente.post(url, leer(cliente.get(url)) | {"nombre": "Mala", "archivo": subida})
    assert respuesta.status_code == 422
    assert "¿Quiso decir {{distrito}}" in respuesta.content.decode()
    assert not respuesta.context["plantillas"].filter(nombre="Mala").exists()


def test_a_template_put_away_is_offered_no_more_and_its_name_is_free(mundo):
    plantilla = make_plantilla(mundo.ugel, por=mundo.gente["administrador"], nombre="Vieja")
    with pytest.raises(ValidationError, match="Ya hay una plantilla en uso"):
        make_plantilla(mundo.ugel, por=mundo.gente["administrador"], nombre="VIEJA")
    cliente, url = como(mundo.gente["administrador"]), reverse("plantilla_informe_retirar", args=[mundo.ugel.codigo, plantilla.pk])
    assert cliente.post(url, leer(cliente.get(url))).status_code == 302
    assert cliente.get(plantilla.get_absolute_url()).status_code == 404
    assert make_plantilla(mundo.ugel, por=mundo.gente["administrador"], nombre="Vieja").pk != plantilla.pk
