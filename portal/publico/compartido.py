"""The page behind a link that a municipality shared: its district as the public side tells it, with verified figures, until a day.

The key in the address is the whole permission and is asked for each time; the page belongs to nobody's session, sets no cookie, is kept by no
cache (a voided link is dead at the next request) and says to no other page where one came from. A dead link, whatever it died of, is the page of
one that never was.
"""

import re

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from base.comun.origen import direccion
from base.cuentas import limites
from base.cuentas.limites import Clase
from base.cuentas.permisos import abierta
from convenios import compartido as cifras
from municipios.models import EnlaceCompartido

FILAS, HECHOS = 40, 8
LLAVE = re.compile(r"\d{1,18}-[0-9a-f]{40}\Z")
# Programs that open a link by themselves and say so, to show a preview of it in the conversation
PREVIA = re.compile(
    r"whatsapp|facebookexternalhit|facebot|telegrambot|twitterbot|slackbot|discordbot|linkedinbot|skypeuripreview|bot\b|crawler|spider|preview",
    re.IGNORECASE,
)


@abierta("Quien recibió el enlace de una municipalidad lo abre sin cuenta: la llave de su dirección es el permiso, y vence o se anula.")
@never_cache
@require_safe
def compartido(request: HttpRequest, secreto: str) -> HttpResponse:
    """The district of the link, while it opens."""
    request.user = AnonymousUser()  # whoever is signed in is nobody here
    request.session.accessed = False
    request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
    enlace = EnlaceCompartido.por_secreto(secreto)
    if enlace is None:
        return _no_abre(request, secreto)
    if enlace.lleno:
        return _callada(render(request, "publico/compartido_espera.html", {"messages": ()}, status=429))
    enlace.anotar_pedido(cuenta=_lo_abre_alguien(request))
    distrito = enlace.municipalidad.distrito
    contexto = {
        "enlace": enlace,
        "distrito": distrito,
        "reparto": cifras.cifras(distrito),
        "compromisos": cifras.compromisos(distrito, FILAS),
        "verificados": cifras.verificados(distrito, HECHOS),
        "messages": (),
    }
    return _callada(render(request, "publico/compartido.html", contexto))


def _lo_abre_alguien(request: HttpRequest) -> bool:
    """A person, as far as can be told: neither a program that says that it makes a preview, nor a page fetched before it was asked for."""
    proposito = f"{request.headers.get('Sec-Purpose', '')} {request.headers.get('Purpose', '')} {request.headers.get('X-Purpose', '')}"
    if request.method != "GET" or re.search(r"prefetch|prerender|preview", proposito):
        return False
    return not PREVIA.search(request.headers.get("User-Agent", ""))


def _no_abre(request: HttpRequest, secreto: str) -> HttpResponse:
    """The same for what was voided, is over, lost its charge or never was; who tries one key after another waits."""
    if LLAVE.match(secreto) and not limites.intentar(Clase.ENLACE, direccion=direccion(request)).permitido:
        return _callada(render(request, "publico/compartido_espera.html", {"messages": ()}, status=429))
    return _callada(render(request, "publico/compartido_no_abre.html", {"messages": ()}, status=404))


def _callada(respuesta: HttpResponse) -> HttpResponse:
    """Nobody indexes it, and no link on it says where one came from: the address is the key."""
    respuesta["Referrer-Policy"] = "no-referrer"
    respuesta["X-Robots-Tag"] = "noindex, nofollow"
    return respuesta
