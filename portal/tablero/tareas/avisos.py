"""What the portal tells by itself at its hour: the digest of the week, and the notices of the day. Every day at eight; nothing on one on which
nobody works. Begun again after a worker died, each goes on with the UGEL that it had not told yet."""

import datetime
import logging
from collections.abc import Callable, Sequence
from typing import Any

from django.db import InterfaceError, OperationalError
from django.urls import reverse

from base.avisos.tareas import Contexto, ErrorDeTarea, TareaPerdida, tarea
from base.comun.fechas import hoy
from municipios.models import Dre, Ugel

from ..cartas import reparto

logger = logging.getLogger(__name__)
A_LAS = 8


@tarea("tablero.avisos", titulo="Repartir el resumen de la semana y los avisos del día", repetible=True, cada="dia", a_las=A_LAS)
def avisos(contexto: Contexto) -> dict[str, Any]:
    """What is due to be told today in every UGEL, and the digest where this is the first working day of the week on which it can be told."""
    ugeles = [(ugel, reparto.repartir) for ugel in Ugel.objects.order_by("codigo")]
    return _repartir(contexto, [*ugeles, *((dre, reparto.repartir_en_la_region) for dre in Dre.objects.order_by("codigo"))])


@tarea("tablero.previa_de_avisos", titulo="Preparar la vista previa de los avisos", repetible=True)
def previa(contexto: Contexto, *, ugel: str) -> dict[str, Any]:
    """What would be told next in one UGEL, to be looked at before it is sent."""
    suya = Ugel.objects.get(codigo=ugel)
    return {**reparto.preparar_previa(suya), "url": reverse("avisos_por_enviar", args=[ugel])}


def _repartir(contexto: Contexto, trabajos: Sequence[tuple[Any, Callable[[Any], int]]]) -> dict[str, Any]:
    """Each place by itself: one that cannot be told leaves the others told, and the job says which."""
    if not _es_de_hoy(contexto):
        return {"repartidas": 0, "nota": "Era de un día que ya pasó."}
    repartidas, fallaron = 0, []
    for n, (lugar, dar) in enumerate(trabajos):
        contexto.avanzar(n, len(trabajos), str(lugar))
        try:
            repartidas += dar(lugar)
        except (OperationalError, InterfaceError, TareaPerdida):
            raise  # the database went away, or this worker was given up: whoever comes next goes on
        except Exception:
            logger.exception("No se repartieron los avisos de %s", lugar.codigo)
            fallaron.append(lugar.nombre)
    if fallaron:
        raise ErrorDeTarea(f"Se repartieron {repartidas}. No se pudo en: {', '.join(fallaron)}. El registro del portal dice por qué.")
    return {"repartidas": repartidas}


def _es_de_hoy(contexto: Contexto) -> bool:
    """A job of a day that passed, asked for before eight of the next one, leaves it to that one."""
    periodo = contexto.tarea.periodo
    return not periodo or datetime.date.fromisoformat(periodo) == hoy()
