"""What happens when a form arrives after its session has ended."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin

from .views import sesion_vencida


class SesionVencidaMiddleware(MiddlewareMixin):
    """A POST without a session is answered with what was typed in it, not with a bare sign-in page that has forgotten everything."""

    def process_view(self, request: HttpRequest, vista: Callable[..., Any], args: Any, kwargs: Any) -> HttpResponse | None:
        """Answer 401 with the text kept, where the view wants a signed-in person."""
        if request.method != "POST" or request.user.is_authenticated or not getattr(vista, "login_required", True):
            return None
        return sesion_vencida(request)
