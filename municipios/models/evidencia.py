"""What shows an educational project: its photos and documents. Nobody outside sees one until a person decides it, with the consent at hand."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from base.bitacora.models import RegistroQuerySet, Vivos, historia
from base.comun.constraints import check, one_of
from base.cuentas.roles import Permiso

from .foto import ConDecision
from .proyecto import ProyectoEducativo


class EvidenciaProyectoQuerySet(RegistroQuerySet):
    """Which photos and documents."""

    def for_user(self, user: Any) -> Self:
        """All of their UGEL for its staff, those of their district for a municipality; of the rest only the photos that were made public."""
        return self.filter(
            Q(proyecto__in=ProyectoEducativo.objects.propios_de(user)) | Q(pk__in=self.model.objects.publicos().values("pk"))
        )

    def internos_de(self, user: Any) -> Self:
        """Those whose inner side this person reads: that anyone may see one says nothing of who decided it."""
        return self.filter(proyecto__in=ProyectoEducativo.objects.propios_de(user))

    def publicos(self) -> Self:
        """What anyone may see: made public, of a project that is."""
        return self.filter(publica=True, proyecto__in=ProyectoEducativo.objects.publicos())


class EvidenciaProyecto(ConDecision):
    """A photo or a document of a project. Only a photo may become public, only with the consent, only by a deliberate act."""

    PUBLICAN = Permiso.EDITAR_INSTITUCIONES
    SU_ROL_NO = "Su rol no publica fotos de proyectos."

    class Clase(models.TextChoices):
        """What it is."""

        FOTO = "foto", "Foto"
        DOCUMENTO = "documento", "Documento"

    proyecto = models.ForeignKey(ProyectoEducativo, on_delete=models.PROTECT, related_name="evidencias", verbose_name="proyecto educativo")
    clase = models.CharField("clase", max_length=9, choices=Clase, editable=False)

    objects = Vivos.from_queryset(EvidenciaProyectoQuerySet)()
    todos = EvidenciaProyectoQuerySet.as_manager()
    history = historia()

    class Meta(ConDecision.Meta):
        verbose_name = "evidencia de un proyecto"
        verbose_name_plural = "evidencias de los proyectos"
        ordering = ["proyecto", "subida_en", "pk"]
        constraints = [
            *ConDecision.Meta.constraints,
            one_of(
                "clase",
                ["foto", "documento"],
                name="municipios_evidenciaproyecto_clase_conocida",
                message="La evidencia de un proyecto es una foto o un documento.",
            ),
            check(
                Q(publica=False) | Q(clase="foto", consentimiento=True, eliminado_en=None),
                name="municipios_evidenciaproyecto_publica_con_consentimiento",
                message="Solo se publica una foto con la autorización escrita de quienes aparecen.",
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("proyecto_evidencia", args=[self.pk])

    @property
    def es_foto(self) -> bool:
        """As it was kept."""
        return self.clase == self.Clase.FOTO

    @property
    def la_ve_cualquiera(self) -> bool:
        """Public, of a public project: nobody's opening is written down."""
        return self.publica and self.proyecto.etapa != ProyectoEducativo.Etapa.IDEA
