"""The convocatoria: who is invited, by charge; what was sent to each; what each answered; and the keys that open a page without an account."""

import datetime
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.crypto import constant_time_compare, salted_hmac

from base.avisos.models import Envio
from base.bitacora.models import VIVO, Registro, Vivos, historia
from base.comun.constraints import check, one_of, set_together
from base.comun.fechas import ahora
from base.cuentas.models import Usuario
from municipios.models import Municipalidad

from .del_encuentro import DelEncuentro, DelEncuentroQuerySet
from .encuentro import Encuentro


class InvitadoQuerySet(DelEncuentroQuerySet):
    """Which guests."""

    def for_user(self, user: Any) -> Self:
        """All of their UGEL for its staff; their own for a municipality: the contacts of the others are not theirs to read."""
        if isinstance(user, Usuario) and user.is_active and user.es_municipal:
            propias = Municipalidad.objects.propias_de(user)
            return self.filter(encuentro__in=Encuentro.objects.for_user(user), municipalidad__in=propias)
        return self.internos_de(user)

    def sin_responder(self) -> Self:
        """Those that have said nothing yet."""
        return self.filter(respuesta=Invitado.Respuesta.SIN_RESPUESTA)


class Invitado(DelEncuentro):
    """A municipality or an institution that is invited, through whoever holds a charge in it."""

    EN_EL_ACTA = True

    class Respuesta(models.TextChoices):
        """What it answered."""

        SIN_RESPUESTA = "sin_respuesta", "Sin respuesta"
        ASISTIRA = "asistira", "Asistirá"
        DELEGARA = "delegara", "Enviará un delegado"
        NO_ASISTIRA = "no_asistira", "No asistirá"

    encuentro = models.ForeignKey(Encuentro, on_delete=models.PROTECT, related_name="invitados", verbose_name="encuentro")
    municipalidad = models.ForeignKey(
        Municipalidad, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="municipalidad"
    )
    institucion = models.CharField("otra institución", max_length=200, blank=True)
    cargo = models.CharField("cargo de quien se invita", max_length=150)
    nombre = models.CharField("nombre, si se conoce", max_length=150, blank=True)
    correo = models.EmailField("correo", blank=True, help_text="Vacío: se invita en papel.")
    oficio = models.CharField("número del oficio", max_length=80, blank=True)
    respuesta = models.CharField("respuesta", max_length=13, choices=Respuesta, default=Respuesta.SIN_RESPUESTA, editable=False)
    delegado = models.CharField("a quién envía", max_length=200, blank=True, editable=False)
    respondido_en = models.DateTimeField("respondió el", null=True, editable=False)
    anotada_por = models.ForeignKey(  # empty: by its link, without an account
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="anotó la respuesta"
    )

    objects = Vivos.from_queryset(InvitadoQuerySet)()
    todos = InvitadoQuerySet.as_manager()
    history = historia(excluir=("correo",))

    class Meta(Registro.Meta):
        verbose_name = "invitado"
        verbose_name_plural = "invitados"
        ordering = ["encuentro", "municipalidad__distrito__ubigeo", "pk"]
        constraints = [
            *Registro.Meta.constraints,
            one_of(
                "respuesta",
                ["sin_respuesta", "asistira", "delegara", "no_asistira"],
                name="encuentros_invitado_respuesta_conocida",
                message="La respuesta no es una de las del portal.",
            ),
            check(
                (Q(municipalidad__isnull=False) & Q(institucion="")) | (Q(municipalidad=None) & ~Q(institucion="")),
                name="encuentros_invitado_de_quien",
                message="Se invita a una municipalidad o a otra institución: una de las dos.",
            ),
            check(
                Q(respuesta="sin_respuesta") | Q(respondido_en__isnull=False),
                name="encuentros_invitado_respondido_con_fecha",
                message="Una respuesta lleva su fecha.",
            ),
            check(
                Q(anotada_por=None) | Q(respondido_en__isnull=False),
                name="encuentros_invitado_anotado_con_fecha",
                message="Una respuesta anotada lleva su fecha.",
            ),
            models.UniqueConstraint(
                fields=["encuentro", "municipalidad"],
                condition=VIVO & Q(municipalidad__isnull=False),
                name="encuentros_invitado_una_por_municipalidad",
                violation_error_message="Esa municipalidad ya está convocada.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.municipalidad) if self.municipalidad is not None else self.institucion

    def clean(self) -> None:
        super().clean()
        if self.municipalidad is not None and self.encuentro_id and self.municipalidad.distrito.ugel_id != self.encuentro.ugel_id:
            raise ValidationError({"municipalidad": "Esa municipalidad es de otra UGEL."})

    @property
    def respondio(self) -> bool:
        """It has said whether it comes."""
        return self.respuesta != self.Respuesta.SIN_RESPUESTA

    def responder(self, respuesta: str, *, por: Usuario | None, delegado: str = "") -> None:
        """What it answers: by its link (nobody of the portal), or written down by whoever took the call."""
        self._tomar()
        self.exigir_abierto()
        if not self.encuentro.se_responde:
            raise ValidationError("El encuentro ya se celebró.", code="estado")
        self.respuesta, self.respondido_en, self.anotada_por = respuesta, ahora(), por
        self.delegado = delegado.strip() if respuesta == self.Respuesta.DELEGARA else ""
        self.full_clean()
        self.save(update_fields=["respuesta", "respondido_en", "anotada_por", "delegado"])


# ── Keys that open a page without an account ─────────────────────────────────────────────────────────────────────────────
class LlaveQuerySet(models.QuerySet["Llave"]):
    """Which keys."""

    def publicos(self) -> Self:
        """Whoever holds one holds it: the key itself is the permission."""
        return self.filter(invitado__eliminado_en=None, invitado__encuentro__eliminado_en=None)


class Llave(models.Model):
    """What lets a guest do one thing once, without an account: say whether it comes, or that it has come.

    The key that travels is worked out from the row and from the secret of the installation: the database alone opens nothing, and a sheet that
    is printed again carries the same code.
    """

    class Clase(models.TextChoices):
        """What it opens."""

        CONFIRMAR = "confirmar", "Responder a la convocatoria"
        PRESENCIA = "presencia", "Confirmar la presencia"

    invitado = models.ForeignKey(Invitado, on_delete=models.PROTECT, related_name="llaves", verbose_name="invitado")
    clase = models.CharField("clase", max_length=9, choices=Clase)
    vence_en = models.DateTimeField("vale hasta")
    creada_en = models.DateTimeField("creada el", default=ahora)
    usada_en = models.DateTimeField("usada el", null=True)
    anulada_en = models.DateTimeField("anulada el", null=True)
    anulada_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="anulada por"
    )

    objects = LlaveQuerySet.as_manager()

    class Meta:
        verbose_name = "llave de un invitado"
        verbose_name_plural = "llaves de los invitados"
        ordering = ["-pk"]
        constraints = [
            one_of("clase", ["confirmar", "presencia"], name="encuentros_llave_clase_conocida", message="Esa llave no abre nada."),
            set_together(
                "anulada_en",
                "anulada_por",
                name="encuentros_llave_anulada_con_autor",
                message="Una llave anulada lleva siempre quién y cuándo.",
            ),
            models.UniqueConstraint(
                fields=["invitado", "clase"],
                condition=Q(usada_en=None, anulada_en=None),
                name="encuentros_llave_una_pendiente",
                violation_error_message="Ese invitado ya tiene un enlace pendiente.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_clase_display()}: {self.invitado}"

    @property
    def secreto(self) -> str:
        """What travels in the link. The one that goes by mail is of that address: once it is corrected, whoever got it there opens nothing."""
        firmado = f"{self.pk}:{self.clase}:{self.invitado_id}"
        if self.clase == self.Clase.CONFIRMAR:
            firmado += f":{self.invitado.correo}"
        return f"{self.pk}-{salted_hmac('encuentros.llave', firmado, algorithm='sha256').hexdigest()[:40]}"

    @property
    def vale(self) -> bool:
        """It still opens."""
        return self.usada_en is None and self.anulada_en is None and self.vence_en > ahora()

    @classmethod
    def por_secreto(cls, secreto: str, clase: str) -> "Llave | None":
        """The key of a link, used and old ones too: the page says what became of it. None for what was never one."""
        numero = secreto.partition("-")[0]
        if not (numero.isascii() and numero.isdigit() and len(numero) <= 18):
            return None
        filas = cls.objects.publicos().filter(pk=int(numero), clase=clase)
        llave = filas.select_related("invitado__encuentro__ugel", "invitado__municipalidad__distrito").first()
        return llave if llave is not None and constant_time_compare(llave.secreto, secreto) else None

    @classmethod
    def dar(cls, invitado: Invitado, clase: str, *, vence_en: datetime.datetime) -> "Llave":
        """The one that this guest has pending, or a new one."""
        with transaction.atomic():
            Invitado._base_manager.select_for_update().get(pk=invitado.pk)
            cls.objects.filter(invitado=invitado, clase=clase, usada_en=None, anulada_en=None, vence_en__lte=ahora()).update(
                usada_en=ahora()
            )
            llave, _ = cls.objects.get_or_create(
                invitado=invitado, clase=clase, usada_en=None, anulada_en=None, defaults={"vence_en": vence_en}
            )
        return llave

    def gastar(self) -> None:
        """Used: of two that press at the same moment, the second finds it so. Inside the caller's transaction."""
        self.refresh_from_db(from_queryset=Llave.objects.select_for_update())
        if not self.vale:
            raise ValidationError("Este enlace ya se usó o ya venció.", code="no_vale")
        self.usada_en = ahora()
        self.save(update_fields=["usada_en"])


class Comunicacion(models.Model):
    """What was sent to a guest, once: the invitation, and each reminder with the number of its round."""

    class Clase(models.TextChoices):
        """What it was."""

        INVITACION = "invitacion", "Invitación"
        RECORDATORIO = "recordatorio", "Recordatorio"
        CAMBIO = "cambio", "Aviso de cambio"
        PAPEL = "papel", "Oficio entregado en papel"

    invitado = models.ForeignKey(Invitado, on_delete=models.PROTECT, related_name="comunicaciones", verbose_name="invitado")
    clase = models.CharField("clase", max_length=12, choices=Clase)
    vuelta = models.PositiveSmallIntegerField("vuelta", default=1)
    envio = models.OneToOneField(Envio, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="correo")
    en = models.DateTimeField("fecha y hora", default=ahora)
    por = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="por")

    objects = models.Manager()

    class Meta:
        verbose_name = "comunicación a un invitado"
        verbose_name_plural = "comunicaciones a los invitados"
        ordering = ["invitado", "en", "pk"]
        constraints = [
            one_of(
                "clase",
                ["invitacion", "recordatorio", "cambio", "papel"],
                name="encuentros_comunicacion_clase_conocida",
                message="Esa comunicación no es una de las del portal.",
            ),
            models.UniqueConstraint(
                fields=["invitado", "clase", "vuelta"],
                name="encuentros_comunicacion_una_vez",
                violation_error_message="Eso ya se le envió.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_clase_display()} a {self.invitado}"
