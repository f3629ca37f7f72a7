"""What a person gives as second factor, counted as a password is."""

import logging

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from base.comun.registro import anotar
from base.cuentas import limites
from base.cuentas.entrada import limitado
from base.cuentas.invitaciones import codigo_plano
from base.cuentas.limites import Clase
from base.cuentas.models import Usuario

from . import acceso, aplicacion, recados, recuperacion

CIFRAS = 6


def probar(request: HttpRequest, usuario: Usuario, *, otp: str = "", credencial: str = "") -> Authenticator | None:
    """The factor that this proves, if any. From the sixth wrong one within five minutes on (20 an hour, 50 a day) nothing is looked at."""
    intento = limites.intentar(Clase.FACTOR, cuenta=str(usuario.pk))
    if not intento.permitido:
        anotar("segundo_factor_limitado", nivel=logging.WARNING, cuenta=usuario.pk, hasta=intento.hasta.isoformat())
        raise ImmediateHttpResponse(limitado(request, intento, segundo=True))
    factor = acceso.usar(request, usuario, credencial) if credencial else _escrito(usuario, otp)
    if factor is None:
        intento.fallo()
        anotar("segundo_factor_fallido", nivel=logging.WARNING, cuenta=usuario.pk)
        return None
    intento.acierto()
    anotar("segundo_factor_probado", cuenta=usuario.pk, con=factor.type)
    if factor.type == Authenticator.Type.RECOVERY_CODES:
        quedan = len(factor.data["huellas"])
        anotar("codigo_de_recuperacion_usado", nivel=logging.WARNING, cuenta=usuario.pk, quedan=quedan)
        recados.contar(request, usuario, "codigo_usado", quedan=quedan)
    return factor


def _escrito(usuario: Usuario, otp: str) -> Authenticator | None:
    """Six digits are of the application; anything else, with its dashes or without, a code on paper."""
    plano = codigo_plano(otp)
    if len(plano) == CIFRAS and plano.isascii() and plano.isdigit():
        return aplicacion.usar(usuario, plano)
    if len(plano) == recuperacion.GRUPOS * recuperacion.DE_CADA_GRUPO:
        return recuperacion.usar(usuario, plano)
    return None
