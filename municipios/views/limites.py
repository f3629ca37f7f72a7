"""The boundaries of the districts: bring a file, look at what it would load, load it; or go back to the map of the capitals."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from base.bitacora.edicion import responder
from base.bitacora.formularios import ConClave
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso

from .. import limites
from ..forms.limites import LimitesForm
from ..mapa import mapa
from ..models import CargaDeLimites, Distrito


@requires(Permiso.EDITAR_TERRITORIO)
def inicio(request: Pedido) -> HttpResponse:
    """The map as it is now, and a form for another file: it is rehearsed, and nothing is loaded yet."""
    distritos = Distrito.objects.for_user(request.user).atendidos_por(request.user)
    form = LimitesForm(request.POST or None, request.FILES or None)

    def hacer() -> str:
        datos = form.cleaned_data
        archivo = datos["archivo"]
        textos = {"archivo": archivo.name, "fuente": datos["fuente"], "licencia": datos["licencia"]}
        carga = limites.ensayar(archivo.read(), distritos=distritos, por=request.user, **textos)
        return reverse("limites_ensayo", args=[carga.pk])

    contexto = {"mapa": mapa(distritos.con_limite(), {}, titulo="Mapa de los distritos")}
    mensaje = "El archivo se ensayó: todavía no se cargó nada."
    return responder(request, form, plantilla="municipios/limites.html", hacer=hacer, mensaje=mensaje, contexto=contexto)


def un_ensayo(user: Any, *, pk: int) -> CargaDeLimites:
    """One of the own rehearsals, or one that was loaded."""
    return get_object_or_404(CargaDeLimites.objects.for_user(user), pk=pk)


@requires(Permiso.EDITAR_TERRITORIO, fila=un_ensayo)
def ensayo(request: Pedido, carga: CargaDeLimites) -> HttpResponse:
    """What the file holds for these districts, and the button that loads it."""
    form = ConClave(request.POST or None)

    def hacer() -> str:
        limites.aplicar(carga, distritos=Distrito.objects.for_user(request.user).atendidos_por(request.user), por=request.user)
        return reverse("limites")

    contexto = {"carga": carga, "informe": carga.informe}
    mensaje = "Los límites quedaron cargados: el mapa ya los dibuja."
    return responder(request, form, plantilla="municipios/limites_ensayo.html", hacer=hacer, mensaje=mensaje, contexto=contexto)


@requires(Permiso.EDITAR_TERRITORIO)
def retirar(request: Pedido) -> HttpResponse:
    """Take the boundaries of these districts away."""
    form = ConClave(request.POST or None)

    def hacer() -> str:
        limites.retirar(distritos=Distrito.objects.for_user(request.user).atendidos_por(request.user), por=request.user)
        return reverse("limites")

    contexto = {
        "titulo": "Quitar los límites",
        "explicacion": "El mapa de sus distritos vuelve a dibujarse con las capitales. El archivo se puede cargar otra vez cuando se quiera.",
        "boton": "Quitar los límites",
        "peligro": True,
        "volver_url": reverse("limites"),
    }
    mensaje = "Los límites se quitaron."
    return responder(request, form, plantilla="comun/confirmar.html", hacer=hacer, mensaje=mensaje, contexto=contexto)
