"""Pages of the encuentros: the list of a UGEL and each meeting."""

from django.http import HttpResponse
from django.shortcuts import render

from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from municipios.models import Ugel

from ..models import Encuentro
from ..navegacion import navegacion
from .filas import un_encuentro, una_ugel


@requires(Permiso.VER, fila=una_ugel)
def lista(request: Pedido, ugel: Ugel) -> HttpResponse:
    """Every encuentro of a UGEL, the last one first."""
    encuentros = (
        Encuentro.objects.for_user(request.user).filter(ugel=ugel).con_asistentes().select_related("ugel", "distrito").order_by("-numero")
    )
    return render(request, "encuentros/lista.html", {"ugel": ugel, "encuentros": encuentros})


@requires(Permiso.VER, fila=un_encuentro)
def ver(request: Pedido, encuentro: Encuentro) -> HttpResponse:
    """One encuentro: when and where, who came, what was shown, what is known of what happened."""
    contexto = {
        "encuentro": encuentro,
        "navegacion": navegacion(request.user, encuentro, "encuentro"),
        "asistencias": encuentro.asistencias.select_related("municipalidad__distrito"),
        "participantes": encuentro.participantes.all(),
        "proyectos": encuentro.proyectos_expuestos.select_related("distrito"),
        "puede_editar": request.user.puede(Permiso.EDITAR_ENCUENTROS),
        "puede_ver_historia": request.user.puede(Permiso.VER_HISTORIA),
        "puede_eliminar": request.user.puede(Permiso.PAPELERA),
    }
    return render(request, "encuentros/encuentro.html", contexto)
