"""The row that keeps a file: the file itself and the five things known of it."""

import uuid
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.db import models
from django.db.models import CheckConstraint, Q, Sum

from base.comun.fechas import hoy

from .antivirus import Analisis, analizar
from .limites import cuota_disponible
from .nombres import EXTENSIONES, extension
from .revision import ArchivoRevisado


class EstadoArchivo(models.TextChoices):
    """What the scanner knows of a kept file. In quarantine it is kept, and served to nobody."""

    LIMPIO = "limpio", "Analizado, limpio"
    CUARENTENA = "cuarentena", "En cuarentena"
    SIN_ANALIZAR = "sin_analizar", "Sin analizar"


def ruta_nueva(instancia: models.Model, nombre: str) -> str:
    """Where a file is stored: under a random name that tells nothing of who brought it or how they called it."""
    final = extension(nombre)
    conocidas = {una for varias in EXTENSIONES.values() for una in varias}
    return f"evidencias/{hoy():%Y/%m}/{uuid.uuid4().hex}.{final if final in conocidas else 'bin'}"


def archivo_entero(*, name: str) -> CheckConstraint:
    """A row has a file with all that is known of it, or no file and nothing known. For the Meta of each model with `ConArchivo`."""
    textos = ("archivo", "archivo_nombre", "archivo_tipo", "archivo_sha256", "archivo_estado")
    ninguno, todos = Q(archivo_bytes__isnull=True), Q(archivo_bytes__gt=0)
    for campo in textos:
        ninguno &= Q(**{campo: ""})
        todos &= ~Q(**{campo: ""})
    return CheckConstraint(
        condition=ninguno | todos,
        name=name,
        violation_error_message="Un archivo se guarda con su nombre, tipo, tamaño y sello, o no se guarda.",
    )


class ConArchivo(models.Model):
    """Something that may carry one checked file (an evidence, a signed convenio)."""

    archivo = models.FileField("archivo", upload_to=ruta_nueva, blank=True, editable=False, max_length=120)
    archivo_nombre = models.CharField("nombre del archivo", max_length=120, blank=True, editable=False)
    archivo_tipo = models.CharField("tipo del archivo", max_length=20, blank=True, editable=False)
    archivo_sha256 = models.CharField("sello SHA-256 del archivo", max_length=64, blank=True, editable=False)
    archivo_bytes = models.PositiveIntegerField("tamaño del archivo", null=True, blank=True, editable=False)
    archivo_estado = models.CharField("análisis del archivo", max_length=12, choices=EstadoArchivo, blank=True, editable=False)

    class Meta:
        abstract = True

    def guardar_archivo(self, revisado: ArchivoRevisado) -> None:
        """Takes a checked file; it is written to the storage when the row is saved, with the row's other fields."""
        self.archivo = ContentFile(revisado.contenido, name=revisado.nombre)
        self.archivo_nombre = revisado.nombre
        self.archivo_tipo = revisado.tipo
        self.archivo_sha256 = revisado.sha256
        self.archivo_bytes = revisado.tamano
        self.archivo_estado = revisado.estado

    @property
    def archivo_en_cuarentena(self) -> bool:
        return self.archivo_estado == EstadoArchivo.CUARENTENA

    @property
    def archivo_es_imagen(self) -> bool:
        return self.archivo_tipo.startswith("image/")

    def analizar_archivo(self) -> Analisis:
        """Asks the scanner again about the kept file: a clean one leaves quarantine, an infected one enters it. Does not save the row."""
        with self.archivo.open("rb") as abierto:
            analisis = analizar(abierto.read())
        if analisis is Analisis.LIMPIO:
            self.archivo_estado = EstadoArchivo.LIMPIO
        elif analisis is Analisis.INFECTADO:
            self.archivo_estado = EstadoArchivo.CUARENTENA
        return analisis


def octetos_de_hoy(persona: Any) -> int:
    """What this person has uploaded today, in every kind of record that says who brought its file."""
    modelos: list[Any] = [m for m in apps.get_models() if issubclass(m, ConArchivo) and hasattr(m, "subida_por")]
    subidas = (m._base_manager.filter(subida_por=persona, subida_en__date=hoy()) for m in modelos)
    return sum(filas.aggregate(n=Sum("archivo_bytes"))["n"] or 0 for filas in subidas)


def comprobar_cuota(persona: Any, nuevo: int) -> None:
    """Raise `ValidationError` when `nuevo` bytes more pass what this person may upload in a day."""
    if nuevo:
        cuota_disponible(octetos_de_hoy(persona), nuevo)
