"""What a case of the corpus is: a file made by code, and how the importer policy says that it ends."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

TITULOS = [
    "codigo", "distrito", "descripcion", "responsable", "fecha_inicio", "fecha_limite", "estado", "avance", "meta_fisica", "unidad",
    "meta_financiera",
]  # fmt: skip
FILA = {"codigo": "C-1", "distrito": "060801", "descripcion": "Elaborar el plan", "fecha_limite": "30/11/2027"}
Lugar = tuple[int | None, str | None]  # row as Excel shows it, column


@dataclass(frozen=True)
class Caso:
    """A file, and what is expected of it."""

    nombre: str
    contenido: Callable[[], bytes]
    registros: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # accepted: by code, some of what its record then says
    motivo: str = ""  # refused as a whole, for this
    errores: frozenset[Lugar] = frozenset()  # refused for exactly these cells
    avisos: frozenset[Lugar] = frozenset()  # the warnings, exactly
    extension: str = "csv"
    hostil: bool = False  # made to cost much
    opciones: tuple[str, ...] = ()  # of the command

    @property
    def aceptado(self) -> bool:
        return not self.motivo and not self.errores


def fila(**cambios: Any) -> dict[str, Any]:
    """A sound row with these changes."""
    return FILA | cambios


def filas(*cambios: dict[str, Any]) -> list[dict[str, Any]]:
    """Sound rows, each with a code of its own and these changes."""
    return [FILA | {"codigo": f"C-{n}"} | cambio for n, cambio in enumerate(cambios, start=1)]


def texto_csv(
    *registros: Mapping[str, Any],
    titulos: Sequence[str] = TITULOS,
    columnas: Sequence[str] | None = None,
    delimitador: str = ",",
    fin: str = "\r\n",
) -> str:
    """A CSV of those rows: `titulos` as they are written, `columnas` as each row calls them."""
    salida = io.StringIO(newline="")
    escritor = csv.writer(salida, delimiter=delimitador, lineterminator=fin)
    escritor.writerow(titulos)
    escritor.writerows([registro.get(columna, "") for columna in columnas or titulos] for registro in registros)
    return salida.getvalue()


def en_csv(*registros: Mapping[str, Any], codificacion: str = "utf-8", **opciones: Any) -> bytes:
    """The same, as bytes."""
    return texto_csv(*registros, **opciones).encode(codificacion)


def acepta(
    nombre: str, contenido: Callable[[], bytes] | bytes, avisos: Sequence[Lugar] = (), extension: str = "csv", **registros: Any
) -> Caso:
    """Accepted; `C_1={"unidad": …}` says what the record C-1 then says."""
    dichos = {codigo.replace("_", "-"): dice for codigo, dice in registros.items()} or {"C-1": {}}
    return Caso(_con_apellido(nombre, extension), _aplazar(contenido), registros=dichos, avisos=frozenset(avisos), extension=extension)


def rechaza(nombre: str, contenido: Callable[[], bytes] | bytes, motivo: str, *, extension: str = "csv", hostil: bool = False) -> Caso:
    """Refused as a whole."""
    return Caso(_con_apellido(nombre, extension), _aplazar(contenido), motivo=motivo, extension=extension, hostil=hostil)


def yerra(
    nombre: str, contenido: Callable[[], bytes] | bytes, *errores: Lugar, avisos: Sequence[Lugar] = (), extension: str = "csv"
) -> Caso:
    """Refused for exactly these cells."""
    return Caso(
        _con_apellido(nombre, extension), _aplazar(contenido), errores=frozenset(errores), avisos=frozenset(avisos), extension=extension
    )


def _con_apellido(nombre: str, extension: str) -> str:
    return nombre if extension == "csv" else f"{nombre} (.{extension})"


def _aplazar(contenido: Callable[[], bytes] | bytes) -> Callable[[], bytes]:
    return contenido if callable(contenido) else lambda: contenido


def leen(columna: str, celdas: Mapping[str, Any], *, avisos: bool = False, **resto: Any) -> Caso:
    """One column of a CSV: each of these cells is accepted, in a row of its own, and the record then says that."""
    contenido = en_csv(*filas(*({columna: celda} | resto for celda in celdas)))
    registros = {f"C-{n}": {columna: valor} for n, valor in enumerate(celdas.values(), start=1)}
    lugares = frozenset((n, columna) for n in range(2, len(celdas) + 2)) if avisos else frozenset()
    return Caso(f"{columna}: {len(celdas)} celdas que se leen", lambda: contenido, registros=registros, avisos=lugares)


def niegan(columna: str, celdas: Sequence[str], **resto: Any) -> Caso:
    """One column of a CSV: each of these cells is refused, and nothing else in its row."""
    contenido = en_csv(*filas(*({columna: celda} | resto for celda in celdas)))
    return yerra(f"{columna}: {len(celdas)} celdas que no se aceptan", contenido, *((n, columna) for n in range(2, len(celdas) + 2)))


def lee(columna: str, celda: str, valor: Any, *, aviso: bool = False, **resto: Any) -> Caso:
    """A file of one row for one cell, and what the record then says."""
    contenido = en_csv(fila(**{columna: celda}, **resto))
    avisos = [(2, columna)] if aviso else []
    return acepta(f"{columna}: {celda!r} se lee", contenido, avisos, C_1={columna: valor})


def niega(columna: str, celda: str, **resto: Any) -> Caso:
    """A file of one row for one cell that is refused, and nothing else in its row."""
    return yerra(f"{columna}: {celda[:40]!r} no se acepta", en_csv(fila(**{columna: celda}, **resto)), (2, columna))
