"""Lote (one gesture), the history rows it leaves, and the record that everything editable is."""

from collections.abc import Iterable
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from simple_history import register
from simple_history.models import HistoricalRecords

from base.comun.constraints import check, set_together
from base.comun.fechas import ahora
from base.cuentas.models import Usuario

from .ambitos import ambitos_de
from .lecturas import Lectura
from .sellos.modelo import Declaracion, Sello, Tramo, Verificacion

__all__ = [
    "VIVO",
    "Declaracion",
    "Entrada",
    "Lectura",
    "Lote",
    "LoteQuerySet",
    "Registro",
    "RegistroQuerySet",
    "Sello",
    "Tramo",
    "Verificacion",
    "Visto",
    "Vivos",
    "historia",
]

LARGO_DE_DESTINO = 500


class LoteQuerySet(models.QuerySet[Any]):
    """Which gestures."""

    def for_user(self, user: Any) -> Self:
        """Those that touch a UGEL this person works for, and their own."""
        if not isinstance(user, Usuario) or not user.is_active:
            return self.none()
        return self if user.is_superuser else self.filter(Q(ambito__in=ambitos_de(user)) | Q(por=user))

    def deliberados(self) -> Self:
        """Gestures over many records that someone previewed and gave a reason for; a form that was saved is none."""
        return self.filter(tipo__in=Lote.Tipo.deliberados())


class Lote(models.Model):
    """One gesture of one person: everything it changed carries it, so that it can be explained and taken back as one.

    `clave` comes from the form that was pressed: pressed twice, it is found here, and nothing is done again. `ambito` is the code of the
    UGEL whose records it touches (empty: of several, or of none that is known). The counts are records, not fields.
    """

    class Tipo(models.TextChoices):
        """What kind of gesture it was."""

        EDICION = "edicion", "Edición"
        MASIVA = "masiva", "Edición de muchos a la vez"
        IMPORTACION = "importacion", "Importación"
        ADENDA = "adenda", "Adenda"
        TRASPASO = "traspaso", "Cambio de autoridades"
        DESHACER = "deshacer", "Deshacer"
        CARGA = "carga", "Carga inicial"
        DEMOSTRACION = "demostracion", "Datos de demostración"
        RETENCION = "retencion", "Depuración de la papelera"

        @classmethod
        def deliberados(cls) -> list[str]:
            """Kinds with a page of their own: previewed, with a reason, and that can be taken back."""
            return [cls.MASIVA, cls.IMPORTACION, cls.ADENDA, cls.TRASPASO, cls.DESHACER]

    tipo = models.CharField("tipo", max_length=15, choices=Tipo, default=Tipo.EDICION)
    por = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="por")
    en = models.DateTimeField("fecha y hora", default=ahora)
    motivo = models.CharField("motivo", max_length=200, blank=True)
    ambito = models.CharField("UGEL a la que toca", max_length=6, blank=True)
    creados = models.PositiveIntegerField("creados", default=0)
    cambiados = models.PositiveIntegerField("cambiados", default=0)
    eliminados = models.PositiveIntegerField("eliminados", default=0)
    deshace = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="deshecho_en", verbose_name="lote que deshace")
    dejados = models.JSONField("registros que se dejaron como estaban", default=list, blank=True)
    clave = models.UUIDField("clave del formulario", null=True)
    destino = models.CharField("página a la que llevó", max_length=LARGO_DE_DESTINO, blank=True)

    objects = LoteQuerySet.as_manager()

    class Meta:
        verbose_name = "lote"
        verbose_name_plural = "lotes"
        ordering = ["-id"]
        indexes = [models.Index(fields=["ambito", "-id"], name="bitacora_lote_de_ugel")]
        constraints = [
            models.UniqueConstraint(
                fields=["por", "clave"], name="bitacora_lote_una_vez", violation_error_message="Ese formulario ya se había recibido."
            ),
            check(
                ~Q(motivo="") | Q(tipo__in=["edicion", "carga", "demostracion"]),
                name="bitacora_lote_con_motivo",
                message="Un cambio de muchos registros lleva siempre su motivo.",
            ),
            check(
                Q(deshace=None) | Q(tipo="deshacer"), name="bitacora_lote_deshace_uno", message="Solo un lote de «deshacer» deshace a otro."
            ),
        ]

    def __str__(self) -> str:
        return f"lote {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("lote", args=[self.pk])

    def llevar_a(self, destino: str) -> None:
        """Remember where the person was taken, so that pressing again ends on the same page."""
        self.destino = destino if len(destino) <= LARGO_DE_DESTINO else destino.partition("?")[0]
        self.save(update_fields=["destino"])

    def contar(self, *, creados: int = 0, cambiados: int = 0, eliminados: int = 0) -> None:
        """Add to how many records this gesture created, changed and sent to the papelera."""
        self.creados, self.cambiados, self.eliminados = self.creados + creados, self.cambiados + cambiados, self.eliminados + eliminados
        self.save(update_fields=["creados", "cambiados", "eliminados"])

    def dejar(self, cuales: Iterable[tuple[str, str]]) -> None:
        """Remember which records were chosen and could not be changed, each with the reason: a person decided to go on without them."""
        self.dejados = [{"registro": registro, "motivo": motivo} for registro, motivo in cuales]
        self.save(update_fields=["dejados"])


class Entrada(models.Model):
    """What every history row carries beside the copy of the record: the gesture it belongs to."""

    lote = models.ForeignKey(Lote, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="lote")

    class Meta:
        abstract = True


def _ajustes(excluir: tuple[str, ...]) -> dict[str, Any]:
    return {
        "bases": [Entrada],
        "excluded_fields": list(excluir),
        "history_change_reason_field": models.CharField("motivo", max_length=200, null=True),
    }


def historia(*, excluir: tuple[str, ...] = ()) -> HistoricalRecords:
    """History of a model. `excluir` names what is not remembered: personal fields (phone, mail), columns made of other columns."""
    return HistoricalRecords(**_ajustes(excluir))


class RegistroQuerySet(models.QuerySet[Any]):
    """The words every record's queryset shares."""

    def vivos(self) -> Self:
        """Not in the papelera."""
        return self.filter(eliminado_en=None)

    def eliminados(self) -> Self:
        """In the papelera. Asked also by who sent it there, which goes together and has an index: they are few among all that lives."""
        return self.filter(eliminado_en__isnull=False, eliminado_por__gt=0)

    def internos_de(self, user: Any) -> Self:
        """Those whose inner side (who did what, and why) this person reads: all that they see, where nothing is made public apart."""
        return self


class Vivos(models.Manager[Any]):
    """Only what is not in the papelera."""

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().filter(eliminado_en=None)


class Registro(models.Model):
    """Anything people edit. It remembers its source, is marked when it is demonstration, and is never deleted for good by a person."""

    demostracion = models.BooleanField("demostración", default=False, editable=False)
    fuente = models.CharField("fuente", max_length=300, blank=True, help_text="De dónde sale el dato: documento, fecha.")
    eliminado_en = models.DateTimeField("eliminado el", null=True, editable=False)
    eliminado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="eliminado por"
    )

    class Meta:
        abstract = True
        constraints = [
            set_together(
                "eliminado_en",
                "eliminado_por",
                name="%(app_label)s_%(class)s_eliminado_con_autor",
                message="Lo eliminado lleva siempre quién y cuándo.",
            )
        ]

    def eliminar(self, *, por: Usuario) -> None:
        """Send to the papelera. What hangs on it stays with it, and comes back with it."""
        with transaction.atomic():
            self._tomar()
            if self.eliminado_en is not None:
                raise ValidationError("Ya está en la papelera.", code="eliminado")
            self.comprobar_que_se_puede_eliminar()
            self.eliminado_en, self.eliminado_por = ahora(), por
            self.save(update_fields=["eliminado_en", "eliminado_por"])

    def restaurar(self) -> None:
        """Take back out of the papelera; refused when something living has taken its code meanwhile, or what it stands on is gone."""
        with transaction.atomic():
            self._tomar()
            if self.eliminado_en is None:
                raise ValidationError("Ya no está en la papelera: otra persona lo restauró.", code="restaurado")
            self.comprobar_que_se_puede_restaurar()
            self.eliminado_en = self.eliminado_por = None
            try:
                self.validate_constraints()
            except ValidationError as error:
                raise ValidationError("No se puede restaurar: ya existe otro registro con el mismo código.") from error
            self.save(update_fields=["eliminado_en", "eliminado_por"])

    def tomar_lo_que_lo_cierra(self) -> None:
        """Hold the record whose lock closes this one (a signed acta, its encuentro), for as long as the gesture lasts. Every door does it before
        it holds the row itself: two people never wait for each other, and what is written waits for the lock that is being put on.
        """

    def _tomar(self) -> None:
        """Lock the row and read it again: what is checked is what is there now, not what a page showed."""
        self.tomar_lo_que_lo_cierra()
        try:
            self.refresh_from_db(from_queryset=type(self)._base_manager.select_for_update())
        except type(self).DoesNotExist:
            raise ValidationError("Ya no existe: se borró del todo al depurar la papelera.", code="depurado") from None

    @property
    def clase_de_registro(self) -> str:
        """What kind of record it is, in words."""
        return str(self._meta.verbose_name)

    @property
    def clave_de_registro(self) -> str:
        """What kind of record it is, in an address."""
        return self._meta.label_lower

    def comprobar_que_se_puede_eliminar(self) -> None:
        """Raise `ValidationError` when a lock of this record forbids deleting it."""

    def comprobar_que_se_puede_depurar(self) -> None:
        """Raise `ValidationError` when a lock of this record forbids deleting it for good."""

    def comprobar_que_se_puede_restaurar(self) -> None:
        """Raise `ValidationError` when something it stands on went to the papelera meanwhile."""
        for campo in self._meta.fields:
            otro = getattr(self, campo.name) if isinstance(campo, models.ForeignKey) else None
            if isinstance(otro, Registro) and otro.eliminado_en is not None:
                raise ValidationError(f"No se puede restaurar: antes restaure {otro.clase_de_registro} «{otro}».", code="sin_base")


class VistoQuerySet(models.QuerySet[Any]):
    """Which marks."""

    def for_user(self, user: Any) -> Self:
        """Their own."""
        return self.filter(usuario=user) if isinstance(user, Usuario) and user.is_active else self.none()


class Visto(models.Model):
    """Up to which instant a person has looked at what changed in a UGEL (`base.bitacora.visto`)."""

    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="persona")
    ambito = models.CharField("UGEL de la que es", max_length=6)
    hasta = models.DateTimeField("visto hasta")

    objects = VistoQuerySet.as_manager()

    class Meta:
        verbose_name = "marca de lo visto"
        verbose_name_plural = "marcas de lo visto"
        ordering = ["usuario", "ambito"]
        constraints = [
            models.UniqueConstraint(
                fields=["usuario", "ambito"],
                name="bitacora_visto_una_marca",
                violation_error_message="Esa persona ya tiene su marca en esa UGEL.",
            )
        ]

    def __str__(self) -> str:
        return f"visto por {self.usuario_id}"


VIVO = Q(eliminado_en=None)

# The history of accounts is kept here because `cuentas` stands below and knows no history.
register(Usuario, app="base.bitacora", **_ajustes(("password", "email", "entro_en")))
