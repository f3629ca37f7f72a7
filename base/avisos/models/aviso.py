"""The inbox: what each person is told inside the portal."""

from collections.abc import Iterable
from typing import Any, Self

from django.conf import settings
from django.db import models

from base.comun.fechas import ahora
from base.cuentas.models import Usuario


class AvisoQuerySet(models.QuerySet[Any]):
    """Which notices."""

    def for_user(self, user: Any) -> Self:
        """One's own."""
        return self.filter(usuario=user) if isinstance(user, Usuario) else self.none()

    def sin_leer(self) -> Self:
        """Not opened yet."""
        return self.filter(leido_en=None)


class Aviso(models.Model):
    """One thing one person is told, with the page where it can be dealt with. Told once: `clave` says of what."""

    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="para")
    texto = models.CharField("texto", max_length=300)
    enlace = models.CharField("página", max_length=500)
    clave = models.CharField("de qué trata", max_length=120)
    creado_en = models.DateTimeField("creado el", default=ahora)
    leido_en = models.DateTimeField("leído el", null=True)

    objects = AvisoQuerySet.as_manager()

    class Meta:
        verbose_name = "aviso"
        verbose_name_plural = "avisos"
        ordering = ["-creado_en", "-pk"]
        indexes = [models.Index(fields=["usuario", "leido_en"], name="avisos_aviso_bandeja")]
        constraints = [
            models.UniqueConstraint(
                fields=["usuario", "clave"], name="avisos_aviso_una_vez", violation_error_message="Ese aviso ya se dio."
            ),
        ]

    def __str__(self) -> str:
        return self.texto

    def leer(self) -> None:
        """Opened; the first time counts."""
        self.leido_en = self.leido_en or ahora()
        self.save(update_fields=["leido_en"])


def avisar(usuarios: Iterable[Usuario], *, texto: str, enlace: str, clave: str) -> None:
    """Tell each of `usuarios` once; the same `clave` again changes nothing."""
    Aviso.objects.bulk_create([Aviso(usuario=u, texto=texto[:300], enlace=enlace, clave=clave) for u in usuarios], ignore_conflicts=True)
