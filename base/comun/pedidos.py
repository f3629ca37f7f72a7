"""What is refused before any page looks at it, and what of every request is written down."""

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, DisallowedHost
from django.http import Http404, HttpRequest, HttpResponseBase
from django.http.request import split_domain_port, validate_host
from django.utils.deprecation import MiddlewareMixin

from .registro import Pedido, anotar

# A refusal says something about who asks; a 404 may be a stranger at a door or a mistyped address, and there are many
NEGADOS = {401: logging.WARNING, 403: logging.WARNING, 404: logging.INFO, 429: logging.WARNING, 400: logging.WARNING}

MAYOR_LLAVE = 2**63 - 1  # the largest whole number that a column holds, in both engines


class SinNulosMiddleware(MiddlewareMixin):
    """No address carries the NUL character: PostgreSQL refuses it inside a text, and no page of ours ever writes it in a link."""

    def process_request(self, request: HttpRequest) -> None:
        """Answer 400."""
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("La dirección lleva un carácter que no existe en ningún texto.")


class SinNumerosDeMasMiddleware(MiddlewareMixin):
    """No route asks for a row whose number no column can hold: SQLite raises OverflowError over it. It is a row that does not exist."""

    def process_view(self, request: HttpRequest, vista: Callable[..., Any], args: Any, kwargs: dict[str, Any]) -> None:
        """Answer 404, whatever the route."""
        if any(isinstance(valor, int) and valor > MAYOR_LLAVE for valor in kwargs.values()):
            raise Http404


class NombreAjenoMiddleware(MiddlewareMixin):
    """No request says that the portal has another name. Links and mails are written with `Host`, which Django checks; a proxy that also
    forwards a name forwards one of ours, or somebody is trying."""

    def process_request(self, request: HttpRequest) -> None:
        """Answer 400."""
        for nombre in request.headers.get("X-Forwarded-Host", "").split(","):
            dominio, _ = split_domain_port(nombre.strip())
            if nombre.strip() and not validate_host(dominio, settings.ALLOWED_HOSTS):
                raise DisallowedHost("X-Forwarded-Host no es un nombre del portal.")


class RegistroMiddleware:
    """What is logged while a request is answered knows which one it is; what was refused and what was taken away is logged here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with Pedido(request):
            respuesta = self.get_response(request)
            if respuesta.status_code in NEGADOS:
                anotar("negado", nivel=NEGADOS[respuesta.status_code], estado=respuesta.status_code)
            elif respuesta.headers.get("Content-Disposition", "").startswith("attachment") or getattr(respuesta, "file_to_stream", None):
                anotar("descarga", estado=respuesta.status_code, tipo=respuesta.headers.get("Content-Type", ""))
            return respuesta
