"""What the tables of the risk of buildings say in every row: fifty rows of six cells, written here and not by three hundred turns of a loop."""

from collections.abc import Mapping
from functools import lru_cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from municipios.models.criterios import CRITERIOS, ESTUDIANTES, Criterio

register = template.Library()
NO_EVALUADO = SafeString('<span class="sin-dato">no evaluado</span>')


@lru_cache(maxsize=2_000)
def _celda(criterio: Criterio, valor: int | None, estudiantes: int | None) -> SafeString:
    dicho = NO_EVALUADO if valor is None else str(valor)
    if valor is not None and estudiantes is not None:
        dicho = format_html('{} <span class="apagado">({})</span>', valor, f"{estudiantes:,}")
    return format_html('<td class="num" data-etiqueta="{}. {}">{}</td>', criterio.letra, criterio.slug.capitalize(), dicho)


@register.simple_tag
def celdas_de_riesgo(valores: Mapping[str, int | None], estudiantes: int | None = None) -> SafeString:
    """The six cells of a row, from its values by slug: `{% celdas_de_riesgo f.valores %}`; `estudiantes` stands beside what they are worth."""
    return format_html_join("", "{}", ((_celda(c, valores[c.slug], estudiantes if c is ESTUDIANTES else None),) for c in CRITERIOS))
