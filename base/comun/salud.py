"""What the portal says of its own health, to whoever watches it: parts, each told by the floor that knows it.

Each app says from its `AppConfig.ready()` what it measures; `/salud/lista` and `/salud/metricas` ask for all of them. A part never says
versions, addresses or names: anyone may ask.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, InterfaceError

from . import caidas
from .registro import anotar


@dataclass(frozen=True)
class Parte:
    """One thing that is measured. `exige`: without it (a false answer) the portal is not ready to serve.

    `pide_base`: it asks the database, and so is not asked while that does not answer: ten parts do not wait ten times for it.
    """

    nombre: str
    medir: Callable[[], Any]
    exige: bool = False
    pide_base: bool = True


_PARTES: dict[str, Parte] = {}


def registrar_salud(nombre: str, medir: Callable[[], Any], *, exige: bool = False, pide_base: bool = True) -> None:
    """Add a part under a name of its own; the same again replaces it."""
    _PARTES[nombre] = Parte(nombre, medir, exige, pide_base)


def medir_salud() -> tuple[bool, dict[str, Any]]:
    """Whether the portal can serve, and what each part said; None of a part whose database did not answer."""
    dicho = {parte.nombre: _medir(parte) for parte in _PARTES.values()}
    return all(dicho[parte.nombre] for parte in _PARTES.values() if parte.exige), dicho


def _medir(parte: Parte) -> Any:
    callada = False if parte.exige else None
    if parte.pide_base and caidas.no_responde():
        return callada
    try:
        return parte.medir()
    except (DatabaseError, InterfaceError) as error:
        caidas.reconocer(error)
        anotar("salud_sin_base", parte=parte.nombre, error=type(error).__name__)
        return callada
