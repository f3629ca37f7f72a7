"""The proof: the one door through which a kept file leaves, and who decides that anyone may see it."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from base.bitacora.edicion import responder
from base.bitacora.entrega import entregar
from base.cuentas.permisos import Pedido, abierta, requires
from base.cuentas.roles import Permiso
from convenios.forms.avance import FormularioPublicar
from convenios.models import Avance, Evidencia


def una_evidencia(user: Any, *, pk: Any) -> Evidencia:
    """Evidence of an avance whose inner side this person reads; who sees it only because it is public does not reach it here."""
    filas = Evidencia.objects.for_user(user).internos_de(user)
    return get_object_or_404(filas.select_related("avance__compromiso__convenio__ugel"), pk=pk)


@abierta("Lo verificado y marcado público lo puede abrir cualquiera; todo lo demás, solo quien lo alcanza.")
@require_safe
def ver(request: Pedido, pk: Any) -> HttpResponseBase:
    """The file of an evidence. What a person may not see, and what does not exist, is the same 404."""
    evidencia = get_object_or_404(Evidencia.objects.for_user(request.user).select_related("avance__compromiso__convenio__ugel"), pk=pk)
    return entregar(request, evidencia, de=evidencia.avance)


@requires(Permiso.VERIFICAR_AVANCES, fila=una_evidencia)
def publicar(request: Pedido, evidencia: Evidencia) -> HttpResponse:
    """Let anyone see it, after looking at it; or keep it again to those it belongs to."""
    form = FormularioPublicar(request.POST or None, evidencia=evidencia)

    def hacer() -> Avance:
        evidencia.publicar(por=request.user, publica=form.cleaned_data["publica"])
        return evidencia.avance

    muestra = not evidencia.publica
    return responder(
        request,
        form,
        plantilla="convenios/evidencia_publicar.html",
        hacer=hacer,
        mensaje=f"Ahora es pública: {evidencia}." if muestra else f"Ahora es reservada: {evidencia}.",
        contexto={"evidencia": evidencia, "muestra": muestra},
    )
