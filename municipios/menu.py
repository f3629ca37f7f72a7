"""Where the menu leads on this floor."""

from django.http import HttpRequest
from django.urls import reverse

from .ugeles import ugel_del_menu


def instituciones(request: HttpRequest) -> str | None:
    """The schools of the UGEL of the page."""
    return _direccion(request, "instituciones")


def proyectos(request: HttpRequest) -> str | None:
    """Their educational projects."""
    return _direccion(request, "proyectos")


def riesgo(request: HttpRequest) -> str | None:
    """Its buildings by risk."""
    return _direccion(request, "riesgo")


def diagnostico(request: HttpRequest) -> str | None:
    """Its districts by what holds them back."""
    return _direccion(request, "diagnosticos")


def _direccion(request: HttpRequest, ruta: str) -> str | None:
    codigo = ugel_del_menu(request)
    return reverse(ruta, args=[codigo]) if codigo else None
