"""What is sent by WhatsApp of a municipality: figures that anyone may know, since it is read by people without an account."""

from collections.abc import Iterable
from typing import Any

from base.comun.fechas import hoy
from base.comun.templatetags.comun import fecha
from municipios.models import Distrito


def resumen(distrito: Distrito, publicos: Iterable[dict[str, Any]]) -> str:
    """The district in a few lines; `publicos`: how its commitments stand, as its public page says (`comun/_reparto.html`)."""
    cifras = [f"• {parte['etiqueta']}: {parte['cuantos']}" for parte in publicos]
    titulo = f"{distrito.nombre}: compromisos por la educación, al {fecha(hoy())}"
    return "\n".join([titulo, *(cifras or ["• Ningún compromiso firmado llega todavía al distrito"])])
