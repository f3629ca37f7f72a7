"""The plans of a year, district by district: each with its four quarters as they were closed or as they stand, and what they come to."""

import itertools
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Avg, Count, Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Least
from django.urls import reverse
from django.utils.safestring import SafeString

from base.comun import graficos
from base.comun.busqueda import columna_sin_tildes, palabras
from base.comun.templatetags.comun import porcentaje
from municipios.models.configuracion import color_de

from .cifras import Cifras, cifras
from .metas import en_porcentaje
from .models import Cierre, PlanTrabajo
from .models.plan import ROMANOS, SIN_EMPEZAR, TRIMESTRES, trimestre_que_va

SIN_PLAN = "sin_plan"
COLORES = {"verde": "Verde", "ámbar": "Ámbar", "rojo": "Rojo", "sin programación": "Sin programación", SIN_EMPEZAR: "Sin empezar"}
CERO = Decimal(0)
UN_UBIGEO = "000000"  # of no district: what stands for each in an address


# ── Rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Celda:
    """What a plan says of a quarter: the closed figure where there is one, else the one of today, else nothing yet."""

    trimestre: int
    cerrado: bool
    futuro: bool
    fisico: Decimal | None
    color: str
    donde: str = ""  # under the address of its plan

    def dibujar(self, plan: str) -> SafeString:
        """Its colour as a sign, its percentage, whether it is closed, and where it leads, under the address of its plan."""
        return AUN_NO if self.futuro else SafeString(_dibujo(self.color, self.fisico, self.cerrado).format(f"{plan}{self.donde}"))


AUN_NO = SafeString('<span class="apagado">aún no</span>')


@lru_cache(maxsize=4096)
def _dibujo(color: str, fisico: Decimal | None, cerrado: bool) -> str:
    """A cell that lacks only its address."""
    dicho = color if fisico is None else f"{graficos.estado(color, color.capitalize())}&nbsp;{porcentaje(fisico)}"
    return f'<a class="enlace-fila" href="{{}}">{dicho}</a>' + ('<br><span class="apagado">cerrado</span>' if cerrado else "")


class DeUgel(NamedTuple):
    """Which UGEL a district is of."""

    codigo: str
    nombre: str


class Lugar(NamedTuple):
    """A district, as a row names it."""

    pk: int
    ubigeo: str
    nombre: str
    ugel: DeUgel

    @classmethod
    def de(cls, fila: tuple[Any, ...]) -> "Lugar":
        """Of what `lugares_de` asks."""
        pk, ubigeo, nombre, *ugel = fila
        return cls(pk, ubigeo, nombre, DeUgel(*ugel))


@dataclass(frozen=True, slots=True)
class PlanEnFila:
    """What a row says of a plan."""

    pk: int
    distrito: int
    estado: str
    demostracion: bool
    umbral_verde: int
    umbral_ambar: int

    def color(self, porcentaje: Decimal | None) -> str:
        """That of a percentage, by the thresholds of its UGEL."""
        return "sin programación" if porcentaje is None else color_de(porcentaje, verde=self.umbral_verde, ambar=self.umbral_ambar)


@dataclass(frozen=True)
class Fila:
    """A district in a year; without a plan it has no quarters and no money."""

    distrito: Any
    plan: PlanEnFila | None = None
    celdas: tuple[Celda, ...] = ()
    programado: Decimal | None = None  # of the year
    devengado: Decimal | None = None  # so far
    url: str = ""  # of its plan

    @property
    def estado(self) -> str:
        """That of its plan, as a slug."""
        return SIN_PLAN if self.plan is None else self.plan.estado

    @property
    def color(self) -> str:
        """Of the last quarter that says something."""
        dichos = [celda.color for celda in self.celdas if not celda.futuro]
        return dichos[-1] if dichos else ""


def filas(distritos: Iterable[Any], planes: Any, anio: int, *, pagina: Callable[[str], str] | None = None) -> list[Fila]:
    """A row for each district, with its plan of that year where there is one; in two queries however many they are. The plans come within
    somebody's scope, and whoever reads a plan reads its closed quarters.

    `pagina` gives the address of the plan of a district, where it is not the inner one: those of its closed quarters stand under it.
    """
    distritos = list(distritos)
    return juntar(distritos, _planes_de(planes, distritos, anio), anio, pagina=pagina)


def juntar(distritos: list[Any], planes: Iterable[PlanEnFila], anio: int, *, pagina: Callable[[str], str] | None = None) -> list[Fila]:
    """The same where the plans of that year are at hand; in one query."""
    por_distrito = {plan.distrito: plan for plan in planes}
    dichas, hasta = cifras([plan.pk for plan in por_distrito.values()]), trimestre_que_va(anio)
    # written once and not asked of the resolver for each: only the district changes
    direccion = (pagina or (lambda ubigeo: reverse("plan", args=[ubigeo, anio])))(UN_UBIGEO)
    juntas = []
    for distrito in distritos:
        plan = por_distrito.get(distrito.pk)
        if plan is None:
            juntas.append(Fila(distrito))
        else:
            juntas.append(_fila(distrito, plan, dichas[plan.pk], hasta, direccion.replace(UN_UBIGEO, distrito.ubigeo)))
    return juntas


def _planes_de(planes: Any, distritos: list[Any], anio: int) -> Iterable[PlanEnFila]:
    suyos = planes.filter(anio=anio, municipalidad__distrito__in=[d.pk for d in distritos])
    return itertools.starmap(PlanEnFila, en_fila(suyos))


def en_fila(planes: Any) -> Any:
    """What `PlanEnFila` is made of, of each."""
    umbrales = ("convenio__ugel__umbral_verde", "convenio__ugel__umbral_ambar")
    return planes.order_by().values_list("pk", "municipalidad__distrito", "estado", "demostracion", *umbrales)


def _fila(distrito: Any, plan: PlanEnFila, suyas: Cifras, hasta: int, url: str) -> Fila:
    if plan.estado not in PlanTrabajo.Estado.aprobados():
        hasta = 0
    return Fila(distrito, plan, tuple(_celda(plan, suyas, t, hasta) for t in TRIMESTRES), suyas.programado, suyas.devengado, url)


def _celda(plan: PlanEnFila, suyas: Cifras, trimestre: int, hasta: int) -> Celda:
    cerrado = trimestre in suyas.cerrados
    if not cerrado and trimestre > hasta:
        return Celda(trimestre, False, True, None, "")
    if not cerrado and plan.estado == PlanTrabajo.Estado.APROBADO:
        return Celda(trimestre, False, False, None, SIN_EMPEZAR, f"?trimestre={trimestre}")
    fisico = suyas.cerrados[trimestre] if cerrado else suyas.fisico_a(trimestre)
    return Celda(trimestre, cerrado, False, fisico, plan.color(fisico), f"cierres/{trimestre}/" if cerrado else f"?trimestre={trimestre}")


# ── What they come to ────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Conjunto:
    """A quarter of many plans: the mean of their percentages, each district alike, and of how many; money added up."""

    trimestre: int
    promedio: Decimal | None
    cuentan: int
    programado: Decimal | None = None
    devengado: Decimal | None = None

    @property
    def romano(self) -> str:
        """Which one."""
        return ROMANOS[self.trimestre]


def conjunto(filas: list[Fila]) -> list[Conjunto]:
    """The quarters of these districts together, each as it was closed or as it stands."""
    juntos = []
    for t in TRIMESTRES:
        dichos = [fila.celdas[t - 1].fisico for fila in filas if fila.celdas]
        valores = [Fraction(valor) / 100 for valor in dichos if valor is not None]
        juntos.append(Conjunto(t, en_porcentaje(sum(valores, Fraction(0)) / len(valores)) if valores else None, len(valores)))
    return juntos


def conjunto_cerrado(planes: Any) -> list[Conjunto]:
    """The same of any number of plans, in one query: only of the quarters that were closed, as they were."""
    sumas = planes.filter(cierres__eliminado_en=None).order_by().values("cierres__trimestre").annotate(
        promedio=Avg("cierres__fisico"), cuentan=Count("cierres__fisico"), programados=Sum("cierres__programado"), devengados=Sum("cierres__devengado")
    )  # fmt: skip
    por_trimestre = {suma["cierres__trimestre"]: suma for suma in sumas}
    juntos = []
    for t in TRIMESTRES:
        suma = por_trimestre.get(t)
        if suma is None:
            juntos.append(Conjunto(t, None, 0))
            continue
        promedio = None if suma["promedio"] is None else Decimal(str(suma["promedio"])).quantize(Decimal("0.1"))
        juntos.append(Conjunto(t, promedio, suma["cuentan"], suma["programados"], suma["devengados"]))
    return juntos


@dataclass(frozen=True)
class Dinero:
    """Soles of a year."""

    programado: Decimal
    devengado: Decimal

    @property
    def porcentaje(self) -> Decimal | None:
        """The second over the first."""
        return en_porcentaje(Fraction(self.devengado) / Fraction(self.programado)) if self.programado else None


def dinero(filas: list[Fila]) -> Dinero:
    """What these districts programmed for the year and have spent."""
    return Dinero(sum((f.programado or CERO for f in filas), CERO), sum((f.devengado or CERO for f in filas), CERO))


def por_estado(filas: list[Fila]) -> Counter[str]:
    """How many districts stand in each state; those without a plan too."""
    return Counter(fila.estado for fila in filas)


# ── Choosing among very many ─────────────────────────────────────────────────────────────────────────────────────────────
def llamados(distritos: Any, texto: str) -> Any:
    """The districts that are called so, or whose UGEL is; or whose code it is."""
    for palabra in palabras(texto):
        distritos = distritos.annotate(donde=columna_sin_tildes("nombre", "ugel__nombre")).filter(
            Q(donde__contains=palabra) | Q(ubigeo=palabra) | Q(ugel__codigo=palabra)
        )
    return distritos


def elegir(distritos: Any, planes: Any, *, estado: str = "", color: str = "") -> Any:
    """The districts whose plan is in that state, or in that colour at its last closed quarter: asked of the database."""
    if estado == SIN_PLAN:
        return distritos.exclude(pk__in=planes.order_by().values("municipalidad__distrito"))
    if estado:
        planes = planes.filter(estado=estado)
    if color:
        planes = _de_color(planes, color)
    return distritos.filter(pk__in=planes.order_by().values("municipalidad__distrito")) if estado or color else distritos


def _de_color(planes: Any, color: str) -> Any:
    """Those whose last closed quarter has that colour by the thresholds of their UGEL. What nobody closed has none; nor what has not begun."""
    if color == SIN_EMPEZAR:
        return planes.filter(estado=PlanTrabajo.Estado.APROBADO)
    verde, ambar = F("convenio__ugel__umbral_verde"), F("convenio__ugel__umbral_ambar")
    cerrados = Cierre.objects.filter(plan=OuterRef("pk"))
    planes = planes.alias(ultimo=Subquery(cerrados.order_by("-trimestre").values("fisico")[:1]))
    if color == "sin programación":
        return planes.filter(Exists(cerrados), ultimo=None)
    if color == "verde":
        return planes.filter(ultimo__gte=verde)
    if color == "ámbar":
        return planes.filter(ultimo__gte=ambar, ultimo__lt=verde)
    return planes.filter(ultimo__lt=Least(verde, ambar))


def lugares_de(distritos: Any) -> Any:
    """What `Lugar.de` makes a place of, of each of these districts, by ubigeo."""
    return distritos.order_by("ubigeo").values_list("pk", "ubigeo", "nombre", "ugel__codigo", "ugel__nombre")


ESTADOS = [*PlanTrabajo.Estado.choices, (SIN_PLAN, "Sin plan")]
