"""The page when the portal cannot do what was asked and it is nobody's fault: it needs no database, and gives back what was typed."""

import sys
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase
from django.http.request import RawPostDataException, UnreadablePostError
from django.shortcuts import render
from django.views.defaults import server_error

from base.comun.caidas import Causa, reconocer

from .respuestas import escrito

ESPERA = {Causa.SIN_BASE: 10, Causa.NO_ESCRIBE: 30, Causa.OCUPADA: 5, Causa.SIN_DISCO: 300}  # seconds


def sin_datos(request: HttpRequest, causa: Causa) -> HttpResponseBase:
    """503, or 507 where there is no room, with how long to wait."""
    request.user = AnonymousUser()  # nobody on the way out asks who it is
    if hasattr(request, "session"):
        request.session.accessed = False
    estado = 507 if causa is Causa.SIN_DISCO else 503
    contexto = {"causa": causa.value, "campos": _escrito(request), "envio": request.method == "POST"}
    respuesta: Any = render(request, "caida.html", contexto, status=estado)
    respuesta._has_been_logged = True  # `caidas` wrote it down: Django would add a line for every page that is asked for meanwhile
    respuesta["Retry-After"] = str(ESPERA[causa])
    respuesta["Cache-Control"] = "no-store"
    respuesta["X-Frame-Options"] = "DENY"
    return respuesta


def _escrito(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed, where it can still be read: a file that did not fit takes its form along."""
    if request.method != "POST":
        return []
    try:
        return escrito(request)
    except (OSError, RawPostDataException, UnreadablePostError):
        return []


def error_del_portal(request: HttpRequest) -> HttpResponseBase:
    """Django's `handler500`: what the data did is told as such, anything else is a defect of ours."""
    causa = reconocer(sys.exc_info()[1])
    if causa is None:
        return server_error(request)
    return sin_datos(request, causa)
