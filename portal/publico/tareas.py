"""What the public side forgets by itself."""

from typing import Any

from base.avisos.tareas import Contexto, tarea
from base.comun.fechas import ahora
from base.cuentas.models import Cupo


@tarea("publico.olvidar_cupos", titulo="Borrar las cuentas de pedidos que ya no sirven", repetible=True, cada="dia", a_las=3)
def olvidar_cupos(contexto: Contexto) -> dict[str, Any]:
    """Whoever asked the API left a counter, which means nothing after its minute; one of tries, after its quarter of an hour."""
    borrados, _ = Cupo.objects.filter(hasta__lt=ahora()).delete()
    return {"olvidados": borrados}
