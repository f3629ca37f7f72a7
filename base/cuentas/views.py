"""Answers to a form that cannot be taken as it came: what was typed is given back. And the two pages of a forgotten password."""

import time
from typing import Any

from allauth.account.views import PasswordResetFromKeyView, PasswordResetView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from base.comun.origen import direccion
from base.comun.registro import anotar

from . import equipos, limites
from .entrada import limitado
from .limites import Clase
from .permisos import abierta

NO_SE_REPITE = ("csrfmiddlewaretoken", "password", "oldpassword", "password1", "password2", "clave", "revision")


def _escrito(request: HttpRequest) -> list[tuple[str, str]]:
    """The texts of a posted form, in order, without passwords and machine tokens."""
    pares = []
    for nombre, valores in request.POST.lists():
        if nombre.rsplit("-", 1)[-1] not in NO_SE_REPITE:
            pares += [(nombre, str(valor)) for valor in valores if str(valor).strip()]
    return pares


def _devolver(request: HttpRequest, *, status: int, rechazado: bool, confirmar: bool = False) -> HttpResponse:
    volver = request.path if url_has_allowed_host_and_scheme(request.path, allowed_hosts=None) else "/"
    contexto = {"campos": _escrito(request), "volver": volver, "rechazado": rechazado, "confirmar": confirmar}
    return render(request, "comun/sesion_vencida.html", contexto, status=status)


def sesion_vencida(request: HttpRequest) -> HttpResponse:
    """The session ended while the person was typing."""
    return _devolver(request, status=401, rechazado=False)


def falta_confirmar(request: HttpRequest) -> HttpResponse:
    """A sensitive form came back long after the password was typed."""
    return _devolver(request, status=403, rechazado=False, confirmar=True)


@abierta("Respuesta a un formulario cuya marca de seguridad ya no vale: devuelve lo escrito.")
def pedido_rechazado(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's security token is not this session's: signed in again elsewhere, or cookies are off."""
    return _devolver(request, status=403, rechazado=True)


class Olvido(PasswordResetView):
    """Asks for the link. Whether the mail is of an account shows neither in the answer nor in how long it takes."""

    piso = 0.4  # seconds: more than finding the account, writing the mail and putting it in the outbox take

    def form_valid(self, form: Any) -> HttpResponse:
        """The same page always; the link is sent three times an hour at most."""
        empezo = time.perf_counter()
        correo, donde = form.cleaned_data["email"], direccion(self.request)
        de_aqui = limites.intentar(Clase.OLVIDO, direccion=donde)
        if not de_aqui.permitido:
            anotar("olvido_limitado")
            return limitado(self.request, de_aqui)
        if limites.intentar(Clase.OLVIDO, cuenta=correo).permitido:
            form.save(self.request)
        anotar("olvido_pedido")
        time.sleep(max(0.0, self.piso - (time.perf_counter() - empezo)))
        return HttpResponseRedirect(self.get_success_url())


class OlvidoNueva(PasswordResetFromKeyView):
    """Sets the new password. Whoever held the link may sign in from this browser, whatever strangers are trying meanwhile."""

    def form_valid(self, form: Any) -> HttpResponse:
        """The browser becomes a known device of the account."""
        respuesta: HttpResponse = super().form_valid(form)
        equipos.recordar(self.request, respuesta, self.reset_user)
        return respuesta
