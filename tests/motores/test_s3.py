"""`STORAGE_URL`: files go to a bucket and come back through the guarded view alone. A small S3 of the loopback, that checks each signature."""

import hashlib
import hmac
import http.server
import re
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from django.core.files.storage import storages

from convenios import acciones
from convenios.models import Evidencia
from portal import motores
from tests.factories import make_avance, make_compromiso, make_evidencia, make_foto

SECRETO = "secreto/de+prueba"
pytestmark = pytest.mark.django_db


def firma(pedido: http.server.BaseHTTPRequestHandler) -> bool:
    """The request is signed with the secret, as the protocol says (AWS4-HMAC-SHA256)."""
    hallada = re.fullmatch(
        r"AWS4-HMAC-SHA256 Credential=llave/(\d+)/([\w-]+)/s3/aws4_request, SignedHeaders=([\w;-]+), Signature=(\w+)",
        pedido.headers.get("Authorization", ""),
    )
    if hallada is None:
        return False
    dia, region, nombres, dicha = hallada.groups()
    partes = urlsplit(pedido.path)
    consulta = "&".join(sorted(f"{quote(n, safe='')}={quote(v, safe='')}" for n, v in parse_qsl(partes.query, keep_blank_values=True)))
    cabeceras = "".join(f"{n}:{' '.join(pedido.headers.get(n, '').split())}\n" for n in nombres.split(";"))
    canonico = "\n".join([pedido.command, partes.path, consulta, cabeceras, nombres, pedido.headers["x-amz-content-sha256"]])
    resumen = hashlib.sha256(canonico.encode()).hexdigest()
    firmado = f"AWS4-HMAC-SHA256\n{pedido.headers['x-amz-date']}\n{dia}/{region}/s3/aws4_request\n{resumen}"
    clave = f"AWS4{SECRETO}".encode()
    for parte in (dia, region, "s3", "aws4_request"):
        clave = hmac.digest(clave, parte.encode(), "sha256")
    return hmac.compare_digest(hmac.new(clave, firmado.encode(), "sha256").hexdigest(), dicha)


@pytest.fixture
def s3(settings) -> Iterator[SimpleNamespace]:
    """What the bucket holds, and how many requests it refused."""
    pytest.importorskip("storages.backends.s3", reason='no está instalado "django-storages[s3]"')
    guardado = SimpleNamespace(archivos={}, negados=0, pedidos=0)

    class Deposito(http.server.BaseHTTPRequestHandler):
        def contestar(self, estado: int, cuerpo: bytes = b"") -> None:
            self.send_response(estado)
            self.send_header("Content-Length", str(len(cuerpo)))
            self.send_header("ETag", f'"{hashlib.md5(cuerpo, usedforsecurity=False).hexdigest()}"')
            self.send_header("Last-Modified", "Fri, 27 Nov 2026 12:00:00 GMT")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(cuerpo)

        def atender(self) -> None:
            guardado.pedidos += 1
            cuerpo = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            nombre = urlsplit(self.path).path
            if not firma(self):
                guardado.negados += 1
                self.contestar(403)
            elif self.command == "PUT":
                guardado.archivos[nombre] = (cuerpo, dict(self.headers))
                self.contestar(200)
            elif nombre not in guardado.archivos:
                self.contestar(404)
            elif self.command == "DELETE":
                del guardado.archivos[nombre]
                self.contestar(204)
            else:
                self.contestar(200, guardado.archivos[nombre][0])

        do_GET = do_PUT = do_HEAD = do_DELETE = atender

        def log_message(self, *_) -> None:
            """It keeps quiet."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Deposito) as servidor:
        threading.Thread(target=servidor.serve_forever, args=(0.05,), daemon=True).start()
        guardado.puerto = servidor.server_port
        url = f"s3://llave:{quote(SECRETO, safe='')}@127.0.0.1:{guardado.puerto}/evidencias?http=1"
        settings.STORAGES = {**settings.STORAGES, "default": motores.almacen(url)}
        yield guardado
        servidor.shutdown()


def test_evidence_goes_to_the_bucket_and_comes_back_to_who_may_see_it(s3, convenio, municipalidad_a, enlace_a, alcalde_b, como):
    compromiso = make_compromiso(convenio, distritos=(municipalidad_a.distrito,))
    avance = make_avance(compromiso, por=enlace_a, distrito=municipalidad_a.distrito, sin_evidencia_motivo="")
    foto = make_evidencia(avance, archivo=make_foto(), clase="foto")
    acciones.enviar_avance(avance, por=enlace_a)
    ((nombre, (octetos, cabeceras)),) = s3.archivos.items()
    assert (nombre, s3.negados) == (f"/evidencias/{foto.archivo.name}", 0)
    assert hashlib.sha256(octetos).hexdigest() == foto.archivo_sha256
    assert "public" not in cabeceras.get("x-amz-acl", "")
    ruta = Evidencia.objects.get(pk=foto.pk).get_absolute_url()
    respuesta = como(enlace_a).get(ruta)
    assert b"".join(respuesta.streaming_content) == octetos
    assert respuesta["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert str(s3.puerto) not in str(respuesta.headers)
    pedidos = s3.pedidos
    assert como(alcalde_b).get(ruta).status_code == 404
    assert s3.pedidos == pedidos  # who may not see it makes nobody look for it
    s3.archivos.clear()
    assert como(enlace_a).get(ruta).status_code == 404


def test_control_with_another_secret_the_bucket_takes_nothing(s3, settings):
    from botocore.exceptions import ClientError
    from django.core.files.base import ContentFile

    url = f"s3://llave:otro@127.0.0.1:{s3.puerto}/evidencias?http=1"
    settings.STORAGES = {**settings.STORAGES, "default": motores.almacen(url)}
    with pytest.raises(ClientError):
        storages["default"].save("acta.pdf", ContentFile(b"%PDF"))
    assert (s3.archivos, s3.negados > 0) == ({}, True)
