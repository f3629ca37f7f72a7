"""Questions written once (`base/comun/preparadas.py`) whose rows are those that a person reads."""

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any

from django.http import Http404

from base.comun.buscador.escritas import Lector
from base.comun.preparadas import PERSONA, traer

from .models import Usuario

if TYPE_CHECKING:
    from django.db.models import QuerySet


def traer_para(user: Usuario, clave: Hashable, hacer: "Callable[..., QuerySet[Any]]", **valores: Any) -> list[Any]:
    """What `hacer(user, …)` asks, which goes through `for_user`. One question for each role: that is all that shapes a scope, and who the person
    is is a value in it, so that what changes in their charges is seen at once.
    """
    if not user.is_active:
        return []
    llave, cualquiera = _cualquiera(user)
    return traer((clave, llave), lambda persona, **otros: hacer(cualquiera, **otros), persona=user.pk, **valores)


def uno_para(user: Usuario, clave: Hashable, hacer: "Callable[..., QuerySet[Any]]", **valores: Any) -> Any:
    """The first row of that question; where there is none, the 404 of what does not exist."""
    for fila in traer_para(user, clave, hacer, **valores):
        return fila
    raise Http404


def lector(user: Usuario) -> Lector:
    """Who looks for something among what they read."""
    llave, cualquiera = _cualquiera(user)
    return Lector(lambda hallable: hallable.visibles(user), lambda hallable: hallable.visibles(cualquiera), llave, user.pk)


def _cualquiera(user: Usuario) -> tuple[Hashable, Usuario]:
    """What of a person shapes what they read; and somebody alike, with a place where the key stands."""
    quien = {"rol": user.rol, "is_superuser": user.is_superuser, "is_active": user.is_active}
    return tuple(quien.values()), Usuario(pk=PERSONA, **quien)
