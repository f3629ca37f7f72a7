"""Figures of the page Provincia, at each of its levels: the districts of a UGEL, the UGEL of a DRE, the DRE of the country.

The counts come from `convenios/resumen.py`, the bars from the plans. A row says where each of its numbers leads: at the level of districts to
the commitments behind it, above it to the level below.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F
from django.urls import reverse

from base.comun.fechas import hoy
from base.cuentas.models import Usuario
from convenios import provincia as planes
from convenios import resumen
from convenios.filtros import FaltaAlgo
from convenios.metas import CERO, en_porcentaje, razon
from convenios.models import Compromiso, Convenio, PlanTrabajo
from convenios.models.linea import Linea, lineas_de
from convenios.models.plan import ROMANOS, trimestre_de
from convenios.models.resumen import con_resumen
from convenios.models.situacion import POR_URGENCIA
from convenios.resumen import Cuenta, Figuras, Memoria, juntas
from encuentros import seguimiento
from encuentros.models.encuentro import en_romanos
from municipios.models import Distrito, Ugel

TRIMESTRE = "trimestre"
PROXIMOS = 6
Direccion = Callable[..., str]


# ── Rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Barras:
    """What the plans of a place did and spent, each a percentage of what was programmed, or nothing; and of what they speak."""

    fisico: Decimal | None
    gasto: Decimal | None
    dicho: str
    url: str


@dataclass
class Fila:
    """A place: its counts by line of work and all together, its bars, and where its numbers lead (`donde`, with the filters of a list)."""

    nombre: str
    url: str
    lineas: dict[str, Cuenta]
    conjunto: Cuenta
    donde: Direccion
    barras: Barras | None = None
    deudas: int = 0


@dataclass
class Cuadro:
    """A level: its lines of work, its rows, and the whole of it."""

    columnas: list[tuple[str, str]]
    filas: list[Fila]
    todo: Fila
    deudas: dict[str, int] = field(default_factory=dict)

    @property
    def reparto(self) -> list[dict[str, Any]]:
        """How many commitments stand in each situation."""
        cuenta = self.todo.conjunto.situaciones
        return [
            {"situacion": s.value, "etiqueta": s.label, "cuantos": cuenta[s.value], "url": self.todo.donde(situacion=s.value)}
            for s in POR_URGENCIA
            if cuenta.get(s.value)
        ]

    @property
    def por_completar(self) -> list[dict[str, Any]]:
        """What the data of the commitments lack, with where it is."""
        return [
            {"etiqueta": etiqueta, "cuantos": self.deudas[falta], "url": self.todo.donde(falta=falta)}
            for falta, etiqueta in FaltaAlgo.CHOICES
            if self.deudas.get(falta)
        ]


@lru_cache(maxsize=512)
def _base(ugel: str) -> str:
    return reverse("compromisos", args=[ugel])


def _lista(ugel: str, distrito: str = "") -> Direccion:
    """The list of commitments of a UGEL, or of one of its districts. Filters are slugs, codes and dates, that an address carries as they are."""
    base, fijo = _base(ugel), f"distrito={distrito}&" if distrito else ""

    def donde(**filtros: str) -> str:
        consulta = fijo + "&".join(f"{nombre}={valor}" for nombre, valor in filtros.items() if valor)
        return f"{base}?{consulta.rstrip('&')}" if consulta else base

    return donde


def _siempre(url: str) -> Direccion:
    """Where a number leads that has no list of its own: to the level below."""
    return lambda **_: url


def lee_todo(user: Usuario) -> bool:
    """Whether this person reads also what is not signed yet, as `Convenio.objects.for_user` has it."""
    return user.is_superuser or user.es_ugel


# ── Since when ───────────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Desde:
    """The day from which changes are told, in words."""

    dia: datetime.date
    dicho: str
    encuentro: bool


def _inicio_del_trimestre() -> datetime.date:
    dia = hoy()
    return datetime.date(dia.year, 3 * trimestre_de(dia) - 2, 1)


def desde_el_trimestre() -> Desde:
    """Since the last quarter ended."""
    dia = _inicio_del_trimestre()
    anio, trimestre = _ultimo_trimestre()
    return Desde(dia, f"Desde que terminó el {ROMANOS[trimestre]} trimestre de {anio}", encuentro=False)


def _ultimo_trimestre() -> tuple[int, int]:
    """The last quarter that is over."""
    dia = hoy()
    trimestre = trimestre_de(dia) - 1
    return (dia.year, trimestre) if trimestre else (dia.year - 1, 4)


def desde_el_encuentro(ugel: Any) -> Desde | None:
    """Since the last encuentro of a UGEL that was held on a known day, before today."""
    if not ugel.ultimo:
        return None
    dia = datetime.date.fromisoformat(ugel.ultimo["fecha"])
    return Desde(dia, f"Desde el {en_romanos(ugel.ultimo['numero'])} Encuentro", encuentro=True)


# ── The districts of a UGEL ──────────────────────────────────────────────────────────────────────────────────────────────
def ugeles_de(user: Usuario) -> Any:
    """Those that this person reads, with what the page asks of one."""
    filas = con_resumen(Ugel.objects.for_user(user)).select_related("dre")
    return filas.annotate(proximo=seguimiento.proximo(user, ugel="pk"), ultimo=seguimiento.ultimo(user, ugel="pk"))


def de_una_ugel(user: Usuario, ugel: Any, desde: Desde) -> Cuadro:
    """District by district. The whole counts each commitment once."""
    corte = resumen.corte(ugel, desde=desde.dia, todos=lee_todo(user))
    figuras = resumen.figuras([ugel], {ugel.pk: corte}, con_distritos=True)[ugel.pk]
    if user.es_municipal:
        figuras = figuras.con(_borradores(user, ugel, desde))
    distritos = list(Distrito.objects.for_user(user).filter(ugel=ugel).order_by("ubigeo"))
    barras = _barras_por_distrito(user, ugel, distritos)
    filas = []
    for distrito in distritos:
        lineas = figuras.distritos.get(distrito.pk, {})
        donde = _lista(ugel.codigo, distrito=distrito.ubigeo)
        url = reverse("distrito", args=[distrito.ubigeo])
        filas.append(Fila(distrito.nombre, url, lineas, juntas(lineas.values()), donde, barras.get(distrito.pk)))
    todo = Fila(ugel.nombre, "", figuras.lineas, juntas(figuras.lineas.values()), _lista(ugel.codigo))
    return Cuadro(lineas_de(ugel), filas, todo, figuras.deudas)


def _borradores(user: Usuario, ugel: Any, desde: Desde) -> Figuras:
    """What a party reads of the convenios that it is preparing: few, and counted from their rows."""
    suyos = Compromiso.objects.for_user(user).filter(convenio__ugel=ugel).exclude(convenio__estado__in=Convenio.Estado.firmados())
    conteo = resumen.contar(suyos).get(ugel.pk)
    return resumen.leer_conteo(conteo, resumen.corte(ugel, desde=desde.dia, todos=True)) if conteo else Figuras()


def _barras_por_distrito(user: Usuario, ugel: Any, distritos: list[Any]) -> dict[int, Barras]:
    """What each plan of this year did of what it had programmed so far, and spent of what it programmed for the year."""
    anio = hoy().year
    de_planes = planes.filas(distritos, PlanTrabajo.objects.for_user(user).filter(convenio__ugel=ugel), anio)
    barras = {}
    for fila in de_planes:
        dichas = [celda for celda in fila.celdas if not celda.futuro]
        if fila.plan is None or not dichas:
            continue
        ultima = dichas[-1]
        gasto = en_porcentaje(razon(fila.devengado or CERO, fila.programado or CERO))
        como = "cerrado" if ultima.cerrado else "como va"
        barras[fila.distrito.pk] = Barras(ultima.fisico, gasto, f"{ROMANOS[ultima.trimestre]} trimestre, {como}", fila.url)
    return barras


def proximos(user: Usuario, ugel: Any) -> list[Any]:
    """The next commitments that are due, today's first, each as a row of a list."""
    suyos = Compromiso.objects.for_user(user).filter(convenio__ugel=ugel).abiertos().filter(plazo__gte=hoy())
    primeros = Compromiso.objects.for_user(user).filter(pk__in=suyos.order_by("plazo", "pk").values("pk")[:PROXIMOS])
    return list(primeros.para_lista().order_by("plazo", "pk"))


# ── Above a UGEL ─────────────────────────────────────────────────────────────────────────────────────────────────────────
class UgelLeida(NamedTuple):
    """A UGEL as the levels above read it."""

    pk: int
    codigo: str
    nombre: str
    dre: str
    nombre_de_dre: str
    dias_por_vencer: int
    generacion: UUID | None


def leidas(ugeles: Any) -> list[UgelLeida]:
    """Those of a queryset, by their code."""
    columnas = ("pk", "codigo", "nombre", "codigo_de_dre", "nombre_de_dre", "dias_por_vencer", "generacion")
    filas = con_resumen(ugeles).annotate(codigo_de_dre=F("dre__codigo"), nombre_de_dre=F("dre__nombre"))
    return [UgelLeida(*fila) for fila in filas.order_by("codigo").values_list(*columnas)]


@dataclass(frozen=True)
class Suma:
    """What some UGEL come to."""

    lineas: dict[str, Cuenta]
    conjunto: Cuenta
    deudas: int
    cerrado: tuple[int, ...]  # of the last quarter that is over, as `Figuras.cierres` has it


_sumas = Memoria()


def de_varias(user: Usuario, ugeles: list[UgelLeida], desde: Desde, *, por_dre: bool) -> Cuadro:
    """UGEL by UGEL, or DRE by DRE."""
    grupos: dict[tuple[str, str], list[UgelLeida]] = {}
    for u in ugeles:
        grupos.setdefault((u.dre, u.nombre_de_dre) if por_dre else (u.codigo, u.nombre), []).append(u)
    sumas, filas = _sumar(grupos, desde, todos=lee_todo(user)), []
    for (codigo, nombre), suma in sumas.items():
        url = reverse("dre" if por_dre else "provincia_ugel", args=[codigo])
        donde = _siempre(url) if por_dre else _lista(codigo)
        filas.append(Fila(nombre, url, suma.lineas, suma.conjunto, donde, _barras_de_cierres(suma, url), suma.deudas))
    todo = Fila("En conjunto", "", _por_linea(fila.lineas for fila in filas), juntas(fila.conjunto for fila in filas), _siempre("#matriz"))
    return Cuadro([(linea.value, str(linea.label)) for linea in Linea], filas, todo)


def _sumar(grupos: dict[Any, list[UgelLeida]], desde: Desde, *, todos: bool) -> dict[Any, Suma]:
    """Each group added up. A sum is remembered as long as the summaries that it adds are those."""
    dia, dichas, faltan = hoy(), {}, {}
    for lugar, suyas in grupos.items():
        llave = (dia, desde.dia, todos, *((u.generacion, u.dias_por_vencer) for u in suyas))
        if (dicha := _sumas.get(llave)) is None:
            faltan[lugar] = llave
        dichas[lugar] = dicha
    por_leer = [u for lugar in faltan for u in grupos[lugar]]
    cortes = {u.pk: resumen.corte(u, desde=desde.dia, todos=todos) for u in por_leer}
    figuras = resumen.figuras(por_leer, cortes, con_distritos=False) if por_leer else {}
    for lugar, llave in faltan.items():
        dichas[lugar] = _suma([figuras[u.pk] for u in grupos[lugar]])
        if all(u.generacion is not None for u in grupos[lugar]):
            _sumas.guardar(llave, dichas[lugar])
    return dichas


def _suma(figuras: list[Figuras]) -> Suma:
    lineas = _por_linea(f.lineas for f in figuras)
    trimestre = "{}-{}".format(*_ultimo_trimestre())
    cerrados = [f.cierres[trimestre] for f in figuras if trimestre in f.cierres]
    deudas = sum(sum(f.deudas.values()) for f in figuras)
    return Suma(lineas, juntas(lineas.values()), deudas, tuple(sum(columna) for columna in zip(*cerrados, strict=True)))


def _por_linea(varias: Iterable[dict[str, Cuenta]]) -> dict[str, Cuenta]:
    suma: dict[str, Cuenta] = {}
    for lineas in varias:
        for linea, cuenta in lineas.items():
            suma.setdefault(linea, Cuenta()).mas(cuenta)
    return suma


def _barras_de_cierres(suma: Suma, url: str) -> Barras | None:
    """The last quarter that is over, as the plans closed it: the mean of their percentages, each plan alike; soles added up."""
    if not suma.cerrado:
        return None
    anio, trimestre = _ultimo_trimestre()
    cuantos, n, decimos, programado, devengado = suma.cerrado
    fisico = Decimal(decimos) / n / 10 if n else None
    gasto = en_porcentaje(Fraction(devengado, programado)) if programado else None
    return Barras(fisico, gasto, f"{ROMANOS[trimestre]} trimestre de {anio}, {cuantos:,} planes cerrados", url)
