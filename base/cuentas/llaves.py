"""The key with which a program reads what its person reads: shown once, kept as a hash, of the role that the person had.

With another role, a closed account, a password that has to change, or past its day, it opens nothing from the next request on. What it shows is
asked anew each time of what the person reaches then.
"""

import datetime
import hashlib
import secrets
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

from base.comun.constraints import check, not_before
from base.comun.fechas import ahora

from .roles import CON_SEGUNDO_FACTOR, Rol

if TYPE_CHECKING:
    from .models import Usuario

PREFIJO = "convenios_"  # so that whoever finds one, a person or a scanner of secrets, knows what it is
DURACIONES = (30, 90, 365)  # days
CUANTAS = 10  # that open something, of one person


def _huella(secreto: str) -> str:
    return hashlib.sha256(secreto.encode()).hexdigest()


class LlaveDeApiQuerySet(models.QuerySet["LlaveDeApi"]):
    """Which keys."""

    def for_user(self, user: Any) -> Self:
        """Their own: nobody sees or makes the key of another person."""
        return self.filter(usuario=user.pk) if getattr(user, "is_active", False) else self.none()

    def publicos(self) -> Self:
        """Whoever holds one holds it: the key itself is the permission. Of whoever has to have a second factor, while there is one."""
        abren = self.vigentes().filter(usuario__is_active=True, usuario__rol=F("rol"), usuario__renovar_clave=False)
        if settings.DEMOSTRACION:
            return abren
        factores = apps.get_model("mfa", "Authenticator")._default_manager.filter(type__in=("totp", "webauthn"))
        return abren.filter(~Q(rol__in=CON_SEGUNDO_FACTOR) | Exists(factores.filter(user=OuterRef("usuario"))))

    def vigentes(self) -> Self:
        """Neither voided nor past their day."""
        return self.filter(anulada_en=None, vence_en__gt=ahora())


class LlaveDeApi(models.Model):
    """One key of one person."""

    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="de quién es")
    nombre = models.CharField("para qué es", max_length=60, help_text="Por ejemplo: informe mensual en Excel.")
    huella = models.CharField("huella", max_length=64, unique=True)
    rol = models.CharField("rol que tenía", max_length=15, choices=Rol)
    creada_en = models.DateTimeField("creada el", default=ahora)
    vence_en = models.DateTimeField("vence el")
    anulada_en = models.DateTimeField("anulada el", null=True, blank=True, editable=False)
    usada_en = models.DateTimeField("último uso", null=True, blank=True, editable=False)
    ventana = models.BigIntegerField("minuto que se cuenta", default=0)
    usados = models.PositiveIntegerField("pedidos de ese minuto", default=0)

    objects = LlaveDeApiQuerySet.as_manager()

    class Meta:
        verbose_name = "llave de la API"
        verbose_name_plural = "llaves de la API"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["usuario", "nombre"],
                condition=Q(anulada_en=None),
                name="cuentas_llavedeapi_un_nombre",
                violation_error_message="Ya tiene una llave con ese nombre: anúlela, o dé otro nombre a la nueva.",
            ),
            not_before(
                "anulada_en", "creada_en", name="cuentas_llavedeapi_anulada_despues", message="Una llave no se anula antes de crearla."
            ),
            check(
                Q(vence_en__gt=F("creada_en")),
                name="cuentas_llavedeapi_vence_despues",
                message="Una llave vence después de crearla.",
            ),
        ]

    def __str__(self) -> str:
        return self.nombre

    @property
    def vencida(self) -> bool:
        """Its day has passed."""
        return self.vence_en <= ahora()

    def gastar(self, *, ventana: int, cuantos: int, tope: int) -> bool:
        """Take so many requests of a minute, while there are; and write down that it was used."""
        libre = ~Q(ventana=ventana) | Q(usados__lte=tope - cuantos)
        usados = Case(When(ventana=ventana, then=F("usados") + cuantos), default=Value(cuantos))
        return bool(LlaveDeApi.objects.filter(libre, pk=self.pk).update(usados=usados, ventana=ventana, usada_en=ahora()))


def crear(usuario: "Usuario", *, nombre: str, dias: int) -> tuple[LlaveDeApi, str]:
    """A new key, and its secret: told here, and nowhere else ever again."""
    secreto = f"{PREFIJO}{secrets.token_urlsafe(32)}"
    en = ahora()
    with transaction.atomic():
        get_user_model()._base_manager.select_for_update().only("pk").get(pk=usuario.pk)
        if LlaveDeApi.objects.for_user(usuario).vigentes().count() >= CUANTAS:
            raise ValidationError(f"Ya tiene {CUANTAS} llaves que abren: anule alguna primero.", code="muchas")
        llave = LlaveDeApi(usuario=usuario, nombre=nombre.strip(), rol=usuario.rol, huella=_huella(secreto), creada_en=en)
        llave.vence_en = en + datetime.timedelta(days=dias)
        llave.full_clean()
        llave.save()
    return llave, secreto


def anular(llaves: "models.QuerySet[LlaveDeApi]") -> int:
    """They open nothing from now on; how many did until now."""
    return llaves.filter(anulada_en=None).update(anulada_en=ahora())


def de_secreto(secreto: str) -> LlaveDeApi | None:
    """The key with that secret, with its person, while it opens."""
    if not secreto.startswith(PREFIJO) or len(secreto) > 100:
        return None
    return LlaveDeApi.objects.publicos().filter(huella=_huella(secreto)).select_related("usuario").first()
