"""Whose text is it? The revision of a record is the number of its last history row: whoever saves must have seen the last one.

Any door that writes a record (form, admin, import, shell) leaves a history row, so no door can move a record unseen.
"""

from collections.abc import Collection
from functools import cache
from typing import Any

from django.db.models import Max, Model, OuterRef, QuerySet, Subquery

from .models import Registro


class Conflicto(Exception):
    """Somebody saved this record after the person opened it."""

    def __init__(self, registro: Model) -> None:
        super().__init__(f"{registro} cambió mientras se editaba")
        self.registro = registro


@cache
def historia_de(modelo: type[Model]) -> Any:
    """The history rows of a model: asked for once, since its manager is made anew each time."""
    return modelo.history.model  # type: ignore[attr-defined]


def revision_de(registro: Model) -> int:
    """Number of the last history row of `registro`; 0 when it has none."""
    ultima = (
        historia_de(type(registro))
        .objects.filter(**{type(registro)._meta.pk.attname: registro.pk})
        .order_by("-history_id")
        .values_list("history_id", flat=True)
        .first()
    )
    return ultima or 0


def con_revision(filas: QuerySet[Any]) -> QuerySet[Any]:
    """Each row with `revision_vista`: its revision, in the same query."""
    modelo: Any = filas.model
    llave = modelo._meta.pk.attname
    ultima = historia_de(modelo).objects.filter(**{llave: OuterRef("pk")}).order_by("-history_id").values("history_id")[:1]
    return filas.annotate(revision_vista=Subquery(ultima))


def revisiones_de(modelo: type[Model], llaves: Collection[Any]) -> dict[Any, int]:
    """The same of many records in one query, by primary key."""
    llave = modelo._meta.pk.attname
    return dict(historia_de(modelo).objects.filter(**{f"{llave}__in": llaves}).order_by().values_list(llave).annotate(Max("history_id")))


def bloquear(registro: Model, revision: int | None) -> None:
    """Hold the row until the transaction ends, and raise `Conflicto` unless `revision` is still its last one.

    A missing or zero token is a conflict too: a save that cannot say what it saw does not overwrite.
    """
    modelo = type(registro)
    if isinstance(registro, Registro):
        registro.tomar_lo_que_lo_cierra()
    modelo._base_manager.select_for_update(no_key=True).only("pk").get(pk=registro.pk)
    if not revision or revision != revision_de(registro):
        raise Conflicto(registro)
