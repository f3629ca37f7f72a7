"""Which plan, activity, report or closing a page is about."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from convenios.models import Actividad, Cierre, Ejecucion, PlanTrabajo
from convenios.models.plan import TRIMESTRES


def un_plan(user: Any, *, ubigeo: str, anio: int) -> PlanTrabajo:
    """The plan of a district in a year, with whether its inner side is this person's."""
    planes = PlanTrabajo.objects.for_user(user).con_suyo(user).para_ver()
    return get_object_or_404(planes, municipalidad__distrito__ubigeo=ubigeo, anio=anio)


def una_actividad(user: Any, *, ubigeo: str, anio: int, pk: int) -> Actividad:
    """An activity of it, with the plan at hand."""
    plan = un_plan(user, ubigeo=ubigeo, anio=anio)
    filas = Actividad.objects.for_user(user).select_related("nudo__indicador", "compromiso__convenio__ugel")
    actividad = get_object_or_404(filas, plan=plan, pk=pk)
    actividad.plan = plan
    return actividad


def un_trimestre(user: Any, *, ubigeo: str, anio: int, trimestre: int) -> Any:
    """A quarter of it: the plan, and which one."""
    if trimestre not in TRIMESTRES:
        raise Http404
    return un_plan(user, ubigeo=ubigeo, anio=anio), trimestre


def una_ejecucion(user: Any, *, ubigeo: str, anio: int, pk: int, trimestre: int) -> Ejecucion:
    """The report of an activity in a quarter that this person may read; where there is none, a new one that is not saved."""
    if trimestre not in TRIMESTRES:
        raise Http404
    personas = ("creado_por", "enviado_por", "verificado_por", "observado_por", "avance__compromiso__convenio__ugel")
    de_que = ("actividad__plan__municipalidad__distrito", "actividad__plan__convenio__ugel", "actividad__compromiso__convenio__ugel")
    aqui = {"actividad__plan__municipalidad__distrito__ubigeo": ubigeo, "actividad__plan__anio": anio}
    hechas = Ejecucion.objects.for_user(user).filter(actividad=pk, trimestre=trimestre, **aqui).select_related(*personas, *de_que)
    if (hecha := hechas.first()) is not None:
        return hecha
    actividad = una_actividad(user, ubigeo=ubigeo, anio=anio, pk=pk)
    return Ejecucion(actividad=actividad, trimestre=trimestre, demostracion=actividad.demostracion)


def una_ejecucion_hecha(user: Any, **ruta: Any) -> Ejecucion:
    """A report that is there."""
    ejecucion = una_ejecucion(user, **ruta)
    if ejecucion.pk is None:
        raise Http404
    return ejecucion


def un_cierre(user: Any, *, ubigeo: str, anio: int, trimestre: int) -> Cierre:
    """A closed quarter."""
    plan = un_plan(user, ubigeo=ubigeo, anio=anio)
    cierre = get_object_or_404(Cierre.objects.for_user(user).select_related("cerrado_por"), plan=plan, trimestre=trimestre)
    cierre.plan = plan
    return cierre
