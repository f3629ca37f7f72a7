"""Which notices a person wants by mail: on its page, and by the link of a mail, without signing in.

The key in that address is the whole permission, so the page sets no cookie. Looking changes nothing, for mail programs open links by
themselves; only the button does, or the one press that a mail program offers (RFC 8058), which posts the same word.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from base.avisos import enlaces
from base.avisos.forms import PreferenciaForm
from base.avisos.models import Preferencia
from base.bitacora.edicion import responder
from base.cuentas.permisos import Pedido, abierta, requires
from base.cuentas.roles import Permiso

HECHO = {
    "guardar": "Se guardó. Los avisos siguen estando en el portal.",
    "anular": "Los enlaces de los correos que ya recibió dejaron de abrir.",
}
UNA_PULSACION = "One-Click"


@requires(Permiso.VER)
def mis_avisos(request: Pedido) -> HttpResponse:
    """What this person gets by mail, kind by kind."""
    form = PreferenciaForm(request.POST or None, preferencia=Preferencia.de(request.user))

    def hacer() -> str:
        form.guardar()
        return reverse("mis_avisos")

    contexto = {"sin_correo": not request.user.email}
    mensaje = HECHO.get(form.data.get("acto", ""), "")
    return responder(request, form, plantilla="avisos/mis_avisos.html", hacer=hacer, mensaje=mensaje, contexto=contexto)


@abierta("Dejar de recibir un correo no pide entrar: la llave del enlace es el permiso, y lo que hace se deshace en la misma página.")
@csrf_exempt  # the key is asked for in the address, and no browser sends it by itself
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def baja(request: HttpRequest, cual: str, dia: str, secreto: str) -> HttpResponse:
    """One button that turns a kind off, or on again; what the link is no longer for is told to nobody."""
    leida = enlaces.leer(cual, dia, secreto)
    if leida is None:
        return _callada(render(request, "avisos/baja_no_existe.html", status=404))
    acto = request.POST.get("List-Unsubscribe", "") if request.method == "POST" else ""
    if acto in (UNA_PULSACION, "volver"):
        leida.poner(encendidas=acto == "volver")
    return _callada(render(request, "avisos/baja.html", {"baja": leida, "hecho": acto}))


def _callada(respuesta: HttpResponse) -> HttpResponse:
    """Nobody indexes it, and no link on it says where one came from: the address is the key."""
    respuesta["Referrer-Policy"] = "no-referrer"
    respuesta["X-Robots-Tag"] = "noindex, nofollow"
    return respuesta
