"""Changing or taking away what was sealed: said in the chain itself, with the sum that a row had and the one that it has. What is not said
here is found as an alteration. Only the maintenance account can do it on PostgreSQL (`proteger_bitacora`).
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction

from base.cuentas.models import Usuario

from .canon import HUELLAS
from .modelo import Declaracion, Tramo
from .sellar import CLAVE

TANDA = 500


def puede_reescribir() -> bool:
    """Whether the account with which the portal is connected may change the history at all."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(current_user, 'bitacora_lectura', 'DELETE')")
        return bool(cursor.fetchone()[0])


def quitar(filas: Any, *, motivo: str, por: Usuario | None) -> int:
    """Delete these rows of a covered table for good, and say which; how many."""
    tabla = filas.model._meta.db_table
    with transaction.atomic():
        claves = list(filas.order_by("pk").values_list("pk", flat=True))
        if not claves:
            return 0
        Declaracion.objects.bulk_create(
            [Declaracion(tabla=tabla, desde=a, hasta=b, motivo=motivo, por=por) for a, b in _seguidas(claves)], batch_size=TANDA
        )
        for desde in range(0, len(claves), TANDA):
            tanda = filas.model._base_manager.filter(pk__in=claves[desde : desde + TANDA])
            tanda._raw_delete(tanda.db)
    return len(claves)


def reescribir(filas: Any, valores: dict[str, Any], *, motivo: str, por: Usuario | None) -> int:
    """Put these `valores` in rows of a covered table, and say of each what it summed up to and what it does now; how many."""
    modelo, hechas = filas.model, 0
    tabla = modelo._meta.db_table
    with transaction.atomic():
        claves = list(filas.order_by("pk").values_list("pk", flat=True))
        for desde in range(0, len(claves), TANDA):
            tanda = claves[desde : desde + TANDA]
            selladas = _selladas(tabla, tanda)
            antes = {clave: _sumar(modelo, tabla, clave, *como) for clave, como in selladas.items()}
            hechas += modelo._base_manager.filter(pk__in=tanda).update(**valores)
            despues = {clave: _sumar(modelo, tabla, clave, *como) for clave, como in selladas.items()}
            Declaracion.objects.bulk_create(
                [
                    Declaracion(tabla=tabla, desde=c, hasta=c, antes=antes[c], despues=despues[c], motivo=motivo, por=por)
                    for c in selladas
                    if antes[c] != despues[c]
                ]
            )
    return hechas


def _seguidas(claves: list[int]) -> Iterable[tuple[int, int]]:
    """Ascending keys as runs."""
    inicio = anterior = claves[0]
    for clave in claves[1:]:
        if clave != anterior + 1:
            yield inicio, anterior
            inicio = clave
        anterior = clave
    yield inicio, anterior


def _selladas(tabla: str, claves: list[int]) -> dict[int, tuple[list[str], int]]:
    """Which of these rows are sealed, each with the columns and the version of its seal. What is not sealed yet needs no saying."""
    buscadas, halladas = set(claves), {}
    tramos = Tramo.objects.filter(tabla=tabla, hasta__gte=claves[0]).select_related("sello").order_by("id")
    for tramo in tramos.iterator(chunk_size=20):
        huellas = bytes(tramo.huellas)
        for i in range(0, len(huellas), CLAVE + 32):
            clave = int.from_bytes(huellas[i : i + CLAVE])
            if clave in buscadas:
                halladas[clave] = tramo.columnas.split(","), tramo.sello.version
        if len(halladas) == len(buscadas):
            break
    return halladas


def _sumar(modelo: Any, tabla: str, clave: int, columnas: list[str], version: int) -> str:
    fila = modelo._base_manager.values_list(*columnas).get(pk=clave)
    return HUELLAS[version](tabla, columnas, fila).hex()


# ── What the walk asks ───────────────────────────────────────────────────────────────────────────────────────────────────
def es_lo_declarado(tabla: str, clave: int, sellada: bytes, hoy: bytes | None) -> bool:
    """A row that says something else was changed by acts that were said, one on the other, from what was sealed to what stands now."""
    huella = sellada.hex()
    for acto in Declaracion.objects.filter(tabla=tabla, desde=clave, hasta=clave).exclude(despues="").order_by("id"):
        if acto.antes == huella:
            huella = acto.despues
    return hoy is not None and huella == hoy.hex()


def faltan_sin_declarar(tabla: str, claves: list[int]) -> list[int]:
    """Of rows that are gone, those of which nobody said so."""
    if not claves:
        return []
    ido = Declaracion.objects.filter(tabla=tabla, despues="", hasta__gte=min(claves), desde__lte=max(claves))
    rangos = list(ido.values_list("desde", "hasta"))
    return [clave for clave in claves if not any(desde <= clave <= hasta for desde, hasta in rangos)]
