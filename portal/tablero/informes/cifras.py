"""What a report tells, as plain figures: the same ones for every writer. Nobody is named in them: who did what is told by their charge."""

import datetime
import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from convenios.models.situacion import POR_URGENCIA
from municipios.models.lista import canonico

CERO = Decimal(0)
Par = tuple[Decimal | None, Decimal | None]  # what was programmed and what was done


@dataclass(frozen=True)
class FilaCompromiso:
    """What was promised, and how it stood."""

    codigo: str
    convenio: str
    distritos: str
    descripcion: str
    linea: str
    debe: str
    responsable: str
    plazo: datetime.date | None
    unidad: str
    meta: Decimal | None
    hecho: Decimal | None
    avance: Decimal | None
    medido_en: str  # «distrito» where the district agreed a share of the target, else «conjunto»
    situacion: str
    decidido_el: datetime.date | None
    debe_datos: tuple[str, ...]


@dataclass(frozen=True)
class FilaActividad:
    """One activity of a plan, quarter by quarter; what the closed quarter did not keep is None."""

    distrito: str
    codigo: str
    nombre: str
    unidad: str
    responsable: str
    responsable_municipal: str
    fisico: tuple[Par, ...]
    financiero: tuple[Par, ...]
    meta_anual: Decimal
    avance: Decimal | None

    def _suma(self, pares: tuple[Par, ...], cual: int, hasta: int) -> Decimal:
        return sum((par[cual] or CERO for par in pares[:hasta]), CERO)

    def programado(self, hasta: int) -> Decimal:
        """How much was to be done up to a quarter."""
        return self._suma(self.fisico, 0, hasta)

    def hecho(self, hasta: int) -> Decimal:
        """How much was done."""
        return self._suma(self.fisico, 1, hasta)

    def presupuesto(self, hasta: int) -> Decimal:
        """Soles programmed."""
        return self._suma(self.financiero, 0, hasta)

    def devengado(self, hasta: int) -> Decimal:
        """Soles spent."""
        return self._suma(self.financiero, 1, hasta)


@dataclass(frozen=True)
class FilaTrimestre:
    """A plan up to one quarter: as it was closed, or as its rows say while it is not."""

    trimestre: int
    fisico: Decimal | None
    programado: Decimal
    devengado: Decimal
    gasto: Decimal | None
    cerrado_el: datetime.date | None
    codigo: str
    rectificaciones: int


@dataclass(frozen=True)
class FilaPlan:
    """A plan of work at the cut."""

    distrito: str
    ubigeo: str
    anio: int
    convenio: str
    estado: str
    sellado: bool  # its figures are those of the closed quarter
    fisico: Decimal | None
    como: str
    programado: Decimal
    devengado: Decimal
    gasto: Decimal | None
    trimestres: tuple[FilaTrimestre, ...]
    actividades: tuple[FilaActividad, ...]


@dataclass(frozen=True)
class FilaAvance:
    """Something that was done and verified."""

    fecha: datetime.date
    compromiso: str
    distrito: str
    descripcion: str
    cantidad: Decimal | None
    unidad: str
    reporto: str  # the charge
    verificado_el: datetime.date
    verifico: str


@dataclass(frozen=True)
class FilaNudo:
    """What holds a district back."""

    distrito: str
    codigo: str
    texto: str
    prioridad: str
    estado: str


@dataclass(frozen=True)
class FilaAcuerdo:
    """What was agreed in an encuentro."""

    encuentro: str
    numero: int
    texto: str
    debe: str
    responsable: str
    plazo: datetime.date | None
    situacion: str


@dataclass(frozen=True)
class FilaDistrito:
    """A district in one line."""

    ubigeo: str
    nombre: str
    situaciones: dict[str, int]
    fisico: Decimal | None
    programado: Decimal | None
    devengado: Decimal | None

    @property
    def compromisos(self) -> int:
        """How many reach it."""
        return sum(self.situaciones.values())


@dataclass(frozen=True)
class FilaParte:
    """A municipality that is party to a convenio."""

    municipalidad: str
    firmado_el: datetime.date | None
    separado_el: datetime.date | None


@dataclass(frozen=True)
class Deuda:
    """Data that are missing: which, how many."""

    clave: str
    que: str
    cuantos: int


@dataclass(frozen=True)
class Alcance:
    """Of what the report is."""

    clase: str  # distrito · provincia · convenio
    titulo: str
    ugel: str
    codigo_ugel: str
    distrito: str = ""
    ubigeo: str = ""
    municipalidad: str = ""
    provincia: str = ""
    convenio: str = ""
    titulo_convenio: str = ""
    encuentro: str = ""


@dataclass(frozen=True)
class Cifras:
    """The whole report."""

    de: Alcance
    anio: int
    trimestre: int  # up to which the plans are told
    corte: str  # in words
    dia: datetime.date  # the day that the commitments are looked at
    cerrado: bool
    desde: datetime.date  # of what was done
    hasta: datetime.date
    compromisos: tuple[FilaCompromiso, ...]
    distritos: tuple[FilaDistrito, ...]
    planes: tuple[FilaPlan, ...]
    avances: tuple[FilaAvance, ...]
    nudos: tuple[FilaNudo, ...]
    acuerdos: tuple[FilaAcuerdo, ...]
    deudas: tuple[Deuda, ...]
    partes: tuple[FilaParte, ...]
    fuentes: tuple[str, ...]
    demostracion: bool
    situaciones: dict[str, int] = field(default_factory=dict)

    @property
    def filas(self) -> int:
        """How long it is."""
        return len(self.compromisos) + sum(len(plan.actividades) for plan in self.planes) + len(self.avances) + len(self.acuerdos)

    @property
    def actividades(self) -> tuple[FilaActividad, ...]:
        """Of all its plans."""
        return tuple(actividad for plan in self.planes for actividad in plan.actividades)

    @property
    def programado(self) -> Decimal:
        """Soles programmed up to the cut in all its plans."""
        return sum((plan.programado for plan in self.planes), CERO)

    @property
    def devengado(self) -> Decimal:
        """Soles spent."""
        return sum((plan.devengado for plan in self.planes), CERO)


def contar(filas: Iterable[FilaCompromiso]) -> dict[str, int]:
    """How many of each situation, the most urgent first."""
    situaciones = [fila.situacion for fila in filas]
    return {s.value: n for s in POR_URGENCIA if (n := situaciones.count(s.value))}


# ── The seal ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def en_datos(cifras: Cifras) -> dict[str, Any]:
    """The figures as JSON holds them: what is sealed, and what anyone can seal again."""
    return {clave: _plano(valor) for clave, valor in asdict(cifras).items()}


def _plano(valor: Any) -> Any:
    if isinstance(valor, dict):
        return {clave: _plano(dentro) for clave, dentro in valor.items()}
    if isinstance(valor, list | tuple):
        return [_plano(dentro) for dentro in valor]
    if isinstance(valor, Decimal):
        return str(valor)
    return valor.isoformat() if isinstance(valor, datetime.date) else valor


def escrito(cifras: Cifras) -> bytes:
    """The figures as they are sealed: the same bytes on any machine."""
    return canonico(en_datos(cifras)).encode()


def huella(cifras: Cifras) -> str:
    """SHA-256 of them."""
    return hashlib.sha256(escrito(cifras)).hexdigest()
