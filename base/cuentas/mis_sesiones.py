"""Where a person is signed in: what each session tells of itself, and how they are ended."""

import datetime
import re
from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set, user_logged_in
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin

from base.comun import caidas
from base.comun.fechas import ahora

from .models import Usuario
from .sesion_rapida import olvidar_copias

VISTA = "vista_en"  # in the session: when its row was last brought up to date
CADA = datetime.timedelta(minutes=5)

# What a browser says of itself carries the names of others too: the first that is found wins
NAVEGADORES = [
    ("Edge", r"Edg(e|A|iOS)?/"),
    ("Opera", r"OPR/|Opera"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/|Chromium/"),
    ("Safari", r"Safari/"),
]
SISTEMAS = [
    ("Android", r"Android"),
    ("iPhone", r"iPhone|iPod"),
    ("iPad", r"iPad"),
    ("ChromeOS", r"CrOS"),
    ("Windows", r"Windows"),
    ("macOS", r"Macintosh|Mac OS X"),
    ("Linux", r"Linux|X11"),
]


def dispositivo(agente: str) -> str:
    """Browser and system in words: "Chrome en Android"."""
    navegador = next((nombre for nombre, senal in NAVEGADORES if re.search(senal, agente)), "")
    sistema = next((nombre for nombre, senal in SISTEMAS if re.search(senal, agente)), "")
    if navegador and sistema:
        return f"{navegador} en {sistema}"
    return navegador or sistema or "Un equipo que no dice cuál es"


def abiertas_de(usuario: Usuario) -> "QuerySet[UserSession]":
    """The sessions of that person that still open the portal, the one used last first."""
    vivas = Session.objects.filter(expire_date__gt=ahora()).values("session_key")
    return UserSession.objects.filter(user=usuario, session_key__in=vivas).order_by("-last_seen_at", "-pk")


def cerrar(sesiones: "QuerySet[UserSession]") -> int:
    """End these sessions: their next request finds nobody signed in. How many they were."""
    with transaction.atomic():
        claves = list(sesiones.order_by().values_list("session_key", flat=True))
        Session.objects.filter(session_key__in=claves).delete()
        UserSession.objects.filter(session_key__in=claves).delete()
        transaction.on_commit(lambda: olvidar_copias(claves))
    return len(claves)


def cerrar_todas(usuario: Usuario, *, salvo: str | None = None) -> int:
    """End every session of that person, or every other one."""
    return cerrar(UserSession.objects.filter(user=usuario).exclude(session_key=salvo or ""))


# ── What the sign-in of allauth tells ────────────────────────────────────────────────────────────────────────────────────
@receiver(user_logged_in)
def anotar_entrada(sender: Any, request: HttpRequest, user: Usuario, **_: Any) -> None:
    """Somebody signed in: when, beside the account (not a change of it: no line of history)."""
    Usuario.objects.filter(pk=user.pk).update(entro_en=ahora())
    request.session[VISTA] = ahora().timestamp()


@receiver([password_changed, password_set, password_reset])
def cerrar_las_demas(sender: Any, request: HttpRequest, user: Usuario, **_: Any) -> None:
    """A new password ends the other sessions (Django refuses them already); here they leave the list too."""
    mia = request.session.session_key if request.user.is_authenticated and request.user.pk == user.pk else None
    cerrar_todas(user, salvo=mia)


class UltimaVezMiddleware(MiddlewareMixin):
    """Keeps "last seen" true to five minutes: one write then, none at any other request. A session that signed in otherwise has no row."""

    def process_response(self, request: HttpRequest, respuesta: HttpResponse) -> HttpResponse:
        """Write it where the request has looked into its session anyway (a public page that is cached does not)."""
        vista = request.session.get(VISTA) if request.session.accessed else None
        if vista is not None and ahora().timestamp() - vista >= CADA.total_seconds():
            try:
                UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=ahora())
            except DatabaseError as error:  # with a full disk people still read
                if caidas.reconocer(error) is None:
                    raise
                return respuesta
            request.session[VISTA] = ahora().timestamp()
        return respuesta
