"""The closed quarters of a plan: closing one, looking at it whatever the day, rectifying it, asking whether a paper is of one."""

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from base.bitacora.edicion import responder
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from convenios import plan_de_trabajo as acciones
from convenios.cierres import cerrado, de_codigo, por_cerrar, quienes, rectificaciones_para
from convenios.forms.cierre import CerrarForm, CodigoForm, RectificarForm
from convenios.models import Actividad, Cierre, PlanTrabajo
from convenios.models.plan import ROMANOS
from municipios.ugeles import recordar_ugel

from .plan_filas import un_cierre, un_trimestre

CAMBIO = {"cambio", "estado", "orden", "por_verificar"}  # it could be done when it was shown: somebody did something since


@requires(Permiso.VER, fila=un_cierre)
def ver(request: Pedido, cierre: Cierre) -> HttpResponse:
    """A quarter as it was closed, whatever the day it is looked at; what was rectified since stands beside it."""
    contexto = {
        "cierre": cierre,
        "plan": cierre.plan,
        "ugel": cierre.plan.convenio.ugel,
        "cerrado": cerrado(cierre, rectificaciones_para(request.user)),
        "puede_rectificar": request.user.puede(Permiso.CERRAR_TRIMESTRES),
        "comprobar_url": request.build_absolute_uri(reverse("cierre_comprobar")),  # whole: it is read on paper too
    }
    return render(request, "convenios/cierre.html", contexto)


# ── Closing ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.CERRAR_TRIMESTRES, fila=un_trimestre)
def cerrar(request: Pedido, cual: tuple[PlanTrabajo, int]) -> HttpResponse:
    """What the quarter lacks and who can mend it, the figures that would be frozen; then freeze them, as they were shown."""
    plan, trimestre = cual
    (fila,) = por_cerrar([plan], trimestre)
    if fila.cierre is not None and request.method != "POST":
        return redirect(fila.cierre)
    recordar_ugel(request, plan.convenio.ugel)
    faltan = acciones.faltantes(plan, trimestre, cuentas=fila.cuentas)
    form = CerrarForm(request.POST or None, huecos=fila.huecos)

    def hacer() -> Cierre:
        nota, mostrado = form.cleaned_data["nota"], str(request.POST.get("mostrado", ""))
        return acciones.cerrar_trimestre(plan, trimestre, por=request.user, nota=nota, mostrado=mostrado or "sin sello")

    contexto = {
        "fila": fila,
        "plan": plan,
        "trimestre": trimestre,
        "romano": ROMANOS[trimestre],
        "antes": [(t, ROMANOS[t]) for t in fila.antes if plan.recibe_ejecucion],
        "faltan": faltan,
        "avances": faltan.avances,
        "quienes": quienes(plan),
    }
    respuesta = responder(
        request,
        form,
        plantilla="convenios/cierre_cerrar.html",
        hacer=hacer,
        mensaje=f"Se cerró el {ROMANOS[trimestre]} trimestre. Imprímalo: lleva su código.",
        contexto=contexto,
    )
    return _choque(respuesta, form)


def _choque(respuesta: HttpResponse, form: Any) -> HttpResponse:
    """What was shown is no longer so: 409, with what is so now."""
    if respuesta.status_code == 422 and any(form.has_error("__all__", code=code) for code in CAMBIO):
        respuesta.status_code = 409
    return respuesta


# ── Rectifying ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def una_linea_cerrada(user: Any, *, ubigeo: str, anio: int, trimestre: int, pk: int) -> Any:
    """An activity of the plan whose quarter is closed, with its closing at hand."""
    cierre = un_cierre(user, ubigeo=ubigeo, anio=anio, trimestre=trimestre)
    actividad = get_object_or_404(Actividad.objects.for_user(user).select_related("compromiso"), plan=cierre.plan, pk=pk)
    actividad.plan = cierre.plan
    return cierre, actividad


@requires(Permiso.CERRAR_TRIMESTRES, fila=una_linea_cerrada)
def rectificar(request: Pedido, cual: tuple[Cierre, Actividad]) -> HttpResponse:
    """Say what the figures of an activity should have been in a closed quarter, why and by which document."""
    cierre, actividad = cual
    cuentan = acciones.de_un_trimestre(actividad, cierre.trimestre)
    form = RectificarForm(request.POST or None, unidad=actividad.unidad, cuentan=cuentan)

    def hacer() -> str:
        dicho: dict[str, Any] = {campo: form.cleaned_data[campo] for campo in ("fisica", "financiera", "motivo", "documento")}
        hecha = acciones.rectificar(cierre, actividad, por=request.user, mostrado=form.mostrado, **dicho)
        return f"{cierre.get_absolute_url()}#rectificacion-{hecha.pk}"

    contexto = {
        "cierre": cierre,
        "plan": cierre.plan,
        "actividad": actividad,
        "romano": ROMANOS[cierre.trimestre],
        "cuentan": cuentan,
        "no_suma": acciones.por_que_no_suma(actividad),
    }
    respuesta = responder(
        request,
        form,
        plantilla="convenios/cierre_rectificar.html",
        hacer=hacer,
        mensaje="Se rectificó. La cifra cerrada sigue como estaba, y al lado se ve el cambio.",
        contexto=contexto,
    )
    if form.has_error("__all__", code="cambio"):
        return _otra_vez(request, form, actividad, cuentan, contexto)
    return respuesta


def _otra_vez(
    request: Pedido, form: RectificarForm, actividad: Actividad, cuentan: tuple[Decimal, Decimal], contexto: dict[str, Any]
) -> HttpResponse:
    """The page again with what the person wrote, over what counts now: a second press is about what they see."""
    errores = form.non_field_errors()
    escrito = form.data.dict() | {"antes_fisica": cuentan[0], "antes_financiera": cuentan[1]}  # type: ignore[attr-defined]
    form = RectificarForm(escrito, unidad=actividad.unidad, cuentan=cuentan)
    form.is_valid()
    for error in errores:
        form.add_error(None, error)
    return render(request, "convenios/cierre_rectificar.html", {**contexto, "form": form}, status=409)


# ── The code on a paper ──────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.VER)
def comprobar(request: Pedido) -> HttpResponse:
    """Given the code on a paper: of which closed quarter its figures are, and whether they are still the ones that were sealed."""
    form = CodigoForm(request.GET or None)
    codigo = form.elegido.get("codigo", "")
    hallado = de_codigo(Cierre.objects.for_user(request.user), codigo)
    url = hallado.get_absolute_url() if hallado is not None else ""
    return render(request, "convenios/cierre_comprobar.html", {"form": form, "codigo": codigo, "hallado": hallado, "url": url})
