"""Known devices: a browser from which an account signed in keeps its own tries when strangers have used up the account's.

The cookie carries a random name, signed; which accounts it is good for stands in the database, as a digest. A new name is given at every
sign-in, so that a copy of the cookie is worth nothing after the owner's next one. It signs nobody in.
"""

import datetime
import hashlib
import secrets

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from .models import Equipo, Usuario

VIGENCIA = 400 * 86400  # the longest that a browser keeps a cookie
_firma = signing.TimestampSigner(salt="base.cuentas.equipos")


def _huella(nombre: str) -> str:
    return hashlib.sha256(nombre.encode()).hexdigest()


def _de(request: HttpRequest) -> str:
    """The digest of the device that the request says it is; empty when it does not, or lies."""
    try:
        return _huella(_firma.unsign(request.COOKIES.get(settings.EQUIPO_COOKIE_NAME, ""), max_age=VIGENCIA))
    except signing.BadSignature:
        return ""


def conocido(request: HttpRequest, username: str) -> str:
    """The digest of the device, if that account signed in from it."""
    huella = _de(request)
    if huella and Equipo.objects.filter(huella=huella, usuario__username__iexact=username.strip()).exists():
        return huella
    return ""


def recordar(request: HttpRequest, respuesta: HttpResponseBase, usuario: Usuario) -> None:
    """The account signed in here: the browser gets a new name, also for the others that signed in from it."""
    nombre, ahora = secrets.token_urlsafe(24), timezone.now()
    with transaction.atomic():
        if anterior := _de(request):
            Equipo.objects.filter(huella=anterior).update(huella=_huella(nombre))
        Equipo.objects.update_or_create(usuario=usuario, huella=_huella(nombre), defaults={"usado_en": ahora})
        Equipo.objects.filter(usuario=usuario, usado_en__lt=ahora - datetime.timedelta(seconds=VIGENCIA)).delete()
    respuesta.set_cookie(
        settings.EQUIPO_COOKIE_NAME,
        _firma.sign(nombre),
        max_age=VIGENCIA,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def olvidar(usuario: Usuario, *, menos: HttpRequest | None = None) -> int:
    """The account is no longer known anywhere (but in the browser of `menos`): its password changed, or it was closed."""
    filas = Equipo.objects.filter(usuario=usuario)
    if menos is not None and (huella := _de(menos)):
        filas = filas.exclude(huella=huella)
    return filas.delete()[0]
