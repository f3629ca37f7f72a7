"""The papelera: what was deleted, to be restored."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from base.bitacora import papelera as registro_de_papelera
from base.bitacora.edicion import responder
from base.bitacora.formularios import ConClave, FormularioMotivo
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso

from .filas import un_borrable, un_eliminado

POR_PAGINA = 50


@requires(Permiso.PAPELERA)
def papelera(request: Pedido) -> HttpResponse:
    """What was deleted, by whom and when, to be restored."""
    paginas = Paginator(registro_de_papelera.eliminados(request.user), POR_PAGINA)
    return render(request, "bitacora/papelera.html", {"pagina": paginas.get_page(request.GET.get("pagina"))})


@requires(Permiso.PAPELERA, fila=un_eliminado)
def restaurar(request: Pedido, registro: Any) -> HttpResponse:
    """Take a record out of the papelera."""

    def hacer() -> str:
        registro.restaurar()
        return reverse("papelera")

    return responder(
        request,
        ConClave(request.POST or None),
        plantilla="comun/confirmar.html",
        hacer=hacer,
        mensaje=f"Se restauró: {registro}.",
        contexto={
            "titulo": f"Restaurar {registro._meta.verbose_name}: {registro}",
            "explicacion": "Vuelve a las listas con todo lo que colgaba de él, tal como estaba.",
            "boton": "Restaurar",
            "volver_url": reverse("papelera"),
        },
    )


@requires(Permiso.PAPELERA, fila=un_borrable)
def eliminar(request: Pedido, registro: Any) -> HttpResponse:
    """Send a record to the papelera, with the reason."""

    def hacer() -> str:
        registro.eliminar(por=request.user)
        return reverse("papelera")

    return responder(
        request,
        FormularioMotivo(request.POST or None),
        plantilla="comun/confirmar.html",
        hacer=hacer,
        mensaje=f"Está en la papelera: {registro}. Desde allí se puede restaurar.",
        contexto={
            "titulo": f"Eliminar {registro._meta.verbose_name}: {registro}",
            "explicacion": "Va a la papelera con todo lo que cuelga de él. No se pierde nada: se puede restaurar.",
            "boton": "Enviar a la papelera",
            "volver_url": registro.get_absolute_url(),
            "peligro": True,
        },
    )
