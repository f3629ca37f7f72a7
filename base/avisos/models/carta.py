"""What a person is told at its hour: the digest of the week, and the notices of a day in one sheet.

A sheet is kept as what it says, not as a mail: the portal shows it, the mail is written from it when it leaves, and whatever was settled in
between is no longer in it. Until it is handed over it is a preview, which only whoever turns the sending on reads.
"""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from base.bitacora.ambitos import ambitos_de
from base.comun.constraints import one_of
from base.comun.fechas import ahora
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso


class CartaQuerySet(models.QuerySet["Carta"]):
    """Which sheets."""

    def for_user(self, user: Any) -> Self:
        """One's own that were handed over; for whoever turns the sending on, also those of their UGEL, before and after."""
        if not isinstance(user, Usuario) or not user.is_active:
            return self.none()
        suyas = Q(usuario=user, dada_en__isnull=False)
        return self.filter(suyas | Q(ambito__in=ambitos_de(user)) if user.puede(Permiso.ENVIAR_AVISOS) else suyas)

    def dadas(self) -> Self:
        """Handed over."""
        return self.exclude(dada_en=None)

    def previas(self) -> Self:
        """Still a preview."""
        return self.filter(dada_en=None)


class Carta(models.Model):
    """One sheet for one person. `ambito` is the code of the UGEL (or of the region) that it tells of; `periodo`, the week or the day.

    `contenido`: see `base/avisos/hojas.py`. `entrega`: how it reaches the person, as decided when it was written.
    """

    class Clase(models.TextChoices):
        """What it is."""

        RESUMEN = "resumen", "Resumen de la semana"
        RECORDATORIO = "recordatorio", "Avisos del día"

    class Entrega(models.TextChoices):
        """How it reaches the person: always in the portal, and by mail or why not."""

        CORREO = "correo", "Por correo y en el portal"
        SIN_CORREO = "sin_correo", "Solo en el portal: su cuenta no tiene correo"
        APAGADA = "apagada", "Solo en el portal: así lo eligió"
        SIN_ACTIVAR = "sin_activar", "Solo en el portal: el envío no está encendido"
        DEMOSTRACION = "demostracion", "Solo en el portal: es una demostración"

    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="para")
    ambito = models.CharField("UGEL o región de la que habla", max_length=6)
    clase = models.CharField("clase", max_length=12, choices=Clase)
    periodo = models.CharField("semana o día", max_length=10)
    asunto = models.CharField("asunto", max_length=200)
    contenido = models.JSONField("lo que dice", default=dict)
    esperan = models.PositiveIntegerField("cosas que esperan por esta persona", default=0)
    entrega = models.CharField("cómo llega", max_length=12, choices=Entrega)
    creada_en = models.DateTimeField("escrita el", default=ahora)
    dada_en = models.DateTimeField("entregada el", null=True)

    objects = CartaQuerySet.as_manager()

    class Meta:
        verbose_name = "hoja de avisos"
        verbose_name_plural = "hojas de avisos"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["ambito", "clase", "periodo"], name="avisos_carta_de_ugel"),
            models.Index(fields=["creada_en"], name="avisos_carta_por_edad"),
        ]
        constraints = [
            one_of(
                "clase", ["resumen", "recordatorio"], name="avisos_carta_clase_conocida", message="Esa hoja no es una de las del portal."
            ),
            one_of(
                "entrega",
                ["correo", "sin_correo", "apagada", "sin_activar", "demostracion"],
                name="avisos_carta_entrega_conocida",
                message="Esa manera de entregar una hoja no es una de las del portal.",
            ),
            models.UniqueConstraint(
                fields=["usuario", "ambito", "clase", "periodo"],
                name="avisos_carta_una_vez",
                violation_error_message="Esa persona ya tiene esa hoja.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asunto} → {self.usuario}"

    def get_absolute_url(self) -> str:
        return reverse("carta", args=[self.pk])

    @property
    def clave(self) -> str:
        """Of what its mail and its notice are: the same one again is nothing."""
        return f"carta:{self.clase}:{self.ambito}:{self.periodo}:{self.usuario_id}"


class Recordado(models.Model):
    """One thing that was already told, of whatever kind: it is told once. `clave` names the kind, the record and the date that it was about,
    so that a due date that moved is told again when it comes."""

    ambito = models.CharField("UGEL", max_length=6)
    clave = models.CharField("de qué trata", max_length=120, unique=True, error_messages={"unique": "Eso ya se avisó."})
    en = models.DateTimeField("avisado el", default=ahora)

    objects = models.Manager()

    class Meta:
        verbose_name = "cosa avisada"
        verbose_name_plural = "cosas avisadas"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["ambito"], name="avisos_recordado_de_ugel")]

    def __str__(self) -> str:
        return self.clave
