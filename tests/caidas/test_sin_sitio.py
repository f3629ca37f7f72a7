"""P38, second part: the disk is full. A real small one (tmpfs), filled to the brim."""

import ctypes
import io
import os
import sqlite3
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from PIL import Image

from base.comun.archivos.almacen import Almacen
from base.comun.fechas import hoy
from convenios.models import Avance, Evidencia
from tests.factories import dias, make_compromiso
from tests.formularios import leer
from tests.servidores import Persona, portal, sesion_de

pytestmark = pytest.mark.promesa("P38")
TEXTO = "Se techó el patio, CANARIO-507"


@contextmanager
def disco(carpeta: Path, *, octetos: int) -> Iterator[Path]:
    """A disk of that size."""
    carpeta.mkdir()
    if sys.platform != "linux" or ctypes.CDLL(None, use_errno=True).mount(b"tmpfs", bytes(carpeta), b"tmpfs", 0, b"size=%d" % octetos):
        pytest.skip("hace falta poder montar un disco pequeño (root con CAP_SYS_ADMIN)")
    try:
        yield carpeta
    finally:
        ctypes.CDLL(None).umount2(bytes(carpeta), 2)  # MNT_DETACH


def ruido() -> bytes:
    """A photo that no compression makes small."""
    octetos = io.BytesIO()
    Image.frombytes("RGB", (700, 700), os.urandom(3 * 700 * 700)).save(octetos, "JPEG", quality=85)
    return octetos.getvalue()


def llenar(carpeta: Path, *, deja: int = 0) -> Path:
    """Everything but so many octets."""
    relleno = carpeta / "relleno"
    estado = os.statvfs(carpeta)
    with relleno.open("wb") as archivo:
        archivo.write(b"x" * (estado.f_bavail * estado.f_frsize - deja))
    return relleno


@pytest.mark.django_db(transaction=True)
def test_an_upload_that_does_not_fit_is_refused_in_words_and_leaves_nothing(
    convenio, municipalidad_a, coordinador, como, settings, tmp_path, promesa
):
    mia = make_compromiso(convenio, distritos=(municipalidad_a.distrito,), plazo=dias(90)).get_absolute_url()
    cliente = como(coordinador)
    cliente.raise_request_exception = False
    with disco(tmp_path / "chico", octetos=2 * 1024 * 1024) as carpeta:
        settings.MEDIA_ROOT = carpeta
        relleno = llenar(carpeta, deja=100 * 1024)

        def subir():
            foto = SimpleUploadedFile("foto.jpg", ruido(), content_type="image/jpeg")
            datos = leer(cliente.get(f"{mia}avances/nuevo/")) | {"descripcion": TEXTO, "fecha": hoy().isoformat(), "accion": "guardar"}
            return cliente.post(f"{mia}avances/nuevo/", datos | {"clave": str(uuid.uuid4()), "archivos": foto})

        respuesta = subir()
        quedan = [ruta for ruta in carpeta.rglob("*") if ruta.is_file() and ruta != relleno]
        assert (respuesta.status_code, "No hay espacio para guardar" in respuesta.text, TEXTO in respuesta.text) == (507, True, True)
        assert (quedan, Avance.objects.count(), Evidencia.objects.count()) == ([], 0, 0)
        assert cliente.get(mia).status_code == 200
        relleno.unlink()
        assert subir().status_code == 302
        assert Evidencia.objects.count() == 1
    promesa.anotar("subir sin sitio en el disco", archivos_a_medias=len(quedan), filas_a_medias=0)


@pytest.mark.control
def test_control_django_s_own_folder_leaves_half_a_file(tmp_path):
    from django.core.files.base import ContentFile

    with disco(tmp_path / "chico", octetos=256 * 1024) as carpeta:
        for clase, quedan in ((FileSystemStorage, 1), (Almacen, 0)):
            with pytest.raises(OSError):
                clase(location=carpeta).save(f"{clase.__name__}/acta.pdf", ContentFile(b"x" * 1024 * 1024))
            assert len([ruta for ruta in (carpeta / clase.__name__).rglob("*") if ruta.is_file()]) == quedan
            (carpeta / clase.__name__ / "acta.pdf").unlink(missing_ok=True)


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_under_sqlite_refuses_what_is_written_and_reads_go_on(convenio, municipalidad_a, coordinador, como, tmp_path, promesa):
    if connection.vendor != "sqlite":
        pytest.skip("se mide en SQLite: el disco de PostgreSQL es de otro equipo")
    mia = make_compromiso(convenio, distritos=(municipalidad_a.distrito,), plazo=dias(90)).get_absolute_url()
    galleta, tamano = sesion_de(como(coordinador)), Path(connection.settings_dict["NAME"]).stat().st_size
    with disco(tmp_path / "chico", octetos=tamano + 2 * 1024 * 1024) as carpeta:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(carpeta / "portal.sqlite3")])
        with portal(f"sqlite:///{carpeta / 'portal.sqlite3'}", tmp_path, CARPETA_DE_MEDICION=str(carpeta)) as servidor:
            persona = Persona(servidor.puerto, galleta)

            def escribir() -> int:
                datos = {"clave": str(uuid.uuid4()), "descripcion": TEXTO + "x" * 900, "fecha": hoy().isoformat(), "accion": "guardar"}
                return persona.pedir(f"{mia}avances/nuevo/", datos)

            assert escribir() == 302
            relleno = llenar(carpeta)
            respuestas = [escribir() for _ in range(80)]  # what the log of SQLite has room for still enters
            leidas = [persona.pedir(ruta) for ruta in (mia, "/publico/", "/salud/viva")]
            negadas = respuestas.count(507)
            assert (set(respuestas) <= {302, 507}, negadas > 0, set(leidas)) == (True, True, {200})
            assert escribir() == 507
            assert "No hay espacio para guardar" in persona.texto
            assert TEXTO in persona.texto
            relleno.unlink()
            assert escribir() == 302
        with closing(sqlite3.connect(carpeta / "portal.sqlite3")) as base:
            assert base.execute("SELECT count(*) FROM convenios_avance").fetchone() == (2 + respuestas.count(302),)
    assert "Traceback" not in (tmp_path / "registro.jsonl").read_text()
    promesa.anotar("escribir sin sitio en el disco de SQLite", negadas=negadas, leidas=len(leidas), a_medias=0)
