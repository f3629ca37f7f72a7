"""What every public page is given."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from base.comun.fechas import hoy

from .corte import Corte

TRANSPARENCIA = "Transparencia: lo firmado y lo verificado es de todos."
POR_PAGINA = 50


def _pagina(request: HttpRequest, plantilla: str, contexto: dict[str, Any]) -> HttpResponse:
    """A page without the messages of a session; with the one address by which it is cited, and when it was last changed."""
    ruta = reverse("publico") if request.path == "/" else request.get_full_path()
    comunes = {"messages": (), "hoy": hoy(), "canonica": f"{settings.PORTAL_URL}{ruta}", "ultima": None, "corte": None, "sello": ""}
    return render(request, plantilla, {**comunes, "cierra": Corte.de_hoy(), **contexto})
