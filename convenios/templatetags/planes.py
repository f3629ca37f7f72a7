"""The rows of a table of plans: fifty districts by four quarters, written here and not by two hundred turns of a loop."""

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from base.comun import graficos
from base.comun.templatetags.comun import soles
from convenios.models import PlanTrabajo
from convenios.models.plan import ROMANOS
from convenios.provincia import Fila

register = template.Library()
DEMOSTRACION = mark_safe(' <span class="etiqueta etiqueta-demo">demostración</span>')


@register.simple_tag
def filas_de_planes(filas: Iterable[Fila], sin_plan: str, de_ugel: int | None = None) -> SafeString:
    """A row for each: `{% filas_de_planes filas sin_plan %}`; with a year, the UGEL of each is named, and leads to its districts in it."""
    return mark_safe("\n".join(_fila(fila, sin_plan, de_ugel) for fila in filas))  # noqa: S308  each was escaped


def _fila(fila: Fila, sin_plan: str, de_ugel: int | None) -> str:
    ugel = _ugel(de_ugel, fila.distrito.ugel.codigo, fila.distrito.ugel.nombre) if de_ugel else ""
    if fila.plan is None:
        return format_html(
            '<tr><th scope="row">{}{}</th><td data-etiqueta="Plan"><span class="sin-dato">{}</span></td><td class="sin-tarjeta" colspan="5"></td></tr>',
            fila.distrito.nombre,
            ugel,
            sin_plan,
        )
    url = conditional_escape(fila.url)
    celdas = "".join(f'<td data-etiqueta="{ROMANOS[celda.trimestre]} trimestre">{celda.dibujar(url)}</td>' for celda in fila.celdas)
    return format_html(
        '<tr><th scope="row"><a class="enlace-fila" href="{}">{}</a>{}{}</th><td data-etiqueta="Plan">{}</td>{}'
        '<td class="num" data-etiqueta="Devengado">{}<br><span class="apagado">de {}</span></td></tr>',
        url,
        fila.distrito.nombre,
        DEMOSTRACION if fila.plan.demostracion else "",
        ugel,
        _estado(fila.plan.estado),
        mark_safe(celdas),  # noqa: S308  drawn by itself
        soles(fila.devengado),
        soles(fila.programado),
    )


def _estado(slug: str) -> SafeString:
    return graficos.estado(slug, PlanTrabajo.Estado(slug).label)


@lru_cache(maxsize=512)
def _ugel(anio: int, codigo: str, nombre: str) -> SafeString:
    return format_html('<br><a class="enlace-fila apagado" href="?anio={}&amp;texto={}">{}</a>', anio, codigo, nombre)
