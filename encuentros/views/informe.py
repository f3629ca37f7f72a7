"""The informe de implementación, on a page and on paper."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from base.comun.impresos import componer_pdf, respuesta_pdf
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from encuentros.informe import informe_de
from encuentros.informe_escrito import COMO, autor, bloques_de, en_palabras, titulo_de
from encuentros.models import Encuentro
from encuentros.navegacion import navegacion

from .filas import un_encuentro


@requires(Permiso.VER, fila=un_encuentro)
def ver(request: Pedido, encuentro: Encuentro) -> HttpResponse:
    """What was done since the former encuentro, district by district."""
    informe = informe_de(encuentro, request.user)
    for parte in informe.partes:
        for avance in parte.lista_avances:
            avance.autor = autor(avance)
    contexto = {
        "encuentro": encuentro,
        "informe": informe,
        "desde": en_palabras(informe.desde),
        "como": COMO,
        "navegacion": navegacion(request.user, encuentro, "informe"),
    }
    return render(request, "encuentros/informe.html", contexto)


@requires(Permiso.VER, fila=un_encuentro)
@require_safe
def pdf(request: Pedido, encuentro: Encuentro) -> HttpResponse:
    """The same, to print and hand out."""
    informe = informe_de(encuentro, request.user)
    documento = componer_pdf(
        "informe_de_implementacion",
        {"bloques": bloques_de(informe)},
        titulo=titulo_de(informe),
        demostracion=encuentro.demostracion,
        membrete=encuentro.ugel.membrete,
    )
    return respuesta_pdf(f"informe-{encuentro.ugel.codigo}-{encuentro.numero}", documento, demostracion=encuentro.demostracion)
