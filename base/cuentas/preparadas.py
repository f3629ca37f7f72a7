"""Questions written once (`base/comun/preparadas.py`) whose rows are those that a person reads."""

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any

from base.comun.preparadas import traer

from .models import Usuario

if TYPE_CHECKING:
    from django.db.models import QuerySet


def traer_para(user: Usuario, clave: Hashable, hacer: "Callable[..., QuerySet[Any]]", **valores: Any) -> list[Any]:
    """What `hacer(user, …)` asks, which goes through `for_user`. One question for each role: that is all that shapes a scope, and who the person
    is is a value in it, so that what changes in their charges is seen at once.
    """
    if not user.is_active:
        return []
    quien = {"rol": user.rol, "is_superuser": user.is_superuser, "is_active": user.is_active}
    return traer(
        (clave, *quien.values()), lambda persona, **otros: hacer(Usuario(pk=persona, **quien), **otros), persona=user.pk, **valores
    )
