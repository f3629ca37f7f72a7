"""Boundaries of districts, brought in by an administrator from a file: referential, with their source and licence, never official.

The portal ships none. A file is rehearsed first, and what the rehearsal made of it (shapes already light) waits in its row to be loaded.
"""

from typing import Any, Self

from django.conf import settings
from django.db import models

from base.comun.fechas import ahora
from base.cuentas.models import Usuario

from .territorio import Distrito


class CargaDeLimitesQuerySet(models.QuerySet["CargaDeLimites"]):
    """Which loads."""

    def for_user(self, user: Any) -> Self:
        """Their own rehearsals; all, for who runs the installation."""
        if not isinstance(user, Usuario) or not user.is_active:
            return self.none()
        return self if user.is_superuser else self.filter(por=user)


class CargaDeLimites(models.Model):
    """One file of boundaries: what it was, what the rehearsal found, and when it was loaded (empty: it was only rehearsed)."""

    archivo = models.CharField("archivo", max_length=200)
    sha256 = models.CharField("huella del archivo", max_length=64)
    fuente = models.CharField("fuente", max_length=300, blank=True)
    licencia = models.CharField("licencia", max_length=120, blank=True)
    por = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="por")
    ensayada_en = models.DateTimeField("ensayada el", default=ahora)
    aplicada_en = models.DateTimeField("cargada el", null=True)
    informe = models.JSONField("lo que se encontró", default=dict)
    formas = models.JSONField("formas por cargar", default=dict)  # emptied once they are loaded

    objects = CargaDeLimitesQuerySet.as_manager()

    class Meta:
        verbose_name = "carga de límites"
        verbose_name_plural = "cargas de límites"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.archivo


class LimiteQuerySet(models.QuerySet["Limite"]):
    """Which boundaries."""

    def publicos(self) -> Self:
        """Where a district is, is no secret."""
        return self


class Limite(models.Model):
    """The shape of one district: rings of longitude and latitude, with four decimals."""

    distrito = models.OneToOneField(Distrito, on_delete=models.PROTECT, related_name="limite", verbose_name="distrito")
    carga = models.ForeignKey(CargaDeLimites, on_delete=models.PROTECT, related_name="limites", verbose_name="carga")
    anillos = models.JSONField("anillos")
    huella = models.CharField("huella", max_length=64)

    objects = LimiteQuerySet.as_manager()

    class Meta:
        verbose_name = "límite referencial"
        verbose_name_plural = "límites referenciales"
        ordering = ["distrito"]

    def __str__(self) -> str:
        return f"límite de {self.distrito}"
