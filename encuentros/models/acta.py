"""The acta: what was recorded, written down as it stood, commented while it is a draft, and signed on paper.

The signature is by hand, on paper; what the portal keeps is the scan and its SHA-256. It is not a digital signature in the sense of Ley 27269.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from base.bitacora.models import Registro, Vivos, historia
from base.bitacora.pasos import exigir, exigir_texto
from base.comun.archivos import ArchivoRevisado, ConArchivo, archivo_entero, comprobar_cuota
from base.comun.constraints import check, set_together
from base.comun.fechas import ahora
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso
from municipios.models import Municipalidad
from municipios.models.lista import sello

from .del_encuentro import DelEncuentro, DelEncuentroQuerySet
from .encuentro import SOLO_QUIEN_LLEVA, YA_DEFINITIVA, Encuentro


class Acta(DelEncuentro, ConArchivo):
    """The acta of an encuentro. `contenido` is what it says once it is final; before that it is written from what is recorded."""

    encuentro = models.OneToOneField(Encuentro, on_delete=models.PROTECT, related_name="acta", verbose_name="encuentro")
    contenido = models.JSONField("contenido", null=True, editable=False)
    sha256 = models.CharField("sello del contenido", max_length=64, blank=True, editable=False)
    definitiva_en = models.DateTimeField("definitiva desde", null=True, editable=False)
    definitiva_por = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="la dio por definitiva",
    )
    subida_en = models.DateTimeField("escaneo subido el", null=True, editable=False)
    subida_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="subió el escaneo"
    )

    objects = Vivos.from_queryset(DelEncuentroQuerySet)()
    todos = DelEncuentroQuerySet.as_manager()
    history = historia(excluir=("contenido",))  # kept as written, and long

    class Meta(Registro.Meta):
        verbose_name = "acta de encuentro"
        verbose_name_plural = "actas de encuentro"
        ordering = ["encuentro"]
        constraints = [
            *Registro.Meta.constraints,
            archivo_entero(name="encuentros_acta_archivo_entero"),
            set_together(
                "definitiva_en",
                "definitiva_por",
                name="encuentros_acta_definitiva_con_autor",
                message="Un acta definitiva lleva siempre quién y cuándo.",
            ),
            check(
                (Q(definitiva_en=None) & Q(sha256="")) | (Q(definitiva_en__isnull=False) & ~Q(sha256="")),
                name="encuentros_acta_definitiva_con_sello",
                message="Un acta definitiva, y solo ella, lleva su sello.",
            ),
            set_together(
                "subida_en",
                "subida_por",
                name="encuentros_acta_subida_con_autor",
                message="El escaneo del acta lleva siempre quién lo subió y cuándo.",
            ),
            check(
                (Q(archivo="") & Q(subida_en=None)) | (~Q(archivo="") & Q(subida_en__isnull=False)),
                name="encuentros_acta_escaneo_con_fecha",
                message="El escaneo del acta lleva siempre quién lo subió y cuándo.",
            ),
            check(
                Q(archivo="") | Q(definitiva_en__isnull=False),
                name="encuentros_acta_escaneo_de_la_definitiva",
                message="Se escanea el acta definitiva, firmada.",
            ),
        ]

    def __str__(self) -> str:
        return f"acta del {self.encuentro}"

    @property
    def es_definitiva(self) -> bool:
        """What it says no longer changes."""
        return self.definitiva_en is not None

    @property
    def intacta(self) -> bool:
        """It says what was sealed."""
        return self.es_definitiva and sello(self.contenido) == self.sha256

    @property
    def codigo(self) -> str:
        """The code that is printed at the foot of it: whoever has the paper finds out whether it is this one."""
        return "-".join(self.sha256[desde : desde + 4].upper() for desde in range(0, 12, 4))

    def comprobar_que_se_puede_eliminar(self) -> None:
        """A final acta goes back to draft; it is not taken away."""
        self.exigir_abierto()
        if self.es_definitiva:
            raise ValidationError(YA_DEFINITIVA, code="candado")

    # ── What people decide ───────────────────────────────────────────────────────────────────────────────────────────────
    def dar_por_definitiva(self, contenido: dict[str, object], *, por: Usuario) -> None:
        """Write down what it says. The encuentro is held by the caller: nothing is recorded meanwhile."""
        exigir(por, Permiso.EDITAR_ENCUENTROS, SOLO_QUIEN_LLEVA)
        self._tomar()
        if self.es_definitiva:
            raise ValidationError("El acta ya es definitiva: otra persona lo decidió antes.", code="estado")
        if self.encuentro.estado != Encuentro.Estado.ACTA_EN_BORRADOR:
            raise ValidationError("Primero termine el encuentro.", code="estado")
        if self.encuentro.recibe_comentarios:
            raise ValidationError("Las municipalidades todavía pueden comentar el borrador.", code="plazo")
        self.contenido, self.sha256 = contenido, sello(contenido)
        self.definitiva_en, self.definitiva_por = ahora(), por
        self.save(update_fields=["contenido", "sha256", "definitiva_en", "definitiva_por"])

    def volver_a_borrador(self, *, por: Usuario) -> None:
        """Something has to be corrected before it is signed; a scan of the former text goes with it."""
        exigir(por, Permiso.EDITAR_ENCUENTROS, SOLO_QUIEN_LLEVA)
        self._tomar()
        self.exigir_abierto()
        if not self.es_definitiva:
            raise ValidationError("El acta está en borrador.", code="estado")
        self.contenido, self.sha256, self.definitiva_en, self.definitiva_por = None, "", None, None
        self._quitar_escaneo()
        self.save()

    def subir_escaneo(self, archivo: ArchivoRevisado, *, por: Usuario) -> None:
        """The signed paper, scanned; another one takes its place until the signature is registered."""
        exigir(por, Permiso.EDITAR_ENCUENTROS, SOLO_QUIEN_LLEVA)
        comprobar_cuota(por, archivo.tamano)
        self._tomar()
        self.exigir_abierto()
        if not self.es_definitiva:
            raise ValidationError("Primero dé el acta por definitiva: se firma lo que ya no cambia.", code="estado")
        self.guardar_archivo(archivo)
        self.subida_en, self.subida_por = ahora(), por
        self.full_clean()
        self.save()

    def _quitar_escaneo(self) -> None:
        self.archivo, self.archivo_bytes, self.subida_en, self.subida_por = "", None, None, None
        self.archivo_nombre = self.archivo_tipo = self.archivo_sha256 = self.archivo_estado = ""


class ComentarioActaQuerySet(DelEncuentroQuerySet):
    """Which comments."""

    def for_user(self, user: Usuario) -> "ComentarioActaQuerySet":
        """All of their UGEL for its staff; their own for a municipality."""
        if isinstance(user, Usuario) and user.is_active and user.es_municipal:
            propias = Municipalidad.objects.propias_de(user)
            return self.filter(encuentro__in=Encuentro.objects.for_user(user), municipalidad__in=propias)
        return self.internos_de(user)

    def pendientes(self) -> "ComentarioActaQuerySet":
        """Those that nobody has answered."""
        return self.filter(atendido_en=None)


class ComentarioActa(DelEncuentro):
    """What a municipality that came says of the draft, and what became of it."""

    encuentro = models.ForeignKey(Encuentro, on_delete=models.PROTECT, related_name="comentarios", verbose_name="encuentro")
    municipalidad = models.ForeignKey(Municipalidad, on_delete=models.PROTECT, related_name="+", verbose_name="municipalidad")
    texto = models.CharField("comentario", max_length=2000)
    hecho_en = models.DateTimeField("hecho el", default=ahora, editable=False)
    hecho_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+", verbose_name="hecho por"
    )
    respuesta = models.CharField("respuesta", max_length=1000, blank=True, editable=False)
    atendido_en = models.DateTimeField("atendido el", null=True, editable=False)
    atendido_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="lo atendió"
    )

    objects = Vivos.from_queryset(ComentarioActaQuerySet)()
    todos = ComentarioActaQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "comentario al acta"
        verbose_name_plural = "comentarios al acta"
        ordering = ["encuentro", "hecho_en", "pk"]
        constraints = [
            *Registro.Meta.constraints,
            set_together(
                "atendido_en",
                "atendido_por",
                name="encuentros_comentarioacta_atendido_con_autor",
                message="Un comentario atendido lleva siempre quién y cuándo.",
            ),
            check(
                Q(atendido_en=None) | ~Q(respuesta=""),
                name="encuentros_comentarioacta_atendido_con_respuesta",
                message="Atender un comentario lleva su respuesta.",
            ),
        ]

    def __str__(self) -> str:
        return f"comentario de {self.municipalidad}"

    def clean(self) -> None:
        """Only while the draft is open, and only by those that came."""
        super().clean()
        if not self._state.adding or not self.encuentro_id:
            return
        if not self.encuentro.recibe_comentarios:
            raise ValidationError("El plazo para comentar el borrador ya terminó.", code="plazo")
        vinieron = self.encuentro.asistencias.filter(quien__in=["titular", "delegado"], municipalidad=self.municipalidad_id)
        if not vinieron.exists():
            raise ValidationError("Comentan el acta las municipalidades que asistieron.", code="no_asistio")

    def atender(self, *, por: Usuario, respuesta: str) -> None:
        """What was done about it."""
        exigir(por, Permiso.EDITAR_ENCUENTROS, SOLO_QUIEN_LLEVA)
        texto = exigir_texto(respuesta, "Escriba qué se hizo con el comentario.")
        self._tomar()
        self.exigir_abierto()
        if self.atendido_en is not None:
            raise ValidationError("Otra persona ya atendió ese comentario.", code="estado")
        self.respuesta, self.atendido_en, self.atendido_por = texto[:1000], ahora(), por
        self.save(update_fields=["respuesta", "atendido_en", "atendido_por"])
