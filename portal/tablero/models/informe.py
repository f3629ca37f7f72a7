"""A report that was issued: of what, as of when, by whom, with the hash of its figures and of each of its files."""

import datetime
import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from base.avisos.models import Tarea
from base.comun.busqueda import columna_sin_tildes, palabras
from base.comun.constraints import check, one_of
from base.comun.fechas import ahora, hoy
from base.cuentas.models import Usuario
from convenios.models import Convenio
from encuentros.models import Encuentro
from municipios.models import Distrito, Ugel

from .plantilla import PlantillaInforme


def ruta_de_informe(instancia: Any, nombre: str) -> str:
    """Where a file is kept: under a random name, which tells nothing of what is in it."""
    return f"informes/{hoy():%Y/%m}/{uuid.uuid4().hex}.{instancia.formato}"


class InformeQuerySet(models.QuerySet["InformeEmitido"]):
    """Which reports."""

    def for_user(self, user: Any) -> Self:
        """Those of the UGEL this person works for; those they asked for themselves, of a UGEL they still read."""
        if not isinstance(user, Usuario) or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        if user.es_ugel:
            return self.filter(ugel__in=Ugel.objects.atendidas_por(user))
        return self.filter(por=user, ugel__in=Ugel.objects.for_user(user))

    def de(self, ambito: Any) -> Self:
        """Of one district, convenio or encuentro."""
        return self.filter(clase=ambito.clase, distrito=ambito.distrito, convenio=ambito.convenio, encuentro=ambito.encuentro)

    def buscar(self, texto: str) -> Self:
        """By what they are of, without accents or capitals; every word must appear."""
        encontrados = self.annotate(plano=columna_sin_tildes("titulo"))
        for palabra in palabras(texto):
            encontrados = encontrados.filter(plano__contains=palabra)
        return encontrados

    def por_olvidar(self, hasta: datetime.datetime) -> Self:
        """Issued before that instant, with their files still kept."""
        return self.filter(creado_en__lt=hasta, olvidado_en=None)


class InformeEmitido(models.Model):
    """One report that somebody asked for. What it said never changes: another reading is another report."""

    class Clase(models.TextChoices):
        """Of what."""

        DISTRITO = "distrito", "Avance de un distrito"
        PROVINCIA = "provincia", "Consolidado de la provincia"
        CONVENIO = "convenio", "Un convenio"

    class Estado(models.TextChoices):
        """Where it is."""

        EN_COLA = "en_cola", "En espera"
        LISTO = "listo", "Emitido"
        FALLIDO = "fallido", "No se pudo emitir"

    clase = models.CharField("clase", max_length=9, choices=Clase)
    ugel = models.ForeignKey(Ugel, on_delete=models.PROTECT, related_name="+", verbose_name="UGEL")
    distrito = models.ForeignKey(Distrito, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="distrito")
    convenio = models.ForeignKey(Convenio, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="convenio")
    encuentro = models.ForeignKey(Encuentro, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="encuentro")
    plantilla = models.ForeignKey(PlantillaInforme, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="plantilla")
    titulo = models.CharField("informe", max_length=400)
    corte = models.CharField("corte pedido", max_length=10)
    corte_dicho = models.CharField("corte", max_length=150, blank=True)
    formatos = models.JSONField("formatos", default=list)
    filas = models.PositiveIntegerField("filas", default=0)
    cifras_sha256 = models.CharField("SHA-256 de las cifras", max_length=64, blank=True)
    demostracion = models.BooleanField("demostración", default=False)
    estado = models.CharField("estado", max_length=7, choices=Estado, default=Estado.EN_COLA)
    problema = models.CharField("por qué no se pudo", max_length=500, blank=True)
    por = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="por")
    creado_en = models.DateTimeField("pedido el", default=ahora)
    emitido_en = models.DateTimeField("emitido el", null=True)
    olvidado_en = models.DateTimeField("archivos borrados el", null=True)
    tarea = models.ForeignKey(Tarea, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="tarea")
    clave = models.UUIDField("clave del formulario", null=True)

    objects = InformeQuerySet.as_manager()

    class Meta:
        verbose_name = "informe emitido"
        verbose_name_plural = "informes emitidos"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["ugel", "-id"], name="tablero_informe_de_ugel"),
            models.Index(fields=["por", "-id"], name="tablero_informe_de_persona"),
        ]
        constraints = [
            one_of(
                "clase", ["distrito", "provincia", "convenio"], name="tablero_informeemitido_clase", message="No es una clase de informe."
            ),
            one_of(
                "estado",
                ["en_cola", "listo", "fallido"],
                name="tablero_informeemitido_estado",
                message="El estado no es uno de los de un informe.",
            ),
            check(
                Q(clase="distrito", distrito__isnull=False, convenio=None, encuentro=None)
                | Q(clase="convenio", distrito=None, convenio__isnull=False, encuentro=None)
                | Q(clase="provincia", distrito=None, convenio=None, encuentro__isnull=False),
                name="tablero_informeemitido_de_uno",
                message="Un informe es de un distrito, de un convenio o de una provincia para su encuentro.",
            ),
            check(
                Q(estado="listo", emitido_en__isnull=False) & ~Q(cifras_sha256="")
                | ~Q(estado="listo") & Q(emitido_en=None, cifras_sha256=""),
                name="tablero_informeemitido_con_huella",
                message="Un informe emitido, y solo ese, dice cuándo y la huella de sus cifras.",
            ),
            check(
                ~Q(estado="fallido") | ~Q(problema=""),
                name="tablero_informeemitido_fallido_con_porque",
                message="Un informe que no se pudo emitir dice por qué.",
            ),
            models.UniqueConstraint(
                fields=["por", "clave"], name="tablero_informeemitido_una_vez", violation_error_message="Ese informe ya se había pedido."
            ),
        ]

    def __str__(self) -> str:
        return self.titulo

    def get_absolute_url(self) -> str:
        return reverse("informe_emitido", args=[self.pk])

    @property
    def situacion(self) -> str:
        """Its state for who looks: one whose job ended without issuing it was not issued."""
        if self.estado == self.Estado.EN_COLA and (self.tarea is None or not self.tarea.activa):
            return self.Estado.FALLIDO
        return self.estado

    @property
    def situacion_etiqueta(self) -> str:
        """In words."""
        if self.situacion == self.Estado.EN_COLA and self.tarea is not None and self.tarea.estado == Tarea.Estado.EN_CURSO:
            return "Se está emitiendo"
        return self.Estado(self.situacion).label

    @property
    def aspecto(self) -> str:
        """How its state is drawn."""
        return {"en_cola": "en_proceso", "listo": "cumplido", "fallido": "no_cumplido"}[self.situacion]


class ArchivoInforme(models.Model):
    """One file of a report: of which kind, how large, its own hash."""

    class Formato(models.TextChoices):
        """Of which kind."""

        PDF = "pdf", "PDF, para imprimir"
        DOCX = "docx", "Word, para corregir"
        XLSX = "xlsx", "Excel, para trabajar"
        JSON = "json", "Cifras selladas (JSON)"

    informe = models.ForeignKey(InformeEmitido, on_delete=models.CASCADE, related_name="archivos", verbose_name="informe")
    formato = models.CharField("formato", max_length=4, choices=Formato)
    archivo = models.FileField("archivo", upload_to=ruta_de_informe, max_length=120, blank=True)
    nombre = models.CharField("nombre del archivo", max_length=120)
    octetos = models.PositiveIntegerField("tamaño")
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name = "archivo de informe"
        verbose_name_plural = "archivos de informe"
        ordering = ["pk"]
        constraints = [
            one_of(
                "formato", ["pdf", "docx", "xlsx", "json"], name="tablero_archivoinforme_formato", message="No es un formato del portal."
            ),
            models.UniqueConstraint(
                fields=["informe", "formato"],
                name="tablero_archivoinforme_uno_por_formato",
                violation_error_message="Ese informe ya tiene un archivo de ese formato.",
            ),
        ]

    def __str__(self) -> str:
        return self.nombre

    @property
    def url(self) -> str:
        """Where it is handed out."""
        return reverse("informe_archivo", args=[self.informe_id, self.formato])
