"""What shows an educational project: its photos and documents. Nobody outside sees one until a person decides it, with the consent at hand."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from base.bitacora.models import Registro, RegistroQuerySet, Vivos, historia
from base.bitacora.pasos import exigir, exigir_texto
from base.comun.archivos import ConArchivo, archivo_entero
from base.comun.constraints import check, one_of, set_together
from base.comun.fechas import ahora
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso

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


class EvidenciaProyecto(Registro, ConArchivo):
    """A photo or a document of a project. Only a photo may become public, only with the consent, only by a deliberate act."""

    class Clase(models.TextChoices):
        """What it is."""

        FOTO = "foto", "Foto"
        DOCUMENTO = "documento", "Documento"

    id = models.UUIDField("identificador", primary_key=True, default=uuid.uuid4, editable=False)
    proyecto = models.ForeignKey(ProyectoEducativo, on_delete=models.PROTECT, related_name="evidencias", verbose_name="proyecto educativo")
    clase = models.CharField("clase", max_length=9, choices=Clase, editable=False)
    pie = models.CharField("qué se ve", max_length=200, blank=True, help_text="Sin nombres de estudiantes.")
    consentimiento = models.BooleanField("hay autorización escrita de quienes aparecen", default=False)
    consentimiento_documento = models.CharField("dónde está la autorización", max_length=200, blank=True)
    publica = models.BooleanField("la puede ver cualquiera", default=False, editable=False)
    publicada_en = models.DateTimeField("publicada el", null=True, editable=False)
    publicada_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="publicada por"
    )
    subida_en = models.DateTimeField("subida el", default=ahora, editable=False)
    subida_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+", verbose_name="subida por"
    )

    objects = Vivos.from_queryset(EvidenciaProyectoQuerySet)()
    todos = EvidenciaProyectoQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "evidencia de un proyecto"
        verbose_name_plural = "evidencias de los proyectos"
        ordering = ["proyecto", "subida_en", "pk"]
        constraints = [
            *Registro.Meta.constraints,
            archivo_entero(name="municipios_evidenciaproyecto_archivo_entero"),
            one_of(
                "clase",
                ["foto", "documento"],
                name="municipios_evidenciaproyecto_clase_conocida",
                message="La evidencia de un proyecto es una foto o un documento.",
            ),
            check(~Q(archivo=""), name="municipios_evidenciaproyecto_con_archivo", message="Elija un archivo."),
            set_together(
                "publicada_en",
                "publicada_por",
                name="municipios_evidenciaproyecto_publicada_con_autor",
                message="Publicar una foto lleva siempre quién y cuándo.",
            ),
            check(
                Q(publica=True, publicada_en__isnull=False) | Q(publica=False, publicada_en=None),
                name="municipios_evidenciaproyecto_publica_si_y_solo_si",
                message="Una foto pública, y solo ella, lleva quién la publicó y cuándo.",
            ),
            check(
                Q(publica=False) | Q(clase="foto", consentimiento=True, eliminado_en=None),
                name="municipios_evidenciaproyecto_publica_con_consentimiento",
                message="Solo se publica una foto con la autorización escrita de quienes aparecen.",
            ),
            check(
                Q(publica=False) | ~Q(consentimiento_documento=""),
                name="municipios_evidenciaproyecto_publica_con_documento",
                message="Una foto pública dice dónde está la autorización de quienes aparecen.",
            ),
        ]

    def __str__(self) -> str:
        return self.pie or self.archivo_nombre

    def get_absolute_url(self) -> str:
        return reverse("proyecto_evidencia", args=[self.pk])

    def comprobar_que_se_puede_eliminar(self) -> None:
        """What everybody sees is kept to its own first: two acts, each with its author."""
        if self.publica:
            raise ValidationError("Es una foto pública: vuelva a reservarla antes de quitarla.", code="publica")

    @property
    def la_ve_cualquiera(self) -> bool:
        """Public, of a public project: nobody's opening is written down."""
        return self.publica and self.proyecto.etapa != ProyectoEducativo.Etapa.IDEA

    def publicar(self, *, por: Usuario, documento: str) -> None:
        """Let anyone see the photo: somebody looked at it and has the consent of who appears, kept where `documento` says."""
        exigir(por, Permiso.EDITAR_INSTITUCIONES, "Su rol no publica fotos de proyectos.")
        self._tomar()
        if self.publica:
            raise ValidationError("Ya es pública: otra persona lo decidió antes.", code="publica")
        if self.clase != self.Clase.FOTO or self.archivo_en_cuarentena:
            raise ValidationError("Solo se publica una foto que ya pasó el análisis.", code="clase")
        self.consentimiento_documento = exigir_texto(documento, "Escriba dónde está la autorización de quienes aparecen.")
        self.consentimiento = self.publica = True
        self.publicada_en, self.publicada_por = ahora(), por
        self.save(update_fields=["consentimiento", "consentimiento_documento", "publica", "publicada_en", "publicada_por"])

    def reservar(self, *, por: Usuario, retiran: bool = False) -> None:
        """Take it back from everybody; `retiran`: who appears has withdrawn the consent."""
        exigir(por, Permiso.EDITAR_INSTITUCIONES, "Su rol no publica fotos de proyectos.")
        self._tomar()
        self.publica, self.publicada_en, self.publicada_por = False, None, None
        if retiran:
            self.consentimiento = False
        self.save(update_fields=["publica", "publicada_en", "publicada_por", "consentimiento"])
