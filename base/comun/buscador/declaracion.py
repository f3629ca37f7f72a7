"""What of an app can be found: one declaration for each kind of record, made from its `AppConfig.ready()`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model


def _igual(dicho: Any) -> Any:
    return dicho


@dataclass(frozen=True, kw_only=True)
class Hallable:
    """A kind of record that can be found. An expression is the name of a column (or of one reached from it) or one of Django's."""

    clave: str
    singular: str
    plural: str
    icono: str
    modelo: type[Model]
    visibles: Callable[[Any], Any]  # user → the rows that this person reads: always through `for_user`
    busca_en: tuple[Any, ...]  # where every word is looked for
    titulo: Any
    codigo: Any = None
    detalle: Any = None
    donde: tuple[Any, ...] = ()
    estado: Any = None
    con_estado: Callable[[Any], Any] = _igual  # rows → the same with what `estado` names, where it is worked out when it is read
    estados: Mapping[str, str] = field(default_factory=dict)  # slug → what a person reads
    aspecto: Callable[[str], str] = _igual  # slug → the sign that it is drawn with
    ruta: str
    llaves: tuple[Any, ...]  # those that the route asks for, in its order; further ones are for the anchor or for the public page
    de_la_ruta: int = 0  # how many of them the route asks for (0: all)
    ancla: str = ""
    # Own columns of the table, all those of `busca_en`: an index can be kept over them. Empty: there are few rows, and they are looked through
    indice: tuple[str, ...] = ()
    columna: str = ""  # the column that already keeps those of `indice` folded, where there is one: a row is read without folding it again
    orden: int = 50
    # What anyone may find of it, and in which columns: the public page of each is the business of the floor that has them
    publicos: Callable[[], Any] | None = None
    busca_en_publico: tuple[Any, ...] = ()
    con_estado_publico: Callable[[Any], Any] = _igual

    @property
    def tabla(self) -> str:
        """Where its rows are kept."""
        return self.modelo._meta.db_table

    @property
    def todas(self) -> Any:
        """Its rows, whoever reads them: only for what is already known to be read."""
        return getattr(self.modelo, "todos", self.modelo._base_manager).order_by()

    @property
    def tabla_del_indice(self) -> str:
        """The index over its text (a table of its own on SQLite)."""
        return f"busca_{self.tabla}"


_hallables: dict[str, Hallable] = {}


def registrar(*hallables: Hallable) -> None:
    """Say what can be found; the same key again replaces it."""
    _hallables.update({hallable.clave: hallable for hallable in hallables})


def hallables() -> list[Hallable]:
    """All of them, in the order in which results of equal weight are told."""
    return sorted(_hallables.values(), key=lambda h: (h.orden, h.clave))
