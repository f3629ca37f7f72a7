"""Jobs: long work that a person asked for, or that has its hour, done behind the pages by `manage.py trabajar`."""

import datetime
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from base.bitacora.ambitos import ambitos_de
from base.comun.constraints import check, one_of, set_together
from base.comun.fechas import ahora
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso

PLAZO_DE_LATIDO = datetime.timedelta(minutes=4)  # with a sweep every half minute, nothing stays «en curso» by itself for five
ACTIVAS = Q(estado__in=["pendiente", "en_curso"])


class TareaQuerySet(models.QuerySet["Tarea"]):
    """Which jobs."""

    def for_user(self, user: Any) -> Self:
        """What they asked for; for who administers a UGEL, also what was asked in it; for who runs the installation, all."""
        if not isinstance(user, Usuario) or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        suyas = Q(pedida_por=user)
        return self.filter(suyas | Q(ambito__in=ambitos_de(user)) if user.puede(Permiso.VER_TAREAS) else suyas)

    def activas(self) -> Self:
        """Waiting or being done."""
        return self.filter(ACTIVAS)

    def por_hacer(self) -> Self:
        """Waiting, the first that was asked first."""
        return self.filter(estado=Tarea.Estado.PENDIENTE).order_by("pk")

    def interrumpidas(self) -> Self:
        """Being done by a worker that has said nothing for a while."""
        return self.filter(estado=Tarea.Estado.EN_CURSO, latido_en__lt=ahora() - PLAZO_DE_LATIDO)

    def terminadas_antes_de(self, instante: datetime.datetime) -> Self:
        """Done, failed or annulled before that instant."""
        return self.filter(terminada_en__lt=instante)


class Tarea(models.Model):
    """One job. The same `clave` while it waits or runs is the same job; a scheduled one is done once for each `periodo`."""

    class Estado(models.TextChoices):
        """Where the job is."""

        PENDIENTE = "pendiente", "En espera"
        EN_CURSO = "en_curso", "En curso"
        HECHA = "hecha", "Hecha"
        FALLIDA = "fallida", "Fallida"
        ANULADA = "anulada", "Anulada"

    nombre = models.CharField("trabajo", max_length=60)
    datos = models.JSONField("datos", default=dict, blank=True, encoder=DjangoJSONEncoder)
    clave = models.CharField("de qué trata", max_length=200)
    periodo = models.CharField("periodo", max_length=20, blank=True)
    ambito = models.CharField("UGEL a la que toca", max_length=6, blank=True)
    pedida_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="pedida por"
    )
    estado = models.CharField("estado", max_length=10, choices=Estado, default=Estado.PENDIENTE)
    hecho = models.PositiveIntegerField("hecho", default=0)
    total = models.PositiveIntegerField("total", default=0)
    texto = models.CharField("por dónde va", max_length=200, blank=True)
    intentos = models.PositiveSmallIntegerField("intentos", default=0)
    obrero = models.CharField("quién la hace", max_length=40, blank=True)
    resultado = models.JSONField("resultado", null=True, blank=True, encoder=DjangoJSONEncoder)
    error = models.CharField("error", max_length=500, blank=True)
    registro = models.CharField("código del error", max_length=20, blank=True)
    creada_en = models.DateTimeField("pedida el", default=ahora)
    empezada_en = models.DateTimeField("empezada el", null=True)
    latido_en = models.DateTimeField("último latido", null=True)
    terminada_en = models.DateTimeField("terminada el", null=True)
    anulada_en = models.DateTimeField("anulada el", null=True)
    anulada_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="anulada por"
    )

    objects = TareaQuerySet.as_manager()

    class Meta:
        verbose_name = "tarea"
        verbose_name_plural = "tareas"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["id"], condition=Q(estado="pendiente"), name="avisos_tarea_por_hacer"),
            models.Index(fields=["latido_en"], condition=Q(estado="en_curso"), name="avisos_tarea_en_curso"),
            models.Index(fields=["pedida_por", "-id"], name="avisos_tarea_de_persona"),
            models.Index(fields=["ambito", "-id"], name="avisos_tarea_de_ugel"),
        ]
        constraints = [
            one_of(
                "estado",
                ["pendiente", "en_curso", "hecha", "fallida", "anulada"],
                name="avisos_tarea_estado_conocido",
                message="El estado no es uno de los de una tarea.",
            ),
            models.UniqueConstraint(
                fields=["clave"],
                condition=ACTIVAS,
                name="avisos_tarea_una_activa",
                violation_error_message="Esa tarea ya está en espera o en curso.",
            ),
            models.UniqueConstraint(
                fields=["nombre", "periodo"],
                condition=~Q(periodo=""),
                name="avisos_tarea_una_por_periodo",
                violation_error_message="Esa tarea ya se encargó para ese periodo.",
            ),
            check(
                ~Q(estado="en_curso") | Q(empezada_en__isnull=False, latido_en__isnull=False),
                name="avisos_tarea_en_curso_con_latido",
                message="Una tarea en curso dice desde cuándo.",
            ),
            check(
                Q(estado__in=["hecha", "fallida", "anulada"], terminada_en__isnull=False) | (ACTIVAS & Q(terminada_en=None)),
                name="avisos_tarea_terminada_con_fecha",
                message="Una tarea terminada lleva la fecha en que terminó.",
            ),
            check(~Q(estado="fallida") | ~Q(error=""), name="avisos_tarea_fallida_con_error", message="Una tarea fallida dice qué pasó."),
            check(
                Q(estado="anulada", anulada_en__isnull=False) | (~Q(estado="anulada") & Q(anulada_en=None)),
                name="avisos_tarea_anulada_con_fecha",
                message="Una tarea anulada lleva la fecha en que se anuló.",
            ),
            set_together(
                "anulada_en",
                "anulada_por",
                name="avisos_tarea_anulada_con_autor",
                message="Una tarea anulada lleva siempre quién y cuándo.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nombre} {self.clave}"

    def get_absolute_url(self) -> str:
        return reverse("tarea", args=[self.pk])

    @property
    def activa(self) -> bool:
        """Waiting or being done."""
        return self.estado in {self.Estado.PENDIENTE, self.Estado.EN_CURSO}

    @property
    def aspecto(self) -> str:
        """How its state is drawn: with the signs of what was promised."""
        aspectos = {"en_curso": "en_proceso", "hecha": "cumplido", "fallida": "no_cumplido", "anulada": "anulado"}
        return aspectos.get(self.estado, self.estado)

    @property
    def demora(self) -> bool:
        """It has waited longer than a worker that runs would let it."""
        return self.estado == self.Estado.PENDIENTE and ahora() - self.creada_en > datetime.timedelta(minutes=2)

    @property
    def destino(self) -> str:
        """The page of what it did, where it says so: always one of the portal's own."""
        url = self.resultado.get("url") if isinstance(self.resultado, dict) else None
        return url if isinstance(url, str) and url.startswith("/") and not url.startswith(("//", "/\\")) else ""

    def anular(self, *, por: Usuario) -> None:
        """Ask that it not be done. One that is being done stops at its next step, and what it had not committed is not kept."""
        with transaction.atomic():
            self.refresh_from_db(from_queryset=Tarea.objects.select_for_update())
            if not self.activa:
                raise ValidationError(f"Ya no se puede anular: está «{self.get_estado_display().lower()}».", code="estado")
            self.estado, self.anulada_por = self.Estado.ANULADA, por
            self.anulada_en = self.terminada_en = ahora()
            self.save(update_fields=["estado", "anulada_en", "anulada_por", "terminada_en"])
