"""A photo that its own people keep until somebody decides to show it, with the consent of who appears at hand.

What a photo hangs on (an educational project, something that a school showed at an encuentro) says who its own people are, who may decide,
and what else has to be true; the decision itself is one and the same.
"""

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from base.bitacora.models import Registro
from base.bitacora.pasos import exigir, exigir_texto
from base.comun.archivos import ConArchivo, archivo_entero
from base.comun.constraints import check, set_together
from base.comun.fechas import ahora
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso

SOLO_UNA_FOTO = "Solo se publica una foto que ya pasó el análisis."


class ConDecision(Registro, ConArchivo):
    """A file of its own people, that becomes public only as a photo, only with the consent, only by a deliberate act."""

    PUBLICAN: ClassVar[Permiso]
    SU_ROL_NO: ClassVar[str]

    id = models.UUIDField("identificador", primary_key=True, default=uuid.uuid4, editable=False)
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

    class Meta(Registro.Meta):
        abstract = True
        constraints = [
            *Registro.Meta.constraints,
            archivo_entero(name="%(app_label)s_%(class)s_archivo_entero"),
            check(~Q(archivo=""), name="%(app_label)s_%(class)s_con_archivo", message="Elija un archivo."),
            set_together(
                "publicada_en",
                "publicada_por",
                name="%(app_label)s_%(class)s_publicada_con_autor",
                message="Publicar una foto lleva siempre quién y cuándo.",
            ),
            check(
                Q(publica=True, publicada_en__isnull=False) | Q(publica=False, publicada_en=None),
                name="%(app_label)s_%(class)s_publica_si_y_solo_si",
                message="Una foto pública, y solo ella, lleva quién la publicó y cuándo.",
            ),
            check(
                Q(publica=False) | ~Q(consentimiento_documento=""),
                name="%(app_label)s_%(class)s_publica_con_documento",
                message="Una foto pública dice dónde está la autorización de quienes aparecen.",
            ),
        ]

    def __str__(self) -> str:
        return self.pie or self.archivo_nombre

    @property
    def es_foto(self) -> bool:
        """A picture, and no document."""
        return self.archivo_es_imagen

    def comprobar_que_se_puede_eliminar(self) -> None:
        """What everybody sees is kept to its own first: two acts, each with its author."""
        if self.publica:
            raise ValidationError("Es una foto pública: vuelva a reservarla antes de quitarla.", code="publica")

    # ── What people decide ───────────────────────────────────────────────────────────────────────────────────────────────
    def publicar(self, *, por: Usuario, documento: str) -> None:
        """Let anyone see the photo: somebody looked at it and has the consent of who appears, kept where `documento` says."""
        exigir(por, self.PUBLICAN, self.SU_ROL_NO)
        self._tomar()
        if self.publica:
            raise ValidationError("Ya es pública: otra persona lo decidió antes.", code="publica")
        if not self.es_foto or self.archivo_en_cuarentena:
            raise ValidationError(SOLO_UNA_FOTO, code="clase")
        self.consentimiento_documento = exigir_texto(documento, "Escriba dónde está la autorización de quienes aparecen.")
        self.consentimiento = self.publica = True
        self.publicada_en, self.publicada_por = ahora(), por
        self.save(update_fields=["consentimiento", "consentimiento_documento", "publica", "publicada_en", "publicada_por"])

    def reservar(self, *, por: Usuario, retiran: bool = False) -> None:
        """Take it back from everybody; `retiran`: who appears has withdrawn the consent."""
        exigir(por, self.PUBLICAN, self.SU_ROL_NO)
        self._tomar()
        self.publica, self.publicada_en, self.publicada_por = False, None, None
        if retiran:
            self.consentimiento = False
        self.save(update_fields=["publica", "publicada_en", "publicada_por", "consentimiento"])
