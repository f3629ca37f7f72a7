"""The forms of one's own account that are not allauth's as they come."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from . import limites, sesiones
from .entrada import limitado
from .limites import Clase
from .llaves import DURACIONES, LlaveDeApi


class Entrar(LoginForm):
    """The session lasts what the role's does."""

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> Any:
        """After allauth's own idea of it."""
        respuesta = super().login(request, redirect_url)
        sesiones.fijar(request)
        return respuesta


class CambiarClave(ChangePasswordForm):
    """Whoever finds a session open does not get to guess its password here either."""

    def clean_oldpassword(self) -> str:
        """Five wrong ones in a quarter of an hour, and no more for a while."""
        intento = limites.intentar(Clase.CLAVE, cuenta=self.user.username)
        if not intento.permitido:
            raise ImmediateHttpResponse(limitado(context.request, intento))
        try:
            clave: str = super().clean_oldpassword()
        except ValidationError:
            intento.fallo()
            raise
        intento.acierto()
        return clave


class LlaveForm(forms.ModelForm):
    """A key of the API: what it is for, and how long it lasts."""

    dias = forms.TypedChoiceField(
        label="Cuánto dura",
        coerce=int,
        choices=[(dias, f"{dias} días") for dias in DURACIONES],
        initial=90,
        help_text="Después deja de abrir sola. Siempre puede anularla antes.",
    )

    class Meta:
        model = LlaveDeApi
        fields = ("nombre",)
