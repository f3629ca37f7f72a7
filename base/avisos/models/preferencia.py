"""Which notices each person wants by mail. In the portal they stand in any case."""

from collections.abc import Collection
from typing import Any, Self

from django.conf import settings
from django.db import models

from base.comun.constraints import one_of
from base.comun.fechas import ahora
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso, Rol

DIRIGEN = (Rol.ADMINISTRADOR, Rol.COORDINADOR, Rol.DIRECTOR)


class Clase(models.TextChoices):
    """Kinds of notice that come at their hour, in the order in which a person reads them."""

    RESUMEN = "resumen", "El resumen de la semana"
    VENCIDO = "vencido", "Lo que venció"
    POR_VENCER = "por_vencer", "Lo que vence en siete días"
    VERIFICAR = "verificar", "Lo que espera verificación"
    CONVENIO = "convenio", "Los convenios que están por terminar"
    ESCALADO = "escalado", "Lo que sigue sin resolverse"
    CADENA = "cadena", "El sello de la bitácora, cada día a las siete"

    @classmethod
    def sueltas(cls) -> list[str]:
        """Those that come on their day, apart from the digest."""
        return [clase.value for clase in cls if clase != cls.RESUMEN]

    @classmethod
    def para(cls, usuario: Usuario) -> list[str]:
        """Those that the role of this person gets: who reports, who verifies, who leads, who signs."""
        reporta, dirige = usuario.puede(Permiso.REPORTAR_AVANCES), usuario.rol in DIRIGEN
        suyas = {
            cls.RESUMEN: True,
            cls.VENCIDO: reporta,
            cls.POR_VENCER: reporta,
            cls.VERIFICAR: usuario.puede(Permiso.VERIFICAR_AVANCES),
            cls.CONVENIO: dirige or usuario.es_municipal,
            cls.ESCALADO: dirige,
            cls.CADENA: usuario.rol == Rol.ADMINISTRADOR,
        }
        return [clase.value for clase, suya in suyas.items() if suya]


class PreferenciaQuerySet(models.QuerySet["Preferencia"]):
    """Which preferences."""

    def for_user(self, user: Any) -> Self:
        """One's own."""
        return self.filter(usuario=user) if isinstance(user, Usuario) and user.is_active else self.none()


class Preferencia(models.Model):
    """What one person wants by mail; who never chose has no row, and gets all of it.

    `sello` is part of every link that travels in a mail: when it moves, the links that went before open nothing.
    """

    class Ritmo(models.TextChoices):
        """How much of the weekly digest."""

        SEMANAL = "semanal", "Cada semana, completo"
        PENDIENTES = "pendientes", "Cada semana, solo lo que espera por mí"
        NINGUNO = "ninguno", "No enviármelo por correo"

    usuario = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="de quién")
    resumen = models.CharField("resumen de la semana", max_length=10, choices=Ritmo, default=Ritmo.SEMANAL)
    apagadas = models.JSONField("avisos que no quiere por correo", default=list, blank=True)
    sello = models.PositiveIntegerField("sello de los enlaces", default=0)
    cambiada_en = models.DateTimeField("cambiada el", default=ahora)

    objects = PreferenciaQuerySet.as_manager()

    class Meta:
        verbose_name = "preferencia de avisos"
        verbose_name_plural = "preferencias de avisos"
        ordering = ["usuario"]
        constraints = [
            one_of(
                "resumen",
                ["semanal", "pendientes", "ninguno"],
                name="avisos_preferencia_ritmo_conocido",
                message="El resumen llega completo, con lo pendiente o no llega.",
            ),
        ]

    def __str__(self) -> str:
        return f"avisos de {self.usuario}"

    def quiere(self, clase: str) -> bool:
        """Whether this person wants that kind by mail."""
        return self.resumen != self.Ritmo.NINGUNO if clase == Clase.RESUMEN else clase not in self.apagadas

    def poner(self, clases: Collection[str], *, encendidas: bool) -> None:
        """Turn those kinds on or off; the caller saves. The digest turned on again comes whole."""
        if Clase.RESUMEN in clases:
            ninguno = self.resumen == self.Ritmo.NINGUNO
            self.resumen = (self.Ritmo.SEMANAL if ninguno else self.resumen) if encendidas else self.Ritmo.NINGUNO
        antes, otras = set(self.apagadas), set(clases) - {Clase.RESUMEN}
        self.apagadas = sorted(antes - otras if encendidas else antes | otras)
        self.cambiada_en = ahora()

    @classmethod
    def de(cls, usuario: Usuario) -> "Preferencia":
        """What this person chose, or what is usual, not yet saved."""
        return cls.objects.for_user(usuario).first() or cls(usuario=usuario)
