"""Pages of the activities of a plan: one of them, a new one."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import render

from base.bitacora.edicion import responder
from base.bitacora.linea import linea_de_tiempo
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from convenios import plan_de_trabajo as acciones
from convenios.forms.plan import ActividadForm
from convenios.metas import cuenta_de_actividad
from convenios.models import Actividad, Alcance, Compromiso, Ejecucion, PlanTrabajo
from convenios.models.plan import ROMANOS, TRIMESTRES
from municipios.ugeles import recordar_ugel

from .plan_filas import un_plan, una_actividad

Estado = PlanTrabajo.Estado
CAMBIOS = 10
SE_ESCRIBEN = (Estado.BORRADOR, Estado.APROBADO, Estado.EN_EJECUCION)


@requires(Permiso.VER, fila=una_actividad)
def ver(request: Pedido, actividad: Actividad) -> HttpResponse:
    """One activity: what it answers and carries out, its quarters with target and execution, the schools it reaches."""
    plan, user = actividad.plan, request.user
    recordar_ugel(request, plan.convenio.ugel)
    suya = cuenta_de_actividad(actividad)
    reportes = {e.trimestre: e for e in Ejecucion.objects.for_user(user).filter(actividad=actividad)}
    for reporte in reportes.values():
        reporte.actividad = actividad
    original = plan.versiones.filter(numero=1).first()
    alcances = Alcance.objects.for_user(user).filter(compromiso=OuterRef("pk"), distrito=plan.municipalidad.distrito_id)
    suyos = Compromiso.objects.for_user(user).select_related("convenio__ugel").annotate(alcanza=Exists(alcances))
    compromiso = suyos.filter(pk=actividad.compromiso_id).first() if actividad.compromiso_id else None
    contexto = {
        "plan": plan,
        "actividad": actividad,
        "suya": suya,
        "trimestres": [_trimestre(t, suya, reportes.get(t), original.meta(actividad.pk, t) if original else None) for t in TRIMESTRES],
        "nudo": actividad.nudo,  # of the district of a plan that this person reads
        "compromiso": compromiso,
        "no_suma": acciones.por_que_no_suma(actividad, alcanza=compromiso.alcanza) if compromiso else "",
        "escuelas": [fila.institucion for fila in actividad.escuelas.select_related("institucion__distrito")],
        "interno": plan.es_suyo,
        "edita": plan.es_suyo and user.puede(Permiso.EDITAR_PLANES) and plan.estado in SE_ESCRIBEN,
        "reporta": plan.es_suyo and user.puede(Permiso.REPORTAR_AVANCES) and plan.recibe_ejecucion,
        "entradas": linea_de_tiempo(actividad, limite=CAMBIOS) if user.puede(Permiso.VER_HISTORIA) else None,
    }
    return render(request, "convenios/actividad.html", contexto)


def _trimestre(trimestre: int, suya: Any, reporte: Any, original: Any) -> dict[str, Any]:
    """One quarter of it as its page tells it; the original target only where it was moved."""
    indice = trimestre - 1
    metas = suya.fisico.programado[indice], suya.financiero.programado[indice]
    return {
        "romano": ROMANOS[trimestre],
        "trimestre": trimestre,
        "metas": metas,
        "original": original if original is not None and original != metas else None,
        "hecho": (suya.fisico.ejecutado[indice], suya.financiero.ejecutado[indice]),
        "reporte": reporte,
    }


@requires(Permiso.EDITAR_PLANES, fila=un_plan)
def nueva(request: Pedido, plan: PlanTrabajo) -> HttpResponse:
    """Write an activity into a plan."""
    actividad = Actividad(plan=plan, demostracion=plan.demostracion)
    return _escribir(request, actividad, titulo="Añadir una actividad", volver_url=plan.get_absolute_url())


@requires(Permiso.EDITAR_PLANES, fila=una_actividad)
def editar(request: Pedido, actividad: Actividad) -> HttpResponse:
    """Correct an activity; in an approved plan, reschedule its targets."""
    return _escribir(request, actividad, titulo=f"Editar la actividad {actividad.codigo}", volver_url=actividad.get_absolute_url())


def _escribir(request: Pedido, actividad: Actividad, *, titulo: str, volver_url: str) -> HttpResponse:
    plan = actividad.plan
    if plan.estado not in SE_ESCRIBEN and request.method != "POST":
        raise PermissionDenied
    form = ActividadForm(request.POST or None, instance=actividad)
    clave = f"actividad-{actividad.pk or 'nueva'}-{plan.pk}"

    def hacer() -> str:
        datos = form.cleaned_data
        acciones.guardar_actividad(
            actividad,
            por=request.user,
            metas=form.metas,
            escuelas=list(datos["escuelas"]),
            motivo=datos.get("motivo") or "",
            documento=datos.get("documento") or "",
        )
        otra = request.POST.get("accion") == "otra"
        return request.path if otra else actividad.get_absolute_url()

    return responder(
        request,
        form,
        plantilla="convenios/actividad_form.html",
        hacer=hacer,
        mensaje=f"Se guardó la actividad {actividad.codigo}.",
        contexto={"titulo": titulo, "plan": plan, "actividad": actividad, "volver_url": volver_url, "clave": clave},
        recibido=clave,
    )
