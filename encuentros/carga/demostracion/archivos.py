"""Small files made by code to stand as evidence: each says that it is a demonstration, and enters by the door of every upload."""

import io
import random

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from base.comun.archivos import ArchivoRevisado, revisar

AVISO = "DEMOSTRACIÓN: este documento es ficticio"


def documento(nombre: str, lineas: list[str]) -> ArchivoRevisado:
    """A PDF of one page with these lines."""
    return revisar(SimpleUploadedFile(nombre, _pdf([AVISO, "", *lineas]), content_type="application/pdf"))


def foto(nombre: str, azar: random.Random) -> ArchivoRevisado:
    """A drawn landscape with a schoolhouse: nobody's school, and no person in it."""
    cielo, cerro, muro = _tono(azar, 150, 230), _tono(azar, 60, 140), _tono(azar, 170, 240)
    imagen = Image.new("RGB", (480, 360), cielo)
    lapiz = ImageDraw.Draw(imagen)
    for _ in range(3):
        x, alto = azar.randrange(-60, 400), azar.randrange(90, 200)
        lapiz.polygon(
            [(x - 120, 300), (x + 60, 300 - alto), (x + 260, 300)], fill=tuple(max(0, tono - azar.randrange(30)) for tono in cerro)
        )
    lapiz.rectangle((0, 280, 480, 360), fill=(112, 128, 74))
    x = azar.randrange(60, 220)
    lapiz.rectangle((x, 210, x + 190, 300), fill=muro)
    lapiz.polygon([(x - 14, 210), (x + 95, 160), (x + 204, 210)], fill=(150, 72, 52))
    for ventana in range(3):
        lapiz.rectangle((x + 18 + ventana * 58, 232, x + 48 + ventana * 58, 262), fill=(70, 92, 120))
    return _imagen(imagen, nombre, "JPEG", "image/jpeg")


def lista(nombre: str, titulo: str, azar: random.Random) -> ArchivoRevisado:
    """A scanned list of attendance, in strokes: no name can be read in it."""
    imagen = Image.new("L", (420, 560), 250)
    lapiz = ImageDraw.Draw(imagen)
    lapiz.text((24, 48), titulo[:48], fill=30, font=ImageFont.load_default(16))
    for fila in range(14):
        y = 100 + fila * 30
        lapiz.line((24, y, 396, y), fill=170)
        lapiz.line([(40 + paso * 9, y - azar.randrange(4, 20)) for paso in range(azar.randrange(10, 24))], fill=60, width=2)
    return _imagen(imagen, nombre, "PNG", "image/png")


def _tono(azar: random.Random, desde: int, hasta: int) -> tuple[int, int, int]:
    return azar.randrange(desde, hasta), azar.randrange(desde, hasta), azar.randrange(desde, hasta)


def _imagen(imagen: Image.Image, nombre: str, formato: str, tipo: str) -> ArchivoRevisado:
    ImageDraw.Draw(imagen).text(
        (12, 12), "demostracion", fill=(20, 20, 20) if imagen.mode == "RGB" else 20, font=ImageFont.load_default(22)
    )
    salida = io.BytesIO()
    imagen.save(salida, formato)
    return revisar(SimpleUploadedFile(nombre, salida.getvalue(), content_type=tipo))


def _pdf(lineas: list[str]) -> bytes:
    """The least that a reader takes for a page: catalogue, pages, page, font, and the text."""
    escritas = [linea.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode("cp1252", "replace") for linea in lineas]
    texto = b"BT /F1 12 Tf 60 780 Td 18 TL\n" + b"".join(b"(" + linea[:95] + b") Tj T*\n" for linea in escritas) + b"ET"
    objetos = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 4 0 R >> >> /Contents 5 0 R >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(texto), texto),
    ]
    salida, lugares = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for numero, objeto in enumerate(objetos, start=1):
        lugares.append(len(salida))
        salida += b"%d 0 obj\n%s\nendobj\n" % (numero, objeto)
    tabla = b"".join(b"%010d 00000 n \n" % lugar for lugar in lugares)
    return salida + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objetos) + 1, tabla, len(objetos) + 1, len(salida),
    )  # fmt: skip
