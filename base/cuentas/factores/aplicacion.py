"""The application of a telephone: six digits that change every thirty seconds (TOTP, RFC 6238). Each code opens once.

allauth keeps the used ones in the cache, for less time than they are good for; here the last step of time that was used stands in the row.
"""

import logging
import time
from urllib.parse import quote, urlencode

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from base.comun.fechas import ahora
from base.comun.registro import anotar
from base.cuentas.models import Usuario

from .cifrado import cifrar, descifrar

PASO, HOLGURA = 30, 1  # seconds of a code; steps that the clock of the telephone may be wrong
EN_ALTA = "portal_aplicacion"  # in the session: the secret that is being set up


def codigo(secreto: str, paso: int) -> str:
    """The six digits of that step of time."""
    return format_hotp_value(hotp_value(secreto, paso))


def paso_de(secreto: str, escrito: str, *, despues_de: int = -1) -> int | None:
    """The step of time whose code this is, one before now or one after at most, if it is later than the last that was used."""
    este = int(time.time()) // PASO
    for paso in range(max(este - HOLGURA, despues_de + 1), este + HOLGURA + 1):
        if constant_time_compare(codigo(secreto, paso), escrito):
            return paso
    return None


def usar(usuario: Usuario, escrito: str) -> Authenticator | None:
    """The application of that person, if this is its code and neither it nor a later one was used: of two at the same moment, one."""
    with transaction.atomic():
        factor = Authenticator.objects.select_for_update().filter(user=usuario, type=Authenticator.Type.TOTP).first()
        if factor is None:
            return None
        secreto = descifrar(factor.data["secret"])
        if secreto is None:
            anotar("segundo_factor_ilegible", nivel=logging.ERROR, cuenta=usuario.pk)
            return None
        paso = paso_de(secreto, escrito, despues_de=factor.data["paso"])
        if paso is None:
            return None
        factor.data["paso"], factor.last_used_at = paso, ahora()
        factor.save(update_fields=["data", "last_used_at"])
        return factor


def guardar(usuario: Usuario, secreto: str, *, paso: int) -> bool:
    """Give the person this application, in the place of the former one; True when there was none. The code that proved it is used up."""
    datos = {"data": {"secret": cifrar(secreto), "paso": paso}, "created_at": ahora(), "last_used_at": None}
    _, nueva = Authenticator.objects.update_or_create(user=usuario, type=Authenticator.Type.TOTP, defaults=datos)
    return nueva


# ── Setting it up ────────────────────────────────────────────────────────────────────────────────────────────────────────
def secreto_en_alta(request: HttpRequest) -> str:
    """The secret that this session is setting up: the same until it is done, so that a page loaded again still agrees with the telephone."""
    secreto = descifrar(request.session.get(EN_ALTA, ""))
    if secreto is None:
        secreto = generate_totp_secret()
        request.session[EN_ALTA] = cifrar(secreto)
    return secreto


def terminar_alta(request: HttpRequest) -> None:
    """Forget it: what is shown next time is another."""
    request.session.pop(EN_ALTA, None)


def direccion(usuario: Usuario, secreto: str) -> str:
    """What the square says to the telephone."""
    quien = quote(f"{settings.PORTAL_NOMBRE}:{usuario.username}")
    return f"otpauth://totp/{quien}?{urlencode({'secret': secreto, 'issuer': settings.PORTAL_NOMBRE}, quote_via=quote)}"
