"""Where the menu leads on this floor."""

from django.http import HttpRequest
from django.urls import reverse

from .ugeles import ugel_del_menu


def instituciones(request: HttpRequest) -> str | None:
    """The schools of the UGEL of the page."""
    codigo = ugel_del_menu(request)
    return reverse("instituciones", args=[codigo]) if codigo else None


def riesgo(request: HttpRequest) -> str | None:
    """Its buildings by risk."""
    codigo = ugel_del_menu(request)
    return reverse("riesgo", args=[codigo]) if codigo else None
