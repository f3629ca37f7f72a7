"""What is told by mail to whoever's second factor changed: if it was not them, it is the first they hear of it. It goes to the outbox."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.template.loader import render_to_string

from base.comun.fechas import ahora
from base.cuentas.mis_sesiones import dispositivo
from base.cuentas.models import Usuario

ASUNTOS = {
    "aplicacion": "Su cuenta pide ahora un código de su teléfono",
    "aplicacion_otra": "Se cambió la aplicación de códigos de su cuenta",
    "llave": "Se agregó una llave de acceso a su cuenta",
    "quitado": "Se quitó un segundo factor de su cuenta",
    "codigos": "Se hicieron códigos de recuperación nuevos",
    "codigo_usado": "Se usó un código de recuperación de su cuenta",
    "restablecido": "Quien administra el portal quitó su segundo factor",
}


def contar(request: HttpRequest | None, usuario: Usuario, que: str, **datos: Any) -> None:
    """One mail, if the account has an address. Without a request it was done at the server."""
    if not usuario.email:
        return
    contexto = {
        **datos,
        "que": que,
        "cuenta": usuario,
        "en": ahora(),
        "equipo": dispositivo(request.headers.get("User-Agent", "")) if request is not None else "",
        "PORTAL_NOMBRE": settings.PORTAL_NOMBRE,
        "PORTAL_URL": settings.PORTAL_URL,
    }
    EmailMessage(ASUNTOS[que], render_to_string("cuentas/correo/segundo_factor.txt", contexto), to=[usuario.email]).send()
