"""A file that was read, kept between its rehearsal and its application: sheets and cells as compressed JSON, never the parser's objects."""

import datetime
import json
import zlib
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from base.comun.padron import Celda, Marcada

from .lectura import Archivo, FilaCruda, Hoja


def guardar(archivo: Archivo) -> bytes:
    """The sheets, so that `recobrar` gives them back equal."""
    hojas = [[hoja.nombre, [[fila.numero, [_decir(celda) for celda in fila.celdas]] for fila in hoja.filas]] for hoja in archivo.hojas]
    dicho = {"formato": archivo.formato, "avisos": archivo.avisos, "hojas": hojas}
    return zlib.compress(json.dumps(dicho, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"), 3)


def recobrar(guardado: bytes) -> Archivo:
    """What `guardar` was given."""
    dicho = json.loads(zlib.decompress(guardado).decode("utf-8", "surrogatepass"))
    hojas = [
        Hoja(nombre, [FilaCruda(numero, [_leer(celda) for celda in celdas]) for numero, celdas in filas])
        for nombre, filas in dicho["hojas"]
    ]
    return Archivo(dicho["formato"], hojas, dicho["avisos"])


def _decir(celda: Celda) -> Any:
    """What JSON lacks goes in a list with its kind."""
    if isinstance(celda, Marcada):
        return ["m", _decir(celda.valor), celda.porcentaje, celda.formula, celda.error, celda.combinada]
    if isinstance(celda, datetime.datetime):
        return ["dt", celda.isoformat()]
    if isinstance(celda, datetime.date):
        return ["d", celda.isoformat()]
    if isinstance(celda, datetime.time):
        return ["t", celda.isoformat()]
    if isinstance(celda, Decimal):
        return ["n", str(celda)]
    return celda


_LECTORES: dict[str, Callable[..., Any]] = {
    "m": lambda valor, *marcas: Marcada(_leer(valor), *marcas),
    "dt": datetime.datetime.fromisoformat,
    "d": datetime.date.fromisoformat,
    "t": datetime.time.fromisoformat,
    "n": Decimal,
}


def _leer(dicha: Any) -> Celda:
    return _LECTORES[dicha[0]](*dicha[1:]) if isinstance(dicha, list) else dicha
