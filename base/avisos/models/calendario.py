"""Days on which nobody works although no law makes them holidays: decreed for the country, or for one UGEL."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from base.bitacora.ambitos import ambitos_de
from base.bitacora.models import VIVO, Registro, RegistroQuerySet, Vivos, historia
from base.comun.constraints import check, since_2000
from base.cuentas.models import Usuario


class DiaNoLaborableQuerySet(RegistroQuerySet):
    """Which days."""

    def for_user(self, user: Any) -> Self:
        """Those of the country, and those of the UGEL for which this person works; all for who runs the installation."""
        if not isinstance(user, Usuario) or not user.is_active:
            return self.none()
        return self if user.is_superuser else self.filter(Q(ambito="") | Q(ambito__in=ambitos_de(user)))

    def que_rigen_en(self, ambito: str) -> Self:
        """Those of the country and those of that UGEL."""
        return self.filter(ambito__in=["", ambito])


class DiaNoLaborable(Registro):
    """One day, why nobody works, and the norm that says so. `ambito` is the code of the UGEL where it holds; empty: everywhere."""

    fecha = models.DateField("día")
    nombre = models.CharField("por qué no se trabaja", max_length=150)
    norma = models.CharField("norma que lo dispone", max_length=200, help_text="Decreto, resolución u oficio: número y fecha.")
    ambito = models.CharField("UGEL donde rige", max_length=6, blank=True, help_text="Vacío: en todo el país.")

    objects = Vivos.from_queryset(DiaNoLaborableQuerySet)()
    todos = DiaNoLaborableQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "día no laborable"
        verbose_name_plural = "días no laborables"
        ordering = ["-fecha", "ambito"]
        constraints = [
            *Registro.Meta.constraints,
            models.UniqueConstraint(
                fields=["fecha", "ambito"],
                condition=VIVO,
                name="avisos_dianolaborable_una_vez",
                violation_error_message="Ese día ya está anotado.",
            ),
            check(~Q(norma=""), name="avisos_dianolaborable_con_norma", message="Un día no laborable lleva la norma que lo dispone."),
            check(
                Q(ambito="") | Q(ambito__regex=r"^[0-9]{6}$"),
                name="avisos_dianolaborable_ambito_de_seis_cifras",
                message="El código de una UGEL son seis cifras.",
            ),
            since_2000("fecha", name="avisos_dianolaborable_de_este_siglo", message="El día no puede ser anterior al año 2000."),
        ]

    def __str__(self) -> str:
        return f"{self.fecha:%d/%m/%Y}: {self.nombre}"

    def get_absolute_url(self) -> str:
        return f"{reverse('dias_no_laborables')}?anio={self.fecha.year}"
