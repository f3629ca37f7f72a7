"""What the outbox forgets by itself."""

import datetime
from typing import Any

from base.comun.fechas import ahora

from .models import Envio
from .tareas import Contexto, tarea

SECRETO_VIVO = datetime.timedelta(days=2)  # as long as the longest link that opens an account


@tarea("avisos.olvidar_enlaces", titulo="Borrar los enlaces de correos que no salieron", repetible=True, cada="dia", a_las=3)
def olvidar_enlaces(contexto: Contexto) -> dict[str, Any]:
    """A reserved mail that was given up keeps its secret only while the secret could still serve."""
    viejos = Envio.objects.filter(reservado=True, estado=Envio.Estado.FALLIDO, creado_en__lt=ahora() - SECRETO_VIVO).exclude(texto="")
    return {"olvidados": viejos.update(texto="", html="", adjuntos=[])}
