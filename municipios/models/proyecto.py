"""Educational projects: what a school produces, undertakes, investigates or innovates; with which money, and how far it went.

Students are a number, never names; the teacher who advises is known inside the UGEL alone. What anyone may see is said in one place:
`publicos` tells which projects, `estudiantes_en_publico` how much of a number that could point at a child.
"""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Lower
from django.urls import reverse

from base.bitacora.models import VIVO, Registro, RegistroQuerySet, Vivos, historia
from base.comun.busqueda import columna_sin_tildes, palabras
from base.comun.constraints import check, not_before, one_of, since_2000
from base.comun.fechas import DESDE, HASTA
from base.cuentas.models import Usuario

from .institucion import InstitucionEducativa
from .territorio import Distrito

CODIGO = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9._/-]*\Z", "El código empieza con letra o cifra, y solo lleva letras sin tilde, cifras y . _ / -"
)
SOLES: dict[str, Any] = {"max_digits": 14, "decimal_places": 2, "validators": [MinValueValidator(0)]}
MINIMO_EN_PUBLICO = 5  # fewer children than these are not counted in public: a small number points at someone


class ProyectoQuerySet(RegistroQuerySet):
    """Which projects."""

    def for_user(self, user: Any) -> Self:
        """Those of the schools of the UGEL whose inside pages this person reads."""
        return self.filter(institucion__in=InstitucionEducativa.objects.for_user(user))

    def propios_de(self, user: Any) -> Self:
        """Those whose private photos this person sees: all of their UGEL for its staff, those of their district for municipal people."""
        if not isinstance(user, Usuario) or not user.is_active:
            return self.none()
        return self.for_user(user).filter(institucion__distrito__in=Distrito.objects.propios_de(user))

    def publicos(self) -> Self:
        """What anyone may see: all but what is still an idea."""
        return self.filter(institucion__eliminado_en=None).exclude(etapa=ProyectoEducativo.Etapa.IDEA)

    def buscar(self, texto: str) -> Self:
        """Whose code, title, theme, product or school has every word, accents and capitals aside."""
        filas = self
        for palabra in palabras(texto):
            filas = filas.filter(Q(buscado__contains=palabra) | Q(institucion__buscado__contains=palabra))
        return filas

    def con_fuentes(self) -> Self:
        """With `puesto`, what its sources put together (None: none is known), and `falta`, what the budget still lacks."""
        suma = FuenteProyecto.objects.filter(proyecto=OuterRef("pk")).order_by().values("proyecto").annotate(total=Sum("monto"))
        return self.annotate(puesto=Subquery(suma.values("total"))).annotate(falta=F("presupuesto") - F("puesto"))

    def en_orden(self) -> Self:
        """District by district, the newest first; those whose year is not known at the end of their district."""
        return self.order_by("institucion__distrito__ubigeo", F("anio").desc(nulls_last=True), "codigo", "pk")


class ProyectoEducativo(Registro):
    """One project of one service of a school."""

    class Tipo(models.TextChoices):
        """What it is about, in the words of the convenio."""

        PRODUCTIVO = "productivo", "Productivo"
        EMPRENDIMIENTO = "emprendimiento", "Emprendimiento"
        INVESTIGACION = "investigacion", "Investigación"
        INNOVACION = "innovacion", "Innovación"

    class Etapa(models.TextChoices):
        """How far it has come."""

        IDEA = "idea", "Idea"
        FORMULADO = "formulado", "Formulado"
        EN_EJECUCION = "en_ejecucion", "En ejecución"
        CULMINADO = "culminado", "Culminado"
        SUSPENDIDO = "suspendido", "Suspendido"

    class Apoyo(models.TextChoices):
        """What the municipality gives."""

        DINERO = "dinero", "Dinero"
        MATERIALES = "materiales", "Materiales o equipos"
        ASESORIA = "asesoria", "Asesoría técnica"
        LOCAL = "local", "Local o transporte"
        OTRO = "otro", "Otro"

    class Concurso(models.TextChoices):
        """Where it competes."""

        NINGUNO = "ninguno", "Ninguno"
        CREA_Y_EMPRENDE = "crea_y_emprende", "Crea y Emprende"
        EUREKA = "eureka", "Eureka"
        OTRO = "otro", "Otro"

    class Categoria(models.TextChoices):
        """Of Crea y Emprende."""

        A = "a", "A (1.° y 2.° de secundaria)"
        B = "b", "B (3.° a 5.° de secundaria)"
        C = "c", "C (EBA, ciclo avanzado)"

    class EtapaConcurso(models.TextChoices):
        """The last stage of the contest that it reached."""

        IE = "ie", "Institución educativa"
        UGEL = "ugel", "UGEL"
        REGIONAL = "regional", "Regional"
        NACIONAL = "nacional", "Nacional"

    codigo = models.CharField("código", max_length=30, validators=[CODIGO])
    institucion = models.ForeignKey(
        InstitucionEducativa, on_delete=models.PROTECT, related_name="proyectos", verbose_name="institución educativa"
    )
    titulo = models.CharField("título", max_length=200)
    tipo = models.CharField("tipo", max_length=15, choices=Tipo)
    tema = models.CharField("tema", max_length=200, blank=True)
    producto = models.CharField("producto", max_length=200, blank=True)
    problema = models.TextField("problema que atiende", max_length=2000, blank=True)
    areas = models.CharField("áreas y competencias", max_length=200, blank=True)
    grados = models.CharField("grados", max_length=100, blank=True)
    estudiantes_hombres = models.PositiveIntegerField("estudiantes hombres", null=True, blank=True)
    estudiantes_mujeres = models.PositiveIntegerField("estudiantes mujeres", null=True, blank=True)
    estudiantes = models.PositiveIntegerField("estudiantes en total", null=True, blank=True)
    asesor = models.CharField("docente asesor", max_length=150, blank=True)
    inicio = models.DateField("inicio", null=True, blank=True)
    fin = models.DateField("fin", null=True, blank=True)
    etapa = models.CharField("etapa", max_length=12, choices=Etapa, blank=True)
    anio = models.PositiveSmallIntegerField("año", null=True, blank=True, validators=[MinValueValidator(DESDE), MaxValueValidator(HASTA)])
    presupuesto = models.DecimalField("presupuesto (soles)", null=True, blank=True, **SOLES)
    apoyo = models.CharField("apoyo de la municipalidad", max_length=10, choices=Apoyo, blank=True)
    apoyo_monto = models.DecimalField("monto del apoyo (soles)", null=True, blank=True, **SOLES)
    apoyo_acta = models.CharField("acta o acuerdo del apoyo", max_length=200, blank=True)
    concurso = models.CharField("concurso", max_length=15, choices=Concurso, blank=True)
    categoria = models.CharField("categoría de Crea y Emprende", max_length=1, choices=Categoria, blank=True)
    etapa_concurso = models.CharField("etapa alcanzada en el concurso", max_length=8, choices=EtapaConcurso, blank=True)
    resultado = models.CharField("resultado", max_length=200, blank=True)
    replicable = models.BooleanField("se puede repetir en otra escuela", null=True, blank=True)
    buscado = models.GeneratedField(
        expression=columna_sin_tildes("codigo", "titulo", "tema", "producto"), output_field=models.TextField(), db_persist=True
    )

    objects = Vivos.from_queryset(ProyectoQuerySet)()
    todos = ProyectoQuerySet.as_manager()
    history = historia(excluir=("buscado", "asesor"))

    class Meta(Registro.Meta):
        verbose_name = "proyecto educativo"
        verbose_name_plural = "proyectos educativos"
        ordering = [F("anio").desc(nulls_last=True), "codigo"]
        indexes = [models.Index(fields=["institucion", "anio"], name="municipios_proyecto_de_anio")]
        constraints = [
            *Registro.Meta.constraints,
            models.UniqueConstraint(
                Lower("codigo"),
                condition=VIVO,
                name="municipios_proyectoeducativo_codigo_unico",
                violation_error_message="Ya hay un proyecto con ese código.",
            ),
            one_of(
                "tipo",
                ["productivo", "emprendimiento", "investigacion", "innovacion"],
                name="municipios_proyectoeducativo_tipo_conocido",
                message="El tipo no es uno de los que el portal conoce.",
            ),
            one_of(
                "etapa",
                ["", "idea", "formulado", "en_ejecucion", "culminado", "suspendido"],
                name="municipios_proyectoeducativo_etapa_conocida",
                message="La etapa no es una de las que el portal conoce.",
            ),
            not_before(
                "fin",
                "inicio",
                name="municipios_proyectoeducativo_fin_no_antes",
                message="El proyecto no puede terminar antes de empezar.",
            ),
            *(
                since_2000(
                    campo,
                    name=f"municipios_proyectoeducativo_{campo}_de_este_siglo",
                    message=f"El {campo} del proyecto es del año {DESDE} o de uno posterior.",
                )
                for campo in ("inicio", "fin")
            ),
            check(
                Q(presupuesto=None) | Q(presupuesto__gte=0),
                name="municipios_proyectoeducativo_presupuesto",
                message="El presupuesto no puede ser menor que cero.",
            ),
            check(
                Q(estudiantes_hombres=None)
                | Q(estudiantes_mujeres=None)
                | Q(estudiantes=F("estudiantes_hombres") + F("estudiantes_mujeres")),
                name="municipios_proyectoeducativo_estudiantes_suman",
                message="Los estudiantes hombres y mujeres no suman el total.",
            ),
            check(
                Q(estudiantes_hombres=None) | Q(estudiantes__gte=F("estudiantes_hombres")),
                name="municipios_proyectoeducativo_hombres_caben",
                message="Los estudiantes hombres no pueden ser más que el total.",
            ),
            check(
                Q(estudiantes_mujeres=None) | Q(estudiantes__gte=F("estudiantes_mujeres")),
                name="municipios_proyectoeducativo_mujeres_caben",
                message="Las estudiantes mujeres no pueden ser más que el total.",
            ),
            check(
                ~Q(apoyo="") | Q(apoyo_monto=None, apoyo_acta=""),
                name="municipios_proyectoeducativo_apoyo_con_clase",
                message="Diga qué clase de apoyo da la municipalidad.",
            ),
            one_of(
                "apoyo",
                ["", "dinero", "materiales", "asesoria", "local", "otro"],
                name="municipios_proyectoeducativo_apoyo_conocido",
                message="El apoyo no es uno de los que el portal conoce.",
            ),
            check(
                Q(apoyo_monto=None) | Q(apoyo_monto__gte=0),
                name="municipios_proyectoeducativo_apoyo_monto",
                message="El monto del apoyo no puede ser menor que cero.",
            ),
            one_of(
                "concurso",
                ["", "ninguno", "crea_y_emprende", "eureka", "otro"],
                name="municipios_proyectoeducativo_concurso_conocido",
                message="El concurso no es uno de los que el portal conoce.",
            ),
            one_of(
                "categoria",
                ["", "a", "b", "c"],
                name="municipios_proyectoeducativo_categoria_conocida",
                message="La categoría no es una de las que el portal conoce.",
            ),
            one_of(
                "etapa_concurso",
                ["", "ie", "ugel", "regional", "nacional"],
                name="municipios_proyectoeducativo_etapa_concurso_conocida",
                message="La etapa del concurso no es una de las que el portal conoce.",
            ),
            check(
                Q(categoria="") | Q(concurso="crea_y_emprende"),
                name="municipios_proyectoeducativo_categoria_de_crea",
                message="La categoría A, B o C es solo de Crea y Emprende.",
            ),
            check(
                Q(etapa_concurso="") | Q(concurso__in=["crea_y_emprende", "eureka", "otro"]),
                name="municipios_proyectoeducativo_etapa_de_concurso",
                message="Diga en qué concurso alcanzó esa etapa.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.codigo} {self.titulo}"

    def get_absolute_url(self) -> str:
        distrito: Any = self.institucion.distrito
        return reverse("proyecto", args=[distrito.ugel.codigo, self.pk])

    def clean(self) -> None:
        """Of the two sexes comes the total, where nobody wrote it."""
        if self.estudiantes is None and self.estudiantes_hombres is not None and self.estudiantes_mujeres is not None:
            self.estudiantes = self.estudiantes_hombres + self.estudiantes_mujeres
        if self.estudiantes is None and (self.estudiantes_hombres is not None or self.estudiantes_mujeres is not None):
            raise ValidationError({"estudiantes": "Escriba también el total, o los dos."})

    @property
    def estudiantes_en_publico(self) -> str:
        """How many take part, as anyone may read it: nothing is known, few, the total, or both sexes where neither points at a child."""
        if self.estudiantes is None:
            return ""
        if self.estudiantes < MINIMO_EN_PUBLICO:
            return f"menos de {MINIMO_EN_PUBLICO}"
        sexos = [n for n in (self.estudiantes_hombres, self.estudiantes_mujeres) if n is not None]
        if len(sexos) == 2 and min(sexos) >= MINIMO_EN_PUBLICO:
            return f"{self.estudiantes:,} ({sexos[0]:,} hombres y {sexos[1]:,} mujeres)"
        return f"{self.estudiantes:,}"

    @property
    def concurso_dicho(self) -> str:
        """The contest with its category and the stage reached, in words; empty where nothing is known."""
        categoria = f", categoría {self.categoria.upper()}" if self.categoria else ""
        etapa = f": etapa {self.get_etapa_concurso_display()}" if self.etapa_concurso else ""
        return f"{self.get_concurso_display()}{categoria}{etapa}" if self.concurso else ""


class FuenteProyectoQuerySet(RegistroQuerySet):
    """Which sources."""

    def for_user(self, user: Any) -> Self:
        """Those of the projects that this person reads."""
        return self.filter(proyecto__in=ProyectoEducativo.objects.for_user(user))


class FuenteProyecto(Registro):
    """Who pays how much of a project."""

    class Clase(models.TextChoices):
        """Where the money comes from."""

        IE = "ie", "Institución educativa"
        MUNICIPALIDAD = "municipalidad", "Municipalidad"
        UGEL = "ugel", "UGEL"
        FONDEP = "fondep", "FONDEP"
        COOPERACION = "cooperacion", "Cooperación"
        FAMILIAS = "familias", "Familias"

    proyecto = models.ForeignKey(ProyectoEducativo, on_delete=models.PROTECT, related_name="fuentes", verbose_name="proyecto educativo")
    clase = models.CharField("quién pone", max_length=13, choices=Clase)
    monto = models.DecimalField("monto (soles)", **SOLES)

    objects = Vivos.from_queryset(FuenteProyectoQuerySet)()
    todos = FuenteProyectoQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "fuente de un proyecto"
        verbose_name_plural = "fuentes de los proyectos"
        ordering = ["proyecto", "clase"]
        constraints = [
            *Registro.Meta.constraints,
            models.UniqueConstraint(
                fields=["proyecto", "clase"],
                condition=VIVO,
                name="municipios_fuenteproyecto_una_por_clase",
                violation_error_message="Esa fuente ya está en el proyecto.",
            ),
            one_of(
                "clase",
                ["ie", "municipalidad", "ugel", "fondep", "cooperacion", "familias"],
                name="municipios_fuenteproyecto_clase_conocida",
                message="Esa fuente no es una de las que el portal conoce.",
            ),
            check(Q(monto__gte=0), name="municipios_fuenteproyecto_monto", message="El monto no puede ser menor que cero."),
        ]

    def __str__(self) -> str:
        return self.get_clase_display()

    def get_absolute_url(self) -> str:
        return self.proyecto.get_absolute_url()
