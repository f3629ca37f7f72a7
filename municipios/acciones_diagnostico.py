"""What is done with the figures and the nudos críticos of a district. Each is one gesture, all or nothing."""

from typing import Any

from django.core.exceptions import ValidationError

from base.bitacora.gestos import gesto
from base.bitacora.pasos import exigir
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso

from .models import Distrito, Indicador, Medicion, NudoCritico, TerritoriosDe, Ugel

SU_ROL = "Su rol no edita el diagnóstico."
NO_ES_SUYO = "Es de otra UGEL, o de todas: no lo escribe usted."


def guardar_indicador(indicador: Indicador, *, por: Usuario) -> Indicador:
    """Save an indicator; one of the portal's own, by who runs the whole installation."""
    suyo = indicador.ugel_id is not None and Ugel.objects.atendidas_por(por).filter(pk=indicador.ugel_id).exists()
    return _guardar(indicador, por=por, suyo=suyo or por.is_superuser)


def guardar_medicion(medicion: Medicion, *, por: Usuario) -> Medicion:
    """Save a figure of a territory that this person answers for."""
    exigir(por, Permiso.EDITAR_DIAGNOSTICO, SU_ROL)
    if reparo := TerritoriosDe(por).reparo(medicion.ubigeo, ugel=medicion.indicador.ugel_id):
        raise ValidationError({"ubigeo": reparo}, code="territorio")
    return _guardar(medicion, por=por, suyo=True)


def guardar_nudo(nudo: NudoCritico, *, por: Usuario) -> NudoCritico:
    """Save a nudo crítico of a district that this person works for."""
    return _guardar(nudo, por=por, suyo=Distrito.objects.atendidos_por(por).filter(pk=nudo.distrito_id).exists())


def _guardar(registro: Any, *, por: Usuario, suyo: bool) -> Any:
    exigir(por, Permiso.EDITAR_DIAGNOSTICO, SU_ROL)
    if not suyo:
        raise ValidationError(NO_ES_SUYO, code="ambito")
    with gesto(por=por):
        registro.full_clean()
        registro.save()
    return registro
