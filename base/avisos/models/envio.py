"""The outbox: every mail of the portal, from the gesture that asked for it to the server that took it.

It is written in the transaction of the gesture, so what was rolled back sends nothing. `base/avisos/cartero.py` sends it.
"""

import datetime
import uuid
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from base.avisos.alcance import cuentas_de
from base.bitacora.pasos import exigir
from base.comun.constraints import check, one_of, set_together
from base.comun.fechas import ahora
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso

ESPERAS = tuple(datetime.timedelta(minutes=m) for m in (1, 5, 30, 120, 720))  # after each failure; after the last one it is given up
PLAZO_DE_ENVIO = datetime.timedelta(minutes=5)  # longer than any server may take; who claimed it and said nothing more is dead


def nuevo_mensaje_id() -> str:
    """What a mail is called, however often it is sent: the reader of whoever receives it twice shows it once."""
    return f"<{uuid.uuid4()}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].strip('>')}>"


class EnvioQuerySet(models.QuerySet["Envio"]):
    """Which mails."""

    def for_user(self, user: Any) -> Self:
        """All, for who runs the installation; else those to the accounts that this person administers."""
        if not isinstance(user, Usuario) or not user.puede(Permiso.VER_CORREOS):
            return self.none()
        return self if user.is_superuser else self.filter(usuario__in=cuentas_de(user))

    def en_cola(self) -> Self:
        """Waiting to leave, now or later."""
        return self.filter(estado__in=Envio.Estado.en_cola())

    def por_salir(self) -> Self:
        """Those whose turn has come, the oldest turn first."""
        return self.en_cola().filter(proximo_intento_en__lte=ahora()).order_by("proximo_intento_en", "pk")

    def interrumpidos(self) -> Self:
        """Claimed by a worker that has said nothing since: it died between handing it over and writing that down, or before."""
        return self.filter(estado=Envio.Estado.ENVIANDO, tomado_en__lt=ahora() - PLAZO_DE_ENVIO)

    def que_descansan_desde_antes_de(self, instante: datetime.datetime) -> Self:
        """Sent, annulled, given up or no longer needed before that instant: nobody waits for them."""
        quietos = Q(estado__in=[Envio.Estado.FALLIDO, Envio.Estado.OMITIDO], creado_en__lt=instante)
        return self.filter(Q(enviado_en__lt=instante) | Q(anulado_en__lt=instante) | quietos)

    def olvidar_lo_que_decian(self) -> int:
        """Erase their bodies; to whom, about what and when stay. How many had one."""
        return self.exclude(texto="", html="").update(texto="", html="", adjuntos=[])


class Envio(models.Model):
    """One mail to one address. Told once: the same `clave` again is nothing.

    `reservado`: it carries a link that opens an account. Its body is shown to nobody, and is erased once the mail is gone.
    `dudoso_en`: it may have left already when the worker died; it was sent once more, under the same name.
    *Omitido*: when its turn came, what it announced had been settled (see `vigencia.py`).
    """

    class Estado(models.TextChoices):
        """Where the mail is."""

        PENDIENTE = "pendiente", "Pendiente"
        ENVIANDO = "enviando", "Enviándose"
        DUDOSO = "dudoso", "Dudoso"
        ENVIADO = "enviado", "Enviado"
        FALLIDO = "fallido", "Fallido"
        ANULADO = "anulado", "Anulado"
        OMITIDO = "omitido", "Ya no hacía falta"

        @classmethod
        def en_cola(cls) -> list[str]:
            """Still to be sent."""
            return [cls.PENDIENTE, cls.DUDOSO]

    para = models.EmailField("para")
    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="cuenta")
    asunto = models.CharField("asunto", max_length=200)
    texto = models.TextField("texto", blank=True)
    html = models.TextField("versión con formato", blank=True)
    cabeceras = models.JSONField("cabeceras", default=dict, blank=True)
    adjuntos = models.JSONField("adjuntos", default=list, blank=True)
    clave = models.CharField("de qué trata", max_length=200, unique=True, error_messages={"unique": "Ese correo ya se encargó."})
    motivo = models.CharField("por qué se envía", max_length=120, blank=True)
    reservado = models.BooleanField("reservado", default=False)
    estado = models.CharField("estado", max_length=10, choices=Estado, default=Estado.PENDIENTE)
    intentos = models.PositiveSmallIntegerField("intentos", default=0)
    proximo_intento_en = models.DateTimeField("próximo intento", default=ahora)
    ultimo_error = models.CharField("último error", max_length=300, blank=True)
    mensaje_id = models.CharField("identificador del mensaje", max_length=320, unique=True, default=nuevo_mensaje_id)
    creado_en = models.DateTimeField("creado el", default=ahora)
    tomado_en = models.DateTimeField("tomado el", null=True)
    cartero = models.CharField("quién lo tomó", max_length=40, blank=True)
    dudoso_en = models.DateTimeField("dudoso desde", null=True)
    enviado_en = models.DateTimeField("enviado el", null=True)
    anulado_en = models.DateTimeField("anulado el", null=True)
    anulado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="anulado por"
    )

    objects = EnvioQuerySet.as_manager()

    class Meta:
        verbose_name = "correo"
        verbose_name_plural = "correos"
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["proximo_intento_en", "id"], condition=Q(estado__in=["pendiente", "dudoso"]), name="avisos_envio_por_salir"
            ),
            models.Index(fields=["tomado_en"], condition=Q(estado="enviando"), name="avisos_envio_tomado"),
            models.Index(fields=["estado", "-id"], name="avisos_envio_estado"),
            models.Index(fields=["usuario", "-id"], name="avisos_envio_de_cuenta"),
        ]
        constraints = [
            one_of(
                "estado",
                ["pendiente", "enviando", "dudoso", "enviado", "fallido", "anulado", "omitido"],
                name="avisos_envio_estado_conocido",
                message="El estado no es uno de los de un correo.",
            ),
            check(
                Q(estado="enviado", enviado_en__isnull=False) | (~Q(estado="enviado") & Q(enviado_en=None)),
                name="avisos_envio_enviado_con_fecha",
                message="Un correo enviado lleva la fecha en que salió.",
            ),
            check(
                Q(estado="anulado", anulado_en__isnull=False) | (~Q(estado="anulado") & Q(anulado_en=None)),
                name="avisos_envio_anulado_con_fecha",
                message="Un correo anulado lleva la fecha en que se anuló.",
            ),
            set_together(
                "anulado_en",
                "anulado_por",
                name="avisos_envio_anulado_con_autor",
                message="Un correo anulado lleva siempre quién y cuándo.",
            ),
            check(
                ~Q(estado="enviando") | Q(tomado_en__isnull=False),
                name="avisos_envio_enviando_con_fecha",
                message="Un correo que se está enviando dice desde cuándo.",
            ),
            check(
                ~Q(estado="dudoso") | Q(dudoso_en__isnull=False),
                name="avisos_envio_dudoso_con_fecha",
                message="Un correo dudoso dice desde cuándo.",
            ),
            check(
                ~(Q(asunto__contains="\n") | Q(asunto__contains="\r") | Q(para__contains="\n") | Q(para__contains="\r")),
                name="avisos_envio_una_linea",
                message="Ni el asunto ni la dirección de un correo llevan saltos de línea.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asunto} → {self.para}"

    def get_absolute_url(self) -> str:
        return reverse("correo", args=[self.pk])

    @property
    def aspecto(self) -> str:
        """How its state is drawn."""
        aspectos = {self.Estado.ENVIADO: "cumplido", self.Estado.OMITIDO: "anulado"}
        return str(aspectos.get(self.Estado(self.estado), self.estado))

    @property
    def sin_cuerpo(self) -> bool:
        """Nothing is left to send: its body was erased."""
        return not self.texto

    @property
    def se_puede_reenviar(self) -> bool:
        """It was given up and its body is still here."""
        return self.estado == self.Estado.FALLIDO and not self.sin_cuerpo

    @property
    def se_puede_anular(self) -> bool:
        """It has not left, and nobody is handing it over right now."""
        return self.estado in {*self.Estado.en_cola(), self.Estado.FALLIDO}

    def reenviar(self, *, por: Usuario, con: Permiso = Permiso.VER_CORREOS) -> None:
        """Put a failed mail back in the queue, with all its tries. `con`: what allows it, where the mail is one of whoever asks."""
        with transaction.atomic():
            self._tomar(por, con)
            if not self.se_puede_reenviar:
                raise ValidationError(f"Solo se reenvía un correo fallido; este está «{self.get_estado_display().lower()}».", code="estado")
            self.estado, self.intentos, self.proximo_intento_en = self.Estado.PENDIENTE, 0, ahora()
            self.save(update_fields=["estado", "intentos", "proximo_intento_en"])

    def anular(self, *, por: Usuario, con: Permiso = Permiso.VER_CORREOS) -> None:
        """Decide that it does not leave. `con`: as above."""
        with transaction.atomic():
            self._tomar(por, con)
            if not self.se_puede_anular:
                raise ValidationError(f"Ya no se puede anular: está «{self.get_estado_display().lower()}».", code="estado")
            self.estado, self.anulado_en, self.anulado_por = self.Estado.ANULADO, ahora(), por
            self.callar()
            self.save(update_fields=["estado", "anulado_en", "anulado_por", "texto", "html", "adjuntos"])

    def callar(self) -> None:
        """Forget what a reserved mail said; the caller saves."""
        if self.reservado:
            self.texto, self.html, self.adjuntos = "", "", []

    def _tomar(self, por: Usuario, con: Permiso) -> None:
        exigir(por, con, "Solo un administrador decide sobre los correos.")
        self.refresh_from_db(from_queryset=Envio.objects.select_for_update())
