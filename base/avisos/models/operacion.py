"""What was done to look after the installation: a backup, its check, its copy elsewhere, a restore, its drill, the nightly look at the files."""

from typing import Any, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Max

from base.comun.constraints import one_of
from base.comun.fechas import ahora
from base.cuentas.models import Usuario

# How far a drill got (`datos["alcance"]`): brought back and compared · opened from end to end · only held against its sum
RESTAURADO, LEIDO, HUELLA = "restaurado", "leido", "huella"


class OperacionQuerySet(models.QuerySet["Operacion"]):
    """Which of them."""

    def for_user(self, user: Any) -> Self:
        """All of them, for who runs the installation; for nobody else any."""
        return self if isinstance(user, Usuario) and user.is_active and user.is_superuser else self.none()

    def ensayos_logrados(self) -> Self:
        """The drills that brought a backup back, and found nothing wrong with it."""
        return self.filter(clase=Operacion.Clase.ENSAYO, bien=True, datos__alcance=RESTAURADO)

    def ultimas(self) -> Self:
        """The last of each kind that went well, and the last that did not."""
        return self.filter(pk__in=self.order_by().values("clase", "bien").annotate(ultima=Max("pk")).values("ultima"))


class Operacion(models.Model):
    """One of them: when, whether it went well, and what it found (`datos`: sizes, hashes, names of what is missing; never a key)."""

    class Clase(models.TextChoices):
        """What was done."""

        RESPALDO = "respaldo", "Respaldo"
        VERIFICACION = "verificacion", "Verificación de un respaldo"
        COPIA = "copia", "Copia en otro lugar"
        RESTAURACION = "restauracion", "Restauración"
        ENSAYO = "ensayo", "Ensayo de restauración"
        COTEJO = "cotejo", "Revisión de los archivos"

    clase = models.CharField("qué se hizo", max_length=12, choices=Clase)
    en = models.DateTimeField("fecha y hora", default=ahora)
    bien = models.BooleanField("salió bien")
    datos = models.JSONField("lo que dejó dicho", default=dict, encoder=DjangoJSONEncoder)

    objects = OperacionQuerySet.as_manager()

    class Meta:
        verbose_name = "operación"
        verbose_name_plural = "operaciones"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["clase", "bien", "-id"], name="avisos_operacion_ultima")]
        constraints = [
            one_of(
                "clase",
                ["respaldo", "verificacion", "copia", "restauracion", "ensayo", "cotejo"],
                name="avisos_operacion_clase_conocida",
                message="Esa operación no es una de las del portal.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_clase_display()} {self.en:%Y-%m-%d %H:%M}"

    @property
    def restaurado(self) -> bool:
        """Of a drill: whether the backup was brought back."""
        return self.datos.get("alcance") == RESTAURADO

    @property
    def instante(self) -> Any:
        """Of when is what it speaks of: a copy is as old as the backup that was copied."""
        return self.datos.get("hecho_en") or self.en
