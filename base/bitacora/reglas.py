"""What each app says of undoing its records: who may, which locks hold, what goes only together with something else."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Model

from base.cuentas.roles import Permiso

if TYPE_CHECKING:
    from .ensayo import Ensayo

SALE, VUELVE, CAMBIA = "sale", "vuelve", "cambia"


@dataclass(slots=True)
class Intento:
    """What the undo would do to one record: send it to the papelera, take it out, give it back some values; or several of these."""

    modelo: Any
    pk: Any
    registro: Any  # as it stands now
    accion: str
    valores: dict[str, Any] = field(default_factory=dict)  # column (`attname`) → what returns

    def final(self, columna: str) -> Any:
        """The value of a column after the undo."""
        return self.valores[columna] if columna in self.valores else vars(self.registro)[columna]


@dataclass(frozen=True, slots=True)
class Reparo:
    """Why a record (or some of its columns, by `attname`) is left as it is."""

    pk: Any
    motivo: str
    campos: frozenset[str] | None = None


Candado = Callable[[dict[Any, Intento], "Ensayo"], Iterable[Reparo]]


@dataclass(frozen=True)
class Regla:
    """How the records of a model are undone.

    `candado` sees all that would happen to them at once, and answers what may not: it asks the database a fixed number of times,
    whatever the number of records. `sigue_a` = (key, column): the record only tells of a change of that column of another record, so it
    goes and returns with it. `al_salir` closes what has no papelera. `permiso_de` names another permission for some of its records.
    """

    permiso: Permiso
    candado: Candado | None = None
    sigue_a: tuple[str, str] | None = None
    al_salir: tuple[tuple[str, Any], ...] = ()
    permiso_de: Callable[[Any], Permiso] | None = None

    def pide(self, registro: Any) -> Permiso:
        """What undoing this record asks of who does it."""
        return self.permiso if self.permiso_de is None else self.permiso_de(registro)


_reglas: dict[type[Model], Regla] = {}


def registrar(reglas: Mapping[type[Model], Permiso | Regla]) -> None:
    """Let the records of these models be undone, by whoever has the permission that writing them needs."""
    _reglas.update({modelo: regla if isinstance(regla, Regla) else Regla(regla) for modelo, regla in reglas.items()})


def regla_de(modelo: type[Model]) -> Regla | None:
    """How a model is undone; None: it is not."""
    return _reglas.get(modelo)
