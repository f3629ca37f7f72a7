"""The change of authorities: who handed which charge to whom, from which day, by which document, and what hung on it that day.

Responsibility belongs to the charge, not to the person: charges are rows with dates (`municipios`), and a traspaso ends one and begins
another. What it found under the charge (`acta`) is written down once, with its SHA-256, and the acta de transferencia is drawn from it:
years later it says the same.
"""

import hashlib
import json
import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from base.bitacora.models import Registro, RegistroQuerySet, Vivos, historia
from base.comun.constraints import check, not_before, one_of
from base.comun.fechas import ahora, hoy
from base.cuentas.models import Usuario
from municipios.models import MiembroUgel, Municipalidad, Ugel


def huella_de(datos: Any) -> str:
    """SHA-256 of data as JSON in one fixed writing: the same data, the same letters, whatever database kept them."""
    return hashlib.sha256(json.dumps(datos, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


class TraspasoQuerySet(RegistroQuerySet):
    """Which changes of authorities."""

    def for_user(self, user: Any) -> Self:
        """All of their UGEL for its staff, those of their own municipality for who speaks for it; nobody else's."""
        if not isinstance(user, Usuario) or not user.is_active:
            return self.none()
        if user.es_municipal:
            return self.filter(municipalidad__in=Municipalidad.objects.propias_de(user))
        return self.filter(ugel__in=Ugel.objects.atendidas_por(user))

    def de_su_cadena(self, user: Usuario) -> Self:
        """Those of the charges at a UGEL that this person gave or received, whoever else gave and received them."""
        suyos = Traspaso.objects.filter(Q(saliente=user) | Q(entrante=user), clase=Traspaso.Clase.UGEL)
        return self.filter(cadena__in=suyos.values("cadena"))

    def autores_para(self, user: Usuario) -> "models.QuerySet[Usuario]":
        """This person, and whoever held before or after them a charge that was handed over."""
        tramos = self.de_su_cadena(user)
        entregaron = tramos.exclude(saliente=None).values("saliente")
        return Usuario.objects.filter(Q(pk=user.pk) | Q(pk__in=entregaron) | Q(pk__in=tramos.values("entrante")))

    def recibido_por(self, user: Usuario, *, ugel: str = "compromiso__convenio__ugel") -> Q:
        """A condition on reports: registered in a charge at their UGEL that `user` holds today and their author no longer does.

        `ugel` is the way from the report to its UGEL; that of an avance unless another one is given.
        """
        aqui, autor = models.OuterRef(ugel), models.OuterRef("creado_por")
        comun = self.de_su_cadena(user).filter(Q(saliente=autor) | Q(entrante=autor), ugel=aqui)
        en_cargo = MiembroUgel.objects.vigentes().filter(ugel=aqui)
        return Q(models.Exists(comun), models.Exists(en_cargo.filter(usuario=user)), ~models.Exists(en_cargo.filter(usuario=autor)))


class Traspaso(Registro):
    """One act: a charge passes from one person to another, for good or (encargatura) until a day on which the first one takes it up again."""

    class Clase(models.TextChoices):
        """Which charge."""

        ALCALDIA = "alcaldia", "Alcaldía"
        ENLACE = "enlace", "Enlace municipal"
        UGEL = "ugel", "Cargo en la UGEL"

    class Modalidad(models.TextChoices):
        """For good, or for a time."""

        TRASPASO = "traspaso", "Traspaso: el cargo pasa a otra persona"
        ENCARGATURA = "encargatura", "Encargatura: reemplazo por un tiempo; después vuelve el titular"

    clase = models.CharField("qué cargo", max_length=8, choices=Clase)
    modalidad = models.CharField("modalidad", max_length=11, choices=Modalidad)
    ugel = models.ForeignKey(Ugel, on_delete=models.PROTECT, related_name="+", verbose_name="UGEL")
    municipalidad = models.ForeignKey(
        Municipalidad, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="municipalidad"
    )
    cargo = models.CharField("cargo", max_length=200)
    saliente = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="cuenta de quien entrega"
    )
    saliente_nombre = models.CharField("entrega", max_length=150, blank=True)
    entrante = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="cuenta de quien recibe"
    )
    entrante_nombre = models.CharField("recibe", max_length=150)
    desde = models.DateField("desde")
    hasta = models.DateField("hasta", null=True, blank=True)
    documento = models.CharField("documento", max_length=200)
    cadena = models.UUIDField("cadena del cargo", default=uuid.uuid4, editable=False)
    cargo_entregado = models.PositiveBigIntegerField("fila del cargo que se entrega", null=True, blank=True, editable=False)
    cargo_recibido = models.PositiveBigIntegerField("fila del cargo que se recibe", editable=False)
    acta = models.JSONField("contenido del acta", editable=False)
    acta_sha256 = models.CharField("SHA-256 del acta", max_length=64, editable=False)
    hecho_en = models.DateTimeField("hecho el", default=ahora, editable=False)
    hecho_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+", verbose_name="hecho por"
    )

    objects = Vivos.from_queryset(TraspasoQuerySet)()
    todos = TraspasoQuerySet.as_manager()
    history = historia(excluir=("acta",))

    class Meta(Registro.Meta):
        verbose_name = "traspaso"
        verbose_name_plural = "traspasos"
        ordering = ["-desde", "-pk"]
        indexes = [models.Index(fields=["ugel", "-desde"], name="convenios_traspaso_de_ugel")]
        constraints = [
            *Registro.Meta.constraints,
            one_of(
                "clase",
                ["alcaldia", "enlace", "ugel"],
                name="convenios_traspaso_clase_conocida",
                message="El cargo es una alcaldía, un enlace municipal o uno de la UGEL.",
            ),
            one_of(
                "modalidad",
                ["traspaso", "encargatura"],
                name="convenios_traspaso_modalidad_conocida",
                message="Es un traspaso o una encargatura.",
            ),
            not_before("hasta", "desde", name="convenios_traspaso_hasta_no_antes", message="No puede terminar antes de empezar."),
            check(
                Q(modalidad="traspaso") | Q(hasta__isnull=False),
                name="convenios_traspaso_encargatura_con_fin",
                message="Una encargatura dice hasta qué día es.",
            ),
            check(
                Q(clase="ugel", municipalidad=None) | (~Q(clase="ugel") & Q(municipalidad__isnull=False)),
                name="convenios_traspaso_municipal_con_municipalidad",
                message="El traspaso de un cargo municipal, y solo él, nombra su municipalidad.",
            ),
            check(
                Q(saliente=None) | ~Q(saliente=models.F("entrante")),
                name="convenios_traspaso_a_otra_persona",
                message="Quien recibe el cargo es otra persona que quien lo entrega.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cargo}: {self.saliente_nombre or 'sin titular'} → {self.entrante_nombre}"

    def get_absolute_url(self) -> str:
        return reverse("traspaso", args=[self.ugel.codigo, self.pk])

    @property
    def es_encargatura(self) -> bool:
        """Only for a time."""
        return self.modalidad == self.Modalidad.ENCARGATURA

    @property
    def en_curso(self) -> bool:
        """An encargatura of today."""
        return self.es_encargatura and self.hasta is not None and self.desde <= hoy() <= self.hasta

    @property
    def acta_integra(self) -> bool:
        """What is kept is what was written: its SHA-256 has not moved."""
        return huella_de(self.acta) == self.acta_sha256
