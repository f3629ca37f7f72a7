"""What comes in is a real PDF, JPEG or PNG, or nothing; what goes out can be saved or looked at, never run (P33, P34)."""

import hashlib
import io
import random
import re
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from csp.middleware import CSPMiddleware
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import FileResponse, Http404
from django.test import RequestFactory
from django.test.utils import isolate_apps
from django.utils.datastructures import MultiValueDict
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from base.comun.archivos import (
    CUOTA_DIARIA,
    TOPE_BYTES,
    Analisis,
    ArchivoField,
    ArchivosField,
    ConArchivo,
    analizar,
    archivo_entero,
    cuota_disponible,
    limpiar_nombre,
    pdf,
    responder,
    revisar,
    ruta_nueva,
)
from base.comun.archivos.nombres import EXTENSIONES
from tests.comun import corpus_archivos as corpus
from tests.comun.corpus_archivos import CORPUS, JPEG, PDF, PDF_MALOS, PNG, SANOS, Caso

# A photo with broken EXIF makes the decoder say so aloud; in production that is a line in the log.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL.TiffImagePlugin")

CODIGOS = {
    "vacio", "muy_grande", "tipo_no_admitido", "tipo_contradice", "imagen_enorme", "imagen_danada", "imagen_animada",
    "pdf_danado", "pdf_cifrado", "pdf_con_codigo", "pdf_con_adjuntos", "pdf_excesivo", "poliglota",
}  # fmt: skip


def subida(nombre: str, datos: bytes, declarado: str = "application/octet-stream") -> SimpleUploadedFile:
    return SimpleUploadedFile(nombre, datos, declarado)


def respuesta_de_la_puerta(caso: Caso) -> str | None:
    try:
        revisar(caso.subida())
    except ValidationError as error:
        return error.code
    return None


# ── The door ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("caso", CORPUS, ids=lambda caso: caso.titulo)
def test_the_door_answers_each_upload_as_the_corpus_says(caso):
    empieza = time.thread_time()

    assert respuesta_de_la_puerta(caso) == caso.espera
    assert time.thread_time() - empieza < pdf.SEGUNDOS + 2


@pytest.mark.promesa("P33")
def test_the_corpus_is_wide_and_knows_every_refusal(promesa):
    assert len(CORPUS) >= 45
    assert {caso.espera for caso in CORPUS} == CODIGOS | {None}
    promesa.anotar("subidas del corpus", total=len(CORPUS), admitidas=len(SANOS), rechazadas=len(CORPUS) - len(SANOS))


def test_control_a_check_of_names_would_let_the_hostile_ones_in():
    def ingenua(caso: Caso) -> bool:
        return caso.nombre.lower().endswith((".pdf", ".jpg", ".jpeg", ".png")) and caso.declarado in {PDF, JPEG, PNG}

    disfrazados = [caso for caso in CORPUS if caso.espera and caso.espera not in {"vacio", "muy_grande", "tipo_contradice"}]

    assert len(disfrazados) >= 45
    assert [caso.titulo for caso in disfrazados if not ingenua(caso)] == []


def test_control_without_the_walk_what_hides_in_object_streams_gets_in(monkeypatch):
    escondidos = [caso for caso in PDF_MALOS if "object stream" in caso.titulo and caso.espera == "pdf_con_codigo"]
    monkeypatch.setattr(pdf._Recorrido, "hacer", lambda recorrido: None)

    assert [respuesta_de_la_puerta(caso) for caso in escondidos] == [None, None]


def test_control_without_the_count_an_object_stream_off_the_table_gets_in(monkeypatch):
    monkeypatch.setattr(pdf, "_GRUPO_A_LA_VISTA", re.compile(b"nunca"))

    revisar(subida("acta.pdf", corpus.con_otro_grupo()))


def test_the_walk_finds_what_is_written_in_the_open_too(monkeypatch):
    monkeypatch.setattr(pdf, "_revisar_a_la_vista", lambda datos: None)
    malos = [caso for caso in PDF_MALOS if caso.espera in {"pdf_con_codigo", "pdf_con_adjuntos"}]

    assert [caso.titulo for caso in malos if respuesta_de_la_puerta(caso) != caso.espera] == []


def test_a_pdf_that_takes_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(pdf, "SEGUNDOS", -1.0)

    with pytest.raises(ValidationError) as error:
        revisar(subida("acta.pdf", corpus.pdf()))
    assert error.value.code == "pdf_excesivo"


def test_a_size_that_lies_does_not_open_the_door():
    archivo = subida("acta.pdf", b"%PDF-" + b"0" * TOPE_BYTES)
    archivo.size = 10

    with pytest.raises(ValidationError) as error:
        revisar(archivo)
    assert error.value.code == "muy_grande"


def mutado(datos: bytes, azar: random.Random) -> bytes:
    """Half of them keep every byte at its place, so that the tables of a PDF still hold and the fault is met deeper in."""
    lista = bytearray(datos)
    clases = 1 if azar.random() < 0.5 else 5
    for _ in range(azar.randint(1, 8)):
        lugar = azar.randrange(len(lista) or 1)
        largo = azar.randint(1, 40)
        match azar.randrange(clases):
            case 0:
                lista[lugar : lugar + 1] = bytes([azar.randrange(256)])
            case 1:
                del lista[lugar : lugar + largo]
            case 2:
                lista[lugar:lugar] = azar.randbytes(largo)
            case 3:
                lista[lugar:lugar] = lista[azar.randrange(len(lista) or 1) :][:largo]
            case _:
                lista[lugar : lugar + largo] = azar.choice([b"\0", b"\xff", b"9", b"<<", b"[", b"/", b" 1 0 R "]) * largo
    return bytes(lista)


@pytest.mark.promesa("P33")
def test_no_mutation_of_a_sound_file_raises_anything_but_a_refusal(promesa):
    azar = random.Random(20230907)  # noqa: S311
    sanos = [caso.hacer() for caso in SANOS if "99,000" not in caso.titulo]
    veces, mas_lento, rechazados = promesa.veces(1_000, 50_000), 0.0, 0
    for vez in range(veces):
        archivo = subida("archivo", mutado(sanos[vez % len(sanos)], azar))
        empieza = time.monotonic()
        try:
            revisar(archivo)
        except ValidationError:
            rechazados += 1
        mas_lento = max(mas_lento, time.monotonic() - empieza)

    assert mas_lento < 2
    assert 0 < rechazados < veces
    promesa.anotar("mutaciones de archivos sanos", mutaciones=veces, excepciones_ajenas=0, mas_lento_s=round(mas_lento, 2))


# ── What is kept ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_pdf_is_kept_byte_by_byte_under_its_seal():
    datos = corpus.pdf()

    revisado = revisar(subida("Acta N.º 3.pdf", datos))

    assert (revisado.nombre, revisado.tipo, revisado.contenido) == ("Acta N.º 3.pdf", PDF, datos)
    assert revisado.sha256 == hashlib.sha256(datos).hexdigest()
    assert revisado.tamano == len(datos)


@pytest.mark.parametrize("caso", [caso for caso in SANOS if caso.nombre.lower().endswith(("g", "G"))], ids=lambda caso: caso.titulo)
def test_a_picture_is_kept_without_anything_but_its_pixels(caso):
    contenido = revisar(caso.subida()).contenido

    for ajeno in (b"canario", b"Canario", b"Exif", b"GPS", b"PK\x03\x04", b"<script", b"ICC_PROFILE", b"iCCP", b"tEXt", b"iTXt"):
        assert ajeno not in contenido
    with Image.open(io.BytesIO(contenido)) as guardada:
        assert not guardada.getexif()
        assert not {"comment", "icc_profile", "exif", "xmp"} & set(guardada.info)
        guardada.load()


def test_a_picture_keeps_how_it_looks():
    with Image.open(io.BytesIO(revisar(subida("a.png", corpus.imagen("PNG", "RGBA"))).contenido)) as guardada:
        assert (guardada.mode, guardada.tobytes()) == ("RGBA", corpus.dibujo("RGBA").tobytes())
    with Image.open(io.BytesIO(revisar(subida("a.png", corpus.imagen("PNG", "P", transparency=3))).contenido)) as guardada:
        assert (guardada.mode, guardada.info["transparency"]) == ("P", 3)


@pytest.mark.parametrize("orientacion", range(1, 9))
def test_a_photo_is_kept_upright(orientacion):
    de_lado = Image.new("L", (64, 48))
    de_lado.paste(255, (0, 0, 8, 8))  # the mark in the corner says which way is up
    exif = Image.Exif()
    exif[0x0112] = orientacion
    salida = io.BytesIO()
    de_lado.save(salida, "JPEG", exif=exif, quality=95)

    with Image.open(io.BytesIO(revisar(subida("a.jpg", salida.getvalue())).contenido)) as guardada:
        ancho, alto = guardada.size
        marca = [lugar for lugar in ((2, 2), (ancho - 3, 2), (ancho - 3, alto - 3), (2, alto - 3)) if guardada.getpixel(lugar) > 128]
    esquinas = {1: 0, 2: 1, 3: 2, 4: 3, 5: 0, 6: 1, 7: 2, 8: 3}  # clockwise from the top left
    quedo = [(2, 2), (ancho - 3, 2), (ancho - 3, alto - 3), (2, alto - 3)].index(marca[0])
    assert quedo == esquinas[orientacion]
    assert (ancho, alto) == ((64, 48) if orientacion < 5 else (48, 64))


@pytest.mark.parametrize(
    ("nombre", "tipo", "limpio"),
    [
        ("acta.pdf", PDF, "acta.pdf"),
        ("ACTA.PDF", PDF, "ACTA.pdf"),
        ("../../etc/passwd", PDF, "passwd.pdf"),
        ("C:\\Users\\ana\\Foto Ñandú.JPG", JPEG, "Foto Ñandú.jpg"),
        ("foto\x00.php\r\n.png", PNG, "foto.php.png"),
        ("\u202egnp.exe\u202c.png", PNG, "gnp.exe.png"),
        ("a\u200b\u2066b.pdf", PDF, "ab.pdf"),
        ("CON.pdf", PDF, "_CON.pdf"),
        ("lpt1.acta.pdf", PDF, "_lpt1.acta.pdf"),
        ("COM¹.png", PNG, "_COM¹.png"),
        (" . .pdf", PDF, "pdf.pdf"),
        ("...", PDF, "archivo.pdf"),
        ("", JPEG, "archivo.jpg"),
        ("a" * 300 + ".pdf", PDF, "a" * 116 + ".pdf"),
        ('que<es>"esto"|?*.pdf', PDF, "que_es__esto____.pdf"),
        ("Camio\u0301n.jpeg", JPEG, "Camión.jpeg"),
        ("foto\udcff.png", PNG, "foto.png"),
    ],
)
def test_names_are_cleaned(nombre, tipo, limpio):
    assert limpiar_nombre(nombre, tipo) == limpio


@given(st.text(st.characters()), st.sampled_from(sorted(EXTENSIONES)))
def test_a_clean_name_is_short_printable_and_stays_clean(nombre, tipo):
    limpio = limpiar_nombre(nombre, tipo)

    assert 5 <= len(limpio) <= 120
    assert not re.search(r'[\\/\x00-\x1f<>:"|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]', limpio)
    assert limpio.rpartition(".")[2] in EXTENSIONES[tipo]
    assert limpiar_nombre(limpio, tipo) == limpio


def test_the_stored_name_is_random_and_tells_nothing():
    rutas = {ruta_nueva(None, "Denuncia contra Pérez.pdf") for _ in range(50)}

    assert len(rutas) == 50
    assert all(re.fullmatch(r"evidencias/20\d\d/[01]\d/[0-9a-f]{32}\.pdf", ruta) for ruta in rutas)
    assert ruta_nueva(None, "../../x.php").endswith(".bin")


# ── The row ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def prueba(settings, tmp_path):
    """A model with a file, known to this test alone."""
    settings.MEDIA_ROOT = tmp_path
    with isolate_apps("base.comun"):

        class Prueba(ConArchivo):
            class Meta:
                app_label = "comun"
                constraints = [archivo_entero(name="comun_prueba_archivo_entero")]

        yield Prueba


def guardada(modelo: type[ConArchivo], nombre: str, datos: bytes) -> ConArchivo:
    """A row as it is after its save: the field has written the file."""
    fila = modelo()
    fila.guardar_archivo(revisar(subida(nombre, datos)))
    modelo._meta.get_field("archivo").pre_save(fila, add=True)
    return fila


def test_a_file_is_written_with_its_row_and_not_before(prueba, tmp_path):
    fila = prueba()
    fila.guardar_archivo(revisar(subida("acta.pdf", corpus.pdf())))
    assert list(tmp_path.rglob("*.pdf")) == []

    prueba._meta.get_field("archivo").pre_save(fila, add=True)
    [escrito] = tmp_path.rglob("*.pdf")

    assert hashlib.sha256(escrito.read_bytes()).hexdigest() == fila.archivo_sha256
    assert "acta" not in fila.archivo.name


@pytest.mark.django_db
def test_a_file_stands_with_all_that_is_known_of_it_or_not_at_all(prueba):
    [ley] = prueba._meta.constraints
    completa = guardada(prueba, "acta.pdf", corpus.pdf())

    ley.validate(prueba, prueba())
    ley.validate(prueba, completa)
    completa.archivo_sha256 = ""
    with pytest.raises(ValidationError, match="se guarda con su nombre"):
        ley.validate(prueba, completa)


# ── On the way out ───────────────────────────────────────────────────────────────────────────────────────────────────────
@contextmanager
def abierta(respuesta: FileResponse) -> Iterator[FileResponse]:
    """An answer whose file is closed afterwards, without the signal of a request that there was not."""
    with closing(respuesta.file_to_stream):
        yield respuesta


def test_a_pdf_goes_out_as_a_download_that_nothing_can_run(prueba):
    datos = corpus.pdf()
    fila = guardada(prueba, "Acta «final» ñ.pdf", datos)

    with abierta(responder(fila)) as respuesta:
        assert b"".join(respuesta) == datos
    assert respuesta["Content-Disposition"] == "attachment; filename*=utf-8''Acta%20%C2%ABfinal%C2%BB%20%C3%B1.pdf"
    assert respuesta["Content-Type"] == PDF
    assert respuesta["X-Content-Type-Options"] == "nosniff"
    assert respuesta["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert respuesta["Cache-Control"] == "private, no-store"


def test_a_picture_may_be_looked_at_in_the_page(prueba):
    fila = guardada(prueba, "foto.jpg", corpus.imagen("JPEG"))

    with abierta(responder(fila)) as respuesta:
        assert respuesta["Content-Disposition"].startswith("inline")
        assert respuesta["Content-Type"] == JPEG
    with abierta(responder(fila, descargar=True)) as respuesta:
        assert respuesta["Content-Disposition"].startswith("attachment")
    with abierta(responder(fila, publico=True)) as respuesta:
        assert respuesta["Cache-Control"] == "public, max-age=60"


def test_the_policy_of_a_file_wins_over_the_policy_of_the_pages(prueba, settings):
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {"default-src": ["'self'"]}}
    fila = guardada(prueba, "foto.jpg", corpus.imagen("JPEG"))

    with abierta(CSPMiddleware(lambda peticion: responder(fila))(RequestFactory().get("/"))) as respuesta:
        assert respuesta["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_row_without_a_file_is_not_found(prueba, tmp_path):
    perdida = guardada(prueba, "acta.pdf", corpus.pdf())
    (tmp_path / perdida.archivo.name).unlink()

    for fila in (prueba(), perdida):
        with pytest.raises(Http404):
            responder(fila)


# ── Form fields ──────────────────────────────────────────────────────────────────────────────────────────────────────────
class Formulario(forms.Form):
    uno = ArchivoField(required=False)
    varios = ArchivosField(required=False, maximo=2)


def enviado(**archivos: list[SimpleUploadedFile]) -> Formulario:
    return Formulario({}, MultiValueDict(archivos))


def test_fields_clean_to_checked_files():
    formulario = enviado(
        uno=[subida("a.pdf", corpus.pdf())], varios=[subida("b.png", corpus.imagen("PNG")), subida("c.jpg", corpus.imagen("JPEG"))]
    )

    assert formulario.is_valid()
    assert formulario.cleaned_data["uno"].tipo == PDF
    assert [revisado.tipo for revisado in formulario.cleaned_data["varios"]] == [PNG, JPEG]


def test_fields_say_which_file_is_wrong_and_why():
    formulario = enviado(uno=[subida("a.pdf", b"")], varios=[subida("bien.pdf", corpus.pdf()), subida("mal.pdf", b"GIF89a")])

    assert not formulario.is_valid()
    assert formulario.errors["uno"] == ["El archivo está vacío."]
    [error] = formulario.errors["varios"]
    assert error.startswith("«mal.pdf»: Solo se admiten archivos PDF, JPEG o PNG.")


def test_several_files_have_a_limit_and_none_is_none():
    muchos = enviado(varios=[subida(f"{numero}.pdf", corpus.pdf()) for numero in range(3)])

    assert muchos.errors["varios"] == ["Suba como máximo 2 archivos a la vez."]
    assert enviado().is_valid()
    assert enviado().fields["varios"].clean([]) == []
    with pytest.raises(ValidationError, match="Elija al menos un archivo"):
        ArchivosField().clean([])


def test_inputs_say_what_they_take_and_that_photos_may_be_shrunk():
    html = str(Formulario()["varios"]) + str(Formulario()["uno"])

    assert html.count('accept=".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"') == 2
    assert html.count("data-encoger") == 2
    assert html.count(" multiple") == 1


# ── The quota and the scanner ────────────────────────────────────────────────────────────────────────────────────────────
def test_the_quota_of_a_day_ends_where_it_says():
    cuota_disponible(CUOTA_DIARIA - 10, 10)

    with pytest.raises(ValidationError, match="Hoy ya subió 99 MB") as error:
        cuota_disponible(CUOTA_DIARIA - 10, 11)
    assert error.value.code == "cuota"


class ClamdFingido:
    """A scanner on this machine that speaks INSTREAM and knows one virus: EICAR."""

    def __init__(self, contesta: bytes | None = None):
        self.contesta = contesta
        self.oreja = socket.create_server(("127.0.0.1", 0))
        self.url = f"tcp://127.0.0.1:{self.oreja.getsockname()[1]}"
        self.hilo = threading.Thread(target=self._atender, daemon=True)
        self.hilo.start()

    def _atender(self) -> None:
        while True:
            try:
                conexion, _ = self.oreja.accept()
            except OSError:
                return
            with conexion, conexion.makefile("rb") as entrada:
                assert entrada.read(10) == b"zINSTREAM\0"
                datos = b""
                while largo := struct.unpack("!I", entrada.read(4))[0]:
                    datos += entrada.read(largo)
                veredicto = b"stream: Eicar-Test-Signature FOUND\0" if corpus.EICAR in datos else b"stream: OK\0"
                conexion.sendall(veredicto if self.contesta is None else self.contesta)

    def cerrar(self) -> None:
        self.oreja.shutdown(socket.SHUT_RDWR)
        self.oreja.close()
        self.hilo.join(5)


@pytest.fixture
def clamd(settings) -> Iterator[ClamdFingido]:
    fingido = ClamdFingido()
    settings.CLAMAV_URL = fingido.url
    yield fingido
    fingido.cerrar()


@pytest.fixture
def sin_clamd(settings) -> None:
    """A scanner is named, and nobody listens there."""
    with socket.create_server(("127.0.0.1", 0)) as oreja:
        settings.CLAMAV_URL = f"tcp://127.0.0.1:{oreja.getsockname()[1]}"


def con_eicar() -> bytes:
    return corpus.pdf(b"/X 5 0 R", corpus.flujo(corpus.EICAR))


@pytest.mark.promesa("P34")
def test_a_scanner_refuses_eicar_and_lets_the_rest_in(clamd):
    assert revisar(subida("acta.pdf", corpus.pdf() + b"\n" * 600_000)).estado == "limpio"
    with pytest.raises(ValidationError) as error:
        revisar(subida("acta.pdf", con_eicar()))
    assert error.value.code == "infectado"


def test_control_without_a_scanner_eicar_gets_in_and_is_marked_as_not_scanned():
    assert revisar(subida("acta.pdf", con_eicar())).estado == "sin_analizar"


@pytest.mark.promesa("P34")
def test_with_the_scanner_down_a_file_waits_in_quarantine_and_nobody_gets_it(sin_clamd, prueba):
    fila = guardada(prueba, "acta.pdf", corpus.pdf())

    respuesta = responder(fila, publico=True)

    assert fila.archivo_estado == "cuarentena"
    assert (respuesta.status_code, respuesta["Cache-Control"]) == (423, "private, no-store")
    assert b"antivirus" in respuesta.content
    assert b"%PDF" not in respuesta.content


def test_a_file_leaves_quarantine_when_the_scanner_finds_it_clean(prueba, settings, clamd):
    settings.CLAMAV_URL = "tcp://127.0.0.1:1"
    limpia, infectada = guardada(prueba, "acta.pdf", corpus.pdf()), guardada(prueba, "otra.pdf", con_eicar())
    assert limpia.analizar_archivo() is Analisis.SIN_RESPUESTA
    settings.CLAMAV_URL = clamd.url

    assert (limpia.analizar_archivo(), limpia.archivo_estado) == (Analisis.LIMPIO, "limpio")
    assert (infectada.analizar_archivo(), infectada.archivo_estado) == (Analisis.INFECTADO, "cuarentena")


@pytest.mark.parametrize("contesta", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK pero no\0", b"\xff" * 9000])
def test_any_doubt_of_the_scanner_is_quarantine(contesta, settings):
    fingido = ClamdFingido(contesta)
    settings.CLAMAV_URL = fingido.url

    assert analizar(b"hola") is Analisis.SIN_RESPUESTA
    fingido.cerrar()


@pytest.mark.parametrize("url", ["tcp://127.0.0.1:noespuerto", "tcp://[::1", "tcp://127.0.0.1:1"])
def test_a_scanner_that_cannot_be_reached_is_quarantine(url, settings):
    settings.CLAMAV_URL = url

    assert analizar(b"hola") is Analisis.SIN_RESPUESTA
