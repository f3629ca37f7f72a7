"""A guest answers by the link of its mail, without an account.

The key in the address is the whole permission, so the page sets no cookie and asks for none: nothing here is done in the name of whoever
happens to be signed in. Looking uses nothing up, for mail programs open links by themselves; only an answer does.
"""

from contextlib import suppress

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from base.cuentas.permisos import abierta

from ..convocatoria import responder_con_llave
from ..forms.convocatoria import ResponderForm
from ..models import Llave
from ..oficio import puntos_de


@abierta("Quien fue convocado responde con la llave de su correo, sin cuenta.")
@csrf_exempt  # the key is asked for in the address, and no browser sends it by itself
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def responder(request: HttpRequest, secreto: str) -> HttpResponse:
    """What the invitation is, and three buttons; or what was answered, or why the link no longer opens."""
    llave = Llave.por_secreto(secreto, Llave.Clase.CONFIRMAR)
    if llave is None:
        return _callada(render(request, "encuentros/convocatoria_no_existe.html", status=404))
    if not _se_responde(llave):
        return _pagina(request, llave, None)
    form = ResponderForm(request.POST) if request.method == "POST" else None
    if form is None or not form.is_valid():
        return _pagina(request, llave, form or ResponderForm(), status=200 if form is None else 422)
    with suppress(ValidationError):  # used, voided or closed in between: the page says what there is now
        responder_con_llave(llave, respuesta=form.cleaned_data["respuesta"], delegado=form.delegado)
    return _callada(redirect("convocatoria_responder", secreto))


def _se_responde(llave: Llave) -> bool:
    return llave.vale and llave.invitado.encuentro.se_responde


def _pagina(request: HttpRequest, llave: Llave, form: ResponderForm | None, *, status: int = 200) -> HttpResponse:
    invitado = llave.invitado
    contexto = {
        "llave": llave,
        "invitado": invitado,
        "encuentro": invitado.encuentro,
        "puntos": puntos_de(invitado.encuentro),
        "form": form,
    }
    return _callada(render(request, "encuentros/convocatoria_responder.html", contexto, status=status))


def _callada(respuesta: HttpResponse) -> HttpResponse:
    """Nobody indexes it, and no link on it says where one came from: the address is the key."""
    respuesta["Referrer-Policy"] = "no-referrer"
    respuesta["X-Robots-Tag"] = "noindex, nofollow"
    return respuesta
