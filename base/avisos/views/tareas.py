"""How a job is going: a page that can be closed and found again."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from base.avisos.models import Tarea
from base.avisos.tareas import oficio_de
from base.bitacora.edicion import responder
from base.bitacora.formularios import ConClave
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso

POR_PAGINA = 50


def una_tarea(user: object, *, pk: int) -> Tarea:
    """A job that this person asked for, or administers."""
    return get_object_or_404(Tarea.objects.for_user(user).select_related("pedida_por", "anulada_por"), pk=pk)


def _titulo(tarea: Tarea) -> str:
    oficio = oficio_de(tarea.nombre)
    return oficio.titulo if oficio else tarea.nombre


@requires(Permiso.VER)
def tareas(request: Pedido) -> HttpResponse:
    """The long jobs of this person, newest first, and of their UGEL for who administers it."""
    filas = Tarea.objects.for_user(request.user).select_related("pedida_por").defer("datos")
    pagina = Paginator(filas, POR_PAGINA).get_page(request.GET.get("pagina"))
    return render(request, "avisos/tareas.html", {"pagina": pagina, "filas": [(tarea, _titulo(tarea)) for tarea in pagina]})


@requires(Permiso.VER, fila=una_tarea)
def tarea(request: Pedido, tarea: Tarea) -> HttpResponse:
    """Where one job is. While it lasts the page asks again by itself, with a script or without."""
    return render(request, "avisos/tarea.html", {"tarea": tarea, "titulo": _titulo(tarea)})


@requires(Permiso.VER, fila=una_tarea)
def tarea_anular(request: Pedido, tarea: Tarea) -> HttpResponse:
    """Ask that a job not be done."""

    def hacer() -> Tarea:
        tarea.anular(por=request.user)
        return tarea

    return responder(
        request,
        ConClave(request.POST or None),
        plantilla="comun/confirmar.html",
        hacer=hacer,
        mensaje="La tarea se anuló: lo que no se había guardado no se guarda.",
        contexto={
            "titulo": f"Anular: {_titulo(tarea)}",
            "explicacion": "Si espera, no se hará. Si está en curso, se detiene en su siguiente paso y no guarda nada a medias.",
            "boton": "Anular la tarea",
            "volver_url": tarea.get_absolute_url(),
            "peligro": True,
        },
    )
