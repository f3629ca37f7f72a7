"""Who needs a second factor, who has one, and whether this session has proved it."""

import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest

from base.cuentas.models import Usuario
from base.cuentas.roles import CON_SEGUNDO_FACTOR

MARCA = "portal_segundo_factor"  # in the session: whose, and when it was proved
TIPOS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # codes of recovery stand in for one of these; alone they are none


def exigido(usuario: Usuario) -> bool:
    """Whether this person does nothing here without a second factor. In the demonstration nobody needs it: its password is published."""
    return not settings.DEMOSTRACION and usuario.rol in CON_SEGUNDO_FACTOR


def factores_de(usuario: Usuario) -> "QuerySet[Authenticator]":
    """The application and the passkeys of that person, the oldest first."""
    return Authenticator.objects.filter(user=usuario, type__in=TIPOS).order_by("pk")


def tiene(usuario: Usuario) -> bool:
    """Whether there is one to ask for."""
    return factores_de(usuario).exists()


def probado(request: HttpRequest) -> bool:
    """Whether the person of this session proved a second factor in it, and it was neither changed nor taken away since. Asks no database."""
    usuario, marca = request.user, request.session.get(MARCA) or {}
    if not usuario.is_authenticated or marca.get("de") != usuario.pk:
        return False
    return usuario.factores_en is None or marca["en"] >= usuario.factores_en.timestamp()


def marcar(sesion: Any, usuario: Usuario) -> None:
    """Write in the session that its person has proved it."""
    sesion[MARCA] = {"de": usuario.pk, "en": time.time()}


def dar_por_probado(request: HttpRequest) -> None:
    """The session may do more than before, and so goes on under another key."""
    anterior = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=anterior).update(session_key=request.session.session_key)
    marcar(request.session, request.user)  # type: ignore[arg-type]  # whoever calls it knows who signed in
