"""What is sent by WhatsApp of a commitment. It is read by people without an account: of one that anyone may see, what its public page says;
of another one, no figure, and that it takes an account to open it."""

from typing import Any

from django.conf import settings
from django.template.defaultfilters import truncatechars

from base.comun.fechas import hoy
from base.comun.templatetags.comun import fecha, porcentaje

from .models.situacion import Situacion

CABE = 200  # letters of what was promised


def recado(compromiso: Any, publica: str) -> str:
    """The text; `publica`: where anyone sees the commitment, empty where only some may. Needs `para_ver()`."""
    marca = " (demostración)" if compromiso.demostracion else ""
    titulo = f"{compromiso.codigo} ({compromiso.convenio.codigo}){marca}: {truncatechars(compromiso.descripcion, CABE)}"
    if not publica:
        privada = f"{settings.PORTAL_URL}{compromiso.get_absolute_url()}"
        return (
            f"{titulo}\nTodavía no es público: su convenio no está firmado. Solo lo abre quien tiene una cuenta que puede verlo: {privada}"
        )
    situacion = Situacion(compromiso.situacion_publica)
    plazo = f"Plazo: {fecha(compromiso.plazo)}." if compromiso.plazo else "" if situacion == Situacion.SIN_PLAZO else "Sin plazo."
    hecho = "sin dato" if compromiso.progreso is None else porcentaje(compromiso.progreso)
    return "\n".join(
        [
            titulo,
            f"Al {fecha(hoy())}: {situacion.label}. {plazo}".rstrip(),
            f"Avance verificado: {hecho} ({compromiso.progreso_detalle})",
            f"{settings.PORTAL_URL}{publica}",
        ]
    )
