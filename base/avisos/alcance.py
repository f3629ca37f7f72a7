"""Whose accounts a person administers. This floor does not know UGEL: the floor that does says it."""

from collections.abc import Callable
from typing import Any

from base.cuentas.models import Usuario

_cuentas: list[Callable[[Usuario], Any]] = []


def registrar(cuentas: Callable[[Usuario], Any]) -> None:
    """`cuentas(user)` are the keys of the accounts that this person administers: a list, or a subquery of one column."""
    _cuentas[:] = [cuentas]


def cuentas_de(user: Usuario) -> Any:
    """The keys of the accounts that this person administers."""
    return _cuentas[0](user) if _cuentas else []
