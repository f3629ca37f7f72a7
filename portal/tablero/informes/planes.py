"""The plans of work in a report: a closed quarter as its `Cierre` keeps it, what is not closed as its rows say."""

from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

from django.db.models import Count
from django.utils import timezone

from convenios.metas import CuentaDePlan, cuentas, en_porcentaje, razon
from convenios.models import Actividad, Cierre, PlanTrabajo, Rectificacion
from convenios.models.plan import TRIMESTRES

from .cifras import FilaActividad, FilaPlan, FilaTrimestre, Par
from .cortes import Corte

NADA: Par = (None, None)


def reunir_planes(planes: Any, corte: Corte) -> list[FilaPlan]:
    """These plans (a queryset, of the year of the cut) at the cut."""
    filas = list(planes.select_related("convenio__ugel", "municipalidad__distrito").order_by("municipalidad__distrito__ubigeo"))
    cierres: dict[int, dict[int, Any]] = defaultdict(dict)
    for cierre in Cierre.objects.filter(plan__in=filas, trimestre__lte=corte.trimestre):
        if corte.instante is None or cierre.cerrado_en <= corte.instante:
            cierres[cierre.plan_id][cierre.trimestre] = cierre
    rectificados = _rectificados(filas, corte)
    vivas = cuentas(filas, trimestre=max(corte.trimestre, 1))
    return [_plan(plan, corte, cierres[plan.pk], rectificados, vivas[plan.pk]) for plan in filas]


def _rectificados(planes: list[Any], corte: Corte) -> Counter[tuple[int, int]]:
    """How many rectificaciones of each closed quarter there are (there were, at the cut)."""
    filas = Rectificacion.objects.filter(cierre__plan__in=planes)
    if corte.instante is not None:
        filas = filas.filter(en__lte=corte.instante)
    contadas = filas.order_by().values_list("cierre__plan", "cierre__trimestre").annotate(n=Count("pk"))
    return Counter({(plan, trimestre): n for plan, trimestre, n in contadas})


def _plan(plan: Any, corte: Corte, cierres: dict[int, Any], rectificados: Counter[tuple[int, int]], viva: CuentaDePlan) -> FilaPlan:
    sello = cierres.get(corte.trimestre) if corte.cerrado else None
    trimestres = [_trimestre(t, cierres.get(t), rectificados[plan.pk, t], viva) for t in TRIMESTRES if t <= corte.trimestre]
    distrito = plan.municipalidad.distrito
    dinero = viva.financiero
    programado = sello.programado if sello is not None else dinero.programado_a(corte.trimestre)
    devengado = sello.devengado if sello is not None else dinero.ejecutado_a(corte.trimestre)
    fisico = sello.fisico if sello is not None else viva.fisico.porcentaje if corte.trimestre else None
    return FilaPlan(
        distrito=distrito.nombre,
        ubigeo=distrito.ubigeo,
        anio=plan.anio,
        convenio=plan.convenio.codigo,
        estado=PlanTrabajo.Estado(plan.estado).label,
        sellado=sello is not None,
        fisico=fisico,
        como=str(sello.contenido["como"]) if sello is not None else viva.fisico.como,
        programado=programado,
        devengado=devengado,
        gasto=en_porcentaje(razon(devengado, programado)),
        trimestres=tuple(trimestres),
        actividades=tuple(_selladas(sello, distrito.nombre, viva) if sello is not None else _vivas(distrito.nombre, viva, corte.trimestre)),
    )


def _trimestre(t: int, cierre: Any | None, rectificaciones: int, viva: CuentaDePlan) -> FilaTrimestre:
    """Accumulated up to it."""
    if cierre is not None:
        gasto = en_porcentaje(razon(cierre.devengado, cierre.programado))
        dia = timezone.localdate(cierre.cerrado_en)
        return FilaTrimestre(t, cierre.fisico, cierre.programado, cierre.devengado, gasto, dia, cierre.codigo, rectificaciones)
    hasta = CuentaDePlan(viva.plan, t, viva.actividades)
    return FilaTrimestre(t, hasta.fisico.porcentaje, hasta.presupuesto, hasta.devengado, hasta.gasto, None, "", 0)


def _vivas(distrito: str, viva: CuentaDePlan, hasta: int) -> list[FilaActividad]:
    """The activities as their rows say: the whole year."""
    return [
        FilaActividad(
            distrito=distrito,
            codigo=c.actividad.codigo,
            nombre=c.actividad.nombre,
            unidad=c.actividad.unidad,
            responsable=c.actividad.responsable,
            responsable_municipal=c.actividad.responsable_municipal,
            fisico=tuple(zip(c.fisico.programado, c.fisico.ejecutado, strict=True)),
            financiero=tuple(zip(c.financiero.programado, c.financiero.ejecutado, strict=True)),
            meta_anual=c.fisico.del_anio,
            avance=en_porcentaje(c.fisico.contra_programado(hasta)) if hasta else None,
        )
        for c in viva.actividades
    ]


def _selladas(cierre: Cierre, distrito: str, viva: CuentaDePlan) -> list[FilaActividad]:
    """The activities as the closed quarter keeps them. Who answers for each is no figure, and is told as it stands."""
    de_hoy: dict[int, Actividad] = {c.actividad.pk: c.actividad for c in viva.actividades}
    filas = []
    for dicha in cierre.contenido["actividades"]:
        actividad = de_hoy.get(dicha["id"])
        filas.append(
            FilaActividad(
                distrito=distrito,
                codigo=dicha["codigo"],
                nombre=dicha["nombre"],
                unidad=dicha["unidad"],
                responsable=actividad.responsable if actividad is not None else "",
                responsable_municipal=actividad.responsable_municipal if actividad is not None else "",
                fisico=_pares(dicha["fisico"]),
                financiero=_pares(dicha["financiero"]),
                meta_anual=Decimal(dicha["meta_anual"]),
                avance=None if dicha["avance"] is None else Decimal(dicha["avance"]),
            )
        )
    return filas


def _pares(dichos: list[list[str]]) -> tuple[Par, ...]:
    """The quarters that were kept, and nothing of those that came later."""
    return (*((Decimal(a), Decimal(b)) for a, b in dichos), *[NADA] * (len(TRIMESTRES) - len(dichos)))
