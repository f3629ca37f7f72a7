"""What was done: registering an avance, sending it, checking it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from convenios import acciones
from convenios.forms.avance import FormularioAvance
from convenios.models import Avance, Compromiso, Ejecucion, Rectificacion

from . import reportes

Estado = Avance.Estado


def un_avance(user: Any, *, ugel: str, pk: int) -> Avance:
    """An avance that this person may read."""
    filas = Avance.objects.for_user(user).select_related(
        "compromiso__convenio__ugel", "distrito", "hito", "creado_por", "enviado_por", "verificado_por", "observado_por"
    )
    return get_object_or_404(filas, pk=pk, compromiso__convenio__ugel__codigo=ugel)


def un_compromiso(user: Any, *, ugel: str, codigo: str, compromiso: str) -> Compromiso:
    """The commitment on which something was done."""
    filas = Compromiso.objects.for_user(user).llamado(compromiso).filter(convenio__ugel__codigo=ugel, convenio__codigo=codigo)
    return get_object_or_404(filas.select_related("convenio__ugel"))


# ── Whoever reports ──────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.REPORTAR_AVANCES, fila=un_compromiso)
def nuevo(request: Pedido, compromiso: Compromiso) -> HttpResponse:
    """Register what was done: what, how much, when, where, with what proof."""
    if not Compromiso.objects.propios_de(request.user).filter(pk=compromiso.pk).exists():
        raise PermissionDenied
    if compromiso.estado != Compromiso.Estado.ABIERTO and request.method != "POST":
        messages.warning(request, f"{compromiso.codigo} no está abierto: ya no recibe avances.")
        return redirect(compromiso)
    return _escribir(request, Avance(compromiso=compromiso, demostracion=compromiso.demostracion), titulo="Registrar avance")


@requires(Permiso.REPORTAR_AVANCES, fila=un_avance)
def editar(request: Pedido, avance: Avance) -> HttpResponse:
    """A draft, or one that was returned, is finished by who registered it or by their municipality."""
    if not avance.lo_termina(request.user) or (avance.estado not in Estado.editables() and request.method != "POST"):
        raise PermissionDenied
    return _escribir(request, avance, titulo="Corregir avance" if avance.observacion else "Completar avance")


def _escribir(request: Pedido, avance: Avance, *, titulo: str) -> HttpResponse:
    volver_url = (avance if avance.pk else avance.compromiso).get_absolute_url()
    return reportes.escribir(
        request,
        FormularioAvance(request.POST or None, request.FILES or None, instance=avance, por=request.user),
        guardar=acciones.guardar_avance,
        plantilla="convenios/avance_form.html",
        contexto={"titulo": titulo, "compromiso": avance.compromiso, "volver_url": volver_url},
    )


@requires(Permiso.VER, fila=un_avance)
@require_POST
def enviar(request: Pedido, avance: Avance) -> HttpResponse:
    """To whoever verifies."""
    if not avance.lo_termina(request.user):
        raise PermissionDenied
    return reportes.enviar(request, avance, acto=acciones.enviar_avance)


@requires(Permiso.VER, fila=un_avance)
@require_POST
def retirar(request: Pedido, avance: Avance) -> HttpResponse:
    """Back to draft, before anyone has verified it."""
    if avance.viene_del_plan or not (request.user.puede(Permiso.REPORTAR_AVANCES) and avance.lo_hizo(request.user)):
        raise PermissionDenied
    return reportes.retirar(request, avance)


# ── Everybody who reads it ───────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.VER, fila=un_avance)
def ver(request: Pedido, avance: Avance) -> HttpResponse:
    """One avance: what was done, with what proof, where it stands and what this person can do about it. One of the plan is corrected there."""
    user = request.user
    interno = Avance.objects.for_user(user).internos_de(user).filter(pk=avance.pk).exists()
    contexto = reportes.lectura(user, avance, interno=interno) | {"avance": avance, "compromiso": avance.compromiso, "del_plan": None}
    if avance.viene_del_plan:
        contexto |= {"del_plan": _del_plan(user, avance), "puede": {"historia": user.puede(Permiso.VER_HISTORIA)}}
    return render(request, "convenios/avance.html", contexto)


def _del_plan(user: Any, avance: Avance) -> Any:
    """The execution or the rectificación that wrote it, if this person reads its plan."""
    plan = "actividad__plan__municipalidad__distrito"
    if avance.origen == Avance.Origen.EJECUCION:
        return Ejecucion.objects.for_user(user).filter(avance=avance).select_related(plan).first()
    return Rectificacion.objects.for_user(user).filter(avance=avance).select_related("cierre__plan__municipalidad__distrito").first()


# ── Whoever verifies ─────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.VERIFICAR_AVANCES, fila=un_avance)
def verificar(request: Pedido, avance: Avance) -> HttpResponse:
    """The promise and the proof side by side; verify or return with the reason, and on to the next one."""
    if avance.viene_del_plan and request.method != "POST":
        messages.info(request, "Viene de la ejecución del plan de trabajo: se corrige allí.")
        return redirect(avance)

    def leer() -> dict[str, Any]:
        suyo = Compromiso.objects.for_user(request.user).para_lista().select_related("clausula").get(pk=avance.compromiso_id)
        return {"avance": avance, "compromiso": suyo}

    return reportes.verificar(
        request,
        avance,
        cola=Avance.objects.por_verificar(request.user).select_related("compromiso__convenio__ugel"),
        plantilla="convenios/avance_verificar.html",
        leer=leer,
        dar_por_bueno=acciones.verificar_avance,
        observar=acciones.observar_avance,
    )
