"""What a plan will do: its activities, with their targets by quarter and the schools that they reach."""

from decimal import Decimal
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse

from base.bitacora.models import VIVO, Registro, RegistroQuerySet, Vivos, historia
from base.comun.busqueda import sin_tildes
from base.comun.constraints import check
from municipios.models import InstitucionEducativa, NudoCritico

from .compromiso import Alcance, Compromiso
from .convenio import CODIGO, Convenio
from .plan import META, ROMANOS, DelPlanQuerySet, PlanTrabajo, VersionPlan

APROBADO = "El plan ya está aprobado: sus metas se cambian con «Reprogramar», que pide motivo y documento."
PROPUESTO = "El plan está propuesto: pida que lo devuelvan para corregirlo."
CERRADO = "El plan está cerrado."
MEDIDA = "El plan ya se propuso: la unidad y el peso se cambian antes."
DE_MEDIDA = ("unidad", "peso")  # what its percentages stand on
DE_META = ("fisica", "financiera", "version_id", "actividad_id", "trimestre")  # what a target says
YA_CUENTA = "Lo ejecutado ya cuenta en su compromiso: no se cambia."
NO_ALCANZA = "Ese compromiso no alcanza a este distrito."


class Actividad(Registro):
    """One thing that a plan will do: which nudo it answers, which commitment it carries out, in what unit, who answers for it."""

    plan = models.ForeignKey(PlanTrabajo, on_delete=models.PROTECT, related_name="actividades", verbose_name="plan")
    codigo = models.CharField("código", max_length=30, validators=[CODIGO])
    nombre = models.CharField("actividad", max_length=500)
    nudo = models.ForeignKey(
        NudoCritico, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="nudo crítico que atiende"
    )
    compromiso = models.ForeignKey(
        Compromiso, on_delete=models.PROTECT, null=True, blank=True, related_name="actividades", verbose_name="compromiso que cumple"
    )
    unidad = models.CharField("unidad de medida", max_length=40)
    peso = models.DecimalField(
        "peso", max_digits=5, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(100)],
        help_text="Vacío: todas pesan igual. Se usa cuando lo tienen todas las que cuentan hasta ese trimestre.",
    )  # fmt: skip
    financia = models.CharField("fuente de financiamiento", max_length=100, blank=True)
    responsable = models.CharField("responsable en la UGEL (cargo)", max_length=150, blank=True)
    responsable_municipal = models.CharField("responsable en la municipalidad (cargo)", max_length=150, blank=True)
    medio = models.CharField("medio de verificación", max_length=200, blank=True)

    objects = Vivos.from_queryset(DelPlanQuerySet)()
    todos = DelPlanQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "actividad"
        verbose_name_plural = "actividades"
        ordering = ["plan", "codigo", "pk"]
        constraints = [
            *Registro.Meta.constraints,
            check(~Q(unidad=""), name="convenios_actividad_con_unidad", message="Toda actividad lleva su unidad de medida."),
            check(
                Q(peso=None) | Q(peso__gt=0, peso__lte=100), name="convenios_actividad_peso_posible", message="El peso va de 0.01 a 100."
            ),
            models.UniqueConstraint(
                Lower("codigo"),
                F("plan"),
                condition=VIVO,
                name="convenios_actividad_codigo_unico",
                violation_error_message="El plan ya tiene una actividad con ese código.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.codigo} · {self.nombre}"

    def get_absolute_url(self) -> str:
        return reverse("actividad", args=[self.plan.municipalidad.distrito.ubigeo, self.plan.anio, self.pk])

    def clean(self) -> None:
        """Its nudo is of its district and its commitment of its UGEL; once the plan is approved what it measures stays."""
        if not self.plan_id:
            return
        errores = {}
        distrito = self.plan.municipalidad.distrito_id
        if self.nudo is not None and self.nudo.distrito_id != distrito:
            errores["nudo"] = "Ese nudo crítico es de otro distrito."
        if self.compromiso is not None and self.compromiso.convenio.ugel_id != self.plan.convenio.ugel_id:
            errores["compromiso"] = "Ese compromiso es de otra UGEL."
        elif self.compromiso is not None and self.compromiso.convenio.estado not in Convenio.Estado.firmados():
            errores["compromiso"] = "El convenio de ese compromiso todavía no se suscribe."
        elif self.compromiso is not None and not Alcance.objects.filter(compromiso=self.compromiso_id, distrito=distrito).exists():
            errores["compromiso"] = NO_ALCANZA
        if errores:
            raise ValidationError(errores)
        self._comprobar_candado()

    def _comprobar_candado(self) -> None:
        estado = self.plan.estado
        if estado == PlanTrabajo.Estado.CERRADO:
            raise ValidationError(CERRADO, code="candado")
        guardada = Actividad.todos.filter(pk=self.pk).values("unidad", "peso", "plan_id", "compromiso_id").first() if self.pk else None
        if guardada is None:
            if estado == PlanTrabajo.Estado.PROPUESTO:
                raise ValidationError(PROPUESTO, code="candado")
            self._exigir_peso()
            return
        if guardada["plan_id"] != self.plan_id:
            raise ValidationError("Una actividad no pasa de un plan a otro.", code="candado")
        cambian = [campo for campo in DE_MEDIDA if getattr(self, campo) != guardada[campo]]
        if cambian and estado != PlanTrabajo.Estado.BORRADOR and not self.recien_llegada:
            raise ValidationError({cambian[0]: MEDIDA}, code="candado")
        if "peso" in cambian:
            self._exigir_peso()
        if guardada["compromiso_id"] != self.compromiso_id and self.ya_cuenta:
            raise ValidationError({"compromiso": YA_CUENTA}, code="candado")

    def _exigir_peso(self) -> None:
        """One without a weight, among others that have it, would make them all count alike."""
        otras = self.plan.actividades.exclude(pk=self.pk)
        if self.peso is None and self.plan.esta_aprobado and otras.exists() and not otras.filter(peso=None).exists():
            raise ValidationError({"peso": "Las demás actividades del plan tienen peso: escriba el de esta."}, code="peso")

    @property
    def recien_llegada(self) -> bool:
        """Written into a plan that was approved already, with nothing reported on it yet: what it measures may still be corrected."""
        original = self.plan.versiones.filter(numero=1).first()
        en_la_original = original is None or str(self.pk) in original.metas
        return not en_la_original and not self.ejecuciones.exists() and not self.rectificaciones.exists() and not self.plan.cierres.exists()

    @property
    def ya_cuenta(self) -> bool:
        """Something done on it counts, or counted, on its commitment."""
        return self.ejecuciones.exclude(avance=None).exists() or self.rectificaciones.exclude(avance=None).exists()

    def comprobar_que_se_puede_eliminar(self) -> None:
        """What was approved stays; without targets it is a line that asks for nothing."""
        if self.plan.estado != PlanTrabajo.Estado.BORRADOR:
            raise ValidationError("El plan ya se propuso: ponga sus metas en cero con «Reprogramar».", code="candado")

    def comprobar_que_se_puede_restaurar(self) -> None:
        """Its targets would come back with it: into a draft only."""
        super().comprobar_que_se_puede_restaurar()
        if self.plan.estado != PlanTrabajo.Estado.BORRADOR:
            raise ValidationError("El plan ya se propuso: escríbala de nuevo como actividad nueva.", code="candado")

    @property
    def cuenta_en_compromiso(self) -> bool:
        """Whether what is done on it counts on its commitment too: both are measured in the same unit."""
        c = self.compromiso
        return c is not None and c.eliminado_en is None and c.meta is not None and sin_tildes(c.unidad) == sin_tildes(self.unidad)

    @property
    def por_que_no_cuenta(self) -> str:
        """Why it does not count there, in words; empty where it does, or where it carries out no commitment."""
        c = self.compromiso
        if c is None or self.cuenta_en_compromiso:
            return ""
        if c.eliminado_en is not None:
            return f"No suma en {c.codigo}: ese compromiso está en la papelera."
        if c.meta is None:
            return f"No suma en {c.codigo}: ese compromiso no se mide en cantidades."
        return f"No suma en {c.codigo}: aquí se mide en «{self.unidad}» y allí en «{c.unidad}»."


class DeLaActividadQuerySet(RegistroQuerySet):
    """Rows that belong to an activity."""

    def for_user(self, user: Any) -> Self:
        """Those of the plans this person reads."""
        visibles = PlanTrabajo.objects.for_user(user)
        return self.filter(actividad__eliminado_en=None, actividad__plan__eliminado_en=None, actividad__plan__in=visibles)

    def publicos(self) -> Self:
        """What anyone may see: those of public plans."""
        return self.filter(actividad__eliminado_en=None, actividad__plan__in=PlanTrabajo.objects.publicos())


class Programacion(Registro):
    """The target of an activity in one quarter: how much of its unit, and how many soles. Not a row: nothing is programmed there."""

    actividad = models.ForeignKey(Actividad, on_delete=models.PROTECT, related_name="programaciones", verbose_name="actividad")
    trimestre = models.PositiveSmallIntegerField("trimestre", choices=[(t, f"{r} trimestre") for t, r in ROMANOS.items()])
    fisica = models.DecimalField("meta física", **META)
    financiera = models.DecimalField("meta financiera (S/)", **META)
    version = models.ForeignKey(
        VersionPlan, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name="versión que la fijó"
    )

    objects = Vivos.from_queryset(DeLaActividadQuerySet)()
    todos = DeLaActividadQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "programación"
        verbose_name_plural = "programación"
        ordering = ["actividad", "trimestre"]
        # what a list of plans adds up, in the index itself: a country has more targets than a page can pass over
        indexes = [
            models.Index(fields=["actividad", "trimestre", "fisica", "financiera"], condition=VIVO, name="convenios_programacion_cifras")
        ]
        constraints = [
            *Registro.Meta.constraints,
            check(Q(trimestre__gte=1, trimestre__lte=4), name="convenios_programacion_trimestre", message="Los trimestres son cuatro."),
            check(
                Q(fisica__gte=0, financiera__gte=0),
                name="convenios_programacion_no_negativa",
                message="Una meta no es negativa.",
            ),
            models.UniqueConstraint(
                fields=["actividad", "trimestre"],
                condition=VIVO,
                name="convenios_programacion_una_por_trimestre",
                violation_error_message="Esa actividad ya tiene metas en ese trimestre.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actividad.codigo}, {ROMANOS.get(self.trimestre, '')} trimestre"

    def clean(self) -> None:
        """In a draft it is typed; in an approved plan it moves only with a version that says why, and never in a closed quarter."""
        if self.actividad_id:
            self.comprobar_cambio(Programacion.todos.filter(pk=self.pk).order_by().values(*DE_META).first() if self.pk else None)

    @property
    def dicho(self) -> dict[str, Any]:
        """What it says now: of a row that is held, and not written in yet, what is saved."""
        return {columna: getattr(self, columna) for columna in DE_META}

    def comprobar_cambio(self, guardada: dict[str, Any] | None) -> None:
        """Raise `ValidationError` unless it may come to say this after `guardada`, what is saved of it; None: nothing is."""
        plan = self.actividad.plan
        if guardada is not None and (guardada["actividad_id"], guardada["trimestre"]) != (self.actividad_id, self.trimestre):
            raise ValidationError("Una meta no pasa a otra actividad ni a otro trimestre.", code="candado")
        antes = (guardada["fisica"], guardada["financiera"]) if guardada else (Decimal(0), Decimal(0))
        if antes == (self.fisica, self.financiera):
            return
        if plan.estado == PlanTrabajo.Estado.PROPUESTO:
            raise ValidationError(PROPUESTO, code="candado")
        if plan.estado == PlanTrabajo.Estado.BORRADOR:
            return
        de_antes = guardada["version_id"] if guardada else None
        if self.version is None or self.version.plan_id != plan.pk or self.version_id == de_antes or self.version.metas:
            raise ValidationError(APROBADO, code="candado")
        if plan.cierres.filter(trimestre=self.trimestre).exists():
            raise ValidationError(f"El trimestre {ROMANOS[self.trimestre]} está cerrado: sus metas ya no cambian.", code="cerrado")

    def comprobar_que_se_puede_eliminar(self) -> None:
        """A target of an approved plan is put to zero by a version, never taken away."""
        if self.actividad.plan.estado != PlanTrabajo.Estado.BORRADOR:
            raise ValidationError(APROBADO, code="candado")

    def comprobar_que_se_puede_restaurar(self) -> None:
        """Nor does one come back into it."""
        super().comprobar_que_se_puede_restaurar()
        if self.actividad.plan.estado != PlanTrabajo.Estado.BORRADOR:
            raise ValidationError(APROBADO, code="candado")

    def comprobar_que_se_puede_depurar(self) -> None:
        """Nothing leaves a closed quarter, nor was it ever in it."""
        if self.actividad.plan.cierres.filter(trimestre=self.trimestre).exists():
            raise ValidationError(f"El trimestre {ROMANOS[self.trimestre]} está cerrado: sus metas se conservan.", code="cerrado")


class ActividadEscuela(Registro):
    """A school that an activity reaches."""

    actividad = models.ForeignKey(Actividad, on_delete=models.PROTECT, related_name="escuelas", verbose_name="actividad")
    institucion = models.ForeignKey(InstitucionEducativa, on_delete=models.PROTECT, related_name="+", verbose_name="institución educativa")

    objects = Vivos.from_queryset(DeLaActividadQuerySet)()
    todos = DeLaActividadQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "escuela que alcanza"
        verbose_name_plural = "escuelas que alcanza"
        ordering = ["actividad", "institucion__nombre", "pk"]
        constraints = [
            *Registro.Meta.constraints,
            models.UniqueConstraint(
                fields=["actividad", "institucion"],
                condition=VIVO,
                name="convenios_actividadescuela_una_vez",
                violation_error_message="Esa institución ya está en la actividad.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.institucion)

    def clean(self) -> None:
        """It stands in the district of the plan."""
        if self.actividad_id and self.institucion_id and self.institucion.distrito_id != self.actividad.plan.municipalidad.distrito_id:
            raise ValidationError({"institucion": "Esa institución es de otro distrito."})
