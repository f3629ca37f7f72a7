"""As of when a public page speaks: the quarters that were closed, the one that ends next, and how to cite what was read."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

from django.http import Http404

from base.comun.fechas import hoy
from convenios.models import Cierre
from convenios.models.plan import ROMANOS, fin_de_trimestre, trimestre_de
from municipios.models import Ugel


@dataclass(frozen=True, order=True)
class Corte:
    """A quarter of a year, as an address says it: `2026-T3`."""

    anio: int
    trimestre: int

    @classmethod
    def de_hoy(cls) -> Self:
        """The one that runs."""
        return cls(hoy().year, trimestre_de(hoy()))

    def __str__(self) -> str:
        return f"{self.anio}-T{self.trimestre}"

    @property
    def etiqueta(self) -> str:
        """In words."""
        return f"{ROMANOS[self.trimestre]} trimestre de {self.anio}"

    @property
    def fin(self) -> datetime.date:
        """Its last day."""
        return fin_de_trimestre(self.anio, self.trimestre)


def cortes_de(ugel: Ugel) -> list[Corte]:
    """The quarters that some district of a UGEL has closed, the last one first."""
    cerrados = Cierre.objects.publicos().filter(plan__convenio__ugel=ugel).order_by().values_list("plan__anio", "trimestre").distinct()
    return sorted((Corte(*par) for par in cerrados), reverse=True)


def corte_pedido(request: Any, cortes: Iterable[Corte]) -> Corte | None:
    """The closed quarter that the address asks for (`?corte=2026-T3`), if it asks for one.

    One that nobody closed is `Http404`: whoever cites an address with a cut is not answered with the figures of today.
    """
    pedido, por_nombre = request.GET.get("corte", ""), {str(corte): corte for corte in cortes}
    if pedido and pedido not in por_nombre:
        raise Http404
    return por_nombre.get(pedido)
