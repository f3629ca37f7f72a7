"""Who does the jobs: claims one, does it, writes down how it ended; asks for those whose hour has come; sweeps after who died."""

import datetime
import logging
import secrets
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from base.comun.fechas import ahora

from .models import Tarea
from .tareas import Contexto, ErrorDeTarea, Oficio, TareaPerdida, oficio_de, periodicos

logger = logging.getLogger(__name__)

VECES = 3  # how often a repeatable job is begun before it is given up
INESPERADO = "Ocurrió un error que el portal no esperaba. Avise a quien lo administra con el código {codigo}."
INTERRUMPIDA = "El trabajo se interrumpió antes de terminar y lo que no se había guardado se descartó. Revise lo hecho y pídalo de nuevo."
DESCONOCIDA = "Esta versión del portal ya no hace ese trabajo."


def tomar() -> Tarea | None:
    """Claim the next job, committed before it is begun."""
    if not Tarea.objects.por_hacer().exists():  # an idle worker takes no lock
        return None
    with transaction.atomic():
        tarea = Tarea.objects.por_hacer().select_for_update(skip_locked=True).first()
        if tarea is None:
            return None
        tarea.estado, tarea.obrero, tarea.empezada_en, tarea.latido_en = Tarea.Estado.EN_CURSO, uuid.uuid4().hex, ahora(), ahora()
        tarea.intentos += 1
        tarea.save(update_fields=["estado", "obrero", "empezada_en", "latido_en", "intentos"])
    return tarea


def hacer_una() -> bool:
    """Do the next job; whether there was one. A database that goes away is the caller's to wait for."""
    tarea = tomar()
    if tarea is None:
        return False
    contexto, oficio = Contexto(tarea), oficio_de(tarea.nombre)
    try:
        if oficio is None:
            contexto.fallar(DESCONOCIDA)
        else:
            contexto.terminar(_resultado(oficio.funcion(contexto, **tarea.datos)))
    except TareaPerdida:
        logger.info("La tarea %s se anuló o pasó a otras manos.", tarea.pk)
    except (OperationalError, InterfaceError):
        raise  # the database went away: the sweep finds the job
    except ErrorDeTarea as error:
        contexto.fallar(str(error) or INTERRUMPIDA)
    except ValidationError as error:
        contexto.fallar(" ".join(error.messages))
    except Exception:  # whatever a job does wrong, the worker goes on
        codigo = f"T-{secrets.token_hex(4).upper()}"
        logger.exception("Tarea %s (%s), código %s", tarea.pk, tarea.nombre, codigo)
        contexto.fallar(INESPERADO.format(codigo=codigo), registro=codigo)
    return True


def _resultado(devuelto: Any) -> dict[str, Any]:
    return devuelto if isinstance(devuelto, dict) else {}


def barrer() -> int:
    """Jobs that a dead worker left «en curso»: begun again if they may be, else failed with a plain sentence."""
    hallados = 0
    with transaction.atomic():
        for tarea in Tarea.objects.interrumpidas().select_for_update(skip_locked=True):
            oficio = oficio_de(tarea.nombre)
            if oficio is not None and oficio.repetible and tarea.intentos < VECES:
                tarea.estado, tarea.obrero = Tarea.Estado.PENDIENTE, ""
            else:
                tarea.estado, tarea.error, tarea.terminada_en = Tarea.Estado.FALLIDA, INTERRUMPIDA, ahora()
            tarea.save(update_fields=["estado", "obrero", "error", "terminada_en"])
            hallados += 1
    if hallados:
        logger.warning("Tareas que dejó un trabajador interrumpido: %s", hallados)
    return hallados


# ── The hour of each job ─────────────────────────────────────────────────────────────────────────────────────────────────
def periodo_de(oficio: Oficio, cuando: datetime.datetime) -> str:
    """The name of the period that is due at that instant; before its hour, that of the period before."""
    local = timezone.localtime(cuando)
    if oficio.cada == "hora":
        return f"{local:%Y-%m-%dT%H}"
    local -= datetime.timedelta(hours=oficio.a_las)
    return {"dia": f"{local:%Y-%m-%d}", "semana": f"{local:%G-S%V}", "mes": f"{local:%Y-%m}"}[oficio.cada]


class Horario:
    """Asks for each job once in its period. Two workers may both try: the database lets one."""

    def __init__(self) -> None:
        self._pedidos: set[tuple[str, str]] = set()

    def __call__(self) -> int:
        """Ask for what is due; how many were new to this worker."""
        debidos = {(oficio.nombre, periodo_de(oficio, ahora())) for oficio in periodicos()} - self._pedidos
        if debidos:
            Tarea.objects.bulk_create(
                [Tarea(nombre=nombre, periodo=periodo, clave=f"{nombre}:{periodo}") for nombre, periodo in sorted(debidos)],
                ignore_conflicts=True,
            )
            self._pedidos |= debidos
        return len(debidos)
