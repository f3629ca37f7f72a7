"""Acuerdos: what was agreed in an encuentro, who owes it and until when, and what became of it.

What an acuerdo says is part of the acta and closes with it; what becomes of it is told afterwards. One that became a commitment of a convenio
follows that commitment and is not decided apart.
"""

from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Case, CharField, Q, Value, When
from django.urls import reverse

from base.bitacora.models import VIVO, Registro, Vivos, historia
from base.bitacora.pasos import exigir, exigir_texto, tomar
from base.comun.constraints import check, one_of, set_together, since_2000
from base.comun.fechas import ahora, hoy
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso
from convenios.models import Compromiso
from municipios.models import Distrito, Municipalidad

from .agenda import PuntoAgenda
from .del_encuentro import DelEncuentro, DelEncuentroQuerySet
from .encuentro import SOLO_QUIEN_LLEVA, Encuentro

YA_ES_COMPROMISO = (
    "Este acuerdo ya es un compromiso del convenio y no se quita. Si no va a hacerse, suspéndalo, reprográmelo o declárelo no cumplido en la "
    "página del compromiso, con su motivo: el acuerdo dirá lo mismo."
)
SIGUE_AL_COMPROMISO = "Este acuerdo es un compromiso del convenio: se cumple allí."
ABIERTO = Q(compromiso=None, estado="abierto") | Q(compromiso__isnull=False, compromiso__estado__in=["abierto", "suspendido"])
CUMPLIDO = Q(compromiso=None, estado="cumplido") | Q(compromiso__estado="cumplido")
NO_CUMPLIDO = Q(compromiso=None, estado="no_cumplido") | Q(compromiso__estado="no_cumplido")
SITUACIONES = [
    ("vencido", "Vencido"),
    ("abierto", "Abierto"),
    ("cumplido", "Cumplido"),
    ("no_cumplido", "No cumplido"),
    ("sin_efecto", "Sin efecto"),
]  # as lists tell them, the most urgent first


def aspecto_de(situacion: str) -> str:
    """How a situation of an acuerdo is drawn: with the signs of what was promised."""
    return {"abierto": "en_proceso", "sin_efecto": "anulado"}.get(situacion, situacion)


class AcuerdoQuerySet(DelEncuentroQuerySet):
    """Which acuerdos."""

    def abiertos(self) -> Self:
        """Neither fulfilled nor given up; those that became a commitment, as that commitment stands."""
        return self.filter(ABIERTO)

    def vencidos(self) -> Self:
        """Open, and past their date."""
        return self.abiertos().filter(plazo__lt=hoy())

    def con_situacion(self) -> Self:
        """With `situacion`: abierto, vencido, cumplido, no_cumplido, sin_efecto."""
        vencido = ABIERTO & Q(plazo__lt=hoy())
        casos = (vencido, "vencido"), (ABIERTO, "abierto"), (CUMPLIDO, "cumplido"), (NO_CUMPLIDO, "no_cumplido")
        ramas = [When(condicion, then=Value(slug)) for condicion, slug in casos]
        return self.annotate(situacion=Case(*ramas, default=Value("sin_efecto"), output_field=CharField()))

    def anteriores_a(self, encuentro: Encuentro) -> Self:
        """Those of the former encuentros of the same UGEL."""
        return self.filter(encuentro__ugel=encuentro.ugel_id, encuentro__numero__lt=encuentro.numero, encuentro__eliminado_en=None)


class Acuerdo(DelEncuentro):
    """One acuerdo: its text, who owes it, who answers for it, until when, for which district."""

    EN_EL_ACTA = True

    class Obligado(models.TextChoices):
        """Who owes it."""

        UGEL = "ugel", "UGEL"
        MUNICIPALIDAD = "municipalidad", "Municipalidad"
        TODAS = "todas", "Todas las municipalidades"
        AMBAS = "ambas", "La UGEL y las municipalidades"
        OTRA = "otra", "Otra institución"

    class Estado(models.TextChoices):
        """What people have decided about it."""

        ABIERTO = "abierto", "Abierto"
        CUMPLIDO = "cumplido", "Cumplido"
        NO_CUMPLIDO = "no_cumplido", "No cumplido"
        SIN_EFECTO = "sin_efecto", "Sin efecto"

    encuentro = models.ForeignKey(Encuentro, on_delete=models.PROTECT, related_name="acuerdos", verbose_name="encuentro")
    punto = models.ForeignKey(
        PuntoAgenda, on_delete=models.PROTECT, null=True, blank=True, related_name="acuerdos", verbose_name="punto de agenda"
    )
    numero = models.PositiveSmallIntegerField("número", validators=[MinValueValidator(1)])
    texto = models.CharField("acuerdo", max_length=1000)
    obligado = models.CharField("quién lo debe", max_length=13, choices=Obligado, default=Obligado.UGEL)
    municipalidad = models.ForeignKey(
        Municipalidad, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="municipalidad que lo debe"
    )
    responsable = models.CharField("responsable (cargo)", max_length=150, blank=True)
    plazo = models.DateField("plazo", null=True, blank=True)
    distrito = models.ForeignKey(
        Distrito, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="distrito", help_text="Vacío: todos."
    )
    compromiso = models.OneToOneField(
        Compromiso, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name="compromiso que es"
    )
    estado = models.CharField("estado", max_length=11, choices=Estado, default=Estado.ABIERTO, editable=False)
    decidido_en = models.DateTimeField("decidido el", null=True, editable=False)
    decidido_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="lo decidió"
    )
    decidido_motivo = models.CharField("con qué, o por qué", max_length=300, blank=True, editable=False)

    objects = Vivos.from_queryset(AcuerdoQuerySet)()
    todos = AcuerdoQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "acuerdo"
        verbose_name_plural = "acuerdos"
        ordering = ["encuentro", "numero"]
        indexes = [models.Index(fields=["estado", "plazo"], name="encuentros_acuerdo_por_plazo")]
        constraints = [
            *Registro.Meta.constraints,
            one_of(
                "obligado",
                ["ugel", "municipalidad", "todas", "ambas", "otra"],
                name="encuentros_acuerdo_obligado_conocido",
                message="Quién debe el acuerdo no es uno de los del portal.",
            ),
            one_of(
                "estado",
                ["abierto", "cumplido", "no_cumplido", "sin_efecto"],
                name="encuentros_acuerdo_estado_conocido",
                message="El estado no es uno de los de un acuerdo.",
            ),
            check(
                Q(obligado="municipalidad", municipalidad__isnull=False) | (~Q(obligado="municipalidad") & Q(municipalidad=None)),
                name="encuentros_acuerdo_municipalidad_si_la_debe",
                message="Diga qué municipalidad lo debe; si no lo debe una sola, deje la municipalidad vacía.",
            ),
            set_together(
                "decidido_en",
                "decidido_por",
                name="encuentros_acuerdo_decidido_con_autor",
                message="Lo que se decide de un acuerdo lleva siempre quién y cuándo.",
            ),
            check(
                Q(estado="abierto") | (Q(decidido_en__isnull=False) & ~Q(decidido_motivo="")),
                name="encuentros_acuerdo_decidido_con_motivo",
                message="Un acuerdo se da por cumplido, no cumplido o sin efecto con su motivo o documento.",
            ),
            check(
                Q(compromiso=None) | Q(estado="abierto"),
                name="encuentros_acuerdo_sigue_al_compromiso",
                message="Este acuerdo es un compromiso del convenio: se cumple allí.",
            ),
            since_2000("plazo", name="encuentros_acuerdo_plazo_desde_2000", message="El plazo no puede ser anterior a 2000."),
            models.UniqueConstraint(
                fields=["encuentro", "numero"],
                condition=VIVO,
                name="encuentros_acuerdo_numero_unico",
                violation_error_message="Ya hay un acuerdo con ese número en este encuentro.",
            ),
        ]

    def __str__(self) -> str:
        return f"Acuerdo {self.encuentro.ordinal}-{self.numero}"

    def get_absolute_url(self) -> str:
        return reverse("acuerdo", args=[self.encuentro.ugel.codigo, self.encuentro.numero, self.numero])

    def clean(self) -> None:
        """What was signed stays; it is of its own UGEL and of a point of its own encuentro; not due before the day it was agreed."""
        if self.cambia_lo_acordado():
            self.exigir_abierto()
        if not self.encuentro_id:
            return
        if self.punto is not None and self.punto.encuentro_id != self.encuentro_id:
            raise ValidationError({"punto": "Ese punto es de otro encuentro."})
        for campo, distrito in (("distrito", self.distrito), ("municipalidad", getattr(self.municipalidad, "distrito", None))):
            if distrito is not None and distrito.ugel_id != self.encuentro.ugel_id:
                raise ValidationError({campo: "Es de otra UGEL."})
        if self.plazo is not None and self.encuentro.fecha is not None and self.plazo < self.encuentro.fecha:
            raise ValidationError({"plazo": "El plazo no puede ser anterior al día del encuentro."})

    def comprobar_que_se_puede_eliminar(self) -> None:
        """What became a commitment stays: none is left without what it came from."""
        super().comprobar_que_se_puede_eliminar()
        if self.compromiso_id is not None:
            raise ValidationError(YA_ES_COMPROMISO, code="compromiso")

    def cambia_lo_acordado(self) -> bool:
        """Whether what it says, as the acta tells it, is other than what was saved."""
        guardado = Acuerdo.todos.filter(pk=self.pk).values(*LO_ACORDADO).first() if self.pk else None
        return guardado is None or any(getattr(self, campo) != dicho for campo, dicho in guardado.items())

    @property
    def aspecto(self) -> str:
        """How its situation is drawn: with the signs of what was promised."""
        return aspecto_de(self.situacion_de_hoy)

    @property
    def situacion_de_hoy(self) -> str:
        """abierto, vencido, cumplido, no_cumplido or sin_efecto; of one that became a commitment, as that one stands."""
        if hasattr(self, "situacion"):
            return str(self.situacion)
        estado = self.estado if self.compromiso is None else self.compromiso.estado
        if estado in ("cumplido", "no_cumplido", "sin_efecto"):
            return str(estado)
        return "vencido" if self.plazo is not None and self.plazo < hoy() else "abierto"

    @property
    def situacion_etiqueta(self) -> str:
        """The same, in words."""
        return dict(SITUACIONES)[self.situacion_de_hoy]

    @property
    def quien_lo_debe(self) -> str:
        """Who owes it, by name where it is one municipality."""
        return str(self.municipalidad) if self.municipalidad is not None else self.get_obligado_display()

    # ── What people decide ───────────────────────────────────────────────────────────────────────────────────────────────
    def cumplir(self, *, por: Usuario, motivo: str) -> None:
        """It was done; `motivo` says with what."""
        self._decidir(self.Estado.CUMPLIDO, por, exigir_texto(motivo, "Escriba con qué se cumplió: documento, hecho, fecha."))

    def no_cumplir(self, *, por: Usuario, motivo: str) -> None:
        """It will not be done, or its time passed."""
        self._decidir(self.Estado.NO_CUMPLIDO, por, exigir_texto(motivo, "Escriba por qué no se cumplió."))

    def dejar_sin_efecto(self, *, por: Usuario, motivo: str) -> None:
        """It is not owed any more."""
        self._decidir(self.Estado.SIN_EFECTO, por, exigir_texto(motivo, "Escriba por qué queda sin efecto."))

    def reabrir(self, *, por: Usuario, motivo: str) -> None:
        """What was decided about it is looked at again."""
        exigir(por, Permiso.EDITAR_ENCUENTROS, SOLO_QUIEN_LLEVA)
        texto = exigir_texto(motivo, "Escriba por qué se reabre.")
        tomar(self, desde=("cumplido", "no_cumplido", "sin_efecto"), mensaje="Solo se reabre un acuerdo ya decidido.")
        self.estado, self.decidido_en, self.decidido_por, self.decidido_motivo = self.Estado.ABIERTO, ahora(), por, texto[:300]
        self.save(update_fields=["estado", "decidido_en", "decidido_por", "decidido_motivo"])

    def _decidir(self, estado: str, por: Usuario, motivo: str) -> None:
        exigir(por, Permiso.EDITAR_ENCUENTROS, SOLO_QUIEN_LLEVA)
        tomar(self, desde=("abierto",), mensaje="Solo se decide un acuerdo abierto.")
        if self.compromiso_id is not None:
            raise ValidationError(SIGUE_AL_COMPROMISO, code="compromiso")
        self.estado, self.decidido_en, self.decidido_por, self.decidido_motivo = estado, ahora(), por, motivo[:300]
        self.save(update_fields=["estado", "decidido_en", "decidido_por", "decidido_motivo"])


LO_ACORDADO = ("encuentro_id", "punto_id", "numero", "texto", "obligado", "municipalidad_id", "responsable", "plazo", "distrito_id")


class RevisionAcuerdo(DelEncuentro):
    """What became of an acuerdo by the next encuentro: how it stood that day, and what was said of it."""

    EN_EL_ACTA = True

    encuentro = models.ForeignKey(Encuentro, on_delete=models.PROTECT, related_name="revisiones", verbose_name="encuentro en que se revisó")
    acuerdo = models.ForeignKey(Acuerdo, on_delete=models.PROTECT, related_name="revisiones", verbose_name="acuerdo")
    situacion = models.CharField("cómo estaba", max_length=11)
    nota = models.CharField("qué se dijo", max_length=500, blank=True)

    objects = Vivos.from_queryset(DelEncuentroQuerySet)()
    todos = DelEncuentroQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "revisión de un acuerdo"
        verbose_name_plural = "revisiones de acuerdos"
        ordering = ["encuentro", "acuerdo__encuentro__numero", "acuerdo__numero"]
        constraints = [
            *Registro.Meta.constraints,
            one_of(
                "situacion",
                ["abierto", "vencido", "cumplido", "no_cumplido", "sin_efecto"],
                name="encuentros_revisionacuerdo_situacion_conocida",
                message="La situación no es una de las de un acuerdo.",
            ),
            models.UniqueConstraint(
                fields=["encuentro", "acuerdo"],
                condition=VIVO,
                name="encuentros_revisionacuerdo_una_por_encuentro",
                violation_error_message="Ese acuerdo ya se revisó en este encuentro.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.acuerdo}: {self.situacion}"

    def clean(self) -> None:
        super().clean()
        if self.acuerdo_id and self.encuentro_id:
            otro = self.acuerdo.encuentro
            if otro.ugel_id != self.encuentro.ugel_id or otro.numero >= self.encuentro.numero:
                raise ValidationError({"acuerdo": "Se revisan los acuerdos de encuentros anteriores de la misma UGEL."})
