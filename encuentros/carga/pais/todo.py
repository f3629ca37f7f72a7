"""The country from one end to the other."""

import random
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from base.bitacora.gestos import gesto
from base.bitacora.models import Lote
from base.comun import candados
from base.comun.indices import a_granel
from convenios.models import Alcance, Avance, Compromiso
from municipios.models import InstitucionEducativa, LocalEscolar, Ugel

from .compromisos import prometer
from .escuelas import construir
from .territorio import CODIGO_UGEL, poblar

MUCHAS_FILAS = (LocalEscolar, InstitucionEducativa, Compromiso, Alcance, Avance)


class YaGenerado(Exception):
    """There is a generated country in this database already: another one beside it would have the same codes."""


@dataclass(frozen=True, kw_only=True)
class Tamano:
    """How large it is. Avances are three times the commitments; two services work in a building."""

    ugeles: int = 224
    distritos: int = 1_891
    compromisos: int = 1_000_000
    servicios: int = 110_000

    def __post_init__(self) -> None:
        """Raise `ValueError` where there are no codes for so many."""
        if not 0 < self.ugeles <= self.distritos < 100_000 or self.ugeles >= 10_000:
            raise ValueError("Cada UGEL tiene al menos un distrito, y hay menos de 10,000 UGEL y de 100,000 distritos.")
        if not 0 <= self.servicios <= 200_000 or not 0 <= self.compromisos < 10_000_000:
            raise ValueError("No hay códigos para tanto: hasta 200,000 servicios y menos de 10,000,000 de compromisos.")


def generar(tamano: Tamano, *, semilla: int) -> dict[str, int]:
    """Write it, all or nothing, and say how many rows there are of each kind.

    Locks, notes, indexes and foreign keys are off meanwhile: nobody else works on this database. When the notes are put on again every summary waits to be
    counted, by the worker or by `manage.py recontar`.
    """
    with transaction.atomic():
        if Ugel.todos.filter(codigo=CODIGO_UGEL.format(1)).exists():
            raise YaGenerado
        candados.quitar()
        hecho = _escribir(tamano, random.Random(semilla))  # noqa: S311  no secret: the same rows every time
        candados.poner()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return hecho


def _escribir(tamano: Tamano, azar: random.Random) -> dict[str, int]:
    with gesto(por=None, tipo=Lote.Tipo.DEMOSTRACION, motivo="País generado para mediciones") as lote:
        with a_granel([m for modelo in MUCHAS_FILAS for m in (modelo, _historia(modelo))]):
            lugares = poblar(ugeles=tamano.ugeles, distritos=tamano.distritos)
            hecho = {"ugeles": len(lugares), "distritos": sum(len(lugar.distritos) for lugar in lugares)}
            hecho |= construir(lugares, servicios=tamano.servicios, azar=azar)
            hecho |= prometer(lugares, cuantos=tamano.compromisos, azar=azar)
        lote.contar(creados=sum(hecho.values()))
    return hecho


def _historia(modelo: Any) -> Any:
    return modelo.history.model
