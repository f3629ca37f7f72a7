"""Where the menu leads on this floor."""

from django.http import HttpRequest
from django.urls import reverse

from municipios.ugeles import ugel_del_menu


def convenios(request: HttpRequest) -> str | None:
    """The convenios of the UGEL of the page."""
    return _direccion(request, "convenios")


def compromisos(request: HttpRequest) -> str | None:
    """Its commitments."""
    return _direccion(request, "compromisos")


def _direccion(request: HttpRequest, ruta: str) -> str | None:
    codigo = ugel_del_menu(request)
    return reverse(ruta, args=[codigo]) if codigo else None
