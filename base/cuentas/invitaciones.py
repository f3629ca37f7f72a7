"""The key with which a person enters for the first time, or again: a link by mail, or a code on paper. It works once and for a while.

The portal keeps a hash of it and never the key itself. It also keeps a seal of the password and the mail that the account had: whatever
changes them, by whatever door, ends the key.
"""

import datetime
import hashlib
import secrets
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.crypto import constant_time_compare, salted_hmac

from base.comun.constraints import check, one_of, set_together
from base.comun.fechas import ahora

if TYPE_CHECKING:
    from .models import Usuario

ALFABETO = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # neither 0 and O, nor 1, I and L: it is read from paper and typed by hand
GRUPOS, DE_CADA_GRUPO = 4, 5  # 31^20: 99 bits
INTENTOS = 5


def _huella(secreto: str) -> str:
    return hashlib.sha256(secreto.encode()).hexdigest()


def _sello(usuario: "Usuario") -> str:
    return salted_hmac("cuentas.invitacion", f"{usuario.password}|{usuario.email}", algorithm="sha256").hexdigest()


def codigo_plano(codigo: str) -> str:
    """As it was issued, however it was typed: capitals or not, with or without its dashes."""
    return "".join(letra for letra in codigo.upper() if letra.isalnum())


class InvitacionQuerySet(models.QuerySet["Invitacion"]):
    """Which keys."""

    def pendientes(self) -> Self:
        """Neither used nor voided; perhaps too old."""
        return self.filter(usada_en=None, anulada_en=None)

    def vigentes(self) -> Self:
        """Those that still open, as far as the database can tell."""
        return self.pendientes().filter(vence_en__gt=ahora(), intentos__lt=INTENTOS, usuario__is_active=True)


class Invitacion(models.Model):
    """One key of one account. What became of it is read from its instants: there is no state to keep in step with them."""

    class Clase(models.TextChoices):
        """How it reaches its person."""

        CORREO = "correo", "Enlace por correo"
        CODIGO = "codigo", "Código impreso"

    VALIDEZ = {Clase.CORREO: datetime.timedelta(hours=48), Clase.CODIGO: datetime.timedelta(days=7)}

    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitaciones", verbose_name="cuenta")
    clase = models.CharField("clase", max_length=6, choices=Clase)
    huella = models.CharField("huella", max_length=64, unique=True, editable=False)
    sello = models.CharField("sello", max_length=64, editable=False)
    intentos = models.PositiveSmallIntegerField("intentos fallidos", default=0, editable=False)
    vence_en = models.DateTimeField("vale hasta")
    creada_en = models.DateTimeField("creada el", default=ahora, editable=False)
    creada_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False, verbose_name="creada por"
    )
    usada_en = models.DateTimeField("usada el", null=True, editable=False)
    anulada_en = models.DateTimeField("anulada el", null=True, editable=False)
    anulada_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False, verbose_name="anulada por"
    )

    objects = InvitacionQuerySet.as_manager()

    class Meta:
        verbose_name = "invitación"
        verbose_name_plural = "invitaciones"
        ordering = ["-id"]
        constraints = [
            one_of("clase", ["correo", "codigo"], name="cuentas_invitacion_clase_conocida", message="Se invita por correo o por código."),
            check(
                Q(vence_en__gt=F("creada_en")),
                name="cuentas_invitacion_vence_despues",
                message="Una invitación vence después de crearse.",
            ),
            check(
                Q(usada_en=None) | Q(anulada_en=None),
                name="cuentas_invitacion_usada_o_anulada",
                message="Una invitación usada ya no se anula.",
            ),
            check(
                Q(intentos__lte=INTENTOS),
                name="cuentas_invitacion_cinco_intentos",
                message="Después de cinco intentos fallidos el código ya no vale.",
            ),
            set_together(
                "anulada_en",
                "anulada_por",
                name="cuentas_invitacion_anulada_con_autor",
                message="Una invitación anulada lleva siempre quién y cuándo.",
            ),
            models.UniqueConstraint(
                fields=["usuario"],
                condition=Q(usada_en=None, anulada_en=None),
                name="cuentas_invitacion_una_pendiente",
                violation_error_message="Esa cuenta ya tiene una invitación pendiente.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_clase_display()} de {self.usuario}"

    @property
    def vale(self) -> bool:
        """Whether it still opens."""
        return self.situacion == "vigente"

    @property
    def situacion(self) -> str:
        """What became of it, in one word."""
        if self.usada_en is not None:
            return "usada"
        if self.anulada_en is not None or not self.usuario.is_active or not constant_time_compare(self.sello, _sello(self.usuario)):
            return "anulada"
        if self.intentos >= INTENTOS:
            return "agotada"
        return "vigente" if self.vence_en > ahora() else "vencida"

    def anular(self, *, por: "Usuario") -> None:
        """End it before it is used."""
        with transaction.atomic():
            self.refresh_from_db(from_queryset=Invitacion.objects.select_for_update())
            if self.usada_en is not None or self.anulada_en is not None:
                raise ValidationError("Esa invitación ya no está pendiente.", code="estado")
            self.anulada_en, self.anulada_por = ahora(), por
            self.save(update_fields=["anulada_en", "anulada_por"])

    def aceptar(self, clave: str) -> "Usuario":
        """Give the account the password its person chose, once: of two that press at the same moment, the second finds it used."""
        with transaction.atomic():
            usuario = tomar_cuenta(self.usuario)  # always the account first, as whoever closes it or issues another does
            self.refresh_from_db(from_queryset=Invitacion.objects.select_for_update())
            self.usuario = usuario
            if not self.vale:
                raise ValidationError("Esta invitación ya no vale.", code="no_vale")
            usuario.set_password(clave)
            usuario.renovar_clave = False
            usuario.save(update_fields=["password", "renovar_clave"])
            self.usada_en = ahora()
            self.save(update_fields=["usada_en"])
            return usuario


def tomar_cuenta(cuenta: Any) -> "Usuario":
    """The account as it is now, held until the transaction ends."""
    fresca: Usuario = cuenta.__class__._base_manager.select_for_update().get(pk=cuenta.pk)
    return fresca


def emitir(*, usuario: "Usuario", clase: str, por: "Usuario") -> tuple[Invitacion, str]:
    """A new key, and the only time it can be read. The former one, if it was pending, is void."""
    if clase == Invitacion.Clase.CORREO and not usuario.email:
        raise ValidationError("Esa cuenta no tiene correo: use un código impreso.", code="sin_correo")
    with transaction.atomic():
        usuario = tomar_cuenta(usuario)
        if not usuario.is_active:
            raise ValidationError("La cuenta está cerrada: reábrala primero.", code="cerrada")
        anular_pendientes(usuario=usuario, por=por)
        secreto = secrets.token_urlsafe(32) if clase == Invitacion.Clase.CORREO else codigo_nuevo(GRUPOS, DE_CADA_GRUPO)
        nueva = Invitacion(
            usuario=usuario,
            clase=clase,
            huella=_huella(secreto if clase == Invitacion.Clase.CORREO else codigo_plano(secreto)),
            sello=_sello(usuario),
            creada_por=por,
            vence_en=ahora() + Invitacion.VALIDEZ[Invitacion.Clase(clase)],
        )
        nueva.full_clean()
        nueva.save(force_insert=True)
    return nueva, secreto


def anular_pendientes(*, usuario: "Usuario", por: "Usuario") -> None:
    """End what that account has pending."""
    Invitacion.objects.pendientes().filter(usuario=usuario).update(anulada_en=ahora(), anulada_por=por)


def codigo_nuevo(grupos: int, de_cada_grupo: int) -> str:
    """A code at random, in groups, to be read from paper and typed by hand."""
    return "-".join("".join(secrets.choice(ALFABETO) for _ in range(de_cada_grupo)) for _ in range(grupos))


def por_numero(numero: Any) -> Invitacion | None:
    """The key that this browser has already proved, if it still opens."""
    return _si_vale(Invitacion.objects.filter(pk=numero).select_related("usuario").first()) if isinstance(numero, int) else None


def por_enlace(secreto: str) -> Invitacion | None:
    """The key of a link, if it opens."""
    filas = Invitacion.objects.vigentes().filter(clase=Invitacion.Clase.CORREO, huella=_huella(secreto))
    return _si_vale(filas.select_related("usuario").first())


def por_codigo(username: str, codigo: str) -> Invitacion | None:
    """The key of a code, if it opens. A wrong code counts against it, under a lock: many at once have no more tries than one by one.

    An account that does not exist, has nothing pending or is closed costs the same: one reading, one comparison, one writing.
    """
    with transaction.atomic():
        filas = Invitacion.objects.vigentes().filter(clase=Invitacion.Clase.CODIGO, usuario__username__iexact=username.strip())
        candidata = filas.select_for_update(of=("self",)).select_related("usuario").first()
        huella = candidata.huella if candidata is not None else _huella("")
        acierta = constant_time_compare(huella, _huella(codigo_plano(codigo))) and candidata is not None
        fallida = candidata.pk if candidata is not None and not acierta else 0
        Invitacion.objects.filter(pk=fallida, intentos__lt=INTENTOS).update(intentos=F("intentos") + 1)
        return _si_vale(candidata) if acierta else None


def _si_vale(invitacion: Invitacion | None) -> Invitacion | None:
    return invitacion if invitacion is not None and invitacion.vale else None
