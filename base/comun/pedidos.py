"""What is refused before any page looks at it."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils.deprecation import MiddlewareMixin


class SinNulosMiddleware(MiddlewareMixin):
    """No address carries the NUL character: PostgreSQL refuses it inside a text, and no page of ours ever writes it in a link."""

    def process_request(self, request: HttpRequest) -> None:
        """Answer 400."""
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("La dirección lleva un carácter que no existe en ningún texto.")
