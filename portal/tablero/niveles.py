"""The levels of Provincia above a UGEL: the UGEL of a DRE, and the DRE of the country. The bars are those of the quarters that plans closed."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F
from django.urls import reverse

from base.comun.fechas import hoy
from base.comun.recuerdos import Recuerdos
from base.cuentas.models import Usuario
from base.cuentas.preparadas import traer_para
from convenios import resumen
from convenios.metas import en_porcentaje
from convenios.models.linea import Linea
from convenios.models.plan import ROMANOS
from convenios.models.resumen import con_resumen
from convenios.resumen import Cuenta, Figuras, juntas
from municipios.models import Ugel

from .provincia import Barras, Cuadro, Desde, Fila, lee_todo, lista_de, siempre, ultimo_trimestre


class UgelLeida(NamedTuple):
    """A UGEL as the levels above read it."""

    pk: int
    codigo: str
    nombre: str
    dre: str
    nombre_de_dre: str
    dias_por_vencer: int
    generacion: UUID | None


def leidas(user: Usuario, *, dre: int | None = None) -> list[UgelLeida]:
    """Those that this person reads, or those of a DRE among them, by their code."""
    suya = {} if dre is None else {"dre": dre}
    return [UgelLeida(*fila) for fila in traer_para(user, ("niveles", *suya), _leidas, **suya)]


def _leidas(user: Usuario, **suya: int) -> Any:
    columnas = ("pk", "codigo", "nombre", "codigo_de_dre", "nombre_de_dre", "dias_por_vencer", "generacion")
    filas = con_resumen(Ugel.objects.for_user(user).filter(**suya)).annotate(codigo_de_dre=F("dre__codigo"), nombre_de_dre=F("dre__nombre"))
    return filas.order_by("codigo").values_list(*columnas)


def llave_de(user: Usuario, ugeles: list[UgelLeida], desde: Desde, *, por_dre: bool) -> Hashable:
    """All that `de_varias` says, in few words; None while the rows of one of them are counted."""
    if any(u.generacion is None for u in ugeles):
        return None
    return (hoy(), desde, lee_todo(user), por_dre, tuple(ugeles))


@dataclass(frozen=True)
class Suma:
    """What some UGEL come to."""

    lineas: dict[str, Cuenta]
    conjunto: Cuenta
    deudas: int
    cerrado: tuple[int, ...]  # of the last quarter that is over, as `Figuras.cierres` has it


_sumas = Recuerdos()


def de_varias(user: Usuario, ugeles: list[UgelLeida], desde: Desde, *, por_dre: bool) -> Cuadro:
    """UGEL by UGEL, or DRE by DRE."""
    grupos: dict[tuple[str, str], list[UgelLeida]] = {}
    for u in ugeles:
        grupos.setdefault((u.dre, u.nombre_de_dre) if por_dre else (u.codigo, u.nombre), []).append(u)
    sumas, filas = _sumar(grupos, desde, todos=lee_todo(user)), []
    for (codigo, nombre), suma in sumas.items():
        url = reverse("dre" if por_dre else "provincia_ugel", args=[codigo])
        donde = siempre(url) if por_dre else lista_de(codigo)
        filas.append(Fila(nombre, url, suma.lineas, suma.conjunto, donde, _barras_de_cierres(suma, url), suma.deudas))
    todo = Fila("En conjunto", "", _por_linea(fila.lineas for fila in filas), juntas(fila.conjunto for fila in filas), siempre("#matriz"))
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
    trimestre = "{}-{}".format(*ultimo_trimestre())
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
    anio, trimestre = ultimo_trimestre()
    cuantos, n, decimos, programado, devengado = suma.cerrado
    fisico = Decimal(decimos) / n / 10 if n else None
    gasto = en_porcentaje(Fraction(devengado, programado)) if programado else None
    return Barras(fisico, gasto, f"{ROMANOS[trimestre]} trimestre de {anio}, {cuantos:,} planes cerrados", url)
