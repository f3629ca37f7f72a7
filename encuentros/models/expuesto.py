"""What schools showed at an encuentro, and the photos of it.

A photo is of its own people (the UGEL and the municipality of the school) until somebody shows it with the consent of who appears. The signed
acta closes the photo as it was kept; who may see it goes on being decided, and who appears may always have it taken away.
"""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from base.bitacora.models import Registro, Vivos, historia
from base.comun.constraints import check, one_of
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso
from municipios.models import Distrito, Municipalidad, ProyectoEducativo
from municipios.models.foto import ConDecision

from .del_encuentro import DelEncuentro, DelEncuentroQuerySet
from .encuentro import Encuentro


class ProyectoExpuesto(DelEncuentro):
    """What a school showed at an encuentro: students are a number, never names."""

    EN_EL_ACTA = True

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
        if self.distrito is not None and self.encuentro_id and self.distrito.ugel_id != self.encuentro.ugel_id:
            raise ValidationError({"distrito": "Ese distrito es de otra UGEL."})


class FotoExpuestaQuerySet(DelEncuentroQuerySet):
    """Which photos."""

    def for_user(self, user: Any) -> Self:
        """Those of their own; of the rest only the ones that were made public."""
        return self.filter(self._propias(user) | Q(pk__in=self.model.objects.publicos().values("pk")))

    def internos_de(self, user: Any) -> Self:
        """All of their UGEL for its staff, those of the schools of their district for a municipality."""
        return self.filter(self._propias(user))

    def publicos(self) -> Self:
        """What anyone may see."""
        return self.filter(publica=True, proyecto__eliminado_en=None, encuentro__in=Encuentro.objects.publicos())

    def _propias(self, user: Any) -> Q:
        if isinstance(user, Usuario) and user.is_active and user.es_municipal:
            propias = Municipalidad.objects.propias_de(user)
            return Q(encuentro__in=Encuentro.objects.for_user(user), proyecto__distrito__municipalidad__in=propias)
        return Q(encuentro__in=Encuentro.objects.internos_de(user))


class FotoExpuesta(DelEncuentro, ConDecision):
    """A photo of what a school showed."""

    PUBLICAN = Permiso.EDITAR_ENCUENTROS
    SU_ROL_NO = "Su rol no publica fotos de encuentros."

    encuentro = models.ForeignKey(Encuentro, on_delete=models.PROTECT, related_name="fotos", verbose_name="encuentro")
    proyecto = models.ForeignKey(ProyectoExpuesto, on_delete=models.PROTECT, related_name="fotos", verbose_name="proyecto expuesto")

    objects = Vivos.from_queryset(FotoExpuestaQuerySet)()
    todos = FotoExpuestaQuerySet.as_manager()
    history = historia()

    class Meta(ConDecision.Meta):
        verbose_name = "foto de un proyecto expuesto"
        verbose_name_plural = "fotos de los proyectos expuestos"
        ordering = ["encuentro", "proyecto", "subida_en", "pk"]
        constraints = [
            *ConDecision.Meta.constraints,
            check(
                Q(archivo_tipo__startswith="image/"),
                name="encuentros_fotoexpuesta_es_foto",
                message="De un proyecto expuesto se guardan fotos: JPEG o PNG.",
            ),
            check(
                Q(publica=False) | Q(consentimiento=True, eliminado_en=None),
                name="encuentros_fotoexpuesta_publica_con_consentimiento",
                message="Solo se publica una foto con la autorización escrita de quienes aparecen.",
            ),
        ]

    def __str__(self) -> str:
        return self.pie or f"Foto de {self.proyecto}"

    def get_absolute_url(self) -> str:
        return reverse("foto_expuesta", args=[self.pk])

    def clean(self) -> None:
        """What was kept of it closes with the acta; it is of something shown at that encuentro."""
        if self._cambia_lo_guardado():
            self.exigir_abierto()
        if self.proyecto_id and self.proyecto.encuentro_id != self.encuentro_id:
            raise ValidationError({"proyecto": "Ese proyecto se expuso en otro encuentro."})

    def _cambia_lo_guardado(self) -> bool:
        guardada = FotoExpuesta.todos.filter(pk=self.pk).values(*LO_GUARDADO).first()
        return guardada is None or any(getattr(self, campo) != dicho for campo, dicho in guardada.items())

    def comprobar_que_se_puede_eliminar(self) -> None:
        """Also after the signature: it is of who appears in it. What everybody sees is kept to its own first."""
        ConDecision.comprobar_que_se_puede_eliminar(self)

    def comprobar_que_se_puede_restaurar(self) -> None:
        """What was taken away comes back, as long as what it shows is there."""
        Registro.comprobar_que_se_puede_restaurar(self)

    @property
    def la_ve_cualquiera(self) -> bool:
        """Nobody's opening is written down."""
        return self.publica


LO_GUARDADO = ("encuentro_id", "proyecto_id", "archivo", "archivo_sha256", "pie", "subida_en", "subida_por_id")
