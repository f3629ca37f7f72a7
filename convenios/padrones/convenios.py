"""The padrón of convenios as it leaves the portal."""

from collections.abc import Iterator
from typing import Any

from base.comun.documentos import Celda, Columna
from convenios.models import Convenio

CONVENIOS = [
    Columna("codigo"),
    Columna("tipo"),
    Columna("titulo", ancho=60),
    Columna("objeto", ancho=60),
    Columna("suscrito_el"),
    Columna("inicio"),
    Columna("fin"),
    Columna("convenio_padre"),
]


def filas_de_convenios(convenios: Any) -> Iterator[list[Celda]]:
    """One row a convenio, in the columns of the padrón."""
    for c in convenios.select_related("padre"):
        yield [c.codigo, c.tipo, c.titulo, c.objeto, c.suscrito_el, c.inicio, c.fin, _padre(c)]


def _padre(convenio: Convenio) -> str:
    return convenio.padre.codigo if convenio.padre is not None else ""
