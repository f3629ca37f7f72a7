"""Which school buildings are at risk: the sheet of what was seen, the published weights, the list that was decided.

The score is worked out in the database, in whole hundredths, so that both engines round alike: see `Centesimas`.
"""

import hashlib
import json
import uuid
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Exists, F, Func, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from base.bitacora.models import VIVO, Registro, RegistroQuerySet, Vivos, historia
from base.comun.archivos import ConArchivo, archivo_entero
from base.comun.constraints import check, one_of, set_together
from base.comun.fechas import ahora, hoy
from base.cuentas.models import Usuario

from .criterios import CRITERIOS, ESCRITOS, ESTUDIANTES, MAXIMO, Criterio
from .institucion import LocalEscolar, Matricula
from .territorio import Distrito, Ugel

PESO: Any = {"validators": [MaxValueValidator(100)]}
VALOR: Any = {"null": True, "blank": True, "validators": [MinValueValidator(0), MaxValueValidator(MAXIMO)]}
SE_IMPONEN = ("muy_alto", "inhabitable")  # results of an inspection that say Crítico whatever the score
ENTERO = models.IntegerField()


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

    def de(self, ugel: Ugel) -> Self:
        """Those that a UGEL has had, the newest first: the portal's own is the first of all."""
        return self.filter(Q(ugel=None) | Q(ugel=ugel)).order_by("-version")

    def vigente(self, ugel: Ugel) -> "PautaRiesgo":
        """The one that counts today; where the portal's own was not loaded yet, the same figures without a row."""
        return self.de(ugel).first() or PautaRiesgo()


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


# ── The score ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
class Centesimas(Func):
    """The rule in whole numbers from end to end, so that no engine rounds in its own way: (5000·Σ(w·v) + Σw) / (2·Σw), cut.

    `de` is F, or OuterRef inside a subquery; `total` the students, where they are known. One expression and not a tree of them: a page
    names the score several times, and each time costs what it takes to write it. Its parts are columns and a sum, without parameters.
    """

    output_field = ENTERO

    def __init__(self, escala: tuple[tuple[int, ...], tuple[int, ...]], de: Any, *total: Any) -> None:
        super().__init__(*(de(criterio.slug) for criterio in ESCRITOS), *total)
        self.escala = escala

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> Any:  # type: ignore[override]
        partes = [compiler.compile(parte)[0] for parte in self.source_expressions]
        (*pesos, peso_c), bandas = self.escala
        columnas, total = partes[: len(ESCRITOS)], partes[len(ESCRITOS) :]
        puntos = [f"COALESCE({columna}, 0) * {peso:d}" for columna, peso in zip(columnas, pesos, strict=True)]
        sumados = [f"CASE WHEN {columna} IS NULL THEN 0 ELSE {peso:d} END" for columna, peso in zip(columnas, pesos, strict=True)]
        for estudiantes in total:
            tramos = " ".join(f"WHEN {estudiantes} >= {desde:d} THEN {valor:d}" for valor, desde in reversed(list(enumerate(bandas, 1))))
            puntos.append(f"(CASE {tramos} ELSE 0 END) * {peso_c:d}")
            sumados.append(f"{peso_c:d}")
        suma, peso = f"({' + '.join(puntos)})", f"({' + '.join(sumados)})"
        return f"((5000 * {suma} + {peso}) / (2 * {peso}))", []

    def get_group_by_cols(self) -> list[Any]:
        """The sheet is one, so that nothing of it is grouped by."""
        return []


# ── The sheet ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _matricula_del_local() -> Any:
    """Enrolment of every service of the building of a sheet, each in its last year with figures: the grouped rows, one or none."""
    filas = Matricula.objects.filter(institucion__local=OuterRef("local"), institucion__eliminado_en=None).ultimas()
    return filas.order_by().values("institucion__local").annotate(total=Sum("estudiantes"))


class FichaRiesgoQuerySet(RegistroQuerySet):
    """Which sheets."""

    def for_user(self, user: Any) -> Self:
        """Those of the buildings of the UGEL whose inside pages this person reads."""
        return self.filter(local__in=LocalEscolar.objects.for_user(user))

    def internos_de(self, user: Any) -> Self:
        """Those whose inner side (the note, the photos, who wrote it) this person reads: of the UGEL they work for, or of their own district."""
        if not isinstance(user, Usuario) or not user.is_active:
            return self.none()
        return self.filter(local__distrito__in=Distrito.objects.propios_de(user))

    def ultimas(self) -> Self:
        """Of each building that still stands in the register, the newest sheet."""
        posterior = FichaRiesgo.objects.filter(local=OuterRef("local"), fecha__gt=OuterRef("fecha"))
        return self.filter(~Exists(posterior), local__eliminado_en=None)

    def con_estudiantes(self) -> Self:
        """With `estudiantes`, None where no figure is known."""
        return self.annotate(estudiantes=Subquery(_matricula_del_local().values("total")))

    def con_puntaje(self, pauta: PautaRiesgo) -> Self:
        """With `centesimas`: 100 × Σ(weight × value/4) / Σ(weight) over what was evaluated, in hundredths, half up.

        The building without a known figure of enrolment has no row in the subquery, and is scored without C.
        """
        con_c = Subquery(_matricula_del_local().annotate(c=Centesimas(pauta.escala, OuterRef, F("total"))).values("c"))
        return self.annotate(centesimas=Coalesce(con_c, Centesimas(pauta.escala, F), output_field=ENTERO))

    def en_nivel(self, nivel: str, pauta: PautaRiesgo) -> Self:
        """Those of one tier, once they have their score."""
        limites, manda = pauta.desde(), Q(inspeccion__in=SE_IMPONEN)
        cual = [str(uno) for uno, _ in limites].index(nivel)
        desde = Q(centesimas__gte=limites[cual][1] * 100)
        return self.filter(manda | desde) if cual == 0 else self.filter(~manda & desde, centesimas__lt=limites[cual - 1][1] * 100)

    def por_prioridad(self, pauta: PautaRiesgo) -> Self:
        """The order of the list: Crítico first, also by inspection; then score, students, newest evidence, code."""
        manda = Q(inspeccion__in=SE_IMPONEN) | Q(centesimas__gte=pauta.desde_critico * 100)
        critico = Case(When(manda, then=0), default=1, output_field=ENTERO)
        mas = F("estudiantes").desc(nulls_last=True)
        return self.con_estudiantes().order_by(critico, "-centesimas", mas, "-fecha", "local__codigo_local", "local_id")

    def para_lista(self) -> Self:
        """With what a line of the list shows."""
        return self.select_related("local__distrito__ugel").annotate(con_archivos=Exists(_evidencia_de_la_ficha()))


class FichaRiesgo(Registro):
    """What was seen of a building on a day: each criterion from 0 to 4, or empty where it was not evaluated. `fuente` is its document."""

    class Procedencia(models.TextChoices):
        """Who says so, from the weakest to the strongest."""

        DIRECTOR = "director", "Declarado por el director"
        UGEL = "ugel", "Verificado por la UGEL"
        INSPECCION = "inspeccion", "Inspección técnica"

    class Inspeccion(models.TextChoices):
        """What an inspection (Defensa Civil, ITSE) said."""

        BAJO = "bajo", "Riesgo bajo"
        MEDIO = "medio", "Riesgo medio"
        ALTO = "alto", "Riesgo alto"
        MUY_ALTO = "muy_alto", "Riesgo muy alto"
        INHABITABLE = "inhabitable", "Inhabitable"

    local = models.ForeignKey(LocalEscolar, on_delete=models.PROTECT, related_name="fichas_de_riesgo", verbose_name="local escolar")
    fecha = models.DateField("fecha en que se vio")
    estructura = models.PositiveSmallIntegerField("estructura", **VALOR | {"null": False, "blank": False})
    peligro = models.PositiveSmallIntegerField("peligro", **VALOR)
    servicios = models.PositiveSmallIntegerField("servicios", **VALOR)
    tendencia = models.PositiveSmallIntegerField("tendencia", **VALOR)
    equidad = models.PositiveSmallIntegerField("equidad", **VALOR)
    procedencia = models.CharField("quién lo dice", max_length=10, choices=Procedencia)
    inspeccion = models.CharField("resultado de la inspección", max_length=11, choices=Inspeccion, blank=True)
    nota = models.CharField("nota", max_length=1000, blank=True)

    objects = Vivos.from_queryset(FichaRiesgoQuerySet)()
    todos = FichaRiesgoQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "ficha de riesgo"
        verbose_name_plural = "fichas de riesgo"
        ordering = ["local", "-fecha"]
        indexes = [models.Index(fields=["local", "fecha", "eliminado_en"], name="municipios_ficha_ultima")]
        constraints = [
            *Registro.Meta.constraints,
            models.UniqueConstraint(
                fields=["local", "fecha"],
                condition=VIVO,
                name="municipios_fichariesgo_una_por_dia",
                violation_error_message="Ese local ya tiene una ficha de esa fecha: corríjala.",
            ),
            *(
                check(
                    Q(**{f"{criterio.slug}__isnull": True}) | Q(**{f"{criterio.slug}__gte": 0, f"{criterio.slug}__lte": MAXIMO}),
                    name=f"municipios_fichariesgo_{criterio.slug}_de_0_a_4",
                    message=f"{criterio.nombre}: va de 0 a {MAXIMO}.",
                )
                for criterio in ESCRITOS
            ),
            one_of(
                "procedencia",
                ["director", "ugel", "inspeccion"],
                name="municipios_fichariesgo_procedencia_conocida",
                message="Quién lo dice: el director, la UGEL o una inspección.",
            ),
            one_of(
                "inspeccion",
                ["", "bajo", "medio", "alto", "muy_alto", "inhabitable"],
                name="municipios_fichariesgo_inspeccion_conocida",
                message="El resultado de la inspección no es uno de los que el portal conoce.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.local}, {self.fecha:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return f"{reverse('local_riesgo', args=[self.local_id])}#ficha-{self.pk}"

    def clean(self) -> None:
        """What was seen was not seen tomorrow."""
        if self.fecha is not None and self.fecha > hoy():
            raise ValidationError({"fecha": "La fecha es la de algo ya visto: no puede ser futura."})

    @property
    def se_impone(self) -> bool:
        """An inspection said so: Crítico, whatever the score."""
        return self.inspeccion in SE_IMPONEN

    def valor(self, criterio: Criterio, pauta: PautaRiesgo) -> int | None:
        """What it says of a criterion; None: not evaluated. That of the students comes from `estudiantes` (see `con_estudiantes`)."""
        if criterio is not ESTUDIANTES:
            return getattr(self, criterio.slug)
        estudiantes = self.estudiantes  # type: ignore[attr-defined]
        return None if estudiantes is None else sum(estudiantes >= desde for desde in pauta.bandas)

    def valores(self, pauta: PautaRiesgo) -> dict[str, int | None]:
        """All six."""
        return {criterio.slug: self.valor(criterio, pauta) for criterio in CRITERIOS}


# ── Its proof ────────────────────────────────────────────────────────────────────────────────────────────────────────────
class EvidenciaRiesgoQuerySet(RegistroQuerySet):
    """Which photos and documents."""

    def for_user(self, user: Any) -> Self:
        """Those of the sheets whose inner side this person reads: none is public."""
        return self.filter(ficha__in=FichaRiesgo.objects.for_user(user).internos_de(user))


class EvidenciaRiesgo(Registro, ConArchivo):
    """A photo or a document of a sheet, before or after the works. Kept to those it belongs to, always."""

    class Momento(models.TextChoices):
        """Of which side of the works it tells."""

        ANTES = "antes", "Antes"
        DESPUES = "despues", "Después"

    id = models.UUIDField("identificador", primary_key=True, default=uuid.uuid4, editable=False)
    ficha = models.ForeignKey(FichaRiesgo, on_delete=models.PROTECT, related_name="evidencias", verbose_name="ficha de riesgo")
    momento = models.CharField("antes o después de la obra", max_length=7, choices=Momento, default=Momento.ANTES)
    subida_en = models.DateTimeField("subida el", default=ahora, editable=False)
    subida_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+", verbose_name="subida por"
    )

    objects = Vivos.from_queryset(EvidenciaRiesgoQuerySet)()
    todos = EvidenciaRiesgoQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "evidencia de riesgo"
        verbose_name_plural = "evidencias de riesgo"
        ordering = ["ficha", "momento", "subida_en", "pk"]
        constraints = [
            *Registro.Meta.constraints,
            archivo_entero(name="municipios_evidenciariesgo_archivo_entero"),
            check(~Q(archivo=""), name="municipios_evidenciariesgo_con_archivo", message="Elija un archivo."),
            one_of(
                "momento",
                ["antes", "despues"],
                name="municipios_evidenciariesgo_momento_conocido",
                message="Diga si es de antes o de después de la obra.",
            ),
        ]

    def __str__(self) -> str:
        return self.archivo_nombre

    def get_absolute_url(self) -> str:
        return reverse("riesgo_evidencia", args=[self.pk])


def _evidencia_de_la_ficha() -> Any:
    return EvidenciaRiesgo.objects.filter(ficha=OuterRef("pk"))


# ── The list that was decided ────────────────────────────────────────────────────────────────────────────────────────────
def canonico(contenido: Any) -> str:
    """The one writing of a content, by which its seal is worked out."""
    return json.dumps(contenido, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class ListaPriorizadaQuerySet(RegistroQuerySet):
    """Which lists."""

    def for_user(self, user: Any) -> Self:
        """Those of the UGEL whose inside pages this person reads."""
        return self.filter(ugel__in=Ugel.objects.for_user(user))

    def publicos(self) -> Self:
        """What anyone may see: all of them, for to decide a list is to publish it."""
        return self.all()

    def sin_contenido(self) -> Self:
        """To name them: their rows stay where they are."""
        return self.defer("contenido")


class ListaPriorizada(Registro):
    """A list as it was decided on a day: its rows, the weights they were computed with, its seal. Anyone may see it, nobody changes it."""

    ugel = models.ForeignKey(Ugel, on_delete=models.PROTECT, related_name="listas_priorizadas", verbose_name="UGEL")
    titulo = models.CharField("título", max_length=120, help_text="Por ejemplo: Lista priorizada, 2.º trimestre 2024.")
    pauta = models.ForeignKey(PautaRiesgo, on_delete=models.PROTECT, related_name="listas", verbose_name="pauta", editable=False)
    contenido = models.JSONField("contenido", editable=False)
    sha256 = models.CharField("sello SHA-256", max_length=64, editable=False)
    motivo = models.CharField("motivo", max_length=200)
    decidida_en = models.DateTimeField("decidida el", default=ahora, editable=False)
    decidida_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+", verbose_name="decidida por"
    )

    objects = Vivos.from_queryset(ListaPriorizadaQuerySet)()
    todos = ListaPriorizadaQuerySet.as_manager()
    history = historia(excluir=("contenido",))

    class Meta(Registro.Meta):
        verbose_name = "lista priorizada"
        verbose_name_plural = "listas priorizadas"
        ordering = ["ugel", "-decidida_en", "-pk"]
        constraints = [
            *Registro.Meta.constraints,
            models.UniqueConstraint(
                fields=["ugel", "titulo"],
                condition=VIVO,
                name="municipios_listapriorizada_titulo_unico",
                violation_error_message="Ya hay una lista con ese título.",
            ),
            check(Q(sha256__regex=r"^[0-9a-f]{64}$"), name="municipios_listapriorizada_sellada", message="Una lista lleva su sello."),
        ]

    def __str__(self) -> str:
        return self.titulo

    def get_absolute_url(self) -> str:
        return reverse("riesgo_lista", args=[self.ugel.codigo, self.pk])

    def clean(self) -> None:
        """What was decided stays as it was decided."""
        if cambia_lo_guardado(self):
            raise ValidationError("Una lista decidida no se cambia: decida otra.", code="candado")

    def comprobar_que_se_puede_eliminar(self) -> None:
        """Nor is it taken away: it was public."""
        raise ValidationError("Una lista decidida no se elimina: decida otra.", code="candado")

    @property
    def huella(self) -> str:
        """The seal of what it holds now."""
        return hashlib.sha256(canonico(self.contenido).encode()).hexdigest()

    @property
    def esta_entera(self) -> bool:
        """It holds what it held when it was decided."""
        return self.huella == self.sha256
