"""What a municipality sends by WhatsApp: a summary in words, and links of a read-only page that expire, are counted and can be voided."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from base.bitacora.edicion import responder
from base.bitacora.formularios import ConClave
from base.comun.direcciones import por_whatsapp
from base.comun.templatetags.comun import fecha_hora
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from convenios import compartido
from municipios.models import EnlaceCompartido, Municipalidad

from ..compartir import resumen
from ..forms.enlaces import EnlaceForm

EN_LA_LISTA = 50


@requires(Permiso.VER)
def enlaces(request: Pedido) -> HttpResponse:
    """One's own shared links, and a form for another one."""
    suyas = list(Municipalidad.objects.propias_de(request.user).select_related("distrito__ugel").order_by("distrito__ubigeo"))
    if not suyas and not request.user.es_municipal:
        raise Http404
    form = EnlaceForm(request.POST or None, suyas=suyas)

    def hacer() -> str:
        municipalidad = next(m for m in suyas if str(m.pk) == form.cleaned_data["municipalidad"])
        enlace = EnlaceCompartido.hacer(municipalidad, por=request.user, dias=form.cleaned_data["dias"])
        return f"{reverse('enlaces')}#enlace-{enlace.pk}"

    contexto = {"enlaces": _con_su_estado(request, {m.pk for m in suyas}), "suyas": suyas}
    mensaje = "El enlace está listo: envíelo por WhatsApp con el botón de su fila."
    return responder(request, form, plantilla="tablero/enlaces.html", hacer=hacer, mensaje=mensaje, contexto=contexto)


def _con_su_estado(request: Pedido, con_cargo: set[int]) -> list[Any]:
    """The last ones, each with why it no longer opens (`estado`), or with its address and its message."""
    filas: list[Any] = list(
        EnlaceCompartido.objects.for_user(request.user).select_related("creado_por", "municipalidad__distrito__ugel")[:EN_LA_LISTA]
    )
    resumenes: dict[int, str] = {}
    for enlace in filas:
        fuera = "anulado" if enlace.anulado_en else "vencido" if enlace.vencido else "sin_cargo"
        enlace.abre = not (enlace.anulado_en or enlace.vencido) and enlace.municipalidad_id in con_cargo
        enlace.estado = "abre" if enlace.abre else fuera
        if enlace.abre:
            enlace.url = request.build_absolute_uri(reverse("compartido", args=[enlace.secreto]))
            if enlace.municipalidad_id not in resumenes:
                distrito = enlace.municipalidad.distrito
                resumenes[enlace.municipalidad_id] = resumen(distrito, compartido.cifras(distrito))
            enlace.mensaje = f"{resumenes[enlace.municipalidad_id]}\n{enlace.url}\nSe puede leer hasta el {fecha_hora(enlace.vence_en)}."
            enlace.whatsapp = por_whatsapp(enlace.mensaje)
    return filas


def un_enlace(user: Any, *, pk: int) -> EnlaceCompartido:
    """One of their own."""
    return get_object_or_404(EnlaceCompartido.objects.for_user(user).select_related("municipalidad__distrito"), pk=pk)


@requires(Permiso.VER, fila=un_enlace)
def anular(request: Pedido, enlace: EnlaceCompartido) -> HttpResponse:
    """It opens nothing from the next request on."""
    form = ConClave(request.POST or None)

    def hacer() -> str:
        enlace.anular()
        return reverse("enlaces")

    contexto = {
        "titulo": "Anular el enlace",
        "explicacion": f"Quien tenga el enlace de {enlace.municipalidad.distrito} hecho el {fecha_hora(enlace.creado_en)} ya no podrá abrirlo. "
        "No se puede deshacer, pero puede hacer otro.",
        "boton": "Anular el enlace",
        "peligro": True,
        "volver_url": reverse("enlaces"),
    }
    mensaje = "El enlace se anuló: ya no abre."
    return responder(request, form, plantilla="comun/confirmar.html", hacer=hacer, mensaje=mensaje, contexto=contexto)
