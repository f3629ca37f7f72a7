"""What a UGEL sets for itself: its administrator changes it, who leads it reads it."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from base.bitacora.edicion import responder
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from convenios.acciones import guardar_configuracion
from convenios.forms.configuracion import ConfiguracionForm
from convenios.models.linea import Linea, nombre_de_linea
from municipios.models import Ugel
from municipios.ugeles import una_ugel

MUESTRAS = (95, 80, 60)


@requires(Permiso.VER_CONFIGURACION, fila=una_ugel)
def configuracion(request: Pedido, ugel: Ugel) -> HttpResponse:
    """The one screen: a form for who may change it, the same to read for the rest."""
    contexto = {
        "ugel": ugel,
        "muestras": [(porcentaje, ugel.color(porcentaje)) for porcentaje in MUESTRAS],
        "lineas": [(nombre_de_linea(ugel, slug), slug not in ugel.ocultas) for slug in Linea.values],
    }
    if not request.user.puede(Permiso.CONFIGURAR):
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        return render(request, "convenios/configuracion.html", contexto)
    formulario = ConfiguracionForm(request.POST or None, instance=ugel)

    def hacer() -> str:
        guardar_configuracion(ugel, por=request.user)
        return reverse("configuracion", args=[ugel.codigo])

    return responder(
        request,
        formulario,
        plantilla="convenios/configuracion.html",
        hacer=hacer,
        mensaje="Se guardó la configuración.",
        contexto=contexto,
        recibido=f"configuracion-{ugel.pk}",
    )
