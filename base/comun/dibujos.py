"""Pieces of a page that are drawn of a few values, as a row of a list is: drawn once of each that says the same (ADR 0032)."""

import hashlib
from typing import Any

from django.template.loader import get_template
from django.utils.safestring import SafeString

from .fechas import hoy
from .recuerdos import Recuerdos

_dibujos = Recuerdos(caben=8192)  # a row takes some 1.5 KB


def dibujar(plantilla: str, dicho: dict[str, Any]) -> SafeString:
    """What the template draws of these values and of nothing else: texts, numbers, days. It is given no request and no settings.

    Remembered under the values as they are written, so that 100 and 100.0, or a text that is safe and one that is not, are two drawings; and
    under the day, since a template may say how many are left.
    """
    escrito = [plantilla, hoy(), *((type(valor), valor) for valor in dicho.values())]
    llave = hashlib.blake2b(repr(escrito).encode(), digest_size=16).digest()
    dibujo: SafeString | None = _dibujos.get(llave)
    return dibujo if dibujo is not None else _dibujos.guardar(llave, get_template(plantilla).render(dicho))
