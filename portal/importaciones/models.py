"""A file on its way in: what it says row by row, what a person settled about it, and what became of it."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from base.avisos.models import Tarea
from base.bitacora.models import Lote
from base.comun.constraints import check, one_of, set_together
from base.comun.fechas import ahora
from base.cuentas.models import Usuario
from convenios.models import Convenio
from municipios.models import Ugel

from .catalogo import de_persona


class ImportacionQuerySet(models.QuerySet["Importacion"]):
    """Which files."""

    def for_user(self, user: Any) -> Self:
        """Those of the UGEL this person works for, of padrones that their role brings in; those of the whole installation, for who runs it."""
        if not isinstance(user, Usuario) or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        suyas = Q(padron__in=[padron.clave for padron in de_persona(user)]) | Q(padron="", por=user)
        return self.filter(suyas, ugel__in=Ugel.objects.atendidas_por(user))

    def por_limpiar(self, hasta: Any) -> Self:
        """Rehearsals that nobody finished, and nobody touched since `hasta`."""
        return self.filter(movida_en__lt=hasta).exclude(estado__in=Importacion.Estado.terminados())


class Importacion(models.Model):
    """One file brought to the portal. The domain is untouched until it is applied; then its lote tells every change.

    `contenido` is the file as it came while it waits to be read, its sheets once it was, and nothing once it was applied or left:
    a spreadsheet may carry personal data that the padrón does not keep.
    """

    class Estado(models.TextChoices):
        """Where the file is on its way."""

        EN_COLA = "en_cola", "En espera de leerse"
        RECHAZADA = "rechazada", "No se pudo leer"
        COLUMNAS = "columnas", "Faltan columnas"
        ENSAYO = "ensayo", "Ensayada"
        APLICANDO = "aplicando", "Se está aplicando"
        APLICADA = "aplicada", "Aplicada"
        DESCARTADA = "descartada", "Descartada"

        @classmethod
        def terminados(cls) -> list[str]:
            """Nothing more happens to it."""
            return [cls.RECHAZADA, cls.APLICADA, cls.DESCARTADA]

    padron = models.CharField("padrón", max_length=30, blank=True)
    ugel = models.ForeignKey(Ugel, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="UGEL")
    convenio = models.ForeignKey(Convenio, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="convenio")
    archivo_nombre = models.CharField("archivo", max_length=200)
    octetos = models.PositiveIntegerField("tamaño")
    sha256 = models.CharField("SHA-256", max_length=64)
    contenido = models.BinaryField("contenido", null=True)
    encabezado = models.PositiveIntegerField("fila de títulos elegida", null=True)
    columnas = models.JSONField("columnas indicadas a mano", default=dict)
    celdas = models.JSONField("celdas corregidas", default=dict)
    fuera = models.JSONField("filas dejadas fuera", default=list)
    separadores = models.JSONField("qué separa el punto o la coma", default=dict)
    avisos = models.JSONField("avisos del archivo", default=list)
    dudosas = models.JSONField("columnas con cifras dudosas", default=dict)
    presentes = models.JSONField("columnas que trae", default=list)
    nuevos = models.PositiveIntegerField("filas nuevas", default=0)
    cambian = models.PositiveIntegerField("filas que cambian", default=0)
    iguales = models.PositiveIntegerField("filas sin cambios", default=0)
    con_error = models.PositiveIntegerField("filas con error", default=0)
    con_aviso = models.PositiveIntegerField("filas con aviso", default=0)
    huella = models.CharField("resumen de lo mostrado", max_length=64, blank=True)
    estado = models.CharField("estado", max_length=10, choices=Estado, default=Estado.EN_COLA)
    problema = models.CharField("por qué no se pudo", max_length=500, blank=True)
    por = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="por")
    creada_en = models.DateTimeField("subida el", default=ahora)
    movida_en = models.DateTimeField("tocada por última vez el", default=ahora)
    aplicada_en = models.DateTimeField("aplicada el", null=True)
    aplicada_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="aplicada por"
    )
    lote = models.OneToOneField(Lote, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="lote")
    tarea = models.ForeignKey(Tarea, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="tarea")
    clave = models.UUIDField("clave del formulario", null=True)

    objects = ImportacionQuerySet.as_manager()

    class Meta:
        verbose_name = "importación"
        verbose_name_plural = "importaciones"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["ugel", "-id"], name="importaciones_de_ugel")]
        constraints = [
            models.UniqueConstraint(
                fields=["por", "clave"],
                name="importaciones_importacion_una_vez",
                violation_error_message="Ese archivo ya se había recibido.",
            ),
            one_of(
                "estado",
                ["en_cola", "rechazada", "columnas", "ensayo", "aplicando", "aplicada", "descartada"],
                name="importaciones_importacion_estado_conocido",
                message="El estado no es uno de los de una importación.",
            ),
            set_together(
                "aplicada_en",
                "aplicada_por",
                name="importaciones_importacion_aplicada_con_autor",
                message="Lo aplicado lleva siempre quién y cuándo.",
            ),
            check(
                Q(estado="aplicada", lote__isnull=False, aplicada_en__isnull=False)
                | (~Q(estado="aplicada") & Q(lote=None, aplicada_en=None)),
                name="importaciones_importacion_aplicada_con_lote",
                message="Una importación aplicada tiene su lote, y ninguna otra.",
            ),
            check(
                ~Q(estado="rechazada") | ~Q(problema=""),
                name="importaciones_importacion_rechazada_con_porque",
                message="Un archivo que no se pudo leer dice por qué.",
            ),
        ]

    def __str__(self) -> str:
        return self.archivo_nombre

    def get_absolute_url(self) -> str:
        return reverse("importacion", args=[self.pk])

    @property
    def guardado(self) -> bytes:
        """What is kept of the file while it is on its way."""
        return bytes(self.contenido or b"")

    @property
    def ambito(self) -> str:
        """The UGEL whose records it touches, as a lote says it."""
        return self.ugel.codigo if self.ugel is not None else ""

    @property
    def total(self) -> int:
        """Rows of the file that would go in."""
        return self.nuevos + self.cambian + self.iguales + self.con_error

    @property
    def situacion(self) -> str:
        """Its state for who looks at it: one whose job ended without finishing (it failed, somebody annulled it) is as it was before."""
        if self.estado in (self.Estado.EN_COLA, self.Estado.APLICANDO) and (self.tarea is None or not self.tarea.activa):
            return self.Estado.ENSAYO if self.estado == self.Estado.APLICANDO else self.Estado.RECHAZADA
        return self.estado

    @property
    def espera(self) -> bool:
        """A job has it: to be read, or to be applied."""
        return self.situacion in (self.Estado.EN_COLA, self.Estado.APLICANDO)

    @property
    def situacion_etiqueta(self) -> str:
        """The same, in words."""
        return self.Estado(self.situacion).label

    @property
    def aspecto(self) -> str:
        """How its state is drawn: with the signs of what was promised."""
        signos = {
            "ensayo": "pendiente",
            "columnas": "pendiente",
            "aplicada": "cumplido",
            "rechazada": "no_cumplido",
            "descartada": "anulado",
        }
        return signos.get(self.situacion, "en_proceso")


class FilaQuerySet(models.QuerySet["FilaImportada"]):
    """Which rows of a file."""

    def for_user(self, user: Any) -> Self:
        """Those of the files this person sees."""
        return self.filter(importacion__in=Importacion.objects.for_user(user))

    def que_cuentan(self) -> Self:
        """Not left out."""
        return self.exclude(estado="fuera")

    def con_error(self, *, solo_sueltas: bool = False) -> Self:
        """Those that cannot go in; `solo_sueltas`: of them, those that look like no data."""
        return self.filter(estado="error", **{"suelta": True} if solo_sueltas else {})


class FilaImportada(models.Model):
    """One row of a file as its rehearsal showed it."""

    class Estado(models.TextChoices):
        """What would happen to it."""

        ERROR = "error", "Con error"
        NUEVO = "nuevo", "Nueva"
        CAMBIA = "cambia", "Cambia"
        IGUAL = "igual", "Sin cambios"
        FUERA = "fuera", "Dejada fuera"

    importacion = models.ForeignKey(Importacion, on_delete=models.CASCADE, related_name="filas", verbose_name="importación")
    numero = models.PositiveIntegerField("fila")
    estado = models.CharField("qué le pasaría", max_length=6, choices=Estado)
    nombre = models.CharField("de qué trata", max_length=300, blank=True)
    llave = models.CharField("clave", max_length=2500, blank=True)
    celdas = models.JSONField("lo que trae", default=dict)
    leidas = models.JSONField("cómo se leyó lo que no se muestra igual", default=dict)
    errores = models.JSONField("errores", default=list)
    avisos = models.JSONField("avisos", default=list)
    cambios = models.JSONField("antes y después", default=list)
    texto = models.TextField("para buscar", blank=True)
    huella = models.CharField("resumen", max_length=16, blank=True)
    de_nuevo = models.BooleanField("cambió después de mostrarse", default=False)
    suelta = models.BooleanField("no parece una fila de datos", default=False)

    objects = FilaQuerySet.as_manager()

    class Meta:
        verbose_name = "fila importada"
        verbose_name_plural = "filas importadas"
        ordering = ["numero"]
        indexes = [models.Index(fields=["importacion", "estado", "numero"], name="importaciones_fila_por_estado")]
        constraints = [
            models.UniqueConstraint(
                fields=["importacion", "numero"],
                name="importaciones_filaimportada_una_vez",
                violation_error_message="Esa fila del archivo ya está.",
            ),
            one_of(
                "estado",
                ["error", "nuevo", "cambia", "igual", "fuera"],
                name="importaciones_filaimportada_estado_conocido",
                message="El estado no es uno de los de una fila.",
            ),
        ]

    def __str__(self) -> str:
        return f"fila {self.numero}"

    def get_absolute_url(self) -> str:
        return reverse("importacion_fila", args=[self.importacion_id, self.numero])


class TituloRecordado(models.Model):
    """What a UGEL calls a column in its own spreadsheets: said once by hand, known from then on. An empty `columna`: it is not taken."""

    ugel = models.ForeignKey(Ugel, on_delete=models.CASCADE, null=True, related_name="+", verbose_name="UGEL")
    padron = models.CharField("padrón", max_length=30)
    titulo = models.CharField("título, sin tildes ni blancos", max_length=300)
    columna = models.CharField("columna", max_length=40, blank=True)

    class Meta:
        verbose_name = "título recordado"
        verbose_name_plural = "títulos recordados"
        ordering = ["padron", "titulo"]
        constraints = [
            models.UniqueConstraint(
                fields=["ugel", "padron", "titulo"],
                name="importaciones_titulorecordado_unico",
                violation_error_message="Ese título ya está recordado.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.titulo} → {self.columna}"
