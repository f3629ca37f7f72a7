"""Each person's calendar: the page where its address is made and voided, and what a phone reads at that address."""

import hashlib

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from base.bitacora.edicion import responder
from base.cuentas.permisos import Pedido, abierta, requires
from base.cuentas.roles import Permiso
from encuentros import calendario
from encuentros.forms.calendario import CalendarioForm
from encuentros.models import LlaveDeCalendario

HECHO = {
    "crear": "Ya puede suscribirse a su calendario con esta dirección.",
    "cambiar": "La dirección anterior dejó de abrir. Suscríbase de nuevo con esta.",
    "anular": "La dirección dejó de abrir: nadie lee ya su calendario con ella.",
}


@requires(Permiso.VER)
def mio(request: Pedido) -> HttpResponse:
    """The address of one's own calendar, when it was last read, and how to void it."""
    user = request.user
    llave = LlaveDeCalendario.objects.for_user(user).vigentes().select_related("usuario").first()
    form = CalendarioForm(request.POST or None)

    def hacer() -> str:
        acto = form.cleaned_data["acto"]
        if acto in ("cambiar", "anular"):
            LlaveDeCalendario.anular(user)
        if acto in ("crear", "cambiar"):
            LlaveDeCalendario.dar(user)
        return reverse("mi_calendario")

    contexto = {
        "llave": llave,
        "url": request.build_absolute_uri(reverse("calendario", args=[llave.secreto])) if llave else "",
        "alcanza": calendario.alcanza(user),
    }
    acto = form.data.get("acto", "")
    return responder(request, form, plantilla="encuentros/mi_calendario.html", hacer=hacer, mensaje=HECHO.get(acto, ""), contexto=contexto)


@abierta("Un teléfono pide el calendario sin entrar: la llave de su dirección es el permiso, y se anula cuando se quiera.")
@require_safe
def suscripcion(request: HttpRequest, secreto: str) -> HttpResponse:
    """The calendar of whoever the key is of, with what that person reaches now; unchanged, it says so and sends nothing."""
    llave = LlaveDeCalendario.por_secreto(secreto)
    if llave is None or not calendario.alcanza(llave.usuario):
        raise Http404
    contenido = calendario.escribir(
        llave.usuario, nombre=f"Convenios: {llave.usuario.get_rol_display()}", direccion=request.build_absolute_uri
    )
    llave.anotar_uso()
    respuesta = HttpResponse(contenido, content_type="text/calendar; charset=utf-8")
    respuesta["ETag"] = f'"{hashlib.sha256(contenido).hexdigest()[:32]}"'
    respuesta["Cache-Control"] = "private, no-cache"
    respuesta["Content-Disposition"] = 'inline; filename="convenios.ics"'
    respuesta["X-Content-Type-Options"] = "nosniff"
    respuesta["X-Robots-Tag"] = "noindex, nofollow"
    condicional = get_conditional_response(request, etag=respuesta["ETag"], response=respuesta)
    return condicional if isinstance(condicional, HttpResponse) else respuesta
