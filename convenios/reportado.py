"""Who has reported: of each plan and quarter, how many activities have no report, how many are with their author, sent, or verified."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from base.comun.fechas import hoy
from base.cuentas.roles import MUNICIPALES

from .models import Actividad, Cierre, Ejecucion, PlanTrabajo, Programacion
from .models.plan import ROMANOS, TRIMESTRES, trimestre_de
from .models.reporte import Reporte


@dataclass
class Conteo:
    """Activities of a plan in one quarter, by how far their report has come."""

    sin_reporte: int = 0  # with a target in it, and no report
    borrador: int = 0  # still with their author: draft, or returned
    enviado: int = 0
    verificado: int = 0

    @property
    def total(self) -> int:
        """All that were to be reported, or were."""
        return self.sin_reporte + self.borrador + self.enviado + self.verificado


CLASES = {
    "sin_reporte": "Sin reporte",
    "borrador": "En borrador u observado",
    "enviado": "Por verificar",
    "verificado": "Verificado",
}
DE_VARIOS = {"borrador": "en borrador u observados", "verificado": "verificados"}  # beside a number that is not 1
Conteos = dict[tuple[int, int], Conteo]


def clase_de(estado: str) -> str:
    """In which of them a report counts."""
    return "borrador" if estado in Ejecucion.Estado.editables() else estado


def programadas() -> Any:
    """Targets that ask for something, of activities that are there."""
    return Programacion.objects.filter(actividad__eliminado_en=None).exclude(fisica=0, financiera=0)


def sin_reporte(programadas: Any) -> Any:
    """Those that nobody has reported on."""
    return programadas.filter(~Exists(Ejecucion.objects.filter(actividad=OuterRef("actividad"), trimestre=OuterRef("trimestre"))))


def contar(planes: Iterable[PlanTrabajo]) -> Conteos:
    """The counts of these plans, by plan and quarter, in one query however many they are."""
    llaves = [plan.pk for plan in planes]
    conteos: Conteos = defaultdict(Conteo, {(llave, t): Conteo() for llave in llaves for t in TRIMESTRES})
    faltan = sin_reporte(programadas().filter(actividad__plan__in=llaves)).annotate(clase=Value("sin_reporte", output_field=CharField()))
    hechos = Ejecucion.objects.filter(actividad__eliminado_en=None, actividad__plan__in=llaves).annotate(clase=F("estado"))
    por_clase = [f.order_by().values_list("actividad__plan", "trimestre", "clase").annotate(n=Count("pk")) for f in (faltan, hechos)]
    for plan, trimestre, clase, cuantas in por_clase[0].union(por_clase[1], all=True):
        conteo, cual = conteos[plan, trimestre], clase_de(clase)
        setattr(conteo, cual, getattr(conteo, cual) + cuantas)
    return conteos


# ── The rows behind each number ──────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Fila:
    """One activity in one quarter: its target and its report; `reporte` is None where nobody wrote one."""

    actividad: Any
    trimestre: int
    meta: tuple[Decimal, Decimal]
    reporte: Any | None
    cerrado: bool

    @property
    def romano(self) -> str:
        """Which quarter."""
        return ROMANOS[self.trimestre]

    @property
    def clase(self) -> str:
        """In which count it stands."""
        return "sin_reporte" if self.reporte is None else clase_de(self.reporte.estado)

    @property
    def etiqueta(self) -> str:
        """The same in words; of a report, its own state."""
        return CLASES["sin_reporte"] if self.reporte is None else str(self.reporte.get_estado_display())


def pares(planes: Any, *, clase: str = "", trimestre: int | None = None) -> Any:
    """Which activities in which quarters stand in a count, in order; every one that has a target or a report without `clase`."""
    columnas = {"lugar": F("actividad__plan__municipalidad__distrito__ubigeo"), "orden": F("actividad__codigo"), "de": F("actividad"),
                "cual": F("trimestre")}  # fmt: skip
    sin: Any = sin_reporte(programadas().filter(actividad__plan__in=planes))
    con: Any = Ejecucion.objects.filter(actividad__eliminado_en=None, actividad__plan__in=planes)
    if clase not in ("", "sin_reporte"):
        con = con.filter(estado__in=Ejecucion.Estado.editables() if clase == "borrador" else [clase])
    if trimestre is not None:
        sin, con = sin.filter(trimestre=trimestre), con.filter(trimestre=trimestre)
    sin, con = sin.order_by().values(**columnas), con.order_by().values(**columnas)
    cuales = sin if clase == "sin_reporte" else con if clase else sin.union(con, all=True)
    return cuales.order_by("lugar", "cual", "orden", "de")


def filas(elegidos: Iterable[dict[str, Any]]) -> list[Fila]:
    """The rows of these pairs, in four queries however many they are."""
    elegidos = list(elegidos)
    de = {par["de"] for par in elegidos}
    actividades = Actividad.objects.select_related("plan__municipalidad__distrito", "plan__convenio__ugel").in_bulk(de)
    reportes = {(r.actividad_id, r.trimestre): r for r in Ejecucion.objects.filter(actividad__in=de).select_related("creado_por")}
    metas = {
        (actividad, t): (fisica, financiera)
        for actividad, t, fisica, financiera in Programacion.objects.filter(actividad__in=de)
        .order_by()
        .values_list("actividad", "trimestre", "fisica", "financiera")
    }
    planes = {actividad.plan_id for actividad in actividades.values()}
    cerrados = set(Cierre.objects.filter(plan__in=planes).order_by().values_list("plan", "trimestre"))
    nada = (Decimal(0), Decimal(0))
    dichas = []
    for par in elegidos:
        actividad, trimestre = actividades[par["de"]], par["cual"]
        llave = (actividad.pk, trimestre)
        if (reporte := reportes.get(llave)) is not None:
            reporte.actividad = actividad
        dichas.append(Fila(actividad, trimestre, metas.get(llave, nada), reporte, (actividad.plan_id, trimestre) in cerrados))
    return dichas


def con_lo_que_esperan(planes: Any) -> Any:
    """Each plan with what waits for its municipality: `por_corregir`, reports of its people still to be finished or corrected, and
    `sin_reporte`, activities and quarters that have a target, ended, and have no report.
    """

    def cuantas(filas: Any, plan: str) -> Coalesce:
        suyas = filas.filter(**{plan: OuterRef("pk")}).order_by().values(plan)
        return Coalesce(Subquery(suyas.annotate(n=Count("pk")).values("n")), 0)

    reportes = Ejecucion.objects.filter(actividad=OuterRef("actividad"), trimestre=OuterRef("trimestre"))
    con_meta = Programacion.objects.filter(Q(fisica__gt=0) | Q(financiera__gt=0), actividad__eliminado_en=None).filter(
        ~Exists(reportes), ~Exists(Cierre.objects.filter(plan=OuterRef("actividad__plan"), trimestre=OuterRef("trimestre")))
    )
    dia = hoy()
    vencidas = con_meta.filter(Q(actividad__plan__anio__lt=dia.year) | Q(actividad__plan__anio=dia.year, trimestre__lt=trimestre_de(dia)))
    de_ellos = Ejecucion.objects.en_trimestre_abierto().filter(
        estado__in=Reporte.Estado.editables(), creado_por__rol__in=MUNICIPALES, actividad__eliminado_en=None
    )
    return planes.annotate(por_corregir=cuantas(de_ellos, "actividad__plan"), sin_reporte=cuantas(vencidas, "actividad__plan"))
