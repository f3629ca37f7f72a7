"""Answers to a form that cannot be taken as it came: what was typed is given back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from base.comun.rotulos import rotulo
from base.cuentas.permisos import abierta

NO_SE_REPITE = (
    "csrfmiddlewaretoken",
    "password",
    "oldpassword",
    "password1",
    "password2",
    "clave",
    "revision",
    "otp",
    "credencial",
    "accion",
)


def escrito(request: HttpRequest) -> list[tuple[str, str]]:
    """The texts of a posted form, in order, each with what it is; without passwords, machine tokens and buttons."""
    pares = []
    for nombre, valores in request.POST.lists():
        if nombre.rsplit("-", 1)[-1] not in NO_SE_REPITE:
            pares += [(rotulo(nombre), str(valor)) for valor in valores if str(valor).strip()]
    return pares


def _devolver(request: HttpRequest, causa: str, *, status: int, destino: str = "") -> HttpResponse:
    volver = request.path if url_has_allowed_host_and_scheme(request.path, allowed_hosts=None) else "/"
    contexto = {"campos": escrito(request), "volver": volver, "causa": causa, "destino": destino}
    return render(request, "comun/sesion_vencida.html", contexto, status=status)


def sesion_vencida(request: HttpRequest) -> HttpResponse:
    """The session ended while the person was typing."""
    return _devolver(request, "vencida", status=401)


def falta_confirmar(request: HttpRequest) -> HttpResponse:
    """A sensitive form came back long after the password was typed."""
    return _devolver(request, "confirmar", status=403)


@abierta("Respuesta a un formulario cuya marca de seguridad ya no vale: devuelve lo escrito.")
def pedido_rechazado(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's security token is not this session's: signed in again elsewhere, or cookies are off."""
    return _devolver(request, "rechazado", status=403)


def falta_renovar(request: HttpRequest) -> HttpResponse:
    """The password has to change before anything else is taken."""
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("account_change_password")})
    return _devolver(request, "renovar", status=403)


def falta_factor(request: HttpRequest, destino: str) -> HttpResponse:
    """The second factor has to be given, or set up, before anything else is taken: at `destino`."""
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": destino})
    return _devolver(request, "factor", status=403, destino=destino)
