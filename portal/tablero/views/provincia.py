"""Provincia: how a UGEL goes, district by district; and the levels above it, a DRE and the country. One page, at whatever level."""

from collections.abc import Callable, Hashable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import SimpleLazyObject

from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from encuentros import seguimiento
from municipios.models import Dre, Ugel
from municipios.ugeles import recordar_ugel

from .. import niveles
from .. import provincia as figuras
from ..dibujos import dibujar
from ..provincia import Cuadro


def una_ugel(user: Any, *, ugel: str) -> Any:
    """A UGEL whose inside pages this person reads."""
    suya = figuras.ugel_de(user, ugel)
    if suya is None:
        raise Http404
    return suya


def una_dre(user: Any, *, dre: str) -> Dre:
    """A DRE that this person reads."""
    return get_object_or_404(Dre.objects.for_user(user), codigo=dre)


@requires(Permiso.VER)
def provincia(request: Pedido) -> HttpResponse:
    """The level at which this person begins: their UGEL, where it is one; else their DRE, or the country."""
    suyas = list(figuras.ugeles_de(request.user)[:2])
    if not suyas:
        return render(request, "tablero/sin_ambito.html", {})
    if len(suyas) == 1:
        return _de_ugel(request, suyas[0])
    dres = list(Dre.objects.for_user(request.user).filter(ugeles__in=Ugel.objects.for_user(request.user)).distinct()[:2])
    return redirect("dre", dres[0].codigo) if len(dres) == 1 else redirect("nacional")


@requires(Permiso.VER, fila=una_ugel)
def provincia_ugel(request: Pedido, ugel: Any) -> HttpResponse:
    """The districts of a UGEL."""
    return _de_ugel(request, ugel)


@requires(Permiso.VER, fila=una_dre)
def dre(request: Pedido, dre: Dre) -> HttpResponse:
    """The UGEL of a DRE."""
    recordar_ugel(request, None)
    ugeles = niveles.leidas(request.user, dre=dre.pk)
    return _de_varias(request, ugeles, por_dre=False, nivel="dre", lugar=dre.nombre, que="UGEL", arriba=_lee_varias(request.user))


@requires(Permiso.VER)
def nacional(request: Pedido) -> HttpResponse:
    """The DRE of the country, for whoever reads more than one."""
    recordar_ugel(request, None)
    ugeles = niveles.leidas(request.user)
    if len({u.dre for u in ugeles}) < 2:
        raise Http404
    return _de_varias(request, ugeles, por_dre=True, nivel="nacional", lugar="Todas las regiones", que="Dirección regional", arriba=False)


def _lee_varias(user: Any) -> bool:
    """Whether there is a level above a DRE for this person."""
    return bool(user.is_superuser)


def _de_varias(request: Pedido, ugeles: list[niveles.UgelLeida], *, por_dre: bool, **contexto: Any) -> HttpResponse:
    user, desde = request.user, figuras.desde_el_trimestre()
    llave = niveles.llave_de(user, ugeles, desde, por_dre=por_dre)
    return _dibujar(request, lambda: niveles.de_varias(user, ugeles, desde, por_dre=por_dre), llave, desde=desde, **contexto)


def _de_ugel(request: Pedido, ugel: Any) -> HttpResponse:
    recordar_ugel(request, ugel)
    encuentro = figuras.desde_el_encuentro(ugel)
    trimestre = figuras.desde_el_trimestre()
    desde = trimestre if encuentro is None or request.GET.get("desde") == figuras.TRIMESTRE else encuentro
    lectura = figuras.leer(request.user, ugel, desde)
    contexto = {
        "ugel": ugel,
        "opciones": [("", encuentro), (figuras.TRIMESTRE, trimestre)] if encuentro else [],
        "proximos": figuras.proximos(request.user, ugel),
        "encuentro": seguimiento.leido(ugel.proximo, ugel),
        "arriba": not (request.user.es_ugel or request.user.es_municipal) or request.user.is_superuser,
    }
    llave = lectura.llave and (lectura.llave, tuple(contexto["opciones"]))
    return _dibujar(request, lectura.cuadro, llave, desde=desde, nivel="ugel", lugar=ugel.nombre, que="Distrito", **contexto)


def _dibujar(request: Pedido, hacer: Callable[[], Cuadro], llave: Hashable, **contexto: Any) -> HttpResponse:
    """The page. What takes the longest to draw is drawn once for all who read the same (`llave`), and so is what it is made of."""
    contexto["cuadro"] = SimpleLazyObject(hacer)
    return render(request, "tablero/provincia.html", {**contexto, "dibujo": dibujar(llave, contexto)})
