"""What machines read of the public side: which pages there are, and what was verified last."""

from collections.abc import Iterator
from itertools import chain
from typing import Any
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from base.comun.direcciones import en_direccion
from base.comun.templatetags.comun import con_unidad, porcentaje
from base.cuentas.permisos import abierta
from convenios.models import Cierre, Compromiso, Convenio, PlanTrabajo
from encuentros.models import Encuentro
from municipios.models import Distrito, ListaPriorizada, Ugel

from . import consultas, consultas_lugares
from .calculo import CIFRAS
from .copias import igual_para_todos
from .lugares import una_ugel
from .paginas import TRANSPARENCIA

EN_EL_CANAL = 50
TROZO = 2000
XML = "application/xml; charset=utf-8"
MARCO = '<?xml version="1.0" encoding="UTF-8"?>\n<{que} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'


def _mapa(que: str, cada: str, rutas: Iterator[str]) -> StreamingHttpResponse:
    """A map of a site, written as it is read: of any size, in little memory."""
    lineas = (f"<{cada}><loc>{escape(settings.PORTAL_URL + ruta)}</loc></{cada}>\n" for ruta in rutas)
    return StreamingHttpResponse(chain([MARCO.format(que=que)], lineas, [f"</{que}>\n"]), content_type=XML)


@abierta(TRANSPARENCIA)
@igual_para_todos()
def mapas(request: HttpRequest) -> HttpResponseBase:
    """The map of each UGEL that has signed something."""
    codigos = consultas.ugeles().values_list("codigo", flat=True).iterator(chunk_size=TROZO)
    return _mapa("sitemapindex", "sitemap", (reverse("publico_mapa", args=[codigo]) for codigo in codigos))


@abierta(TRANSPARENCIA)
@igual_para_todos()
def mapa(request: HttpRequest, ugel: str) -> HttpResponseBase:
    """Every public page of a UGEL."""
    return _mapa("urlset", "url", _rutas(una_ugel(ugel)))


def _rutas(ugel: Ugel) -> Iterator[str]:
    """Their addresses: the pages of a list are found from its first."""
    raiz = reverse("publico_ugel", args=[ugel.codigo])
    yield raiz
    for parte in ("distritos", "planes", "encuentros", "proyectos", "riesgo", "como-se-calcula"):
        yield f"{raiz}{parte}/"
    yield from (f"{raiz}como-se-calcula/{slug}/" for slug in CIFRAS)
    for ubigeo in _de(Distrito.objects.publicos().filter(ugel=ugel), "ubigeo"):
        yield f"{raiz}distritos/{ubigeo}/"
        yield f"{raiz}diagnostico/{ubigeo}/"
    for codigo in _de(Convenio.objects.publicos().filter(ugel=ugel), "codigo"):
        yield f"{raiz}convenios/{en_direccion(codigo)}/"
    compromisos = Compromiso.objects.publicos().filter(convenio__ugel=ugel).order_by("convenio__codigo", "codigo")
    for convenio, codigo in compromisos.values_list("convenio__codigo", "codigo").iterator(chunk_size=TROZO):
        yield f"{raiz}convenios/{en_direccion(convenio)}/compromisos/{en_direccion(codigo)}/"
    planes = PlanTrabajo.objects.publicos().filter(convenio__ugel=ugel).order_by("anio", "municipalidad__distrito__ubigeo")
    for ubigeo, anio in planes.values_list("municipalidad__distrito__ubigeo", "anio").iterator(chunk_size=TROZO):
        yield f"{raiz}planes/{ubigeo}/{anio}/"
    cierres = Cierre.objects.publicos().filter(plan__convenio__ugel=ugel).order_by("pk")
    for ubigeo, anio, trimestre in cierres.values_list("plan__municipalidad__distrito__ubigeo", "plan__anio", "trimestre").iterator(TROZO):
        yield f"{raiz}planes/{ubigeo}/{anio}/cierres/{trimestre}/"
    yield from (f"{raiz}encuentros/{numero}/" for numero in _de(Encuentro.objects.publicos().filter(ugel=ugel), "numero"))
    yield from (f"{raiz}riesgo/{pk}/" for pk in _de(ListaPriorizada.objects.publicos().filter(ugel=ugel), "pk"))


def _de(filas: Any, campo: str) -> Iterator[Any]:
    return iter(filas.order_by(campo).values_list(campo, flat=True).iterator(chunk_size=TROZO))


@abierta(TRANSPARENCIA)
@igual_para_todos()
def robots(request: HttpRequest) -> HttpResponse:
    """What a machine may walk: the public side; of a demonstration, nothing."""
    nada = "User-agent: *\nDisallow: /\n"
    publico = f"Allow: /$\nAllow: /publico/\nAllow: /static/\nAllow: /sitemap.xml$\nSitemap: {settings.PORTAL_URL}{reverse('mapas')}\n"
    return HttpResponse(nada if settings.DEMOSTRACION else nada + publico, content_type="text/plain; charset=utf-8")


@abierta(TRANSPARENCIA)
@igual_para_todos()
def novedades(request: HttpRequest, ugel: str) -> HttpResponse:
    """What was verified last in a UGEL, as an Atom feed: how much, of which commitment, where."""
    suya = una_ugel(ugel)
    propia, casa = (settings.PORTAL_URL + reverse(ruta, args=[ugel]) for ruta in ("publico_novedades", "publico_ugel"))
    canal = Atom1Feed(f"Lo verificado en {suya.nombre}", casa, "", language="es-pe", feed_url=propia, feed_guid=propia)
    for avance in consultas_lugares.verificados(suya)[:EN_EL_CANAL]:
        compromiso = avance.compromiso
        direccion = settings.PORTAL_URL + reverse("publico_compromiso", args=[ugel, compromiso.convenio.codigo, compromiso.codigo])
        titulo = f"{compromiso.codigo}: {que_se_verifico(avance)}{f' en {avance.distrito.nombre}' if avance.distrito else ''}"
        canal.add_item(
            f"{'[demostración] ' if avance.demostracion else ''}{titulo}",
            f"{direccion}#avance-{avance.pk}",
            compromiso.descripcion,
            unique_id=f"{direccion}#avance-{avance.pk}",
            pubdate=avance.verificado_en,
            updateddate=avance.verificado_en,
        )
    return HttpResponse(canal.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def que_se_verifico(avance: Any) -> str:
    """How much, or which step; never in the words of who reported it."""
    if avance.hito is not None:
        return f"hito «{avance.hito.descripcion}»"
    if avance.cantidad is not None:
        return con_unidad(avance.cantidad, avance.compromiso.unidad)
    return f"{porcentaje(avance.porcentaje)} de carga inicial" if avance.porcentaje is not None else "un avance sin cantidad"
