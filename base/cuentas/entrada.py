"""How people come in: the portal's words to django-allauth."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest

CLAVE_DEMOSTRACION = "convenio-2026"


class Adaptador(DefaultAccountAdapter):
    """Accounts are made by an administrator: nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class Entrada(AuthenticationBackend):
    """Signs a person in by username; the published password of the demonstration opens nothing anywhere else."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> Any:
        if credentials.get("password") == CLAVE_DEMOSTRACION and not settings.DEMOSTRACION:
            return None
        return super().authenticate(request, **credentials)


class NoEsLaDeLaDemostracion:
    """Password rule: the published password of the demonstration is nobody's password."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise when `password` is the demonstration's and this is a real installation."""
        if password == CLAVE_DEMOSTRACION and not settings.DEMOSTRACION:
            raise ValidationError("Esa contraseña es la de la demostración y la conoce cualquiera: elija otra.", code="demostracion")

    def get_help_text(self) -> str:
        """What the person reads before choosing."""
        return "No puede ser la contraseña publicada de la demostración."
