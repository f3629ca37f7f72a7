"""A list that was decided, read back: in words for a page, as rows for a file, and against the list of today."""

import datetime
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Any

from base.comun.documentos import Celda

from .models import FichaRiesgo, ListaPriorizada, NivelRiesgo
from .models.criterios import CRITERIOS, LEYENDA

COLUMNAS = [
    *("puesto", "codigo_local", "local", "distrito", "puntaje", "nivel"),
    *(f"{c.letra.lower()}_{c.slug}" for c in CRITERIOS),
    *("criterios_evaluados", "confianza", "inspeccion", "fecha"),
]


def puestos_de(lista: ListaPriorizada | None) -> dict[int, int]:
    """Where each building stood in a list: by the building's key."""
    return {} if lista is None else _puestos(lista.pk, lista.sha256)


@lru_cache(maxsize=32)
def _puestos(lista: int, _sello: str) -> dict[int, int]:
    """Read once for each seal, and not for each page: a list has a thousand rows, and is never written again."""
    contenido = ListaPriorizada.objects.values_list("contenido", flat=True).get(pk=lista)
    return {fila["local"]: fila["puesto"] for fila in contenido["filas"]}


def _dia(guardado: str) -> datetime.date:
    """The day that a row of a decided list keeps. A list is never written again: one with a year of three digits must still open."""
    anio, mes, dia = (int(parte) for parte in guardado.split("-"))
    return datetime.date(anio, mes, dia)


def decidida_en_palabras(lista: ListaPriorizada, filas: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """What a page shows of these rows of a list that was decided: in words, with the weights that were used."""
    inspecciones, confianzas = dict(FichaRiesgo.Inspeccion.choices), dict(FichaRiesgo.Procedencia.choices)
    return {
        "lista": lista,
        "pesos": [(criterio, lista.contenido["pauta"]["pesos"][criterio.slug]) for criterio in CRITERIOS],
        "filas": [
            fila
            | {
                "nivel": NivelRiesgo(fila["nivel"]),
                "confianza": confianzas[fila["procedencia"]],
                "inspeccion": inspecciones.get(fila["inspeccion"], ""),
                "fecha": _dia(fila["fecha"]),
            }
            for fila in filas
        ],
    }


def celdas_de(lista: ListaPriorizada) -> Iterator[list[Celda]]:
    """Every row of the list as a file has it, in `COLUMNAS` and with what stands beside every score; its day as it was written."""
    for fila, dicha in zip(lista.contenido["filas"], decidida_en_palabras(lista, lista.contenido["filas"])["filas"], strict=True):
        yield [
            fila["puesto"], fila["codigo_local"], fila["nombre"], fila["distrito"], Decimal(fila["puntaje"]), dicha["nivel"].label,
            *(fila["valores"][c.slug] for c in CRITERIOS),
            f"{fila['evaluados']} de {len(CRITERIOS)}", dicha["confianza"], dicha["inspeccion"], fila["fecha"], LEYENDA,
        ]  # fmt: skip
