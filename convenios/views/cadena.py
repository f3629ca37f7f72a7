"""The chain of a plan as one page to read."""

from django.http import HttpResponse
from django.shortcuts import render

from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from convenios.cadena import cadena
from convenios.metas import cuenta
from convenios.models import PlanTrabajo
from convenios.models.plan import ROMANOS, TRIMESTRES

from .plan_filas import un_plan
from .planes import trimestre_pedido


@requires(Permiso.VER, fila=un_plan)
def ver(request: Pedido, plan: PlanTrabajo) -> HttpResponse:
    """From each nudo crítico to the proof of what was done about it, up to a quarter, with what is missing in its place."""
    cuentas = cuenta(plan, trimestre=trimestre_pedido(request, plan))
    contexto = {
        "plan": plan,
        "ugel": plan.convenio.ugel,
        "cadena": cadena(request.user, cuentas),
        "trimestre": cuentas.trimestre,
        "romano": ROMANOS[cuentas.trimestre],
        "trimestres": [(t, ROMANOS[t]) for t in TRIMESTRES],
    }
    return render(request, "convenios/cadena.html", contexto)
