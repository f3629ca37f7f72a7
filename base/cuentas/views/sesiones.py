"""Where I am signed in."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from base.cuentas import mis_sesiones as sesiones
from base.cuentas.confirmacion import confirmada
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso


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
@confirmada
def cerrar_sesion(request: Pedido, sesion: UserSession) -> HttpResponse:
    """End another session; this one is ended by leaving."""
    if sesion.session_key == request.session.session_key:
        return redirect("account_logout")
    sesiones.cerrar(sesiones.abiertas_de(request.user).filter(pk=sesion.pk))
    messages.success(request, f"Se cerró la sesión de {sesiones.dispositivo(sesion.user_agent)}.")
    return redirect("mis_sesiones")


@requires(Permiso.VER)
@require_POST
@confirmada
def cerrar_las_demas(request: Pedido) -> HttpResponse:
    """End every session but this one."""
    cerradas = sesiones.cerrar_todas(request.user, salvo=request.session.session_key)
    messages.success(request, f"Se cerraron {cerradas} sesiones." if cerradas != 1 else "Se cerró una sesión.")
    return redirect("mis_sesiones")
