"""What a page of Provincia takes longest to draw, remembered by this process for as long as it would be drawn alike.

Remembered by *what it says* and not by a clock: the key holds the generation of the summary behind the counts, the day, and every other value that
is drawn. So what changed is drawn again at the next request, and there is nothing to throw away (ADR 0032).
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from base.comun.recuerdos import Recuerdos


@dataclass(frozen=True)
class Dibujo:
    """The two parts of the page that depend on nothing but a key: the counts, and what the data lack."""

    cuadro: SafeString
    deudas: SafeString


_dibujos = Recuerdos(caben=512)  # a UGEL of a hundred districts takes some 200 KB


def dibujar(llave: Hashable, contexto: Mapping[str, Any]) -> Dibujo:
    """What was drawn of that key, or drawn now; None: drawn now and not remembered."""
    dibujo = _dibujos.get(llave) if llave is not None else None
    if dibujo is None:
        dibujo = Dibujo(*(render_to_string(f"tablero/{parte}.html", dict(contexto)) for parte in ("_provincia", "_provincia_deudas")))
        if llave is not None:
            _dibujos.guardar(llave, dibujo)
    return dibujo
