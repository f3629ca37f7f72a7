"""Governments and the people who hold office: municipality, a mayor's term, the liaison, UGEL and DRE staff.

Every charge has dates. What a person reaches in the portal follows from the charges that are theirs today: a term that ends, ends
access at the next request, and history keeps who held it.
"""

import datetime
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from base.bitacora.models import VIVO, Registro, RegistroQuerySet, Vivos, historia
from base.comun.constraints import not_before, one_of
from base.comun.fechas import hoy
from base.cuentas.models import Usuario

from .territorio import Distrito, Dre, Ugel


class CargoQuerySet(RegistroQuerySet):
    """Charges with dates, of whatever office."""

    def entre(self, desde: datetime.date, hasta: datetime.date | None) -> Self:
        """In office on some day between the two; an open end reaches for ever."""
        filas = self.filter(Q(fin=None) | Q(fin__gte=desde))
        return filas if hasta is None else filas.filter(Q(inicio=None) | Q(inicio__lte=hasta))

    def vigentes(self) -> Self:
        """In office today. An open start is "sin dato" and counts as begun."""
        dia = hoy()
        return self.filter(Q(inicio=None) | Q(inicio__lte=dia), Q(fin=None) | Q(fin__gte=dia))

    def sin_terminar(self) -> Self:
        """In office today, or from a day to come."""
        return self.filter(Q(fin=None) | Q(fin__gte=hoy()))


class CargoMunicipalQuerySet(CargoQuerySet):
    """Charges in a municipality, with the contacts of who holds them."""

    def for_user(self, user: Any) -> Self:
        """Those of the municipalities of the UGEL, for its staff; of their own municipality, for whoever speaks for it."""
        if not isinstance(user, Usuario):
            return self.none()
        if user.es_municipal:
            return self.filter(municipalidad__in=Municipalidad.objects.propias_de(user))
        return self.filter(municipalidad__distrito__ugel__in=Ugel.objects.atendidas_por(user))


class MiembroUgelQuerySet(CargoQuerySet):
    """The staff of a UGEL."""

    def for_user(self, user: Any) -> Self:
        """Their own colleagues."""
        return self.filter(ugel__in=Ugel.objects.atendidas_por(user)) if isinstance(user, Usuario) else self.none()


class MiembroDreQuerySet(CargoQuerySet):
    """The staff of a DRE."""

    def for_user(self, user: Any) -> Self:
        """Only who runs the whole installation: a member of a DRE reads several UGEL, so no UGEL names one."""
        return self if isinstance(user, Usuario) and user.is_superuser and user.is_active else self.none()


class Cargo(Registro):
    """A charge held by a person between two dates (either may be unknown or open)."""

    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="cuenta")
    cargo = models.CharField("cargo", max_length=120, blank=True)
    inicio = models.DateField("desde", null=True, blank=True)
    fin = models.DateField("hasta", null=True, blank=True)
    encargatura = models.BooleanField("por encargatura", default=False, editable=False)

    class Meta(Registro.Meta):
        abstract = True
        constraints = [
            *Registro.Meta.constraints,
            not_before(
                "fin",
                "inicio",
                name="%(app_label)s_%(class)s_fin_no_antes_de_inicio",
                message="El cargo no puede terminar antes de empezar.",
            ),
        ]


class MunicipalidadQuerySet(RegistroQuerySet):
    """Which municipalities."""

    def for_user(self, user: Any) -> Self:
        """Municipalities of the UGEL whose inside pages this person reads."""
        return self.filter(distrito__ugel__in=Ugel.objects.for_user(user))

    def publicos(self) -> Self:
        """What anyone may see: that a municipality governs a district is no secret; who governs it is not told here."""
        return self.filter(distrito__eliminado_en=None)

    def propias_de(self, user: Usuario) -> Self:
        """The municipalities this person speaks for today, as mayor or as liaison."""
        if not user.is_active or not user.es_municipal:
            return self.none()
        cargos = (Gestion if user.rol == "alcalde" else EnlaceMunicipal).objects.vigentes().filter(usuario=user)
        return self.filter(pk__in=cargos.values("municipalidad"))


class Municipalidad(Registro):
    """The government of a district. The one of the provincial capital is provincial and acts for its own district too."""

    class Tipo(models.TextChoices):
        """Level of government."""

        PROVINCIAL = "provincial", "Municipalidad provincial"
        DISTRITAL = "distrital", "Municipalidad distrital"

    distrito = models.OneToOneField(Distrito, on_delete=models.PROTECT, related_name="municipalidad", verbose_name="distrito")
    tipo = models.CharField("tipo", max_length=10, choices=Tipo, default=Tipo.DISTRITAL)

    objects = Vivos.from_queryset(MunicipalidadQuerySet)()
    todos = MunicipalidadQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "municipalidad"
        verbose_name_plural = "municipalidades"
        ordering = ["distrito__ubigeo"]
        constraints = [
            *Registro.Meta.constraints,
            one_of(
                "tipo",
                ["provincial", "distrital"],
                name="municipios_municipalidad_tipo_conocido",
                message="La municipalidad es provincial o distrital.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_tipo_display()} de {self.distrito.nombre}"


class Gestion(Registro):
    """A mayor's term of office in a municipality, with the account that speaks for it. Former terms stay."""

    municipalidad = models.ForeignKey(Municipalidad, on_delete=models.PROTECT, related_name="gestiones", verbose_name="municipalidad")
    alcalde = models.CharField("alcalde o alcaldesa", max_length=150)
    usuario = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="cuenta"
    )
    inicio = models.DateField("desde")
    fin = models.DateField("hasta", null=True, blank=True)
    correo = models.EmailField("correo", blank=True)
    telefono = models.CharField("teléfono", max_length=30, blank=True)
    encargatura = models.BooleanField("por encargatura", default=False, editable=False)

    objects = Vivos.from_queryset(CargoMunicipalQuerySet)()
    todos = CargoMunicipalQuerySet.as_manager()
    history = historia(excluir=("correo", "telefono"))

    class Meta(Registro.Meta):
        verbose_name = "gestión municipal"
        verbose_name_plural = "gestiones municipales"
        ordering = ["municipalidad", "-inicio"]
        constraints = [
            *Registro.Meta.constraints,
            not_before(
                "fin", "inicio", name="municipios_gestion_fin_no_antes_de_inicio", message="La gestión no puede terminar antes de empezar."
            ),
            models.UniqueConstraint(
                fields=["municipalidad", "inicio"],
                condition=VIVO,
                name="municipios_gestion_una_por_inicio",
                violation_error_message="Ya hay una gestión de esa municipalidad que empieza ese día.",
            ),
            models.UniqueConstraint(
                fields=["municipalidad"],
                condition=Q(fin=None) & VIVO,
                name="municipios_gestion_una_abierta",
                violation_error_message="Esa municipalidad ya tiene una gestión sin fecha de fin: ciérrela primero.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.alcalde} ({self.municipalidad})"

    @property
    def vigente(self) -> bool:
        """Governs today."""
        return self.inicio <= hoy() and (self.fin is None or self.fin >= hoy())

    def clean(self) -> None:
        """Two mayors never govern on the same day."""
        if self.municipalidad_id is None or self.inicio is None:
            return
        otras = Gestion.objects.filter(municipalidad=self.municipalidad_id).exclude(pk=self.pk)
        if otras.entre(self.inicio, self.fin).exists():
            raise ValidationError("Las fechas se cruzan con otra gestión de la misma municipalidad.")


class EnlaceMunicipal(Cargo):
    """The person a municipality names to deal with the UGEL day by day."""

    municipalidad = models.ForeignKey(Municipalidad, on_delete=models.PROTECT, related_name="enlaces", verbose_name="municipalidad")

    objects = Vivos.from_queryset(CargoMunicipalQuerySet)()
    todos = CargoMunicipalQuerySet.as_manager()
    history = historia()

    class Meta(Cargo.Meta):
        abstract = False
        verbose_name = "enlace municipal"
        verbose_name_plural = "enlaces municipales"
        ordering = ["municipalidad", "pk"]

    def __str__(self) -> str:
        return f"{self.usuario} · {self.municipalidad}"


class MiembroUgel(Cargo):
    """A person of the UGEL's staff, with cargo and dates."""

    ugel = models.ForeignKey(Ugel, on_delete=models.PROTECT, related_name="miembros", verbose_name="UGEL")

    objects = Vivos.from_queryset(MiembroUgelQuerySet)()
    todos = MiembroUgelQuerySet.as_manager()
    history = historia()

    class Meta(Cargo.Meta):
        abstract = False
        verbose_name = "miembro de la UGEL"
        verbose_name_plural = "miembros de la UGEL"
        ordering = ["ugel", "pk"]

    def __str__(self) -> str:
        return f"{self.usuario} · {self.ugel}"


class MiembroDre(Cargo):
    """A person of the regional directorate who reads what its UGEL do."""

    dre = models.ForeignKey(Dre, on_delete=models.PROTECT, related_name="miembros", verbose_name="dirección regional")

    objects = Vivos.from_queryset(MiembroDreQuerySet)()
    todos = MiembroDreQuerySet.as_manager()
    history = historia()

    class Meta(Cargo.Meta):
        abstract = False
        verbose_name = "miembro de la DRE"
        verbose_name_plural = "miembros de la DRE"
        ordering = ["dre", "pk"]

    def __str__(self) -> str:
        return f"{self.usuario} · {self.dre}"
