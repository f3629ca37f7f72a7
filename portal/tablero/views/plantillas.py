"""The office's templates: brought by an administrator, seen with the fields they carry, put away."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from base.bitacora.edicion import responder
from base.bitacora.formularios import ConClave
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from municipios.models import Ugel
from municipios.ugeles import una_ugel

from .. import acciones
from ..forms.informes import PlantillaForm
from ..informes.plantillas.campos import DE_ACTIVIDAD, DE_COMPROMISO, SUELTOS, buscar
from ..models import PlantillaInforme

GRUPOS = [
    ("Sueltos", "Van donde sea: en una celda, en un párrafo, en el encabezado o el pie.", SUELTOS),
    ("De cada compromiso", "Van juntos en una fila, que se repite por cada compromiso.", DE_COMPROMISO),
    ("De cada actividad", "Van juntos en una fila, que se repite por cada actividad del plan.", DE_ACTIVIDAD),
]


def una_plantilla(user: Any, *, ugel: str, pk: int) -> PlantillaInforme:
    """A template of it that is in use."""
    filas = PlantillaInforme.objects.for_user(user).select_related("ugel", "subida_por")
    return get_object_or_404(filas, ugel__codigo=ugel, pk=pk)


@requires(Permiso.CONFIGURAR, fila=una_ugel)
def plantillas_informe(request: Pedido, ugel: Ugel) -> HttpResponse:
    """Those in use, the names that a template may carry, and where a new one comes in."""
    form = PlantillaForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        datos = form.cleaned_data
        archivo = datos["archivo"]
        try:
            plantilla = acciones.subir_plantilla(
                ugel=ugel, nombre=datos["nombre"], archivo_nombre=archivo.name, contenido=archivo.read(), por=request.user
            )
        except ValidationError as error:
            _anotar(form, error)
        else:
            messages.success(request, "La plantilla se guardó: ya se puede elegir al pedir un informe.")
            return redirect(plantilla)
    filas = PlantillaInforme.objects.for_user(request.user).filter(ugel=ugel).select_related("ugel", "subida_por").defer("contenido")
    contexto = {"ugel": ugel, "form": form, "plantillas": filas, "grupos": [(t, q, list(c.values())) for t, q, c in GRUPOS]}
    return render(request, "tablero/plantillas.html", contexto, status=422 if form.errors else 200)


def _anotar(form: PlantillaForm, error: ValidationError) -> None:
    """What is wrong with the file beside the file, with the name beside the name."""
    de_otro_campo = hasattr(error, "error_dict")
    for mensaje in error.messages:
        form.add_error("nombre" if de_otro_campo else "archivo", mensaje)


@requires(Permiso.CONFIGURAR, fila=una_plantilla)
def plantilla_informe(request: Pedido, plantilla: PlantillaInforme) -> HttpResponse:
    """One template: the fields it carries, what will not come out as it looks, who brought it."""
    campos = [campo for nombre in plantilla.campos if (campo := buscar(nombre)) is not None]
    return render(request, "tablero/plantilla.html", {"plantilla": plantilla, "campos": campos, "ugel": plantilla.ugel})


@requires(Permiso.CONFIGURAR, fila=una_plantilla)
@require_safe
def plantilla_informe_archivo(request: Pedido, plantilla: PlantillaInforme) -> HttpResponse:
    """Its file, as it came."""
    respuesta = HttpResponse(plantilla.octetos_propios, content_type="application/octet-stream")
    respuesta["Content-Disposition"] = f'attachment; filename="plantilla-{plantilla.pk}.{plantilla.formato}"'
    respuesta["Content-Security-Policy"] = "default-src 'none'; sandbox"
    respuesta["X-Content-Type-Options"] = "nosniff"
    respuesta["Cache-Control"] = "private, no-store"
    return respuesta


@requires(Permiso.CONFIGURAR, fila=una_plantilla)
def plantilla_informe_retirar(request: Pedido, plantilla: PlantillaInforme) -> HttpResponse:
    """Offer it no more."""
    lista = reverse("plantillas_informe", args=[plantilla.ugel.codigo])

    def hacer() -> str:
        plantilla.retirar(por=request.user)
        return lista

    return responder(
        request,
        ConClave(request.POST or None),
        plantilla="comun/confirmar.html",
        hacer=hacer,
        mensaje="La plantilla se retiró.",
        contexto={
            "titulo": f"Retirar la plantilla «{plantilla}»",
            "explicacion": "Ya no se ofrecerá al pedir un informe. Los informes que se emitieron con ella siguen en su lista.",
            "boton": "Retirar la plantilla",
            "volver_url": plantilla.get_absolute_url(),
            "peligro": True,
        },
    )
