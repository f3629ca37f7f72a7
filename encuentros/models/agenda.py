"""The agenda: ordered points with their minutes and presenter, what was noted at each, and the documents that go with them."""

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from base.bitacora.models import Registro, Vivos, historia
from base.comun.archivos import ConArchivo, archivo_entero
from base.comun.constraints import check, one_of, set_together
from base.comun.fechas import ahora

from .del_encuentro import DelEncuentro, DelEncuentroQuerySet
from .encuentro import Encuentro


class PuntoAgenda(DelEncuentro):
    """One point. Those that open an encuentro (open acuerdos, overdue commitments, the report of what was done) fill themselves."""

    EN_EL_ACTA = True

    class Clase(models.TextChoices):
        """What it is about."""

        TEMA = "tema", "Tema"
        ACUERDOS = "acuerdos", "Acuerdos abiertos de encuentros anteriores"
        VENCIDOS = "vencidos", "Compromisos vencidos"
        INFORME = "informe", "Informe de implementación"
        EXPOSICION = "exposicion", "Exposición de proyectos"

    encuentro = models.ForeignKey(Encuentro, on_delete=models.PROTECT, related_name="puntos", verbose_name="encuentro")
    orden = models.PositiveSmallIntegerField("orden", validators=[MinValueValidator(1)])
    clase = models.CharField("clase", max_length=10, choices=Clase, default=Clase.TEMA)
    titulo = models.CharField("punto", max_length=200)
    detalle = models.TextField("detalle", max_length=2000, blank=True)
    minutos = models.PositiveSmallIntegerField("minutos", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(600)])
    presenta = models.CharField("quién lo presenta", max_length=150, blank=True, help_text="Cargo.")
    notas = models.TextField("notas", max_length=8000, blank=True)
    tratado_en = models.DateTimeField("tratado el", null=True, editable=False)
    tratado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="lo dio por tratado"
    )

    objects = Vivos.from_queryset(DelEncuentroQuerySet)()
    todos = DelEncuentroQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "punto de agenda"
        verbose_name_plural = "puntos de agenda"
        ordering = ["encuentro", "orden", "pk"]
        constraints = [
            *Registro.Meta.constraints,
            one_of(
                "clase",
                ["tema", "acuerdos", "vencidos", "informe", "exposicion"],
                name="encuentros_puntoagenda_clase_conocida",
                message="La clase no es una de las de un punto de agenda.",
            ),
            set_together(
                "tratado_en",
                "tratado_por",
                name="encuentros_puntoagenda_tratado_con_autor",
                message="Un punto tratado lleva siempre quién lo dijo y cuándo.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.orden}. {self.titulo}"

    def comprobar_que_se_puede_eliminar(self) -> None:
        """What came out of it keeps its place."""
        super().comprobar_que_se_puede_eliminar()
        if self.acuerdos.exists():
            raise ValidationError("De este punto salieron acuerdos: no se quita de la agenda.", code="acuerdos")


class DocumentoPunto(DelEncuentro, ConArchivo):
    """A document of a point: what its presenter brought."""

    id = models.UUIDField("identificador", primary_key=True, default=uuid.uuid4, editable=False)
    encuentro = models.ForeignKey(Encuentro, on_delete=models.PROTECT, related_name="documentos", verbose_name="encuentro")
    punto = models.ForeignKey(PuntoAgenda, on_delete=models.PROTECT, related_name="documentos", verbose_name="punto de agenda")
    titulo = models.CharField("título", max_length=200, blank=True)
    subida_en = models.DateTimeField("subido el", default=ahora, editable=False)
    subida_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+", verbose_name="subido por"
    )

    objects = Vivos.from_queryset(DelEncuentroQuerySet)()
    todos = DelEncuentroQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "documento de un punto"
        verbose_name_plural = "documentos de los puntos"
        ordering = ["encuentro", "punto", "subida_en", "pk"]
        constraints = [
            *Registro.Meta.constraints,
            archivo_entero(name="encuentros_documentopunto_archivo_entero"),
            check(~Q(archivo=""), name="encuentros_documentopunto_con_archivo", message="Elija un archivo."),
        ]

    def __str__(self) -> str:
        return self.titulo or self.archivo_nombre

    def url_del_archivo(self) -> str:
        """Where its file is opened."""
        return reverse("punto_documento", args=[self.pk])
