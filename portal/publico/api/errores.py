"""Whatever goes wrong under /api/v1/ is told in one shape, in Spanish, and nothing that was sent is told back."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.deprecation import MiddlewareMixin

from .columnas import RAIZ

DICHOS = {
    400: ("pedido_invalido", "El pedido no se entiende."),
    401: ("sin_llave", "Falta una llave que valga: Authorization: Bearer … Se crea en «Mis llaves de la API»."),
    403: ("no_puede", "No se puede hacer eso."),
    404: ("no_existe", "Esa dirección no existe. Las que hay están en /api/v1/."),
    405: ("solo_lectura", "Aquí solo se lee: use GET."),
    429: ("demasiados_pedidos", "Demasiados pedidos en un minuto: espere lo que dice Retry-After."),
    500: ("falla", "El portal falló al responder. Ya quedó anotado; inténtelo más tarde."),
    503: ("sin_datos", "El portal no llega a sus datos en este momento: espere lo que dice Retry-After."),
    507: ("sin_espacio", "El portal no tiene espacio para guardar: ya quedó anotado."),
}


class ErrorDeApi(Exception):
    """Why a request is not answered: the status, and what is wrong in each parameter."""

    def __init__(self, estado: int, mensaje: str = "", campos: Sequence[tuple[str, str]] = (), espera: int | None = None) -> None:
        super().__init__(mensaje)
        self.estado, self.mensaje, self.campos, self.espera = estado, mensaje, campos, espera


def cuerpo(estado: int, mensaje: str = "", campos: Sequence[tuple[str, str]] = ()) -> dict[str, Any]:
    """The one shape."""
    codigo, dicho = DICHOS.get(estado) or DICHOS[500 if estado >= 500 else 400]
    detalles = [{"campo": campo, "mensaje": dice} for campo, dice in campos]
    return {"error": {"estado": estado, "codigo": codigo, "mensaje": mensaje or dicho, "detalles": detalles}}


def respuesta(error: ErrorDeApi) -> HttpResponse:
    """The answer that tells it."""
    dicha = JsonResponse(cuerpo(error.estado, error.mensaje, error.campos), status=error.estado, json_dumps_params={"ensure_ascii": False})
    if error.espera is not None:
        dicha["Retry-After"] = str(error.espera)
    if error.estado == 401:
        dicha["WWW-Authenticate"] = 'Bearer realm="API del portal"'
    return dicha


class ErroresDeApiMiddleware(MiddlewareMixin):
    """What no view of ours answered (an address that is not there, a request that was refused before) has that shape too."""

    def process_response(self, request: HttpRequest, dada: HttpResponseBase) -> HttpResponseBase:
        """Put it in place of a page."""
        ajena = dada.status_code >= 400 and not dada.headers.get("Content-Type", "").startswith("application/json")
        if not request.path_info.startswith(RAIZ) or not ajena:
            return dada
        propia = respuesta(ErrorDeApi(dada.status_code))
        for cabecera in ("Allow", "Retry-After"):
            if dada.has_header(cabecera):
                propia[cabecera] = dada[cabecera]
        propia["Cache-Control"] = "no-store"
        return propia
