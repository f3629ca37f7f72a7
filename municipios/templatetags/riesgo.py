"""What the tables of the risk of buildings say in every row: fifty rows of six cells, written here and not by three hundred turns of a loop."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from base.comun import graficos
from base.comun.templatetags.comun import SIN_DATO, fecha
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
    celdas = (_celda(c, valores[c.slug], estudiantes if c is ESTUDIANTES else None) for c in CRITERIOS)
    return mark_safe("".join(celdas))  # noqa: S308  each was escaped


# ── The list as it stands ────────────────────────────────────────────────────────────────────────────────────────────────
DEMOSTRACION = mark_safe('<span class="etiqueta etiqueta-demo">demostración</span>')
NADA = mark_safe("")


@register.simple_tag
def filas_de_riesgo(desgloses: Iterable[Any], ugel: str, compara: bool, supuesta: str = "") -> SafeString:
    """A row for each: `{% filas_de_riesgo pagina ugel.codigo ultima %}`; `compara` with the last list that was decided; `supuesta` is the
    address of imagined weights, under which each says where it really stands."""
    local, porque = reverse("local", args=[0]).removesuffix("0/"), reverse("riesgo", args=[ugel])
    return mark_safe("\n".join(_fila(d, local, porque, bool(compara), supuesta) for d in desgloses))  # noqa: S308  each was escaped


def _fila(d: Any, locales: str, riesgo: str, compara: bool, supuesta: str) -> str:
    local = d.ficha.local
    return format_html(
        '<tr><td class="num" data-etiqueta="Puesto"><strong>{0}.º</strong>{1}{2}</td>'
        '<th scope="row"><a href="{3}{4}/">{5}</a> {6}<br><span class="apagado">{7} · {8}</span><br>'
        '<a href="{9}{4}/porque/{10}">¿Por qué {11} en el puesto {0}?</a></th>'
        '<td data-etiqueta="Puntaje">{12}<br><span class="apagado">{13}{14}</span></td>{15}<td data-etiqueta="Para intervenirlo">{16}</td></tr>',
        d.puesto,
        format_html('<br><span class="apagado">hoy {}.º</span>', d.real) if supuesta else "",
        _cambio(d.anterior, d.sube) if compara else "",
        locales, local.pk, local.nombre,
        DEMOSTRACION if d.ficha.demostracion else "",
        local.codigo_local or SIN_DATO,
        local.distrito.nombre,
        riesgo,
        f"?{supuesta}" if supuesta else "",
        "iría" if supuesta else "va",
        marca(d),
        fecha(d.ficha.fecha),
        "" if d.ficha.fuente or d.ficha.con_archivos else " · sin documento ni fotos",
        celdas_de_riesgo(d.valores, d.ficha.estudiantes),
        _viabilidad(local),
    )  # fmt: skip


@lru_cache(maxsize=512)
def _cambio(anterior: int | None, sube: int | None) -> SafeString:
    """How it moved since the last list."""
    if anterior is None or sube is None:
        dicho = "nuevo"
    else:
        dicho = f"subió {sube}" if sube > 0 else f"bajó {-sube}" if sube < 0 else "igual"
    return format_html('<br><span class="apagado">{}</span>', dicho)


def _viabilidad(local: Any) -> SafeString:
    """What decides how it can be repaired, and never adds to a score."""
    expediente: str = NADA
    if local.expediente:
        titular = f" ({local.titular})" if local.titular else ""
        expediente = format_html('<br><span class="apagado">Expediente:</span> {}{}', local.expediente, titular)
    return format_html(
        '<span class="apagado">Saneamiento:</span> {}<br><span class="apagado">CUI:</span> {}{}',
        local.get_saneamiento_display() or SIN_DATO,
        local.cui or SIN_DATO,
        expediente,
    )


@register.simple_tag
def marca(d: Any) -> SafeString:
    """Score, tier, how many criteria it counts and who says so: `{% marca desglose %}`."""
    ficha, nivel = d.ficha, d.nivel
    return format_html(
        '<strong class="num">{}</strong> {} <span class="apagado">{} de 6 criterios · {}{}</span>',
        d.puntaje,
        graficos.estado(nivel, nivel.label),
        d.evaluados,
        ficha.get_procedencia_display(),
        f" · {ficha.get_inspeccion_display()} según inspección" if ficha.se_impone else "",
    )
