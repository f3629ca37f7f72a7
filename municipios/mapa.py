"""The map of some districts, drawn on the server: from the capitals and the population, or from boundaries once they were loaded.

    mapa(distritos.con_limite(), {d.pk: Valor("vencido", "3 vencidos", url) …}, titulo="Mapa de la provincia")

gives what `municipios/_mapa.html` shows: the drawing, its key, where it comes from, and the same as a table. A situation is told by colour, by
the pattern (or size) of the shape, by a sign and by a word. Where each thing goes is worked out once for the same contents.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from base.comun.graficos import ASPECTOS
from base.comun.trazos import Anillo, Lugar, Marca, Punto, area, caja, centro, colocar, simplificar

from .models import Distrito, Limite

ANCHO, BORDE, ALTO_MAXIMO = 350.0, 30.0, 620.0
LETRA = 7.5  # how wide a letter of the names is taken to be, with room to spare
RADIO_MENOR, RADIO_MAYOR, RADIO_FIJO = 9.0, 22.0, 10.0
PUNTOS_DEL_DIBUJO = 3_500
TONOS = {"bien": "lleno", "marcha": "puntos", "alerta": "rayas", "mal": "cruces", "quieto": "vacio"}  # pattern of each colour family


@dataclass(frozen=True)
class Valor:
    """How a district stands: situation (a slug of `ASPECTOS`), the words beside its name, and where its rows are."""

    situacion: str
    etiqueta: str
    url: str


SIN_VALOR = Valor("", "sin compromisos", "")


@dataclass(frozen=True)
class Fila:
    """A district in the table, with what the drawing says of it."""

    distrito: Distrito
    valor: Valor
    en_el_mapa: bool


@dataclass(frozen=True)
class Mapa:
    """What the partial shows."""

    titulo: str
    svg: SafeString
    filas: list[Fila]
    con_limites: bool
    fuentes: list[Any]  # loads of the boundaries drawn, each with `fuente` and `licencia`
    sin_lugar: int
    sin_limite: int
    anio: int | None  # of the population that the circles show


def mapa(distritos: Iterable[Distrito], valores: Mapping[int, Valor], *, titulo: str, clave: str = "mapa") -> Mapa:
    """The map of those districts, read `con_limite()`. What has neither capital nor boundary stands in the table only. No query, but one the first
    time that a boundary is drawn.
    """
    todos = list(distritos)
    limites = [limite for limite in (getattr(distrito, "limite", None) for distrito in todos) if limite is not None]
    trazos = _trazos(tuple(sorted((limite.distrito_id, limite.huella) for limite in limites)))
    puestos = _puestos(todos, trazos)
    con_valor = {d.pk: valores.get(d.pk, SIN_VALOR) for d in todos}
    anios = {d.poblacion_anio for d in todos if d.poblacion_anio}
    return Mapa(
        titulo=titulo,
        svg=_dibujo(puestos, con_valor, trazos, titulo=titulo, clave=clave),
        filas=[Fila(d, con_valor[d.pk], d.pk in {p.distrito.pk for p in puestos}) for d in todos],
        con_limites=bool(trazos),
        fuentes=list({limite.carga_id: limite.carga for limite in limites}.values()),
        sin_lugar=len(todos) - len(puestos),
        sin_limite=len([p for p in puestos if p.distrito.pk not in trazos]) if trazos else 0,
        anio=max(anios, default=None),
    )


# ── Where each thing goes ────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Puesto:
    """A district with its point on earth (degrees) and the size of its circle."""

    distrito: Distrito
    punto: Punto
    radio: float


@lru_cache(maxsize=64)
def _trazos(huellas: tuple[tuple[int, str], ...]) -> dict[int, list[Anillo]]:
    """The boundaries of those contents, light enough for one drawing. Asked of the database once for the same contents."""
    if not huellas:
        return {}
    filas = Limite.objects.filter(distrito__in=[pk for pk, _ in huellas], huella__in=[h for _, h in huellas])
    formas = {pk: [[(p[0], p[1]) for p in anillo] for anillo in anillos] for pk, anillos in filas.values_list("distrito", "anillos")}
    tolerancia = 0.001
    while sum(len(anillo) for anillos in formas.values() for anillo in anillos) > PUNTOS_DEL_DIBUJO and tolerancia < 1:
        formas, tolerancia = simplificar(formas, tolerancia), tolerancia * 1.6
    return formas


def _puestos(distritos: list[Distrito], trazos: Mapping[int, list[Anillo]]) -> list[Puesto]:
    mayor = max((d.poblacion or 0 for d in distritos), default=0)
    puestos = []
    for distrito in distritos:
        if distrito.pk in trazos:
            puestos.append(Puesto(distrito, centro(max(trazos[distrito.pk], key=lambda anillo: abs(area(anillo)))), RADIO_FIJO))
        elif distrito.latitud is not None and distrito.longitud is not None:
            parte = math.sqrt((distrito.poblacion or 0) / mayor) if mayor and not trazos else 0
            puestos.append(Puesto(distrito, (float(distrito.longitud), float(distrito.latitud)), max(RADIO_MENOR, RADIO_MAYOR * parte)))
    return puestos


@dataclass(frozen=True)
class Plano:
    """From degrees to the drawing: north above, a degree as long in both directions as it is on the ground."""

    oeste: float
    norte: float
    largo: float  # what a degree of latitude measures
    recorte: float  # how much shorter one of longitude is at this latitude
    alto: float
    corrido: float

    def __call__(self, punto: Punto) -> Punto:
        x = self.corrido + (punto[0] - self.oeste) * self.recorte * self.largo
        return round(x, 1), round(BORDE + (self.norte - punto[1]) * self.largo, 1)


def _plano(puntos: list[Punto]) -> Plano:
    oeste, sur, este, norte = caja(puntos)
    recorte = math.cos(math.radians((sur + norte) / 2))
    ancho, alto = max((este - oeste) * recorte, 0.02), max(norte - sur, 0.02)
    largo = min((ANCHO - 2 * BORDE) / ancho, (ALTO_MAXIMO - 2 * BORDE) / alto)
    return Plano(oeste, norte, largo, recorte, alto * largo + 2 * BORDE, (ANCHO - ancho * largo) / 2)


@lru_cache(maxsize=128)
def _letreros(
    sitios: tuple[tuple[float, float, float], ...], textos: tuple[tuple[str, str], ...], alto: float
) -> list[tuple[Lugar | None, str]]:
    """Where each name stands, with its word below; where there is no room for all the words, the names alone (the sign and the table say it)."""

    def con(palabras: bool) -> list[Lugar | None]:
        medidas = [(max(len(n) * LETRA, len(p) * LETRA * 0.84), 27.0) if palabras else (len(n) * LETRA, 14.0) for n, p in textos]
        return colocar([Marca(*sitio, *medida) for sitio, medida in zip(sitios, medidas, strict=True)], ANCHO, alto)

    lugares = con(palabras=True)
    if None not in lugares:
        return list(zip(lugares, [palabra for _, palabra in textos], strict=True))
    solos = con(palabras=False)
    return [(lugar, "") for lugar in solos]


# ── The drawing ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _dibujo(
    puestos: list[Puesto], valores: Mapping[int, Valor], trazos: Mapping[int, list[Anillo]], *, titulo: str, clave: str
) -> SafeString:
    if not puestos:
        return mark_safe("")  # nothing to draw
    plano = _plano([p.punto for p in puestos] + [punto for anillos in trazos.values() for anillo in anillos for punto in anillo])
    centros = [plano(p.punto) for p in puestos]
    textos = tuple((p.distrito.nombre, valores[p.distrito.pk].etiqueta) for p in puestos)
    lugares = _letreros(tuple((x, y, p.radio) for (x, y), p in zip(centros, puestos, strict=True)), textos, plano.alto)
    piezas = [
        _distrito(p, c, _letrero(p.distrito.nombre, *lugar), valores[p.distrito.pk], _camino(trazos.get(p.distrito.pk, []), plano), clave)
        for p, c, lugar in zip(puestos, centros, lugares, strict=True)
    ]
    cercanias, formas, letreros = zip(*piezas, strict=True)
    return format_html(
        '<svg class="mapa" viewBox="0 0 {ancho} {alto}" role="group" aria-labelledby="{clave}-titulo {clave}-texto">'
        '<title id="{clave}-titulo">{titulo}</title><desc id="{clave}-texto">{texto}</desc>{tramas}{cercanias}{formas}{letreros}</svg>',
        ancho=_n(ANCHO),
        alto=_n(plano.alto),
        clave=clave,
        titulo=titulo,
        texto="Cada distrito es un enlace y dice su situación con palabras. La tabla de al lado dice lo mismo.",
        tramas=_tramas(clave),
        cercanias=mark_safe("".join(cercanias)),  # noqa: S308  the same
        formas=mark_safe("".join(formas)),  # noqa: S308  each piece was escaped
        letreros=mark_safe("".join(letreros)),  # noqa: S308  the same
    )


def _n(numero: float) -> str:
    """A number of the drawing with one decimal at most."""
    return f"{numero:.1f}".removesuffix(".0")


def _camino(anillos: list[Anillo], plano: Plano) -> str:
    """Rings as one path, in steps from point to point."""
    partes = []
    for anillo in anillos:
        puntos = [plano(punto) for punto in anillo[:-1]]
        pasos = [(round(b[0] - a[0], 1), round(b[1] - a[1], 1)) for a, b in zip(puntos, puntos[1:], strict=False)]
        partes.append(f"M{_n(puntos[0][0])} {_n(puntos[0][1])}l" + " ".join(f"{_n(x)} {_n(y)}" for x, y in pasos if x or y) + "z")
    return "".join(partes)


def _tramas(clave: str) -> SafeString:
    """The patterns that tell the situations apart on a sheet without colours."""
    dibujos = {
        "puntos": '<circle cx="4" cy="4" r="1"/>',
        "rayas": '<path d="M-1 1l2-2M0 8l8-8M7 9l2-2"/>',
        "cruces": '<path d="M0 0l8 8M0 8l8-8"/>',
    }
    return format_html_join(
        "",
        '<pattern id="{}-{}" class="color-{}" width="8" height="8" patternUnits="userSpaceOnUse">'
        '<rect class="mapa-fondo" width="8" height="8"/><g class="mapa-trama">{}</g></pattern>',
        ((clave, tono, tono, mark_safe(dibujos[trama])) for tono, trama in TONOS.items() if trama in dibujos),  # noqa: S308  ours
    )


def _distrito(puesto: Puesto, centro_: Punto, letrero: SafeString, valor: Valor, camino: str, clave: str) -> tuple[str, str, SafeString]:
    """The shape, and apart from it the sign and the name: what is written stands above every shape. Both lead to the same rows."""
    tono, signo = ASPECTOS.get(valor.situacion, ("quieto", ""))
    (x, y), distrito = centro_, puesto.distrito
    relleno = f"url(#{clave}-{tono})" if TONOS[tono] not in ("lleno", "vacio") else ""
    forma = (
        format_html('<path class="mapa-forma mapa-{} color-{}"{} d="{}"/>', TONOS[tono], tono, _relleno(relleno), camino)
        if camino
        else format_html(
            '<circle class="mapa-forma mapa-{} color-{}" cx="{}" cy="{}" r="{}"/>', TONOS[tono], tono, _n(x), _n(y), _n(puesto.radio)
        )
    )
    dedo = format_html('<rect class="mapa-dedo" x="{}" y="{}" width="46" height="46"/>', _n(x - 23), _n(y - 23))  # as large as a finger
    marca = _marca(x, y, puesto.radio, tono, signo, con_fondo=bool(camino))
    dicho = f"{distrito.nombre}: {valor.etiqueta}"
    if not valor.url:
        return "", forma, format_html('<g class="mapa-distrito"><title>{}</title>{}{}</g>', dicho, marca, letrero)
    # for the finger and the mouse: a boundary is pressed as it is drawn, a circle with what is around it
    cerca = format_html('<a href="{}" tabindex="-1" aria-hidden="true">{}{}</a>', valor.url, dedo, forma if camino else "")
    escrito = format_html(
        '<a class="mapa-distrito" href="{}" aria-label="{}"><title>{}</title>{}{}{}</a>', valor.url, dicho, dicho, dedo, marca, letrero
    )
    return cerca, "" if camino else forma, escrito


def _relleno(relleno: str) -> SafeString:
    return format_html(' fill="{}"', relleno) if relleno else mark_safe("")


def _marca(x: float, y: float, radio: float, tono: str, signo: str, *, con_fondo: bool) -> SafeString:
    """The sign in the middle; on a pattern, upon a plain circle."""
    fondo = (
        format_html('<circle class="mapa-signo-fondo color-{}" cx="{}" cy="{}" r="{}"/>', tono, _n(x), _n(y), _n(RADIO_FIJO))
        if con_fondo
        else ""
    )
    if not signo:
        return format_html("{}", fondo)
    lado = max(12.0, radio)
    return format_html(
        '{}<use class="mapa-signo color-{}" href="{}#{}" x="{}" y="{}" width="{lado}" height="{lado}"/>',
        fondo,
        tono,
        static("img/iconos.svg"),
        signo,
        _n(x - lado / 2),
        _n(y - lado / 2),
        lado=_n(lado),
    )


def _letrero(nombre: str, lugar: Lugar | None, palabra: str) -> SafeString:
    """The name and the word below it; of a name that fits nowhere, the table tells."""
    if lugar is None:
        return mark_safe("")
    x, y = _n((lugar.caja[0] + lugar.caja[2]) / 2), _n(lugar.caja[1] + 11)
    debajo = format_html('<tspan class="mapa-palabra" x="{}" dy="13">{}</tspan>', x, palabra) if palabra else ""
    linea = (
        format_html('<line class="mapa-linea" x1="{}" y1="{}" x2="{}" y2="{}"/>', *(_n(c) for p in lugar.linea for c in p))
        if lugar.linea
        else ""
    )
    return format_html('{}<text class="mapa-nombre" x="{}" y="{}">{}{}</text>', linea, x, y, nombre, debajo)
