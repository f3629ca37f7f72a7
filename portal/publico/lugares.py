"""From the province to a district: the home of a UGEL, its districts, one of them; each figure leads to its rows."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from base.cuentas.permisos import abierta
from convenios.models import Compromiso, PlanTrabajo
from encuentros.models import Encuentro
from municipios.models import Distrito, Ugel

from . import consultas, consultas_lugares, ultima
from .copias import igual_para_todos, pagina_de
from .corte import corte_pedido, cortes_de
from .mapa import mapa_publico
from .paginas import TRANSPARENCIA, _pagina

EN_DISTRITO, EN_CASA = 20, 6


def una_ugel(codigo: str) -> Ugel:
    """The UGEL of an address."""
    return get_object_or_404(Ugel.objects.publicos().select_related("dre"), codigo=codigo)


def contexto_de_ugel(request: HttpRequest, suya: Ugel) -> dict[str, Any]:
    """What the home of a UGEL tells."""
    compromisos = Compromiso.objects.publicos().filter(convenio__ugel=suya)
    convenios, planes = consultas.convenios(suya), PlanTrabajo.objects.publicos().filter(convenio__ugel=suya)
    cortes = cortes_de(suya)
    encuentros = Encuentro.objects.publicos().filter(ugel=suya)
    return {
        "ugel": suya,
        "convenios": pagina_de(request, convenios, EN_CASA),
        "reparto": consultas.reparto(compromisos.con_situacion(publica=True), consultas.direccion_de_lista(suya)),
        "distritos": consultas_lugares.distritos(suya, None),
        "cortes": cortes,
        "verificados": consultas_lugares.verificados(suya)[:8],
        "encuentros": list(consultas.encuentros(suya).order_by("-numero")[:3]),
        "listas": list(consultas_lugares.listas(suya)[:3]),
        "ultima": ultima.juntas(
            ultima.de_convenios(convenios),
            ultima.de_compromisos(compromisos),
            ultima.de_planes(planes),
            ultima.de_listas(suya.pk),
            ultima.de_encuentros(encuentros),
        ),
    }


@abierta(TRANSPARENCIA)
@igual_para_todos("pagina")
def ugel(request: HttpRequest, ugel: str) -> HttpResponse:
    """The home of a UGEL: how its commitments stand, district by district, and what was verified last."""
    return _pagina(request, "publico/ugel.html", contexto_de_ugel(request, una_ugel(ugel)))


@abierta(TRANSPARENCIA)
@igual_para_todos("corte")
def distritos(request: HttpRequest, ugel: str) -> HttpResponse:
    """The districts of a UGEL; with a closed quarter, the figures that were sealed in it."""
    suya = una_ugel(ugel)
    cortes = cortes_de(suya)
    corte = corte_pedido(request, cortes)
    filas = consultas_lugares.distritos(suya, corte or (cortes[0] if cortes else None))
    contexto = {
        "ugel": suya,
        "corte": corte,
        "cortes": cortes,
        "distritos": filas,
        "mapa": None if corte else mapa_publico(suya, lambda d: reverse("publico_distrito", args=[suya.codigo, d.ubigeo])),
        "conjunto": consultas_lugares.conjunto(filas),
        "ultima": ultima.juntas(
            ultima.de_compromisos(Compromiso.objects.publicos().filter(convenio__ugel=suya)),
            ultima.de_planes(PlanTrabajo.objects.publicos().filter(convenio__ugel=suya)),
        ),
    }
    return _pagina(request, "publico/distritos.html", contexto)


@abierta(TRANSPARENCIA)
@igual_para_todos("corte", "pagina")
def distrito(request: HttpRequest, ugel: str, ubigeo: str) -> HttpResponse:
    """One district: what was promised to it, what of its plans was closed, its schools, its encuentros."""
    suyos = list(Distrito.objects.publicos().filter(ugel__codigo=ugel).select_related("ugel").order_by("ubigeo"))
    cual = next((n for n, d in enumerate(suyos) if d.ubigeo == ubigeo), None)
    if cual is None:
        raise Http404
    suyo: Any = suyos[cual]
    cierres = consultas_lugares.cierres(suyo)
    corte = corte_pedido(request, cierres)
    compromisos = Compromiso.objects.publicos().en_distrito(suyo)
    lista = consultas_lugares.listas(suyo.ugel).first()
    contexto = {
        "ugel": suyo.ugel,
        "distrito": suyo,
        "antes": _vecino(suyos[cual - 1] if cual else None),
        "luego": _vecino(suyos[cual + 1] if cual + 1 < len(suyos) else None),
        "corte": corte,
        "cierre": cierres.get(corte) if corte else None,
        "sello": cierres[corte].sha256 if corte else "",
        "cierres": cierres,
        "reparto": consultas.reparto(compromisos.con_situacion(publica=True), consultas.direccion_de_lista(suyo.ugel, suyo)),
        "pagina": pagina_de(request, consultas.compromisos(compromisos), EN_DISTRITO),
        "nudos": list(consultas.nudos(suyo)[:5]),
        "proyectos": list(consultas_lugares.proyectos(suyo)[:6]),
        "lista": lista,
        "encuentros": list(consultas_lugares.encuentros(suyo)),
        "acuerdos": list(consultas_lugares.acuerdos(suyo)[:10]),
        "ultima": ultima.juntas(
            ultima.de_compromisos(compromisos),
            ultima.de_planes(PlanTrabajo.objects.publicos().filter(municipalidad__distrito=suyo)),
            ultima.de_escuelas(institucion__distrito=suyo.pk),
        ),
    }
    return _pagina(request, "publico/distrito.html", contexto)


def _vecino(distrito: Any) -> dict[str, str] | None:
    return distrito and {"texto": distrito.nombre, "url": reverse("publico_distrito", args=[distrito.ugel.codigo, distrito.ubigeo])}
