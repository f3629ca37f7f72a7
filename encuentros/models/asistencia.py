"""Who came: each municipality by its mayor or a delegate, and the people of other institutions."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery

from base.bitacora.models import VIVO, Registro, Vivos, historia
from base.comun.constraints import check, one_of
from base.cuentas.models import Usuario
from municipios.models import Municipalidad

from .convocatoria import Invitado
from .del_encuentro import DelEncuentro, DelEncuentroQuerySet
from .encuentro import Encuentro


class AsistenciaQuerySet(DelEncuentroQuerySet):
    """Which attendances."""

    def vinieron(self) -> Self:
        """Municipalities that are known to have come."""
        return self.filter(quien__in=Asistencia.Quien.vinieron())

    def con_calladas(self) -> Self:
        """With `calladas`: how many were convoked to that encuentro of which nobody noted anything."""
        convocadas = Invitado.objects.filter(encuentro=OuterRef("encuentro"), municipalidad__isnull=False).order_by()
        dichas = Asistencia.objects.filter(encuentro=OuterRef("encuentro"), municipalidad=OuterRef("municipalidad"))
        calladas = convocadas.filter(~Exists(dichas)).values("encuentro").annotate(n=Count("pk"))
        return self.annotate(calladas=Subquery(calladas.values("n")))


class Asistencia(DelEncuentro):
    """A municipality at an encuentro."""

    EN_EL_ACTA = True

    class Quien(models.TextChoices):
        """Who came for it."""

        TITULAR = "titular", "Alcalde o alcaldesa"
        DELEGADO = "delegado", "Delegado"
        NO_ASISTIO = "no_asistio", "No asistió"
        SIN_DATO = "sin_dato", "Sin dato"

        @classmethod
        def vinieron(cls) -> list[str]:
            """Somebody came."""
            return [cls.TITULAR, cls.DELEGADO]

    encuentro = models.ForeignKey(Encuentro, on_delete=models.PROTECT, related_name="asistencias", verbose_name="encuentro")
    municipalidad = models.ForeignKey(Municipalidad, on_delete=models.PROTECT, related_name="+", verbose_name="municipalidad")
    quien = models.CharField("quién asistió", max_length=10, choices=Quien, default=Quien.SIN_DATO)
    hora_llegada = models.TimeField("hora de llegada", null=True, blank=True)
    representante = models.CharField("nombre de quien vino", max_length=150, blank=True)
    cargo = models.CharField("cargo de quien vino", max_length=120, blank=True)
    acreditacion = models.CharField("acreditación del delegado", max_length=200, blank=True, help_text="Documento que lo acredita.")
    confirmo_en = models.DateTimeField(
        "confirmó su presencia el", null=True, blank=True, editable=False
    )  # by its own QR, without an account
    nota = models.CharField("nota", max_length=300, blank=True)

    objects = Vivos.from_queryset(AsistenciaQuerySet)()
    todos = AsistenciaQuerySet.as_manager()
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
            check(
                Q(quien__in=["titular", "delegado"]) | Q(hora_llegada=None),
                name="encuentros_asistencia_hora_de_quien_vino",
                message="Solo quien asistió tiene hora de llegada.",
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

    def clean(self) -> None:
        super().clean()
        if self.municipalidad_id and self.encuentro_id and self.municipalidad.distrito.ugel_id != self.encuentro.ugel_id:
            raise ValidationError({"municipalidad": "Esa municipalidad es de otra UGEL."})

    @property
    def vino(self) -> bool:
        """Somebody came for it."""
        return self.quien in self.Quien.vinieron()

    def nota_para(self, user: Usuario) -> str:
        """What was noted: the staff of the UGEL writes it for itself, and others read only what a document says."""
        return self.nota if self.fuente or user.es_ugel or user.is_superuser else ""


class Participante(DelEncuentro):
    """A person who took part for an institution other than a municipality, by name and charge as published or as written on the day."""

    EN_EL_ACTA = True

    encuentro = models.ForeignKey(Encuentro, on_delete=models.PROTECT, related_name="participantes", verbose_name="encuentro")
    invitado = models.ForeignKey(
        "encuentros.Invitado", on_delete=models.PROTECT, null=True, blank=True, related_name="participantes", verbose_name="invitación"
    )
    nombre = models.CharField("nombre", max_length=150)
    cargo = models.CharField("cargo o representación", max_length=200, blank=True)
    hora_llegada = models.TimeField("hora de llegada", null=True, blank=True)

    objects = Vivos.from_queryset(DelEncuentroQuerySet)()
    todos = DelEncuentroQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "participante"
        verbose_name_plural = "participantes"
        ordering = ["encuentro", "pk"]

    def __str__(self) -> str:
        return self.nombre
