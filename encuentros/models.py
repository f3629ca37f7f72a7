"""The Encuentros de Alcaldes, as far as the convenio needs them: where, when, who came, what was shown."""

from typing import Any, Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse

from base.bitacora.models import VIVO, Registro, RegistroQuerySet, Vivos, historia
from base.comun.constraints import one_of
from base.comun.fechas import hoy
from municipios.models import Distrito, Municipalidad, Ugel


def en_romanos(numero: int) -> str:
    """Ordinal of an encuentro as it is written: 4 is IV."""
    texto = ""
    for valor, letras in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        veces, numero = divmod(numero, valor)
        texto += letras * veces
    return texto


class EncuentroQuerySet(RegistroQuerySet):
    """Which encuentros."""

    def for_user(self, user: Any) -> Self:
        """Those of the UGEL whose inside pages this person reads."""
        return self.filter(ugel__in=Ugel.objects.for_user(user))

    def publicos(self) -> Self:
        """What anyone may see: the meetings are public acts."""
        return self.all()

    def proximos(self) -> Self:
        """Those of today or later, the nearest first."""
        return self.filter(fecha__gte=hoy()).order_by("fecha", "numero")

    def con_asistentes(self) -> Self:
        """With `asistentes`: how many municipalities are known to have come."""
        vinieron = Q(asistencias__quien__in=["titular", "delegado"], asistencias__eliminado_en=None)
        return self.annotate(asistentes=Count("asistencias", filter=vinieron))


class Encuentro(Registro):
    """A meeting of the UGEL with the mayors of its districts."""

    ugel = models.ForeignKey(Ugel, on_delete=models.PROTECT, related_name="+", verbose_name="UGEL")
    numero = models.PositiveSmallIntegerField("número", validators=[MinValueValidator(1)])
    nombre = models.CharField("nombre", max_length=200)
    lema = models.CharField("lema", max_length=200, blank=True)
    fecha = models.DateField("fecha", null=True, blank=True, help_text="Vacío si no se conoce el día.")
    informado_el = models.DateField("informado el", null=True, blank=True, help_text="Fecha del documento que da cuenta del encuentro.")
    distrito = models.ForeignKey(
        Distrito, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="distrito anfitrión"
    )
    lugar = models.CharField("lugar", max_length=200, blank=True)
    proposito = models.TextField("propósito", max_length=2000, blank=True)
    resultado = models.TextField("qué ocurrió", max_length=4000, blank=True)

    objects = Vivos.from_queryset(EncuentroQuerySet)()
    todos = EncuentroQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "encuentro"
        verbose_name_plural = "encuentros"
        ordering = ["ugel", "numero"]
        constraints = [
            *Registro.Meta.constraints,
            models.UniqueConstraint(
                fields=["ugel", "numero"],
                condition=VIVO,
                name="encuentros_encuentro_numero_unico",
                violation_error_message="Ya hay un encuentro con ese número.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ordinal} Encuentro"

    def get_absolute_url(self) -> str:
        return reverse("encuentro", args=[self.ugel.codigo, self.numero])

    @property
    def ordinal(self) -> str:
        """I, II, III…"""
        return en_romanos(self.numero)

    @property
    def es_anuncio(self) -> bool:
        """All that is known is a document from before the day: it was announced, and nobody has written what happened."""
        return self.fecha is not None and self.informado_el is not None and self.informado_el < self.fecha and not self.resultado


class DelEncuentroQuerySet(RegistroQuerySet):
    """Rows that belong to an encuentro."""

    def for_user(self, user: Any) -> Self:
        """Those of the encuentros this person reads."""
        return self.filter(encuentro__in=Encuentro.objects.for_user(user))


class Asistencia(Registro):
    """A municipality at an encuentro."""

    class Quien(models.TextChoices):
        """Who came for it."""

        TITULAR = "titular", "Alcalde o alcaldesa"
        DELEGADO = "delegado", "Delegado"
        NO_ASISTIO = "no_asistio", "No asistió"
        SIN_DATO = "sin_dato", "Sin dato"

    encuentro = models.ForeignKey(Encuentro, on_delete=models.PROTECT, related_name="asistencias", verbose_name="encuentro")
    municipalidad = models.ForeignKey(Municipalidad, on_delete=models.PROTECT, related_name="+", verbose_name="municipalidad")
    quien = models.CharField("quién asistió", max_length=10, choices=Quien, default=Quien.SIN_DATO)
    nota = models.CharField("nota", max_length=300, blank=True)

    objects = Vivos.from_queryset(DelEncuentroQuerySet)()
    todos = DelEncuentroQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "asistencia"
        verbose_name_plural = "asistencias"
        ordering = ["encuentro", "municipalidad__distrito__ubigeo"]
        constraints = [
            *Registro.Meta.constraints,
            one_of(
                "quien",
                ["titular", "delegado", "no_asistio", "sin_dato"],
                name="encuentros_asistencia_quien_conocido",
                message="La asistencia no es una de las del portal.",
            ),
            models.UniqueConstraint(
                fields=["encuentro", "municipalidad"],
                condition=VIVO,
                name="encuentros_asistencia_una_por_municipalidad",
                violation_error_message="Esa municipalidad ya está en la lista.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipalidad}: {self.get_quien_display()}"

    def get_absolute_url(self) -> str:
        return self.encuentro.get_absolute_url()


class Participante(Registro):
    """A person who took part for an institution other than a municipality, by name and charge as published."""

    encuentro = models.ForeignKey(Encuentro, on_delete=models.PROTECT, related_name="participantes", verbose_name="encuentro")
    nombre = models.CharField("nombre", max_length=150)
    cargo = models.CharField("cargo o representación", max_length=200, blank=True)

    objects = Vivos.from_queryset(DelEncuentroQuerySet)()
    todos = DelEncuentroQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "participante"
        verbose_name_plural = "participantes"
        ordering = ["encuentro", "pk"]

    def __str__(self) -> str:
        return self.nombre

    def get_absolute_url(self) -> str:
        return self.encuentro.get_absolute_url()


class ProyectoExpuesto(Registro):
    """What a school showed at an encuentro: never a student's name."""

    encuentro = models.ForeignKey(Encuentro, on_delete=models.PROTECT, related_name="proyectos_expuestos", verbose_name="encuentro")
    institucion = models.CharField("institución educativa", max_length=200)
    distrito = models.ForeignKey(Distrito, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="distrito")
    titulo = models.CharField("qué se expuso", max_length=300, blank=True)

    objects = Vivos.from_queryset(DelEncuentroQuerySet)()
    todos = DelEncuentroQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "proyecto expuesto"
        verbose_name_plural = "proyectos expuestos"
        ordering = ["encuentro", "pk"]

    def __str__(self) -> str:
        return self.institucion

    def get_absolute_url(self) -> str:
        return self.encuentro.get_absolute_url()
