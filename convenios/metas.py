"""The arithmetic of a plan: how far it has come, físico and financiero, against its schedule and against its year.

Everything here is worked out from plain rows in exact fractions, and rounded once, to one decimal, where it is read:

- *Against the schedule* at a quarter: what was executed up to it over what was programmed up to it. *Against the year*: over the whole
  year. Where nothing was programmed there is no percentage ("sin programación"), which is not 0 %.
- Executed is what was verified, with the rectificaciones of closed quarters.
- Quantities of different units are never added. The físico of a plan is the mean of its activities' percentages, each capped at 100,
  by their weights where all that count have one, else equally. What goes past 100 is told apart. Money adds up.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django.db.models import CharField, F, Value

from .models import Actividad, Ejecucion, PlanTrabajo, Programacion, Rectificacion
from .models.plan import ROMANOS, SIN_EMPEZAR, TRIMESTRES

CERO = Decimal(0)
Cuatro = list[Decimal]


def ceros() -> Cuatro:
    """Nothing in any quarter."""
    return [CERO] * len(TRIMESTRES)


def en_porcentaje(parte: Fraction | None) -> Decimal | None:
    """A fraction as a percentage to one decimal, half up; None stays None."""
    if parte is None:
        return None
    return (Decimal(parte.numerator * 100) / Decimal(parte.denominator)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def razon(hecho: Decimal, de: Decimal) -> Fraction | None:
    """`hecho` over `de`; None where nothing was to be done."""
    if not de:
        return None
    (a, b), (c, d) = hecho.as_integer_ratio(), de.as_integer_ratio()
    return Fraction(a * d, b * c)


def en_centesimas(peso: Decimal | None) -> int | None:
    """A weight as a whole number."""
    return None if peso is None else int(peso * 100)


def promedio(medidas: Iterable[tuple[int | None, int, int]]) -> Fraction | None:
    """The mean of what each did over what each had to do, none above one: by weight where every one has one, else equally. None: nobody had.

    Each is (weight, done, to be done), in whole numbers of whatever unit. One fraction at the end, and not one for each.
    """
    medidas = list(medidas)
    por_peso = all(peso is not None for peso, _, _ in medidas)
    suma, comun, pesos = 0, 1, 0
    for peso, hecho, de in medidas:
        cuenta = peso if por_peso and peso is not None else 1
        if comun % de:
            suma, comun = suma * de, comun * de
        suma += cuenta * min(hecho, de) * (comun // de)
        pesos += cuenta
    return Fraction(suma, comun * pesos) if medidas else None


@dataclass
class Serie:
    """What was programmed and what was executed in each quarter, of one kind: units, or soles."""

    programado: Cuatro = field(default_factory=ceros)
    ejecutado: Cuatro = field(default_factory=ceros)

    def programado_a(self, trimestre: int) -> Decimal:
        """Programmed up to a quarter."""
        return sum(self.programado[:trimestre], CERO)

    def ejecutado_a(self, trimestre: int) -> Decimal:
        """Executed up to a quarter."""
        return sum(self.ejecutado[:trimestre], CERO)

    @property
    def del_anio(self) -> Decimal:
        """Programmed in the year."""
        return sum(self.programado, CERO)

    def contra_programado(self, trimestre: int) -> Fraction | None:
        """Against the schedule, uncapped."""
        return razon(self.ejecutado_a(trimestre), self.programado_a(trimestre))

    def contra_anio(self, trimestre: int) -> Fraction | None:
        """Against the year, uncapped."""
        return razon(self.ejecutado_a(trimestre), self.del_anio)


@dataclass
class CuentaDeActividad:
    """The figures of one activity."""

    actividad: Any
    fisico: Serie = field(default_factory=Serie)
    financiero: Serie = field(default_factory=Serie)

    def con_meta(self, trimestre: int) -> bool:
        """Something was to be done, or spent, in a quarter."""
        return bool(self.fisico.programado[trimestre - 1] or self.financiero.programado[trimestre - 1])

    @property
    def metas(self) -> list[tuple[str, Decimal, Decimal]]:
        """Its targets, quarter by quarter: units and soles."""
        return list(zip(ROMANOS.values(), self.fisico.programado, self.financiero.programado, strict=True))

    def al(self, trimestre: int) -> "Al":
        """What it says up to a quarter."""
        return Al(self, trimestre)


@dataclass(frozen=True)
class Al:
    """The figures of an activity up to a quarter, as one row tells them."""

    cuenta: CuentaDeActividad
    trimestre: int

    @property
    def actividad(self) -> Any:
        """Which one."""
        return self.cuenta.actividad

    @property
    def fisico(self) -> Serie:
        """Its quantities."""
        return self.cuenta.fisico

    @property
    def programado(self) -> Decimal:
        """How much was to be done."""
        return self.fisico.programado_a(self.trimestre)

    @property
    def hecho(self) -> Decimal:
        """How much was done."""
        return self.fisico.ejecutado_a(self.trimestre)

    @property
    def avance(self) -> Decimal | None:
        """The second against the first, uncapped."""
        return en_porcentaje(self.fisico.contra_programado(self.trimestre))

    @property
    def presupuesto(self) -> Decimal:
        """How many soles were programmed."""
        return self.cuenta.financiero.programado_a(self.trimestre)

    @property
    def gastado(self) -> Decimal:
        """How many were devengados."""
        return self.cuenta.financiero.ejecutado_a(self.trimestre)

    @property
    def gasto(self) -> Decimal | None:
        """The second against the first."""
        return en_porcentaje(self.cuenta.financiero.contra_programado(self.trimestre))


@dataclass(frozen=True)
class Resumen:
    """The físico of a plan at a quarter, rolled up, and how."""

    valor: Fraction | None
    por_peso: bool  # else equally
    cuentan: int  # activities with something programmed
    sin_programacion: int
    sin_peso: int  # of those that count, when some have one and some do not

    @property
    def porcentaje(self) -> Decimal | None:
        """To one decimal; None: nothing was programmed."""
        return en_porcentaje(self.valor)

    @property
    def como(self) -> str:
        """How it was rolled up, in words."""
        if not self.cuentan:
            return "ninguna actividad con programación hasta este trimestre"
        if self.cuentan == 1:
            return "una actividad, hasta 100 %"
        if self.por_peso:
            return f"promedio de {self.cuentan} actividades según su peso, cada una hasta 100 %"
        if self.sin_peso:
            sin = "a una le falta el peso" if self.sin_peso == 1 else f"a {self.sin_peso} les falta el peso"
            return f"promedio de {self.cuentan} actividades por igual, porque {sin}; cada una hasta 100 %"
        return f"promedio de {self.cuentan} actividades por igual, cada una hasta 100 %"


@dataclass
class CuentaDePlan:
    """The figures of a plan at a quarter."""

    plan: Any
    trimestre: int
    actividades: list[CuentaDeActividad]

    @property
    def fisico(self) -> Resumen:
        """Against the schedule."""
        return self._resumir(lambda c: c.fisico.contra_programado(self.trimestre))

    @property
    def fisico_anual(self) -> Resumen:
        """Against the year."""
        return self._resumir(lambda c: c.fisico.contra_anio(self.trimestre))

    def _resumir(self, de: Any) -> Resumen:
        medidas = [
            (en_centesimas(c.actividad.peso), parte.numerator, parte.denominator) for c in self.actividades if (parte := de(c)) is not None
        ]
        con_peso = [peso for peso, _, _ in medidas if peso is not None]
        por_peso = bool(medidas) and len(con_peso) == len(medidas)
        sin_peso = len(medidas) - len(con_peso) if con_peso and not por_peso else 0
        return Resumen(promedio(medidas), por_peso, len(medidas), len(self.actividades) - len(medidas), sin_peso)

    @property
    def financiero(self) -> Serie:
        """Its money, added up."""
        total = Serie()
        for cuenta in self.actividades:
            total.programado = [a + b for a, b in zip(total.programado, cuenta.financiero.programado, strict=True)]
            total.ejecutado = [a + b for a, b in zip(total.ejecutado, cuenta.financiero.ejecutado, strict=True)]
        return total

    @property
    def filas(self) -> list[Al]:
        """Its activities, each up to the quarter."""
        return [c.al(self.trimestre) for c in self.actividades]

    @property
    def presupuesto(self) -> Decimal:
        """Soles programmed up to the quarter."""
        return self.financiero.programado_a(self.trimestre)

    @property
    def devengado(self) -> Decimal:
        """Soles spent up to the quarter."""
        return self.financiero.ejecutado_a(self.trimestre)

    @property
    def gasto(self) -> Decimal | None:
        """Devengado against what was programmed up to the quarter."""
        return en_porcentaje(self.financiero.contra_programado(self.trimestre))

    @property
    def gasto_anual(self) -> Decimal | None:
        """Devengado against the year."""
        return en_porcentaje(self.financiero.contra_anio(self.trimestre))

    @property
    def pasan_de_cien(self) -> list[Al]:
        """Activities that did more than was programmed up to the quarter."""
        return [fila for fila in self.filas if (fila.fisico.contra_programado(self.trimestre) or 0) > 1]

    @property
    def brecha(self) -> Decimal | None:
        """By how many points spending is ahead of what was done, both against the year as they are read; None where one of them cannot be told."""
        if self.gasto_anual is None or self.fisico_anual.porcentaje is None:
            return None
        return self.gasto_anual - self.fisico_anual.porcentaje

    @property
    def gasta_de_mas(self) -> bool:
        """Spending is ahead by as many points as the UGEL set, or more."""
        return self.brecha is not None and self.brecha >= self.plan.convenio.ugel.brecha_de_gasto

    @property
    def gasta_sin_presupuesto(self) -> bool:
        """Something was spent where nothing was programmed in the year."""
        return not self.financiero.del_anio and self.devengado > 0

    @property
    def color(self) -> str:
        """The colour of its físico against the schedule, as a word; "sin programación" where there is none, "sin empezar" before it begins."""
        if self.plan.sin_empezar:
            return SIN_EMPEZAR
        porcentaje = self.fisico.porcentaje
        return "sin programación" if porcentaje is None else str(self.plan.convenio.ugel.color(porcentaje))


def cuentas(planes: Iterable[Any], *, trimestre: int | None = None) -> dict[int, CuentaDePlan]:
    """The figures of these plans, by their key, in two queries however many they are. Each at its own `corte` unless `trimestre` is given.

    They were found within somebody's scope, with their convenio's UGEL at hand. A list that names no activity asks `cifras.py`.
    """
    por_llave = {plan.pk: plan for plan in planes}
    actividades = Actividad.objects.filter(plan__in=list(por_llave)).order_by("plan_id", "codigo", "pk")
    lineas = {actividad.pk: CuentaDeActividad(actividad) for actividad in actividades}
    _sumar(lineas, actividades.order_by().values("pk"))
    de_cada: dict[int, list[CuentaDeActividad]] = defaultdict(list)
    for linea in lineas.values():
        linea.actividad.plan = por_llave[linea.actividad.plan_id]
        de_cada[linea.actividad.plan_id].append(linea)
    return {llave: CuentaDePlan(plan, trimestre or plan.corte, de_cada[llave]) for llave, plan in por_llave.items()}


SUMAN = [  # which rows add to which figures, and where each says its quarter
    (Programacion.objects.all, "programado", "trimestre"),
    (Ejecucion.objects.verificadas, "ejecutado", "trimestre"),
    (Rectificacion.objects.all, "ejecutado", "cierre__trimestre"),
]


def _sumar(lineas: dict[int, CuentaDeActividad], actividades: Any) -> None:
    """Put the físico and the financiero of every target, report and rectificación of these into the quarter of its activity; in one query."""
    partes = [
        filas()
        .filter(actividad__in=actividades)
        .order_by()
        .annotate(que=Value(que, output_field=CharField()), cual=F(trimestre))
        .values_list("actividad", "que", "cual", "fisica", "financiera")
        for filas, que, trimestre in SUMAN
    ]
    for actividad, que, cual, fisica, financiera in partes[0].union(*partes[1:], all=True):
        linea = lineas.get(actividad)
        if linea is None:  # written between one query of this page and the next
            continue
        getattr(linea.fisico, que)[cual - 1] += fisica
        getattr(linea.financiero, que)[cual - 1] += financiera


def cuenta_de_actividad(actividad: Any) -> CuentaDeActividad:
    """The figures of one activity."""
    lineas = {actividad.pk: CuentaDeActividad(actividad)}
    _sumar(lineas, [actividad.pk])
    return lineas[actividad.pk]


def cuenta(plan: PlanTrabajo, *, trimestre: int | None = None) -> CuentaDePlan:
    """The figures of one plan."""
    return cuentas([plan], trimestre=trimestre)[plan.pk]
