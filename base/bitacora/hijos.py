"""What hangs on a record and is told on its timeline. Each app says so for its own records; a higher floor may add to a lower one's."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import ForeignKey, Model


@dataclass(frozen=True)
class Hijo:
    """A kind of record that hangs on another: `nombre` is the path (`distrito__nombre`) of what one of them is called, if anything."""

    modelo: Any
    nombre: str = ""


_hijos: dict[type[Model], dict[type[Model], Hijo]] = {}


def registrar_hijos(familia: dict[Any, Iterable[Hijo]]) -> None:
    """`{Compromiso: [Hijo(Alcance, "distrito__nombre"), …]}`. Called again, it adds."""
    for padre, hijos in familia.items():
        _hijos.setdefault(padre, {}).update({hijo.modelo: hijo for hijo in hijos})


def hijos_de(modelo: Any) -> list[Hijo]:
    """The kinds of record that hang on one of this model, in the order they were told."""
    return list(_hijos.get(modelo, {}).values())


def llave_al_padre(hijo: Any, padre: Any) -> "ForeignKey[Any, Any]":
    """The field by which a child names its parent."""
    return next(c for c in hijo._meta.fields if isinstance(c, ForeignKey) and c.related_model is padre)
