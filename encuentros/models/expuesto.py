"""What schools showed at an encuentro."""

from django.core.exceptions import ValidationError
from django.db import models

from base.bitacora.models import Registro, Vivos, historia
from base.comun.constraints import one_of
from municipios.models import Distrito, ProyectoEducativo

from .encuentro import DelEncuentro, DelEncuentroQuerySet, Encuentro


class ProyectoExpuesto(DelEncuentro):
    """What a school showed at an encuentro: students are a number, never names."""

    encuentro = models.ForeignKey(Encuentro, on_delete=models.PROTECT, related_name="proyectos_expuestos", verbose_name="encuentro")
    institucion = models.CharField("institución educativa", max_length=200)
    distrito = models.ForeignKey(Distrito, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="distrito")
    titulo = models.CharField("qué se expuso", max_length=300, blank=True)
    tipo = models.CharField("tipo", max_length=15, choices=ProyectoEducativo.Tipo, blank=True)
    estudiantes = models.PositiveIntegerField("estudiantes que expusieron", null=True, blank=True, help_text="Cuántos; nunca sus nombres.")
    proyecto = models.ForeignKey(
        ProyectoEducativo, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="proyecto registrado"
    )

    objects = Vivos.from_queryset(DelEncuentroQuerySet)()
    todos = DelEncuentroQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "proyecto expuesto"
        verbose_name_plural = "proyectos expuestos"
        ordering = ["encuentro", "pk"]
        constraints = [
            *Registro.Meta.constraints,
            one_of(
                "tipo",
                ["", "productivo", "emprendimiento", "investigacion", "innovacion"],
                name="encuentros_proyectoexpuesto_tipo_conocido",
                message="El tipo no es uno de los del portal.",
            ),
        ]

    def __str__(self) -> str:
        return self.institucion

    def clean(self) -> None:
        super().clean()
        if self.proyecto is not None and self.encuentro_id and self.proyecto.institucion.distrito.ugel_id != self.encuentro.ugel_id:
            raise ValidationError({"proyecto": "Ese proyecto es de otra UGEL."})
