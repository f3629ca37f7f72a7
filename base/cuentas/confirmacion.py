"""A sensitive act asks for the password again: on a phone that stays signed in for two weeks, whoever holds it is not always its owner."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from . import sesiones
from .sesiones import CONFIRMACION, TECLEO
from .views.respuestas import falta_confirmar


def confirmada(vista: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For a sensitive act, under `@requires`: the password was typed within ten minutes, or is asked for first.

    A form that was opened in time has half an hour to come back; later, what was typed in it is given back.
    """

    @wraps(vista)
    def guardia(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if sesiones.desde_la_confirmacion(request) < (TECLEO if request.method == "POST" else CONFIRMACION):
            return vista(request, *args, **kwargs)
        if request.method == "POST":
            return falta_confirmar(request)
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")

    return guardia
