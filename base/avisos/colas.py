"""How long the queues have waited: a worker that stopped is seen from outside."""

from base.comun.fechas import ahora

from .models import Envio, Tarea


def demoras() -> dict[str, int]:
    """Seconds since the turn of the oldest mail and of the oldest job; 0 when none waits. Two readings of one index each."""
    turnos = {
        "correos": Envio.objects.por_salir().values_list("proximo_intento_en", flat=True).first(),
        "tareas": Tarea.objects.por_hacer().values_list("creada_en", flat=True).first(),
    }
    return {cola: max(int((ahora() - turno).total_seconds()), 0) if turno else 0 for cola, turno in turnos.items()}
