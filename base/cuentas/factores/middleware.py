"""Whoever can do harm does nothing in a session that has not proved a second factor, however that session began."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin

from base.cuentas.views.respuestas import falta_factor

from .estado import exigido, probado, tiene

SIEMPRE = {"account_logout", "salud_viva", "salud_lista", "salud_metricas"}
PARA_PONERLO = {"segundo_factor", "segundo_factor_aplicacion", "segundo_factor_llave", "account_reauthenticate"}
PARA_PROBARLO = {"segundo_factor_probar"}


class SegundoFactorMiddleware(MiddlewareMixin):
    """Leads every page to where it is set up or, whoever has one (they came by before their role asked for it), given."""

    def process_view(self, request: HttpRequest, vista: Callable[..., Any], args: Any, kwargs: Any) -> HttpResponse | None:
        """Nothing, where it is proved or not asked for."""
        usuario = request.user
        if not usuario.is_authenticated or not exigido(usuario) or probado(request):
            return None
        request.retenido = True  # type: ignore[attr-defined]  # and sees no menu meanwhile
        ruta = request.resolver_match.view_name if request.resolver_match is not None else ""
        if ruta in SIEMPRE or (ruta == "account_change_password" and usuario.renovar_clave):
            return None
        lo_tiene = tiene(usuario)
        if ruta in (PARA_PROBARLO if lo_tiene else PARA_PONERLO):
            return None
        destino = reverse("segundo_factor_probar" if lo_tiene else "segundo_factor")
        if request.method in ("GET", "HEAD") and "HX-Request" not in request.headers:
            return redirect(f"{destino}?{urlencode({'next': request.get_full_path()})}")
        return falta_factor(request, destino)
