"""What was written down about readings is forgotten after its time, by an act that the chain declares."""

import datetime

from django.conf import settings

from base.comun.fechas import ahora

from .lecturas import Lectura
from .sellos.declarar import puede_reescribir, quitar

MOTIVO = "Cumplió el plazo de DIAS_DE_LECTURAS"


class SinPermiso(Exception):
    """The account with which the portal is connected adds to the history and takes nothing away: the maintenance account does it."""


def olvidar_lecturas() -> int:
    """Delete the readings older than `DIAS_DE_LECTURAS`; how many. Raises `SinPermiso`."""
    vencidas = Lectura.objects.filter(en__lt=ahora() - datetime.timedelta(days=settings.DIAS_DE_LECTURAS))
    if vencidas.exists() and not puede_reescribir():
        raise SinPermiso
    return quitar(vencidas, motivo=MOTIVO, por=None)
