"""The key of a person's own calendar: what a phone or a mail program asks for again and again without an account.

What travels is worked out from the row and from the secret of the installation, as in `Llave`: the database alone opens nothing. It is of a
person in the role that they had: with another role, a closed account or a voided key it opens nothing from the next request on, and what it
shows is asked anew each time of what the person reaches that day.
"""

import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.crypto import constant_time_compare, salted_hmac

from base.comun.constraints import not_before
from base.comun.fechas import ahora
from base.cuentas.models import Usuario

CADA_CUANTO = datetime.timedelta(hours=1)  # a program that asks each minute is written down once an hour


class LlaveDeCalendarioQuerySet(models.QuerySet["LlaveDeCalendario"]):
    """Which keys."""

    def for_user(self, user: Any) -> Self:
        """Their own: nobody sees or makes the key of another person."""
        return self.filter(usuario=user) if isinstance(user, Usuario) and user.is_active else self.none()

    def publicos(self) -> Self:
        """Whoever holds one holds it: the key itself is the permission."""
        return self.vigentes().filter(usuario__is_active=True)

    def vigentes(self) -> Self:
        """Those that were not voided."""
        return self.filter(anulada_en=None)


class LlaveDeCalendario(models.Model):
    """What opens the calendar of one person."""

    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="de quién es")
    creada_en = models.DateTimeField("creada el", default=ahora)
    anulada_en = models.DateTimeField("anulada el", null=True)
    usada_en = models.DateTimeField("último uso", null=True)

    objects = LlaveDeCalendarioQuerySet.as_manager()

    class Meta:
        verbose_name = "llave de un calendario"
        verbose_name_plural = "llaves de los calendarios"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["usuario"],
                condition=Q(anulada_en=None),
                name="encuentros_llavedecalendario_una_vigente",
                violation_error_message="Su calendario ya tiene una dirección.",
            ),
            not_before(
                "anulada_en",
                "creada_en",
                name="encuentros_llavedecalendario_anulada_despues",
                message="Una llave no se anula antes de crearla.",
            ),
        ]

    def __str__(self) -> str:
        return f"calendario de {self.usuario}"

    @property
    def secreto(self) -> str:
        """What travels in the address."""
        firmado = f"{self.pk}:{self.usuario_id}:{self.usuario.rol}"
        return f"{self.pk}-{salted_hmac('encuentros.calendario', firmado, algorithm='sha256').hexdigest()[:40]}"

    @classmethod
    def por_secreto(cls, secreto: str) -> "LlaveDeCalendario | None":
        """The key of an address, while it opens."""
        numero = secreto.partition("-")[0]
        if not (numero.isascii() and numero.isdigit() and len(numero) <= 18):
            return None
        llave = cls.objects.publicos().filter(pk=int(numero)).select_related("usuario").first()
        return llave if llave is not None and constant_time_compare(llave.secreto, secreto) else None

    @classmethod
    def dar(cls, usuario: Usuario) -> "LlaveDeCalendario":
        """The one that this person has, or a new one: pressing twice makes one."""
        with transaction.atomic():
            Usuario.objects.select_for_update(no_key=True).only("pk").get(pk=usuario.pk)
            llave, _ = cls.objects.get_or_create(usuario=usuario, anulada_en=None)
        return llave

    @classmethod
    def anular(cls, usuario: Usuario) -> bool:
        """The address opens nothing from now on; whether there was one."""
        return bool(cls.objects.filter(usuario=usuario, anulada_en=None).update(anulada_en=ahora()))

    def anotar_uso(self) -> None:
        """When it was last asked for."""
        if self.usada_en is None or ahora() - self.usada_en > CADA_CUANTO:
            self.usada_en = ahora()
            self.save(update_fields=["usada_en"])
