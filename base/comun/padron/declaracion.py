"""A padrón: one table of the office, declared once. From the declaration come the reading, the rehearsal, the page that documents the
columns, the template and the export.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from base.comun import documentos
from base.comun.busqueda import sin_tildes

from .columnas import Columna

_RESTO = re.compile(r"[^a-z0-9]+")
_UNIDAD = re.compile(r"\([^)]*\)|\[[^\]]*\]|\bs/\.?|\b(en )?(nuevos )?soles$|\bdd.mm.(aaaa|yyyy)$", re.IGNORECASE)


@lru_cache(maxsize=4096)
def plano(titulo: str) -> str:
    """A heading as it is compared: no capitals, accents, blanks, units or signs."""
    return _RESTO.sub("", sin_tildes(_UNIDAD.sub("", titulo.strip())))


@dataclass(kw_only=True)
class Fila:
    """One row of the file on its way in. `valores` holds what was read, by column; absent or None: the cell is empty."""

    numero: int  # as Excel counts it
    celdas: dict[str, Any] = field(default_factory=dict)  # as they came, by column; empty ones are not here
    valores: dict[str, Any] = field(default_factory=dict)
    errores: list[tuple[str | None, str]] = field(default_factory=list)  # (column, message)
    avisos: list[tuple[str | None, str]] = field(default_factory=list)
    llave: Any = None
    registro: Any = None  # the record it changes; None: it makes a new one
    actual: dict[str, Any] = field(default_factory=dict)  # what that record says now, by column
    revision: int = 0
    cambios: list[tuple[str, Any, Any]] = field(default_factory=list)  # (column, before, after)
    extra: dict[str, Any] = field(default_factory=dict)  # what the operation works out for itself

    def error(self, columna: str | None, mensaje: str) -> None:
        """This row cannot go in, because of that cell."""
        self.errores.append((columna, mensaje))

    def aviso(self, columna: str | None, mensaje: str) -> None:
        """It goes in, and the person should know this."""
        self.avisos.append((columna, mensaje))

    @property
    def estado(self) -> str:
        """What would happen to it: error · nuevo · cambia · igual."""
        if self.errores:
            return "error"
        if self.registro is None:
            return "nuevo"
        return "cambia" if self.cambios else "igual"


class Operacion:
    """How the rows of one padrón become records, for one person in one place. A padrón brings its own; every step takes all rows at once."""

    def __init__(self, *, por: Any, ugel: Any = None, convenio: Any = None) -> None:
        self.por, self.ugel, self.convenio = por, ugel, convenio

    def buscar(self, filas: Sequence[Fila], *, con_candado: bool) -> None:
        """Find the record of each row by its key (`registro`, `actual`, `revision`), held until the transaction ends if `con_candado`."""
        raise NotImplementedError

    def contrastar(self, filas: Sequence[Fila]) -> None:
        """What each row names, held against the place; also of rows whose key was not understood. Adds errors, makes `valores` exact."""

    def comprobar(self, filas: Sequence[Fila]) -> None:
        """What several columns, or several rows, say together; whom the person may write. Adds errors and warnings."""

    def senalar(self, filas: Sequence[Fila]) -> None:
        """What else is wrong in rows that have an error already, in the columns that were understood: every error is told at once."""

    def escribir(self, filas: Sequence[Fila]) -> None:
        """Write the rows that are new or change, in the gesture in course, with their history, and count them on its lote."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class Padron:
    """One table that goes in and out."""

    clave: str  # compromisos
    nombre: str  # Compromisos
    descripcion: str = ""
    columnas: tuple[Columna, ...]
    llave: tuple[str, ...]  # the columns that tell which record a row is about
    operacion: type[Operacion]
    crear: Any  # Permiso to bring in new rows
    cambiar: Any  # Permiso to change existing ones
    de_un_convenio: bool = False
    de_la_instalacion: bool = False  # only who runs the whole installation
    conjunta: bool = False  # its rows are held against each other, not only against the records
    exportar: Callable[..., Iterator[Sequence[Any]]] | None = None  # (por, ugel, convenio) → rows, in the order of `columnas_de_salida`

    @property
    def columnas_de_salida(self) -> tuple[Columna, ...]:
        """What an export and a template carry."""
        return tuple(c for c in self.columnas if not c.auxiliar)

    def titulos(self) -> list[documentos.Columna]:
        """The headings of an export, with their widths and formats."""
        return [documentos.Columna(c.nombre, c.ancho, c.formato) for c in self.columnas_de_salida]

    def lo_carga(self, persona: Any) -> bool:
        """Whether this person's role brings in something of it."""
        if self.de_la_instalacion and not persona.is_superuser:
            return False
        return persona.puede(self.crear) or persona.puede(self.cambiar)

    def columna(self, nombre: str) -> Columna:
        """The column of that name."""
        return next(c for c in self.columnas if c.nombre == nombre)

    def reconocer(self, titulo: str, *, entre: Sequence[str] = ()) -> Columna | None:
        """The column that this heading names, by its name or a synonym.

        A weak synonym ("N°" for the code) holds unless some other heading of the same row, one of `entre`, names that column better.
        """
        buscado = plano(titulo)
        propia, debil = self._por_titulo.get(buscado), self._por_titulo_debil.get(buscado)
        if debil is None:
            return propia
        mejores = {self._por_titulo.get(plano(t)) for t in entre if plano(t) != buscado}
        libre = debil if debil not in mejores else None
        return (libre or propia) if propia in mejores else propia or libre

    @cached_property
    def _por_titulo(self) -> dict[str, Columna]:
        return {plano(t): c for c in reversed(self.columnas) for t in (c.nombre, *c.sinonimos)}

    @cached_property
    def _por_titulo_debil(self) -> dict[str, Columna]:
        return {plano(t): c for c in reversed(self.columnas) for t in c.debiles}
