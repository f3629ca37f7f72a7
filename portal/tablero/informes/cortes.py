"""As of when a report is: today, a closed quarter, or a year."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.utils import timezone

from base.comun.fechas import ahora, hoy
from base.comun.templatetags.comun import fecha, fecha_hora
from convenios.models import Cierre
from convenios.models.plan import ROMANOS, fin_de_trimestre, trimestre_que_va

HOY = "hoy"


@dataclass(frozen=True)
class Corte:
    """A moment to look at. `instante`: commitments as history has them then; None, as they stand now."""

    clave: str
    anio: int
    trimestre: int
    instante: datetime.datetime | None
    dia: datetime.date
    anual: bool = False

    @property
    def cerrado(self) -> bool:
        """Of a quarter that was closed."""
        return self.instante is not None

    @property
    def desde(self) -> datetime.date:
        """The first day of what is told as done: of the quarter, or of the year."""
        del_trimestre = self.cerrado and not self.anual
        return datetime.date(self.anio, 3 * self.trimestre - 2 if del_trimestre else 1, 1)

    @property
    def hasta(self) -> datetime.date:
        """The last one."""
        return fin_de_trimestre(self.anio, self.trimestre) if self.cerrado else min(datetime.date(self.anio, 12, 31), hoy())

    @property
    def en_palabras(self) -> str:
        """As it is printed."""
        periodo = f"Año {self.anio}" if self.anual else f"{ROMANOS[self.trimestre]} trimestre de {self.anio}"
        if self.instante is not None:
            return f"{periodo}, como se cerró el {fecha_hora(self.instante)}"
        return f"{periodo}, sin cerrar: como está el {fecha(self.dia)}" if self.anual else f"Como está el {fecha(self.dia)}"


def de_hoy() -> Corte:
    """As things stand."""
    dia = hoy()
    return Corte(HOY, dia.year, trimestre_que_va(dia.year), None, dia)


def cerrados(planes: Any) -> dict[tuple[int, int], datetime.datetime]:
    """The quarters that were closed in these plans, the newest first, each with the instant when the last of them was."""
    filas = Cierre.objects.filter(plan__in=planes).order_by("-plan__anio", "-trimestre").values_list("plan__anio", "trimestre")
    return {(anio, trimestre): en for anio, trimestre, en in filas.annotate(en=Max("cerrado_en"))}


def posibles(hechos: dict[tuple[int, int], datetime.datetime], anios: Iterable[int]) -> list[tuple[str, str]]:
    """What may be asked for, to choose from: today, each closed quarter, each year of those plans that has begun."""
    trimestres = [(f"{anio}-{t}", f"{ROMANOS[t]} trimestre de {anio}, como se cerró el {fecha(en)}") for (anio, t), en in hechos.items()]
    enteros = [(str(anio), f"Año {anio}" + ("" if (anio, 4) in hechos else ", hasta hoy")) for anio in anios if anio <= hoy().year]
    return [(HOY, f"Como está hoy, {fecha(hoy())}"), *trimestres, *enteros]


def elegir(clave: str, hechos: dict[tuple[int, int], datetime.datetime]) -> Corte | None:
    """The cut of that name; None: there is none such."""
    if clave == HOY:
        return de_hoy()
    hallado = re.fullmatch(r"(20[0-9]{2})(?:-([1-4]))?", clave, re.ASCII)
    if hallado is None:
        return None
    anio, anual = int(hallado[1]), hallado[2] is None
    trimestre = 4 if anual else int(hallado[2])
    instante = hechos.get((anio, trimestre))
    if instante is not None:
        return Corte(clave, anio, trimestre, instante, timezone.localdate(instante), anual)
    if not anual or anio > hoy().year:
        return None
    return Corte(clave, anio, trimestre_que_va(anio), None, hoy(), anual)


def emitido() -> str:
    """The instant of reading, in Lima."""
    return str(fecha_hora(ahora()))
