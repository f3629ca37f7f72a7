"""What was done: registering an avance, sending it, checking it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from base.bitacora.edicion import responder
from base.bitacora.formularios import ConClave
from base.bitacora.linea import linea_de_tiempo
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from convenios import acciones
from convenios.forms.avance import CambioEntretanto, FormularioAvance, FormularioVerificacion
from convenios.models import Avance, Compromiso, Evidencia

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
    cerrado = avance.estado not in Estado.editables()
    if not avance.lo_termina(request.user) or (cerrado and request.method != "POST"):
        raise PermissionDenied
    respuesta = _escribir(request, avance, titulo="Corregir avance" if avance.observacion else "Completar avance")
    if cerrado and respuesta.status_code == 422:
        respuesta.status_code = 409  # somebody sent it meanwhile: what was typed is still on the page
    return respuesta


def _escribir(request: Pedido, avance: Avance, *, titulo: str) -> HttpResponse:
    volver = (avance if avance.pk else avance.compromiso).get_absolute_url()
    form = FormularioAvance(request.POST or None, request.FILES or None, instance=avance, por=request.user)
    enviar = request.POST.get("accion") == "enviar"
    return responder(
        request,
        form,
        plantilla="convenios/avance_form.html",
        hacer=lambda: acciones.guardar_avance(avance, por=request.user, enviar=enviar, **form.evidencia),
        mensaje="Enviado: lo verificará un coordinador." if enviar else "Borrador guardado en el portal. Envíelo cuando esté completo.",
        recibido=form.borrador,
        contexto={
            "titulo": titulo,
            "compromiso": avance.compromiso,
            "observaciones": avance.observaciones() if avance.pk else [],
            "volver_url": volver,
            "habia_archivos": bool(request.FILES),
        },
    )


@requires(Permiso.VER, fila=un_avance)
@require_POST
def enviar(request: Pedido, avance: Avance) -> HttpResponse:
    """To whoever verifies."""
    if not avance.lo_termina(request.user):
        raise PermissionDenied
    return _dar_paso(
        request,
        avance,
        hacer=lambda: acciones.enviar_avance(avance, por=request.user),
        mensaje="Enviado: lo verificará un coordinador.",
        titulo="Enviar avance",
        boton="Enviar a verificar",
    )


@requires(Permiso.VER, fila=un_avance)
@require_POST
def retirar(request: Pedido, avance: Avance) -> HttpResponse:
    """Back to draft, before anyone has verified it."""
    if not (request.user.puede(Permiso.REPORTAR_AVANCES) and avance.lo_hizo(request.user)):
        raise PermissionDenied

    def hacer() -> Avance:
        avance.retirar(por=request.user)
        return avance

    return _dar_paso(
        request, avance, hacer=hacer, mensaje="Retirado: vuelve a ser un borrador suyo.", titulo="Retirar avance", boton="Retirar"
    )


def _dar_paso(request: Pedido, avance: Avance, *, hacer: Any, mensaje: str, titulo: str, boton: str) -> HttpResponse:
    """One press on the page of the avance; when it cannot be done, a page that says why."""
    return responder(
        request,
        ConClave(request.POST),
        plantilla="comun/confirmar.html",
        hacer=hacer,
        mensaje=mensaje,
        contexto={
            "titulo": titulo,
            "explicacion": str(avance.compromiso.descripcion),
            "boton": boton,
            "volver_url": avance.get_absolute_url(),
        },
    )


# ── Everybody who reads it ───────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.VER, fila=un_avance)
def ver(request: Pedido, avance: Avance) -> HttpResponse:
    """One avance: what was done, with what proof, where it stands and what this person can do about it."""
    user = request.user
    interno = Avance.objects.for_user(user).internos_de(user).filter(pk=avance.pk).exists()
    contexto = {
        "avance": avance,
        "compromiso": avance.compromiso,
        "interno": interno,
        "observaciones": avance.observaciones() if interno else [],
        "entradas": linea_de_tiempo(avance) if user.puede(Permiso.VER_HISTORIA) else [],
        "puede": _puede(user, avance),
        "decide_publica": user.puede(Permiso.VERIFICAR_AVANCES),
        "form": ConClave(),
        **_pruebas(user, avance),
    }
    return render(request, "convenios/avance.html", contexto)


def _pruebas(user: Any, avance: Avance) -> dict[str, Any]:
    """The evidence this person may open, and how many more there are."""
    visibles = list(Evidencia.objects.for_user(user).filter(avance=avance))
    return {
        "evidencias": visibles,
        "reservadas": avance.evidencias.count() - len(visibles),
    }


def _puede(user: Any, avance: Avance) -> dict[str, bool]:
    """What the page offers: the role, whose it is and its state."""
    abierto = avance.estado in Estado.editables()
    verifica = user.puede(Permiso.VERIFICAR_AVANCES)
    return {
        "terminar": abierto and avance.lo_termina(user),
        "retirar": avance.estado == Estado.ENVIADO and user.puede(Permiso.REPORTAR_AVANCES) and avance.lo_hizo(user),
        "verificar": verifica and avance.estado == Estado.ENVIADO and not avance.lo_hizo(user),
        "observar": verifica and avance.estado == Estado.VERIFICADO,
        "historia": user.puede(Permiso.VER_HISTORIA),
        "eliminar": user.puede(Permiso.PAPELERA) and avance.estado != Estado.VERIFICADO,
    }


# ── Whoever verifies ─────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.VERIFICAR_AVANCES, fila=un_avance)
def verificar(request: Pedido, avance: Avance) -> HttpResponse:
    """The promise and the proof side by side; verify or return with the reason, and on to the next one."""
    decision, _, seguir = request.POST.get("accion", "").partition("-")
    if request.method == "POST" and decision not in ("verificar", "observar"):
        raise BadRequest
    if request.method != "POST" and avance.estado in Estado.editables():
        messages.info(request, f"No está por verificar: es «{avance.get_estado_display().lower()}».")
        return redirect(avance)
    cola = Avance.objects.por_verificar(request.user).exclude(pk=avance.pk)
    siguiente, quedan = _siguiente(cola, avance), cola.count()
    form = FormularioVerificacion(request.POST or None, avance=avance, observa=decision == "observar")

    def hacer() -> Avance | str:
        if decision == "observar":
            acciones.observar_avance(avance, por=request.user, observacion=form.cleaned_data["observacion"])
        else:
            acciones.verificar_avance(avance, por=request.user)
        return (siguiente or reverse("bandeja")) if seguir else avance

    contexto = _lectura(request.user, avance) | {"siguiente": siguiente, "quedan": quedan}
    hecho = "Observado: vuelve a quien lo reportó." if decision == "observar" else "Verificado: ya cuenta."
    try:
        return responder(
            request,
            form,
            plantilla="convenios/avance_verificar.html",
            hacer=hacer,
            mensaje=f"{hecho} {_cuantos(quedan)}",
            contexto=contexto,
            recibido=f"verificar-{avance.pk}",
        )
    except CambioEntretanto:
        return _cambio_entretanto(request, avance, contexto)


def _siguiente(cola: Any, avance: Avance) -> str | None:
    """Address of the next one of the queue, the oldest sent first; after the last one it begins again."""
    orden = cola.order_by("enviado_en", "pk").values_list("pk", "enviado_en", "compromiso__convenio__ugel__codigo")
    filas = list(orden.filter(enviado_en__gt=avance.enviado_en)[:1]) if avance.enviado_en else []
    filas = filas or list(orden[:1])
    return reverse("avance_verificar", args=[filas[0][2], filas[0][0]]) if filas else None


def _cuantos(quedan: int) -> str:
    if not quedan:
        return "No queda ninguno por verificar."
    return "Queda 1 por verificar." if quedan == 1 else f"Quedan {quedan} por verificar."


def _lectura(user: Any, avance: Avance) -> dict[str, Any]:
    """What is read before deciding."""
    return {
        "avance": avance,
        "compromiso": Compromiso.objects.for_user(user).para_lista().select_related("clausula").get(pk=avance.compromiso_id),
        "observaciones": avance.observaciones(),
        "propio": avance.lo_hizo(user),
        "entretanto": None,
        "escrito": "",
        **_pruebas(user, avance),
    }


def _cambio_entretanto(request: Pedido, avance: Avance, contexto: dict[str, Any]) -> HttpResponse:
    """Somebody decided, or its author took it back, while this person was reading: who did what, and the page as it stands now."""
    avance.refresh_from_db()
    escrito = request.POST.get("observacion", "")
    contexto |= _lectura(request.user, avance) | {
        "form": FormularioVerificacion(avance=avance, initial={"observacion": escrito}),
        "entretanto": linea_de_tiempo(avance, limite=1)[0],
        "escrito": escrito,
    }
    return render(request, "convenios/avance_verificar.html", contexto, status=409)
