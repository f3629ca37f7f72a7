"""Figures drawn on the server: bars, signs and state marks as SVG that a strict Content-Security-Policy lets through.

Nothing here uses `style=`: widths are SVG attributes and colours are classes of `static/css/portal.css`. A figure never speaks by
colour alone: the word or the number always stands beside it, and the drawing is hidden from screen readers.
"""

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

import segno
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

# How each state looks: the tone (its colour family in the style sheet) and the sign, distinct in shape so that it reads in black and white.
ASPECTOS: dict[str, tuple[str, str]] = {
    # situation of something promised
    "sin_plazo": ("quieto", "sin-plazo"),
    "por_iniciar": ("quieto", "circulo"),
    "en_proceso": ("marcha", "medio"),
    "en_verificacion": ("marcha", "lupa"),
    "por_vencer": ("alerta", "reloj"),
    "vencido": ("mal", "alarma"),
    "cumplido": ("bien", "visto"),
    "no_cumplido": ("mal", "equis"),
    "suspendido": ("quieto", "pausa"),
    # what somebody reports
    "borrador": ("quieto", "lapiz"),
    "enviado": ("marcha", "enviar"),
    "observado": ("alerta", "globo"),
    "verificado": ("bien", "visto"),
    # an agreement between institutions
    "en_revision": ("marcha", "lupa"),
    "aprobado": ("marcha", "pulgar"),
    "suscrito": ("marcha", "firma"),
    "vigente": ("bien", "escudo"),
    "concluido": ("quieto", "bandera"),
    "resuelto": ("mal", "corte"),
    "anulado": ("quieto", "prohibido"),
    # a plan of work
    "propuesto": ("marcha", "documento"),
    "en_ejecucion": ("marcha", "ajustes"),
    "cerrado": ("quieto", "candado"),
    # the colour of a percentage
    "verde": ("bien", "circulo"),
    "ámbar": ("alerta", "alarma"),
    "rojo": ("mal", "equis"),
    "sin programación": ("quieto", "calendario"),
    # a mail on its way
    "enviando": ("marcha", "reloj"),
    "dudoso": ("alerta", "alarma"),
    "fallido": ("mal", "prohibido"),
    "suscrita": ("bien", "firma"),
    "anulada": ("quieto", "prohibido"),
    # how urgent a school building is
    "critico": ("mal", "bandera"),
    "alto": ("alerta", "arriba"),
    "medio": ("marcha", "ordenar"),
    "bajo": ("quieto", "abajo"),
    # a meeting, and what who is invited answers
    "convocado": ("quieto", "campana"),
    "anunciado": ("quieto", "info"),
    "en_curso": ("marcha", "lugar"),
    "acta_en_borrador": ("alerta", "lapiz"),
    "acta_firmada": ("bien", "candado"),
    "informado": ("bien", "documento"),
    "asistira": ("bien", "persona"),
    "delegara": ("marcha", "compartir"),
    "no_asistira": ("mal", "salir"),
    "sin_respuesta": ("quieto", "globo"),
    # what holds a district back, and how a figure compares with the one before
    "abierto": ("marcha", "globo"),
    "atendido": ("bien", "bandera"),
    "descartado": ("quieto", "equis"),
    "mejoro": ("bien", "pulgar"),
    "empeoro": ("mal", "info"),
    "igual": ("quieto", "derecha"),
}


@lru_cache(maxsize=1)
def _hoja_de_iconos() -> str:
    """The address of the one sprite that holds every icon."""
    return static("img/iconos.svg")


@lru_cache(maxsize=128)
def icono(nombre: str) -> SafeString:
    """An icon of our sprite, silent for screen readers: its meaning is always written beside it."""
    return format_html(
        '<svg class="icono" width="20" height="20" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        _hoja_de_iconos(),
        nombre,
    )


@lru_cache(maxsize=512, typed=True)  # typed: a text that is safe is not the same as one that only reads the same
def estado(situacion: str, etiqueta: str) -> SafeString:
    """A state as sign, colour and word. Lists say the same few of them in every row."""
    tono, signo = ASPECTOS.get(situacion, ("quieto", "circulo"))
    return format_html('<span class="estado estado-{}">{}<span>{}</span></span>', tono, icono(signo), etiqueta)


def barra(porcentaje: Decimal | int | float) -> SafeString:
    """A progress bar from 0 to 100; what goes beyond is told by the number, not by the bar."""
    lleno = min(max(Decimal(str(porcentaje)), Decimal(0)), Decimal(100)).quantize(Decimal("0.1"))
    return format_html(
        '<svg class="barra" viewBox="0 0 100 8" width="100" height="8" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="barra-fondo" width="100" height="8"></rect><rect class="barra-llena" width="{}" height="8"></rect></svg>',
        f"{lleno:f}",
    )


def linea(valores: Iterable[tuple[int, Decimal]]) -> SafeString:
    """How a figure went: pairs of year and value, in order of year, as a small line. The table beside it says the numbers."""
    puntos = [(Decimal(anio), valor) for anio, valor in valores]
    if len(puntos) < 2:
        return mark_safe("")  # one figure is no line
    ancho, alto, borde = 160, 44, 5
    desde, lo_menos = puntos[0][0], min(valor for _, valor in puntos)
    anios, alcance = puntos[-1][0] - desde, max(valor for _, valor in puntos) - lo_menos

    def lugar(anio: Decimal, valor: Decimal) -> tuple[str, str]:
        x = borde + (ancho - 2 * borde) * (anio - desde) / (anios or 1)
        y = alto - borde - (alto - 2 * borde) * ((valor - lo_menos) / alcance if alcance else Decimal("0.5"))
        return f"{x:.1f}", f"{y:.1f}"

    lugares = [lugar(*punto) for punto in puntos]
    return format_html(
        '<svg class="linea" viewBox="0 0 {0} {1}" width="{0}" height="{1}" aria-hidden="true" focusable="false">'
        '<polyline class="linea-trazo" points="{2}"></polyline>{3}</svg>',
        ancho,
        alto,
        " ".join(",".join(par) for par in lugares),
        format_html_join("", '<circle class="linea-punto" cx="{}" cy="{}" r="3"></circle>', lugares),
    )


def qr(direccion: str) -> SafeString:
    """An address of ours as a square that a telephone reads: no `style`, which the policy of the portal would not let through."""
    dibujo = segno.make(direccion, error="m").svg_inline(scale=1, border=4, omitsize=True, dark="#000", light="#fff", lineclass=None)
    return mark_safe(dibujo)  # noqa: S308  (drawn by segno from an address of ours; it carries no text)


def franja(partes: Iterable[tuple[str, int]]) -> SafeString:
    """How many of each state, as one band: pairs of state and count. The counts stand as a list beside it."""
    partes = [(situacion, cuantos) for situacion, cuantos in partes if cuantos]
    total = sum(cuantos for _, cuantos in partes)
    if not total:
        return mark_safe("")  # nothing to draw
    trozos, desde = [], 0
    for situacion, cuantos in partes:
        ancho = round(1000 * cuantos / total)
        trozos.append((ASPECTOS.get(situacion, ("quieto", ""))[0], desde, max(ancho - 4, 1)))
        desde += ancho
    return format_html(
        '<svg class="franja" viewBox="0 0 1000 14" width="1000" height="14" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        "{}</svg>",
        format_html_join("", '<rect class="tono-{}" x="{}" width="{}" height="14"></rect>', trozos),
    )
