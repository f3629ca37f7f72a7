"""What people decide about the calendar of working days."""

from django.core.exceptions import ValidationError

from base.bitacora.ambitos import ambitos_de
from base.bitacora.gestos import gesto
from base.bitacora.pasos import exigir
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso

from .models import DiaNoLaborable

SOLO_QUIEN_CONFIGURA = "Solo un administrador anota los días no laborables."
DE_OTRO = "Ese día es de todo el país, o de otra UGEL: lo cambia quien administra la instalación."


def decide(por: Usuario, ambito: str) -> bool:
    """Whether this person decides on the days of that UGEL; on those of the country, only who runs the installation."""
    if not por.puede(Permiso.CONFIGURAR):
        return False
    return por.is_superuser or (bool(ambito) and any(fila["codigo"] == ambito for fila in ambitos_de(por)))


def guardar_dia(dia: DiaNoLaborable, *, por: Usuario) -> DiaNoLaborable:
    """Write down a day on which nobody works."""
    exigir(por, Permiso.CONFIGURAR, SOLO_QUIEN_CONFIGURA)
    if not decide(por, dia.ambito):
        raise ValidationError(DE_OTRO, code="ambito")
    with gesto(por=por):
        dia.full_clean()
        dia.save()
    return dia


def quitar_dia(dia: DiaNoLaborable, *, por: Usuario) -> DiaNoLaborable:
    """It was written down by mistake, or the norm was left without effect: from now on it is as any other day."""
    exigir(por, Permiso.CONFIGURAR, SOLO_QUIEN_CONFIGURA)
    if not decide(por, dia.ambito):
        raise ValidationError(DE_OTRO, code="ambito")
    with gesto(por=por):
        dia.eliminar(por=por)
    return dia
