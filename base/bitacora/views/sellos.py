"""The seals of the history, for whoever looks after it: what the last walk said, and what was erased by an act that says so."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from base.bitacora.models import Declaracion, Sello, Verificacion
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso

VERIFICACIONES = 14
POR_PAGINA = 50


@requires(Permiso.PROTEGER_DATOS)
def sellos(request: Pedido) -> HttpResponse:
    """The last seal, the last nights, and the erasures that were declared."""
    user = request.user
    borrados = Paginator(Declaracion.objects.for_user(user).select_related("por"), POR_PAGINA).get_page(request.GET.get("pagina"))
    contexto = {
        "sello": Sello.objects.for_user(user).first(),
        "verificaciones": Verificacion.objects.for_user(user)[:VERIFICACIONES],
        "pagina": borrados,
    }
    return render(request, "bitacora/sellos.html", contexto)
