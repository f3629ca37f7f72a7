"""How the pages of the encuentros reach their rows: within the scope of who asks, or the 404 of a row that does not exist."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from municipios.models import Ugel

from ..models import Encuentro, Invitado


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


def un_invitado(user: Any, *, ugel: str, numero: int, pk: int) -> Invitado:
    """A guest of such an encuentro, for whoever reads its inner side: a contact is nobody else's."""
    filas = Invitado.objects.for_user(user).internos_de(user)
    filas = filas.select_related("encuentro__ugel", "encuentro__distrito", "municipalidad__distrito", "anotada_por")
    return get_object_or_404(filas, encuentro__ugel__codigo=ugel, encuentro__numero=numero, pk=pk)


def un_oficio(user: Any, *, formato: str, **ruta: Any) -> Invitado:
    """The guest whose oficio is asked for, as one of the two kinds of document there are."""
    if formato not in ("pdf", "docx"):
        raise Http404
    return un_invitado(user, **ruta)
