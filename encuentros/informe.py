"""The informe de implementación: what was done since the former encuentro, district by district, as it stands today.

Counts and lists are asked of the database for the whole province at once, so a report of twelve districts costs what one of a hundred does.
A commitment that reaches several districts counts in each of them, and once in the province.
"""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber

from base.comun.fechas import hoy
from base.cuentas.models import Usuario
from convenios.metas import en_porcentaje, razon
from convenios.models import Alcance, Avance, Cierre, Compromiso
from convenios.models.plan import ROMANOS
from convenios.models.situacion import POR_URGENCIA, Situacion, condicion
from municipios.models import Distrito

from .agenda import Desde, desde_cuando
from .models import Encuentro

SE_LISTAN = 20  # of each kind in each district: the counts are of all
CERO = Decimal(0)


@dataclass
class DeUnDistrito:
    """What a district has to tell; also the part of the province that no district has."""

    distrito: Any | None
    situaciones: dict[str, int] = field(default_factory=dict)
    cumplidos: int = 0
    vencidos: int = 0
    avances: int = 0
    lista_cumplidos: list[Any] = field(default_factory=list)
    lista_vencidos: list[Any] = field(default_factory=list)
    lista_avances: list[Any] = field(default_factory=list)
    cierre: Any | None = None

    @property
    def nombre(self) -> str:
        """How it is called."""
        return str(self.distrito.nombre) if self.distrito is not None else "Sin un distrito"

    @property
    def ancla(self) -> str:
        """Where it stands on the page."""
        return f"distrito-{self.distrito.ubigeo}" if self.distrito is not None else "sin-distrito"

    @property
    def reparto(self) -> list[tuple[str, str, int]]:
        """Slug, label and how many of each situation that has some, the most urgent first."""
        return [(s.value, s.label, self.situaciones[s.value]) for s in POR_URGENCIA if self.situaciones.get(s.value)]

    @property
    def nada(self) -> bool:
        """Nothing happened in it since."""
        return not (self.cumplidos or self.vencidos or self.avances)

    @property
    def compromisos(self) -> int:
        """All of them."""
        return sum(self.situaciones.values())

    @property
    def trimestre(self) -> str:
        """The closed quarter, in Roman numerals."""
        return "" if self.cierre is None else ROMANOS[self.cierre.trimestre]


@dataclass
class Informe:
    """The report of an encuentro on a day."""

    encuentro: Encuentro
    desde: Desde
    hasta: datetime.date
    provincia: DeUnDistrito
    distritos: list[DeUnDistrito]
    sin_distrito: DeUnDistrito | None
    anio: int  # of the plans of work

    @property
    def partes(self) -> list[DeUnDistrito]:
        """Every district, and what has none."""
        return self.distritos + ([self.sin_distrito] if self.sin_distrito is not None else [])

    @property
    def cerrados(self) -> list[Any]:
        """The closed quarters, one a district at most."""
        return [d.cierre for d in self.distritos if d.cierre is not None]

    @property
    def programado(self) -> Decimal:
        """Soles programmed up to the closed quarter of each of them."""
        return sum((c.programado for c in self.cerrados), CERO)

    @property
    def devengado(self) -> Decimal:
        """Soles spent."""
        return sum((c.devengado for c in self.cerrados), CERO)

    @property
    def gasto(self) -> Decimal | None:
        """The second against the first."""
        return en_porcentaje(razon(self.devengado, self.programado))

    @property
    def fisico(self) -> Decimal | None:
        """The mean of the físico of the closed quarters, every district alike; None where none has one."""
        dichos = [c.fisico for c in self.cerrados if c.fisico is not None]
        return (sum(dichos, CERO) / len(dichos)).quantize(Decimal("0.1")) if dichos else None


# ── Asking ───────────────────────────────────────────────────────────────────────────────────────────────────────────────
def informe_de(encuentro: Encuentro, user: Usuario) -> Informe:
    """The report, with what this person reads."""
    desde = desde_cuando(encuentro, user)
    dia = desde.dia or datetime.date(2000, 1, 1)
    de_la_ugel = Compromiso.objects.for_user(user).filter(convenio__ugel=encuentro.ugel_id)
    por_distrito = {d.pk: DeUnDistrito(d) for d in Distrito.objects.for_user(user).filter(ugel=encuentro.ugel_id).order_by("ubigeo")}
    suelto, provincia = DeUnDistrito(None), DeUnDistrito(None)
    for situacion, *cuantos in _contados(de_la_ugel, dia, "situacion"):
        _sumar(provincia, situacion, *cuantos)
    vivos = de_la_ugel.filter(alcances__isnull=False, alcances__eliminado_en=None)
    for distrito, situacion, *cuantos in _contados(vivos, dia, "alcances__distrito", "situacion"):
        if distrito in por_distrito:
            _sumar(por_distrito[distrito], situacion, *cuantos)
    _listar_compromisos(por_distrito, de_la_ugel, dia)
    _listar_avances(por_distrito, suelto, user, encuentro, dia)
    provincia.avances = suelto.avances + sum(d.avances for d in por_distrito.values())
    anio, cierres = _ultimos_cierres(user, encuentro)
    for cierre in cierres:
        if cierre.plan.municipalidad.distrito_id in por_distrito:
            por_distrito[cierre.plan.municipalidad.distrito_id].cierre = cierre
    return Informe(encuentro, desde, hoy(), provincia, list(por_distrito.values()), suelto if suelto.avances else None, anio)


def _contados(filas: Any, dia: datetime.date, *columnas: str) -> Any:
    """How many commitments there are of each situation (and district), how many of those were fulfilled since, and how many became overdue."""
    cumplidos = Count("pk", filter=Q(estado="cumplido", estado_en__date__gte=dia))
    vencidos = Count("pk", filter=Q(plazo__gte=dia))
    contadas = filas.con_situacion().order_by().values_list(*columnas)
    return contadas.annotate(n=Count("pk"), cumplidos=cumplidos, hasta_hoy=vencidos)


def _sumar(parte: DeUnDistrito, situacion: str, cuantos: int, cumplidos: int, hasta_hoy: int) -> None:
    parte.situaciones[situacion] = cuantos
    if situacion == Situacion.CUMPLIDO:
        parte.cumplidos = cumplidos
    elif situacion == Situacion.VENCIDO:
        parte.vencidos = hasta_hoy


def _listar_compromisos(por_distrito: dict[int, DeUnDistrito], compromisos: Any, dia: datetime.date) -> None:
    """The last fulfilled and the last overdue of each district, in one query."""
    suyos = compromisos.filter(Q(estado="cumplido", estado_en__date__gte=dia) | Q(condicion(Situacion.VENCIDO) & Q(plazo__gte=dia)))
    puesto = Window(
        RowNumber(),
        partition_by=[F("distrito"), F("compromiso__estado")],
        order_by=[F("compromiso__plazo").desc(nulls_last=True), F("pk").asc()],
    )
    alcances = Alcance.objects.filter(compromiso__in=suyos.values("pk"), distrito__in=list(por_distrito))
    filas = alcances.annotate(puesto=puesto).filter(puesto__lte=SE_LISTAN)
    for alcance in filas.select_related("compromiso__convenio__ugel").order_by("compromiso__plazo", "compromiso__codigo", "pk"):
        parte = por_distrito[alcance.distrito_id]
        (parte.lista_cumplidos if alcance.compromiso.estado == "cumplido" else parte.lista_vencidos).append(alcance.compromiso)


def _listar_avances(
    por_distrito: dict[int, DeUnDistrito], suelto: DeUnDistrito, user: Usuario, encuentro: Encuentro, dia: datetime.date
) -> None:
    """The last verified avances of each district, with how many there are, in one query. What a carga inicial brought was not done since."""
    hechos = Avance.objects.for_user(user).verificados().exclude(origen=Avance.Origen.CARGA_INICIAL)
    hechos = hechos.filter(compromiso__convenio__ugel=encuentro.ugel_id, verificado_en__date__gte=dia)
    filas = hechos.annotate(
        total=Window(Count("pk"), partition_by=F("distrito")),
        puesto=Window(RowNumber(), partition_by=F("distrito"), order_by=[F("verificado_en").desc(), F("pk").desc()]),
    ).filter(puesto__lte=SE_LISTAN)
    for avance in filas.select_related("compromiso__convenio__ugel", "creado_por").order_by("-verificado_en", "-pk"):
        parte = por_distrito.get(avance.distrito_id, suelto) if avance.distrito_id else suelto
        parte.avances = avance.total
        parte.lista_avances.append(avance)


def _ultimos_cierres(user: Usuario, encuentro: Encuentro) -> tuple[int, list[Any]]:
    """The closed quarters of this year's plans, the last of each plan at the end; while this year has none, of last year's."""
    este = hoy().year
    filas = Cierre.objects.for_user(user).filter(plan__convenio__ugel=encuentro.ugel_id, plan__anio__in=[este - 1, este])
    filas = filas.filter(plan__eliminado_en=None).sin_contenido().select_related("plan__municipalidad__distrito")
    cierres = list(filas.order_by("trimestre", "pk"))
    anio = max((cierre.plan.anio for cierre in cierres), default=este)
    return anio, [cierre for cierre in cierres if cierre.plan.anio == anio]
