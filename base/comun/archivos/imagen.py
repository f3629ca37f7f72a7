"""A photo is opened, turned upright and written again: only its pixels go on, without EXIF, GPS, profiles or trailing bytes."""

from io import BytesIO

from django.core.exceptions import ValidationError
from PIL import Image

from .limites import TOPE_PIXELES

_FORMATOS = {"image/jpeg": "JPEG", "image/png": "PNG"}
_CALIDADES = (85, 75, 65, 50)  # the first one that does not make the photo heavier than it came
_ESCANEOS_MAXIMOS = 32  # a progressive photo has about ten; thousands of them make a small file slow to open
_GIROS = {
    2: (Image.Transpose.FLIP_LEFT_RIGHT,),
    3: (Image.Transpose.ROTATE_180,),
    4: (Image.Transpose.FLIP_TOP_BOTTOM,),
    5: (Image.Transpose.TRANSPOSE,),
    6: (Image.Transpose.ROTATE_270,),
    7: (Image.Transpose.TRANSVERSE,),
    8: (Image.Transpose.ROTATE_90,),
}
_ORIENTACION = 0x0112


def _enorme() -> ValidationError:
    return ValidationError(
        f"La imagen tiene más de {TOPE_PIXELES // 1_000_000} millones de puntos. Redúzcala o tome la foto con menos resolución.",
        code="imagen_enorme",
    )


def _danada() -> ValidationError:
    return ValidationError("La imagen está dañada o incompleta. Vuelva a guardarla o tome la foto otra vez.", code="imagen_danada")


def limpiar_imagen(datos: bytes, tipo: str) -> bytes:
    """The same picture in the same format, of its pixels alone. Raises ValidationError for what is not a whole, single, sane picture."""
    if tipo == "image/jpeg" and (datos.count(b"\xff\xda") > _ESCANEOS_MAXIMOS or b"\xff\xd9" not in datos):
        raise _danada()
    if tipo == "image/png" and b"IEND" not in datos:
        raise _danada()
    try:
        return _reescribir(datos, _FORMATOS[tipo])
    except ValidationError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _enorme() from None
    except Exception:  # what a broken file makes a decoder raise is not a list that anyone keeps
        raise _danada() from None


def _reescribir(datos: bytes, formato: str) -> bytes:
    with Image.open(BytesIO(datos), formats=[formato]) as imagen:  # reads the header, not the pixels
        ancho, alto = imagen.size
        if ancho * alto > TOPE_PIXELES:
            raise _enorme()
        if formato == "PNG" and getattr(imagen, "is_animated", False):
            raise ValidationError("Es una imagen animada. Suba una foto fija.", code="imagen_animada")
        orientacion = _orientacion(imagen)
        imagen.load()
        return _escribir(_derecha(imagen, orientacion), formato, tope=len(datos))


def _orientacion(imagen: Image.Image) -> int:
    try:
        valor = imagen.getexif().get(_ORIENTACION, 1)
    except Exception:  # unreadable EXIF says nothing about the pixels, and it is thrown away
        return 1
    return valor if isinstance(valor, int) else 1


def _derecha(imagen: Image.Image, orientacion: int) -> Image.Image:
    for giro in _GIROS.get(orientacion, ()):
        imagen = imagen.transpose(giro)
    return imagen


def _escribir(imagen: Image.Image, formato: str, *, tope: int) -> bytes:
    transparencia = imagen.info.get("transparency") if formato == "PNG" else None
    if formato == "JPEG" and imagen.mode not in {"L", "RGB"}:
        imagen = imagen.convert("RGB")
    imagen.info = {}  # the writers would carry comments, profiles and texts over from here
    if formato == "JPEG":
        return _jpeg(imagen, tope)
    salida = BytesIO()
    if transparencia is None:
        imagen.save(salida, "PNG")
    else:
        imagen.save(salida, "PNG", transparency=transparencia)
    return salida.getvalue()


def _jpeg(imagen: Image.Image, tope: int) -> bytes:
    """What the telephone has already shrunk does not grow again."""
    octetos = b""
    for calidad in _CALIDADES:
        salida = BytesIO()
        imagen.save(salida, "JPEG", quality=calidad, optimize=True)
        octetos = salida.getvalue()
        if len(octetos) <= tope:
            break
    return octetos
