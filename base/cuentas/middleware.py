"""What happens when a form arrives after its session has ended, and what the browser may keep of a session."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.deprecation import MiddlewareMixin
from django.utils.functional import SimpleLazyObject

from base.comun import caidas

from .sesiones import asentar, quien_sigue
from .views.caidas import sin_datos
from .views.respuestas import sesion_vencida


def _quien(request: Any) -> Any:
    if not hasattr(request, "_cached_user"):
        request._cached_user = quien_sigue(request)
    return request._cached_user


class SesionMiddleware(SessionMiddleware):
    """A session that cannot be written down (the disk is full, the database only copies) takes no page away from who reads it."""

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        """Django takes any failure to write for a session that was deleted meanwhile; that one is still refused."""
        try:
            return super().process_response(request, response)
        except SessionInterrupted as error:
            al_escribir = error.__context__
            if caidas.reconocer(al_escribir.__context__ if al_escribir is not None else None) is None:
                raise
            return response


class QuienMiddleware(AuthenticationMiddleware):
    """Who the request is from, looked up when somebody asks: a session past its time is nobody's. A public page never asks."""

    def process_request(self, request: HttpRequest) -> None:
        """Put the promise of a person on the request."""
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _quien(request))  # type: ignore[assignment]

    def process_view(self, request: HttpRequest, vista: Callable[..., Any], args: Any, kwargs: Any) -> None:
        """Being seen counts on the pages that are not open to anyone."""
        if not getattr(vista, "abierta", None):
            asentar(request)


class SesionVencidaMiddleware(MiddlewareMixin):
    """A POST without a session is answered with what was typed in it, not with a bare sign-in page that has forgotten everything."""

    def process_view(self, request: HttpRequest, vista: Callable[..., Any], args: Any, kwargs: Any) -> HttpResponse | None:
        """Answer 401 with the text kept, where the view wants a signed-in person."""
        if request.method != "POST" or request.user.is_authenticated or not getattr(vista, "login_required", True):
            return None
        return sesion_vencida(request)


class SinCopiaMiddleware(MiddlewareMixin):
    """What a signed-in person saw is not kept by the browser: on a shared computer «Atrás» shows nothing of theirs after they leave."""

    def process_response(self, request: HttpRequest, respuesta: HttpResponse) -> HttpResponse:
        """Say so where the view has not said anything about copies."""
        if not respuesta.has_header("Cache-Control") and request.user.is_authenticated:
            respuesta["Cache-Control"] = "private, no-store"
        return respuesta


class SinDatosMiddleware:
    """While the database does not answer, no page asks it: each is refused at once, whoever it is for. Health is asked all the same."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith("/salud/") and caidas.no_responde():
            return sin_datos(request, caidas.Causa.SIN_BASE)
        return self.get_response(request)
