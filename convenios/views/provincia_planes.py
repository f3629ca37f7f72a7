"""The plans of a UGEL in one year: districts by quarters."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from base.comun.fechas import hoy
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from convenios.metas import cuentas
from convenios.models import Cierre, PlanTrabajo
from convenios.models.plan import ROMANOS, TRIMESTRES
from municipios.models import Ugel

from .plan_filas import una_ugel

POR_PAGINA = 50


@requires(Permiso.VER, fila=una_ugel)
def lista(request: Pedido, ugel: Ugel) -> HttpResponse:
    """Every plan of a UGEL in a year, with what each quarter says: as it was closed, or as it stands."""
    suyos = PlanTrabajo.objects.for_user(request.user).filter(convenio__ugel=ugel)
    anios = sorted({*suyos.order_by().values_list("anio", flat=True).distinct(), hoy().year}, reverse=True)
    pedido = request.GET.get("anio", "")
    anio = int(pedido) if pedido in {str(a) for a in anios} else hoy().year
    planes = suyos.filter(anio=anio).select_related("convenio__ugel", "municipalidad__distrito").order_by("municipalidad__distrito__ubigeo")
    pagina = Paginator(planes, POR_PAGINA).get_page(request.GET.get("pagina"))
    contexto = {
        "ugel": ugel,
        "anio": anio,
        "anios": anios,
        "pagina": pagina,
        "romanos": [ROMANOS[t] for t in TRIMESTRES],
        "filas": _filas(request.user, list(pagina)),
        "prepara": request.user.puede(Permiso.EDITAR_PLANES),
    }
    return render(request, "convenios/planes.html", contexto)


def _filas(user: Any, planes: list[Any]) -> list[dict[str, Any]]:
    """One row a plan, with its four quarters."""
    cerrados: dict[tuple[int, int], Any] = {}
    for cierre in Cierre.objects.for_user(user).filter(plan__in=planes).sin_contenido():
        cerrados[cierre.plan_id, cierre.trimestre] = cierre
    filas = []
    for cuenta in cuentas(planes).values():
        cuatro = [_trimestre(cuenta, t, cerrados.get((cuenta.plan.pk, t))) for t in TRIMESTRES]
        filas.append({"plan": cuenta.plan, "cuenta": cuenta, "trimestres": cuatro})
    return filas


def _trimestre(cuenta: Any, trimestre: int, cierre: Any) -> dict[str, Any]:
    """What a quarter says: the closed figure where there is one, else the one of today, else nothing yet."""
    plan = cuenta.plan
    if cierre is not None:
        return {"cerrado": True, "cierre": cierre, "fisico": cierre.fisico, "color": _color(plan, cierre.fisico)}
    if trimestre > plan.trimestre_de_hoy or not plan.esta_aprobado:
        return {"cerrado": False, "futuro": True}
    fisico = type(cuenta)(plan, trimestre, cuenta.actividades).fisico.porcentaje
    return {"cerrado": False, "futuro": False, "fisico": fisico, "color": _color(plan, fisico)}


def _color(plan: Any, porcentaje: Any) -> str:
    return "" if porcentaje is None else plan.convenio.ugel.color(porcentaje)
