"""Entering for the first time, with a link of the mail or with the code of a sheet: open to whoever holds one.

The key of a link is in its address, and addresses end in logs: it is exchanged for a note in the session, and the next page has a plain
address. A key that is used, old, void or invented gets one and the same page.
"""

from typing import Any

from allauth.account.utils import perform_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from base.bitacora.gestos import gesto
from base.cuentas import invitaciones
from base.cuentas.models import Invitacion, Usuario
from base.cuentas.permisos import abierta
from municipios.forms.activacion import ClaveForm, CodigoForm

LLAVE = "invitacion"
TODAVIA_NO_ENTRA = abierta("Quien activa su cuenta todavía no puede entrar.")
NO_COINCIDE = (
    "El usuario y el código no coinciden, o el código ya no vale. Revise su hoja. Después de cinco intentos fallidos el código se anula: "
    "pida otro a quien administra el portal en su UGEL."
)


def _recordar(request: HttpRequest, invitacion: Invitacion | None) -> HttpResponse:
    if invitacion is not None:
        request.session[LLAVE] = invitacion.pk
    elif LLAVE in request.session:
        del request.session[LLAVE]
    return redirect("activar_clave")


@TODAVIA_NO_ENTRA
@never_cache
def con_enlace(request: HttpRequest, llave: str) -> HttpResponse:
    """The link of the mail. Looking at it uses nothing up: mail programs open links by themselves."""
    return _recordar(request, invitaciones.por_enlace(llave))


@TODAVIA_NO_ENTRA
@never_cache
@sensitive_post_parameters("codigo")
def con_codigo(request: HttpRequest) -> HttpResponse:
    """The user and the code of the sheet."""
    formulario = CodigoForm(request.POST or None, initial={"usuario": request.GET.get("usuario", "")[:60]})
    if request.method == "POST" and formulario.is_valid():
        invitacion = invitaciones.por_codigo(formulario.cleaned_data["usuario"], formulario.cleaned_data["codigo"])
        if invitacion is not None:
            return _recordar(request, invitacion)
        formulario.add_error(None, NO_COINCIDE)
    return render(request, "municipios/activar.html", {"form": formulario}, status=422 if formulario.is_bound else 200)


@TODAVIA_NO_ENTRA
@never_cache
@sensitive_post_parameters("password1", "password2")
def elegir_clave(request: HttpRequest) -> HttpResponse:
    """Choose a password and come in, under a new session."""
    invitacion = invitaciones.por_numero(request.session.get(LLAVE))
    if invitacion is None:
        return _no_vale(request)
    formulario = ClaveForm(request.POST or None, usuario=invitacion.usuario)
    if request.method == "POST" and formulario.is_valid():
        try:
            usuario = _aceptar(invitacion, formulario.cleaned_data["password1"])
        except ValidationError:
            return _no_vale(request)
        del request.session[LLAVE]
        return perform_login(request, usuario, redirect_url=reverse("inicio"))
    contexto: dict[str, Any] = {"form": formulario, "cuenta": invitacion.usuario}
    return render(request, "municipios/activar_clave.html", contexto, status=422 if formulario.is_bound else 200)


def _aceptar(invitacion: Invitacion, clave: str) -> Usuario:
    with gesto(por=invitacion.usuario, motivo="Activó su cuenta"):
        return invitacion.aceptar(clave)


def _no_vale(request: HttpRequest) -> HttpResponse:
    """One answer for every key that does not open, with what to do. The session is left as it is: another request may be closing it."""
    return render(request, "municipios/activar_no_vale.html")
