"""Which UGEL a page is about where its address does not say so, and which one the menu leads to. Asked for once a page."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest

from base.cuentas.preparadas import traer_para, uno_para

from .models import Ugel


def una_ugel(user: Any, ugel: str, *, formato: str = "csv") -> Ugel:
    """The UGEL of that code, if this person reads its inside pages; what they do not see is the 404 of what does not exist. A download is CSV
    or XLSX.
    """
    if formato not in ("csv", "xlsx"):
        raise Http404
    return uno_para(user, "una UGEL", lambda quien, codigo: Ugel.objects.for_user(quien).filter(codigo=codigo), codigo=ugel)


def recordar_ugel(request: HttpRequest, ugel: Ugel | None) -> None:
    """Say which UGEL this page is about, so that its menu does not ask."""
    request.ugel_del_menu = ugel.codigo if ugel else None  # type: ignore[attr-defined]


def _tal_cual(_user: Any, ugeles: Any) -> Any:
    return ugeles


def elegir_ugel(request: HttpRequest, *, con: Callable[[Any, Any], Any] = _tal_cual) -> tuple[Ugel | None, list[Ugel]]:
    """The UGEL asked for with `?ugel=` (or the first), and all those this person may choose from: see `municipios/_elegir_ugel.html`.

    `con(user, ugeles)` adds to each what the page wants to know of it, so that it is asked in the same query.
    """
    clave = ("elegir UGEL", con)
    ugeles = traer_para(request.user, clave, lambda quien: con(quien, Ugel.objects.for_user(quien)))  # type: ignore[arg-type]
    pedida = next((u for u in ugeles if u.codigo == request.GET.get("ugel")), None)
    elegida = pedida or next(iter(ugeles), None)
    recordar_ugel(request, elegida)
    return elegida, ugeles


def ugel_del_menu(request: HttpRequest) -> str | None:
    """Its code. A page of a UGEL is only drawn for who may see it; elsewhere the first one that the person reads."""
    ruta = request.resolver_match
    if ruta is not None and "ugel" in ruta.kwargs:
        return str(ruta.kwargs["ugel"])
    if not hasattr(request, "ugel_del_menu"):
        suyas = traer_para(request.user, "menú: su UGEL", lambda user: Ugel.objects.for_user(user).order_by("codigo")[:1])  # type: ignore[arg-type]
        recordar_ugel(request, next(iter(suyas), None))
    return request.ugel_del_menu  # type: ignore[attr-defined]
