"""What schools showed: numbers of students and never names; photos that only their own see until somebody shows one with its consent."""

import io

import pytest
from django.urls import reverse
from PIL import Image

from base.bitacora.gestos import gesto
from encuentros.models import FotoExpuesta, ProyectoExpuesto
from encuentros.models.expuesto import FotoExpuestaQuerySet
from tests.comun.corpus_archivos import CORPUS, SANOS, foto_con_gps
from tests.factories import make_institucion, make_pdf, make_proyecto
from tests.factories_encuentros import llevar_encuentro, make_encuentro, make_foto_expuesta, make_proyecto_expuesto
from tests.formularios import leer

# in the tests a warning is an error, and Pillow warns of an EXIF that it cannot read: to a visitor it is a sound photo
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::UserWarning:PIL.TiffImagePlugin")]


@pytest.fixture
def encuentro(ugel):
    return make_encuentro(ugel, numero=1)


@pytest.fixture
def expuesto(encuentro, municipalidad_a):
    return make_proyecto_expuesto(encuentro, distrito=municipalidad_a.distrito)


def de(expuesto, ruta) -> str:
    return reverse(ruta, args=[expuesto.encuentro.ugel.codigo, expuesto.encuentro.numero, expuesto.pk])


def abrir(cliente, foto) -> int:
    respuesta = cliente.get(foto.get_absolute_url())
    if respuesta.streaming:
        assert respuesta.getvalue()
    return respuesta.status_code


def test_it_is_written_corrected_and_taken_off(encuentro, coordinador, municipalidad_a, otra_ugel, como):
    suyo = make_proyecto(make_institucion(municipalidad_a.distrito), codigo="PE-7")
    make_proyecto(codigo="PE-AJENO")
    cliente, url = como(coordinador), reverse("expuesto_nuevo", args=[encuentro.ugel.codigo, 1])
    pagina = cliente.get(url)
    assert "PE-AJENO" not in pagina.text
    datos = leer(pagina) | {"institucion": "I.E. 16040", "titulo": "Biohuerto", "estudiantes": "12", "proyecto": suyo.pk}
    for _ in range(2):
        assert cliente.post(url, datos).status_code == 302
    expuesto = ProyectoExpuesto.objects.get()
    assert (expuesto.titulo, expuesto.estudiantes, expuesto.proyecto) == ("Biohuerto", 12, suyo)

    editar = de(expuesto, "expuesto_editar")
    assert cliente.post(editar, leer(cliente.get(editar)) | {"titulo": "Biohuerto escolar"}).status_code == 302
    quitar = de(expuesto, "expuesto_quitar")
    assert cliente.post(quitar, leer(cliente.get(quitar)) | {"motivo": "Repetido"}).status_code == 302
    assert not ProyectoExpuesto.objects.exists()


def test_after_the_signature_nothing_is_added(expuesto, coordinador, como):
    cliente = como(coordinador)
    url = de(expuesto, "expuesto_fotos")
    datos = leer(cliente.get(url)) | {"archivos": [foto_con_gps()]}
    llevar_encuentro(expuesto.encuentro, "acta_firmada", por=coordinador)
    assert cliente.get(url).status_code == 403
    assert cliente.post(url, datos).status_code == 422
    assert not FotoExpuesta.objects.exists()


# ── Photos ───────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.promesa("P33")
def test_only_sound_photos_get_in_and_nothing_of_them_tells_where(expuesto, coordinador, como, promesa):
    cliente, url, faltas = como(coordinador), de(expuesto, "expuesto_fotos"), []
    casos = CORPUS[:: promesa.veces(9, 1)] + SANOS[:: promesa.veces(5, 1)]
    for caso in casos:
        antes, subida = FotoExpuesta.objects.count(), caso.subida()
        sana = caso.espera is None and not subida.name.lower().endswith(".pdf")
        estado = cliente.post(url, leer(cliente.get(url)) | {"archivos": [subida]}).status_code
        if (estado, FotoExpuesta.objects.count() - antes) != ((302, 1) if sana else (422, 0)):
            faltas.append((caso.titulo, estado))
    assert faltas == []
    for foto in FotoExpuesta.objects.all():
        with foto.archivo.open("rb") as abierto:
            imagen = Image.open(io.BytesIO(abierto.read()))
            imagen.load()
        assert not imagen.getexif()
        respuesta = cliente.get(foto.get_absolute_url())
        assert respuesta.getvalue()
        assert (respuesta["Content-Security-Policy"], respuesta["X-Content-Type-Options"]) == ("default-src 'none'; sandbox", "nosniff")
    promesa.anotar(
        "el corpus por el formulario: proyecto expuesto", subidas=len(casos), admitidas=FotoExpuesta.objects.count(), con_rastro=0
    )


def test_a_document_is_no_photo(expuesto, coordinador, como):
    cliente, url = como(coordinador), de(expuesto, "expuesto_fotos")
    respuesta = cliente.post(url, leer(cliente.get(url)) | {"archivos": [make_pdf()]})
    assert respuesta.status_code == 422
    assert "se guardan fotos" in respuesta.text


@pytest.mark.promesa("P34")
def test_a_photo_is_of_its_own_people_until_it_is_shown_and_again_when_it_is_kept(
    expuesto, coordinador, especialista, alcalde_a, alcalde_b, dre, como, client
):
    foto = make_foto_expuesta(expuesto, subida_por=coordinador)
    dentro = [como(coordinador), como(especialista), como(alcalde_a)]
    fuera = [client, como(alcalde_b), como(dre)]
    assert [abrir(c, foto) for c in dentro + fuera] == [200, 200, 200, 404, 404, 404]
    with gesto(por=coordinador):
        foto.publicar(por=coordinador, documento="Folio 1")
    assert [abrir(c, foto) for c in fuera] == [200, 200, 200]
    with gesto(por=coordinador):
        foto.reservar(por=coordinador)
    assert [abrir(c, foto) for c in fuera] == [404, 404, 404]


@pytest.mark.promesa("P34")
@pytest.mark.control
def test_control_with_the_scope_opened_a_stranger_sees_it(expuesto, client, monkeypatch):
    foto = make_foto_expuesta(expuesto)
    monkeypatch.setattr(FotoExpuestaQuerySet, "for_user", lambda self, user: self)
    assert abrir(client, foto) == 200


@pytest.mark.promesa("P34")
def test_in_quarantine_it_is_for_nobody_and_is_not_shown(expuesto, coordinador, como, client):
    foto = make_foto_expuesta(expuesto, publica_por=coordinador)
    FotoExpuesta.objects.filter(pk=foto.pk).update(archivo_estado="cuarentena")
    assert abrir(client, foto) == 404
    assert abrir(como(coordinador), foto) == 409
    publica = reverse("publico_encuentro", args=[expuesto.encuentro.ugel.codigo, 1])
    assert foto.get_absolute_url() not in client.get(publica).text


def test_a_photo_is_shown_only_with_its_consent_and_as_it_was_looked_at(expuesto, coordinador, administrador, como):
    foto = make_foto_expuesta(expuesto)
    url, uno, otro = reverse("foto_expuesta_publicar", args=[foto.pk]), como(coordinador), como(administrador)
    datos, de_otro = leer(uno.get(url)), leer(otro.get(url))
    assert uno.post(url, datos | {"comprobado": "on"}).status_code == 422  # where is it written?
    assert uno.post(url, datos | {"comprobado": "on", "documento": "Folio 9"}).status_code == 302
    assert otro.post(url, de_otro | {"comprobado": "on", "documento": "Folio 9"}).status_code == 409
    foto.refresh_from_db()
    assert (foto.publica, foto.publicada_por, foto.consentimiento_documento) == (True, coordinador, "Folio 9")
    quitar = reverse("foto_expuesta_quitar", args=[foto.pk])
    assert uno.post(quitar, leer(uno.get(quitar)) | {"motivo": "Lo piden"}).status_code == 422  # public: first to its own
    reservar = f"{url}?acto=reservar"
    assert uno.post(reservar, leer(uno.get(reservar)) | {"retiran": "on"}).status_code == 302
    assert uno.post(quitar, leer(uno.get(quitar)) | {"motivo": "Lo piden"}).status_code == 302
    assert not FotoExpuesta.objects.exists()


# ── Outside ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.promesa("P35")
def test_nothing_private_of_a_photo_is_told_outside(expuesto, coordinador, alcalde_b, dre, como, client, ugel):
    foto = make_foto_expuesta(
        expuesto, pie="CANARIO pie", consentimiento=True, consentimiento_documento="CANARIO folio", subida_por=coordinador
    )
    FotoExpuesta.objects.filter(pk=foto.pk).update(archivo_nombre="CANARIO patio.jpg")
    rutas = [reverse(ruta, args=[ugel.codigo, 1]) for ruta in ("encuentro", "publico_encuentro")] + [foto.get_absolute_url()]
    for cliente in (client, como(alcalde_b), como(dre)):
        for ruta in rutas:
            respuesta = cliente.get(ruta)
            assert b"CANARIO" not in respuesta.content, ruta
    assert "CANARIO folio" in como(coordinador).get(rutas[0]).text  # control: it is there to be read by its own
