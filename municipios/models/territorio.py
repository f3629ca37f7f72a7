"""Territory: the regional directorates, the UGEL under them, the districts they serve.

A district is territory; its government is a `Municipalidad`. Districts are keyed by INEI's ubigeo. RENIEC uses the same numbers for
other districts (060804 is Colasay for INEI and Chontalí for RENIEC), so its code lives in a column of its own and is never a key.
"""

import datetime
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models.functions import Coalesce

from base.bitacora.models import VIVO, Registro, RegistroQuerySet, Vivos, historia
from base.bitacora.pasos import exigir
from base.comun.constraints import check
from base.comun.fechas import hoy
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso

from .configuracion import LEYES, Configuracion

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

SEIS_CIFRAS = RegexValidator(r"^[0-9]{6}\Z", "Son seis cifras, con su cero a la izquierda.")


def _ids(modelo: str, usuario: Usuario, ruta: str) -> models.QuerySet[models.Model]:
    """Ids reached through the current terms of `usuario` in `modelo`: a subquery, so that a term that ended ends at once."""
    return apps.get_model("municipios", modelo).objects.vigentes().filter(usuario=usuario).values(ruta)


class DreQuerySet(RegistroQuerySet):
    """Which regional directorates."""

    def for_user(self, user: "Usuario | AnonymousUser") -> Self:
        """The one they work in, or the one above the UGEL whose inside pages they read."""
        if not isinstance(user, Usuario) or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        if user.es_ugel or user.es_municipal:
            return self.filter(pk__in=Ugel.objects.for_user(user).values("dre"))
        return self.filter(pk__in=_ids("MiembroDre", user, "dre"))


class Dre(Registro):
    """Dirección (or Gerencia) Regional de Educación; the UGEL of its region stand under it."""

    codigo = models.CharField("código", max_length=6, unique=True, validators=[SEIS_CIFRAS])
    nombre = models.CharField("nombre", max_length=120)

    objects = Vivos.from_queryset(DreQuerySet)()
    todos = DreQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "dirección regional"
        verbose_name_plural = "direcciones regionales"
        ordering = ["codigo"]

    def __str__(self) -> str:
        return self.nombre


class UgelQuerySet(RegistroQuerySet):
    """Which UGEL."""

    def for_user(self, user: "Usuario | AnonymousUser") -> Self:
        """The UGEL whose inside pages this person reads: where they work, that of their municipality, those of their DRE."""
        if not isinstance(user, Usuario) or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        if user.es_ugel:
            return self.filter(pk__in=_ids("MiembroUgel", user, "ugel"))
        if user.es_municipal:
            return self.filter(pk__in=municipalidades_de(user).values("distrito__ugel"))
        return self.filter(dre__in=_ids("MiembroDre", user, "dre"))

    def publicos(self) -> Self:
        """What anyone may see: that a UGEL is there, and how it is called, is no secret."""
        return self

    def atendidas_por(self, user: Usuario) -> Self:
        """The UGEL this person works for: what they may write in. A mayor or the DRE works for none."""
        if user.is_superuser:
            return self
        return self.for_user(user) if user.es_ugel else self.none()

    def con_locales(self) -> Self:
        """With `locales`: how many school buildings stand in its districts."""
        suyos = apps.get_model("municipios", "LocalEscolar").objects.filter(distrito__ugel=models.OuterRef("pk")).order_by()
        cuantos = suyos.values("distrito__ugel").annotate(n=models.Count("pk")).values("n")
        return self.annotate(locales=Coalesce(models.Subquery(cuantos), 0))


def municipalidades_de(user: Usuario) -> models.QuerySet[models.Model]:
    """The municipalities this person speaks for today."""
    return apps.get_model("municipios", "Municipalidad").objects.propias_de(user)


class Ugel(Registro, Configuracion):
    """Unidad de Gestión Educativa Local. Its six-digit code looks like an ubigeo and is not one."""

    codigo = models.CharField("código", max_length=6, unique=True, validators=[SEIS_CIFRAS])
    nombre = models.CharField("nombre", max_length=120)
    dre = models.ForeignKey(Dre, on_delete=models.PROTECT, related_name="ugeles", verbose_name="dirección regional")

    objects = Vivos.from_queryset(UgelQuerySet)()
    todos = UgelQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "UGEL"
        verbose_name_plural = "UGEL"
        ordering = ["codigo"]
        constraints = [*Registro.Meta.constraints, *LEYES]

    def __str__(self) -> str:
        return self.nombre

    @property
    def avisa_por_correo(self) -> bool:
        """The notices leave by mail today."""
        return self.avisos_desde is not None and self.avisos_desde <= hoy()

    def encender_avisos(self, *, por: Usuario, desde: datetime.date) -> None:
        """From that day on the notices leave by mail too."""
        self._tomar_avisos(por)
        if desde < hoy():
            raise ValidationError("Los avisos empiezan a salir desde hoy, o desde un día que viene.", code="fecha")
        self.avisos_desde = desde
        self.save(update_fields=["avisos_desde"])

    def apagar_avisos(self, *, por: Usuario) -> None:
        """From now on they stay in the portal."""
        self._tomar_avisos(por)
        self.avisos_desde = None
        self.save(update_fields=["avisos_desde"])

    def _tomar_avisos(self, por: Usuario) -> None:
        exigir(por, Permiso.ENVIAR_AVISOS, "Solo un administrador o un coordinador enciende los avisos por correo.")
        self._tomar()


class DistritoQuerySet(RegistroQuerySet):
    """Which districts."""

    def for_user(self, user: "Usuario | AnonymousUser") -> Self:
        """Districts of the UGEL whose inside pages this person reads."""
        return self.filter(ugel__in=Ugel.objects.for_user(user))

    def publicos(self) -> Self:
        """What anyone may see: that a district is there is no secret."""
        return self

    def atendidos_por(self, user: Usuario) -> Self:
        """Districts of the UGEL this person works for: where they may write."""
        return self.filter(ugel__in=Ugel.objects.atendidas_por(user))

    def propios_de(self, user: Usuario) -> Self:
        """Districts this person may report for: all of the UGEL for its staff, their own for municipal people."""
        if user.es_municipal:
            return self.filter(municipalidad__in=municipalidades_de(user))
        return self.atendidos_por(user)

    def con_alcalde(self) -> Self:
        """With `alcalde`: the name of who governs today, None where it is not known."""
        gestiones = apps.get_model("municipios", "Gestion").objects.vigentes()
        return self.annotate(alcalde=models.Subquery(gestiones.filter(municipalidad__distrito=models.OuterRef("pk")).values("alcalde")[:1]))


class Distrito(Registro):
    """A district: territory, with the figures that are facts about it and their source."""

    ubigeo = models.CharField("ubigeo (INEI)", max_length=6, unique=True, validators=[SEIS_CIFRAS])
    ubigeo_reniec = models.CharField("ubigeo (RENIEC)", max_length=6, blank=True, validators=[SEIS_CIFRAS])
    nombre = models.CharField("distrito", max_length=80)
    nombre_inei = models.CharField("nombre que escribe el INEI", max_length=80, blank=True)
    provincia = models.CharField("provincia", max_length=80)
    departamento = models.CharField("departamento", max_length=80)
    ugel = models.ForeignKey(Ugel, on_delete=models.PROTECT, null=True, blank=True, related_name="distritos", verbose_name="UGEL")
    capital = models.CharField("capital", max_length=80, blank=True)
    poblacion = models.PositiveIntegerField("población", null=True, blank=True)
    poblacion_anio = models.PositiveSmallIntegerField("año de la población", null=True, blank=True)
    superficie_km2 = models.DecimalField(
        "superficie (km²)", max_digits=10, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    altitud = models.IntegerField("altitud de la capital (m s. n. m.)", null=True, blank=True)
    latitud = models.DecimalField(
        "latitud de la capital",
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitud = models.DecimalField(
        "longitud de la capital",
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )

    objects = Vivos.from_queryset(DistritoQuerySet)()
    todos = DistritoQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "distrito"
        verbose_name_plural = "distritos"
        ordering = ["ubigeo"]
        constraints = [
            *Registro.Meta.constraints,
            check(
                models.Q(ubigeo__regex=r"^[0-9]{6}$"),
                name="municipios_distrito_ubigeo_de_seis_cifras",
                message="El ubigeo son seis cifras, con su cero a la izquierda.",
            ),
            models.UniqueConstraint(
                fields=["ubigeo_reniec"],
                condition=~models.Q(ubigeo_reniec="") & VIVO,
                name="municipios_distrito_reniec_unico",
                violation_error_message="Otro distrito ya lleva ese código de RENIEC: ¿se mezcló con el del INEI?",
            ),
        ]

    def __str__(self) -> str:
        return self.nombre
