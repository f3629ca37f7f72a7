"""The closed quarters of a plan."""

from django.http import HttpResponse
from django.shortcuts import render

from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from convenios.models import Cierre, Rectificacion
from convenios.models.plan import ROMANOS

from .plan_filas import un_cierre


@requires(Permiso.VER, fila=un_cierre)
def ver(request: Pedido, cierre: Cierre) -> HttpResponse:
    """A quarter as it was closed, whatever the day it is looked at; what was rectified since stands beside it."""
    rectificaciones = Rectificacion.objects.for_user(request.user).filter(cierre=cierre).select_related("actividad", "por")
    contexto = {
        "cierre": cierre,
        "plan": cierre.plan,
        "romano": ROMANOS[cierre.trimestre],
        "rectificaciones": list(rectificaciones),
        "puede_rectificar": request.user.puede(Permiso.CERRAR_TRIMESTRES),
    }
    return render(request, "convenios/cierre.html", contexto)
