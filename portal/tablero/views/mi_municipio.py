"""Mi municipio: one screen for a mayor, on a phone."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from base.comun.direcciones import por_whatsapp
from base.cuentas.models import Usuario
from base.cuentas.permisos import Pedido, requires
from base.cuentas.preparadas import traer_para
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
    propias = traer_para(request.user, "mi municipio", _propias)
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


def _propias(user: Usuario) -> Any:
    """The municipalities that this person speaks for, with the encuentro that comes next and what each answered to it."""
    suyas = Municipalidad.objects.propias_de(user).select_related("distrito__ugel").order_by("distrito__ubigeo")
    return suyas.annotate(proximo=seguimiento.proximo(user, ugel="distrito__ugel", municipalidad="pk"))


def _elegibles(user: Usuario, *, distrito: int) -> Any:
    """The commitments on which this person reports there."""
    return Compromiso.objects.reportables_por(user).en_distrito(distrito).select_related("convenio__ugel").order_by("codigo", "pk")


def _contexto(user: Usuario, municipalidad: Any, ugel: Ugel) -> dict[str, Any]:
    distrito = municipalidad.distrito
    cuenta, publicos, cumplidos = consultas.situacion_del_distrito(user, distrito)
    debe, le_deben = consultas.las_de_cada_lado(user, municipalidad, FILAS)
    planes, esperan = consultas.planes_y_los_que_esperan(user, municipalidad)
    por_corregir, verificados = consultas.por_corregir_y_verificados(user, distrito, HECHOS)
    return {
        "municipalidad": municipalidad,
        "distrito": distrito,
        "reparto": consultas.reparto(cuenta, ugel, distrito=distrito.ubigeo),
        "publicos": consultas.reparto(publicos, ugel),
        "debe": debe,
        "le_deben": le_deben,
        "planes": esperan,
        "sus_planes": planes[:PLANES],
        "por_responder": consultas.primeras(user, consultas.por_responder, HECHOS, ugel=ugel.pk),
        "por_corregir": por_corregir,
        "elegibles": consultas.primeras(user, _elegibles, PARA_ELEGIR, distrito=distrito.pk),
        "verificados": verificados,
        "cumplidos": cumplidos,
        "desde": consultas.inicio_del_trimestre_anterior(),
        "acuerdos": consultas.primeras(user, consultas.acuerdos_de, FILAS, ugel=ugel.pk, municipalidad=municipalidad.pk),
        "encuentro": seguimiento.leido(municipalidad.proximo, ugel),
        "lista_url": consultas.compromisos_url(ugel, distrito=distrito.ubigeo),
    }


def _para_compartir(request: HttpRequest, contexto: dict[str, Any]) -> str:
    """A WhatsApp link with what the public page of the district says, and its address."""
    distrito = contexto["distrito"]
    publica = reverse("publico_distrito", args=[distrito.ugel.codigo, distrito.ubigeo])
    return por_whatsapp(f"{resumen(distrito, contexto['publicos'])}\n{request.build_absolute_uri(publica)}")
