"""The door: an upload enters as a real PDF, JPEG or PNG with a clean name, or not at all."""

import hashlib
from dataclasses import dataclass

import filetype
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from .antivirus import Analisis, analizar
from .imagen import limpiar_imagen
from .limites import MEGA, TOPE_BYTES
from .nombres import EXTENSIONES, extension, limpiar_nombre
from .pdf import revisar_pdf

_FIRMAS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
_NOMBRES = {"application/pdf": "PDF", "image/jpeg": "JPEG", "image/png": "PNG"}
# How browsers and phones also call the three kinds; the last ones say nothing
_DECLARADOS = {
    "application/pdf": {"application/pdf", "application/x-pdf"},
    "image/jpeg": {"image/jpeg", "image/jpg", "image/pjpeg", "image/jfif"},
    "image/png": {"image/png", "image/x-png"},
}
_SIN_DECLARAR = {"", "application/octet-stream", "binary/octet-stream"}
_ESTADOS = {
    Analisis.LIMPIO: "limpio",
    Analisis.SIN_RESPUESTA: "cuarentena",
    Analisis.SIN_ANTIVIRUS: "sin_analizar",
}


@dataclass(frozen=True)
class ArchivoRevisado:
    """A file that passed the door: what is stored is `contenido`, byte by byte, and `sha256` is its seal."""

    nombre: str
    tipo: str
    contenido: bytes
    sha256: str
    estado: str

    @property
    def tamano(self) -> int:
        return len(self.contenido)


def revisar(archivo: UploadedFile) -> ArchivoRevisado:
    """Checks an upload by its content and cleans it; raises ValidationError (with a code) for anything else than a sound file."""
    nombre = archivo.name or ""
    datos = _leer(archivo)
    tipo = _tipo(datos)
    _exigir_concordancia(nombre, archivo.content_type or "", tipo)
    if tipo == "application/pdf":
        revisar_pdf(datos)
        contenido = datos
    else:
        contenido = limpiar_imagen(datos, tipo)
        if len(contenido) > TOPE_BYTES:
            raise _muy_grande()
    analisis = analizar(datos)
    if analisis is Analisis.INFECTADO:
        raise ValidationError("El antivirus encontró algo peligroso en el archivo. No se guardó.", code="infectado")
    return ArchivoRevisado(
        nombre=limpiar_nombre(nombre, tipo),
        tipo=tipo,
        contenido=contenido,
        sha256=hashlib.sha256(contenido).hexdigest(),
        estado=_ESTADOS[analisis],
    )


def _muy_grande() -> ValidationError:
    return ValidationError(f"El archivo pasa de {TOPE_BYTES // MEGA} MB. Redúzcalo o divídalo en partes.", code="muy_grande")


def _leer(archivo: UploadedFile) -> bytes:
    if (archivo.size or 0) > TOPE_BYTES:
        raise _muy_grande()
    archivo.seek(0)
    datos: bytes = archivo.read(TOPE_BYTES + 1)
    if len(datos) > TOPE_BYTES:
        raise _muy_grande()
    if not datos:
        raise ValidationError("El archivo está vacío.", code="vacio")
    return datos


def _tipo(datos: bytes) -> str:
    for firma, tipo in _FIRMAS.items():
        if datos.startswith(firma):
            return tipo
    conocido = filetype.guess(datos[:8192])
    pista = f" Este parece {conocido.extension.upper()}." if conocido and conocido.extension not in {"pdf", "jpg", "png"} else ""
    raise ValidationError(f"Solo se admiten archivos PDF, JPEG o PNG.{pista}", code="tipo_no_admitido")


def _exigir_concordancia(nombre: str, declarado: str, tipo: str) -> None:
    """A name or a declared type that says one thing while the content is another is a trick or a mistake: either way, no."""
    final = extension(nombre)
    if final and final not in EXTENSIONES[tipo]:
        raise ValidationError(
            f"El nombre del archivo termina en «.{final[:12]}», pero por dentro es {_NOMBRES[tipo]}. "
            f"Guárdelo otra vez como {_NOMBRES[tipo]} y súbalo.",
            code="tipo_contradice",
        )
    declarado = declarado.partition(";")[0].strip().lower()
    if declarado not in _SIN_DECLARAR and declarado not in _DECLARADOS[tipo]:
        raise ValidationError(f"El archivo se envió como otro tipo, pero por dentro es {_NOMBRES[tipo]}.", code="tipo_contradice")
