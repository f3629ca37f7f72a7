"""Which UGEL the menu leads to: the one of the page in sight, else the first of the person's own."""

from django.http import HttpRequest
from django.urls import reverse

from municipios.models import Ugel


def _ugel(request: HttpRequest) -> str | None:
    """Its code. A page of a UGEL is only drawn for who may see it; elsewhere the first one is asked for, once a page."""
    ruta = request.resolver_match
    if ruta is not None and "ugel" in ruta.kwargs:
        return str(ruta.kwargs["ugel"])
    if not hasattr(request, "ugel_del_menu"):
        request.ugel_del_menu = Ugel.objects.for_user(request.user).values_list("codigo", flat=True).first()  # type: ignore[attr-defined]
    return request.ugel_del_menu  # type: ignore[attr-defined,no-any-return]


def convenios(request: HttpRequest) -> str | None:
    """The convenios of that UGEL."""
    return _direccion(request, "convenios")


def compromisos(request: HttpRequest) -> str | None:
    """Its commitments."""
    return _direccion(request, "compromisos")


def _direccion(request: HttpRequest, ruta: str) -> str | None:
    codigo = _ugel(request)
    return reverse(ruta, args=[codigo]) if codigo else None
