"""The days on which nobody works, and those that were decreed."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from base.avisos.acciones import decide, guardar_dia, quitar_dia
from base.avisos.forms import DiaForm
from base.avisos.habiles import feriados
from base.avisos.models import DiaNoLaborable
from base.bitacora.edicion import responder
from base.bitacora.formularios import FormularioMotivo
from base.comun.fechas import DESDE, HASTA, hoy
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso


def un_dia(user: object, *, pk: int) -> DiaNoLaborable:
    """A decreed day of the country, or of this person's UGEL."""
    return get_object_or_404(DiaNoLaborable.objects.for_user(user), pk=pk)


def _anio(pedido: str) -> int:
    anio = int(pedido) if pedido.isascii() and pedido.isdigit() and len(pedido) == 4 else hoy().year
    return anio if DESDE <= anio < HASTA else hoy().year


@requires(Permiso.VER_CONFIGURACION)
def dias(request: Pedido) -> HttpResponse:
    """The holidays of a year by their laws, the decreed days, and a form to add one for who decides on it."""
    anio, puede = _anio(request.GET.get("anio", "")), request.user.puede(Permiso.CONFIGURAR)
    decretados = list(DiaNoLaborable.objects.for_user(request.user).filter(fecha__year=anio).order_by("fecha", "ambito"))
    contexto: dict[str, Any] = {"anio": anio, "feriados": sorted(feriados(anio).items()), "decretados": decretados, "puede": puede}
    if not puede:
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        return render(request, "avisos/dias.html", contexto)
    formulario = DiaForm(request.POST or None, por=request.user)

    def hacer() -> DiaNoLaborable:
        return guardar_dia(formulario.instance, por=request.user)

    return responder(request, formulario, plantilla="avisos/dias.html", hacer=hacer, mensaje="Se anotó el día.", contexto=contexto)


@requires(Permiso.CONFIGURAR, fila=un_dia)
def quitar(request: Pedido, dia: DiaNoLaborable) -> HttpResponse:
    """It is a day as any other again."""
    if not decide(request.user, dia.ambito):
        raise PermissionDenied

    def hacer() -> str:
        quitar_dia(dia, por=request.user)
        return f"{reverse('dias_no_laborables')}?anio={dia.fecha.year}"

    return responder(
        request,
        FormularioMotivo(request.POST or None),
        plantilla="comun/confirmar.html",
        hacer=hacer,
        mensaje=f"Se quitó: {dia}.",
        contexto={
            "titulo": f"Quitar el día no laborable: {dia}",
            "explicacion": "Desde ahora cuenta como un día hábil más. Lo que ya se avisó no se repite.",
            "boton": "Quitar el día",
            "volver_url": dia.get_absolute_url(),
            "peligro": True,
        },
    )
