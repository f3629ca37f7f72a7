"""The first question of a page, which tries the connection as well as answers: one journey to the server instead of two."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError

from .tope import tope

Algo = TypeVar("Algo")


def primera(conexion: Any, preguntar: Callable[[], Algo]) -> Algo:
    """Ask a quick question that changes nothing. Where the connection turns out to be dead or silent it is asked once more, on a new one."""
    probada = conexion.connection is None or conexion.in_atomic_block or conexion.health_check_done or not conexion.health_check_enabled
    if conexion.vendor != "postgresql" or probada:
        return preguntar()
    conexion.health_check_done = True
    try:
        with tope(conexion.connection):
            return preguntar()
    except (OperationalError, InterfaceError):
        conexion.close()
        return preguntar()
