"""Where the menu leads on this floor."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from base.cuentas.roles import Permiso
from municipios.ugeles import ugel_del_menu


def convenios(request: HttpRequest) -> str | None:
    """The convenios of the UGEL of the page."""
    return _direccion(request, "convenios")


def compromisos(request: HttpRequest) -> str | None:
    """Its commitments."""
    return _direccion(request, "compromisos")


def planes(request: HttpRequest) -> str | None:
    """Its plans of work."""
    return _direccion(request, "planes")


def traspasos(request: HttpRequest) -> str | None:
    """Its changes of authorities."""
    return _direccion(request, "traspasos")


def traspasa(user: Any) -> bool:
    """May hand a charge over."""
    return user.is_authenticated and user.puede(Permiso.TRASPASAR)


def configuracion(request: HttpRequest) -> str | None:
    """What it sets for itself."""
    return _direccion(request, "configuracion")


def configura(user: Any) -> bool:
    """May read what the UGEL sets."""
    return user.is_authenticated and user.puede(Permiso.VER_CONFIGURACION)


def _direccion(request: HttpRequest, ruta: str) -> str | None:
    codigo = ugel_del_menu(request)
    return reverse(ruta, args=[codigo]) if codigo else None
