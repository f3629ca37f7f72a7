"""How people come in: the portal's words to django-allauth."""

import datetime
import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from base.comun.origen import direccion
from base.comun.registro import anotar

from . import equipos, limites, sesiones
from .limites import Clase, Intento

CLAVE_DEMOSTRACION = "convenio-2026"


def limitado(request: HttpRequest, intento: Intento, *, segundo: bool = False) -> HttpResponse:
    """The page that says no more tries for now: the same whether the account exists or not, whether the password was right or not.

    `segundo`: of the second factor, where the password was right already.
    """
    segundos = max(1, int((intento.hasta - timezone.now()).total_seconds()) + 1)
    minutos = -(-segundos // 60)
    contexto = {
        "hasta": intento.hasta + datetime.timedelta(minutes=1),
        "minutos": minutos,
        "dentro": request.user.is_authenticated,
        "segundo": segundo,
    }
    respuesta = render(request, "account/limitado.html", contexto, status=429)
    respuesta["Retry-After"] = str(segundos)
    respuesta["Cache-Control"] = "private, no-store"
    return respuesta


class Adaptador(DefaultAccountAdapter):
    """Accounts are made by an administrator: nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return direccion(request)

    def get_login_stages(self) -> list[str]:
        """Between the password and the session there is one step."""
        return ["base.cuentas.factores.etapa.SegundoPaso"]

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Who one is, is confirmed with the password, on the page of the portal."""
        con_clave = {"id": "reauthenticate", "description": "Contraseña", "url": reverse("account_reauthenticate")}
        return [con_clave] if user.has_usable_password() else []

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """allauth counts in the cache, reading before it writes; `limites` counts here."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Who has that user and password; from the eleventh wrong try within five minutes on, nobody for a while."""
        usuario = credentials.get("username") or ""
        equipo = equipos.conocido(request, usuario)
        intento = limites.intentar(Clase.ENTRADA, cuenta=usuario, direccion=direccion(request), equipo=equipo)
        intentada = {"intentada": limites.huella(limites.cuenta_de(usuario))[:12], "equipo_conocido": bool(equipo)}
        if not intento.permitido:
            anotar("entrada_limitada", nivel=logging.WARNING, hasta=intento.hasta.isoformat(), **intentada)
            raise ImmediateHttpResponse(limitado(request, intento))
        persona = super().authenticate(request, **credentials)
        if persona is None:
            intento.fallo()
            anotar("entrada_fallida", nivel=logging.WARNING, cuenta=getattr(request, "cuenta_intentada", None), **intentada)
        else:
            intento.acierto(persona.pk if persona.is_active else None)
        return persona

    def reauthenticate(self, user: Any, password: str) -> bool:
        confirmo: bool = super().reauthenticate(user, password)
        if confirmo:
            sesiones.confirmar(self.request)
            anotar("confirmacion", cuenta=user.pk)
        return confirmo

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        respuesta: HttpResponse = super().post_login(request, user, **kwargs)
        equipos.recordar(request, respuesta, user)
        return respuesta


class Entrada(AuthenticationBackend):
    """Signs a person in by username; the published password of the demonstration opens nothing anywhere else."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> Any:
        if credentials.get("password") == CLAVE_DEMOSTRACION and not settings.DEMOSTRACION:
            return None
        return super().authenticate(request, **credentials)

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> Any:
        self._pedido = request
        return super()._authenticate(request, **credentials)

    def _check_password(self, user: Any, password: str) -> Any:
        """Remembers whose password was tried, for the log: no query more for an account that exists than for one that does not."""
        if user is not None and self._pedido is not None:
            self._pedido.cuenta_intentada = user.pk  # type: ignore[attr-defined]
        return super()._check_password(user, password)


class NoEsLaDeLaDemostracion:
    """Password rule: the published password of the demonstration is nobody's password."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise when `password` is the demonstration's and this is a real installation."""
        if password == CLAVE_DEMOSTRACION and not settings.DEMOSTRACION:
            raise ValidationError("Esa contraseña es la de la demostración y la conoce cualquiera: elija otra.", code="demostracion")

    def get_help_text(self) -> str:
        """What the person reads before choosing."""
        return "No puede ser la contraseña publicada de la demostración."
