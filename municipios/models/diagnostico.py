"""What a district suffers from, and the figures behind it: indicators, their measurements by territory, and the nudos críticos.

A figure belongs to the territory that it was measured in and to no other: a regional value is never told as a district's, and where
there is none the pages say "sin dato".
"""

from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Lower
from django.urls import reverse

from base.bitacora.models import VIVO, Registro, RegistroQuerySet, Vivos, historia
from base.bitacora.pasos import exigir, exigir_texto, tomar
from base.comun.constraints import check, one_of, set_together
from base.comun.fechas import ahora, hoy
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso

from .territorio import Distrito, Ugel

CODIGO = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9._-]*\Z", "El código empieza con letra o cifra, y solo lleva letras sin tilde, cifras y . _ -"
)
TERRITORIO = RegexValidator(
    r"^([0-9]{2}|[0-9]{4}|[0-9]{6})\Z", "Son seis cifras (distrito), cuatro (provincia) o dos (región; 00 es el país)."
)
PAIS = "00"
ANIO: dict[str, Any] = {"validators": [MinValueValidator(2000), MaxValueValidator(2100)]}


# ── Indicators ───────────────────────────────────────────────────────────────────────────────────────────────────────────
class IndicadorQuerySet(RegistroQuerySet):
    """Which indicators."""

    def for_user(self, user: Any) -> Self:
        """The portal's own, and those of the UGEL whose inside pages this person reads."""
        return self.filter(Q(ugel=None) | Q(ugel__in=Ugel.objects.for_user(user)))

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
        """A code of the portal's own is not taken by a UGEL, nor the other way round: a file names an indicator by its code alone."""
        otros = Indicador.objects.filter(codigo__iexact=self.codigo).exclude(pk=self.pk)
        if (otros.filter(ugel=None) if self.ugel_id else otros).exists():
            raise ValidationError({"codigo": "Ya hay otro indicador con ese código."})

    @property
    def mejora_al_subir(self) -> bool:
        """More of it is better."""
        return self.sentido == self.Sentido.CRECIENTE


class MedicionQuerySet(RegistroQuerySet):
    """Which measurements."""

    def for_user(self, user: Any) -> Self:
        """Those of the indicators this person reads: a published figure about a territory is nobody's secret."""
        return self.filter(indicador__eliminado_en=None, indicador__in=Indicador.objects.for_user(user))

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

    @property
    def de_que(self) -> str:
        """The territory it speaks of, as a slug of `Alcance`."""
        if self.ubigeo == PAIS:
            return self.Alcance.PAIS
        return {6: self.Alcance.DISTRITO, 4: self.Alcance.PROVINCIA}.get(len(self.ubigeo), self.Alcance.REGION)

    @property
    def de_que_en_palabras(self) -> str:
        """The same, as it is read beside the figure."""
        return self.Alcance(self.de_que).label

    @property
    def dicho(self) -> Decimal:
        """The value without idle zeros."""
        corto = self.valor.normalize()
        return corto.quantize(Decimal(1)) if corto == corto.to_integral() else corto


# ── Nudos críticos ───────────────────────────────────────────────────────────────────────────────────────────────────────
class NudoQuerySet(RegistroQuerySet):
    """Which nudos críticos."""

    def for_user(self, user: Any) -> Self:
        """Those of the districts of the UGEL whose inside pages this person reads."""
        return self.filter(distrito__in=Distrito.objects.for_user(user))

    def publicos(self) -> Self:
        """What anyone may see: what was raised and not given up."""
        return self.filter(distrito__eliminado_en=None).exclude(estado=NudoCritico.Estado.DESCARTADO)

    def abiertos(self) -> Self:
        """Neither solved nor given up."""
        return self.filter(estado=NudoCritico.Estado.ABIERTO)

    def por_prioridad(self) -> Self:
        """The open ones first, the most urgent first."""
        abierto = Case(When(estado=NudoCritico.Estado.ABIERTO, then=Value(0)), default=Value(1))
        orden = Case(*[When(prioridad=p, then=Value(n)) for n, p in enumerate(NudoCritico.Prioridad.values)])
        return self.order_by("distrito__ubigeo", abierto, orden, "codigo", "pk")


class NudoCritico(Registro):
    """What holds a district's education back: a knot with its causes, which the activities of a plan answer."""

    class Prioridad(models.TextChoices):
        """How urgent, the most urgent first."""

        ALTA = "alta", "Alta"
        MEDIA = "media", "Media"
        BAJA = "baja", "Baja"

    class Estado(models.TextChoices):
        """What people have decided about it."""

        ABIERTO = "abierto", "Abierto"
        ATENDIDO = "atendido", "Atendido"
        DESCARTADO = "descartado", "Descartado"

    class Origen(models.TextChoices):
        """Where it was raised."""

        PERSONAL = "personal", "Personal de la UGEL"
        ENCUENTRO = "encuentro", "Encuentro de alcaldes"
        MUNICIPALIDAD = "municipalidad", "Municipalidad"

    distrito = models.ForeignKey(Distrito, on_delete=models.PROTECT, related_name="nudos", verbose_name="distrito")
    codigo = models.CharField("código", max_length=30, validators=[CODIGO])
    texto = models.CharField("nudo crítico", max_length=300)
    causas = models.TextField("causas", max_length=1000, blank=True)
    indicador = models.ForeignKey(
        Indicador, on_delete=models.PROTECT, null=True, blank=True, related_name="nudos", verbose_name="indicador en que se nota"
    )
    prioridad = models.CharField("prioridad", max_length=5, choices=Prioridad, default=Prioridad.MEDIA)
    origen = models.CharField("dónde se planteó", max_length=13, choices=Origen, default=Origen.PERSONAL)
    planteado_el = models.DateField("planteado el", default=hoy)
    estado = models.CharField("estado", max_length=10, choices=Estado, default=Estado.ABIERTO, editable=False)
    estado_en = models.DateTimeField("en ese estado desde", null=True, editable=False)
    estado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="lo decidió"
    )
    estado_motivo = models.CharField("motivo", max_length=300, blank=True, editable=False)

    objects = Vivos.from_queryset(NudoQuerySet)()
    todos = NudoQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "nudo crítico"
        verbose_name_plural = "nudos críticos"
        ordering = ["distrito", "codigo"]
        constraints = [
            *Registro.Meta.constraints,
            one_of("prioridad", ["alta", "media", "baja"], name="municipios_nudocritico_prioridad_conocida", message="La prioridad es alta, media o baja."),
            one_of(
                "estado",
                ["abierto", "atendido", "descartado"],
                name="municipios_nudocritico_estado_conocido",
                message="El estado no es uno de los del portal.",
            ),
            one_of(
                "origen",
                ["personal", "encuentro", "municipalidad"],
                name="municipios_nudocritico_origen_conocido",
                message="No es uno de los lugares donde se plantea un nudo crítico.",
            ),
            set_together(
                "estado_en", "estado_por", name="municipios_nudocritico_estado_con_autor", message="El estado lleva siempre quién y cuándo."
            ),
            check(
                Q(estado="abierto") | (Q(estado_en__isnull=False) & ~Q(estado_motivo="")),
                name="municipios_nudocritico_cerrado_con_motivo",
                message="Cerrar un nudo crítico lleva quién, cuándo y por qué.",
            ),
            models.UniqueConstraint(
                Lower("codigo"), F("distrito"), condition=VIVO, name="municipios_nudocritico_codigo_unico",
                violation_error_message="Este distrito ya tiene un nudo crítico con ese código.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.codigo} · {self.texto}"

    def get_absolute_url(self) -> str:
        return reverse("diagnostico", args=[self.distrito.ubigeo]) + f"#nudo-{self.pk}"

    def clean(self) -> None:
        """It was raised already, and its indicator is one that its UGEL works with."""
        if self.planteado_el is not None and self.planteado_el > hoy():
            raise ValidationError({"planteado_el": "No puede haberse planteado en el futuro."})
        if self.indicador is not None and self.indicador.ugel_id not in (None, self.distrito.ugel_id):
            raise ValidationError({"indicador": "Ese indicador es de otra UGEL."})

    def decidir(self, estado: str, *, por: Usuario, motivo: str) -> None:
        """Say that it was solved, give it up, or open it again; always with the reason."""
        exigir(por, Permiso.EDITAR_DIAGNOSTICO, "Su rol no edita el diagnóstico.")
        desde = tuple(otro for otro in self.Estado.values if otro != estado)
        tomar(self, desde=desde, mensaje="Ya está así.")
        self.estado_motivo = exigir_texto(motivo, "Escriba por qué.")
        self.estado, self.estado_en, self.estado_por = estado, ahora(), por
        self.save(update_fields=["estado", "estado_en", "estado_por", "estado_motivo"])
