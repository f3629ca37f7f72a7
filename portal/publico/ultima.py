"""When what a public page shows changed last: the latest instant of what anyone may see, in one query."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import DateTimeField, Exists, Max, OuterRef, Q, QuerySet, Value

from convenios.models import (
    Actividad,
    Alcance,
    Avance,
    Cierre,
    Compromiso,
    Convenio,
    Ejecucion,
    Evidencia,
    EvidenciaEjecucion,
    Hito,
    Parte,
    PlanTrabajo,
    Programacion,
    Rectificacion,
)
from encuentros.models import Acuerdo, Encuentro
from municipios.models import Distrito, ListaPriorizada, Medicion, NudoCritico, ProyectoEducativo

Fuente = tuple["QuerySet[Any]", str]


def ultima(*fuentes: Fuente) -> datetime.datetime | None:
    """The latest of the instants that each of these rows keeps in its column."""
    maximos = [
        filas.order_by().annotate(_de=Value(1)).values("_de").annotate(_en=Max(columna, output_field=DateTimeField())).values_list("_en")
        for filas, columna in fuentes
    ]
    instantes = [en for (en,) in maximos[0].union(*maximos[1:], all=True) if en is not None]
    return max(instantes, default=None)


def escritos(modelo: Any, **de: Any) -> Fuente:
    """Every time that a record of these was written, as its history keeps it: also when it went to the papelera."""
    return modelo.history.model.objects.filter(**de), "history_date"


def dejados_de_ver(modelo: Any, visible: Q, **de: Any) -> Fuente:
    """Every time that something was written of what had been shown before and no longer is."""
    historia = modelo.history.model.objects
    antes = historia.filter(visible, id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
    return historia.filter(Exists(antes), **de).exclude(visible), "history_date"


def de_compromisos(compromisos: "QuerySet[Compromiso]") -> list[Fuente]:
    """What is told of these: themselves, whom they reach, their steps, what is verified of them and what no longer is."""
    suyos = {"compromiso__in": compromisos.order_by().values("pk")}
    return [
        (Compromiso.history.model.objects.filter(id__in=compromisos.order_by().values("pk")), "history_date"),
        escritos(Alcance, **suyos),
        escritos(Hito, **suyos),
        (Avance.objects.publicos().filter(**suyos), "verificado_en"),
        dejados_de_ver(Avance, Q(estado="verificado"), **suyos),
    ]


def de_evidencias(compromiso: Compromiso) -> list[Fuente]:
    """When evidence of a commitment, or of what plans did for it, began or ceased to be public."""
    suyas = {"avance__compromiso": compromiso.pk}
    del_plan = {"ejecucion__avance__compromiso": compromiso.pk}
    return [
        (Evidencia.history.model.objects.filter(publica=True, **suyas), "history_date"),
        dejados_de_ver(Evidencia, Q(publica=True), **suyas),
        (EvidenciaEjecucion.history.model.objects.filter(publica=True, **del_plan), "history_date"),
        dejados_de_ver(EvidenciaEjecucion, Q(publica=True), **del_plan),
    ]


def de_convenios(convenios: "QuerySet[Convenio]") -> list[Fuente]:
    """What is told of these and of who is party to them."""
    llaves = convenios.order_by().values("pk")
    return [(Convenio.history.model.objects.filter(id__in=llaves), "history_date"), escritos(Parte, convenio__in=llaves)]


def de_planes(planes: "QuerySet[PlanTrabajo]") -> list[Fuente]:
    """When these were approved or closed, a quarter of theirs was closed, or a closed figure was rectified."""
    llaves = planes.order_by().values("pk")
    return [
        (planes, "aprobado_ugel_en"),
        (planes, "aprobado_municipalidad_en"),
        (planes, "cerrado_en"),
        (Cierre.objects.publicos().filter(plan__in=llaves), "cerrado_en"),
        (Rectificacion.objects.publicos().filter(cierre__plan__in=llaves), "en"),
    ]


def de_un_plan(plan: PlanTrabajo) -> list[Fuente]:
    """The same of one, with its activities, their targets and what of their execution is verified."""
    suyas = {"actividad__plan": plan.pk}
    return [
        *de_planes(PlanTrabajo.objects.publicos().filter(pk=plan.pk)),
        escritos(Actividad, plan=plan.pk),
        escritos(Programacion, **suyas),
        (Ejecucion.objects.verificadas().filter(**suyas), "verificado_en"),
        dejados_de_ver(Ejecucion, Q(estado="verificado"), **suyas),
    ]


def de_cierre(cierre: Cierre) -> list[Fuente]:
    """When a quarter was closed, and what was rectified in it or before it since."""
    suyas = Rectificacion.objects.publicos().filter(cierre__plan=cierre.plan_id, cierre__trimestre__lte=cierre.trimestre)
    return [(Cierre.objects.publicos().filter(pk=cierre.pk), "cerrado_en"), (suyas, "en")]


def de_escuelas(**de: Any) -> list[Fuente]:
    """When projects that are more than an idea were written, of these schools."""
    return [(ProyectoEducativo.history.model.objects.filter(**de).exclude(etapa="idea"), "history_date")]


def de_listas(ugel: int) -> list[Fuente]:
    """When a list by risk was decided."""
    return [(ListaPriorizada.objects.publicos().filter(ugel=ugel), "decidida_en")]


def de_diagnostico(distrito: Distrito) -> list[Fuente]:
    """When a nudo of a district was written, or a value of it, of its province, its region or the country."""
    codigo = distrito.ubigeo
    return [escritos(NudoCritico, distrito=distrito.pk), escritos(Medicion, ubigeo__in=[codigo, codigo[:4], codigo[:2], "00"])]


def de_encuentros(encuentros: "QuerySet[Encuentro]") -> list[Fuente]:
    """When these were written."""
    return [(Encuentro.history.model.objects.filter(id__in=encuentros.order_by().values("pk")), "history_date")]


def de_acuerdos(encuentro: Encuentro) -> list[Fuente]:
    """When what was agreed in one was written or decided."""
    return [escritos(Acuerdo, encuentro=encuentro.pk)]


def juntas(*grupos: Iterable[Fuente]) -> datetime.datetime | None:
    """The latest of several groups."""
    return ultima(*(fuente for grupo in grupos for fuente in grupo))
