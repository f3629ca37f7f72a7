"""What leaves the portal in a file, and the pages that show personal data, are written down in one place, whatever view answered."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponseBase

from base.cuentas.models import Usuario

from .lecturas import Lectura, anotar_acto, direccion_leida, muestra_personas


class LecturasMiddleware:
    """One line for each download and for each opening of a page with personal data, by whoever signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        respuesta = self.get_response(request)
        user, ruta = getattr(request, "user", None), request.resolver_match
        if (
            request.method == "HEAD"
            or not isinstance(user, Usuario)
            or ruta is None
            or respuesta.status_code != HTTPStatus.OK
            or hasattr(request, "lectura_anotada")
        ):
            return respuesta
        acto = _acto(request, respuesta, ruta.view_name)
        if acto:
            filas = getattr(respuesta, "filas_dadas", None)
            anotar_acto(user, acto=acto, clase=ruta.view_name, nombre=direccion_leida(request), cuantos=filas)
        return respuesta


def _acto(request: HttpRequest, respuesta: HttpResponseBase, ruta: str) -> str:
    if respuesta.headers.get("Content-Disposition", "").startswith("attachment"):
        return Lectura.Acto.DESCARGA
    return Lectura.Acto.PAGINA if request.method == "GET" and muestra_personas(ruta) else ""
