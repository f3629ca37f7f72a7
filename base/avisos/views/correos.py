"""The outbox: what left, what waits, what failed and why."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from base.avisos.enlaces import sin_llaves
from base.avisos.models import Envio
from base.bitacora.edicion import responder
from base.bitacora.formularios import ConClave
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso

POR_PAGINA = 50


def un_correo(user: object, *, pk: int) -> Envio:
    """One of the mails that this person looks after."""
    return get_object_or_404(Envio.objects.for_user(user).select_related("usuario", "anulado_por"), pk=pk)


def _por_estado(envios: QuerySet[Envio], elegido: str) -> list[dict[str, Any]]:
    """Each state with how many there are, to choose one."""
    cuantos = dict(envios.order_by().values_list("estado").annotate(n=Count("pk")))
    todos = [{"valor": "", "etiqueta": "Todos", "cuantos": sum(cuantos.values()), "elegido": not elegido}]
    return todos + [
        {"valor": valor, "etiqueta": etiqueta, "cuantos": cuantos.get(valor, 0), "elegido": elegido == valor}
        for valor, etiqueta in Envio.Estado.choices
    ]


@requires(Permiso.VER_CORREOS)
def correos(request: Pedido) -> HttpResponse:
    """The mails to the accounts that this person administers, newest first."""
    envios = Envio.objects.for_user(request.user)
    estado = request.GET.get("estado", "")
    estado = estado if estado in Envio.Estado.values else ""
    filas = (envios.filter(estado=estado) if estado else envios).select_related("usuario").defer("texto", "html", "adjuntos")
    contexto = {"pagina": Paginator(filas, POR_PAGINA).get_page(request.GET.get("pagina")), "estados": _por_estado(envios, estado)}
    return render(request, "avisos/correos.html", contexto)


@requires(Permiso.VER_CORREOS, fila=un_correo)
def correo(request: Pedido, envio: Envio) -> HttpResponse:
    """One mail: to whom, what it said unless it is reserved, what the server answered."""
    return render(request, "avisos/correo.html", {"envio": envio, "dice": sin_llaves(envio.texto)})


@requires(Permiso.VER_CORREOS, fila=un_correo)
def correo_reenviar(request: Pedido, envio: Envio) -> HttpResponse:
    """Send a failed mail again."""
    explicacion = f"El correo para {envio.para} vuelve a la cola y sale en unos segundos. Si ya había llegado, llegará otra vez."
    return _decidir(request, envio, "Reenviar el correo", explicacion, envio.reenviar, "El correo volvió a la cola.")


@requires(Permiso.VER_CORREOS, fila=un_correo)
def correo_anular(request: Pedido, envio: Envio) -> HttpResponse:
    """Decide that a mail does not leave."""
    explicacion = f"El correo para {envio.para} no se enviará. No se puede deshacer: quien lo pidió tendrá que pedirlo de nuevo."
    return _decidir(request, envio, "Anular el correo", explicacion, envio.anular, "El correo se anuló.")


def _decidir(request: Pedido, envio: Envio, titulo: str, explicacion: str, verbo: Callable[..., None], mensaje: str) -> HttpResponse:
    def hacer() -> Envio:
        verbo(por=request.user)
        return envio

    return responder(
        request,
        ConClave(request.POST or None),
        plantilla="comun/confirmar.html",
        hacer=hacer,
        mensaje=mensaje,
        contexto={"titulo": titulo, "explicacion": explicacion, "boton": titulo, "volver_url": envio.get_absolute_url()},
    )
