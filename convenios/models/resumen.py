"""What the dashboards count of a UGEL, worked out beforehand, and the notes that say that it has to be worked out again.

A `Resumen` keeps counts by district, line of work, what was decided and due date, and nothing that depends on today: what is overdue is told
when it is read (`convenios/resumen/`). Whatever writes a row that it counts leaves a `PorRecontar`: triggers of the database do
(`convenios/notas.py`), so that no door goes past them. While there is one, whoever reads counts the rows themselves.
"""

import uuid
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery

from municipios.models import Ugel


class Resumen(models.Model):
    """The counts of one UGEL. Written by the worker alone, whole: nobody who works at the portal waits for it."""

    ugel = models.OneToOneField(Ugel, on_delete=models.CASCADE, related_name="+", verbose_name="UGEL")
    generacion = models.UUIDField("generación", default=uuid.uuid4)  # another one each time that it is counted
    contado_en = models.DateTimeField("contado el", null=True)
    conjunto = models.JSONField("de la UGEL", default=dict)
    distritos = models.JSONField("de sus distritos", default=dict)

    class Meta:
        verbose_name = "resumen de una UGEL"
        verbose_name_plural = "resúmenes de las UGEL"

    def __str__(self) -> str:
        return f"resumen de {self.ugel}"


class PorRecontarQuerySet(models.QuerySet[Any]):
    """Which notes."""

    def de(self, ugel: int) -> Self:
        """Those of a UGEL."""
        return self.filter(ugel=ugel)


class PorRecontar(models.Model):
    """A row that the summary of a UGEL counts was written. Only added, and taken away by who has counted after having seen it."""

    # not held to its UGEL by the database: who writes a commitment would wait for whoever holds that row
    ugel = models.ForeignKey(Ugel, on_delete=models.CASCADE, related_name="+", verbose_name="UGEL", db_constraint=False)
    transaccion = models.BigIntegerField("transacción", default=0)  # that wrote it: one is enough for each

    objects = PorRecontarQuerySet.as_manager()

    class Meta:
        verbose_name = "UGEL por recontar"
        verbose_name_plural = "UGEL por recontar"

    def __str__(self) -> str:
        return f"por recontar: {self.ugel}"


def con_resumen(ugeles: Any) -> Any:
    """UGEL with `generacion`: of its summary, where there is one and nothing was written since; else None, and its rows are counted."""
    al_dia = Resumen.objects.filter(ugel=OuterRef("pk"), contado_en__isnull=False).filter(
        ~Exists(PorRecontar.objects.filter(ugel=OuterRef("ugel")))
    )
    return ugeles.annotate(generacion=Subquery(al_dia.values("generacion")[:1]))


def por_recontar() -> Any:
    """The UGEL whose summary is not what its rows say, or is not there: those that wait the longest first."""
    contado = Subquery(Resumen.objects.filter(ugel=OuterRef("pk")).values("contado_en")[:1])
    filas = Ugel.objects.annotate(contado_en=contado).order_by(F("contado_en").asc(nulls_first=True), "pk")
    return filas.filter(Q(contado_en=None) | Q(Exists(PorRecontar.objects.filter(ugel=OuterRef("pk")))))
