"""The grid of a plan: its targets, or what was done, typed as in a spreadsheet."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from base.bitacora.edicion import responder
from base.cuentas.models import Usuario
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from convenios import cuadricula
from convenios.cuadricula import CHOQUE, COLUMNAS, Choque, Escrita, Modo, Tabla
from convenios.forms.cuadricula import ReprogramarPlanForm, leer_filas
from convenios.models import PlanTrabajo
from convenios.models.plan import ROMANOS

Estado = PlanTrabajo.Estado
PERMISO = {Modo.METAS: Permiso.EDITAR_PLANES, Modo.REPROGRAMAR: Permiso.EDITAR_PLANES, Modo.EJECUCION: Permiso.REPORTAR_AVANCES}
DEL_PLAN = (
    *("anio", "estado", "demostracion", "convenio__ugel__codigo"),
    *("municipalidad__distrito__ubigeo", "municipalidad__distrito__nombre"),
)
CRUCE = "Otra persona guardó algo que choca con esto en el mismo momento. Revise y guarde de nuevo."


def un_plan(user: Any, *, ubigeo: str, anio: int) -> PlanTrabajo:
    """The plan of a district in a year, and whether it is this person's own; no more of it than the grid says, for each row is saved alone."""
    planes = PlanTrabajo.objects.for_user(user).con_suyo(user).select_related("convenio__ugel", "municipalidad__distrito").only(*DEL_PLAN)
    return get_object_or_404(planes, municipalidad__distrito__ubigeo=ubigeo, anio=anio)


@requires(Permiso.VER, fila=un_plan)
def ver(request: Pedido, plan: PlanTrabajo) -> HttpResponse:
    """The rows of a plan; whoever may, types in them."""
    modo = _modo(request, plan)
    escribe = _escribe(request.user, plan, modo)
    if not escribe and (request.method == "POST" or modo == Modo.REPROGRAMAR):
        raise PermissionDenied
    if modo == Modo.REPROGRAMAR:
        return _reprogramar(request, plan)
    if request.method != "POST":
        tabla = Tabla(plan, modo, user=request.user, escribe=escribe)
        return render(request, "convenios/cuadricula.html", _contexto(request.user, tabla))
    return _una(request, plan, modo) if "fila" in request.POST else _todas(request, plan, modo)


def _modo(request: Pedido, plan: PlanTrabajo) -> Modo:
    """What a form says that it typed; what a page is asked for, where the plan has it."""
    if request.method == "POST":
        dicho = request.POST.get("modo", "")
        if dicho not in Modo.values:
            raise BadRequest
        return Modo(dicho)
    caben = {Modo.METAS}
    if plan.estado in (Estado.EN_EJECUCION, Estado.CERRADO):
        caben.add(Modo.EJECUCION)
    if plan.estado in (Estado.APROBADO, Estado.EN_EJECUCION):
        caben.add(Modo.REPROGRAMAR)
    de_suyo = Modo.EJECUCION if Modo.EJECUCION in caben else Modo.METAS
    pedido = request.GET.get("modo")
    return Modo(pedido) if pedido in caben else de_suyo


def _escribe(user: Usuario, plan: PlanTrabajo, modo: Modo) -> bool:
    """Whether it is this person's to type: by role, and in their own UGEL or municipality."""
    return user.puede(PERMISO[modo]) and plan.es_suyo


def _contexto(user: Usuario, tabla: Tabla) -> dict[str, Any]:
    plan, modo = tabla.plan, tabla.modo
    prepara = _escribe(user, plan, Modo.METAS)
    return {
        "plan": plan,
        "tabla": tabla,
        "modo": modo.value,
        "columnas": [(clase, ROMANOS[trimestre]) for clase, trimestre in COLUMNAS],
        "modos": [Modo.EJECUCION, Modo.METAS] if plan.estado in (Estado.EN_EJECUCION, Estado.CERRADO) else [],
        "reprograma": prepara and plan.estado in (Estado.APROBADO, Estado.EN_EJECUCION) and modo != Modo.REPROGRAMAR,
        "anade": prepara and plan.estado in (Estado.BORRADOR, Estado.APROBADO, Estado.EN_EJECUCION),
        "clave": _clave(plan, modo),
        "se_intento": False,
        "guardadas": 0,
        "ajenas": 0,
        "form": None,
    }


def _clave(plan: PlanTrabajo, modo: Modo) -> str:
    """Under which the device keeps what is not saved yet."""
    return f"cuadricula-{plan.pk}-{modo.value}"


# ── Row by row ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def _guardar(request: Pedido, plan: PlanTrabajo, modo: Modo, pk: int, escrita: Escrita) -> tuple[str, Tabla | None, bool]:
    """Save one row: what went wrong with it; or the row as it is saved, and whether it took in what somebody else had saved beside it."""
    try:
        tabla, junta = cuadricula.guardar_fila(plan, modo, pk, escrita, por=request.user)
    except Choque:
        return CHOQUE, None, False
    except ValidationError as error:
        return " ".join(error.messages), None, False
    except IntegrityError:
        return CRUCE, None, False
    return "", tabla, bool(junta.de_otros)


def _una(request: Pedido, plan: PlanTrabajo, modo: Modo) -> HttpResponse:
    """The row that somebody has just left, alone: saved, or with what is wrong."""
    escritas = leer_filas(request.POST)
    if len(escritas) != 1:
        raise BadRequest
    ((pk, escrita),) = escritas.items()
    error, tabla, de_otros = _guardar(request, plan, modo, pk, escrita)
    if tabla is None:
        tabla = Tabla(_fresco(request, plan), modo, user=request.user, escribe=True, solo=[pk])
        tabla.devolver(escritas, {pk: error})
    if not tabla.filas:
        raise Http404
    fila = tabla.filas[0]
    contexto = {"plan": tabla.plan, "fila": fila, "modo": modo.value, "guardada": not error, "de_otros": de_otros}
    return render(request, "convenios/_cuadricula_fila.html", contexto, status=409 if fila.choca else 422 if error else 200)


def _todas(request: Pedido, plan: PlanTrabajo, modo: Modo) -> HttpResponse:
    """Every row that was sent: those that are right are saved, and the others come back with what is wrong."""
    escritas = leer_filas(request.POST)
    antes = Tabla(plan, modo, user=request.user, escribe=True, solo=list(escritas))
    errores = {pk: _guardar(request, plan, modo, pk, escritas[pk])[0] for pk in cuadricula.cambiadas(antes, escritas)}
    guardadas = sum(not error for error in errores.values())
    malas = {pk: error for pk, error in errores.items() if error}
    ajenas = len(escritas) - len(antes.filas)
    if not malas and not ajenas:
        dicho = (
            f"Se {'guardó 1 fila' if guardadas == 1 else f'guardaron {guardadas} filas'}." if guardadas else "No había nada que guardar."
        )
        messages.success(request, dicho, extra_tags=f"recibido:{_clave(plan, modo)}")
        return redirect(reverse("plan_cuadricula", args=[plan.municipalidad.distrito.ubigeo, plan.anio], query={"modo": modo.value}))
    tabla = Tabla(_fresco(request, plan), modo, user=request.user, escribe=True)
    tabla.devolver(escritas, malas)
    contexto = _contexto(request.user, tabla) | {"guardadas": guardadas, "ajenas": ajenas, "se_intento": True}
    return render(request, "convenios/cuadricula.html", contexto, status=409 if tabla.choca else 422)


def _fresco(request: Pedido, plan: PlanTrabajo) -> PlanTrabajo:
    """The plan as it is now: what went wrong may be that it moved on."""
    return un_plan(request.user, ubigeo=plan.municipalidad.distrito.ubigeo, anio=plan.anio)


# ── All at once ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _reprogramar(request: Pedido, plan: PlanTrabajo) -> HttpResponse:
    """Move the targets of an approved plan, all of them with one reason and one document, or none."""
    escritas = leer_filas(request.POST)
    contexto = _contexto(request.user, Tabla(plan, Modo.REPROGRAMAR, user=request.user, escribe=True))
    contexto["tabla"].devolver(escritas, dict.fromkeys(escritas, ""))
    del contexto["form"]  # `responder` gives its own

    def hacer() -> PlanTrabajo:
        datos = form.cleaned_data
        try:
            cuadricula.reprogramar_filas(plan, escritas, por=request.user, motivo=datos["motivo"], documento=datos["documento"])
        except Choque:
            contexto["tabla"] = Tabla(plan, Modo.REPROGRAMAR, user=request.user, escribe=True)
            contexto["tabla"].devolver(escritas, dict.fromkeys(escritas, ""))
            raise ValidationError(
                "Otra persona cambió metas mientras usted escribía. No se guardó nada: elija y guarde de nuevo."
            ) from None
        return plan

    form = ReprogramarPlanForm(request.POST or None)
    respuesta = responder(
        request,
        form,
        plantilla="convenios/cuadricula.html",
        hacer=hacer,
        mensaje="Se reprogramó el plan. Las metas de antes quedan en su versión.",
        contexto=contexto,
        recibido=_clave(plan, Modo.REPROGRAMAR),
    )
    if respuesta.status_code == 422 and contexto["tabla"].choca:
        respuesta.status_code = 409
    return respuesta
