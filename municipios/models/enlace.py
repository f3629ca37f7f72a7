"""Links that a municipality shares: a read-only page of its district for whoever holds the address, until a day.

What travels is worked out from the row and from the secret of the installation (ADR 0020): the database alone opens nothing, and the person can
send the same link again. It is of who made it, in the role and the charge they had: once either ends, it opens nothing from the next request on.
"""

import datetime
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Case, F, Q, Value, When
from django.utils.crypto import constant_time_compare, salted_hmac

from base.comun.constraints import check, not_before, one_of
from base.comun.fechas import ahora
from base.cuentas.models import Usuario

from .municipalidad import Municipalidad

A_LA_VEZ = 10  # links of one person that open at the same time
SEGUIDAS, EN = 300, datetime.timedelta(minutes=5)  # openings of one link: more is no group of people


class EnlaceCompartidoQuerySet(models.QuerySet["EnlaceCompartido"]):
    """Which links."""

    def for_user(self, user: Any) -> Self:
        """Their own, also those that no longer open."""
        return self.filter(creado_por=user) if isinstance(user, Usuario) and user.is_active else self.none()

    def publicos(self) -> Self:
        """Whoever holds one holds it: the key itself is the permission."""
        return self.vigentes().filter(creado_por__is_active=True, municipalidad__eliminado_en=None)

    def vigentes(self) -> Self:
        """Neither over nor voided."""
        return self.filter(anulado_en=None, vence_en__gt=ahora())


class EnlaceCompartido(models.Model):
    """What opens the page of one municipality's district."""

    class Plazo(models.IntegerChoices):
        """For how many days it opens."""

        SEMANA = 7, "7 días"
        MES = 30, "30 días"

    municipalidad = models.ForeignKey(Municipalidad, on_delete=models.PROTECT, related_name="+", verbose_name="municipalidad")
    creado_por = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="hecho por")
    creado_en = models.DateTimeField("hecho el", default=ahora)
    dias = models.PositiveSmallIntegerField("días que abre", choices=Plazo)
    vence_en = models.DateTimeField("abre hasta")
    anulado_en = models.DateTimeField("anulado el", null=True)
    abierto = models.PositiveIntegerField("veces abierto", default=0)
    abierto_en = models.DateTimeField("abierto por última vez el", null=True)
    rato_en = models.DateTimeField("comienzo del rato que se cuenta", null=True)
    en_el_rato = models.PositiveIntegerField("veces en ese rato", default=0)

    objects = EnlaceCompartidoQuerySet.as_manager()

    class Meta:
        verbose_name = "enlace compartido"
        verbose_name_plural = "enlaces compartidos"
        ordering = ["-pk"]
        constraints = [
            one_of("dias", [7, 30], name="municipios_enlacecompartido_dias", message="Un enlace abre 7 o 30 días."),  # type: ignore[list-item]
            not_before(
                "vence_en",
                "creado_en",
                name="municipios_enlacecompartido_vence_despues",
                message="Un enlace no vence antes de hacerlo.",
            ),
            not_before(
                "anulado_en",
                "creado_en",
                name="municipios_enlacecompartido_anulado_despues",
                message="Un enlace no se anula antes de hacerlo.",
            ),
            check(
                Q(abierto=0) | Q(abierto_en__isnull=False),
                name="municipios_enlacecompartido_abierto_con_fecha",
                message="Un enlace abierto dice cuándo lo fue por última vez.",
            ),
        ]

    def __str__(self) -> str:
        return f"enlace de {self.municipalidad}"

    @property
    def secreto(self) -> str:
        """What travels in the address."""
        firmado = f"{self.pk}:{self.municipalidad_id}:{self.creado_por_id}:{self.creado_por.rol}"
        return f"{self.pk}-{salted_hmac('municipios.enlace', firmado, algorithm='sha256').hexdigest()[:40]}"

    @property
    def vencido(self) -> bool:
        """Its days are over."""
        return self.vence_en <= ahora()

    @property
    def con_cargo(self) -> bool:
        """Who made it speaks for the municipality today. One query."""
        return Municipalidad.objects.propias_de(self.creado_por).filter(pk=self.municipalidad_id).exists()

    @classmethod
    def por_secreto(cls, secreto: str) -> "EnlaceCompartido | None":
        """The link of an address, while it opens: asked anew each time."""
        numero = secreto.partition("-")[0]
        if not (numero.isascii() and numero.isdigit() and len(numero) <= 18):
            return None
        filas = cls.objects.publicos().filter(pk=int(numero))
        enlace = filas.select_related("creado_por", "municipalidad__distrito__ugel").first()
        if enlace is None or not constant_time_compare(enlace.secreto, secreto):
            return None
        return enlace if enlace.con_cargo else None

    @classmethod
    def hacer(cls, municipalidad: Municipalidad, *, por: Usuario, dias: int) -> "EnlaceCompartido":
        """A new one; refused when this person has as many open as may be."""
        with transaction.atomic():
            Usuario.objects.select_for_update(no_key=True).only("pk").get(pk=por.pk)
            if not Municipalidad.objects.propias_de(por).filter(pk=municipalidad.pk).exists():
                raise ValidationError("Su cuenta no tiene hoy un cargo en esa municipalidad.", code="sin_cargo")
            if cls.objects.filter(creado_por=por).vigentes().count() >= A_LA_VEZ:
                raise ValidationError(f"Ya tiene {A_LA_VEZ} enlaces que abren: anule alguno antes de hacer otro.", code="demasiados")
            en = ahora()
            enlace = cls(municipalidad=municipalidad, creado_por=por, creado_en=en, dias=dias, vence_en=en + datetime.timedelta(days=dias))
            enlace.validate_constraints()
            enlace.save()
        return enlace

    def anular(self) -> None:
        """It opens nothing from now on; pressed twice, the first instant stands."""
        type(self).objects.filter(pk=self.pk, anulado_en=None).update(anulado_en=ahora())

    @property
    def lleno(self) -> bool:
        """It was opened so often in a few minutes that it waits."""
        return self.rato_en is not None and self.rato_en > ahora() - EN and self.en_el_rato >= SEGUIDAS

    def anotar_pedido(self, *, cuenta: bool) -> None:
        """One request more, and one opening if it `cuenta`: only how many and the last instant, never who or from where. One statement."""
        en = ahora()
        sigue = Q(rato_en__gt=en - EN)
        nuevos: dict[str, Any] = {
            "rato_en": Case(When(sigue, then=F("rato_en")), default=Value(en)),
            "en_el_rato": Case(When(sigue, then=F("en_el_rato") + 1), default=Value(1)),
        }
        if cuenta:
            nuevos |= {"abierto": F("abierto") + 1, "abierto_en": en}
        type(self).objects.filter(pk=self.pk).update(**nuevos)
