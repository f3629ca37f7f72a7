"""The lines of work, and what each UGEL calls them. The words that the portal keeps are always the same; the names are the UGEL's."""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from base.comun.busqueda import sin_tildes
from municipios.models import Ugel


class Linea(models.TextChoices):
    """Line of work, after the four commitments that the press note publishes."""

    COORDINACION = "coordinacion", "Coordinación de proyectos"
    CAPACIDADES = "capacidades", "Fortalecimiento de capacidades"
    PROYECTOS = "proyectos", "Proyectos educativos"
    INFRAESTRUCTURA = "infraestructura", "Infraestructura en riesgo"
    OTROS = "otros", "Otros"


def _nombres(ugel: Ugel) -> dict[str, str]:
    """Every line with what this UGEL calls it."""
    propios = ugel.nombres_propios
    return {str(slug): propios.get(slug, str(nombre)) for slug, nombre in Linea.choices}


def nombre_de_linea(ugel: Ugel, slug: str) -> str:
    """What this UGEL calls a line of work."""
    return _nombres(ugel).get(slug, slug)


def lineas_de(ugel: Ugel, *, ademas: str = "") -> list[tuple[str, str]]:
    """The lines that this UGEL uses, to choose from; `ademas` is offered too: the one that a record has already."""
    ocultas = ugel.ocultas - {ademas}
    return [(slug, nombre) for slug, nombre in _nombres(ugel).items() if slug not in ocultas]


def comprobar_lineas(ugel: Ugel) -> None:
    """Raise `ValidationError` unless every line that is put away is unused, one is left, and no two are called the same."""
    nombres, ocultas = _nombres(ugel), ugel.ocultas
    if not (set(ugel.nombres_propios) | ocultas) <= set(nombres):
        raise ValidationError("Nombra una línea que el portal no tiene.")
    if len({sin_tildes(nombre) for nombre in nombres.values()}) < len(nombres):
        raise ValidationError("Dos líneas no pueden llamarse igual.")
    if ocultas == set(nombres):
        raise ValidationError("Deje al menos una línea en uso.")
    compromisos = apps.get_model("convenios", "Compromiso").objects.filter(convenio__ugel=ugel, linea__in=ocultas)
    if ocultas and (usadas := sorted(set(compromisos.order_by().values_list("linea", flat=True)))):
        cuales = ", ".join(f"«{nombres[slug]}»" for slug in usadas)
        raise ValidationError(f"Hay compromisos de {cuales}: cámbielos de línea antes de dejar de usarla.")
