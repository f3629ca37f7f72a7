"""The plan of work as a document to print."""

from django.http import HttpResponse

from base.comun.impresos import componer_pdf, respuesta_pdf
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from convenios.metas import cuenta
from convenios.models import Cierre, PlanTrabajo
from convenios.plan_impreso import datos_de_plan

from .plan_filas import un_plan
from .planes import trimestre_pedido


@requires(Permiso.VER, fila=un_plan)
def pdf(request: Pedido, plan: PlanTrabajo) -> HttpResponse:
    """A4 on its side: all the activities with their targets, up to the quarter asked for."""
    cierres = list(Cierre.objects.for_user(request.user).filter(plan=plan).sin_contenido())
    documento = componer_pdf(
        "plan",
        datos_de_plan(cuenta(plan, trimestre=trimestre_pedido(request, plan)), cierres),
        titulo=f"Plan de trabajo {plan.anio} de {plan.municipalidad.distrito}",
        demostracion=plan.demostracion,
        membrete=plan.convenio.ugel.membrete,
    )
    return respuesta_pdf(f"plan-{plan.municipalidad.distrito.ubigeo}-{plan.anio}", documento, demostracion=plan.demostracion)
