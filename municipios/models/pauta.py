"""The published weights of the risk of school buildings, by version: what each criterion weighs, where bands and tiers begin."""

from typing import Any, NamedTuple, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q, Value
from django.urls import reverse

from base.bitacora.models import Registro, RegistroQuerySet, Vivos, historia
from base.comun.constraints import check, set_together

from .criterios import CRITERIOS, ESCRITOS, ESTUDIANTES, Criterio
from .territorio import Ugel

PESO: Any = {"validators": [MaxValueValidator(100)]}


class NivelRiesgo(models.TextChoices):
    """Tiers of the list, the most urgent first. They are the portal's own."""

    CRITICO = "critico", "Crítico"
    ALTO = "alto", "Alto"
    MEDIO = "medio", "Medio"
    BAJO = "bajo", "Bajo"


def cambia_lo_guardado(registro: Any) -> bool:
    """Whether a record that is kept as it was says now something else; what is the papelera's aside."""
    columnas = [c.attname for c in registro._meta.concrete_fields if not c.name.startswith("eliminado_")]
    guardado = type(registro).todos.filter(pk=registro.pk).values(*columnas).first() if registro.pk else None
    return guardado is not None and any(getattr(registro, columna) != dicho for columna, dicho in guardado.items())


# ── The weights ──────────────────────────────────────────────────────────────────────────────────────────────────────────
class PautaRiesgoQuerySet(RegistroQuerySet):
    """Which versions of the weights."""

    def for_user(self, user: Any) -> Self:
        """The portal's own, and those of the UGEL whose inside pages this person reads."""
        return self.filter(Q(ugel=None) | Q(ugel__in=Ugel.objects.for_user(user)))

    def publicos(self) -> Self:
        """What anyone may see: all of them, for a list is read with its weights."""
        return self.all()

    def de(self, ugel: Ugel) -> Self:
        """Those that a UGEL has had, the newest first: the portal's own is the first of all."""
        return self.filter(Q(ugel=None) | Q(ugel=ugel)).order_by("-version")

    def vigente(self, ugel: Ugel) -> "PautaRiesgo":
        """The one that counts today; where the portal's own was not loaded yet, the same figures without a row."""
        return self.de(ugel).first() or PautaRiesgo()


class Regla(NamedTuple):
    """Of some weights, what a score and its order are computed with; two versions that say the same have the same rule."""

    escala: tuple[tuple[int, ...], tuple[int, ...]]
    desde_critico: int


class PautaRiesgo(Registro):
    """How much each criterion weighs, where the bands of students and the tiers begin. Published, and never changed: another version is."""

    ugel = models.ForeignKey(
        Ugel, on_delete=models.PROTECT, null=True, blank=True, related_name="pautas_de_riesgo", verbose_name="UGEL", editable=False
    )
    version = models.PositiveSmallIntegerField("versión", default=1, editable=False)
    peso_estructura = models.PositiveSmallIntegerField("peso de estructura", default=35, **PESO)
    peso_peligro = models.PositiveSmallIntegerField("peso de peligro", default=20, **PESO)
    peso_estudiantes = models.PositiveSmallIntegerField("peso de estudiantes", default=15, **PESO)
    peso_servicios = models.PositiveSmallIntegerField("peso de servicios", default=10, **PESO)
    peso_tendencia = models.PositiveSmallIntegerField("peso de tendencia", default=10, **PESO)
    peso_equidad = models.PositiveSmallIntegerField("peso de equidad", default=10, **PESO)
    banda_1 = models.PositiveIntegerField("estudiantes desde los que C vale 1", default=20)
    banda_2 = models.PositiveIntegerField("estudiantes desde los que C vale 2", default=50)
    banda_3 = models.PositiveIntegerField("estudiantes desde los que C vale 3", default=100)
    banda_4 = models.PositiveIntegerField("estudiantes desde los que C vale 4", default=250)
    desde_critico = models.PositiveSmallIntegerField("crítico desde", default=75, **PESO)
    desde_alto = models.PositiveSmallIntegerField("alto desde", default=50, **PESO)
    desde_medio = models.PositiveSmallIntegerField("medio desde", default=25, **PESO)
    motivo = models.CharField("por qué estos pesos", max_length=300, blank=True)
    publicada_en = models.DateTimeField("publicada el", null=True, editable=False)
    publicada_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="publicada por"
    )

    objects = Vivos.from_queryset(PautaRiesgoQuerySet)()
    todos = PautaRiesgoQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "pauta de riesgo"
        verbose_name_plural = "pautas de riesgo"
        ordering = ["ugel", "-version"]
        constraints = [
            *Registro.Meta.constraints,
            set_together(
                "publicada_en",
                "publicada_por",
                name="municipios_pautariesgo_publicada_con_autor",
                message="La publicación lleva siempre quién y cuándo.",
            ),
            models.UniqueConstraint(
                fields=["ugel", "version"],
                name="municipios_pautariesgo_version_unica",
                violation_error_message="Ya hay una pauta con esa versión: otra persona publicó la suya.",
            ),
            models.UniqueConstraint(
                fields=["version"],
                condition=Q(ugel=None),
                name="municipios_pautariesgo_del_portal_unica",
                violation_error_message="El portal tiene una sola pauta propia de esa versión.",
            ),
            check(
                Q(
                    peso_estructura=Value(100)
                    - F("peso_peligro")
                    - F("peso_estudiantes")
                    - F("peso_servicios")
                    - F("peso_tendencia")
                    - F("peso_equidad")
                ),
                name="municipios_pautariesgo_suma_cien",
                message="Los seis pesos suman 100.",
            ),
            check(
                Q(peso_estructura__gte=1),
                name="municipios_pautariesgo_pesa_la_estructura",
                message="La estructura siempre pesa: es el único criterio que nunca falta.",
            ),
            check(
                Q(banda_1__gte=1, banda_2__gt=F("banda_1"), banda_3__gt=F("banda_2"), banda_4__gt=F("banda_3")),
                name="municipios_pautariesgo_bandas_crecientes",
                message="Cada tramo de estudiantes empieza más arriba que el anterior.",
            ),
            check(
                Q(desde_medio__gte=1, desde_alto__gt=F("desde_medio"), desde_critico__gt=F("desde_alto"), desde_critico__lte=100),
                name="municipios_pautariesgo_niveles_crecientes",
                message="Medio empieza después de 0, Alto después de Medio, Crítico después de Alto y hasta 100.",
            ),
        ]

    def __str__(self) -> str:
        return f"pauta versión {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("riesgo_pautas", args=[self.ugel.codigo]) if self.ugel else reverse("publico")

    def clean(self) -> None:
        """What was published stays as it was published."""
        if cambia_lo_guardado(self):
            raise ValidationError("Una pauta publicada no se cambia: publique otra versión.", code="candado")

    def comprobar_que_se_puede_eliminar(self) -> None:
        """Nor is it taken away: lists were made with it."""
        raise ValidationError("Una pauta publicada no se elimina: publique otra versión.", code="candado")

    def peso(self, criterio: Criterio) -> int:
        """How much a criterion weighs."""
        return int(getattr(self, criterio.peso))

    @property
    def pesos(self) -> list[tuple[Criterio, int]]:
        """Every criterion with its weight."""
        return [(criterio, self.peso(criterio)) for criterio in CRITERIOS]

    @property
    def bandas(self) -> tuple[int, int, int, int]:
        """From how many students C is worth 1, 2, 3 and 4."""
        return (self.banda_1, self.banda_2, self.banda_3, self.banda_4)

    @property
    def anclas_de_estudiantes(self) -> list[str]:
        """The anchors of C, in words."""
        b = self.bandas
        return [f"Menos de {b[0]}", *(f"De {desde} a {hasta - 1}" for desde, hasta in zip(b, b[1:], strict=False)), f"{b[3]} o más"]

    @property
    def regla(self) -> "Regla":
        """All that orders a list."""
        return Regla(self.escala, self.desde_critico)

    @property
    def escala(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The weights of what a person evaluates with that of the students last, and the bands: what a score is computed with."""
        return (*(self.peso(criterio) for criterio in ESCRITOS), self.peso(ESTUDIANTES)), self.bandas

    def anclas(self, criterio: Criterio) -> list[str]:
        """What each value of a criterion means under this version."""
        return self.anclas_de_estudiantes if criterio is ESTUDIANTES else list(criterio.anclas)

    def desde(self) -> list[tuple[NivelRiesgo, int]]:
        """From which score each tier begins, the most urgent first."""
        return list(zip(NivelRiesgo, (self.desde_critico, self.desde_alto, self.desde_medio, 0), strict=True))

    def nivel(self, centesimas: int, *, se_impone: bool = False) -> NivelRiesgo:
        """The tier of a score in hundredths; what an inspection imposes is Crítico."""
        if se_impone:
            return NivelRiesgo.CRITICO
        return next(nivel for nivel, desde in self.desde() if centesimas >= desde * 100)

    def centesimas(self, valores: dict[str, int | None]) -> int:
        """The score of six values, in hundredths: the rule of `FichaRiesgoQuerySet.con_puntaje`, for one that is only imagined."""
        evaluados = [(valor, self.peso(c)) for c in CRITERIOS if (valor := valores[c.slug]) is not None]
        puntos, pesos = sum(valor * peso for valor, peso in evaluados), sum(peso for _, peso in evaluados)
        return (5000 * puntos + pesos) // (2 * pesos)

    def en_datos(self) -> dict[str, Any]:
        """Itself as a list that was decided keeps it."""
        return {
            "version": self.version,
            "pesos": {criterio.slug: peso for criterio, peso in self.pesos},
            "bandas": list(self.bandas),
            "niveles": {str(nivel): desde for nivel, desde in self.desde()},
        }
