"""Which row a page of this floor is about, asked within the scope of who asks: what they do not see is the 404 of what does not exist."""

from typing import Any

from django.http import Http404

from municipios.models import Ugel
from municipios.ugeles import ugel_leida


def una_ugel(user: Any, *, ugel: str, formato: str = "csv") -> Ugel:
    """A UGEL whose inside pages this person reads; a download is CSV or XLSX."""
    if formato not in ("csv", "xlsx"):
        raise Http404
    return ugel_leida(user, ugel)
