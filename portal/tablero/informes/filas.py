"""Rows as they stand, or as history has them at an instant: the same columns either way."""

import datetime
from typing import Any

from django.db.models import OuterRef, Q, Subquery


def filas_de(
    modelo: Any, instante: datetime.datetime | None, columnas: tuple[str, ...], *condiciones: Q, **donde: Any
) -> list[dict[str, Any]]:
    """Those of `modelo` that fulfil what is asked, not in the papelera; with `instante`, as each was then.

    A condition is asked of what the row said then. What was deleted for good since is still in history, and counts as it was.
    """
    if instante is None:
        return list(modelo.objects.filter(*condiciones, **donde).order_by("pk").values("pk", *columnas))
    pk, tabla = modelo._meta.pk.name, modelo.history.model.objects
    ultima = tabla.filter(**{pk: OuterRef(pk)}, history_date__lte=instante).order_by("-history_date", "-history_id")
    entonces = tabla.filter(*condiciones, **donde, eliminado_en=None, history_id=Subquery(ultima.values("history_id")[:1]))
    filas = entonces.exclude(history_type="-").order_by(pk).values(pk, *columnas)
    return [{"pk": fila[pk], **fila} for fila in filas]
