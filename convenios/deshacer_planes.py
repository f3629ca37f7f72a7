"""How the records of a plan of work are undone: a draft goes back as it was; what was proposed, closed or verified stays."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from base.bitacora.reglas import CAMBIA, Intento, Regla, Reparo
from base.cuentas.roles import Permiso

from .models import Actividad, ActividadEscuela, Cierre, Ejecucion, PlanTrabajo, Programacion
from .models.actividad import APROBADO, DE_MEDIDA, MEDIDA, PROPUESTO, YA_CUENTA
from .models.ejecucion import CERRADO, NO_RECIBE
from .models.plan import ROMANOS

Intentos = dict[Any, Intento]
Estado = PlanTrabajo.Estado
SE_PROPUSO = "El plan ya se propuso: lo que tiene se queda."
VERIFICADA = "Ya se verificó: obsérvela antes, con su motivo."


def _estados(planes: Iterable[Any], ensayo: Any) -> dict[Any, str]:
    """How each plan stands after the undo."""
    return dict(ensayo.finales(PlanTrabajo, planes, "estado"))


def _plan_de(actividades: Iterable[Any]) -> dict[Any, Any]:
    return dict(Actividad._base_manager.filter(pk__in=set(actividades)).values_list("pk", "plan"))


def candado_de_planes(intentos: Intentos, ensayo: Any) -> Iterable[Reparo]:
    """One that was proposed neither goes nor comes."""
    for pk, intento in intentos.items():
        if intento.accion != CAMBIA and intento.registro.estado != Estado.BORRADOR:
            yield Reparo(pk, SE_PROPUSO)


def candado_de_actividades(intentos: Intentos, ensayo: Any) -> Iterable[Reparo]:
    """They come, go and change their measure in a draft only; and what already counts on a commitment counts there."""
    estados = _estados({i.registro.plan_id for i in intentos.values()}, ensayo)
    mueven = [pk for pk, i in intentos.items() if "compromiso_id" in i.valores]
    cuentan = set(Ejecucion.objects.filter(actividad__in=mueven).exclude(avance=None).values_list("actividad", flat=True)) if mueven else ()
    for pk, intento in intentos.items():
        estado = estados[intento.registro.plan_id]
        if pk in cuentan:
            yield Reparo(pk, YA_CUENTA, frozenset({"compromiso_id"}))
        if estado == Estado.BORRADOR:
            continue
        if intento.accion != CAMBIA or estado in (Estado.PROPUESTO, Estado.CERRADO):
            yield Reparo(pk, SE_PROPUSO)
        elif medida := frozenset(DE_MEDIDA) & intento.valores.keys():
            yield Reparo(pk, MEDIDA, medida)


def candado_de_metas(intentos: Intentos, ensayo: Any) -> Iterable[Reparo]:
    """In a draft only: those of an approved plan move by a version."""
    planes = _plan_de(i.registro.actividad_id for i in intentos.values())
    estados = _estados(planes.values(), ensayo)
    for pk, intento in intentos.items():
        estado = estados[planes[intento.registro.actividad_id]]
        if estado != Estado.BORRADOR:
            yield Reparo(pk, PROPUESTO if estado == Estado.PROPUESTO else APROBADO)


def candado_de_escuelas(intentos: Intentos, ensayo: Any) -> Iterable[Reparo]:
    """As long as nobody proposed the plan."""
    planes = _plan_de(i.registro.actividad_id for i in intentos.values())
    estados = _estados(planes.values(), ensayo)
    yield from (Reparo(pk, SE_PROPUSO) for pk, i in intentos.items() if estados[planes[i.registro.actividad_id]] != Estado.BORRADOR)


def candado_de_ejecuciones(intentos: Intentos, ensayo: Any) -> Iterable[Reparo]:
    """Nothing moves under a closed quarter, nor in a plan that receives no reports; and what was verified is observed first."""
    planes = _plan_de(i.registro.actividad_id for i in intentos.values())
    estados = _estados(planes.values(), ensayo)
    cerrados = set(Cierre.objects.filter(plan__in=set(planes.values())).values_list("plan", "trimestre"))
    for pk, intento in intentos.items():
        reporte = intento.registro
        plan = planes[reporte.actividad_id]
        if (plan, reporte.trimestre) in cerrados:
            yield Reparo(pk, CERRADO.format(ROMANOS[reporte.trimestre]))
        elif estados[plan] != Estado.EN_EJECUCION:
            yield Reparo(pk, NO_RECIBE)
        elif reporte.avance_id or reporte.estado == Ejecucion.Estado.VERIFICADO:
            yield Reparo(pk, VERIFICADA)


REGLAS: dict[type[Model], Permiso | Regla] = {
    PlanTrabajo: Regla(Permiso.EDITAR_PLANES, candado=candado_de_planes),
    Actividad: Regla(Permiso.EDITAR_PLANES, candado=candado_de_actividades),
    Programacion: Regla(Permiso.EDITAR_PLANES, candado=candado_de_metas),
    ActividadEscuela: Regla(Permiso.EDITAR_PLANES, candado=candado_de_escuelas),
    Ejecucion: Regla(Permiso.IMPORTAR_TODO, candado=candado_de_ejecuciones),
}
