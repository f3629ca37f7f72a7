"""Working days: the holidays of Peru by their laws, and the days that somebody decreed, for everybody or for one UGEL.

calendario = Calendario.de("060008")
calendario.es_habil(hoy()), calendario.siguiente(dia), calendario.anterior(dia), calendario.entre(desde, hasta)
"""

import datetime
from collections.abc import Mapping
from functools import lru_cache

import holidays

from base.comun.fechas import hoy

from .models import DiaNoLaborable

SABADO = 5
UN_DIA = datetime.timedelta(days=1)


@lru_cache(maxsize=32)
def feriados(anio: int) -> dict[datetime.date, str]:
    """The holidays of the whole country in a year, each with its name."""
    return dict(holidays.country_holidays("PE", language="es", years=anio).items())


class Calendario:
    """Which days are working days in one place."""

    def __init__(self, decretados: Mapping[datetime.date, str] | None = None) -> None:
        self.decretados = decretados or {}

    @classmethod
    def de(cls, ambito: str = "") -> "Calendario":
        """That of a UGEL by its code; without one, that of the country. One query."""
        return cls(dict(DiaNoLaborable.objects.que_rigen_en(ambito).values_list("fecha", "nombre")))

    def por_que_no(self, dia: datetime.date) -> str:
        """Why nobody works that day; empty: it is a working day."""
        if dia.weekday() >= SABADO:
            return "sábado o domingo"
        return feriados(dia.year).get(dia) or self.decretados.get(dia, "")

    def es_habil(self, dia: datetime.date) -> bool:
        """It is a working day."""
        return not self.por_que_no(dia)

    def siguiente(self, dia: datetime.date) -> datetime.date:
        """That day if it is a working day, else the first one after it."""
        while not self.es_habil(dia):
            dia += UN_DIA
        return dia

    def anterior(self, dia: datetime.date) -> datetime.date:
        """That day if it is a working day, else the last one before it."""
        while not self.es_habil(dia):
            dia -= UN_DIA
        return dia

    def entre(self, desde: datetime.date, hasta: datetime.date) -> int:
        """Working days that have passed: those after `desde`, up to `hasta` and with it."""
        cuantos = (hasta - desde).days
        return sum(self.es_habil(desde + datetime.timedelta(days=n)) for n in range(1, cuantos + 1))

    def primero_de_la_semana(self, dia: datetime.date) -> datetime.date | None:
        """The first working day of the week of that day, from its Monday on; None where it has none."""
        lunes = dia - datetime.timedelta(days=dia.weekday())
        primero = self.siguiente(lunes)
        return primero if (primero - lunes).days < SABADO else None


def es_dia_habil(dia: datetime.date | None = None, ambito: str = "") -> bool:
    """Whether that day (today) is a working day there."""
    return Calendario.de(ambito).es_habil(dia or hoy())


def siguiente_habil(dia: datetime.date | None = None, ambito: str = "") -> datetime.date:
    """That day (today) if it is a working day there, else the first one after it."""
    return Calendario.de(ambito).siguiente(dia or hoy())
