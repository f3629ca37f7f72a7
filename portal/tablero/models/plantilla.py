"""The office's own template: a Word or Excel file whose named fields a report fills."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse

from base.comun.constraints import check, one_of, set_together
from base.comun.fechas import ahora
from municipios.models import Ugel


class PlantillaQuerySet(models.QuerySet["PlantillaInforme"]):
    """Which templates."""

    def for_user(self, user: Any) -> Self:
        """Those in use of the UGEL whose inside pages this person reads."""
        return self.filter(ugel__in=Ugel.objects.for_user(user), retirada_en=None)


class PlantillaInforme(models.Model):
    """A file of the office, as it was checked when it came in. It is never run nor interpreted: its fields are replaced by name.

    It stays in the database, small as it is: one row is one template, also in a backup. One that was used is put away, not deleted.
    """

    class Formato(models.TextChoices):
        """Of which program."""

        XLSX = "xlsx", "Excel (.xlsx)"
        DOCX = "docx", "Word (.docx)"

    ugel = models.ForeignKey(Ugel, on_delete=models.PROTECT, related_name="+", verbose_name="UGEL")
    nombre = models.CharField("nombre", max_length=100)
    formato = models.CharField("formato", max_length=4, choices=Formato)
    contenido = models.BinaryField("contenido")
    archivo_nombre = models.CharField("archivo", max_length=120)
    octetos = models.PositiveIntegerField("tamaño")
    sha256 = models.CharField("SHA-256", max_length=64)
    campos = models.JSONField("campos que usa", default=list)
    avisos = models.JSONField("avisos", default=list, blank=True)
    subida_en = models.DateTimeField("subida el", default=ahora)
    subida_por = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="subida por")
    retirada_en = models.DateTimeField("retirada el", null=True, blank=True, editable=False)
    retirada_por = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="retirada por",
    )

    objects = PlantillaQuerySet.as_manager()

    class Meta:
        verbose_name = "plantilla de informe"
        verbose_name_plural = "plantillas de informe"
        ordering = ["nombre", "pk"]
        constraints = [
            one_of("formato", ["xlsx", "docx"], name="tablero_plantillainforme_formato", message="Una plantilla es de Excel o de Word."),
            check(Q(octetos__gt=0), name="tablero_plantillainforme_con_archivo", message="La plantilla lleva su archivo."),
            set_together(
                "retirada_en",
                "retirada_por",
                name="tablero_plantillainforme_retirada_con_autor",
                message="Lo retirado lleva siempre quién y cuándo.",
            ),
            models.UniqueConstraint(
                F("ugel"),
                Lower("nombre"),
                condition=Q(retirada_en=None),
                name="tablero_plantillainforme_nombre_unico",
                violation_error_message="Ya hay una plantilla en uso con ese nombre: retírela, o póngale otro.",
            ),
        ]

    def __str__(self) -> str:
        return self.nombre

    def get_absolute_url(self) -> str:
        return reverse("plantilla_informe", args=[self.ugel.codigo, self.pk])

    @property
    def octetos_propios(self) -> bytes:
        """The file."""
        return bytes(self.contenido)

    def retirar(self, *, por: Any) -> None:
        """Offer it no more; what was issued with it stays."""
        self.retirada_en, self.retirada_por = ahora(), por
        self.save(update_fields=["retirada_en", "retirada_por"])
