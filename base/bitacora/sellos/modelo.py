"""The seals, what each of them covers, and the acts that may change what was sealed. Only written, never changed or deleted."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from base.comun.constraints import check
from base.comun.fechas import ahora
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso

LARGO = 64  # SHA-256, in hexadecimal


class SelladoQuerySet(models.QuerySet[Any]):
    """Which rows of the chain."""

    def for_user(self, user: Any) -> Self:
        """All, for whoever looks after the history; none for anyone else."""
        return self if isinstance(user, Usuario) and user.puede(Permiso.PROTEGER_DATOS) else self.none()


class SelloQuerySet(SelladoQuerySet):
    """Which seals."""

    def publicos(self) -> Self:
        """All: a head tells nothing of what it sums up."""
        return self


class Sello(models.Model):
    """One link of the chain. `cabeza` sums up all that it covers and the `cabeza` before it: whoever keeps it from outside sees any later change.

    `filas`: how many rows it adds; `total`: how many the chain covers with them. `version`: by which algorithm; it never goes back.
    """

    numero = models.PositiveIntegerField("número", unique=True, error_messages={"unique": "Ese sello ya se puso."})
    version = models.PositiveSmallIntegerField("versión")
    en = models.DateTimeField("fecha y hora", default=ahora)
    anterior = models.CharField("cabeza anterior", max_length=LARGO, blank=True)
    cabeza = models.CharField("cabeza", max_length=LARGO, unique=True, error_messages={"unique": "Ese sello ya se puso."})
    filas = models.PositiveIntegerField("entradas que añade")
    total = models.PositiveBigIntegerField("entradas que cubre")

    objects = SelloQuerySet.as_manager()

    class Meta:
        app_label = "bitacora"
        verbose_name = "sello"
        verbose_name_plural = "sellos"
        ordering = ["-numero"]
        constraints = [
            check(
                Q(numero=1, anterior="") | (Q(numero__gt=1) & ~Q(anterior="")),
                name="bitacora_sello_con_anterior",
                message="Todo sello se apoya en el anterior, menos el primero.",
            )
        ]

    def __str__(self) -> str:
        return f"sello {self.numero}"


class Tramo(models.Model):
    """Up to a thousand rows of one table, as a seal covers them: `huellas` is, for each, its key (8 octets) and its SHA-256 (32).

    `columnas`: which ones were summed up. `hasta`: the highest key of that table that is sealed. `abiertas`: the keys under it that
    nobody has seen and that a transaction still running may bring, as [from, to, end of the transactions of then, when].
    """

    sello = models.ForeignKey(Sello, on_delete=models.PROTECT, related_name="tramos", verbose_name="sello")
    orden = models.PositiveSmallIntegerField("orden")
    tabla = models.CharField("tabla", max_length=63)
    columnas = models.TextField("columnas")
    filas = models.PositiveSmallIntegerField("entradas")
    hasta = models.BigIntegerField("última clave sellada")
    abiertas = models.JSONField("claves que aún pueden llegar", default=list)
    huellas = models.BinaryField("huellas")

    objects = SelladoQuerySet.as_manager()

    class Meta:
        app_label = "bitacora"
        verbose_name = "tramo de un sello"
        verbose_name_plural = "tramos de sellos"
        ordering = ["sello", "orden"]
        indexes = [models.Index(fields=["tabla", "id"], name="bitacora_tramo_de_tabla")]
        constraints = [
            models.UniqueConstraint(
                fields=["sello", "orden"], name="bitacora_tramo_una_vez", violation_error_message="Ese tramo del sello ya está."
            )
        ]

    def __str__(self) -> str:
        return f"{self.tabla} en el sello {self.sello_id}"


class Declaracion(models.Model):
    """Sealed rows that an act changed or took away: which, why, by whom. Their former sum stays in the seal, and this says the new one.

    A row that was changed has its own line (`desde` = `hasta`) with its sum before and after; rows that are gone (`despues` empty) may be many.
    """

    tabla = models.CharField("tabla", max_length=63)
    desde = models.BigIntegerField("desde la clave")
    hasta = models.BigIntegerField("hasta la clave")
    antes = models.CharField("huella que tenía", max_length=LARGO, blank=True)
    despues = models.CharField("huella que tiene", max_length=LARGO, blank=True)
    motivo = models.CharField("motivo", max_length=200)
    por = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="por")
    en = models.DateTimeField("fecha y hora", default=ahora)

    objects = SelladoQuerySet.as_manager()

    class Meta:
        app_label = "bitacora"
        verbose_name = "borrado declarado"
        verbose_name_plural = "borrados declarados"
        ordering = ["-id"]
        indexes = [models.Index(fields=["tabla", "desde"], name="bitacora_declaracion_de")]
        constraints = [
            check(~Q(motivo=""), name="bitacora_declaracion_con_motivo", message="Un borrado de la historia lleva siempre su motivo."),
            check(Q(hasta__gte=F("desde")), name="bitacora_declaracion_en_orden", message="La última clave no va antes que la primera."),
            check(
                Q(despues="") | (Q(hasta=F("desde")) & ~Q(antes="")),
                name="bitacora_declaracion_de_una",
                message="Lo que se cambió se declara entrada por entrada.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tabla} {self.desde}"


class Verificacion(models.Model):
    """That the chain was walked, up to which seal, and what came out: what the health of the portal tells without walking it."""

    en = models.DateTimeField("fecha y hora", default=ahora)
    numero = models.PositiveIntegerField("último sello", default=0)
    cabeza = models.CharField("cabeza", max_length=LARGO, blank=True)
    filas = models.PositiveBigIntegerField("entradas comprobadas", default=0)
    segundos = models.FloatField("segundos", default=0)
    bien = models.BooleanField("todo coincide")
    hallazgo = models.CharField("lo primero que no coincide", max_length=300, blank=True)

    objects = SelladoQuerySet.as_manager()

    class Meta:
        app_label = "bitacora"
        verbose_name = "verificación de la bitácora"
        verbose_name_plural = "verificaciones de la bitácora"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"verificación del {self.en:%d/%m/%Y %H:%M}"
