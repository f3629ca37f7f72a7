"""The guard that every view wears. A view without one fails a system check and a test."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponseBase

from .roles import Permiso

if TYPE_CHECKING:
    from .models import Usuario

Vista = Callable[..., HttpResponseBase]


class Pedido(HttpRequest):
    """A request that the guard let through: somebody signed in."""

    user: "Usuario"


def requires(*permisos: Permiso, fila: Callable[..., Model] | None = None) -> Callable[[Vista], Vista]:
    """Only for a signed-in person whose role has one of `permisos`.

    `fila(user, **kwargs of the route)` fetches the row within that person's scope (or 404) and is handed to the view instead of the
    route's words. It is asked before the role is: who may not see a row gets the 404 of a row that does not exist, who sees it but may
    not do this to it gets 403.
    """

    def decorar(vista: Vista) -> Vista:
        @wraps(vista)
        def guardia(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                raise PermissionDenied
            if fila is not None:
                args, kwargs = (fila(request.user, **kwargs),), {}
            if not any(request.user.puede(permiso) for permiso in permisos):
                raise PermissionDenied
            return vista(request, *args, **kwargs)

        guardia.permisos = permisos  # type: ignore[attr-defined]
        guardia.login_required = True  # type: ignore[attr-defined]  # whatever the wrapped view says of itself
        return guardia

    return decorar


def abierta(razon: str) -> Callable[[Vista], Vista]:
    """Open to anyone, for a written reason; what it shows is the public side only."""

    def decorar(vista: Vista) -> Vista:
        abierta_ = login_not_required(vista)
        abierta_.abierta = razon  # type: ignore[attr-defined]
        return abierta_

    return decorar
