"""The figures of the diagnosis: what is measured again and again, and its values by territory and year.

A figure belongs to the territory that it was measured in and to no other: a regional value is never told as a district's, and where
there is none the pages say "sin dato".
"""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Lower
from django.urls import reverse

from base.bitacora.models import VIVO, Registro, RegistroQuerySet, Vivos, historia
from base.comun.constraints import check, one_of
from base.comun.fechas import hoy
from base.cuentas.models import Usuario

from .territorio import Distrito, Ugel

CODIGO = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9._-]*\Z", "El código empieza con letra o cifra, y solo lleva letras sin tilde, cifras y . _ -"
)
TERRITORIO = RegexValidator(
    r"^([0-9]{2}|[0-9]{4}|[0-9]{6})\Z", "Son seis cifras (distrito), cuatro (provincia) o dos (región; 00 es el país)."
)
PAIS = "00"
DE_DISTRITO = 6  # figures of the code of a district
DE_TODOS = "Es de todas las UGEL: solo lo elimina quien administra toda la instalación."
ANIO: dict[str, Any] = {"validators": [MinValueValidator(2000), MaxValueValidator(2100)]}


# ── Indicators ───────────────────────────────────────────────────────────────────────────────────────────────────────────
class IndicadorQuerySet(RegistroQuerySet):
    """Which indicators."""

    def for_user(self, user: Any) -> Self:
        """The portal's own, and those of the UGEL whose inside pages this person reads.

        One of the portal's own that went to the papelera comes back by the hand of who runs the whole installation.
        """
        comunes = Q(ugel=None) if user.is_superuser else Q(ugel=None, eliminado_en=None)
        return self.filter(comunes | Q(ugel__in=Ugel.objects.for_user(user)))

    def de(self, ugel: Ugel) -> Self:
        """Those that a UGEL works with: the portal's own and its own."""
        return self.filter(Q(ugel=None) | Q(ugel=ugel))

    def publicos(self) -> Self:
        """What anyone may see: that something is measured is no secret."""
        return self


class Indicador(Registro):
    """Something that is measured again and again, in one unit, with the sense in which it gets better."""

    class Sentido(models.TextChoices):
        """When it is better. CEPLAN's follow-up asks it of each indicator, since no formula can guess it."""

        CRECIENTE = "creciente", "Mejora cuando sube"
        DECRECIENTE = "decreciente", "Mejora cuando baja"

    class Nivel(models.TextChoices):
        """The smallest territory for which its source gives a value."""

        DISTRITO = "distrito", "Distrito"
        UGEL = "ugel", "UGEL o provincia"
        REGION = "region", "Región"
        PAIS = "pais", "País"

        @property
        def cifras(self) -> int:
            """How long the code of the smallest territory is."""
            return {"distrito": 6, "ugel": 4, "region": 2, "pais": 0}[self.value]

    class Frecuencia(models.TextChoices):
        """How often its source measures it."""

        MENSUAL = "mensual", "Cada mes"
        SEMESTRAL = "semestral", "Cada semestre"
        ANUAL = "anual", "Cada año"
        EVENTUAL = "eventual", "Sin periodo fijo"

    ugel = models.ForeignKey(
        Ugel, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="UGEL", editable=False,
        help_text="Vacía: lo comparten todas.",
    )  # fmt: skip
    codigo = models.CharField("código", max_length=30, validators=[CODIGO])
    nombre = models.CharField("indicador", max_length=200)
    unidad = models.CharField("unidad", max_length=40)
    sentido = models.CharField("sentido", max_length=11, choices=Sentido)
    nivel = models.CharField("hasta qué nivel existe", max_length=8, choices=Nivel, default=Nivel.DISTRITO)
    frecuencia = models.CharField("cada cuánto se mide", max_length=9, choices=Frecuencia, default=Frecuencia.ANUAL)
    definicion = models.CharField("qué mide", max_length=500, blank=True)

    objects = Vivos.from_queryset(IndicadorQuerySet)()
    todos = IndicadorQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "indicador"
        verbose_name_plural = "indicadores"
        ordering = ["codigo", "pk"]
        constraints = [
            *Registro.Meta.constraints,
            one_of(
                "sentido", ["creciente", "decreciente"], name="municipios_indicador_sentido_conocido", message="Un indicador mejora cuando sube o cuando baja."
            ),
            one_of(
                "nivel",
                ["distrito", "ugel", "region", "pais"],
                name="municipios_indicador_nivel_conocido",
                message="El nivel no es uno de los del portal.",
            ),
            one_of(
                "frecuencia",
                ["mensual", "semestral", "anual", "eventual"],
                name="municipios_indicador_frecuencia_conocida",
                message="La frecuencia no es una de las del portal.",
            ),
            models.UniqueConstraint(
                Lower("codigo"), condition=VIVO & Q(ugel=None), name="municipios_indicador_codigo_unico_comun",
                violation_error_message="Ya hay un indicador común con ese código.",
            ),
            models.UniqueConstraint(
                Lower("codigo"), F("ugel"), condition=VIVO, name="municipios_indicador_codigo_unico_de_ugel",
                violation_error_message="Esta UGEL ya tiene un indicador con ese código.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.nombre

    def clean(self) -> None:
        """A code of the portal's own is not taken by a UGEL, nor the other way round: a file names an indicator by its code alone.

        Nor is a level taken that some value already goes below.
        """
        otros = Indicador.objects.filter(codigo__iexact=self.codigo).exclude(pk=self.pk)
        if (otros.filter(ugel=None) if self.ugel_id else otros).exists():
            raise ValidationError({"codigo": "Ya hay otro indicador con ese código."})
        if self.pk is not None and any(
            self.reparo_de_nivel(u) for u in self.mediciones.vivos().values_list("ubigeo", flat=True).distinct()
        ):
            raise ValidationError({"nivel": "Ya tiene valores de un territorio más pequeño: quítelos antes."})

    def get_absolute_url(self) -> str:
        return reverse("indicador", args=[self.pk])

    def reparo_de_nivel(self, ubigeo: str) -> str:
        """Why it has no value in such a territory, in words; empty where it may have one."""
        alcance = Medicion(ubigeo=ubigeo).de_que
        if alcance.cifras <= self.Nivel(self.nivel).cifras:
            return ""
        return f"Su fuente llega solo hasta {self.hasta}: no hay valor {alcance.label}."

    def eliminar(self, *, por: Usuario) -> None:
        """Send to the papelera; one of the portal's own is not for one UGEL to take away."""
        if self.ugel_id is None and not por.is_superuser:
            raise ValidationError(DE_TODOS, code="comun")
        super().eliminar(por=por)

    def comprobar_que_se_puede_eliminar(self) -> None:
        """Not while a living nudo crítico is seen in it."""
        if self.nudos.vivos().exists():
            raise ValidationError("Hay nudos críticos que se notan en este indicador: quítelo de ellos primero.", code="en_uso")

    @property
    def hasta(self) -> str:
        """How far its source reaches, within a sentence."""
        return {"distrito": "el distrito", "ugel": "la UGEL o provincia", "region": "la región", "pais": "el país"}[self.nivel]

    @property
    def mejora_al_subir(self) -> bool:
        """More of it is better."""
        return self.sentido == self.Sentido.CRECIENTE


class MedicionQuerySet(RegistroQuerySet):
    """Which measurements."""

    def for_user(self, user: Any) -> Self:
        """Those of the districts this person reads and of what contains districts, in the indicators they read."""
        suyos = Distrito.objects.for_user(user).values("ubigeo")
        filas = self.alias(cifras=Length("ubigeo")).filter(Q(cifras__lt=DE_DISTRITO) | Q(ubigeo__in=suyos))
        return filas.filter(indicador__eliminado_en=None, indicador__in=Indicador.objects.for_user(user))

    def publicos(self) -> Self:
        """What anyone may see."""
        return self.filter(indicador__eliminado_en=None)

    def que_tocan(self, distrito: Distrito) -> Self:
        """Those of a district and of what contains it (its province, its region, the country), each told as what it is."""
        ubigeo = distrito.ubigeo
        return self.filter(ubigeo__in=[ubigeo, ubigeo[:4], ubigeo[:2], PAIS])


class Medicion(Registro):
    """The value of an indicator in one territory and year, with the source that says so."""

    class Alcance(models.TextChoices):
        """Of what territory it speaks."""

        DISTRITO = "distrito", "del distrito"
        PROVINCIA = "provincia", "de la provincia"
        REGION = "region", "de la región"
        PAIS = "pais", "del país"

        @property
        def cifras(self) -> int:
            """How long its code is; the whole country has none."""
            return {"distrito": 6, "provincia": 4, "region": 2, "pais": 0}[self.value]

    indicador = models.ForeignKey(Indicador, on_delete=models.PROTECT, related_name="mediciones", verbose_name="indicador")
    ubigeo = models.CharField(
        "territorio",
        max_length=6,
        validators=[TERRITORIO],
        help_text="Ubigeo del INEI: distrito 6 cifras, provincia 4, región 2; 00 es el país.",
    )
    anio = models.PositiveSmallIntegerField("año", **ANIO)
    valor = models.DecimalField("valor", max_digits=14, decimal_places=4)
    medido_el = models.DateField("fecha del dato", null=True, blank=True, help_text="Si la fuente la dice.")

    objects = Vivos.from_queryset(MedicionQuerySet)()
    todos = MedicionQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "medición"
        verbose_name_plural = "mediciones"
        ordering = ["indicador", "ubigeo", "-anio"]
        indexes = [models.Index(fields=["ubigeo", "indicador", "anio"], name="municipios_medicion_lugar")]
        constraints = [
            *Registro.Meta.constraints,
            check(
                Q(ubigeo__regex=r"^([0-9]{2}|[0-9]{4}|[0-9]{6})$"),
                name="municipios_medicion_ubigeo_bien_escrito",
                message="El territorio son seis cifras (distrito), cuatro (provincia) o dos (región).",
            ),
            check(Q(anio__gte=2000, anio__lte=2100), name="municipios_medicion_anio_posible", message="El año va de 2000 a 2100."),
            check(~Q(fuente=""), name="municipios_medicion_con_fuente", message="Una cifra lleva siempre de dónde sale."),
            models.UniqueConstraint(
                fields=["indicador", "ubigeo", "anio"],
                condition=VIVO,
                name="municipios_medicion_una_por_anio",
                violation_error_message="Ese indicador ya tiene un valor de ese territorio y año.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicador}, {self.ubigeo}, {self.anio}"

    def get_absolute_url(self) -> str:
        return self.indicador.get_absolute_url() + f"#medicion-{self.pk}"

    def clean(self) -> None:
        """It is not of a territory smaller than those its source speaks of, nor of the future."""
        if self.indicador_id and self.ubigeo and (reparo := self.indicador.reparo_de_nivel(self.ubigeo)):
            raise ValidationError({"ubigeo": reparo}, code="nivel")
        if self.medido_el is not None and self.medido_el > hoy():
            raise ValidationError({"medido_el": "No puede haberse medido en el futuro."})

    def eliminar(self, *, por: Usuario) -> None:
        """Send to the papelera; what several UGEL read is not for one of them to take away."""
        if self.indicador.ugel_id is None and self.de_que != self.Alcance.DISTRITO and not por.is_superuser:
            raise ValidationError(DE_TODOS, code="comun")
        super().eliminar(por=por)

    @property
    def de_que(self) -> Alcance:
        """The territory it speaks of."""
        if self.ubigeo == PAIS:
            return self.Alcance.PAIS
        return {6: self.Alcance.DISTRITO, 4: self.Alcance.PROVINCIA}.get(len(self.ubigeo), self.Alcance.REGION)

    @property
    def dicho(self) -> str:
        """The value with all its decimals and no idle zeros: "22.7", "0.5803", "1,250"."""
        return f"{self.valor.normalize() + 0:,f}"
