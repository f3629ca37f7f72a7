"""The proof: the door through which a kept file leaves, and who decides that anyone may see it. One for avances, one for plans, alike."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from base.bitacora.edicion import responder
from base.bitacora.entrega import entregar
from base.cuentas.permisos import Pedido, abierta, requires
from base.cuentas.roles import Permiso
from convenios.forms.reporte import FormularioPublicar
from convenios.models import Evidencia, EvidenciaEjecucion

DEL_AVANCE = "avance__compromiso__convenio__ugel"
DEL_PLAN = "ejecucion__actividad__plan__municipalidad__distrito"
ABIERTA = "Lo verificado y marcado público lo puede abrir cualquiera; todo lo demás, solo quien lo alcanza."


def una_evidencia(user: Any, *, pk: Any) -> Evidencia:
    """Evidence of an avance whose inner side this person reads; who sees it only because it is public does not reach it here."""
    return get_object_or_404(Evidencia.objects.for_user(user).internos_de(user).select_related(DEL_AVANCE), pk=pk)


def una_evidencia_de_plan(user: Any, *, pk: Any) -> EvidenciaEjecucion:
    """The same of an execution."""
    return get_object_or_404(EvidenciaEjecucion.objects.for_user(user).internos_de(user).select_related(DEL_PLAN), pk=pk)


@abierta(ABIERTA)
@require_safe
def ver(request: Pedido, pk: Any) -> HttpResponseBase:
    """The file of an evidence. What a person may not see, and what does not exist, is the same 404."""
    evidencia = get_object_or_404(Evidencia.objects.for_user(request.user).select_related(DEL_AVANCE), pk=pk)
    return entregar(request, evidencia, de=evidencia.avance)


@abierta(ABIERTA)
@require_safe
def ver_de_plan(request: Pedido, pk: Any) -> HttpResponseBase:
    """The same of an execution."""
    evidencia = get_object_or_404(EvidenciaEjecucion.objects.for_user(request.user).select_related(DEL_PLAN), pk=pk)
    return entregar(request, evidencia, de=evidencia.ejecucion)


@requires(Permiso.VERIFICAR_AVANCES, fila=una_evidencia)
def publicar(request: Pedido, evidencia: Evidencia) -> HttpResponse:
    """Let anyone see it, after looking at it; or keep it again to those it belongs to."""
    return _publicar(request, evidencia)


@requires(Permiso.VERIFICAR_AVANCES, fila=una_evidencia_de_plan)
def publicar_de_plan(request: Pedido, evidencia: EvidenciaEjecucion) -> HttpResponse:
    """The same of an execution."""
    return _publicar(request, evidencia)


def _publicar(request: Pedido, evidencia: Any) -> HttpResponse:
    form = FormularioPublicar(request.POST or None, evidencia=evidencia)

    def hacer() -> Any:
        evidencia.publicar(por=request.user, publica=form.cleaned_data["publica"])
        return evidencia.reporte

    return responder(
        request,
        form,
        plantilla="convenios/evidencia_publicar.html",
        hacer=hacer,
        mensaje=f"Ahora es pública: {evidencia}." if form.muestra else f"Ahora es reservada: {evidencia}.",
        contexto={"evidencia": evidencia, "reporte": evidencia.reporte, "muestra": form.muestra},
    )
