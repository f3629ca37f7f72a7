"""A row of a rehearsal as a page draws it."""

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from base.comun.padron import Columna, Eleccion, Padron
from portal.importaciones.forms import opciones_de
from portal.importaciones.models import FilaImportada, Importacion
from portal.importaciones.sueltas import NO_ES_DATO

SIGNOS = {"error": "vencido", "nuevo": "en_proceso", "cambia": "por_vencer", "igual": "pendiente", "fuera": "anulado"}
LARGO_DE_UNA_LINEA = 60


@dataclass(frozen=True)
class Celda:
    """A cell that has to be written better: what came, what is wrong, a name for its field."""

    columna: str
    recibido: str
    mensajes: list[str]
    larga: bool
    opciones: list[tuple[str, str]]  # of one that is chosen, not written


@dataclass(frozen=True)
class FilaDibujada:
    """One row: what it is about, what would happen, what is wrong with it."""

    fila: FilaImportada
    signo: str
    por_corregir: list[Celda]
    generales: list[str]  # errors of no one cell
    avisos: list[str]
    valores: list[tuple[str, str, str]]  # column, what was understood, what the cell says where that is something else
    cambios: list[Any] = field(default_factory=list)


def lo_importado(importacion: Importacion) -> tuple[str, str]:
    """Where the rows that were brought in stand, and what can be done there: their list filtered to them, or the page of their lote."""
    lista = {"compromisos": "compromisos", "instituciones": "instituciones", "locales": "locales"}.get(importacion.padron)
    if lista is not None and importacion.ugel is not None:
        return reverse(lista, args=[importacion.ugel.codigo], query={"lote": importacion.lote_id}), "Ver y editar lo importado"
    return reverse("lote", args=[importacion.lote_id]), "Ver lo importado"


def dibujar(fila: FilaImportada, padron: Padron) -> FilaDibujada:
    """The row, with each cell in error once."""
    por_columna: dict[str, list[str]] = {}
    for columna, mensaje in fila.errores:
        if columna is not None and not fila.suelta:
            por_columna.setdefault(columna, []).append(mensaje)
            por_columna |= {nombre: [] for nombre in _la_contradicen(fila, padron, mensaje) if nombre not in por_columna}
    return FilaDibujada(
        fila=fila,
        signo=SIGNOS[fila.estado],
        por_corregir=[_celda(fila, padron.columna(nombre), mensajes) for nombre, mensajes in por_columna.items()],
        generales=[NO_ES_DATO] if fila.suelta else [mensaje for columna, mensaje in fila.errores if columna is None],
        avisos=[f"{columna}: {mensaje}" if columna else mensaje for columna, mensaje in fila.avisos],
        valores=[_entendido(fila, c) for c in padron.columnas if c.nombre in fila.celdas and _se_muestra(fila, c, padron)],
        cambios=fila.cambios,
    )


def _la_contradicen(fila: FilaImportada, padron: Padron, mensaje: str) -> list[str]:
    """The cells beside it that an error quotes: the mistake may be in the name of the district, not in its code."""
    return [c.nombre for c in padron.columnas if c.auxiliar and (dice := fila.celdas.get(c.nombre)) and f"«{dice}»" in mensaje]


def _celda(fila: FilaImportada, columna: Columna, mensajes: list[str]) -> Celda:
    recibido = fila.celdas.get(columna.nombre, "")
    larga = len(recibido) > LARGO_DE_UNA_LINEA or "\n" in recibido or getattr(columna, "lineas", False)
    opciones = opciones_de(columna, recibido) if isinstance(columna, Eleccion) else []
    return Celda(columna.nombre, recibido, mensajes, larga, opciones)


def _se_muestra(fila: FilaImportada, columna: Columna, padron: Padron) -> bool:
    """The key already stands beside the number of the row, unless something else was understood."""
    return columna.nombre not in padron.llave or columna.nombre in fila.leidas


def _entendido(fila: FilaImportada, columna: Columna) -> tuple[str, str, str]:
    escrito = fila.celdas[columna.nombre]
    dicho = fila.leidas.get(columna.nombre, escrito)
    return columna.nombre, dicho, "" if columna.dice_lo_mismo(escrito, dicho) else escrito
