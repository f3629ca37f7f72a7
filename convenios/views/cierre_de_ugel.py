"""Closing a quarter for a whole UGEL: every plan in execution of the year, those that can be closed, and why the others cannot."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.urls import reverse

from base.bitacora.edicion import responder
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from convenios import plan_de_trabajo as acciones
from convenios.cierres import por_cerrar
from convenios.forms.cierre import CerrarVariosForm
from convenios.models import PlanTrabajo
from convenios.models.plan import ROMANOS, TRIMESTRES
from municipios.models import Ugel
from municipios.ugeles import una_ugel

Cual = tuple[Ugel, int, int]


def un_trimestre_de_ugel(user: Any, *, ugel: str, anio: int, trimestre: int) -> Any:
    """A quarter of the plans of a UGEL."""
    if trimestre not in TRIMESTRES:
        raise Http404
    return una_ugel(user, ugel=ugel), anio, trimestre


@requires(Permiso.CERRAR_TRIMESTRES, fila=un_trimestre_de_ugel)
def cerrar_varios(request: Pedido, cual: Cual) -> HttpResponse:
    """Choose which plans close the quarter; one gesture closes them, and what could not be closed is named with its reason."""
    ugel, anio, trimestre = cual
    filas = por_cerrar(_en_marcha(request.user, ugel, anio), trimestre)
    form = CerrarVariosForm(request.POST or None, filas=filas)
    direccion = reverse("planes_cerrar", args=[ugel.codigo, anio, trimestre])
    no_cerrados: list[str] = []

    def hacer() -> str:
        hechos = 0
        for plan, mostrado in form.elegidos.items():
            try:
                with transaction.atomic():
                    acciones.cerrar_trimestre(plan, trimestre, por=request.user, nota=form.cleaned_data["nota"], mostrado=mostrado)
                hechos += 1
            except ValidationError as error:
                no_cerrados.append(f"{plan.municipalidad.distrito.nombre}: {' '.join(error.messages)}")
        if not hechos:
            raise ValidationError([f"No se cerró {dicho}" for dicho in no_cerrados], code="cambio")
        return direccion

    respuesta = responder(
        request,
        form,
        plantilla="convenios/cierre_cerrar_varios.html",
        hacer=hacer,
        mensaje=f"Se cerró el {ROMANOS[trimestre]} trimestre. Abajo está cada plan, con su código.",
        contexto=_contexto(ugel, anio, trimestre, filas, form),
    )
    if respuesta.status_code == 302:
        for dicho in no_cerrados:
            messages.warning(request, f"No se cerró {dicho}")
    elif no_cerrados:
        respuesta.status_code = 409
    return respuesta


def _en_marcha(user: Any, ugel: Ugel, anio: int) -> list[PlanTrabajo]:
    estados = (PlanTrabajo.Estado.EN_EJECUCION, PlanTrabajo.Estado.CERRADO)
    planes = PlanTrabajo.objects.for_user(user).filter(convenio__ugel=ugel, anio=anio, estado__in=estados)
    return list(planes.select_related("convenio__ugel", "municipalidad__distrito").order_by("municipalidad__distrito__ubigeo"))


def _contexto(ugel: Ugel, anio: int, trimestre: int, filas: list[Any], form: CerrarVariosForm) -> dict[str, Any]:
    return {
        "ugel": ugel,
        "anio": anio,
        "trimestre": trimestre,
        "romano": ROMANOS[trimestre],
        "trimestres": [(t, ROMANOS[t]) for t in TRIMESTRES],
        "abiertas": [(fila, form.marcado(fila)) for fila in filas if not fila.motivo],
        "trabadas": [fila for fila in filas if fila.motivo and fila.cierre is None],
        "cerradas": [fila for fila in filas if fila.cierre is not None],
    }
