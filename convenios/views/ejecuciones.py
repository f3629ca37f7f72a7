"""What of a plan was done in a quarter: reporting it, sending it, checking it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from base.cuentas.models import Usuario
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from convenios import plan_de_trabajo as acciones
from convenios.forms.ejecucion import FormularioEjecucion
from convenios.metas import cuenta_de_actividad
from convenios.models import Ejecucion, PlanTrabajo
from convenios.models.plan import ROMANOS
from municipios.ugeles import recordar_ugel

from . import reportes
from .plan_filas import una_ejecucion, una_ejecucion_hecha

Estado = Ejecucion.Estado


def _sobre(request: Pedido, ejecucion: Ejecucion) -> dict[str, Any]:
    """What each of its pages says of it."""
    actividad = ejecucion.actividad
    recordar_ugel(request, actividad.plan.convenio.ugel)
    return {"ejecucion": ejecucion, "actividad": actividad, "plan": actividad.plan, "compromiso": actividad.compromiso}


# ── Whoever reports ──────────────────────────────────────────────────────────────────────────────────────────────────────
def _lo_escribe(user: Usuario, ejecucion: Ejecucion) -> bool:
    """Whether this person writes it: a new one whoever reports on that plan; one that was begun, who finishes it."""
    if ejecucion.pk is not None:
        return ejecucion.lo_termina(user)
    return PlanTrabajo.objects.propios_de(user).filter(pk=ejecucion.actividad.plan_id).exists()


@requires(Permiso.REPORTAR_AVANCES, fila=una_ejecucion)
def editar(request: Pedido, ejecucion: Ejecucion) -> HttpResponse:
    """Report what was done and spent in the quarter; a draft, or one that was returned, is finished here too."""
    cerrado = ejecucion.estado not in Estado.editables()
    if not _lo_escribe(request.user, ejecucion) or (cerrado and request.method != "POST"):
        raise PermissionDenied
    if request.method != "POST" and (reparo := ejecucion.por_que_no_se_reporta):
        messages.warning(request, reparo)
        return redirect(ejecucion)
    titulo = "Reportar" if ejecucion.pk is None else "Corregir" if ejecucion.observacion else "Completar"
    return reportes.escribir(
        request,
        FormularioEjecucion(request.POST or None, request.FILES or None, instance=ejecucion),
        guardar=acciones.guardar_ejecucion,
        plantilla="convenios/ejecucion_form.html",
        contexto=_sobre(request, ejecucion)
        | {
            "titulo": f"{titulo} el {ejecucion.romano} trimestre",
            "meta": ejecucion.actividad.programaciones.filter(trimestre=ejecucion.trimestre).first(),
            "volver_url": ejecucion.get_absolute_url() if ejecucion.pk else ejecucion.actividad.get_absolute_url(),
        },
    )


@requires(Permiso.VER, fila=una_ejecucion_hecha)
@require_POST
def enviar(request: Pedido, ejecucion: Ejecucion) -> HttpResponse:
    """To whoever verifies."""
    if not ejecucion.lo_termina(request.user):
        raise PermissionDenied
    return reportes.enviar(request, ejecucion, acto=acciones.enviar_ejecucion)


@requires(Permiso.VER, fila=una_ejecucion_hecha)
@require_POST
def retirar(request: Pedido, ejecucion: Ejecucion) -> HttpResponse:
    """Back to draft, before anyone has verified it."""
    if not (request.user.puede(Permiso.REPORTAR_AVANCES) and ejecucion.lo_hizo(request.user)):
        raise PermissionDenied
    return reportes.retirar(request, ejecucion)


# ── Everybody who reads it ───────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.VER, fila=una_ejecucion)
def ver(request: Pedido, ejecucion: Ejecucion) -> HttpResponse:
    """One report: what was done and spent, with what proof, where it stands, what it counts for and what this person can do about it."""
    user, actividad = request.user, ejecucion.actividad
    interno = actividad.plan.lo_lleva(user)
    reparo = ejecucion.por_que_no_se_reporta
    contexto = _sobre(request, ejecucion) | {
        "meta": actividad.programaciones.filter(trimestre=ejecucion.trimestre).first(),
        "interno": interno,
        "reparo": reparo,
        "reporta": not reparo and ejecucion.pk is None and _lo_escribe(user, ejecucion),
        "suma": {},
    }
    if ejecucion.pk is not None:
        contexto |= reportes.lectura(user, ejecucion, interno=interno)
        contexto["puede"] = _puede(contexto["puede"], ejecucion, reparo)
        contexto["suma"] = _suma(ejecucion)
    return render(request, "convenios/ejecucion.html", contexto)


def _puede(puede: dict[str, bool], ejecucion: Ejecucion, reparo: str) -> dict[str, bool]:
    """Nothing in a closed quarter; and only what was not sent goes to the papelera."""
    if reparo:
        return {"historia": puede["historia"]}
    return puede | {"eliminar": puede["eliminar"] and ejecucion.estado in Estado.editables() and not ejecucion.avance_id}


def _suma(ejecucion: Ejecucion) -> dict[str, Any]:
    """What it counts for on the commitment that its activity carries out: the avance that it wrote, or why there is none."""
    avance, compromiso = ejecucion.avance, ejecucion.actividad.compromiso
    if ejecucion.estado == Estado.VERIFICADO and avance is not None:
        return {"avance": avance}
    if compromiso is None:
        return {"porque": "La actividad no cumple ningún compromiso: cuenta solo en el plan."}
    if porque := acciones.por_que_no_suma(ejecucion.actividad):
        return {"porque": porque}
    if not ejecucion.fisica:
        return {"porque": f"No suma en {compromiso.codigo}: no hay cantidad ejecutada."}
    if ejecucion.estado == Estado.VERIFICADO:
        return {"porque": f"No sumó en {compromiso.codigo}: cuando se verificó, ese compromiso no lo recibía."}
    return {"sumara": True}


# ── Whoever verifies ─────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.VERIFICAR_AVANCES, fila=una_ejecucion_hecha)
def verificar(request: Pedido, ejecucion: Ejecucion) -> HttpResponse:
    """The target, the quarters before and the proof side by side; verify or return with the reason, and on to the next one."""
    if request.method != "POST" and (reparo := ejecucion.por_que_no_se_reporta):
        messages.info(request, reparo)
        return redirect(ejecucion)

    def leer() -> dict[str, Any]:
        suya = cuenta_de_actividad(ejecucion.actividad)
        hasta = range(1, ejecucion.trimestre + 1)
        filas = [
            (ROMANOS[t], *(serie[t - 1] for s in (suya.fisico, suya.financiero) for serie in (s.programado, s.ejecutado))) for t in hasta
        ]
        return _sobre(request, ejecucion) | {"antes": filas[:-1], "ahora": filas[-1], "suma": _suma(ejecucion)}

    return reportes.verificar(
        request,
        ejecucion,
        cola=Ejecucion.objects.por_verificar(request.user).select_related("actividad__plan__municipalidad__distrito"),
        plantilla="convenios/ejecucion_verificar.html",
        leer=leer,
        dar_por_bueno=acciones.verificar_ejecucion,
        observar=acciones.observar_ejecucion,
    )
