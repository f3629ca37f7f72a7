"""What is refused before any page looks at it."""

from django.conf import settings
from django.core.exceptions import BadRequest, DisallowedHost
from django.http import HttpRequest
from django.http.request import split_domain_port, validate_host
from django.utils.deprecation import MiddlewareMixin


class SinNulosMiddleware(MiddlewareMixin):
    """No address carries the NUL character: PostgreSQL refuses it inside a text, and no page of ours ever writes it in a link."""

    def process_request(self, request: HttpRequest) -> None:
        """Answer 400."""
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("La dirección lleva un carácter que no existe en ningún texto.")


class NombreAjenoMiddleware(MiddlewareMixin):
    """No request says that the portal has another name. Links and mails are written with `Host`, which Django checks; a proxy that also
    forwards a name forwards one of ours, or somebody is trying."""

    def process_request(self, request: HttpRequest) -> None:
        """Answer 400."""
        for nombre in request.headers.get("X-Forwarded-Host", "").split(","):
            dominio, _ = split_domain_port(nombre.strip())
            if nombre.strip() and not validate_host(dominio, settings.ALLOWED_HOSTS):
                raise DisallowedHost("X-Forwarded-Host no es un nombre del portal.")
