"""Of which territories a person writes figures: their districts, and the province, region and country that contain them."""

from collections import defaultdict

from base.cuentas.models import Usuario

from .indicador import PAIS
from .territorio import Distrito, Ugel

AJENO = "No es un territorio de su UGEL."
DE_VARIAS = "Ese territorio es también de otras UGEL: su cifra la escribe quien administra toda la instalación."
DE_OTRA = "Ese indicador es de otra UGEL, que no atiende ese territorio."


class TerritoriosDe:
    """What one person reaches, asked once however many figures they bring."""

    def __init__(self, user: Usuario) -> None:
        self._todo = user.is_superuser
        self._suyas = set(Ugel.objects.atendidas_por(user).values_list("pk", flat=True))
        self._ugeles: dict[str, set[int]] = defaultdict(set)
        for ubigeo, ugel in Distrito.objects.exclude(ugel=None).values_list("ubigeo", "ugel"):
            for territorio in (ubigeo, ubigeo[:4], ubigeo[:2], PAIS):
                self._ugeles[territorio].add(ugel)

    def reparo(self, ubigeo: str, *, ugel: int | None) -> str:
        """Why this person writes no figure there for an indicator of `ugel` (None: one of the portal's own); empty: they do."""
        ahi = self._ugeles.get(ubigeo, set())
        if not ahi or not (self._todo or ahi & self._suyas):
            return AJENO
        if ugel is not None:
            return "" if ugel in ahi and (self._todo or ugel in self._suyas) else DE_OTRA
        return "" if self._todo or ahi <= self._suyas else DE_VARIAS
