"""What a table of the open data is declared with: its columns, each with what it means, and how its rows are found and narrowed."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.contrib.auth.models import AnonymousUser

from base.comun.fechas import DESDE, HASTA

RAIZ = "/api/v1/"
CUALQUIERA = AnonymousUser()
Valor = str | int | float | bool | None
Narrow = Callable[[Any, Any, bool], Any]  # (rows, what was asked for, whether it is anyone who asks) → rows


class Tipo(Enum):
    """How a value is written: as Python, in JSON Schema, in XML Schema (of the catalogue)."""

    TEXTO = "texto", str, "xsd:string"
    ENTERO = "entero", int, "xsd:integer"
    DECIMAL = "decimal", float, "xsd:decimal"
    FECHA = "fecha", datetime.date, "xsd:date"
    INSTANTE = "instante", datetime.datetime, "xsd:dateTime"
    SI_NO = "sí o no", bool, "xsd:boolean"

    def __init__(self, nombre: str, python: type, xsd: str) -> None:
        self.nombre, self.python, self.xsd = nombre, python, xsd

    def escribir(self, valor: Any) -> Valor:
        """As JSON carries it. What is not known is null, never zero nor an empty text."""
        if valor is None or valor == "":
            return None
        if self is Tipo.FECHA:
            return (_en_lima(valor).date() if isinstance(valor, datetime.datetime) else valor).isoformat()
        if self is Tipo.INSTANTE:
            return _en_lima(valor).isoformat(timespec="seconds")
        return self.python(valor)


def _en_lima(instante: datetime.datetime) -> datetime.datetime:
    from django.utils.timezone import localtime

    return localtime(instante)


def _camino(ruta: str) -> Callable[[Any], Any]:
    """Reads `convenio__ugel__codigo` of a row; None where something on the way is missing."""
    pasos = ruta.split("__")

    def leer(fila: Any) -> Any:
        for paso in pasos:
            if fila is None:
                return None
            fila = getattr(fila, paso)
        return fila

    return leer


@dataclass(frozen=True)
class Columna:
    """One column: its name in every format, what it means, in what unit, from where, and how it is read of a row."""

    nombre: str
    tipo: Tipo
    descripcion: str
    ejemplo: Valor
    de: str | Callable[[Any], Any] = ""
    unidad: str = ""
    fuente: str = ""
    opciones: Sequence[tuple[str, str]] = ()
    siempre: bool = False  # never null

    @property
    def leer(self) -> Callable[[Any], Any]:
        """Its value in a row."""
        return self.de if callable(self.de) else _camino(self.de or self.nombre)

    @property
    def muestra(self) -> str:
        """Its example, as a CSV has it."""
        return {True: "sí", False: "no"}[self.ejemplo] if isinstance(self.ejemplo, bool) else str(self.ejemplo)


@dataclass(frozen=True)
class Filtro:
    """One parameter of an address that narrows a table: how it is written, and how it is told to who writes it wrong."""

    nombre: str
    descripcion: str
    ejemplo: str
    patron: str
    python: type = str
    opciones: Sequence[str] = ()
    entre: tuple[int, int] | None = None

    def con(self, opciones: Sequence[str]) -> "Filtro":
        """The same, with the words of one table."""
        return Filtro(self.nombre, self.descripcion, opciones[0], self.patron, opciones=tuple(opciones))

    @property
    def se_espera(self) -> str:
        """What it takes, in words."""
        return f"una de estas palabras: {', '.join(self.opciones)}" if self.opciones else self.descripcion[0].lower() + self.descripcion[1:]


FILTROS = {
    f.nombre: f
    for f in (
        Filtro("ugel", "Código de la UGEL, seis cifras", "060008", r"[0-9]{6}"),
        Filtro("distrito", "Ubigeo del distrito (INEI), seis cifras", "060806", r"[0-9]{6}"),
        Filtro("convenio", "Código del convenio, hasta 30 letras sin tilde, cifras y . _ / -", "CM-2023-JAEN", r"[A-Za-z0-9][A-Za-z0-9._/-]{0,29}"),
        Filtro("linea", "Línea de trabajo", "", r"[a-z_]+"),
        Filtro("situacion", "Cómo está hoy", "", r"[a-z_]+"),
        Filtro("anio", f"Año, de {DESDE} a {HASTA}", "2024", r"20[0-9]{2}|2100", python=int, entre=(DESDE, HASTA)),
        Filtro("desde", "Día desde el que se cuenta, AAAA-MM-DD", "2024-01-01", r"[0-9]{4}-[0-9]{2}-[0-9]{2}", python=datetime.date),
    )
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Tabla:
    """One table: whose rows, in which columns, narrowed by what. `internas` are the columns that only a key opens."""

    clave: str
    titulo: str
    descripcion: str
    tema: str
    publicas: Callable[[], Any]
    de_persona: Callable[[Any], Any]
    columnas: tuple[Columna, ...]
    internas: tuple[Columna, ...] = ()
    con: Callable[[Any, bool], Any] = lambda filas, publica: filas
    filtros: dict[str, str | Narrow] = field(default_factory=dict)
    situaciones: Sequence[str] = ()
    lineas: Sequence[str] = ()
    que_es_desde: str = ""  # the column that `desde` looks at
    padron: str = ""  # the import that takes its CSV back
    de_un_convenio: bool = False  # that import takes the rows of one convenio at a time
    no_vuelve: str = ""  # why the import of the same name does not

    def filas(self, persona: Any = CUALQUIERA) -> Any:
        """Its rows, as anyone or as one person sees them."""
        return self.publicas() if persona is CUALQUIERA else self.de_persona(persona)

    def columnas_para(self, *, publica: bool) -> tuple[Columna, ...]:
        """What is told of each row."""
        return self.columnas if publica else self.columnas + self.internas

    @property
    def url(self) -> str:
        """Where it is asked for."""
        return f"{RAIZ}{self.clave}"

    @property
    def parametros(self) -> tuple[Filtro, ...]:
        """Its filters, in the order of all."""
        palabras = {"situacion": self.situaciones, "linea": self.lineas}
        return tuple(f.con(palabras[n]) if n in palabras else f for n, f in FILTROS.items() if n in self.filtros)


# ── A word for each kind of column ───────────────────────────────────────────────────────────────────────────────────────
def _de(tipo: Tipo) -> Callable[..., Columna]:
    def columna(nombre: str, descripcion: str, ejemplo: Valor, de: str | Callable[[Any], Any] = "", **otros: Any) -> Columna:
        return Columna(nombre, tipo, descripcion, ejemplo, de, **otros)

    return columna


texto, entero, decimal = _de(Tipo.TEXTO), _de(Tipo.ENTERO), _de(Tipo.DECIMAL)
fecha, instante, si_no = _de(Tipo.FECHA), _de(Tipo.INSTANTE), _de(Tipo.SI_NO)
DEMOSTRACION = si_no("demostracion", "Si la fila es inventada, para mostrar cómo funciona el portal", False, siempre=True)


def identidad(que: str) -> Columna:
    """The number of a row: it never changes, and the order of a table is that of its numbers."""
    return entero("id", f"Número {que} en este portal; no cambia, y la tabla viene en su orden", 12, "pk", siempre=True)


def de_ugel(ruta: str) -> Columna:
    """The code of the UGEL."""
    return texto("codigo_ugel", "Código de la UGEL; parece un ubigeo y no lo es", "060008", ruta, siempre=True)


def soles(nombre: str, descripcion: str, ejemplo: Valor, de: str = "", **otros: Any) -> Columna:
    """An amount of money."""
    return decimal(nombre, descripcion, ejemplo, de, unidad="soles (S/)", **otros)


def porciento(nombre: str, descripcion: str, ejemplo: Valor, de: str | Callable[[Any], Any] = "") -> Columna:
    """A percentage."""
    return decimal(nombre, descripcion, ejemplo, de, unidad="%")
