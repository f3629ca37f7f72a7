"""Answers to a form that cannot be taken as it came: what was typed is given back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

NO_SE_REPITE = ("csrfmiddlewaretoken", "password", "oldpassword", "password1", "password2", "clave", "revision")


def _escrito(request: HttpRequest) -> list[tuple[str, str]]:
    """The texts of a posted form, in order, without passwords and machine tokens."""
    pares = []
    for nombre, valores in request.POST.lists():
        if nombre.rsplit("-", 1)[-1] not in NO_SE_REPITE:
            pares += [(nombre, str(valor)) for valor in valores if str(valor).strip()]
    return pares


def devolver(request: HttpRequest, *, status: int, rechazado: bool, confirmar: bool = False) -> HttpResponse:
    """The page with what was typed, and the way back."""
    volver = request.path if url_has_allowed_host_and_scheme(request.path, allowed_hosts=None) else "/"
    contexto = {"campos": _escrito(request), "volver": volver, "rechazado": rechazado, "confirmar": confirmar}
    return render(request, "comun/sesion_vencida.html", contexto, status=status)


def sesion_vencida(request: HttpRequest) -> HttpResponse:
    """The session ended while the person was typing."""
    return devolver(request, status=401, rechazado=False)


def falta_confirmar(request: HttpRequest) -> HttpResponse:
    """A sensitive form came back long after the password was typed."""
    return devolver(request, status=403, rechazado=False, confirmar=True)
