"""Answers to a form that cannot be taken as it came (what was typed is given back), and the sessions of the person who asks."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from . import sesiones
from .permisos import Pedido, abierta, requires
from .roles import Permiso

NO_SE_REPITE = ("csrfmiddlewaretoken", "password", "oldpassword", "password1", "password2", "clave", "revision")


def _escrito(request: HttpRequest) -> list[tuple[str, str]]:
    """The texts of a posted form, in order, without passwords and machine tokens."""
    pares = []
    for nombre, valores in request.POST.lists():
        if nombre.rsplit("-", 1)[-1] not in NO_SE_REPITE:
            pares += [(nombre, str(valor)) for valor in valores if str(valor).strip()]
    return pares


def _devolver(request: HttpRequest, *, status: int, rechazado: bool = False, renovar: bool = False) -> HttpResponse:
    volver = request.path if url_has_allowed_host_and_scheme(request.path, allowed_hosts=None) else "/"
    contexto = {"campos": _escrito(request), "volver": volver, "rechazado": rechazado, "renovar": renovar}
    return render(request, "comun/sesion_vencida.html", contexto, status=status)


def sesion_vencida(request: HttpRequest) -> HttpResponse:
    """The session ended while the person was typing."""
    return _devolver(request, status=401)


@abierta("Respuesta a un formulario cuya marca de seguridad ya no vale: devuelve lo escrito.")
def pedido_rechazado(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's security token is not this session's: signed in again elsewhere, or cookies are off."""
    return _devolver(request, status=403, rechazado=True)


def falta_renovar(request: HttpRequest) -> HttpResponse:
    """The password has to change before anything else is taken."""
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("account_change_password")})
    return _devolver(request, status=403, renovar=True)


# ── Where I am signed in ─────────────────────────────────────────────────────────────────────────────────────────────────
def una_sesion_mia(user: Any, *, pk: int) -> UserSession:
    """An open session of one's own."""
    return get_object_or_404(sesiones.abiertas_de(user), pk=pk)


@requires(Permiso.VER)
def mis_sesiones(request: Pedido) -> HttpResponse:
    """Each place where this person is signed in."""
    filas = list(sesiones.abiertas_de(request.user)[:50])
    for fila in filas:
        fila.dispositivo = sesiones.dispositivo(fila.user_agent)
        fila.es_esta = fila.session_key == request.session.session_key
    return render(request, "cuentas/sesiones.html", {"sesiones": filas})


@requires(Permiso.VER, fila=una_sesion_mia)
@require_POST
def cerrar_sesion(request: Pedido, sesion: UserSession) -> HttpResponse:
    """End another session; this one is ended by leaving."""
    if sesion.session_key == request.session.session_key:
        return redirect("account_logout")
    sesiones.cerrar(sesiones.abiertas_de(request.user).filter(pk=sesion.pk))
    messages.success(request, f"Se cerró la sesión de {sesiones.dispositivo(sesion.user_agent)}.")
    return redirect("mis_sesiones")


@requires(Permiso.VER)
@require_POST
def cerrar_las_demas(request: Pedido) -> HttpResponse:
    """End every session but this one."""
    cerradas = sesiones.cerrar_todas(request.user, salvo=request.session.session_key)
    messages.success(request, f"Se cerraron {cerradas} sesiones." if cerradas != 1 else "Se cerró una sesión.")
    return redirect("mis_sesiones")
