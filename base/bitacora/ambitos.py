"""Whose gestures a person may look into, and which UGEL a gesture of theirs touches. This floor does not know UGEL: the floor that does says
which codes they are."""

from collections.abc import Callable
from typing import Any

from base.cuentas.models import Usuario

Codigos = Callable[[Usuario], Any]
_codigos: list[Codigos] = []
_alcance: list[Codigos] = []


def registrar(codigos: Codigos, *, alcance: Codigos) -> None:
    """`codigos(user)` are the codes of the UGEL for which that person works; `alcance(user)`, of those in which they may write anything, also for
    their municipality: each a list, or a queryset of that one column."""
    _codigos[:], _alcance[:] = [codigos], [alcance]


def ambitos_de(user: Usuario) -> Any:
    """The codes of the UGEL whose gestures this person reads."""
    return _codigos[0](user) if _codigos else []


def ambito_de_un_gesto(por: Usuario | None) -> str:
    """The UGEL that whatever this person does touches: the only one in which they write. Empty: there are several, or it is not known."""
    if por is None or not _alcance:
        return ""
    codigos = list(_alcance[0](por)[:2])
    return str(codigos[0]) if len(codigos) == 1 else ""
