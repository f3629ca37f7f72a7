"""The joint plan of work of a municipality and its UGEL for one year, and the versions of its targets.

The II Encuentro asked for "planes de trabajo articulado para el 2024 con actividades y metas físicas y financieras": one plan a municipality
and year, under the convenio that both signed. It is approved by each side apart, with its document. Its targets then move only by a
version, which says why and by which document; the original ones stay.
"""

import datetime
from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse

from base.bitacora.models import VIVO, Registro, RegistroQuerySet, Vivos, historia
from base.bitacora.pasos import exigir, exigir_texto, tomar
from base.comun.constraints import check, one_of, set_together
from base.comun.fechas import ahora, hoy
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso
from municipios.models import Municipalidad, Ugel

from .convenio import Convenio, Parte

TRIMESTRES = (1, 2, 3, 4)
ROMANOS = {1: "I", 2: "II", 3: "III", 4: "IV"}
SIN_EMPEZAR = "sin empezar"  # in the place of a colour and of a percentage
SOLO_QUIEN_PREPARA = "Su rol no prepara planes de trabajo."
SOLO_QUIEN_APRUEBA = "Solo un coordinador o el director, o el alcalde de esa municipalidad, decide sobre el plan."
META: dict[str, Any] = {"max_digits": 14, "decimal_places": 2, "default": Decimal(0), "validators": [MinValueValidator(0)]}


def trimestre_de(dia: datetime.date) -> int:
    """The quarter of a day."""
    return (dia.month + 2) // 3


def trimestre_que_va(anio: int) -> int:
    """The quarter up to which a year has come: that of today in its own, the last one afterwards, none before (0)."""
    dia = hoy()
    return trimestre_de(dia) if dia.year == anio else 4 if dia.year > anio else 0


def fin_de_trimestre(anio: int, trimestre: int) -> datetime.date:
    """The last day of a quarter."""
    return datetime.date(anio, 3 * trimestre, 31 if trimestre in (1, 4) else 30)


def _interno_de(user: Any) -> Q:
    """Of which plans a person reads the inner side."""
    if not isinstance(user, Usuario) or not user.is_active:
        return Q(pk__in=[])
    if user.es_municipal:
        return Q(municipalidad__in=Municipalidad.objects.propias_de(user))
    return Q(convenio__ugel__in=Ugel.objects.atendidas_por(user))


class PlanQuerySet(RegistroQuerySet):
    """Which plans."""

    def for_user(self, user: Any) -> Self:
        """All of their UGEL for its staff; for others the approved ones, and for a municipality also its own while it is prepared."""
        suyos = self.filter(convenio__eliminado_en=None, convenio__ugel__in=Ugel.objects.for_user(user))
        if not isinstance(user, Usuario) or user.is_superuser or user.es_ugel:
            return suyos
        visibles = Q(estado__in=PlanTrabajo.Estado.aprobados())
        if user.es_municipal:
            visibles |= Q(municipalidad__in=Municipalidad.objects.propias_de(user))
        return suyos.filter(visibles)

    def publicos(self) -> Self:
        """What anyone may see: approved plans under signed convenios."""
        return self.filter(estado__in=PlanTrabajo.Estado.aprobados(), convenio__eliminado_en=None, convenio__in=Convenio.objects.publicos())

    def internos_de(self, user: Any) -> Self:
        """Those whose inner side (reports not yet verified, who did what) this person reads: of their UGEL, or their own."""
        return self.filter(_interno_de(user))

    def con_suyo(self, user: Any) -> Self:
        """Of those this person reads, each with `es_suyo`: whether its inner side is theirs. The staff of a UGEL reads no others' plans."""
        suyo = Case(When(_interno_de(user), then=True), default=False) if user.es_municipal else Value(user.es_ugel or user.is_superuser)
        return self.annotate(es_suyo=suyo)

    def propios_de(self, user: Usuario) -> Self:
        """Those on whose execution this person reports: of their own municipality, or any of their UGEL for its staff."""
        if not user.puede(Permiso.REPORTAR_AVANCES):
            return self.none()
        return self.for_user(user).internos_de(user)

    def para_ver(self) -> Self:
        """With what its page says of it."""
        personas = ("propuesto_por", "aprobado_ugel_por", "aprobado_municipalidad_por", "iniciado_por", "cerrado_por")
        return self.select_related("convenio__ugel", "municipalidad__distrito", *personas)


class PlanTrabajo(Registro):
    """What one municipality and its UGEL will do together in a year."""

    class Estado(models.TextChoices):
        """Where it stands by act of people."""

        BORRADOR = "borrador", "Borrador"
        PROPUESTO = "propuesto", "Propuesto"
        APROBADO = "aprobado", "Aprobado"
        EN_EJECUCION = "en_ejecucion", "En ejecución"
        CERRADO = "cerrado", "Cerrado"

        @classmethod
        def aprobados(cls) -> list[str]:
            """States of a plan that both sides approved."""
            return [cls.APROBADO, cls.EN_EJECUCION, cls.CERRADO]

    class Lado(models.TextChoices):
        """Who approves."""

        UGEL = "ugel", "la UGEL"
        MUNICIPALIDAD = "municipalidad", "la municipalidad"

    es_suyo: bool  # of a row of `con_suyo`

    convenio = models.ForeignKey(Convenio, on_delete=models.PROTECT, related_name="planes", verbose_name="convenio")
    municipalidad = models.ForeignKey(Municipalidad, on_delete=models.PROTECT, related_name="+", verbose_name="municipalidad")
    anio = models.PositiveSmallIntegerField("año", validators=[MinValueValidator(2000), MaxValueValidator(2100)])
    objetivo = models.CharField("objetivo", max_length=500, blank=True)
    estado = models.CharField("estado", max_length=12, choices=Estado, default=Estado.BORRADOR, editable=False)
    propuesto_en = models.DateTimeField("propuesto el", null=True, editable=False)
    propuesto_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="lo propuso"
    )
    devuelto_motivo = models.CharField("por qué se devolvió", max_length=500, blank=True, editable=False)
    aprobado_ugel_en = models.DateTimeField("aprobado por la UGEL el", null=True, editable=False)
    aprobado_ugel_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="aprobó por la UGEL"
    )
    documento_ugel = models.CharField("documento de la UGEL", max_length=200, blank=True, editable=False)
    aprobado_municipalidad_en = models.DateTimeField("aprobado por la municipalidad el", null=True, editable=False)
    aprobado_municipalidad_por = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="aprobó, o registró la aprobación, por la municipalidad",
    )
    documento_municipalidad = models.CharField("documento de la municipalidad", max_length=200, blank=True, editable=False)
    iniciado_en = models.DateTimeField("en ejecución desde", null=True, editable=False)
    iniciado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="lo inició"
    )
    cerrado_en = models.DateTimeField("cerrado el", null=True, editable=False)
    cerrado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="lo cerró"
    )

    objects = Vivos.from_queryset(PlanQuerySet)()
    todos = PlanQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "plan de trabajo"
        verbose_name_plural = "planes de trabajo"
        ordering = ["-anio", "municipalidad__distrito__ubigeo"]
        indexes = [models.Index(fields=["anio", "estado"], name="convenios_plantrabajo_anio")]
        constraints = [
            *Registro.Meta.constraints,
            one_of(
                "estado",
                ["borrador", "propuesto", "aprobado", "en_ejecucion", "cerrado"],
                name="convenios_plantrabajo_estado_conocido",
                message="El estado no es uno de los del portal.",
            ),
            check(Q(anio__gte=2000, anio__lte=2100), name="convenios_plantrabajo_anio_posible", message="El año va de 2000 a 2100."),
            models.UniqueConstraint(
                fields=["municipalidad", "anio"],
                condition=VIVO,
                name="convenios_plantrabajo_uno_por_anio",
                violation_error_message="Esa municipalidad ya tiene un plan de ese año.",
            ),
            *(
                set_together(
                    f"{paso}_en",
                    f"{paso}_por",
                    name=f"convenios_plantrabajo_{paso}_con_autor",
                    message="Cada paso del plan lleva siempre quién y cuándo.",
                )
                for paso in ("propuesto", "aprobado_ugel", "aprobado_municipalidad", "iniciado", "cerrado")
            ),
            check(
                (Q(aprobado_ugel_en=None, documento_ugel="") | (Q(aprobado_ugel_en__isnull=False) & ~Q(documento_ugel="")))
                & (
                    Q(aprobado_municipalidad_en=None, documento_municipalidad="")
                    | (Q(aprobado_municipalidad_en__isnull=False) & ~Q(documento_municipalidad=""))
                ),
                name="convenios_plantrabajo_aprobado_con_documento",
                message="Cada parte aprueba con su documento.",
            ),
            check(
                Q(estado__in=["borrador", "propuesto"]) | Q(aprobado_ugel_en__isnull=False, aprobado_municipalidad_en__isnull=False),
                name="convenios_plantrabajo_aprobado_por_ambas",
                message="Un plan aprobado lo aprobaron la UGEL y la municipalidad.",
            ),
            check(
                ~Q(estado="borrador") | Q(aprobado_ugel_en=None, aprobado_municipalidad_en=None),
                name="convenios_plantrabajo_borrador_sin_aprobar",
                message="Lo que se devuelve a borrador se aprueba de nuevo.",
            ),
            check(
                ~Q(estado="cerrado") | Q(cerrado_en__isnull=False),
                name="convenios_plantrabajo_cerrado_con_quien",
                message="Cerrar un plan lleva quién y cuándo.",
            ),
        ]

    def __str__(self) -> str:
        return f"plan {self.anio} de {self.municipalidad.distrito}"

    def get_absolute_url(self) -> str:
        return reverse("plan", args=[self.municipalidad.distrito.ubigeo, self.anio])

    def clean(self) -> None:
        """Its municipality is a party of its convenio, and neither changes once somebody has approved it."""
        if not self.convenio_id or not self.municipalidad_id:
            return
        if self._state.adding and not self.convenio.esta_suscrito:
            raise ValidationError({"convenio": "Ese convenio no está suscrito."})
        if not Parte.objects.siguen().filter(convenio=self.convenio_id, municipalidad=self.municipalidad_id).exists():
            raise ValidationError({"municipalidad": "Esa municipalidad no es parte de ese convenio."})
        fijos = ("convenio_id", "municipalidad_id", "anio")
        guardado = PlanTrabajo.todos.filter(pk=self.pk).values("estado", *fijos).first() if self.pk else None
        cambia = guardado is not None and any(getattr(self, campo) != guardado[campo] for campo in fijos)
        if guardado is not None and cambia and guardado["estado"] != self.Estado.BORRADOR:
            raise ValidationError("Un plan propuesto o aprobado no cambia de convenio, de municipalidad ni de año.", code="candado")

    def comprobar_que_se_puede_eliminar(self) -> None:
        """What somebody approved stays."""
        if self.aprobado_ugel_en is not None or self.aprobado_municipalidad_en is not None:
            raise ValidationError("Un plan que ya aprobó una de las partes no se elimina.", code="candado")

    @property
    def esta_aprobado(self) -> bool:
        """By both sides: its targets move only by a version."""
        return self.estado in self.Estado.aprobados()

    @property
    def sin_empezar(self) -> bool:
        """Approved, and nobody has begun it: nothing can be reported on it, so it is at no percentage, not at 0 %."""
        return self.estado == self.Estado.APROBADO

    def lo_lleva(self, user: Usuario) -> bool:
        """Whether its inner side is this person's: staff of its UGEL, or people of its municipality."""
        return bool(PlanTrabajo.objects.internos_de(user).filter(pk=self.pk).exists())

    @property
    def recibe_ejecucion(self) -> bool:
        """What is done is reported on it."""
        return self.estado == self.Estado.EN_EJECUCION

    @property
    def trimestre_de_hoy(self) -> int:
        """The quarter up to which its progress is told."""
        return trimestre_que_va(self.anio)

    @property
    def corte(self) -> int:
        """The quarter at which its figures are told unless another one is asked for: the last one that is over, the first of them until then."""
        return max(self.trimestre_de_hoy - (1 if hoy().year == self.anio else 0), 1)

    @property
    def lados_por_aprobar(self) -> list[Any]:
        """Who has not approved it yet."""
        faltan = {self.Lado.UGEL: self.aprobado_ugel_en, self.Lado.MUNICIPALIDAD: self.aprobado_municipalidad_en}
        return [lado for lado, instante in faltan.items() if instante is None] if self.estado == self.Estado.PROPUESTO else []

    # ── What people decide ───────────────────────────────────────────────────────────────────────────────────────────────
    def proponer(self, *, por: Usuario) -> None:
        """To both sides; from now on it waits for them, and is changed only after one of them returns it."""
        exigir(por, Permiso.EDITAR_PLANES, SOLO_QUIEN_PREPARA)
        tomar(self, desde=("borrador",), mensaje="Solo se propone un borrador.")
        if not self.convenio.esta_suscrito:
            raise ValidationError("El convenio ya no está suscrito: no se propone un plan bajo él.", code="convenio")
        if not self.actividades.exists():
            raise ValidationError("El plan no tiene ninguna actividad: escriba al menos una.", code="vacio")
        if not self.actividades.filter(Q(programaciones__fisica__gt=0) | Q(programaciones__financiera__gt=0)).exists():
            raise ValidationError("Ninguna actividad tiene metas: llene al menos un trimestre.", code="vacio")
        self.estado, self.propuesto_en, self.propuesto_por, self.devuelto_motivo = self.Estado.PROPUESTO, ahora(), por, ""
        self.save(update_fields=["estado", "propuesto_en", "propuesto_por", "devuelto_motivo"])

    def devolver(self, *, por: Usuario, motivo: str) -> None:
        """Back to draft, with the reason; what one side had approved is approved anew."""
        self._exigir_que_decida(por)
        tomar(self, desde=("propuesto",), mensaje="Solo se devuelve un plan propuesto.")
        self.devuelto_motivo = exigir_texto(motivo, "Escriba qué hay que corregir.")
        self.estado = self.Estado.BORRADOR
        campos = ["estado", "devuelto_motivo"]
        for lado in self.Lado.values:
            setattr(self, f"aprobado_{lado}_en", None)
            setattr(self, f"aprobado_{lado}_por", None)
            setattr(self, f"documento_{lado}", "")
            campos += [f"aprobado_{lado}_en", f"aprobado_{lado}_por", f"documento_{lado}"]
        self.save(update_fields=campos)

    def aprobar(self, lado: str, *, por: Usuario, documento: str) -> None:
        """One side approves, with its document. The UGEL may write down the approval that a municipality gave on paper."""
        self._exigir_que_decida(por)
        tomar(self, desde=("propuesto",), mensaje="Solo se aprueba un plan propuesto.")
        if por.es_municipal and lado != self.Lado.MUNICIPALIDAD:
            raise ValidationError("Por la UGEL aprueba un coordinador o el director.", code="lado")
        if getattr(self, f"aprobado_{lado}_en") is not None:
            raise ValidationError(f"Ya lo aprobó {self.Lado(lado).label}.", code="estado")
        setattr(self, f"documento_{lado}", exigir_texto(documento, "Escriba con qué documento se aprueba."))
        setattr(self, f"aprobado_{lado}_en", ahora())
        setattr(self, f"aprobado_{lado}_por", por)
        if self.aprobado_ugel_en is not None and self.aprobado_municipalidad_en is not None:
            self.estado = self.Estado.APROBADO
        self.save(update_fields=["estado", f"documento_{lado}", f"aprobado_{lado}_en", f"aprobado_{lado}_por"])

    def _exigir_que_decida(self, por: Usuario) -> None:
        exigir(por, Permiso.APROBAR_PLANES, SOLO_QUIEN_APRUEBA)
        if por.es_municipal and not Municipalidad.objects.propias_de(por).filter(pk=self.municipalidad_id).exists():
            raise ValidationError(SOLO_QUIEN_APRUEBA, code="otra_municipalidad")

    def iniciar(self, *, por: Usuario) -> None:
        """From now on what is done is reported on it."""
        exigir(por, Permiso.EDITAR_PLANES, SOLO_QUIEN_PREPARA)
        tomar(self, desde=("aprobado",), mensaje="Solo se inicia un plan aprobado por ambas partes.")
        self.estado, self.iniciado_en, self.iniciado_por = self.Estado.EN_EJECUCION, ahora(), por
        self.save(update_fields=["estado", "iniciado_en", "iniciado_por"])

    def cerrar(self, *, por: Usuario) -> None:
        """Over: its four quarters are closed, and only rectificaciones may still come in."""
        exigir(por, Permiso.CERRAR_TRIMESTRES, "Solo un coordinador cierra un plan.")
        tomar(self, desde=("en_ejecucion",), mensaje="Solo se cierra un plan en ejecución.")
        faltan = sorted(set(TRIMESTRES) - set(self.cierres.values_list("trimestre", flat=True)))
        if faltan:
            raise ValidationError(
                f"Falta cerrar {en_romanos(faltan)}: el plan se cierra después de sus cuatro trimestres.", code="trimestres"
            )
        self.estado, self.cerrado_en, self.cerrado_por = self.Estado.CERRADO, ahora(), por
        self.save(update_fields=["estado", "cerrado_en", "cerrado_por"])


def en_romanos(trimestres: list[int]) -> str:
    """1, 3 → los trimestres I y III; 2 → el trimestre II."""
    nombres = [ROMANOS[t] for t in trimestres]
    if len(nombres) == 1:
        return f"el trimestre {nombres[0]}"
    return f"los trimestres {', '.join(nombres[:-1])} y {nombres[-1]}"


# ── Versions ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
class DelPlanQuerySet(RegistroQuerySet):
    """Rows that belong to a plan."""

    def for_user(self, user: Any) -> Self:
        """Those of the plans this person reads."""
        return self.filter(plan__eliminado_en=None, plan__in=PlanTrabajo.objects.for_user(user))


class VersionPlan(Registro):
    """The targets of an approved plan as they stood from one moment on: the first is what was approved, each other one a reprogramación."""

    plan = models.ForeignKey(PlanTrabajo, on_delete=models.PROTECT, related_name="versiones", verbose_name="plan")
    numero = models.PositiveSmallIntegerField("versión")
    motivo = models.CharField("motivo", max_length=300, blank=True)
    documento = models.CharField("documento", max_length=200)
    en = models.DateTimeField("desde", default=ahora)
    por = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="por")
    metas = models.JSONField("metas", default=dict, editable=False)  # activity → four pairs of físico and financiero, as they were left

    objects = Vivos.from_queryset(DelPlanQuerySet)()
    todos = DelPlanQuerySet.as_manager()
    history = historia(excluir=("metas",))  # kept as written, and long

    class Meta(Registro.Meta):
        verbose_name = "versión del plan"
        verbose_name_plural = "versiones del plan"
        ordering = ["plan", "numero"]
        constraints = [
            *Registro.Meta.constraints,
            check(
                Q(numero=1) | (Q(numero__gt=1) & ~Q(motivo="")),
                name="convenios_versionplan_con_motivo",
                message="Reprogramar un plan lleva su motivo.",
            ),
            check(~Q(documento=""), name="convenios_versionplan_con_documento", message="Escriba con qué documento se reprograma."),
            models.UniqueConstraint(
                F("plan"),
                F("numero"),
                name="convenios_versionplan_numero_unico",
                violation_error_message="Otra persona reprogramó el plan en el mismo momento.",
            ),
        ]

    def __str__(self) -> str:
        return f"versión {self.numero}"

    @property
    def es_la_original(self) -> bool:
        """What both sides approved."""
        return self.numero == 1

    def meta(self, actividad: int, trimestre: int) -> tuple[Decimal, Decimal]:
        """The target of an activity in a quarter under this version: físico and financiero; zero where it was not in it."""
        pares = self.metas.get(str(actividad)) or [["0", "0"]] * len(TRIMESTRES)
        fisica, financiera = pares[trimestre - 1]
        return Decimal(fisica), Decimal(financiera)

    def clean(self) -> None:
        """What it says is written once: its targets as soon as they are moved."""
        guardada = (
            VersionPlan.todos.filter(pk=self.pk).values("plan_id", "numero", "motivo", "documento", "metas").first() if self.pk else None
        )
        if guardada is not None and any(getattr(self, campo) != dicho for campo, dicho in guardada.items() if campo != "metas" or dicho):
            raise ValidationError("Una versión del plan no se cambia: reprograme otra vez.", code="candado")

    def comprobar_que_se_puede_eliminar(self) -> None:
        """What was approved was approved."""
        raise ValidationError("Una versión del plan no se elimina: reprograme otra vez.", code="candado")
