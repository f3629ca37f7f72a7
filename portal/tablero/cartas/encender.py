"""What people decide about the sending: look at it, turn it on, turn it off."""

import datetime

from django.core.exceptions import ValidationError

from base.avisos.models import Carta, Tarea
from base.avisos.tareas import encolar_tarea
from base.bitacora.gestos import gesto
from base.bitacora.pasos import exigir
from base.comun.fechas import hoy
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso
from municipios.models import Ugel

from .reparto import lunes_de

SOLO_QUIEN_ENVIA = "Solo un administrador o un coordinador decide sobre los avisos por correo."


def pedir_previa(ugel: Ugel, *, por: Usuario) -> Tarea:
    """Ask for what would be sent next to be written down."""
    exigir(por, Permiso.ENVIAR_AVISOS, SOLO_QUIEN_ENVIA)
    return encolar_tarea("tablero.previa_de_avisos", {"ugel": ugel.codigo}, por=por, clave=f"previa:{ugel.codigo}", ambito=ugel.codigo)


def proximo_lunes() -> datetime.date:
    """The Monday that comes."""
    return lunes_de(hoy()) + datetime.timedelta(days=7)


def encender(ugel: Ugel, *, por: Usuario, desde: datetime.date) -> Ugel:
    """From that day on the notices of a UGEL leave by mail. Only after somebody had before their eyes what would be sent."""
    if not Carta.objects.previas().filter(ambito=ugel.codigo).exists():
        raise ValidationError("Antes de encender el envío, prepare la vista previa y mire qué saldría.", code="sin_previa")
    with gesto(por=por):
        ugel.encender_avisos(por=por, desde=desde)
    return ugel


def apagar(ugel: Ugel, *, por: Usuario) -> Ugel:
    """From now on they stay in the portal."""
    with gesto(por=por):
        ugel.apagar_avisos(por=por)
    return ugel
