"""Without a written rule the answer is no: a view that does not say who may use it opens for nobody, and a system check names it."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.core.checks import Error, Tags, register
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.deprecation import MiddlewareMixin


def rutas(patrones: Iterable[URLPattern | URLResolver], prefijo: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every route under `patrones`, each with its whole address."""
    for patron in patrones:
        if isinstance(patron, URLResolver):
            yield from rutas(patron.url_patterns, prefijo + str(patron.pattern))
        else:
            yield prefijo + str(patron.pattern), patron


def declarada(vista: Callable[..., Any]) -> bool:
    """Whether the view says who may use it: it wears `@requires` or `@abierta`."""
    return bool(getattr(vista, "permisos", None) or getattr(vista, "abierta", None))


class SinReglaMiddleware(MiddlewareMixin):
    """Nobody, whatever the role, opens a view that forgot its guard."""

    def process_view(self, request: HttpRequest, vista: Callable[..., Any], args: Any, kwargs: Any) -> None:
        """Answer 403 before the view is asked."""
        if not declarada(vista):
            raise PermissionDenied


@register(Tags.security)
def toda_ruta_dice_quien(app_configs: Any, **_: Any) -> list[Error]:
    """One error for each route without a rule."""
    return [
        Error(f"La ruta «{ruta}» no dice quién puede usarla.", hint="Póngale @requires(Permiso…) o @abierta(razón).", id="cuentas.E001")
        for ruta, patron in rutas(get_resolver().url_patterns)
        if not declarada(patron.callback)
    ]
