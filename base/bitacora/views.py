"""Pages about the records themselves: the papelera and the history."""

from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso

from . import papelera as registro_de_papelera
from .edicion import responder
from .formularios import ConClave, FormularioMotivo
from .linea import linea_de_tiempo
from .models import Registro

POR_PAGINA = 50


def _modelo(clave: str) -> Any:
    modelo = registro_de_papelera.modelo_de(clave)
    if modelo is None:
        raise Http404
    return modelo


def un_registro(user: Any, *, clave: str, pk: str) -> Any:
    """A living record of any kind that has a history page."""
    try:
        modelo: Any = apps.get_model(clave)
    except (LookupError, ValueError):
        raise Http404 from None
    if not issubclass(modelo, Registro):
        raise Http404
    return _uno(modelo.objects.for_user(user).internos_de(user), pk)


def un_borrable(user: Any, *, clave: str, pk: str) -> Any:
    """A living record that can go to the papelera."""
    return _uno(_modelo(clave).objects.for_user(user), pk)


def un_eliminado(user: Any, *, clave: str, pk: str) -> Any:
    """A record in the papelera."""
    return _uno(_modelo(clave).todos.for_user(user).eliminados(), pk)


def _uno(filas: Any, pk: str) -> Any:
    try:
        return get_object_or_404(filas, pk=pk)
    except (ValueError, OverflowError, ValidationError):  # each kind of key refuses nonsense in its own way
        raise Http404 from None


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


@requires(Permiso.VER_HISTORIA, fila=un_registro)
def historia(request: Pedido, registro: Any) -> HttpResponse:
    """Who changed this record, when, what and why."""
    return render(request, "bitacora/historia.html", {"registro": registro, "entradas": linea_de_tiempo(registro, limite=200)})
