"""Many rows at once, with their history: one statement a couple of thousand rows, and a line of history for each, in the gesture in course.

An upsert on the primary key, never `bulk_update` (25 times slower) and never a save for each row; and the database copies its own rows
into the history, so that no second object is made of them. What `save()` would have checked is the caller's to check first; the laws of
the database hold all the same. Signals and `auto_now` do not fire here: no model of ours has any.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import connection
from django.db.models import Model

from base.comun.fechas import ahora
from base.cuentas.models import Usuario

from .gestos import actual
from .insercion import insertar
from .models import Registro

TANDA = 2000


def crear_en_bloque(modelo: type[Model], registros: Iterable[Any], *, motivo: str = "") -> list[Any]:
    """Insert `registros` (which get their primary keys) with their history; return them. Needs a gesture."""
    nuevos = list(registros)
    insertar(modelo, nuevos)
    _anotar(modelo, nuevos, "+", motivo)
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
    _anotar(modelo, cambiados, "~", motivo)


def borrar_en_bloque(modelo: Any, registros: Iterable[Any]) -> None:
    """Delete rows for good, each leaving its last line of history. What still points to them fails at the end of the transaction.

    Only the retention act may: everything else sends to the papelera.
    """
    borrados = list(registros)
    _anotar(modelo, borrados, "-", "")
    for desde in range(0, len(borrados), TANDA):
        tanda = modelo._base_manager.filter(pk__in=[registro.pk for registro in borrados[desde : desde + TANDA]])
        tanda._raw_delete(tanda.db)


def poner_en_bloque(modelo: type[Model], registros: Iterable[Any], valores: dict[str, Any], *, motivo: str = "") -> None:
    """The same `valores` in all of `registros`, which are held by this transaction, with their history: no row travels back to be written."""
    cambiados = list(registros)
    llaves = sorted(registro.pk for registro in cambiados)
    for desde in range(0, len(llaves), TANDA):
        modelo._base_manager.filter(pk__in=llaves[desde : desde + TANDA]).update(**valores)
    _anotar(modelo, cambiados, "~", motivo)


def eliminar_en_bloque(modelo: type[Registro], registros: Iterable[Any], *, por: Usuario, motivo: str = "") -> None:
    """Send `registros` to the papelera. Whether each may go is the caller's to ask first."""
    poner_en_bloque(modelo, registros, {"eliminado_en": ahora(), "eliminado_por": por}, motivo=motivo)


def tocar_en_bloque(modelo: type[Model], registros: Iterable[Any], *, motivo: str = "") -> None:
    """Move the revision of `registros`: what changed hangs on them, and a page that was opened before has to see it."""
    _anotar(modelo, list(registros), "~", motivo)


def anotar_tramo(modelo: type[Model], desde: int, hasta: int) -> None:
    """The first line of history of each row whose key stands between the two: all of them are new. Needs a gesture."""
    ordenar, valores, columna = _en_historia(modelo, "+", "")
    with connection.cursor() as cursor:
        cursor.execute(ordenar.format(f"{columna} BETWEEN %s AND %s"), [*valores, desde, hasta])


def _anotar(modelo: Any, registros: list[Any], clase: str, motivo: str) -> None:
    """One line of history for each row, as it stands now."""
    ordenar, valores, columna = _en_historia(modelo, clase, motivo)
    llave, ids = modelo._meta.pk, sorted(registro.pk for registro in registros)
    with connection.cursor() as cursor:
        if len(ids) > TANDA and isinstance(ids[0], int) and ids[-1] - ids[0] + 1 == len(ids):  # all that stand between the two: new rows
            cursor.execute(ordenar.format(f"{columna} BETWEEN %s AND %s"), [*valores, ids[0], ids[-1]])
            return
        for desde in range(0, len(ids), TANDA):
            tanda = [llave.get_db_prep_value(pk, connection) for pk in ids[desde : desde + TANDA]]
            cursor.execute(ordenar.format(f"{columna} IN ({', '.join(['%s'] * len(tanda))})"), [*valores, *tanda])


def _en_historia(modelo: Any, clase: str, motivo: str) -> tuple[str, list[Any], str]:
    """The statement that copies rows into the history, with a place for which ones; its values; and the column of their key."""
    lote = actual()
    if lote is None:
        raise RuntimeError("Escribir en bloque solo se hace dentro de un gesto.")
    historia, citar = modelo.history.model, connection.ops.quote_name
    columnas, columna = [citar(campo.column) for campo in historia.tracked_fields], citar(modelo._meta.pk.column)
    del_gesto = {
        "history_date": ahora(),
        "history_user": lote.por_id,
        "history_change_reason": motivo or lote.motivo or None,
        "history_type": clase,
        "lote": lote.pk,
    }
    campos = [historia._meta.get_field(nombre) for nombre in del_gesto]
    valores = [campo.get_db_prep_save(valor, connection) for campo, valor in zip(campos, del_gesto.values(), strict=True)]
    anadir = f"INSERT INTO {citar(historia._meta.db_table)} ({', '.join([*columnas, *(citar(c.column) for c in campos)])})"
    leer = f"SELECT {', '.join([*columnas, *['%s'] * len(campos)])} FROM {citar(modelo._meta.db_table)}"  # noqa: S608
    return f"{anadir} {leer} WHERE {{}} ORDER BY {columna}", valores, columna
