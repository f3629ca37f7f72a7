"""A password that somebody else chose, or that has to change, opens only the page where it is changed."""

from collections.abc import Callable
from typing import Any

from allauth.account.forms import ResetPasswordKeyForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.deprecation import MiddlewareMixin

from .forms import CambiarClave
from .views.respuestas import falta_renovar

MIENTRAS = {"account_change_password", "account_logout", "salud_viva", "salud_lista"}


class RenovarClaveMiddleware(MiddlewareMixin):
    """Leads every page to the change of password until it is done; what was being typed is given back."""

    def process_view(self, request: HttpRequest, vista: Callable[..., Any], args: Any, kwargs: Any) -> HttpResponse | None:
        """Nothing, where the password is in order."""
        ruta = request.resolver_match
        if ruta is not None and ruta.view_name in MIENTRAS:
            return None
        if not request.user.is_authenticated or not request.user.renovar_clave:
            return None
        if request.method in ("GET", "HEAD") and "HX-Request" not in request.headers:
            return redirect("account_change_password")
        return falta_renovar(request)


class _Distinta:
    """The new password is not the one it replaces, and choosing it is what was asked for."""

    user: Any
    cleaned_data: dict[str, Any]

    def clean_password1(self) -> str:
        """Refuse the same again."""
        nueva = str(self.cleaned_data["password1"])
        if self.user is not None and self.user.check_password(nueva):
            raise ValidationError("Es la misma que tiene: elija una distinta.", code="la_misma")
        return nueva

    def save(self) -> None:
        """Saved in one write with the password itself."""
        self.user.renovar_clave = False
        super().save()  # type: ignore[misc]


class CambiarClaveForm(_Distinta, CambiarClave):
    """Change of one's own password."""


class RecuperarClaveForm(_Distinta, ResetPasswordKeyForm):
    """A new one by the link of the mail."""
