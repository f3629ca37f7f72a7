"""Passkeys (WebAuthn): the telephone, the computer or a USB key signs a question of the portal, for this portal's name and no other."""

import ipaddress
import json
from collections.abc import Callable
from typing import Any, TypeVar

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.utils.crypto import salted_hmac
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from base.comun.fechas import ahora
from base.cuentas.models import Usuario

PREGUNTA = "portal_llave_de_acceso"  # in the session: what was asked last; it is answered once
LARGO = 20_000  # characters that an answer may have
CUANTAS = 10  # of one person
MAL_HECHA = (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError)  # what fido2 raises of an answer that is none
T = TypeVar("T")


def nombre_propio(request: HttpRequest) -> str:
    """The name for which a passkey is made."""
    return split_domain_port(request.get_host())[0]


def posible(request: HttpRequest) -> bool:
    """Browsers make them for a name, never for the number of a machine."""
    try:
        ipaddress.ip_address(nombre_propio(request).strip("[]"))
    except ValueError:
        return True
    return False


def _servidor(request: HttpRequest) -> Fido2Server:
    return Fido2Server(PublicKeyCredentialRpEntity(id=nombre_propio(request), name=settings.PORTAL_NOMBRE))


def de(usuario: Usuario) -> "QuerySet[Authenticator]":
    """Those of that person."""
    return Authenticator.objects.filter(user=usuario, type=Authenticator.Type.WEBAUTHN).order_by("pk")


def _datos(factor: Authenticator) -> AttestedCredentialData:
    return AttestedCredentialData(websafe_decode(factor.data["credential"]))


def _preguntar(request: HttpRequest, opciones: Any, estado: Any) -> str:
    request.session[PREGUNTA] = estado
    return json.dumps(dict(opciones["publicKey"]))


def _responder(request: HttpRequest, escrito: str, mirar: Callable[[Any, Any], T]) -> T | None:
    """What `mirar` says of the answer to the last question; None when there was no question, or the answer is none. The question is gone."""
    estado = request.session.pop(PREGUNTA, None)
    if estado is None or len(escrito) > LARGO:
        return None
    try:
        return mirar(estado, json.loads(escrito))
    except MAL_HECHA:
        return None


def pedir_nueva(request: HttpRequest, usuario: Usuario) -> str:
    """What the browser is asked to make one, in JSON."""
    quien = PublicKeyCredentialUserEntity(
        id=salted_hmac("base.cuentas.factores.acceso", str(usuario.pk)).digest(), name=usuario.username, display_name=usuario.nombre
    )
    return _preguntar(
        request,
        *_servidor(request).register_begin(
            quien,
            [_datos(factor) for factor in de(usuario)],
            resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
    )


def recibir_nueva(request: HttpRequest, escrito: str) -> str | None:
    """What is kept of the passkey that the browser made: its public half. None when the answer is none."""

    def mirar(estado: Any, respuesta: Any) -> str | None:
        datos = _servidor(request).register_complete(estado, respuesta).credential_data
        return websafe_encode(bytes(datos)) if datos is not None else None

    return _responder(request, escrito, mirar)


def guardar(usuario: Usuario, credencial: str, *, nombre: str) -> None:
    """Give the person this passkey, beside those they have."""
    Authenticator.objects.create(user=usuario, type=Authenticator.Type.WEBAUTHN, data={"name": nombre, "credential": credencial})


def pedir(request: HttpRequest, usuario: Usuario) -> str:
    """What the browser is asked to sign, in JSON; empty when the person has none."""
    credenciales = [_datos(factor) for factor in de(usuario)]
    if not credenciales:
        return ""
    return _preguntar(
        request, *_servidor(request).authenticate_begin(credenciales, user_verification=UserVerificationRequirement.PREFERRED)
    )


def usar(request: HttpRequest, usuario: Usuario, escrito: str) -> Authenticator | None:
    """The passkey of that person that signed the last question."""
    factores = {_datos(factor).credential_id: factor for factor in de(usuario)}

    def mirar(estado: Any, respuesta: Any) -> Authenticator:
        firmo = _servidor(request).authenticate_complete(estado, [_datos(factor) for factor in factores.values()], respuesta)
        return factores[firmo.credential_id]

    factor = _responder(request, escrito, mirar)
    if factor is not None:
        factor.last_used_at = ahora()
        factor.save(update_fields=["last_used_at"])
    return factor
