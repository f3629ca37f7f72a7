"""The list of the commitments of a UGEL, on a page and as a file."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from base.bitacora.masiva import barra
from base.comun.dibujos import dibujar
from base.comun.direcciones import en_direccion
from base.comun.documentos import respuesta_csv, respuesta_xlsx
from base.comun.fechas import hoy
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from convenios.filtro_compromisos import CompromisoFiltro
from convenios.masiva import COMPROMISOS as A_LA_VEZ
from convenios.models.linea import nombre_de_linea
from convenios.models.situacion import Situacion
from convenios.padrones import COMPROMISOS, filas_de_compromisos
from municipios.models import Municipalidad, Ugel
from municipios.ugeles import una_ugel

POR_PAGINA = 50
# All that a row says
DE_LA_FILA = [
    *("pk", "codigo", "url", "demostracion", "descripcion", "de_convenio", "de_linea", "lo_debe"),
    *("responsable", "distritos", "un_distrito", "plazo", "estado"),
    *("progreso", "progreso_detalle", "situacion", "situacion_etiqueta"),
]
NIVEL = dict(Municipalidad.Tipo.choices)


class _Paginas(Paginator):
    """Pages of the places that the rows have: what they say is asked only for those of the page."""

    def __init__(self, filtro: CompromisoFiltro, ugel: Ugel, *, elegibles: bool) -> None:
        super().__init__(range(filtro.cuantos), POR_PAGINA)
        self.filtro, self.ugel, self.elegibles = filtro, ugel, elegibles

    def _get_page(self, *args: Any, **kwargs: Any) -> Any:
        pagina = super()._get_page(*args, **kwargs)  # type: ignore[misc]
        filas = self.filtro.pagina(desde=pagina.object_list.start, cuantas=POR_PAGINA)
        carpetas: dict[str, str] = {}
        for c in filas:
            if c.de_convenio not in carpetas:
                carpetas[c.de_convenio] = reverse("convenio", args=[self.ugel.codigo, c.de_convenio])
            c.url = f"{carpetas[c.de_convenio]}compromisos/{en_direccion(c.codigo)}/"
            c.de_linea = nombre_de_linea(self.ugel, c.linea)
            c.lo_debe = f"{NIVEL[c.nivel]} de {c.lugar}" if c.nivel else self.ugel.nombre
            c.fila = dibujar("convenios/_compromiso_fila.html", {n: getattr(c, n) for n in DE_LA_FILA} | {"elegible": self.elegibles})
        pagina.object_list = filas
        return pagina


def _filtro(request: Pedido, ugel: Ugel) -> CompromisoFiltro:
    return CompromisoFiltro(request.GET, ugel=ugel, persona=request.user)


def _sin(request: Pedido, *nombres: str) -> Any:
    """What the address asks, without some of its words."""
    consulta = request.GET.copy()
    for nombre in nombres:
        consulta.pop(nombre, None)
    return consulta


def _partes(request: Pedido, filtro: CompromisoFiltro) -> list[dict[str, Any]]:
    """How many of each situation, each number a link to its rows."""
    partes = []
    for situacion, cuantos in filtro.por_situacion.items():
        consulta = _sin(request, "pagina", "cuentas")
        consulta["situacion"] = situacion
        partes.append(
            {"situacion": situacion, "etiqueta": Situacion(situacion).label, "cuantos": cuantos, "url": f"?{consulta.urlencode()}"}
        )
    return partes


def _plantilla(request: Any) -> str:
    """The whole page, or the part of it that htmx renews."""
    if not request.htmx or request.htmx.history_restore_request:
        return "convenios/compromisos.html"
    return "convenios/compromisos_cuentas.html" if request.htmx.target == "cuentas" else "convenios/compromisos_resultados.html"


@requires(Permiso.VER, fila=una_ugel)
def lista(request: Pedido, ugel: Ugel) -> HttpResponse:
    """The commitments of a UGEL, filtered, sorted, counted by situation; a part of the page when htmx asks for it."""
    filtro, plantilla = _filtro(request, ugel), _plantilla(request)
    contexto: dict[str, Any] = {
        "partes": _partes(request, filtro) if "cuentas" in request.GET or filtro.se_cuentan else None,
        "consulta": _sin(request, "pagina", "cuentas").urlencode(),
    }
    if plantilla != "convenios/compromisos_cuentas.html":
        muchos = barra(A_LA_VEZ, ambito=ugel, codigo=ugel.codigo, persona=request.user)
        paginas = _Paginas(filtro, ugel, elegibles=muchos is not None)
        contexto |= {"ugel": ugel, "filtro": filtro, "muchos": muchos, "pagina": paginas.get_page(request.GET.get("pagina"))}
    respuesta = render(request, plantilla, contexto)
    patch_vary_headers(respuesta, ["HX-Request", "HX-Target"])
    return respuesta


@requires(Permiso.VER, fila=una_ugel)
def descargar(request: Pedido, ugel: Ugel) -> HttpResponseBase:
    """The filtered rows as a file, in the columns by which they can be brought back."""
    filtro = _filtro(request, ugel)
    elegidos = filtro.ordenar(filtro.qs)
    demostracion = settings.DEMOSTRACION or elegidos.filter(demostracion=True).exists()
    nombre = f"compromisos-{filtro.elegido.get('convenio', ugel.codigo).replace('/', '-')}-{hoy():%Y%m%d}"
    filas = filas_de_compromisos(elegidos)
    if request.resolver_match.kwargs["formato"] == "csv":  # type: ignore[union-attr]
        return respuesta_csv(nombre, COMPROMISOS.titulos(), filas, demostracion=demostracion)
    notas = [("UGEL", f"{ugel.nombre} ({ugel.codigo})"), ("Fecha de corte", f"{hoy():%d/%m/%Y}"), ("Filtros", _en_palabras(filtro))]
    return respuesta_xlsx(nombre, COMPROMISOS.titulos(), filas, titulo="Compromisos", notas=notas, demostracion=demostracion)


def _en_palabras(filtro: CompromisoFiltro) -> str:
    puestos = [f"{filtro.filters[n].label}: {dict(filtro.form.fields[n].choices).get(v, v) if hasattr(filtro.form.fields[n], 'choices') else v}"
               for n, v in filtro.elegido.items() if n != "orden"]  # fmt: skip
    return " · ".join(puestos) or "ninguno"
