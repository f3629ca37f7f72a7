"""The notices of a UGEL before they are sent: who would get what, and the switch."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from base.avisos.habiles import Calendario
from base.avisos.models import Carta
from base.bitacora.edicion import responder
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from municipios.models import Ugel

from ..cartas.encender import apagar, encender, pedir_previa, proximo_lunes
from ..cartas.forms import EnvioDeAvisosForm
from ..cartas.reparto import proximo_resumen

POR_PAGINA = 50
HECHO = {
    "previa": "Se está preparando la vista previa.",
    "encender": "Los avisos saldrán por correo desde ese día.",
    "apagar": "Desde ahora los avisos quedan solo en el portal.",
}


def una_ugel_atendida(user: Any, *, ugel: str) -> Ugel:
    """A UGEL for which this person works."""
    return get_object_or_404(Ugel.objects.atendidas_por(user), codigo=ugel)


def _cuentas(cartas: Any) -> list[dict[str, Any]]:
    """How many sheets of each class reach people in each way."""
    etiquetas = dict(Carta.Clase.choices), dict(Carta.Entrega.choices)
    filas = cartas.order_by("clase", "entrega").values_list("clase", "entrega").annotate(n=Count("pk"))
    return [{"clase": etiquetas[0][clase], "entrega": etiquetas[1][entrega], "cuantas": n} for clase, entrega, n in filas]


@requires(Permiso.ENVIAR_AVISOS, fila=una_ugel_atendida)
def por_enviar(request: Pedido, ugel: Ugel) -> HttpResponse:
    """What would be sent next, to whom, and whether it is."""
    form, previas = EnvioDeAvisosForm(request.POST or None), Carta.objects.for_user(request.user).previas().filter(ambito=ugel.codigo)
    aqui = reverse("avisos_por_enviar", args=[ugel.codigo])

    def hacer() -> str:
        acto = form.cleaned_data["acto"]
        if acto == "previa":
            return pedir_previa(ugel, por=request.user).get_absolute_url()
        if acto == "encender":
            encender(ugel, por=request.user, desde=form.cleaned_data["desde"] or proximo_lunes())
        else:
            apagar(ugel, por=request.user)
        return aqui

    contexto = {
        "ugel": ugel,
        "lunes": proximo_lunes(),
        "proximo": proximo_resumen(ugel, Calendario.de(ugel.codigo)),
        "cuentas": _cuentas(previas),
        "pagina": Paginator(previas.select_related("usuario").order_by("clase", "-esperan", "pk"), POR_PAGINA).get_page(
            request.GET.get("pagina")
        ),
        "en_demostracion": settings.DEMOSTRACION,
    }
    mensaje = HECHO.get(form.data.get("acto", ""), "")
    return responder(request, form, plantilla="tablero/avisos_por_enviar.html", hacer=hacer, mensaje=mensaje, contexto=contexto)
