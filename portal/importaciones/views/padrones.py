"""What a padrón is made of: the page that explains its columns, its template, and what the portal has of it as a file."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from base.comun.documentos import respuesta_csv, respuesta_libro, respuesta_xlsx
from base.comun.fechas import hoy
from base.comun.padron import Padron
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from convenios.models import Convenio
from municipios.models import Ugel
from portal.importaciones.catalogo import PADRONES, de_persona
from portal.importaciones.fichas import fichas_de, que_hace_una_fila
from portal.importaciones.motor import Lugar
from portal.importaciones.plantillas import escribir_plantilla

from .filas import elegir_ugel

FORMATOS = {"csv", "xlsx"}


# ── Which padrón, and where ──────────────────────────────────────────────────────────────────────────────────────────────
def un_padron(user: Any, *, padron: str, formato: str = "xlsx") -> Any:
    """One of the catalogue, for whose role brings it in."""
    hallado = PADRONES.get(padron)
    if hallado is None or formato not in FORMATOS:
        raise Http404
    if not hallado.lo_carga(user):
        raise PermissionDenied
    return hallado


def _lugar(request: Pedido) -> Lugar:
    """The convenio asked for; without one, the UGEL."""
    pedido = request.GET.get("convenio", "")
    if not pedido:
        return Lugar(request.user, elegir_ugel(request)[0])
    if not (pedido.isascii() and pedido.isdigit() and len(pedido) < 16):
        raise Http404
    suyos = Convenio.objects.for_user(request.user).filter(ugel__in=Ugel.objects.atendidas_por(request.user))
    convenio = get_object_or_404(suyos.select_related("ugel"), pk=int(pedido))
    return Lugar(request.user, convenio.ugel, convenio)


# ── Pages and files ──────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.IMPORTAR, fila=un_padron)
def columnas(request: Pedido, padron: Padron) -> HttpResponse:
    """Each column: what it takes, under which headings it is recognised, an example; where to get the template and what there is."""
    ugel, ugeles = elegir_ugel(request)
    contexto = {
        "padron": padron,
        "fichas": fichas_de(padron),
        "regla": que_hace_una_fila(padron),
        "ugel": ugel,
        "ugeles": ugeles,
        "sufijo": f"?ugel={ugel.codigo}" if ugel is not None and len(ugeles) > 1 else "",
        "convenios": Convenio.objects.for_user(request.user).filter(ugel=ugel).order_by("codigo") if padron.de_un_convenio else [],
        "otros": [otro for otro in de_persona(request.user) if otro is not padron],
    }
    return render(request, "importaciones/padron.html", contexto)


@requires(Permiso.IMPORTAR, fila=un_padron)
def plantilla(request: Pedido, padron: Padron) -> HttpResponseBase:
    """The workbook to fill in, with the districts of the convenio or of the UGEL to choose from."""
    libro = escribir_plantilla(padron, _lugar(request), demostracion=settings.DEMOSTRACION)
    return respuesta_libro(f"plantilla-{padron.clave}", libro, demostracion=settings.DEMOSTRACION)


@requires(Permiso.IMPORTAR, fila=un_padron)
def exportar(request: Pedido, padron: Padron) -> HttpResponseBase:
    """What the portal has, in the columns by which it comes back: imported as it is, it changes nothing."""
    lugar = _lugar(request)
    if padron.de_un_convenio and lugar.convenio is None:
        messages.info(request, f"El padrón de {padron.nombre.lower()} es de un convenio: elija cuál.")
        return redirect("importar_columnas", padron.clave)
    assert padron.exportar is not None  # noqa: S101  (every padrón of the catalogue goes out)
    filas = padron.exportar(por=lugar.por, ugel=lugar.ugel, convenio=lugar.convenio)
    demostracion = settings.DEMOSTRACION or bool(lugar.convenio and lugar.convenio.demostracion)
    nombre = "-".join([padron.clave, *_de_donde(lugar), f"{hoy():%Y%m%d}"])
    if request.resolver_match.kwargs["formato"] == "csv":  # type: ignore[union-attr]
        return respuesta_csv(nombre, padron.titulos(), filas, demostracion=demostracion)
    notas = [("De dónde", " · ".join(_de_donde(lugar)) or "Toda la instalación"), ("Fecha de corte", f"{hoy():%d/%m/%Y}")]
    return respuesta_xlsx(nombre, padron.titulos(), filas, titulo=padron.nombre, notas=notas, demostracion=demostracion)


def _de_donde(lugar: Lugar) -> list[str]:
    if lugar.convenio is not None:
        return [lugar.convenio.codigo.replace("/", "-")]
    return [lugar.ugel.codigo] if lugar.ugel is not None else []
