"""Figures of the page Provincia: what a level of it is made of, and the level of the districts of a UGEL (those above it: `niveles.py`).

The counts come from `convenios/resumen/`, the bars from the plans. A row says where each of its numbers leads: to the commitments behind it,
or to the level below.
"""

import datetime
import itertools
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.urls import reverse

from base.comun.dibujos import dibujar
from base.comun.fechas import hoy
from base.cuentas.models import Usuario
from base.cuentas.preparadas import traer_para
from convenios import provincia as planes
from convenios import resumen
from convenios.filtros import FaltaAlgo
from convenios.mapa import valores_del_mapa
from convenios.metas import CERO, en_porcentaje, razon
from convenios.models import Compromiso, Convenio, PlanTrabajo
from convenios.models.linea import lineas_de
from convenios.models.plan import ROMANOS, trimestre_de
from convenios.models.resumen import con_resumen
from convenios.models.situacion import reparto
from convenios.resumen import Cuenta, Figuras, juntas
from encuentros import seguimiento
from encuentros.models.encuentro import en_romanos
from municipios.mapa import Mapa, mapa
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
    mapa: Mapa | None = None

    @property
    def reparto(self) -> list[dict[str, Any]]:
        """How many commitments stand in each situation."""
        return reparto(self.todo.conjunto.situaciones, lambda situacion: self.todo.donde(situacion=situacion))

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


def lista_de(ugel: str, distrito: str = "") -> Direccion:
    """The list of commitments of a UGEL, or of one of its districts. Filters are slugs, codes and dates, that an address carries as they are."""
    base, fijo = _base(ugel), f"distrito={distrito}&" if distrito else ""

    def donde(**filtros: str) -> str:
        consulta = fijo + "&".join(f"{nombre}={valor}" for nombre, valor in filtros.items() if valor)
        return f"{base}?{consulta.rstrip('&')}" if consulta else base

    return donde


def siempre(url: str) -> Direccion:
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
    anio, trimestre = ultimo_trimestre()
    return Desde(dia, f"Desde que terminó el {ROMANOS[trimestre]} trimestre de {anio}", encuentro=False)


def ultimo_trimestre() -> tuple[int, int]:
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


def ugel_de(user: Usuario, codigo: str) -> Any:
    """The one of that code, or None."""
    return next(
        iter(traer_para(user, "provincia: una UGEL", lambda quien, codigo: ugeles_de(quien).filter(codigo=codigo), codigo=codigo)), None
    )


@dataclass(frozen=True)
class Lectura:
    """What was asked of a UGEL. `llave` tells all of it in few words: what is drawn of one that says the same is the same. None: nothing is
    remembered, since its commitments are counted from their rows.
    """

    user: Usuario
    ugel: Any
    desde: Desde
    distritos: list[Any]
    barras: dict[int, Barras]
    llave: Hashable = None

    def cuadro(self) -> Cuadro:
        """District by district. The whole counts each commitment once."""
        ugel, figuras, filas = self.ugel, figuras_de(self.user, self.ugel, self.desde), []
        for distrito in self.distritos:
            lineas = figuras.distritos.get(distrito.pk, {})
            donde = lista_de(ugel.codigo, distrito=distrito.ubigeo)
            url = reverse("distrito", args=[distrito.ubigeo])
            filas.append(Fila(distrito.nombre, url, lineas, juntas(lineas.values()), donde, self.barras.get(distrito.pk)))
        todo = Fila(ugel.nombre, "", figuras.lineas, juntas(figuras.lineas.values()), lista_de(ugel.codigo))
        cuentas = {distrito.pk: fila.conjunto.situaciones for distrito, fila in zip(self.distritos, filas, strict=True)}
        valores = valores_del_mapa(self.distritos, cuentas, lambda distrito: reverse("distrito", args=[distrito.ubigeo]))
        return Cuadro(lineas_de(ugel), filas, todo, figuras.deudas, mapa(self.distritos, valores, titulo=f"Mapa de {ugel.nombre}"))


def leer(user: Usuario, ugel: Any, desde: Desde) -> Lectura:
    """What the page tells of a UGEL that this person reads, in three queries."""
    distritos = traer_para(user, "provincia: distritos", _distritos, ugel=ugel.pk)
    barras = _barras_por_distrito(user, ugel, distritos)
    if ugel.generacion is None or (user.es_municipal and not user.is_superuser):
        return Lectura(user, ugel, desde, distritos, barras)
    corte = _corte(ugel, desde, todos=lee_todo(user))
    dichos = tuple((d.pk, *(getattr(d, campo) for campo in DE_DISTRITO), *_limite(d)) for d in distritos)
    llave = (
        ugel.pk,
        ugel.generacion,
        corte,
        ugel.codigo,
        ugel.nombre,
        tuple(lineas_de(ugel)),
        desde,
        dichos,
        tuple(sorted(barras.items())),
    )
    return Lectura(user, ugel, desde, distritos, barras, llave)


DE_DISTRITO = ("ubigeo", "nombre", "latitud", "longitud", "poblacion", "poblacion_anio")  # what is drawn of a district


def _distritos(user: Usuario, *, ugel: int) -> Any:
    return Distrito.objects.for_user(user).filter(ugel=ugel).con_limite().order_by("ubigeo")


def _limite(distrito: Any) -> tuple[Any, ...]:
    """What is drawn of its boundary."""
    limite = getattr(distrito, "limite", None)
    return (limite.huella, limite.carga.fuente, limite.carga.licencia) if limite is not None else ()


def figuras_de(user: Usuario, ugel: Any, desde: Desde) -> Figuras:
    """The counts that this person reads of a UGEL that `con_resumen` has asked for.

    A party also reads the convenios that it is preparing: few, and counted from their rows.
    """
    if not user.es_municipal or user.is_superuser:
        return resumen.figuras([ugel], {ugel.pk: _corte(ugel, desde, todos=lee_todo(user))}, con_distritos=True)[ugel.pk]
    suyos = Compromiso.objects.for_user(user).filter(convenio__ugel=ugel)
    if ugel.generacion is None:
        return _contadas(suyos, ugel, desde)
    firmadas = resumen.figuras([ugel], {ugel.pk: _corte(ugel, desde, todos=False)}, con_distritos=True)[ugel.pk]
    return firmadas.con(_contadas(suyos.exclude(convenio__estado__in=Convenio.Estado.firmados()), ugel, desde))


def _corte(ugel: Any, desde: Desde, *, todos: bool) -> resumen.Corte:
    return resumen.corte(ugel, desde=desde.dia, todos=todos)


def _contadas(compromisos: Any, ugel: Any, desde: Desde) -> Figuras:
    conteo = resumen.contar(compromisos).get(ugel.pk)
    return resumen.leer_conteo(conteo, _corte(ugel, desde, todos=True)) if conteo else Figuras()


def _planes(user: Usuario, *, ugel: int) -> Any:
    return planes.en_fila(PlanTrabajo.objects.for_user(user).filter(convenio__ugel=ugel, anio=hoy().year))


def _barras_por_distrito(user: Usuario, ugel: Any, distritos: list[Any]) -> dict[int, Barras]:
    """What each plan of this year did of what it had programmed so far, and spent of what it programmed for the year."""
    anio = hoy().year
    de_planes = itertools.starmap(planes.PlanEnFila, traer_para(user, "provincia: planes", _planes, ugel=ugel.pk))
    barras = {}
    for fila in planes.juntar(distritos, de_planes, anio):
        dichas = [celda for celda in fila.celdas if not celda.futuro]
        if fila.plan is None or not dichas:
            continue
        ultima = dichas[-1]
        gasto = en_porcentaje(razon(fila.devengado or CERO, fila.programado or CERO))
        como = "cerrado" if ultima.cerrado else "como va"
        barras[fila.distrito.pk] = Barras(ultima.fisico, gasto, f"{ROMANOS[ultima.trimestre]} trimestre, {como}", fila.url)
    return barras


def proximos(user: Usuario, ugel: Any) -> list[Any]:
    """The next open commitments that are due, today's first, each with its row as it is drawn."""
    proximos = traer_para(user, "provincia: próximos", _proximos, ugel=ugel.pk)
    for c in proximos:
        dicho = {nombre: getattr(c, nombre) for nombre in ("codigo", "descripcion", "plazo", "demostracion", "debe")}
        c.fila = dibujar("tablero/_proximo.html", {"url": c.get_absolute_url()} | dicho)
    return proximos


def _proximos(user: Usuario, *, ugel: int) -> Any:
    """First which ones, then what is told of them: otherwise it is brought for all that are open before the first six are taken."""
    primeros = Compromiso.objects.leidos_de(user, ugel).abiertos().filter(plazo__gte=hoy()).order_by("plazo", "pk").values("pk")[:PROXIMOS]
    suyos = Compromiso.objects.filter(pk__in=primeros).select_related("convenio__ugel", "obligada__municipalidad__distrito")
    return suyos.only(*DE_PROXIMO).order_by("plazo", "pk")


DE_PROXIMO = (
    *("codigo", "descripcion", "plazo", "demostracion", "convenio__codigo", "convenio__ugel__codigo", "convenio__ugel__nombre"),
    *("obligada__municipalidad__tipo", "obligada__municipalidad__distrito__nombre"),
)
