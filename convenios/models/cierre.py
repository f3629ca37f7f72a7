"""The quarter that was closed: figures that stay as they were, and what came to light afterwards."""

import hashlib
from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from base.bitacora.models import Registro, RegistroQuerySet, Vivos, historia
from base.comun.constraints import check
from base.comun.fechas import ahora
from municipios.models.lista import canonico
from municipios.models.pauta import cambia_lo_guardado

from .actividad import Actividad
from .avance import Avance
from .plan import ROMANOS, DelPlanQuerySet, PlanTrabajo

CIFRA: dict[str, Any] = {"max_digits": 14, "decimal_places": 2}
LARGO_DE_CODIGO = 12


def sello(contenido: Any) -> str:
    """SHA-256 of figures as they are written, the same on any machine."""
    return hashlib.sha256(canonico(contenido).encode()).hexdigest()


class CierreQuerySet(DelPlanQuerySet):
    """Which closings."""

    def sin_contenido(self) -> Self:
        """Without the figures of each activity, where only the sums are shown."""
        return self.defer("contenido")


class Cierre(Registro):
    """A quarter of a plan, closed: its figures as they were that day, with a code that is printed beside them. It never changes.

    The law stands in the database too (`convenios/candados.py`): under a closed quarter neither a target nor a report is written, by any door.
    """

    plan = models.ForeignKey(PlanTrabajo, on_delete=models.PROTECT, related_name="cierres", verbose_name="plan")
    trimestre = models.PositiveSmallIntegerField("trimestre", choices=[(t, f"{r} trimestre") for t, r in ROMANOS.items()])
    cerrado_en = models.DateTimeField("cerrado el", default=ahora)
    cerrado_por = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="cerrado por")
    nota = models.CharField("nota", max_length=300, blank=True, help_text="Lo que conviene saber de estas cifras.")
    fisico = models.DecimalField("avance físico contra lo programado (%)", max_digits=7, decimal_places=1, null=True)
    fisico_anual = models.DecimalField("avance físico contra el año (%)", max_digits=7, decimal_places=1, null=True)
    programado = models.DecimalField("programado acumulado (S/)", **CIFRA)
    devengado = models.DecimalField("devengado acumulado (S/)", **CIFRA)
    contenido = models.JSONField("cifras")
    sha256 = models.CharField("sello", max_length=64)

    objects = Vivos.from_queryset(CierreQuerySet)()
    todos = CierreQuerySet.as_manager()
    history = historia(excluir=("contenido",))  # kept as written, and long

    class Meta(Registro.Meta):
        verbose_name = "cierre de trimestre"
        verbose_name_plural = "cierres de trimestre"
        ordering = ["plan", "trimestre"]
        constraints = [
            *Registro.Meta.constraints,
            check(Q(trimestre__gte=1, trimestre__lte=4), name="convenios_cierre_trimestre", message="Los trimestres son cuatro."),
            models.UniqueConstraint(
                fields=["plan", "trimestre"],
                name="convenios_cierre_uno_por_trimestre",
                violation_error_message="Ese trimestre ya está cerrado: otra persona lo cerró.",
            ),
        ]

    def __str__(self) -> str:
        return f"cierre del {ROMANOS.get(self.trimestre, '')} trimestre de {self.plan.anio}, {self.plan.municipalidad.distrito}"

    def get_absolute_url(self) -> str:
        return reverse("cierre", args=[self.plan.municipalidad.distrito.ubigeo, self.plan.anio, self.trimestre])

    def clean(self) -> None:
        """What was closed stays as it was closed."""
        if cambia_lo_guardado(self):
            raise ValidationError("Un trimestre cerrado no se cambia: lo que falte o sobre entra como rectificación.", code="candado")

    def comprobar_que_se_puede_eliminar(self) -> None:
        """Nor is it taken away."""
        raise ValidationError("Un cierre no se elimina: lo que falte o sobre entra como rectificación.", code="candado")

    @property
    def codigo(self) -> str:
        """The code that is printed beside the figures: whoever has the paper finds out whether they are these."""
        return "-".join(self.sha256[desde : desde + 4].upper() for desde in range(0, LARGO_DE_CODIGO, 4))

    @property
    def intacto(self) -> bool:
        """The figures are those that were sealed."""
        return sello(self.contenido) == self.sha256


class RectificacionQuerySet(RegistroQuerySet):
    """Which rectificaciones."""

    def for_user(self, user: Any) -> Self:
        """Those of the plans this person reads."""
        return self.filter(cierre__plan__in=PlanTrabajo.objects.for_user(user))

    def publicos(self) -> Self:
        """What anyone may see: they change figures that anyone reads."""
        return self.filter(cierre__plan__in=PlanTrabajo.objects.publicos())


class Rectificacion(Registro):
    """What has to be added to, or taken from, a closed figure: how much, why, by which document. Several add up."""

    cierre = models.ForeignKey(Cierre, on_delete=models.PROTECT, related_name="rectificaciones", verbose_name="cierre")
    actividad = models.ForeignKey(Actividad, on_delete=models.PROTECT, related_name="rectificaciones", verbose_name="actividad")
    fisica = models.DecimalField("diferencia física", default=Decimal(0), **CIFRA)
    financiera = models.DecimalField("diferencia en soles", default=Decimal(0), **CIFRA)
    motivo = models.CharField("motivo", max_length=300)
    documento = models.CharField("documento", max_length=200)
    en = models.DateTimeField("fecha y hora", default=ahora)
    por = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="por")
    avance = models.OneToOneField(
        Avance, on_delete=models.PROTECT, null=True, editable=False, related_name="rectificacion", verbose_name="avance que escribió"
    )

    objects = Vivos.from_queryset(RectificacionQuerySet)()
    todos = RectificacionQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "rectificación"
        verbose_name_plural = "rectificaciones"
        ordering = ["cierre", "pk"]
        constraints = [
            *Registro.Meta.constraints,
            check(
                ~Q(fisica=0, financiera=0),
                name="convenios_rectificacion_cambia_algo",
                message="La cifra nueva es la misma que ya había.",
            ),
            check(
                ~Q(motivo="") & ~Q(documento=""),
                name="convenios_rectificacion_con_motivo_y_documento",
                message="Una rectificación lleva su motivo y su documento.",
            ),
        ]

    def __str__(self) -> str:
        return f"rectificación de {self.actividad.codigo}, {ROMANOS[self.cierre.trimestre]} trimestre"

    def get_absolute_url(self) -> str:
        return self.cierre.get_absolute_url() + f"#rectificacion-{self.pk}"

    def clean(self) -> None:
        """It is of an activity of that plan, and what was written stays written."""
        if self.actividad_id and self.cierre_id and self.actividad.plan_id != self.cierre.plan_id:
            raise ValidationError({"actividad": "Esa actividad es de otro plan."})
        if cambia_lo_guardado(self):
            raise ValidationError("Una rectificación no se cambia: registre otra.", code="candado")

    def comprobar_que_se_puede_eliminar(self) -> None:
        """Nor is it taken away: another one corrects it."""
        raise ValidationError("Una rectificación no se elimina: registre otra que la corrija.", code="candado")
