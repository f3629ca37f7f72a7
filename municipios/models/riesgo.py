"""Which school buildings are at risk: the sheet of what was seen, with its score and its proof.

The score is worked out in the database, in whole hundredths, so that both engines round alike: see `Centesimas`.
"""

import uuid
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse

from base.bitacora.models import VIVO, Registro, RegistroQuerySet, Vivos, historia
from base.comun.archivos import ConArchivo, archivo_entero
from base.comun.constraints import check, one_of, since_2000
from base.comun.fechas import DESDE, ahora, hoy
from base.cuentas.models import Usuario

from .criterios import CRITERIOS, ESCRITOS, ESTUDIANTES, MAXIMO, Criterio
from .institucion import LocalEscolar, Matricula
from .pauta import PautaRiesgo, Regla
from .territorio import Distrito

VALOR: Any = {"null": True, "blank": True, "validators": [MinValueValidator(0), MaxValueValidator(MAXIMO)]}
SE_IMPONEN = ("muy_alto", "inhabitable")  # results of an inspection that say Crítico whatever the score
ENTERO, GRANDE = models.IntegerField(), models.BigIntegerField()
PASO_DE_CRITICO, PASO_DE_PUNTAJE = 100_000, 10_000_000_000  # more than any score, in hundredths; more than any number of students


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
        return self._escribir(*(compiler.compile(parte)[0] for parte in self.source_expressions)), []

    def _escribir(self, *partes: str) -> str:
        (*pesos, peso_c), bandas = self.escala
        columnas, total = partes[: len(ESCRITOS)], partes[len(ESCRITOS) :]
        puntos = [f"COALESCE({columna}, 0) * {peso:d}" for columna, peso in zip(columnas, pesos, strict=True)]
        sumados = [f"CASE WHEN {columna} IS NULL THEN 0 ELSE {peso:d} END" for columna, peso in zip(columnas, pesos, strict=True)]
        for estudiantes in total:
            tramos = " ".join(f"WHEN {estudiantes} >= {desde:d} THEN {valor:d}" for valor, desde in reversed(list(enumerate(bandas, 1))))
            puntos.append(f"(CASE {tramos} ELSE 0 END) * {peso_c:d}")
            sumados.append(f"{peso_c:d}")
        suma, peso = f"({' + '.join(puntos)})", f"({' + '.join(sumados)})"
        return f"((5000 * {suma} + {peso}) / (2 * {peso}))"

    def get_group_by_cols(self) -> list[Any]:
        """The sheet is one, so that nothing of it is grouped by."""
        return []


class Prioridad(Centesimas):
    """What comes first in the list before the date is asked, in one number: Crítico (also by inspection), score, students (not known: last).

    In one number, so that the enrolment of a building is added up once for each row of the list, and not once for each key of its order.
    """

    output_field = GRANDE

    def __init__(self, escala: tuple[tuple[int, ...], tuple[int, ...]], desde_critico: int, de: Any, *total: Any) -> None:
        super().__init__(escala, de, *total, de("inspeccion"))
        self.desde_critico = desde_critico * 100

    def _escribir(self, *partes: str) -> str:
        *propias, inspeccion = partes
        centesimas, estudiantes = super()._escribir(*propias), "".join(f" + {total} + 1" for total in propias[len(ESCRITOS) :])
        critico = f"CASE WHEN {inspeccion} IN {SE_IMPONEN} OR {centesimas} >= {self.desde_critico:d} THEN {PASO_DE_CRITICO} ELSE 0 END"
        return f"(CAST({critico} + {centesimas} AS bigint) * {PASO_DE_PUNTAJE}{estudiantes})"


# ── The sheet ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _matricula_del_local() -> Any:
    """Enrolment of every service of the building of a sheet, each in its last year with figures: the grouped rows, one or none."""
    filas = Matricula.objects.filter(institucion__local=OuterRef("local"), institucion__eliminado_en=None).ultimas()
    return filas.order_by().values("institucion__local").annotate(total=Sum("estudiantes"))


class FichaRiesgoQuerySet(RegistroQuerySet):
    """Which sheets."""

    def for_user(self, user: Any) -> Self:
        """Those of the buildings of the UGEL whose inside pages this person reads."""
        return self.filter(local__eliminado_en=None, local__distrito__in=Distrito.objects.for_user(user))

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

    def con_puntaje(self, pauta: PautaRiesgo | Regla) -> Self:
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

    def por_prioridad(self, pauta: PautaRiesgo | Regla) -> Self:
        """The order of the list: Crítico first, also by inspection; then score, students, newest evidence, code."""
        regla = (pauta.escala, pauta.desde_critico)
        con_estudiantes = Subquery(_matricula_del_local().annotate(p=Prioridad(*regla, OuterRef, F("total"))).values("p"))
        prioridad = Coalesce(con_estudiantes, Prioridad(*regla, F), output_field=GRANDE)
        return self.con_estudiantes().order_by(prioridad.desc(), "-fecha", "local__codigo_local", "local_id")

    def para_lista(self) -> Self:
        """With what a line of the list shows."""
        return self.select_related("local__distrito").annotate(con_archivos=Exists(_evidencia_de_la_ficha()))


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
            since_2000(
                "fecha",
                name="municipios_fichariesgo_fecha_de_este_siglo",
                message=f"La fecha en que se vio es del año {DESDE} o de uno posterior.",
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


def sin_ficha(locales: Any) -> Any:
    """Of these buildings, those that nobody has looked at yet: the list by risk says nothing of them."""
    return locales.filter(~Exists(FichaRiesgo.objects.filter(local=OuterRef("pk"))))


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
