"""What a list of very many plans says of each: whole numbers that one query hands over, rolled up by the rule of `metas.py`.

The page of a plan tells its activities one by one (`metas.cuentas`); a list names none of them. It is spared their rows, and the decimals that
each figure would be made into: amounts come as hundredths, the four quarters of an activity side by side.
"""

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import Aggregate, BigIntegerField, IntegerField, Value

from base.comun.preparadas import traer

from .metas import en_centesimas, en_porcentaje, promedio
from .models import Cierre, Ejecucion, Programacion, Rectificacion
from .models.plan import TRIMESTRES

META, HECHO, CIERRE = 0, 1, 2  # what a row of the query tells


class Centesimas(Aggregate):
    """Hundredths of a column, added up: of one quarter, where it is said which. One expression and not a tree of them: writing fifteen trees
    takes longer than what the database is asked. Its parts are columns, without parameters."""

    output_field = BigIntegerField()
    name = "Centesimas"

    def __init__(self, campo: str, trimestre: str = "", cual: int = 0) -> None:
        super().__init__(*((campo, trimestre) if trimestre else (campo,)))
        self.cual = cual

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> Any:  # type: ignore[override]
        campo, *trimestre = (compiler.compile(parte)[0] for parte in self.source_expressions)
        entero = f"ROUND({campo} * 100)"
        if trimestre:
            entero = f"CASE WHEN {trimestre[0]} = {self.cual:d} THEN {entero} ELSE 0 END"
        return f"CAST(SUM({entero}) AS bigint)", []


Cuatro = list[int]
NADA: Cuatro = [0] * len(TRIMESTRES)


class Cifras:
    """The figures of one plan: each quarter that was closed as it was closed, the rest as its activities stand."""

    def __init__(self) -> None:
        self.cerrados: dict[int, Decimal | None] = {}  # the físico of each closed quarter
        self._soles = [0, 0]  # by META and HECHO
        self._actividades: dict[int, tuple[int | None, list[Cuatro]]] = {}

    def sumar(self, que: int, cual: int, peso: Decimal | None, *dichas: Any) -> None:
        """Put one row where it belongs: of an activity, or of a closed quarter."""
        *cuatro, soles = dichas
        if que == CIERRE:
            self.cerrados[cual] = None if cuatro[0] is None else _en_decimos(cuatro[0])
            return
        if cual not in self._actividades:
            self._actividades[cual] = (en_centesimas(peso), [NADA, NADA])
        suyas = self._actividades[cual][1]
        suyas[que] = [a + b for a, b in zip(suyas[que], cuatro, strict=True)]  # rectificaciones are a row of their own
        self._soles[que] += soles

    def fisico_a(self, trimestre: int) -> Decimal | None:
        """Against the schedule, as it stands today; None: nothing was programmed up to that quarter."""
        medidas = [(peso, sum(hecho[:trimestre]), sum(meta[:trimestre])) for peso, (meta, hecho) in self._actividades.values()]
        return en_porcentaje(promedio([medida for medida in medidas if medida[2]]))

    @property
    def programado(self) -> Decimal:
        """Soles of the year."""
        return Decimal(self._soles[META]).scaleb(-2)

    @property
    def devengado(self) -> Decimal:
        """Soles so far."""
        return Decimal(self._soles[HECHO]).scaleb(-2)


@lru_cache(maxsize=2048)
def _en_decimos(centesimas: int) -> Decimal:
    """A closed percentage as it is kept: to one decimal."""
    return Decimal(centesimas // 10).scaleb(-1)


def cifras(planes: Collection[int]) -> dict[int, Cifras]:
    """The figures of these plans, which were found within somebody's scope, by their key: in one query however many they are."""
    de_cada: dict[int, Cifras] = defaultdict(Cifras)
    if planes:
        for plan, *fila in traer("cifras de planes", _filas, planes=list(planes)):
            de_cada[plan].sumar(*fila)
    return de_cada


def _filas(planes: Collection[int]) -> Any:
    """What was programmed, what counts as executed (verified, and rectified), what was closed."""
    metas, *demas = _de_actividades(planes)
    cierres = Cierre.objects.filter(plan__in=planes).order_by().values("plan_id", "trimestre").annotate(f=Centesimas("fisico"))
    de_cierres = cierres.values_list("plan_id", _numero(CIERRE), "trimestre", _numero(None), "f", *[_numero(0)] * len(TRIMESTRES))
    return metas.union(*demas, de_cierres, all=True)


def _de_actividades(planes: Collection[int]) -> list[Any]:
    return [
        _por_actividad(Programacion.objects.filter(actividad__plan__in=planes), META),
        _por_actividad(Ejecucion.objects.verificadas().filter(actividad__plan__in=planes), HECHO),
        _por_actividad(Rectificacion.objects.filter(actividad__plan__in=planes), HECHO, trimestre="cierre__trimestre"),
    ]


def _por_actividad(filas: Any, que: int, *, trimestre: str = "trimestre") -> Any:
    agrupadas = filas.filter(actividad__eliminado_en=None).order_by().values("actividad__plan_id", "actividad_id", "actividad__peso")
    cifras = {f"f{t}": Centesimas("fisica", trimestre, t) for t in TRIMESTRES} | {"soles": Centesimas("financiera")}
    return agrupadas.annotate(**cifras).values_list("actividad__plan_id", _numero(que), "actividad_id", "actividad__peso", *cifras)


def _numero(valor: int | None) -> Value:
    return Value(valor, output_field=IntegerField())
