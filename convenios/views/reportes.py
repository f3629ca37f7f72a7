"""What the pages of an avance and of an execution do alike: save what was reported, take its steps, read it, verify it and go on."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import Case, Count, Value, When, Window
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from base.bitacora.edicion import responder
from base.bitacora.formularios import ConClave
from base.bitacora.linea import linea_de_tiempo
from base.cuentas.permisos import Pedido
from base.cuentas.roles import Permiso
from convenios.forms.reporte import CambioEntretanto, FormularioReporte, FormularioVerificacion
from convenios.models.reporte import Reporte

ENVIADO = "Enviado: lo verificará un coordinador."
Acto = Callable[..., Any]  # of convenios.acciones or convenios.plan_de_trabajo


# ── Whoever reports ──────────────────────────────────────────────────────────────────────────────────────────────────────
def escribir(request: Pedido, form: FormularioReporte, *, guardar: Acto, plantilla: str, contexto: dict[str, Any]) -> HttpResponse:
    """Save a report as a draft, or send it. What was typed on one that somebody sent meanwhile stays on the page."""
    reporte: Any = form.instance
    cerrado = reporte.estado not in Reporte.Estado.editables()
    enviar = request.POST.get("accion") == "enviar"
    respuesta = responder(
        request,
        form,
        plantilla=plantilla,
        hacer=lambda: guardar(reporte, por=request.user, enviar=enviar, **form.evidencia),
        mensaje=ENVIADO if enviar else "Borrador guardado en el portal. Envíelo cuando esté completo.",
        recibido=form.borrador,
        contexto={"observaciones": reporte.observaciones() if reporte.pk else [], "habia_archivos": bool(request.FILES), **contexto},
    )
    if cerrado and respuesta.status_code == 422:
        respuesta.status_code = 409
    return respuesta


def enviar(request: Pedido, reporte: Any, *, acto: Acto) -> HttpResponse:
    """To whoever verifies."""
    titulo = f"Enviar {reporte.clase_de_registro}"
    return _dar_paso(
        request, reporte, hacer=lambda: acto(reporte, por=request.user), mensaje=ENVIADO, titulo=titulo, boton="Enviar a verificar"
    )


def retirar(request: Pedido, reporte: Any) -> HttpResponse:
    """Back to draft, before anyone has verified it."""

    def hacer() -> Any:
        reporte.retirar(por=request.user)
        return reporte

    titulo, mensaje = f"Retirar {reporte.clase_de_registro}", "Retirado: vuelve a ser un borrador suyo."
    return _dar_paso(request, reporte, hacer=hacer, mensaje=mensaje, titulo=titulo, boton="Retirar")


def _dar_paso(request: Pedido, reporte: Any, *, hacer: Any, mensaje: str, titulo: str, boton: str) -> HttpResponse:
    """One press on the page of the report; when it cannot be done, a page that says why."""
    return responder(
        request,
        ConClave(request.POST),
        plantilla="comun/confirmar.html",
        hacer=hacer,
        mensaje=mensaje,
        contexto={"titulo": titulo, "explicacion": reporte.que_dice, "boton": boton, "volver_url": reporte.get_absolute_url()},
    )


# ── Everybody who reads it ───────────────────────────────────────────────────────────────────────────────────────────────
def lectura(user: Any, reporte: Any, *, interno: bool) -> dict[str, Any]:
    """What the page of a report says: its proof, what was observed, what this person may do."""
    return {
        "reporte": reporte,
        "interno": interno,
        "observaciones": reporte.observaciones() if interno else [],
        "entradas": linea_de_tiempo(reporte) if user.puede(Permiso.VER_HISTORIA) else [],
        "puede": puede(user, reporte),
        "decide_publica": user.puede(Permiso.VERIFICAR_AVANCES),
        "form": ConClave(),
        **pruebas(user, reporte, interno=interno),
    }


def pruebas(user: Any, reporte: Any, *, interno: bool) -> dict[str, Any]:
    """The evidence this person may open, and how many more there are: none for who reads its inner side."""
    todas = reporte.evidencias
    visibles = list(todas.model.objects.for_user(user).filter(**{todas.field.name: reporte}))
    return {"evidencias": visibles, "reservadas": 0 if interno else todas.count() - len(visibles)}


def puede(user: Any, reporte: Any) -> dict[str, bool]:
    """What the page offers: the role, whose it is and its state."""
    abierto = reporte.estado in Reporte.Estado.editables()
    verifica = user.puede(Permiso.VERIFICAR_AVANCES)
    return {
        "terminar": abierto and reporte.lo_termina(user),
        "retirar": reporte.estado == Reporte.Estado.ENVIADO and user.puede(Permiso.REPORTAR_AVANCES) and reporte.lo_hizo(user),
        "verificar": verifica and reporte.estado == Reporte.Estado.ENVIADO and not reporte.lo_hizo(user),
        "observar": verifica and reporte.estado == Reporte.Estado.VERIFICADO,
        "historia": user.puede(Permiso.VER_HISTORIA),
        "eliminar": user.puede(Permiso.PAPELERA) and reporte.estado != Reporte.Estado.VERIFICADO,
    }


# ── Whoever verifies ─────────────────────────────────────────────────────────────────────────────────────────────────────
def verificar(
    request: Pedido,
    reporte: Any,
    *,
    cola: Any,
    plantilla: str,
    leer: Callable[[], dict[str, Any]],
    dar_por_bueno: Acto,
    observar: Acto,
) -> HttpResponse:
    """The promise and the proof side by side; verify or return with the reason, and on to the next one of `cola`.

    `leer` gives what is read before deciding, as it stands when it is called.
    """
    decision, _, seguir = request.POST.get("accion", "").partition("-")
    if request.method == "POST" and decision not in ("verificar", "observar"):
        raise BadRequest
    if request.method != "POST" and reporte.estado in Reporte.Estado.editables():
        messages.info(request, f"No está por verificar: es «{reporte.get_estado_display().lower()}».")
        return redirect(reporte)
    siguiente, quedan = _siguiente(cola.exclude(pk=reporte.pk), reporte)
    form = FormularioVerificacion(request.POST or None, reporte=reporte, observa=decision == "observar")

    def hacer() -> Any:
        if decision == "observar":
            observar(reporte, por=request.user, observacion=form.cleaned_data["observacion"])
        else:
            dar_por_bueno(reporte, por=request.user)
        return (siguiente or reverse("bandeja")) if seguir else reporte

    contexto = _antes_de_decidir(request.user, reporte, leer) | {"siguiente": siguiente, "quedan": quedan}
    hecho = "Observado: vuelve a quien lo reportó." if decision == "observar" else "Verificado: ya cuenta."
    try:
        return responder(
            request,
            form,
            plantilla=plantilla,
            hacer=hacer,
            mensaje=f"{hecho} {_cuantos(reporte, quedan)}",
            contexto=contexto,
            recibido=_borrador(reporte),
        )
    except CambioEntretanto:
        return _cambio_entretanto(request, reporte, contexto, plantilla=plantilla, leer=leer)


def _siguiente(cola: Any, reporte: Any) -> tuple[str | None, int]:
    """Address of the next one of the queue, the oldest sent first (after the last one it begins again), and how many wait in it."""
    vuelta = Case(When(enviado_en__gt=reporte.enviado_en, then=Value(0)), default=Value(1)) if reporte.enviado_en else Value(0)
    fila = cola.annotate(quedan=Window(Count("pk"))).order_by(vuelta, "enviado_en", "pk").first()
    return (None, 0) if fila is None else (str(fila.direccion("verificar")), fila.quedan)


def _borrador(reporte: Any) -> str:
    """The draft of an observation that the device keeps."""
    return f"verificar-{reporte._meta.model_name}-{reporte.pk}"


def _cuantos(reporte: Any, quedan: int) -> str:
    if not quedan:
        return f"No queda {reporte.DICHO.ninguno} por verificar."
    return "Queda 1 por verificar." if quedan == 1 else f"Quedan {quedan} por verificar."


def _antes_de_decidir(user: Any, reporte: Any, leer: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    return {
        "reporte": reporte,
        "observaciones": reporte.observaciones(),
        "propio": reporte.lo_hizo(user),
        "decide_publica": False,
        "entretanto": None,
        "escrito": "",
        "borrador": _borrador(reporte),
        **pruebas(user, reporte, interno=True),
        **leer(),
    }


def _cambio_entretanto(request: Pedido, reporte: Any, contexto: dict[str, Any], *, plantilla: str, leer: Any) -> HttpResponse:
    """Somebody decided, or its author took it back, while this person was reading: who did what, and the page as it stands now."""
    reporte.refresh_from_db()
    escrito = request.POST.get("observacion", "")
    contexto |= _antes_de_decidir(request.user, reporte, leer) | {
        "form": FormularioVerificacion(reporte=reporte, initial={"observacion": escrito}),
        "entretanto": linea_de_tiempo(reporte, limite=1)[0],
        "escrito": escrito,
    }
    return render(request, plantilla, contexto, status=409)
