"""Rows of the public pages of places: only the columns that anyone may read are asked for."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from base.comun.fechas import hoy
from convenios.metas import en_porcentaje
from convenios.models import Avance, Cierre, Compromiso
from encuentros.models import Acuerdo, Encuentro
from municipios.models import Distrito, ListaPriorizada, ProyectoEducativo, Ugel

from .consultas import CERRADOS
from .corte import Corte


@dataclass(frozen=True)
class Fila:
    """A district among those of its UGEL: what was promised to it, and its plan at a closed quarter (None: not closed)."""

    distrito: Distrito
    total: int = 0
    cumplidos: int = 0
    vencidos: int = 0
    cierre: Any = None


def distritos(ugel: Ugel, corte: Corte | None) -> list[Fila]:
    """Every district of a UGEL, in three queries however many they are."""
    compromisos = Compromiso.objects.publicos().filter(convenio__ugel=ugel, alcances__isnull=False, alcances__eliminado_en=None)
    vencido = Q(estado=Compromiso.Estado.ABIERTO, plazo__lt=hoy())
    cuentas = {
        fila.pop("alcances__distrito"): fila
        for fila in compromisos.order_by()
        .values("alcances__distrito")
        .annotate(
            total=Count("pk"),
            cumplidos=Count("pk", filter=Q(estado=Compromiso.Estado.CUMPLIDO)),
            vencidos=Count("pk", filter=vencido),
        )
    }
    cerrados: dict[int, Any] = {}
    if corte is not None:
        suyos = Cierre.objects.publicos().filter(plan__municipalidad__distrito__ugel=ugel, plan__anio=corte.anio, trimestre=corte.trimestre)
        cerrados = {c.distrito: c for c in suyos.annotate(distrito=F("plan__municipalidad__distrito")).only(*DE_UN_CIERRE)}
    lugares = Distrito.objects.publicos().filter(ugel=ugel).only("ubigeo", "nombre").order_by("ubigeo")
    return [Fila(lugar, cierre=cerrados.get(lugar.pk), **cuentas.get(lugar.pk, {})) for lugar in lugares]


DE_UN_CIERRE = ("trimestre", "fisico", "fisico_anual", "programado", "devengado", "sha256", "cerrado_en", "demostracion")


@dataclass(frozen=True)
class Conjunto:
    """The closed figures of the districts of a UGEL together: the mean of their percentages, each alike, and of how many."""

    promedio: Decimal | None
    cuentan: int
    programado: Decimal
    devengado: Decimal


def conjunto(filas: list[Fila]) -> Conjunto:
    """Of those that closed the quarter."""
    cierres = [fila.cierre for fila in filas if fila.cierre is not None]
    medidos = [Fraction(cierre.fisico) / 100 for cierre in cierres if cierre.fisico is not None]
    promedio = en_porcentaje(sum(medidos, Fraction(0)) / len(medidos)) if medidos else None
    programado = sum((cierre.programado for cierre in cierres), Decimal(0))
    return Conjunto(promedio, len(medidos), programado, sum((cierre.devengado for cierre in cierres), Decimal(0)))


def cierres(distrito: Distrito) -> dict[Corte, Any]:
    """The closed quarters of the plans of a district, the last one first."""
    suyos = Cierre.objects.publicos().filter(plan__municipalidad__distrito=distrito).annotate(anio=F("plan__anio"))
    return {Corte(cierre.anio, cierre.trimestre): cierre for cierre in suyos.only(*DE_UN_CIERRE).order_by("-plan__anio", "-trimestre")}


def verificados(ugel: Ugel) -> "QuerySet[Any]":
    """What was verified of the commitments of a UGEL, the last one first: how much, where, of which; not who, nor in whose words."""
    suyos = Avance.objects.publicos().filter(compromiso__convenio__ugel=ugel).select_related("compromiso__convenio", "distrito", "hito")
    return suyos.only(
        *DE_UN_AVANCE, "compromiso__codigo", "compromiso__descripcion", "compromiso__unidad", "compromiso__convenio__codigo"
    ).order_by("-verificado_en", "-pk")


DE_UN_AVANCE = (
    *("fecha", "cantidad", "porcentaje", "origen", "verificado_en", "demostracion", "estado"),
    *("distrito__nombre", "distrito__ubigeo", "hito__descripcion"),
)


def listas(ugel: Ugel) -> "QuerySet[ListaPriorizada]":
    """The lists by risk that a UGEL decided, the last one first; why, and who did, is not even read."""
    return (
        ListaPriorizada.objects.publicos()
        .filter(ugel=ugel)
        .only("titulo", "decidida_en", "sha256", "demostracion")
        .order_by("-decidida_en", "-pk")
    )


def proyectos(distrito: Distrito) -> "QuerySet[ProyectoEducativo]":
    """The projects of the schools of a district that are more than an idea."""
    suyos = ProyectoEducativo.objects.publicos().filter(institucion__distrito=distrito).select_related("institucion")
    return suyos.defer("asesor").en_orden()


def encuentros(distrito: Distrito) -> "QuerySet[Encuentro]":
    """The encuentros that were held in a district."""
    suyos = Encuentro.objects.publicos().filter(distrito=distrito).select_related("ugel")
    return suyos.only("numero", "nombre", "fecha", "informado_el", "estado", "fuente", "demostracion", "ugel__codigo").order_by("-numero")


def acuerdos(distrito: Distrito) -> "QuerySet[Any]":
    """What was agreed in the encuentros about a district, or that its municipality owes; once the acta is signed."""
    suyos = Acuerdo.objects.publicos().filter(Q(distrito=distrito) | Q(municipalidad__distrito=distrito), encuentro__estado__in=CERRADOS)
    suyos = suyos.con_situacion().select_related("encuentro__ugel", "municipalidad__distrito")
    return suyos.defer("decidido_motivo", "responsable").order_by("-encuentro__numero", "numero")
