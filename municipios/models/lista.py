"""The list by risk as it was decided on a day: its rows, the weights it was computed with, its seal."""

import hashlib
import json
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from base.bitacora.models import VIVO, Registro, RegistroQuerySet, Vivos, historia
from base.comun.constraints import check
from base.comun.fechas import ahora

from .pauta import PautaRiesgo, cambia_lo_guardado
from .territorio import Ugel


def canonico(contenido: Any) -> str:
    """The one writing of a content, by which its seal is worked out."""
    return json.dumps(contenido, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sello(contenido: Any) -> str:
    """The SHA-256 of that writing: what tells whether a list holds what it held."""
    return hashlib.sha256(canonico(contenido).encode()).hexdigest()


class ListaPriorizadaQuerySet(RegistroQuerySet):
    """Which lists."""

    def for_user(self, user: Any) -> Self:
        """Those of the UGEL whose inside pages this person reads."""
        return self.filter(ugel__in=Ugel.objects.for_user(user))

    def publicos(self) -> Self:
        """What anyone may see: all of them, for to decide a list is to publish it."""
        return self.all()

    def sin_contenido(self) -> Self:
        """To name them: their rows stay where they are."""
        return self.defer("contenido")


class ListaPriorizada(Registro):
    """A list as it was decided on a day: its rows, the weights they were computed with, its seal. Anyone may see it, nobody changes it."""

    ugel = models.ForeignKey(Ugel, on_delete=models.PROTECT, related_name="listas_priorizadas", verbose_name="UGEL")
    titulo = models.CharField("título", max_length=120, help_text="Por ejemplo: Lista priorizada, 2.º trimestre 2024.")
    pauta = models.ForeignKey(PautaRiesgo, on_delete=models.PROTECT, related_name="listas", verbose_name="pauta", editable=False)
    contenido = models.JSONField("contenido", editable=False)
    sha256 = models.CharField("sello SHA-256", max_length=64, editable=False)
    motivo = models.CharField("motivo", max_length=200)
    decidida_en = models.DateTimeField("decidida el", default=ahora, editable=False)
    decidida_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+", verbose_name="decidida por"
    )

    objects = Vivos.from_queryset(ListaPriorizadaQuerySet)()
    todos = ListaPriorizadaQuerySet.as_manager()
    history = historia(excluir=("contenido",))

    class Meta(Registro.Meta):
        verbose_name = "lista priorizada"
        verbose_name_plural = "listas priorizadas"
        ordering = ["ugel", "-decidida_en", "-pk"]
        constraints = [
            *Registro.Meta.constraints,
            models.UniqueConstraint(
                fields=["ugel", "titulo"],
                condition=VIVO,
                name="municipios_listapriorizada_titulo_unico",
                violation_error_message="Ya hay una lista con ese título.",
            ),
            check(Q(sha256__regex=r"^[0-9a-f]{64}$"), name="municipios_listapriorizada_sellada", message="Una lista lleva su sello."),
        ]

    def __str__(self) -> str:
        return self.titulo

    def get_absolute_url(self) -> str:
        return reverse("riesgo_lista", args=[self.ugel.codigo, self.pk])

    def clean(self) -> None:
        """What was decided stays as it was decided."""
        if cambia_lo_guardado(self):
            raise ValidationError("Una lista decidida no se cambia: decida otra.", code="candado")

    def comprobar_que_se_puede_eliminar(self) -> None:
        """Nor is it taken away: it was public."""
        raise ValidationError("Una lista decidida no se elimina: decida otra.", code="candado")

    @property
    def esta_entera(self) -> bool:
        """It holds what it held when it was decided."""
        return sello(self.contenido) == self.sha256
