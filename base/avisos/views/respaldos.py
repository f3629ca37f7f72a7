"""Copias de seguridad: which there are, how they stand, what to do when it is red, and the two things that may be asked for now."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from base.avisos.ensayo import ENSAYAR, NADA, RESPALDAR
from base.avisos.guardados import guardados, lo_que_dice_la_salud
from base.avisos.models import Operacion, Tarea
from base.avisos.tareas import encolar_tarea, oficio_de
from base.bitacora.edicion import responder
from base.bitacora.formularios import ConClave
from base.comun.respaldo import claves
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso

ENSAYOS = 8
SIN_CARPETA = "Este portal no sabe dónde dejar las copias: quien opera el servidor escribe la carpeta en RESPALDO_EN."


@requires(Permiso.PROTEGER_DATOS)
def respaldos(request: Pedido) -> HttpResponse:
    """The list, what the health says of it, and how what was asked for is going."""
    operaciones = Operacion.objects.for_user(_quien_manda(request))
    ultimas = Tarea.objects.for_user(request.user).filter(nombre__in=[RESPALDAR, ENSAYAR])[:2]
    tareas = [tarea for tarea in ultimas if tarea.activa or tarea.error or tarea.destino]  # one that had nothing to do has done nothing
    salud = list(lo_que_dice_la_salud())
    contexto = {
        "salud": salud,
        "esta_mal": any(dicho.remedio for dicho in salud),
        "guardados": guardados(operaciones),
        "ensayos": operaciones.filter(clase=Operacion.Clase.ENSAYO)[:ENSAYOS],
        "tareas": [(tarea, oficio.titulo if (oficio := oficio_de(tarea.nombre)) else tarea.nombre) for tarea in tareas],
        "en_marcha": any(tarea.activa for tarea in tareas),
        "carpeta": settings.RESPALDO_EN,
        "otra_carpeta": settings.RESPALDO_COPIA_EN,
        "dias": settings.DIAS_DE_RESPALDOS,
        "dias_sin_ensayo": settings.DIAS_SIN_ENSAYO,
        "se_abren_aqui": claves.hay_privada(),
    }
    return render(request, "avisos/respaldos.html", contexto)


@requires(Permiso.PROTEGER_DATOS)
def respaldo_hacer(request: Pedido) -> HttpResponse:
    """One more backup, by the worker."""

    def pedir() -> Tarea:
        if not settings.RESPALDO_EN:
            raise ValidationError(SIN_CARPETA, code="sin_carpeta")
        return encolar_tarea(RESPALDAR, {}, por=request.user, clave=RESPALDAR)

    explicacion = (
        "El portal sigue funcionando mientras se hace. Queda en la misma carpeta que las de cada noche, cifrada, y si hay otra carpeta "
        "también allí."
    )
    return _pedir(request, pedir, "Hacer una copia ahora", explicacion, "Se pidió la copia de seguridad. Aquí se ve cómo va.")


@requires(Permiso.PROTEGER_DATOS)
def respaldo_ensayar(request: Pedido) -> HttpResponse:
    """The drill of the newest one, by the worker; one at a time."""

    def pedir() -> Tarea:
        if not guardados(Operacion.objects.for_user(request.user)):
            raise ValidationError(NADA, code="sin_respaldos")
        return encolar_tarea(ENSAYAR, {}, por=request.user, clave=ENSAYAR)

    explicacion = (
        "La última copia se restaura en un lugar aparte, que se borra al terminar, y se comprueba que haya vuelto todo. No toca nada de "
        "lo que el portal tiene ahora."
    )
    return _pedir(request, pedir, "Ensayar la restauración ahora", explicacion, "Se pidió el ensayo. Aquí se ve cómo va.")


def _pedir(request: Pedido, pedir: Callable[[], Tarea], titulo: str, explicacion: str, mensaje: str) -> HttpResponse:
    _quien_manda(request)
    contexto = {"titulo": titulo, "explicacion": explicacion, "boton": titulo, "volver_url": reverse("respaldos")}
    return responder(
        request, ConClave(request.POST or None), plantilla="comun/confirmar.html", hacer=pedir, mensaje=mensaje, contexto=contexto
    )


def _quien_manda(request: Pedido) -> object:
    """Backups are of everybody's data: only whoever administers the whole installation looks at them."""
    if not request.user.is_superuser:
        raise PermissionDenied
    return request.user
