"""Schools: the building (local escolar, código de local) and the services that work in it (institución educativa, código modular and anexo).

Risk belongs to the building; projects and results belong to the service. The code of a school may be unknown: it stays empty until a
register brings it. A code is text and keeps its zeros.
"""

from collections.abc import Iterable
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import OuterRef, Q, Subquery, Sum
from django.urls import reverse

from base.bitacora.models import VIVO, Registro, RegistroQuerySet, Vivos, historia
from base.comun.busqueda import columna_sin_tildes, palabras, sin_tildes
from base.comun.constraints import check, one_of
from base.comun.fechas import DESDE, HASTA

from .territorio import SEIS_CIFRAS, Distrito

SIETE_CIFRAS = RegexValidator(r"^[0-9]{7}\Z", "Son siete cifras, con su cero a la izquierda.")
COORDENADA: Any = {"max_digits": 9, "decimal_places": 6, "null": True, "blank": True}
CUI = RegexValidator(r"^[0-9]{1,10}\Z", "El código único de inversiones son solo cifras.")


class DeDistritoQuerySet(RegistroQuerySet):
    """What stands in a district and is searched by what it is called."""

    def for_user(self, user: Any) -> Self:
        """Those of the districts of the UGEL whose inside pages this person reads."""
        return self.filter(distrito__in=Distrito.objects.for_user(user))

    def buscar(self, texto: str, distritos: Iterable[tuple[int, str]] = ()) -> Self:
        """Whose code, name or district (those given, each with its name) has every word, accents and capitals aside."""
        filas, nombres = self, [(pk, sin_tildes(nombre)) for pk, nombre in distritos]
        for palabra in palabras(texto):
            filas = filas.filter(Q(buscado__contains=palabra) | Q(distrito__in=[pk for pk, nombre in nombres if palabra in nombre]))
        return filas


class LocalQuerySet(DeDistritoQuerySet):
    """Which buildings."""

    def con_matricula(self) -> Self:
        """With `estudiantes`: enrolled in all the services of the building, each in its last year with figures; None where no figure is known."""
        ultimas = Matricula.objects.filter(institucion__local=OuterRef("pk"), institucion__eliminado_en=None).ultimas()
        suma = ultimas.order_by().values("institucion__local").annotate(total=Sum("estudiantes"))
        return self.annotate(estudiantes=Subquery(suma.values("total")))


class LocalEscolar(Registro):
    """The building (inmueble) in which one or more services work: what can be at risk, and what is repaired."""

    class Saneamiento(models.TextChoices):
        """Whether its papers are in order (saneamiento físico-legal, Ley 31318)."""

        SANEADO = "saneado", "Saneado"
        EN_PROCESO = "en_proceso", "En proceso"
        NO_SANEADO = "no_saneado", "No saneado"

    codigo_local = models.CharField("código de local", max_length=6, blank=True, validators=[SEIS_CIFRAS])
    nombre = models.CharField("nombre", max_length=200)
    distrito = models.ForeignKey(Distrito, on_delete=models.PROTECT, related_name="locales", verbose_name="distrito")
    centro_poblado = models.CharField("centro poblado", max_length=120, blank=True)
    direccion = models.CharField("dirección", max_length=200, blank=True)
    latitud = models.DecimalField("latitud", validators=[MinValueValidator(-90), MaxValueValidator(90)], **COORDENADA)
    longitud = models.DecimalField("longitud", validators=[MinValueValidator(-180), MaxValueValidator(180)], **COORDENADA)
    saneamiento = models.CharField("saneamiento físico-legal", max_length=10, blank=True, choices=Saneamiento)
    cui = models.CharField("código único de inversiones (CUI)", max_length=10, blank=True, validators=[CUI])
    expediente = models.CharField("expediente existente", max_length=200, blank=True)
    titular = models.CharField("entidad que tiene el expediente", max_length=150, blank=True)
    buscado = models.GeneratedField(
        expression=columna_sin_tildes("codigo_local", "nombre", "centro_poblado"), output_field=models.TextField(), db_persist=True
    )

    objects = Vivos.from_queryset(LocalQuerySet)()
    todos = LocalQuerySet.as_manager()
    history = historia(excluir=("buscado",))

    class Meta(Registro.Meta):
        verbose_name = "local escolar"
        verbose_name_plural = "locales escolares"
        ordering = ["distrito__ubigeo", "nombre", "pk"]
        constraints = [
            *Registro.Meta.constraints,
            models.UniqueConstraint(
                fields=["codigo_local"],
                condition=~Q(codigo_local="") & VIVO,
                name="municipios_localescolar_codigo_unico",
                violation_error_message="Ya hay un local con ese código.",
            ),
            check(
                Q(codigo_local="") | Q(codigo_local__regex=r"^[0-9]{6}$"),
                name="municipios_localescolar_codigo_de_seis_cifras",
                message="El código de local son seis cifras, con su cero a la izquierda.",
            ),
            one_of(
                "saneamiento",
                ["", "saneado", "en_proceso", "no_saneado"],
                name="municipios_localescolar_saneamiento_conocido",
                message="El saneamiento no es uno de los que el portal conoce.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.codigo_local} {self.nombre}".strip()

    def get_absolute_url(self) -> str:
        return reverse("local", args=[self.pk])


class InstitucionQuerySet(DeDistritoQuerySet):
    """Which services."""

    def con_matricula(self) -> Self:
        """With `estudiantes` and `anio_matricula` of its last year with figures; None where there is none."""
        ultima = Matricula.objects.filter(institucion=OuterRef("pk")).order_by("-anio")
        return self.annotate(estudiantes=Subquery(ultima.values("estudiantes")[:1]), anio_matricula=Subquery(ultima.values("anio")[:1]))


class InstitucionEducativa(Registro):
    """A service: one level of one school, with its código modular; anexo 0 when it is not an annex."""

    class Nivel(models.TextChoices):
        """Level or modality, as the register of schools (ESCALE) writes it."""

        CUNA = "inicial_cuna", "Inicial - Cuna"
        JARDIN = "inicial_jardin", "Inicial - Jardín"
        CUNA_JARDIN = "inicial_cuna_jardin", "Inicial - Cuna-jardín"
        NO_ESCOLARIZADO = "inicial_no_escolarizado", "Inicial - Programa no escolarizado"
        PRIMARIA = "primaria", "Primaria"
        SECUNDARIA = "secundaria", "Secundaria"
        EBA_INICIAL = "eba_inicial", "Básica Alternativa - Inicial e Intermedio"
        EBA_AVANZADO = "eba_avanzado", "Básica Alternativa - Avanzado"
        EBE_INICIAL = "ebe_inicial", "Básica Especial - Inicial"
        EBE_PRIMARIA = "ebe_primaria", "Básica Especial - Primaria"
        EBE = "ebe", "Básica Especial"
        PRODUCTIVA = "tecnico_productiva", "Técnico Productiva"
        SUPERIOR = "superior", "Educación superior"
        OTRO = "otro", "Otro"

    class Gestion(models.TextChoices):
        """Who runs it."""

        DIRECTA = "publica_directa", "Pública de gestión directa"
        PRIVADA_PUBLICA = "publica_privada", "Pública de gestión privada"
        PRIVADA = "privada", "Privada"

    class Area(models.TextChoices):
        """Where it stands."""

        URBANA = "urbana", "Urbana"
        RURAL = "rural", "Rural"

    codigo_modular = models.CharField("código modular", max_length=7, blank=True, validators=[SIETE_CIFRAS])
    anexo = models.CharField("anexo", max_length=2, default="0", validators=[RegexValidator(r"^[0-9]{1,2}\Z", "El anexo es un número.")])
    nombre = models.CharField("nombre", max_length=200)
    nivel = models.CharField("nivel o modalidad", max_length=25, choices=Nivel, blank=True)
    distrito = models.ForeignKey(Distrito, on_delete=models.PROTECT, related_name="instituciones", verbose_name="distrito")
    local = models.ForeignKey(
        LocalEscolar, on_delete=models.PROTECT, null=True, blank=True, related_name="instituciones", verbose_name="local escolar"
    )
    gestion = models.CharField("gestión", max_length=15, choices=Gestion, blank=True)
    area = models.CharField("área", max_length=6, choices=Area, blank=True)
    buscado = models.GeneratedField(
        expression=columna_sin_tildes("codigo_modular", "nombre"), output_field=models.TextField(), db_persist=True
    )

    objects = Vivos.from_queryset(InstitucionQuerySet)()
    todos = InstitucionQuerySet.as_manager()
    history = historia(excluir=("buscado",))

    class Meta(Registro.Meta):
        verbose_name = "institución educativa"
        verbose_name_plural = "instituciones educativas"
        ordering = ["distrito__ubigeo", "nombre", "pk"]
        constraints = [
            *Registro.Meta.constraints,
            models.UniqueConstraint(
                fields=["codigo_modular", "anexo"],
                condition=~Q(codigo_modular="") & VIVO,
                name="municipios_institucioneducativa_codigo_unico",
                violation_error_message="Ya hay una institución con ese código modular y ese anexo.",
            ),
            check(
                Q(codigo_modular="") | Q(codigo_modular__regex=r"^[0-9]{7}$"),
                name="municipios_institucioneducativa_codigo_de_siete",
                message="El código modular son siete cifras, con su cero a la izquierda.",
            ),
            one_of(
                "nivel",
                [
                    *("", "inicial_cuna", "inicial_jardin", "inicial_cuna_jardin", "inicial_no_escolarizado", "primaria", "secundaria"),
                    *("eba_inicial", "eba_avanzado", "ebe_inicial", "ebe_primaria", "ebe", "tecnico_productiva", "superior", "otro"),
                ],
                name="municipios_institucioneducativa_nivel_conocido",
                message="El nivel no es uno de los que el portal conoce.",
            ),
            one_of(
                "gestion",
                ["", "publica_directa", "publica_privada", "privada"],
                name="municipios_institucioneducativa_gestion_conocida",
                message="La gestión no es una de las que el portal conoce.",
            ),
            one_of(
                "area",
                ["", "urbana", "rural"],
                name="municipios_institucioneducativa_area_conocida",
                message="El área no es una de las que el portal conoce.",
            ),
        ]

    def __str__(self) -> str:
        return self.nombre

    @property
    def codigo(self) -> str:
        """How an address names it: código modular, with the anexo where it is one; a sign of its own while the code is unknown."""
        if not self.codigo_modular:
            return f"s{self.pk}"
        return self.codigo_modular if self.anexo == "0" else f"{self.codigo_modular}-{self.anexo}"

    def get_absolute_url(self) -> str:
        return reverse("institucion", args=[self.codigo])


class MatriculaQuerySet(RegistroQuerySet):
    """Which figures of enrolment."""

    def for_user(self, user: Any) -> Self:
        """Those of the services that this person reads."""
        return self.filter(institucion__in=InstitucionEducativa.objects.for_user(user))

    def ultimas(self) -> Self:
        """Of each service, the last year with figures."""
        posterior = Matricula.objects.filter(institucion=OuterRef("institucion"), anio__gt=OuterRef("anio"))
        return self.filter(~models.Exists(posterior))


class Matricula(Registro):
    """How many students a service had in one year. A number, never names."""

    institucion = models.ForeignKey(
        InstitucionEducativa, on_delete=models.PROTECT, related_name="matriculas", verbose_name="institución educativa"
    )
    anio = models.PositiveSmallIntegerField("año", validators=[MinValueValidator(DESDE), MaxValueValidator(HASTA)])
    estudiantes = models.PositiveIntegerField("estudiantes")

    objects = Vivos.from_queryset(MatriculaQuerySet)()
    todos = MatriculaQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "matrícula"
        verbose_name_plural = "matrículas"
        ordering = ["institucion", "-anio"]
        constraints = [
            *Registro.Meta.constraints,
            models.UniqueConstraint(
                fields=["institucion", "anio"],
                condition=VIVO,
                name="municipios_matricula_una_por_anio",
                violation_error_message="Ya hay una cifra de matrícula de ese año.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.anio}: {self.estudiantes}"

    def get_absolute_url(self) -> str:
        return self.institucion.get_absolute_url()
