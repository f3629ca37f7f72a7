"""Whose gestures a person may look into. This floor does not know UGEL: the floor that does says which codes are a person's own."""

from collections.abc import Callable
from typing import Any

from base.cuentas.models import Usuario

_codigos: list[Callable[[Usuario], Any]] = []


def registrar(codigos: Callable[[Usuario], Any]) -> None:
    """`codigos(user)` are the codes of the UGEL for which that person works: a list, or a subquery of one column."""
    _codigos[:] = [codigos]


def ambitos_de(user: Usuario) -> Any:
    """The codes of the UGEL whose gestures this person reads."""
    return _codigos[0](user) if _codigos else []
