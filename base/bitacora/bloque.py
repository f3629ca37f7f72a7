"""Many rows at once, with their history: one statement a few thousand rows, and a line of history for each, in the gesture in course.

An upsert on the primary key, never `bulk_update` (25 times slower) and never a save for each row. What `save()` would have checked is
the caller's to check first; the laws of the database hold all the same. Signals and `auto_now` do not fire here: no model of ours has any.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Model

from base.comun.fechas import ahora

from .gestos import actual

TANDA = 2000


def crear_en_bloque(modelo: type[Model], registros: Iterable[Any], *, motivo: str = "") -> list[Any]:
    """Insert `registros` (which get their primary keys) with their history; return them. Needs a gesture."""
    nuevos = modelo._base_manager.bulk_create(list(registros), batch_size=TANDA)
    _anotar(modelo, nuevos, cambio=False, motivo=motivo)
    return nuevos


def cambiar_en_bloque(modelo: type[Model], registros: Iterable[Any], campos: Collection[str], *, motivo: str = "") -> None:
    """Write `campos` of `registros`, which were read whole from the database and are held by this transaction, with their history."""
    cambiados = list(registros)
    if not cambiados:
        return
    modelo._base_manager.bulk_create(
        cambiados,
        batch_size=TANDA,
        update_conflicts=True,
        unique_fields=[modelo._meta.pk.name],
        update_fields=list(campos),
    )
    _anotar(modelo, cambiados, cambio=True, motivo=motivo)


def _anotar(modelo: Any, registros: list[Any], *, cambio: bool, motivo: str) -> None:
    lote = actual()
    if lote is None:
        raise RuntimeError("Escribir en bloque solo se hace dentro de un gesto.")
    modelo.history.bulk_history_create(
        registros,
        batch_size=TANDA,
        update=cambio,
        default_user=lote.por,
        default_change_reason=motivo or lote.motivo or None,
        default_date=ahora(),
        custom_historical_attrs={"lote": lote},
    )


def borrar_en_bloque(modelo: Any, registros: Iterable[Any]) -> None:
    """Delete rows for good, each leaving its last line of history. What still points to them fails at the end of the transaction.

    Only the retention act may: everything else sends to the papelera.
    """
    borrados, lote = list(registros), actual()
    if lote is None:
        raise RuntimeError("Escribir en bloque solo se hace dentro de un gesto.")
    fila = modelo.history.model
    quien = {"history_date": ahora(), "history_type": "-", "history_user": lote.por, "history_change_reason": lote.motivo, "lote": lote}
    campos = [campo.attname for campo in fila.tracked_fields]
    fila.objects.bulk_create([fila(**quien, **{c: getattr(r, c) for c in campos}) for r in borrados], batch_size=TANDA)
    for desde in range(0, len(borrados), TANDA):
        tanda = modelo._base_manager.filter(pk__in=[registro.pk for registro in borrados[desde : desde + TANDA]])
        tanda._raw_delete(tanda.db)
