"""Uploads of every kind, made here and now: sound ones, broken ones, and ones that pretend.

Each `Caso` says what the door must answer: `espera` is the code of the refusal, or None when the file is taken. No binary is kept
in the repository; `CORPUS` builds them all.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, PngImagePlugin

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"  # in two pieces, so that no scanner takes this file


@dataclass(frozen=True)
class Caso:
    """One upload: how it is called, what it says it is, what it holds, and how the door must answer."""

    titulo: str
    nombre: str
    declarado: str
    hacer: Callable[[], bytes]
    espera: str | None = None

    def subida(self) -> SimpleUploadedFile:
        return SimpleUploadedFile(self.nombre, self.hacer(), self.declarado)


# ── PDF, by hand: each object where we want it ───────────────────────────────────────────────────────────────────────────
PAGINA = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R >>"
CONTENIDO = b"BT /F1 12 Tf (Acta) Tj ET"


def flujo(datos: bytes, extra: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(datos), extra, datos)


def pdf(catalogo: bytes = b"", *objetos: bytes, cola: bytes = b"", pagina: bytes = PAGINA, remate: bytes = b"%%EOF\n") -> bytes:
    """A one-page PDF with a classic table. `objetos` are numbered from 5 on; `catalogo` and `cola` go into catalogue and trailer."""
    cuerpos = [
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalogo,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        pagina,
        flujo(CONTENIDO),
        *objetos,
    ]
    salida = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
    lugares = []
    for numero, cuerpo in enumerate(cuerpos, start=1):
        lugares.append(len(salida))
        salida += b"%d 0 obj\n%s\nendobj\n" % (numero, cuerpo)
    tabla = b"".join(b"%010d 00000 n \n" % lugar for lugar in lugares)
    final = b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n" % (len(cuerpos) + 1, cola, len(salida))
    return salida + b"xref\n0 %d\n0000000000 65535 f \n" % (len(cuerpos) + 1) + tabla + final + remate


def pdf_con_grupo(escondido: bytes, *, filtro: bytes = b"/FlateDecode", comprimir: Callable[[bytes], bytes] = zlib.compress) -> bytes:
    """A PDF 1.5 whose catalogue, pages and object 6 (`escondido`) live compressed in an object stream."""
    dentro = {
        1: b"<< /Type /Catalog /Pages 2 0 R /Extra 6 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
        6: escondido,
    }
    indice, cuerpo = b"", b""
    for numero, objeto in dentro.items():
        indice += b"%d %d " % (numero, len(cuerpo))
        cuerpo += objeto + b" "
    empaquetado = comprimir(indice + cuerpo)
    salida = b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"
    lugar_grupo = len(salida)
    extra = b"/Type /ObjStm /N %d /First %d" % (len(dentro), len(indice)) + (b" /Filter " + filtro if filtro else b"")
    salida += b"4 0 obj\n%s\nendobj\n" % flujo(empaquetado, extra)
    lugar_tabla = len(salida)
    entradas = {0: (0, 0, 255), 4: (1, lugar_grupo, 0), 5: (1, lugar_tabla, 0)} | {n: (2, 4, i) for i, n in enumerate(dentro)}
    tabla = b"".join(struct.pack(">BIB", *entradas[numero]) for numero in range(7))
    salida += b"5 0 obj\n%s\nendobj\n" % flujo(tabla, b"/Type /XRef /Size 7 /W [1 4 1] /Root 1 0 R")
    return salida + b"startxref\n%d\n%%%%EOF\n" % lugar_tabla


def actualizado(original: bytes, numero: int, cuerpo: bytes) -> bytes:
    """`original` with an incremental update that replaces one object, as a signature or a later edit does."""
    anterior = int(original.rsplit(b"startxref", 1)[1].split()[0])
    lugar = len(original)
    salida = original + b"%d 0 obj\n%s\nendobj\n" % (numero, cuerpo)
    tabla = b"xref\n%d 1\n%010d 00000 n \n" % (numero, lugar)
    return salida + tabla + b"trailer\n<< /Size 9 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (anterior, len(salida))


def con_otro_grupo() -> bytes:
    """A second object stream lies in the file, but no table mentions it."""
    oculto = flujo(zlib.compress(b"8 0 << /S /JavaScript /JS (app.alert(1)) >>"), b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode")
    base = pdf()
    cuerpo, tabla = base.split(b"xref\n0 5", 1)
    bloque = b"9 0 obj\n%s\nendobj\n" % oculto
    viejo = len(cuerpo)
    return (cuerpo + bloque + b"xref\n0 5" + tabla).replace(b"startxref\n%d" % viejo, b"startxref\n%d" % (viejo + len(bloque)))


def anidado(veces: int) -> bytes:
    return pdf(b"/Extra 5 0 R", b"[" * veces + b"]" * veces)


# ── Pictures ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def dibujo(modo: str = "RGB", lado: tuple[int, int] = (64, 48)) -> Image.Image:
    imagen = Image.radial_gradient("L").resize(lado)
    return imagen.convert(modo)


def imagen(formato: str, modo: str = "RGB", lado: tuple[int, int] = (64, 48), **opciones: object) -> bytes:
    salida = io.BytesIO()
    dibujo(modo, lado).save(salida, formato, **opciones)
    return salida.getvalue()


def foto_con_gps(orientacion: int = 6) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientacion
    exif[0x010F] = "Marca-Canario"
    exif.get_ifd(0x8825).update({1: "S", 2: (5.0, 42.0, 26.0), 3: "W", 4: (78.0, 48.0, 0.0)})
    return imagen("JPEG", exif=exif, comment=b"canario en el comentario", icc_profile=b"perfil canario" * 20)


def foto_con_exif_roto() -> bytes:
    return imagen("JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff canario")


def png_con_textos() -> bytes:
    textos = PngImagePlugin.PngInfo()
    textos.add_text("Comment", "canario")
    textos.add_itxt("XML:com.adobe.xmp", "<x>canario</x>")
    return imagen("PNG", pnginfo=textos)


def png_animado() -> bytes:
    return imagen("PNG", save_all=True, append_images=[dibujo().rotate(90)], duration=100)


def trozo_png(tipo: bytes, datos: bytes) -> bytes:
    return struct.pack(">I", len(datos)) + tipo + datos + struct.pack(">I", zlib.crc32(tipo + datos))


def png_declarado(ancho: int, alto: int) -> bytes:
    """A tiny PNG whose header promises `ancho` × `alto` points."""
    cabecera = struct.pack(">IIBBBBB", ancho, alto, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + trozo_png(b"IHDR", cabecera) + trozo_png(b"IDAT", zlib.compress(b"\0" * 999)) + trozo_png(b"IEND", b"")


def jpeg_enorme() -> bytes:
    """A tiny JPEG whose frame header promises 60,000 × 60,000 points."""
    datos = bytearray(imagen("JPEG"))
    marco = datos.index(b"\xff\xc0")
    datos[marco + 5 : marco + 9] = struct.pack(">HH", 60000, 60000)
    return bytes(datos)


def jpeg_de_mil_pasadas() -> bytes:
    """A progressive JPEG that repeats its last scan a thousand times: small to carry, slow to open."""
    datos = imagen("JPEG", progressive=True)
    ultima = datos.rindex(b"\xff\xda")
    return datos[:-2] + datos[ultima:-2] * 1000 + datos[-2:]


# ── Other things ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def comprimido(*nombres: str) -> bytes:
    salida = io.BytesIO()
    with zipfile.ZipFile(salida, "w") as paquete:
        for nombre in nombres:
            paquete.writestr(nombre, "<contenido/>")
    return salida.getvalue()


def comprimido_con_cola(cola: bytes) -> bytes:
    """A ZIP whose comment is `cola`: a reader of ZIP looks at the end, a reader of PDF too."""
    salida = io.BytesIO()
    with zipfile.ZipFile(salida, "w") as paquete:
        paquete.writestr("dentro.txt", "hola")
        paquete.comment = cola
    return salida.getvalue()


def pdf_y_zip() -> bytes:
    """A PDF, then a ZIP whose comment repeats the PDF's tail: both readers are content."""
    base = pdf()
    return base + comprimido_con_cola(base[base.rindex(b"startxref") - 1 :])


def docx() -> bytes:
    return comprimido("[Content_Types].xml", "_rels/.rels", "word/document.xml")


def xlsx() -> bytes:
    return comprimido("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml")


def exe() -> bytes:
    return b"MZ" + b"\0" * 58 + struct.pack("<I", 64) + b"PE\0\0" + b"\0" * 200


def mp4() -> bytes:
    return b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0" * 200


def heic() -> bytes:
    return b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 200


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
ALERTA = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"


def _caso(titulo: str, nombre: str, declarado: str, contenido: bytes | Callable[[], bytes], espera: str | None = None) -> Caso:
    return Caso(titulo, nombre, declarado, contenido if callable(contenido) else lambda: contenido, espera)


SANOS = [
    _caso("plain PDF", "acta.pdf", PDF, pdf),
    _caso("PDF in capitals, type not declared", "ACTA.PDF", "application/octet-stream", pdf),
    _caso("PDF without an extension", "acta", PDF, pdf),
    _caso("PDF with an object stream", "oficio.pdf", PDF, lambda: pdf_con_grupo(b"<< /Title (Oficio) >>")),
    _caso("PDF with an incremental update", "firmado.pdf", PDF, lambda: actualizado(pdf(), 4, flujo(b"BT (Firmado) Tj ET"))),
    _caso("PDF that opens at its first page", "acta.pdf", PDF, lambda: pdf(b"/OpenAction [3 0 R /Fit]")),
    _caso("PDF that opens with GoTo", "acta.pdf", PDF, lambda: pdf(b"/OpenAction << /S /GoTo /D [3 0 R /Fit] >>")),
    _caso(
        "PDF with a web link", "acta.pdf", PDF, lambda: pdf(b"/Extra 5 0 R", b"<< /Subtype /Link /A << /S /URI /URI (https://gob.pe) >> >>")
    ),
    _caso(
        "PDF with a signature field", "acta.pdf", PDF, lambda: pdf(b"/AcroForm << /Fields [5 0 R] /SigFlags 3 >>", b"<< /FT /Sig /T (f) >>")
    ),
    _caso("PDF with a reference to nothing", "acta.pdf", PDF, lambda: pdf(b"/Extra 77 0 R")),
    _caso("PDF of 99,000 tiny arrays", "acta.pdf", PDF, lambda: pdf(b"/X 5 0 R", b"[" + b"[0]" * 99_000 + b"]")),
    _caso("PDF padded with blanks", "acta.pdf", PDF, lambda: pdf(remate=b"%%EOF\r\n\0\0\n")),
    _caso("JPEG", "foto.jpg", JPEG, lambda: imagen("JPEG")),
    _caso("JPEG, another extension, old type", "FOTO.JPEG", "image/pjpeg", lambda: imagen("JPEG")),
    _caso("JPEG, progressive", "foto.jpg", JPEG, lambda: imagen("JPEG", progressive=True)),
    _caso("JPEG in grey", "foto.jpg", JPEG, lambda: imagen("JPEG", "L")),
    _caso("JPEG in CMYK", "foto.jpg", JPEG, lambda: imagen("JPEG", "CMYK")),
    _caso("photo with GPS", "IMG_0001.jpg", JPEG, foto_con_gps),
    _caso("photo with unreadable EXIF", "foto.jpg", JPEG, foto_con_exif_roto),
    _caso("JPEG with a ZIP behind", "foto.jpg", JPEG, lambda: imagen("JPEG") + comprimido("virus.exe")),
    _caso("JPEG with HTML behind", "foto.jpg", JPEG, lambda: imagen("JPEG") + HTML),
    _caso("JPEG that lost its lower half, and says so", "foto.jpg", JPEG, lambda: imagen("JPEG", lado=(400, 400))[:2000] + b"\xff\xd9"),
    _caso("PNG", "mapa.png", PNG, lambda: imagen("PNG")),
    _caso("PNG with transparency", "mapa.png", PNG, lambda: imagen("PNG", "RGBA")),
    _caso("PNG with a palette", "mapa.png", PNG, lambda: imagen("PNG", "P", transparency=3)),
    _caso("PNG of black and white", "plano.png", PNG, lambda: imagen("PNG", "1")),
    _caso("PNG with texts", "mapa.png", PNG, png_con_textos),
    _caso("PNG with a ZIP behind", "mapa.png", PNG, lambda: imagen("PNG") + comprimido("a.exe")),
]

DISFRAZADOS = [
    _caso("nothing at all", "acta.pdf", PDF, b"", "vacio"),
    _caso("one byte", "foto.jpg", JPEG, b"\xff", "tipo_no_admitido"),
    _caso("plain text", "acta.pdf", PDF, b"Acta de encuentro", "tipo_no_admitido"),
    _caso("SVG as PNG", "logo.png", PNG, SVG, "tipo_no_admitido"),
    _caso("HTML as PDF", "acta.pdf", PDF, HTML, "tipo_no_admitido"),
    _caso("HTML as JPEG", "foto.jpg", JPEG, HTML, "tipo_no_admitido"),
    _caso("GIF as PNG", "foto.png", PNG, lambda: imagen("GIF", "P"), "tipo_no_admitido"),
    _caso("GIF that is a script", "foto.jpg", JPEG, b"GIF89a/*\0\0*/=1;alert(1)", "tipo_no_admitido"),
    _caso("WebP as JPEG", "foto.jpg", JPEG, lambda: imagen("WEBP"), "tipo_no_admitido"),
    _caso("BMP as PNG", "foto.png", PNG, lambda: imagen("BMP"), "tipo_no_admitido"),
    _caso("TIFF as JPEG", "foto.jpg", JPEG, lambda: imagen("TIFF"), "tipo_no_admitido"),
    _caso("HEIC as JPEG", "IMG_0001.jpg", JPEG, heic, "tipo_no_admitido"),
    _caso("MP4 as JPEG", "video.jpg", JPEG, mp4, "tipo_no_admitido"),
    _caso("ZIP as PDF", "acta.pdf", PDF, lambda: comprimido("a.txt"), "tipo_no_admitido"),
    _caso("DOCX as PDF", "acta.pdf", PDF, docx, "tipo_no_admitido"),
    _caso("XLSX as PDF", "acta.pdf", PDF, xlsx, "tipo_no_admitido"),
    _caso("EXE as PDF", "acta.pdf", PDF, exe, "tipo_no_admitido"),
    _caso("ELF as PNG", "foto.png", PNG, b"\x7fELF\x02\x01\x01" + b"\0" * 200, "tipo_no_admitido"),
    _caso("EICAR as PDF", "acta.pdf", PDF, EICAR, "tipo_no_admitido"),
    _caso("RTF as PDF", "acta.pdf", PDF, rb"{\rtf1 hola}", "tipo_no_admitido"),
    _caso("PostScript as PDF", "acta.pdf", PDF, b"%!PS-Adobe-3.0\n%%EOF\n", "tipo_no_admitido"),
    _caso("PDF after a script", "acta.pdf", PDF, lambda: b"#!/bin/sh\n" + pdf(), "tipo_no_admitido"),
    _caso("PDF after a BOM", "acta.pdf", PDF, lambda: b"\xef\xbb\xbf" + pdf(), "tipo_no_admitido"),
    _caso("PNG called jpg", "foto.jpg", JPEG, lambda: imagen("PNG"), "tipo_contradice"),
    _caso("JPEG called pdf", "acta.pdf", PDF, lambda: imagen("JPEG"), "tipo_contradice"),
    _caso("PDF called jpg", "foto.jpg", JPEG, pdf, "tipo_contradice"),
    _caso("PDF declared as HTML", "acta.pdf", "text/html", pdf, "tipo_contradice"),
    _caso("JPEG declared as SVG", "foto.jpg", "image/svg+xml", lambda: imagen("JPEG"), "tipo_contradice"),
    _caso("JPEG with a second extension", "foto.jpg.exe", JPEG, lambda: imagen("JPEG"), "tipo_contradice"),
    _caso("extension hidden by a bidi override", "foto\u202egpj.exe", JPEG, lambda: imagen("JPEG"), "tipo_contradice"),
    _caso("over ten megabytes", "acta.pdf", PDF, lambda: pdf(b"", flujo(b"0" * 10_485_760)), "muy_grande"),
]

IMAGENES_MALAS = [
    _caso("JPEG cut in half", "foto.jpg", JPEG, lambda: imagen("JPEG", lado=(400, 400))[:2000], "imagen_danada"),
    _caso("JPEG of three bytes", "foto.jpg", JPEG, b"\xff\xd8\xff", "imagen_danada"),
    _caso("PNG cut in half", "foto.png", PNG, lambda: imagen("PNG", lado=(400, 400))[:900], "imagen_danada"),
    _caso("PNG without its end", "foto.png", PNG, lambda: imagen("PNG")[:-12], "imagen_danada"),
    _caso("PNG that is only a signature", "foto.png", PNG, b"\x89PNG\r\n\x1a\n", "imagen_danada"),
    _caso("PNG with a script for pixels", "foto.png", PNG, b"\x89PNG\r\n\x1a\n<?php system(1); ?>IEND", "imagen_danada"),
    _caso("PNG, animated", "foto.png", PNG, png_animado, "imagen_animada"),
    _caso("PNG of 41 megapixels", "foto.png", PNG, lambda: png_declarado(8200, 5000), "imagen_enorme"),
    _caso("PNG of 100 megapixels", "foto.png", PNG, lambda: png_declarado(10_000, 10_000), "imagen_enorme"),
    _caso("PNG of 10,000 megapixels", "foto.png", PNG, lambda: png_declarado(100_000, 100_000), "imagen_enorme"),
    _caso("JPEG of 3,600 megapixels", "foto.jpg", JPEG, jpeg_enorme, "imagen_enorme"),
    _caso("JPEG of a thousand scans", "foto.jpg", JPEG, jpeg_de_mil_pasadas, "imagen_danada"),
]

PDF_MALOS = [
    _caso("PDF of one line", "acta.pdf", PDF, b"%PDF-1.7\n", "pdf_danado"),
    _caso("PDF without a version", "acta.pdf", PDF, b"%PDF-abc\n%%EOF", "pdf_danado"),
    _caso("PDF cut in half", "acta.pdf", PDF, lambda: pdf()[:300], "pdf_danado"),
    _caso("PDF without pages", "acta.pdf", PDF, lambda: pdf(pagina=b"<< /Type /Nada >>"), "pdf_danado"),
    _caso("PDF without a catalogue", "acta.pdf", PDF, lambda: pdf().replace(b"/Root 1 0 R", b"/Root 9 0 R"), "pdf_danado"),
    _caso("PDF with a lying table", "acta.pdf", PDF, lambda: pdf().replace(b"startxref\n", b"startxref\n9"), "pdf_danado"),
    _caso("PDF with a ZIP behind", "acta.pdf", PDF, lambda: pdf() + comprimido("a.exe"), "pdf_danado"),
    _caso("PDF with HTML behind", "acta.pdf", PDF, lambda: pdf() + HTML, "pdf_danado"),
    _caso("PDF that is a ZIP too", "acta.pdf", PDF, pdf_y_zip, "poliglota"),
    _caso("PDF that is HTML too", "acta.pdf", PDF, lambda: b"%PDF-1.7\n%<html><script>alert(1)</script>\n" + pdf()[9:], "poliglota"),
    _caso("PDF with a password", "acta.pdf", PDF, lambda: pdf(cola=b"/Encrypt << /Filter /Standard /V 1 /R 2 >>"), "pdf_cifrado"),
    _caso("PDF with a password, name escaped", "acta.pdf", PDF, lambda: pdf(cola=b"/#45ncrypt << /V 1 >>"), "pdf_cifrado"),
    _caso("PDF that runs JavaScript on opening", "acta.pdf", PDF, lambda: pdf(b"/OpenAction 5 0 R", ALERTA), "pdf_con_codigo"),
    _caso("PDF with JavaScript among its names", "acta.pdf", PDF, lambda: pdf(b"/Names << /JavaScript << /Names [(a) 5 0 R] >> >>", ALERTA), "pdf_con_codigo"),
    _caso("PDF with JavaScript, name escaped", "acta.pdf", PDF, lambda: pdf(b"/OpenAction << /S /J#61vaScript /#4a#53 (1) >>"), "pdf_con_codigo"),
    _caso("PDF with JavaScript in an object stream", "acta.pdf", PDF, lambda: pdf_con_grupo(ALERTA), "pdf_con_codigo"),
    _caso("PDF with a bare /JS in an object stream", "acta.pdf", PDF, lambda: pdf_con_grupo(b"<< /A [ << /JS (1) >> ] >>"), "pdf_con_codigo"),
    _caso("PDF with an object stream off the table", "acta.pdf", PDF, con_otro_grupo, "pdf_danado"),
    _caso("PDF whose update brings JavaScript", "acta.pdf", PDF, lambda: actualizado(pdf(), 4, b"<< /S /Rendition /JS (1) >>"), "pdf_con_codigo"),
    _caso("PDF that launches a program", "acta.pdf", PDF, lambda: pdf(b"/OpenAction << /S /Launch /F (cmd.exe) >>"), "pdf_con_codigo"),
    _caso("PDF that launches, by reference", "acta.pdf", PDF, lambda: pdf_con_grupo(b"/Launch"), "pdf_con_codigo"),
    _caso("PDF with additional actions", "acta.pdf", PDF, lambda: pdf(b"/AA << /WC << /S /URI /URI (x) >> >>"), "pdf_con_codigo"),
    _caso("PDF that opens a web page by itself", "acta.pdf", PDF, lambda: pdf(b"/OpenAction << /S /URI /URI (http://x) >>"), "pdf_con_codigo"),
    _caso("PDF that sends its form", "acta.pdf", PDF, lambda: pdf(b"/X << /A << /S /SubmitForm /F (http://x) >> >>"), "pdf_con_codigo"),
    _caso("PDF with rich media", "acta.pdf", PDF, lambda: pdf(b"/X 5 0 R", b"<< /Subtype /RichMedia /RichMediaContent << >> >>"), "pdf_con_codigo"),
    _caso("PDF with an XFA form", "acta.pdf", PDF, lambda: pdf(b"/AcroForm << /XFA 5 0 R >>", flujo(b"<xdp/>")), "pdf_con_codigo"),
    _caso("PDF with a film", "acta.pdf", PDF, lambda: pdf(b"/X << /Subtype /Movie >>"), "pdf_con_codigo"),
    _caso("PDF with an attachment", "acta.pdf", PDF, lambda: pdf(b"/Names << /EmbeddedFiles 5 0 R >>", b"<< /Names [] >>"), "pdf_con_adjuntos"),
    _caso("PDF with an attachment, name escaped", "acta.pdf", PDF, lambda: pdf(b"/X << /Type /Embedded#46ile >>"), "pdf_con_adjuntos"),
    _caso("PDF with an unnamed attachment", "acta.pdf", PDF, lambda: pdf(b"/X << /UF (a.exe) /EF << /F 5 0 R >> >>", flujo(b"MZ")), "pdf_con_adjuntos"),
    _caso("PDF with an attachment note", "acta.pdf", PDF, lambda: pdf(b"/X << /Subtype /FileAttachment >>"), "pdf_con_adjuntos"),
    _caso("PDF nested ten thousand deep", "acta.pdf", PDF, lambda: anidado(10_000), "pdf_danado"),
    _caso("PDF whose pages are their own parents", "acta.pdf", PDF, lambda: pdf(pagina=b"<< /Type /Nada /Kids [2 0 R 3 0 R] >>"), "pdf_danado"),
    _caso("PDF with a bomb for an object stream", "acta.pdf", PDF, lambda: pdf_con_grupo(b"[" + b"0 " * 20_000_000 + b"]"), "pdf_danado"),
    _caso("PDF with a bomb in a bomb", "acta.pdf", PDF, lambda: pdf_con_grupo(
        b"(" + b" " * 30_000_000 + b")", filtro=b"[/FlateDecode /FlateDecode]", comprimir=lambda d: zlib.compress(zlib.compress(d)),
    ), "pdf_danado"),
    _caso("PDF with an object stream in hexadecimal", "acta.pdf", PDF, lambda: pdf_con_grupo(
        ALERTA, filtro=b"/ASCIIHexDecode", comprimir=lambda d: d.hex().encode(),
    ), "pdf_danado"),
    _caso("PDF with an object of a million tokens", "acta.pdf", PDF, lambda: pdf(b"/X 5 0 R", b"[" + (b"[" + b"0 " * 99_000 + b"]") * 10 + b"]"), "pdf_excesivo"),
]  # fmt: skip

CORPUS = [*SANOS, *DISFRAZADOS, *IMAGENES_MALAS, *PDF_MALOS]
