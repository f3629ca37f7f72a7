"""What of a plan was done in a quarter: the report of one activity."""

from django.http import HttpResponse
from django.shortcuts import render

from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from convenios import acciones_plan as acciones
from convenios.models import Ejecucion, EvidenciaEjecucion
from convenios.models.plan import ROMANOS

from .plan_filas import una_ejecucion


@requires(Permiso.VER, fila=una_ejecucion)
def ver(request: Pedido, ejecucion: Ejecucion) -> HttpResponse:
    """One report: what was done and spent, with what proof, where it stands."""
    user, actividad = request.user, ejecucion.actividad
    pruebas = EvidenciaEjecucion.objects.for_user(user).filter(ejecucion=ejecucion) if ejecucion.pk else []
    contexto = {
        "ejecucion": ejecucion,
        "actividad": actividad,
        "plan": actividad.plan,
        "romano": ROMANOS[ejecucion.trimestre],
        "meta": actividad.programaciones.filter(trimestre=ejecucion.trimestre).first(),
        "no_suma": acciones.por_que_no_suma(actividad),
        "pruebas": list(pruebas),
    }
    return render(request, "convenios/ejecucion.html", contexto)
