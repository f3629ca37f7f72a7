"""The tables of the page Provincia: places by lines of work, written here and not by hundreds of turns of a loop."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from base.comun import graficos
from base.comun.templatetags.comun import numero, porcentaje, progreso
from convenios.models.situacion import Situacion
from convenios.resumen import Cuenta
from portal.tablero.provincia import Cuadro, Desde, Direccion, Fila

register = template.Library()
APARTE = {  # what of a cell is told apart, in one and in several: what presses most, and what is done
    Situacion.VENCIDO: ("vencido", "vencidos"),
    Situacion.POR_VENCER: ("por vencer", "por vencer"),
    Situacion.EN_VERIFICACION: ("en verificación", "en verificación"),
    Situacion.CUMPLIDO: ("cumplido", "cumplidos"),
}
CAMBIOS = [  # what is told of the time since: how it is drawn, in one and in several, of which count, where its rows are
    ("mejoro", "con avance verificado", "con avance verificado", "avanzaron", {}, "avance_desde"),
    ("mejoro", "cumplido", "cumplidos", "cumplidos", {"situacion": "cumplido"}, "decidido_desde"),
    ("empeoro", "venció y sigue abierto", "vencieron y siguen abiertos", "vencieron", {"situacion": "vencido"}, "plazo_desde"),
    ("empeoro", "declarado no cumplido", "declarados no cumplidos", "no_cumplidos", {"situacion": "no_cumplido"}, "decidido_desde"),
]
LADOS = {"mejoro": "Mejoró", "empeoro": "Empeoró"}
NADA = mark_safe('<span class="apagado">ninguno</span>')
SIN_CAMBIOS = mark_safe('<span class="apagado">nada</span>')


@register.simple_tag
def matriz(cuadro: Cuadro) -> SafeString:
    """The rows of the matrix, and the whole below: `{% matriz cuadro %}`."""
    columnas = [(linea, escape(nombre)) for linea, nombre in cuadro.columnas]
    cuerpo = "".join(_de_matriz(fila, columnas) for fila in cuadro.filas)
    pie = _de_matriz(cuadro.todo, columnas)
    return mark_safe(f"<tbody>{cuerpo}</tbody><tfoot>{pie}</tfoot>")  # noqa: S308  each piece was escaped


def _de_matriz(fila: Fila, columnas: Iterable[tuple[str, str]]) -> str:
    celdas = "".join(f'<td data-etiqueta="{nombre}">{_celda(fila.lineas.get(linea), fila.donde, linea)}</td>' for linea, nombre in columnas)
    return f'<tr><th scope="row">{_nombre(fila)}</th>{celdas}<td data-etiqueta="Todas">{_celda(fila.conjunto, fila.donde, "")}</td></tr>'


def _nombre(fila: Fila) -> str:
    if not fila.url:
        return f'{escape(fila.nombre)} <br><span class="apagado">en conjunto</span>'
    return f'<a class="enlace-fila" href="{_enlace(fila.url)}">{escape(fila.nombre)}</a>'


def _celda(cuenta: Cuenta | None, donde: Direccion, linea: str) -> str:
    """How many, what is done of the shares that were agreed, what presses most among them, and how many were fulfilled."""
    if cuenta is None or not cuenta.total:
        return NADA
    hecho = "" if cuenta.promedio is None else f' <span class="avance-de-celda">avance {porcentaje(cuenta.promedio)}</span>'
    dichos = [
        f'<a class="cifra-de-celda" href="{_enlace(donde(linea=linea))}"><strong class="num">{numero(cuenta.total)}</strong></a>{hecho}<br>'
    ]
    presentes = [s for s in APARTE if cuenta.situaciones.get(s.value)]
    for situacion in [s for s in presentes if s in (presentes[0], Situacion.CUMPLIDO)]:
        url = donde(linea=linea, situacion=situacion.value)
        dichos.append(_dicho(url, situacion.value, cuenta.situaciones[situacion.value], *APARTE[situacion]))
    return "".join(dichos)


def _enlace(url: str) -> str:
    """An address as an attribute: it is made of codes, slugs and dates of ours, so `&` is all that has to be written otherwise."""
    return url.replace("&", "&amp;")


@lru_cache(maxsize=4096)
def _cabeza(total: int, promedio: Decimal | None) -> tuple[str, str]:
    hecho = "" if promedio is None else f' <span class="avance-de-celda">avance {porcentaje(promedio)}</span>'
    return f'<strong class="num">{numero(total)}</strong>', hecho


def _dicho(url: str, situacion: str, cuantos: int, uno: str, varios: str) -> str:
    return f'<a class="dicho-de-celda" href="{_enlace(url)}">{_pinta(situacion, cuantos, uno if cuantos == 1 else varios)}</a>'


@lru_cache(maxsize=2048)
def _pinta(situacion: str, cuantos: int, que: str) -> SafeString:
    return graficos.estado(situacion, f"{numero(cuantos)} {que}")


# ── What changed, and how the plans go ───────────────────────────────────────────────────────────────────────────────────
@register.simple_tag
def cambios(cuadro: Cuadro, desde: Desde) -> SafeString:
    """A row for each place where something changed since a day, with what got better and what got worse; the others by their names."""
    dia, filas, quietos = f"{desde.dia:%Y-%m-%d}", [], []
    for fila in [*cuadro.filas, cuadro.todo]:
        lados = _lados(fila, dia)
        if any(lados.values()):
            celdas = "".join(f'<td data-etiqueta="{lado}">{dicho or SIN_CAMBIOS}</td>' for lado, dicho in lados.items())
            filas.append(f'<tr><th scope="row">{_nombre(fila)}</th>{celdas}</tr>')
        elif fila.url:
            quietos.append(fila)
    return mark_safe("".join(filas) + _resto("Sin cambios", quietos, columnas=2))  # noqa: S308  each piece was escaped


def _lados(fila: Fila, dia: str) -> dict[str, str]:
    lados = {"Mejoró": "", "Empeoró": ""}
    for lado, uno, varios, cual, filtros, desde in CAMBIOS:
        if cuantos := getattr(fila.conjunto, cual):
            lados[LADOS[lado]] += _dicho(fila.donde(**filtros, **{desde: dia}), lado, cuantos, uno, varios)
    return lados


def _resto(dicho: str, filas: list[Fila], *, columnas: int) -> str:
    """The places of which there is nothing to tell, in one row."""
    if not filas:
        return ""
    nombres = " ".join(_nombre(fila) for fila in filas)
    return f'<tr><th scope="row" class="apagado">{dicho}</th><td class="los-demas" colspan="{columnas}">{nombres}</td></tr>'


@register.simple_tag
def gemelas(cuadro: Cuadro) -> SafeString:
    """A row for each place that has a plan, with its twin bars; the others by their names: `{% gemelas cuadro %}`."""
    filas = "".join(_de_gemelas(fila) for fila in cuadro.filas if fila.barras is not None)
    sin_plan = [fila for fila in cuadro.filas if fila.barras is None]
    return mark_safe(filas + _resto("Sin plan que medir", sin_plan, columnas=3))  # noqa: S308  each piece was escaped


def _de_gemelas(fila: Fila) -> str:
    b: Any = fila.barras
    return (
        f'<tr><th scope="row">{_nombre(fila)}</th><td data-etiqueta="Físico">{_barra(b.fisico)}</td><td data-etiqueta="Financiero">{_barra(b.gasto)}</td>'
        f'<td data-etiqueta="Hasta"><a class="enlace-fila" href="{_enlace(b.url)}">{escape(b.dicho)}</a></td></tr>'
    )


def _barra(valor: Decimal | None) -> str:
    return progreso(valor) if valor is not None else '<span class="sin-dato">sin programación</span>'


@register.simple_tag
def debe_datos(filas: Iterable[Fila]) -> SafeString:
    """The places whose commitments lack data, each with how many: `{% debe_datos cuadro.filas %}`."""
    return mark_safe("".join(_de_deudas(filas)))  # noqa: S308  each piece was escaped


def _de_deudas(filas: Iterable[Fila]) -> Iterator[str]:
    for fila in filas:
        if fila.deudas:
            yield format_html(
                '<li><a class="enlace-fila" href="{}#por-completar">{}: <strong class="num">{}</strong></a></li>',
                fila.url,
                fila.nombre,
                numero(fila.deudas),
            )
