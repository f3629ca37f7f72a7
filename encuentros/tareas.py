"""What the encuentros do by themselves at their hour."""

from typing import Any

from django.conf import settings

from base.avisos.tareas import Contexto, tarea
from base.comun.fechas import hoy

from .convocatoria import por_recordar, recordar
from .models import Encuentro

DIAS_ANTES = (7, 2)


@tarea("encuentros.recordar", titulo="Recordar la convocatoria", repetible=True, cada="dia", a_las=8)
def recordar_convocatorias(contexto: Contexto) -> dict[str, Any]:
    """Seven and two days before: whoever was invited by mail and has not answered. Begun again, it goes on where it was: nobody is
    reminded twice in a day."""
    proximos = Encuentro.objects.filter(estado=Encuentro.Estado.CONVOCADO).select_related("ugel")
    cuantos = 0
    for encuentro in proximos.order_by("pk"):
        if encuentro.fecha is not None and (encuentro.fecha - hoy()).days in DIAS_ANTES and por_recordar(encuentro).exists():
            cuantos += recordar(encuentro, por=None, raiz=settings.PORTAL_URL)
    return {"recordados": cuantos}
