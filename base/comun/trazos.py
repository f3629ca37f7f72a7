"""Shapes on a plane: made lighter without opening gaps between neighbours, looked at for crossings, and labelled without covering one another.

A shape is a list of rings, a ring a closed list of points (its first one again at the end). No word of the domain, no drawing.
"""

import math
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

Punto = tuple[float, float]
Anillo = list[Punto]
Caja = tuple[float, float, float, float]
Clave = TypeVar("Clave", bound=Hashable)


# ── Lighter ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
def simplificar(formas: Mapping[Clave, list[Anillo]], tolerancia: float) -> dict[Clave, list[Anillo]]:
    """The same shapes with fewer points, none further than `tolerancia` from where it was.

    What two shapes share is cut into arcs at the points where a third one begins, and each arc is made lighter once: neighbours that touched
    still touch. A ring too small to keep its form is left out, unless it is the largest of its shape.
    """
    vecinos: dict[Punto, set[Punto]] = {}
    for anillos in formas.values():
        for anillo in anillos:
            for a, b in zip(anillo, anillo[1:], strict=False):
                vecinos.setdefault(a, set()).add(b)
                vecinos.setdefault(b, set()).add(a)
    cruces = {punto for punto, otros in vecinos.items() if len(otros) != 2}
    hechos: dict[tuple[Punto, ...], Anillo] = {}
    return {clave: _mas_ligeros(anillos, cruces, tolerancia, hechos) for clave, anillos in formas.items()}


def _mas_ligeros(anillos: list[Anillo], cruces: set[Punto], tolerancia: float, hechos: dict[tuple[Punto, ...], Anillo]) -> list[Anillo]:
    mayor = max(anillos, key=lambda anillo: abs(area(anillo)))
    ligeros = [(anillo, _un_anillo(anillo, cruces, tolerancia, hechos)) for anillo in anillos]
    return [ligero if len(ligero) >= 4 else anillo for anillo, ligero in ligeros if len(ligero) >= 4 or anillo is mayor]


def _un_anillo(anillo: Anillo, cruces: set[Punto], tolerancia: float, hechos: dict[tuple[Punto, ...], Anillo]) -> Anillo:
    abierto = anillo[:-1]
    fijos = [i for i, punto in enumerate(abierto) if punto in cruces]
    if len(fijos) < 2:  # it stands alone, or touches others at one point: the same two points hold it, whoever looks
        inicio = fijos[0] if fijos else min(range(len(abierto)), key=lambda i: abierto[i])
        lejos = max(range(len(abierto)), key=lambda i: (math.dist(abierto[i], abierto[inicio]), abierto[i]))
        fijos = sorted({inicio, lejos})
    giro = abierto[fijos[0] :] + abierto[: fijos[0]] + [abierto[fijos[0]]]
    cortes = [i - fijos[0] for i in fijos] + [len(abierto)]
    resultado: Anillo = [giro[0]]
    for desde, hasta in zip(cortes, cortes[1:], strict=False):
        resultado += _un_arco(giro[desde : hasta + 1], tolerancia, hechos)[1:]
    return resultado


def _un_arco(arco: Anillo, tolerancia: float, hechos: dict[tuple[Punto, ...], Anillo]) -> Anillo:
    """Whichever neighbour comes first, the arc is looked at in the same direction."""
    al_reves = arco[::-1] < arco
    clave = tuple(arco[::-1] if al_reves else arco)
    if clave not in hechos:
        hechos[clave] = _recta_donde_se_pueda(list(clave), tolerancia)
    return hechos[clave][::-1] if al_reves else hechos[clave]


def _recta_donde_se_pueda(arco: Anillo, tolerancia: float) -> Anillo:
    """Ramer, Douglas and Peucker's way, without recursion."""
    quedan, pendientes = {0, len(arco) - 1}, [(0, len(arco) - 1)]
    while pendientes:
        desde, hasta = pendientes.pop()
        if hasta - desde < 2:
            continue
        lejos, distancia = max(
            ((i, _a_la_recta(arco[i], arco[desde], arco[hasta])) for i in range(desde + 1, hasta)), key=lambda par: par[1]
        )
        if distancia > tolerancia:
            quedan.add(lejos)
            pendientes += [(desde, lejos), (lejos, hasta)]
    return [arco[i] for i in sorted(quedan)]


def _a_la_recta(p: Punto, a: Punto, b: Punto) -> float:
    (x, y), (dx, dy) = (p[0] - a[0], p[1] - a[1]), (b[0] - a[0], b[1] - a[1])
    largo = dx * dx + dy * dy
    t = min(max((x * dx + y * dy) / largo, 0), 1) if largo else 0
    return math.hypot(x - t * dx, y - t * dy)


# ── Measures ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def area(anillo: Anillo) -> float:
    """Signed: positive against the clock, where y grows upward."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(anillo, anillo[1:], strict=False)) / 2


def caja(puntos: Iterable[Punto]) -> Caja:
    """The least and the greatest of both coordinates."""
    equis, yes = zip(*puntos, strict=True)
    return min(equis), min(yes), max(equis), max(yes)


def centro(anillo: Anillo) -> Punto:
    """Where the shape would balance; of one without area, the middle of its points."""
    superficie = area(anillo)
    if not superficie:
        puntos = anillo[:-1]
        return sum(p[0] for p in puntos) / len(puntos), sum(p[1] for p in puntos) / len(puntos)
    x = y = 0.0
    for a, b in zip(anillo, anillo[1:], strict=False):
        cruz = a[0] * b[1] - b[0] * a[1]
        x, y = x + (a[0] + b[0]) * cruz, y + (a[1] + b[1]) * cruz
    return x / (6 * superficie), y / (6 * superficie)


# ── Crossings ────────────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass
class Gasto:
    """How many looks are left for all the rings of one file: a boundary costs some five for each point, a tangle as many as its square."""

    queda: int = 8_000_000

    def mirar(self, veces: int) -> None:
        """Spend; raises `DemasiadoEnredado` when there is nothing left."""
        self.queda -= veces
        if self.queda < 0:
            raise DemasiadoEnredado


class DemasiadoEnredado(ValueError):
    """Looking for crossings would take too long: no boundary looks like this."""


def se_cruza(anillo: Anillo, gasto: Gasto) -> bool:
    """Two of its edges cross. Edges are compared with those that share a square of a grid, as long as there is something to spend."""
    lados = [(a, b) for a, b in zip(anillo, anillo[1:], strict=False) if a != b]
    if len(lados) < 4:
        return False
    x0, y0, x1, y1 = caja(anillo)
    cuantos = max(int(math.sqrt(len(lados))), 1)
    paso_x, paso_y = (x1 - x0) / cuantos or 1, (y1 - y0) / cuantos or 1
    celdas: dict[tuple[int, int], list[int]] = {}
    for i, (a, b) in enumerate(lados):
        columnas = range(int((min(a[0], b[0]) - x0) / paso_x), int((max(a[0], b[0]) - x0) / paso_x) + 1)
        filas = range(int((min(a[1], b[1]) - y0) / paso_y), int((max(a[1], b[1]) - y0) / paso_y) + 1)
        vistos: set[int] = set()
        for celda in ((c, f) for c in columnas for f in filas):
            dentro = celdas.setdefault(celda, [])
            gasto.mirar(1 + len(dentro))
            nuevos = [j for j in dentro if j not in vistos]
            if any(_se_cortan(a, b, *lados[j]) for j in nuevos):
                return True
            vistos.update(nuevos)
            dentro.append(i)
    return False


def _lado(a: Punto, b: Punto, c: Punto) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _se_cortan(a: Punto, b: Punto, c: Punto, d: Punto) -> bool:
    """In the middle of both: to touch at an end is no crossing."""
    return _lado(a, b, c) * _lado(a, b, d) < 0 and _lado(c, d, a) * _lado(c, d, b) < 0


# ── Names ────────────────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Marca:
    """What is to be named: a circle, and the width and height of its name."""

    x: float
    y: float
    radio: float
    ancho: float
    alto: float


@dataclass(frozen=True)
class Lugar:
    """Where a name stands (its box), and the line that leads to it when it is not beside its circle."""

    caja: Caja
    linea: tuple[Punto, Punto] | None = None


RUMBOS = [0, 180, 90, 270, 30, 150, 330, 210, 60, 120, 240, 300, 15, 165, 345, 195]
PASO, ALCANCE, AIRE, JUNTO, VUELTAS = 5, 130, 2, 8, 6


def colocar(marcas: list[Marca], ancho: float, alto: float) -> list[Lugar | None]:
    """A place for each name, in the order of `marcas`; None for one that fits nowhere. Several orders are tried, and the best one stands."""
    cercania = [min((math.hypot(a.x - b.x, a.y - b.y) for b in marcas if b is not a), default=0) for a in marcas]
    indices = range(len(marcas))
    ordenes = [
        sorted(indices, key=lambda i: cercania[i]),
        sorted(indices, key=lambda i: (marcas[i].y, i)),
        sorted(indices, key=lambda i: (-marcas[i].ancho, i)),
        sorted(indices, key=lambda i: (-marcas[i].y, i)),
    ]
    intentos = [intento for orden in ordenes for intento in _con_los_que_faltan_antes(marcas, orden, ancho, alto)]
    return min(intentos, key=lambda intento: (intento[0].count(None), intento[1]))[0]


def _con_los_que_faltan_antes(
    marcas: list[Marca], orden: list[int], ancho: float, alto: float
) -> Iterator[tuple[list[Lugar | None], float]]:
    """In that order; then again with those that found no place at the head, a few times."""
    for _ in range(VUELTAS):
        lugares, largo = _en_este_orden(marcas, orden, ancho, alto)
        yield lugares, largo
        faltan = [i for i in orden if lugares[i] is None]
        if not faltan:
            return
        orden = faltan + [i for i in orden if lugares[i] is not None]


def _en_este_orden(marcas: list[Marca], orden: list[int], ancho: float, alto: float) -> tuple[list[Lugar | None], float]:
    lugares: list[Lugar | None] = [None] * len(marcas)
    circulos: list[Caja] = [(m.x - m.radio, m.y - m.radio, m.x + m.radio, m.y + m.radio) for m in marcas]
    ocupado: list[Caja] = []
    largo = 0.0
    for i in orden:
        ajenos = [circulo for j, circulo in enumerate(circulos) if j != i]
        hallado = next(iter(_lugares(marcas[i], circulos[i], ajenos, ocupado, ancho, alto)), None)
        if hallado is not None:
            lugares[i], distancia = hallado
            largo += distancia
            ocupado += [hallado[0].caja, *_pedazos(hallado[0].linea)]
    return lugares, largo


def _lugares(
    marca: Marca, propio: Caja, ajenos: list[Caja], ocupado: list[Caja], ancho: float, alto: float
) -> Iterator[tuple[Lugar, float]]:
    """Where its name may stand, the nearest first: nearer to its own circle than to another, or with a line that says whose it is."""
    for distancia in range(3, ALCANCE, PASO):
        aire = min(distancia, JUNTO) + AIRE
        for rumbo in RUMBOS:
            dx, dy = math.cos(math.radians(rumbo)), -math.sin(math.radians(rumbo))
            x, y = marca.x + dx * (marca.radio + distancia), marca.y + dy * (marca.radio + distancia)
            x0 = x if dx > 0.3 else x - marca.ancho if dx < -0.3 else x - marca.ancho / 2
            y0 = y if dy > 0.8 else y - marca.alto if dy < -0.8 else y - marca.alto / 2
            suya = (x0, y0, x0 + marca.ancho, y0 + marca.alto)
            if x0 < 0 or y0 < 0 or suya[2] > ancho or suya[3] > alto or _se_tocan(suya, propio):
                continue
            if any(_se_tocan(suya, otra) for otra in ocupado) or any(_se_tocan(suya, otro, aire=aire) for otro in ajenos):
                continue
            linea = ((marca.x + dx * marca.radio, marca.y + dy * marca.radio), (x, y)) if distancia > JUNTO else None
            if not any(_se_tocan(pedazo, otra, aire=0) for pedazo in _pedazos(linea) for otra in [*ajenos, *ocupado]):
                yield Lugar(suya, linea), distancia


def _pedazos(linea: tuple[Punto, Punto] | None) -> list[Caja]:
    """A line as small squares, so that nothing is written over it."""
    if linea is None:
        return []
    (ax, ay), (bx, by) = linea
    trozos = max(int(math.dist(*linea) / 4), 1)
    puntos = [(ax + (bx - ax) * n / trozos, ay + (by - ay) * n / trozos) for n in range(trozos + 1)]
    return [(x - 1, y - 1, x + 1, y + 1) for x, y in puntos]


def _se_tocan(a: Caja, b: Caja, aire: float = AIRE) -> bool:
    return a[0] < b[2] + aire and b[0] < a[2] + aire and a[1] < b[3] + aire and b[1] < a[3] + aire
