"""How a guarded file leaves, one way for every kind of evidence: the view has asked who may see it; who opens what is not public is written down."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render

from base.comun import archivos

from . import lecturas
from .models import Registro


def entregar(request: HttpRequest, evidencia: Any, *, de: Registro, reservada: bool = True) -> HttpResponseBase:
    """The file of `evidencia`, which hangs on `de`. In quarantine it is for nobody: its own people are told so, the rest find nothing.

    An evidence that may become public says with `la_ve_cualquiera` whether it is; the others never are. `reservada`: false for what everybody
    who enters may open.
    """
    user = request.user
    if evidencia.archivo_en_cuarentena:
        if not user.is_authenticated:
            raise Http404
        return render(request, "comun/archivo_en_cuarentena.html", {"archivo": evidencia, "de": de}, status=409)
    respuesta = archivos.responder(evidencia, descargar="descargar" in request.GET, publico=not user.is_authenticated)
    lecturas.sin_anotar(request)
    reservada = reservada and not getattr(evidencia, "la_ve_cualquiera", False)
    if reservada and user.is_authenticated and request.method == "GET":
        lecturas.anotar(evidencia, por=user)
    return respuesta
