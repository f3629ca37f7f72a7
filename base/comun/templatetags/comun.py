"""What every template may say: dates, money and figures as they are written in Peru, states, icons, addresses, panels.

The module is a builtin of the template engine, so no template loads it. What is empty says "sin dato" by itself; a filter never
fills a gap. Writing does not depend on Django's localisation: the same number reads the same in a page, a mail and a test.
"""

import datetime
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import template
from django.http import HttpRequest, QueryDict
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from base.comun import campos_dibujados, filtros, graficos, paneles
from base.comun.fechas import ahora as este_instante
from base.comun.fechas import hoy

register = template.Library()

DIAS = ("lun", "mar", "mié", "jue", "vie", "sáb", "dom")
MESES = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "set", "oct", "nov", "dic")
SIN_DATO = mark_safe('<span class="sin-dato">sin dato</span>')
RECIBIDO = "recibido:"
FIJO = "\N{NO-BREAK SPACE}"  # what stands on its two sides stays on one line: on a page, in a PDF, in Word


def _vacio(valor: Any) -> bool:
    return valor is None or valor == ""


def _decimal(valor: Any) -> Decimal:
    return valor if isinstance(valor, Decimal) else Decimal(str(valor))


def _con_comas(valor: Decimal, decimales: int) -> str:
    return f"{valor.quantize(Decimal(1).scaleb(-decimales), rounding=ROUND_HALF_UP):,.{decimales}f}"


# ── Dates, money, figures ────────────────────────────────────────────────────────────────────────────────────────────────
@register.filter
def fecha(valor: datetime.date | datetime.datetime | None) -> str:
    """A calendar day: "vie 27 oct 2023". An instant is told as its day in Lima. Empty: "sin dato"."""
    if not valor:
        return SIN_DATO
    if isinstance(valor, datetime.datetime):
        valor = timezone.localtime(valor).date() if timezone.is_aware(valor) else valor.date()
    return f"{DIAS[valor.weekday()]} {valor.day:02d} {MESES[valor.month - 1]} {valor.year}"


@register.filter
def fecha_hora(valor: datetime.datetime | None) -> str:
    """An instant, on Lima's clock: "vie 27 oct 2023, 15:04". Empty: "sin dato"."""
    if not valor:
        return SIN_DATO
    local = timezone.localtime(valor) if timezone.is_aware(valor) else valor
    return f"{fecha(local)}, {local:%H:%M}"


@register.filter
def falta(plazo: datetime.date | None) -> str:
    """How far a due date is from today: "faltan 5 días", "vence hoy", "venció hace 1 día". Empty: "sin dato"."""
    if not plazo:
        return SIN_DATO
    dias = (plazo - hoy()).days
    if dias == 0:
        return "vence hoy"
    cuantos = f"{abs(dias):,} {'día' if abs(dias) == 1 else 'días'}"
    if dias < 0:
        return f"venció hace {cuantos}"
    return f"falta {cuantos}" if dias == 1 else f"faltan {cuantos}"


@register.filter
def soles(valor: Decimal | int | str | None) -> str:
    """Money: "S/ 1,250.50", with a space at which no line breaks. Empty: "sin dato"."""
    if _vacio(valor):
        return SIN_DATO
    monto = _con_comas(_decimal(valor), 2)
    return f"-S/{FIJO}{monto[1:]}" if monto.startswith("-") else f"S/{FIJO}{monto}"


@register.filter
def numero(valor: Decimal | int | str | None) -> str:
    """A figure with its thousands: "1,250", "1,250.5" (two decimals at most, none for nothing). Empty: "sin dato"."""
    if _vacio(valor):
        return SIN_DATO
    texto = _con_comas(_decimal(valor), 2)
    return texto.rstrip("0").rstrip(".")


@register.filter
def porcentaje(valor: Decimal | int | float | None) -> str:
    """From 0 to 100: "45 %", "33.3 %". Rounding never turns "almost" into 100 % nor "a little" into 0 %. Empty: "sin dato"."""
    if _vacio(valor):
        return SIN_DATO
    exacto = _decimal(valor)
    redondo = exacto.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    if redondo == 100 and exacto < 100:
        redondo = Decimal("99.9")
    elif redondo == 0 and exacto > 0:
        redondo = Decimal("0.1")
    return f"{numero(redondo)} %"


@register.filter
def tamano(octetos: int | None) -> str:
    """The size of a file before one downloads it: "420 KB", "1.2 MB". Empty: "sin dato"."""
    if not octetos:
        return SIN_DATO
    if octetos < 1024 * 1024:
        return f"{max(round(octetos / 1024), 1)} KB"
    return f"{octetos / 1024 / 1024:.1f} MB"


@register.filter
def sin_dato(valor: Any) -> Any:
    """The value, or "sin dato" where there is none. Zero and "no" are data."""
    return SIN_DATO if _vacio(valor) else valor


@register.filter
def singular(plural: str) -> str:
    """One of what a list counts: "filas" → "fila", "locales" → "local"."""
    raiz = plural.removesuffix("s")
    return raiz.removesuffix("e") if raiz.endswith(("le", "ne", "re")) else raiz


@register.filter
def con_unidad(cantidad: Decimal | int | None, unidad: str) -> str:
    """A quantity with its unit: "120 familias". Empty: "sin dato"."""
    if _vacio(cantidad):
        return SIN_DATO
    return f"{numero(cantidad)} {unidad}".strip()


@register.simple_block_tag(takes_context=True)
def guardar(context: Context, content: SafeString, nombre: str) -> SafeString:
    """Write what stands inside, and keep it under a name for what comes after: `{% guardar "titulo" %}…{% endguardar %}`, then `{{ titulo }}`."""
    context[nombre] = content.strip()
    return content


@register.simple_tag
def ahora() -> str:
    """The instant this page was drawn, so that a printed figure says as of when."""
    return fecha_hora(este_instante())


# ── Signs ────────────────────────────────────────────────────────────────────────────────────────────────────────────────
@register.simple_tag
def icono(nombre: str) -> SafeString:
    """An icon of our sprite; the words beside it carry the meaning."""
    return graficos.icono(nombre)


@register.simple_tag
def estado(situacion: str, etiqueta: str) -> SafeString:
    """A state as sign, colour and word (the quick form of `comun/_estado.html`, for long lists)."""
    return graficos.estado(situacion, etiqueta)


@register.simple_tag
def barra(valor: Decimal | int) -> SafeString:
    """A progress bar from 0 to 100, without words."""
    return graficos.barra(valor)


@register.simple_tag
def franja(partes: Iterable[dict[str, Any]]) -> SafeString:
    """A band that shares out `partes` (each with `situacion` and `cuantos`), without words."""
    return graficos.franja((parte["situacion"], parte["cuantos"]) for parte in partes)


@register.simple_tag
def progreso(valor: Decimal | int | None, detalle: str = "") -> SafeString:
    """Bar, number and what it was counted from ("120 de 300 familias"); "sin dato" where nothing can be computed."""
    nota = format_html('<span class="progreso-detalle">{}</span>', detalle) if detalle else ""
    if valor is None or valor == "":
        return format_html('<span class="progreso">{}{}</span>', SIN_DATO, nota)
    return format_html(
        '<span class="progreso">{}<span class="progreso-numero">{}</span>{}</span>', graficos.barra(valor), porcentaje(valor), nota
    )


# ── Addresses ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _pedido(context: Context) -> HttpRequest | None:
    """The request of this page, also inside an include that says `only`."""
    return getattr(context, "request", None) or context.get("request")


def _consulta(context: Context) -> QueryDict:
    pedido = _pedido(context)
    return pedido.GET.copy() if pedido is not None else QueryDict(mutable=True)


def _direccion(consulta: QueryDict) -> str:
    return f"?{consulta.urlencode()}" if consulta else "?"


@register.simple_tag(takes_context=True)
def qs(context: Context, **cambios: Any) -> str:
    """The query string of this page with some parameters changed; None or "" takes one out: `{% qs pagina=2 %}`."""
    consulta = _consulta(context)
    for nombre, valor in cambios.items():
        if _vacio(valor):
            consulta.pop(nombre, None)
        else:
            consulta[nombre] = str(valor)
    return _direccion(consulta)


@register.simple_tag(takes_context=True)
def puestos(context: Context, formulario: Any) -> list[dict[str, str]]:
    """The filters that a form of the address has on, each with the address without it: `{% puestos form as elegidos %}`."""
    elegidos = []
    for nombre, etiqueta, dicho in filtros.puestos(formulario):
        consulta = _consulta(context)
        for sobra in (nombre, "pagina"):
            consulta.pop(sobra, None)
        elegidos.append({"etiqueta": etiqueta, "dicho": dicho, "sin": _direccion(consulta)})
    return elegidos


@register.simple_tag
def campos(formulario: Any) -> SafeString:
    """The fields of a filter, or of another short form of the address: `{% campos form %}`."""
    return campos_dibujados.campos(formulario)


@register.inclusion_tag("comun/_orden.html", takes_context=True)
def orden(context: Context, campo: str, etiqueta: str, predeterminado: str = "", numerico: bool = False) -> dict[str, Any]:
    """The header of a column that can be sorted (`?orden=plazo`, `?orden=-plazo`); `predeterminado` is the order without asking."""
    consulta = _consulta(context)
    actual = consulta.get("orden") or predeterminado
    consulta.pop("pagina", None)
    consulta["orden"] = f"-{campo}" if actual == campo else campo
    return {
        "etiqueta": etiqueta,
        "url": _direccion(consulta),
        "sentido": {campo: "ascending", f"-{campo}": "descending"}.get(actual, ""),
        "numerico": numerico,
    }


@register.simple_tag(takes_context=True)
def menu(context: Context, lugar: str = "menu") -> list[paneles.EntradaDibujada]:
    """The entries of the menu for whoever looks at this page: `{% menu as entradas %}`."""
    pedido = _pedido(context)
    usuario = getattr(pedido, "user", None)
    return paneles.menu(usuario, pedido, lugar) if pedido is not None and usuario is not None else []


@register.simple_tag(takes_context=True, name="paneles")
def paneles_del_objeto(context: Context, objeto: Any, sin: str = "") -> SafeString:
    """What the other floors have to say about this record: `{% paneles compromiso %}`; `sin` is the panel that the page itself tells."""
    pedido = _pedido(context)
    dibujados = paneles.paneles_de(objeto, pedido.user, sin=sin) if pedido is not None else []
    return mark_safe("".join(render_to_string(p.plantilla, p.contexto, request=pedido) for p in dibujados))  # noqa: S308  rendered, escaped


@register.filter
def recibido(etiquetas: str | None) -> str:
    """The draft that a message confirms: "recibido:avance-12" among its tags gives "avance-12"."""
    for etiqueta in (etiquetas or "").split():
        if etiqueta.startswith(RECIBIDO):
            return etiqueta.removeprefix(RECIBIDO)
    return ""
