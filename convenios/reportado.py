"""Who has reported: of each plan and quarter, how many activities have no report, how many are with their author, sent, or verified."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from .models import Ejecucion, PlanTrabajo, Programacion
from .models.plan import TRIMESTRES


@dataclass
class Conteo:
    """Activities of a plan in one quarter, by how far their report has come."""

    sin_reporte: int = 0  # with a target in it, and no report
    borrador: int = 0  # still with their author: draft, or returned
    enviado: int = 0
    verificado: int = 0

    @property
    def total(self) -> int:
        """All that were to be reported, or were."""
        return self.sin_reporte + self.borrador + self.enviado + self.verificado


CLASES = {
    "sin_reporte": "Sin reporte",
    "borrador": "En borrador u observado",
    "enviado": "Por verificar",
    "verificado": "Verificado",
}
Conteos = dict[tuple[int, int], Conteo]


def clase_de(estado: str) -> str:
    """In which of them a report counts."""
    return "borrador" if estado in Ejecucion.Estado.editables() else estado


def programadas() -> Any:
    """Targets that ask for something, of activities that are there."""
    return Programacion.objects.filter(actividad__eliminado_en=None).exclude(fisica=0, financiera=0)


def sin_reporte(programadas: Any) -> Any:
    """Those that nobody has reported on."""
    return programadas.filter(~Exists(Ejecucion.objects.filter(actividad=OuterRef("actividad"), trimestre=OuterRef("trimestre"))))


def contar(planes: Iterable[PlanTrabajo]) -> Conteos:
    """The counts of these plans, by plan and quarter, in two queries however many they are."""
    llaves = [plan.pk for plan in planes]
    conteos: Conteos = defaultdict(Conteo, {(llave, t): Conteo() for llave in llaves for t in TRIMESTRES})
    faltan = sin_reporte(programadas().filter(actividad__plan__in=llaves)).order_by()
    for plan, trimestre, cuantas in faltan.values_list("actividad__plan", "trimestre").annotate(n=Count("pk")):
        conteos[plan, trimestre].sin_reporte = cuantas
    hechos = Ejecucion.objects.filter(Q(actividad__eliminado_en=None), actividad__plan__in=llaves).order_by()
    for plan, trimestre, estado, cuantas in hechos.values_list("actividad__plan", "trimestre", "estado").annotate(n=Count("pk")):
        conteo = conteos[plan, trimestre]
        setattr(conteo, clase_de(estado), getattr(conteo, clase_de(estado)) + cuantas)
    return conteos
