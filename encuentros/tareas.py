"""What the encuentros do by themselves at their hour."""

import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError

from base.avisos.tareas import Contexto, ErrorDeTarea, tarea
from base.comun.fechas import hoy

from .convocatoria import recordar
from .models import Encuentro

DIAS_ANTES = (7, 2)


@tarea("encuentros.recordar", titulo="Recordar la convocatoria", repetible=True, cada="dia", a_las=8)
def recordar_convocatorias(contexto: Contexto) -> dict[str, Any]:
    """Seven and two days before: whoever was invited by mail and has not answered. Begun again, it goes on where it was: nobody is
    reminded twice in a day. One encuentro that cannot be told of leaves the others reminded."""
    cuantos, reparos = 0, []
    dias = [hoy() + datetime.timedelta(days=antes) for antes in DIAS_ANTES]
    for encuentro in Encuentro.objects.filter(estado=Encuentro.Estado.CONVOCADO, fecha__in=dias).order_by("pk"):
        try:
            cuantos += recordar(encuentro, por=None, raiz=settings.PORTAL_URL)
        except ValidationError as error:
            reparos.append(f"{encuentro}: {' '.join(error.messages)}")
    if reparos:
        raise ErrorDeTarea(f"Se recordó a {cuantos}. Quedó sin recordar: {' '.join(reparos)}")
    return {"recordados": cuantos}
