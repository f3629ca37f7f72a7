"""The plans of a year, district by district: each with its four quarters as they were closed or as they stand, and what they come to."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from django.db.models import Avg, Count, Exists, F, OuterRef, Q, Sum
from django.utils.html import format_html
from django.utils.safestring import SafeString

from base.comun import graficos
from base.comun.busqueda import columna_sin_tildes, palabras
from base.comun.templatetags.comun import porcentaje

from .metas import CuentaDePlan, cuentas, en_porcentaje
from .models import Cierre, PlanTrabajo
from .models.plan import ROMANOS, TRIMESTRES

SIN_PLAN = "sin_plan"
COLORES = {"verde": "Verde", "ámbar": "Ámbar", "rojo": "Rojo", "sin programación": "Sin programación"}
CERO = Decimal(0)


# ── Rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Celda:
    """What a plan says of a quarter: the closed figure where there is one, else the one of today, else nothing yet."""

    trimestre: int
    cierre: Any | None
    futuro: bool
    fisico: Decimal | None
    color: str
    url: str = ""

    @property
    def romano(self) -> str:
        """Which one."""
        return ROMANOS[self.trimestre]

    @property
    def dibujo(self) -> SafeString:
        """Its colour as a sign, its percentage, whether it is closed, and where it leads; drawn here, since a page has two hundred of them."""
        if self.futuro:
            return AUN_NO
        return format_html(_dibujo(self.color, self.fisico, self.cierre is not None), self.url)


AUN_NO = SafeString('<span class="apagado">aún no</span>')


@lru_cache(maxsize=4096)
def _dibujo(color: str, fisico: Decimal | None, cerrado: bool) -> str:
    """A cell that lacks only its address."""
    dicho = "sin programación" if fisico is None else f"{graficos.estado(color, color.capitalize())}&nbsp;{porcentaje(fisico)}"
    return f'<a class="enlace-fila" href="{{}}">{dicho}</a>' + ('<br><span class="apagado">cerrado</span>' if cerrado else "")


@dataclass(frozen=True)
class Fila:
    """A district in a year; without a plan it has no quarters and no money."""

    distrito: Any
    plan: Any | None = None
    celdas: tuple[Celda, ...] = ()
    programado: Decimal | None = None  # of the year
    devengado: Decimal | None = None  # so far
    url: str = ""  # of its plan

    @property
    def estado(self) -> str:
        """That of its plan, as a slug."""
        return SIN_PLAN if self.plan is None else str(self.plan.estado)

    @property
    def color(self) -> str:
        """Of the last quarter that says something."""
        dichos = [celda.color for celda in self.celdas if not celda.futuro]
        return dichos[-1] if dichos else ""


def filas(distritos: Iterable[Any], planes: Iterable[Any], *, pagina: Callable[[Any], str] | None = None) -> list[Fila]:
    """A row for each district, with its plan where there is one; in five queries however many they are. The plans were found within
    somebody's scope, and whoever reads a plan reads its closed quarters.

    `pagina` gives the address of a plan, where it is not the inner one: those of its closed quarters stand under it.
    """
    pagina = pagina or (lambda plan: str(plan.get_absolute_url()))
    por_distrito = {plan.municipalidad.distrito_id: plan for plan in planes}
    suyos = Cierre.objects.filter(plan__in=[p.pk for p in por_distrito.values()]).order_by().only("plan", "trimestre", "fisico")
    cerrados = {(c.plan_id, c.trimestre): c for c in suyos}
    dichas = cuentas(por_distrito.values(), solo_cifras=True)
    juntas = []
    for distrito in distritos:
        plan = por_distrito.get(distrito.pk)
        juntas.append(Fila(distrito) if plan is None else _fila(distrito, dichas[plan.pk], cerrados, pagina(plan)))
    return juntas


def _fila(distrito: Any, cuenta: CuentaDePlan, cerrados: dict[tuple[int, int], Any], url: str) -> Fila:
    dinero = cuenta.financiero
    celdas = tuple(_celda(cuenta, t, cerrados.get((cuenta.plan.pk, t)), url) for t in TRIMESTRES)
    return Fila(distrito, cuenta.plan, celdas, dinero.del_anio, dinero.ejecutado_a(len(TRIMESTRES)), url)


def _celda(cuenta: CuentaDePlan, trimestre: int, cierre: Any, url: str) -> Celda:
    plan = cuenta.plan
    if cierre is None and (trimestre > plan.trimestre_de_hoy or not plan.esta_aprobado):
        return Celda(trimestre, None, True, None, "")
    if cierre is not None:
        cierre.plan = plan
        fisico = cierre.fisico
    else:
        fisico = CuentaDePlan(plan, trimestre, cuenta.actividades).fisico.porcentaje
    color = "sin programación" if fisico is None else plan.convenio.ugel.color(fisico)
    # that of the cierre stands under that of its plan: two hundred of them are not asked of the resolver one by one
    return Celda(
        trimestre, cierre, False, fisico, color, f"{url}?trimestre={trimestre}" if cierre is None else f"{url}cierres/{trimestre}/"
    )


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
        distritos = distritos.filter(pk__in=planes.order_by().values("municipalidad__distrito"))
    if color:
        despues = Cierre.objects.filter(plan=OuterRef("plan"), trimestre__gt=OuterRef("trimestre"))
        ultimos = Cierre.objects.filter(_de_color(color), ~Exists(despues), plan__in=planes.order_by().values("pk")).order_by()
        distritos = distritos.filter(pk__in=ultimos.values("plan__municipalidad__distrito"))
    return distritos


def _de_color(color: str) -> Q:
    verde, ambar = F("plan__convenio__ugel__umbral_verde"), F("plan__convenio__ugel__umbral_ambar")
    return {
        "verde": Q(fisico__gte=verde),
        "ámbar": Q(fisico__lt=verde, fisico__gte=ambar),
        "rojo": Q(fisico__lt=verde) & Q(fisico__lt=ambar),
        "sin programación": Q(fisico=None),
    }[color]


def planes_de(planes: Any, distritos: list[Any], anio: int) -> Any:
    """The plans of these districts in a year, with what a row says of them."""
    suyos = planes.filter(anio=anio, municipalidad__distrito__in=[d.pk for d in distritos])
    lugar = ("municipalidad__distrito__ubigeo", "municipalidad__distrito__nombre", "municipalidad__tipo")
    umbrales = ("convenio__ugel__codigo", "convenio__ugel__umbral_verde", "convenio__ugel__umbral_ambar")
    return suyos.select_related("convenio__ugel", "municipalidad__distrito").only("anio", "estado", "demostracion", *lugar, *umbrales)


ESTADOS = [*PlanTrabajo.Estado.choices, (SIN_PLAN, "Sin plan")]
