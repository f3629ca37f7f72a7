"""What is uploaded to a project or to a risk sheet, and what is written in private beside it: checked by the real forms, sought on every page."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from PIL import Image

from base.bitacora.gestos import gesto
from base.comun.archivos import formulario
from municipios.models import EvidenciaProyecto, EvidenciaRiesgo
from municipios.models.riesgo import FichaRiesgoQuerySet
from portal.importaciones.catalogo import PADRONES
from tests.comun.corpus_archivos import CORPUS, SANOS
from tests.factories import make_evidencia_de_riesgo, make_evidencia_proyecto, make_ficha, make_institucion, make_local, make_proyecto
from tests.formularios import leer

# in the tests a warning is an error, and Pillow warns of an EXIF that it cannot read: to a visitor it is a sound photo
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::UserWarning:PIL.TiffImagePlugin")]


@pytest.fixture
def local(municipalidad_a):
    return make_local(municipalidad_a.distrito)


@pytest.fixture
def proyecto(local):
    return make_proyecto(make_institucion(local=local), asesor="CANARIO asesor")


@pytest.fixture
def ficha(local):
    return make_ficha(local, nota="CANARIO nota")


def de(proyecto) -> list[Any]:
    return [proyecto.institucion.distrito.ugel.codigo, proyecto.pk]


# ── What gets in ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def sin_rastro(evidencia: Any) -> bool:
    """Kept under a name of its own, and a picture without where or with what it was taken."""
    with evidencia.archivo.open("rb") as abierto:
        octetos = abierto.read()
    if evidencia.archivo_tipo.startswith("image/"):
        imagen = Image.open(io.BytesIO(octetos))
        imagen.load()
        if imagen.getexif() or set(imagen.info) & {"exif", "xmp", "comment", "Comment", "Author"}:
            return False
    return evidencia.archivo_nombre.rsplit(".", 1)[0] not in evidencia.archivo.name


def subir_todo(cliente: Client, url: str, modelo: Any, casos: list[Any]) -> list[str]:
    """Each upload of the corpus by the form: what was not answered as the corpus says."""
    faltas = []
    for caso in casos:
        antes = modelo.objects.count()
        estado = cliente.post(url, leer(cliente.get(url)) | {"archivos": [caso.subida()], "motivo": "Corpus"}).status_code
        entraron = modelo.objects.count() - antes
        if (estado, entraron) != ((302, 1) if caso.espera is None else (422, 0)):
            faltas.append(f"{caso.titulo}: {estado}, {entraron}")
    return faltas


@pytest.mark.promesa("P33")
@pytest.mark.parametrize("donde", ["proyecto", "ficha"])
def test_only_sound_files_get_in_by_the_form_and_nothing_of_them_tells_where(donde, request, como, especialista, promesa):
    registro, cliente = request.getfixturevalue(donde), como(especialista)
    url, modelo = {
        "proyecto": lambda: (reverse("proyecto_adjuntar", args=de(registro)), EvidenciaProyecto),
        "ficha": lambda: (reverse("ficha_riesgo_editar", args=[registro.pk]), EvidenciaRiesgo),
    }[donde]()
    casos = CORPUS[:: promesa.veces(9, 1)] + SANOS[:: promesa.veces(9, 1)]
    assert subir_todo(cliente, url, modelo, casos) == []
    guardadas = list(modelo.objects.all())
    assert [e.archivo_nombre for e in guardadas if not sin_rastro(e)] == []
    for evidencia in guardadas:
        respuesta = cliente.get(evidencia.get_absolute_url())
        assert respuesta.getvalue()
        assert (respuesta["Content-Security-Policy"], respuesta["X-Content-Type-Options"]) == ("default-src 'none'; sandbox", "nosniff")
    promesa.anotar(f"el corpus por el formulario: {donde}", subidas=len(casos), admitidas=len(guardadas), con_rastro=0)


@pytest.mark.promesa("P33")
@pytest.mark.control
def test_control_an_answer_that_is_not_the_one_of_the_corpus_is_found(como, especialista, ficha, monkeypatch):
    def cerrada(archivo: Any) -> Any:
        raise ValidationError("nada entra", code="cerrada")

    monkeypatch.setattr(formulario, "revisar", cerrada)
    url = reverse("ficha_riesgo_editar", args=[ficha.pk])
    assert subir_todo(como(especialista), url, EvidenciaRiesgo, SANOS[:1])


# ── What stays private ───────────────────────────────────────────────────────────────────────────────────────────────────
def donde_se_lee(ugel: str, proyecto: Any, ficha: Any) -> list[str]:
    """Every page, export and download that tells something of a school, inside and in public, and the lists of the administration."""
    local, llave = ficha.local, [ugel]
    rutas = [reverse(r, args=llave) for r in ("instituciones", "locales", "proyectos", "riesgo", "riesgo_pautas", "publico_riesgo")]
    rutas += [reverse("proyectos", args=llave) + "?vista=galeria", reverse("publico_proyectos", args=llave), "/", "/publico/"]
    rutas += [reverse(r, args=[local.pk]) for r in ("local", "local_riesgo", "local_visita", "ficha_riesgo_nueva")]
    rutas += [reverse("ficha_riesgo_editar", args=[ficha.pk]), reverse("riesgo_porque", args=[ugel, local.pk])]
    rutas += [reverse("institucion", args=[proyecto.institucion.codigo])]
    rutas += [reverse(r, args=[ugel, proyecto.pk]) for r in ("proyecto", "proyecto_editar", "proyecto_adjuntar")]
    rutas += [reverse("riesgo_descargar", args=[ugel, formato]) for formato in ("csv", "xlsx")]
    rutas += [reverse("importar_exportar", args=[clave, "csv"]) for clave in PADRONES if clave in CLAVES]
    for registro in (proyecto, ficha, *proyecto.evidencias.all(), *ficha.evidencias.all()):
        rutas.append(reverse("historia", args=[registro.clave_de_registro, registro.pk]))
        if admin.site.is_registered(type(registro)):
            rutas.append(reverse(f"admin:{registro._meta.label_lower.replace('.', '_')}_change", args=[registro.pk]))
    rutas += [e.get_absolute_url() for e in (*proyecto.evidencias.all(), *ficha.evidencias.all())]
    return rutas


CLAVES = {"locales", "instituciones", "riesgos", "proyectos"}
CANARIOS = ("CANARIO nota", "CANARIO asesor", "CANARIO pie", "CANARIO folio", "CANARIO aula", "CANARIO patio")


def leidos(cliente: Client, rutas: list[str]) -> dict[str, set[str]]:
    """Which canaries each address tells."""
    dicho = {}
    for ruta in rutas:
        respuesta: Any = cliente.get(ruta)
        texto = (respuesta.getvalue() if respuesta.streaming else respuesta.content).decode(errors="replace") + str(respuesta.headers)
        dicho[ruta] = {canario for canario in CANARIOS if canario in texto}
    return {ruta: canarios for ruta, canarios in dicho.items() if canarios}


@pytest.fixture
def rutas(proyecto, ficha, especialista) -> Callable[[], list[str]]:
    suya = make_evidencia_proyecto(proyecto, pie="CANARIO pie", consentimiento_documento="CANARIO folio", subida_por=especialista)
    de_la_ficha = make_evidencia_de_riesgo(ficha, por=especialista)
    EvidenciaProyecto.objects.filter(pk=suya.pk).update(archivo_nombre="CANARIO patio.jpg")
    EvidenciaRiesgo.objects.filter(pk=de_la_ficha.pk).update(archivo_nombre="CANARIO aula.jpg")
    return lambda: donde_se_lee(proyecto.institucion.distrito.ugel.codigo, proyecto, ficha)


FUERA = ["anon", "alcalde_b", "dre", "coordinador_otra_ugel"]


@pytest.mark.promesa("P35")
def test_nothing_private_of_a_school_is_told_outside(rutas, request, como, client, promesa):
    paginas = rutas()
    for quien in FUERA:
        cliente = client if quien == "anon" else como(request.getfixturevalue(quien))
        assert leidos(cliente, paginas) == {}, quien
    promesa.anotar("lo privado de escuelas, desde fuera", personas=len(FUERA), direcciones=len(paginas), canarios=len(CANARIOS), leidos=0)


@pytest.mark.promesa("P35")
@pytest.mark.control
def test_control_the_canaries_are_there_to_be_read_by_their_own(rutas, como, especialista, alcalde_a):
    de_la_ugel = set().union(*leidos(como(especialista), rutas()).values())
    assert de_la_ugel == set(CANARIOS)
    assert "CANARIO asesor" not in set().union(*leidos(como(alcalde_a), rutas()).values())


@pytest.mark.promesa("P35")
@pytest.mark.control
def test_control_with_the_inner_side_opened_a_stranger_reads_it(rutas, como, alcalde_b, monkeypatch):
    monkeypatch.setattr(FichaRiesgoQuerySet, "internos_de", lambda self, user: self)
    assert "CANARIO nota" in set().union(*leidos(como(alcalde_b), rutas()).values())


@pytest.mark.promesa("P35")
def test_a_public_photo_tells_neither_its_name_nor_where_its_consent_is(rutas, proyecto, client, especialista):
    foto = proyecto.evidencias.get()
    with gesto(por=especialista):
        foto.publicar(por=especialista, documento="CANARIO folio")
    assert set().union(*leidos(client, rutas()).values()) <= {"CANARIO pie"}  # the caption is what somebody decided to show
