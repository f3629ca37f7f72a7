"""What the portal says of its own health, to whoever watches it: parts, each told by the floor that knows it.

Each app says from its `AppConfig.ready()` what it measures; `/salud/lista` and `/salud/metricas` ask for all of them. A part never says
versions, addresses or names: anyone may ask.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError

from .registro import anotar


@dataclass(frozen=True)
class Parte:
    """One thing that is measured. `exige`: without it (a false answer) the portal is not ready to serve."""

    nombre: str
    medir: Callable[[], Any]
    exige: bool = False


_PARTES: dict[str, Parte] = {}


def registrar_salud(nombre: str, medir: Callable[[], Any], *, exige: bool = False) -> None:
    """Add a part under a name of its own; the same again replaces it."""
    _PARTES[nombre] = Parte(nombre, medir, exige)


def medir_salud() -> tuple[bool, dict[str, Any]]:
    """Whether the portal can serve, and what each part said; None of a part whose database did not answer."""
    dicho = {parte.nombre: _medir(parte) for parte in _PARTES.values()}
    return all(dicho[parte.nombre] for parte in _PARTES.values() if parte.exige), dicho


def _medir(parte: Parte) -> Any:
    try:
        return parte.medir()
    except DatabaseError as error:
        anotar("salud_sin_base", parte=parte.nombre, error=type(error).__name__)
        return False if parte.exige else None
