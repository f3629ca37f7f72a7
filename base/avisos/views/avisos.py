"""The inbox of notices."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from base.avisos.models import Aviso
from base.comun.fechas import ahora
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso


def un_aviso(user: object, *, pk: int) -> Aviso:
    """One of this person's own notices."""
    return get_object_or_404(Aviso.objects.for_user(user), pk=pk)


@requires(Permiso.VER)
def avisos(request: Pedido) -> HttpResponse:
    """What this person has been told, newest first."""
    pagina = Paginator(Aviso.objects.for_user(request.user), 30).get_page(request.GET.get("pagina"))
    return render(request, "avisos/avisos.html", {"pagina": pagina})


@requires(Permiso.VER, fila=un_aviso)
@require_POST
def aviso_abrir(request: Pedido, aviso: Aviso) -> HttpResponse:
    """Mark it read and go where it can be dealt with."""
    aviso.leer()
    return redirect(aviso.enlace)


@requires(Permiso.VER)
@require_POST
def avisos_leidos(request: Pedido) -> HttpResponse:
    """Mark all as read."""
    Aviso.objects.for_user(request.user).sin_leer().update(leido_en=ahora())
    return redirect("avisos")
