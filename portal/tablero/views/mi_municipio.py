"""Mi municipio: one screen for a mayor, on a phone."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from base.comun.direcciones import por_whatsapp
from base.cuentas.models import Usuario
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from convenios.models import Compromiso
from convenios.paneles import PLANES
from encuentros import seguimiento
from municipios.models import Municipalidad, Ugel
from municipios.ugeles import recordar_ugel

from .. import consultas
from ..compartir import resumen

FILAS, HECHOS = 4, 3
PARA_ELEGIR = 25


@requires(Permiso.VER)
def mi_municipio(request: Pedido) -> HttpResponse:
    """How the district goes, what is expected of the municipality, what the UGEL owes it, what changed."""
    suyas = Municipalidad.objects.propias_de(request.user).select_related("distrito__ugel").order_by("distrito__ubigeo")
    propias = list(suyas.annotate(proximo=seguimiento.proximo(request.user, ugel="distrito__ugel", municipalidad="pk")))
    municipalidad = next((m for m in propias if m.distrito.ubigeo == request.GET.get("distrito")), next(iter(propias), None))
    ugel = municipalidad.distrito.ugel if municipalidad else None
    recordar_ugel(request, ugel)
    if municipalidad is None or ugel is None:
        return render(request, "tablero/sin_ambito.html", {})
    request.distrito_de_la_pagina = municipalidad.distrito.ubigeo  # type: ignore[attr-defined]  # what its entries are about
    contexto = _contexto(request.user, municipalidad, ugel)
    compartir = _para_compartir(request, contexto)
    return render(
        request, "tablero/mi_municipio.html", {"otras": [m for m in propias if m != municipalidad], "compartir": compartir, **contexto}
    )


def _contexto(user: Usuario, municipalidad: Any, ugel: Ugel) -> dict[str, Any]:
    distrito, desde = municipalidad.distrito, consultas.inicio_del_trimestre_anterior()
    cuenta, publicos, cumplidos = consultas.situacion_del_distrito(user, distrito, desde)
    abiertos = consultas.del_distrito(user, distrito).filter(estado=Compromiso.Estado.ABIERTO)
    debe, le_deben = consultas.las_de_cada_lado(abiertos, municipalidad, FILAS)
    elegibles = Compromiso.objects.reportables_por(user).en_distrito(distrito).select_related("convenio__ugel").order_by("codigo", "pk")
    planes, esperan = consultas.planes_y_los_que_esperan(user, municipalidad)
    por_corregir, verificados = consultas.por_corregir_y_verificados(user, distrito, desde, HECHOS)
    return {
        "municipalidad": municipalidad,
        "distrito": distrito,
        "reparto": consultas.reparto(cuenta, ugel, distrito=distrito.ubigeo),
        "publicos": consultas.reparto(publicos, ugel),
        "debe": debe,
        "le_deben": le_deben,
        "planes": esperan,
        "sus_planes": planes[:PLANES],
        "por_responder": list(consultas.con_total(consultas.por_responder(user, ugel))[:HECHOS]),
        "por_corregir": por_corregir,
        "elegibles": list(consultas.con_total(elegibles)[:PARA_ELEGIR]),
        "verificados": verificados,
        "cumplidos": cumplidos,
        "desde": desde,
        "acuerdos": list(consultas.con_total(consultas.acuerdos_de(user, municipalidad))[:FILAS]),
        "encuentro": seguimiento.leido(municipalidad.proximo, ugel),
        "lista_url": consultas.compromisos_url(ugel, distrito=distrito.ubigeo),
    }


def _para_compartir(request: HttpRequest, contexto: dict[str, Any]) -> str:
    """A WhatsApp link with what the public page of the district says, and its address."""
    distrito = contexto["distrito"]
    publica = reverse("publico_distrito", args=[distrito.ugel.codigo, distrito.ubigeo])
    return por_whatsapp(f"{resumen(distrito, contexto['publicos'])}\n{request.build_absolute_uri(publica)}")
