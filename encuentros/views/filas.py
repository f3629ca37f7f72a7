"""How the pages of the encuentros reach their rows: within the scope of who asks, or the 404 of a row that does not exist."""

from typing import Any

from django.shortcuts import get_object_or_404

from municipios.models import Ugel

from ..models import Encuentro


def una_ugel(user: Any, *, ugel: str) -> Ugel:
    """A UGEL whose inside pages this person reads."""
    return get_object_or_404(Ugel.objects.for_user(user), codigo=ugel)


def un_encuentro(user: Any, *, ugel: str, numero: int) -> Encuentro:
    """An encuentro of such a UGEL."""
    return get_object_or_404(Encuentro.objects.for_user(user).select_related("ugel", "distrito"), ugel__codigo=ugel, numero=numero)


def un_encuentro_por_dentro(user: Any, *, ugel: str, numero: int) -> Encuentro:
    """One whose inner side (contacts, notes, drafts) this person reads."""
    filas = Encuentro.objects.for_user(user).internos_de(user).select_related("ugel", "distrito")
    return get_object_or_404(filas, ugel__codigo=ugel, numero=numero)
