"""What a sheet of notices says, as it is kept: lines under titles, each with its page and with the thing that it is about.

The thing (`cosa`) is written "compromiso:12:2026-12-04": kind, key, date that was told. The floor that knows that kind says which of them
still hold; what no longer does falls out of the sheet before it leaves.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TypedDict

from .correo import en_una_linea

Siguen = Callable[[list[str]], set[str]]
_siguen: dict[str, Siguen] = {}
LARGO = 160  # letters told of one thing


class Linea(TypedDict):
    """One thing: its words, the page where it is dealt with, what it is about."""

    texto: str
    url: str
    cosa: str


class Seccion(TypedDict):
    """Things of one kind. `total` counts those that are not listed too, and `url` leads to all; `razon` says why this person is told."""

    titulo: str
    clase: str
    lineas: list[Linea]
    total: int
    url: str
    razon: str
    espera: bool


class Hoja(TypedDict):
    """A whole sheet."""

    entrada: str
    secciones: list[Seccion]


def linea(texto: str, url: str, cosa: str = "", *, demostracion: bool = False) -> Linea:
    """One line, whatever its text was: no break in it, not longer than one reads at a glance, and marked if it is of the demonstration."""
    corto = en_una_linea(texto)
    corto = corto if len(corto) <= LARGO else f"{corto[: LARGO - 1].rstrip()}…"
    marca = " (demostración)" if demostracion and "(demostración)" not in corto else ""
    return {"texto": f"{corto}{marca}", "url": url, "cosa": cosa}


def seccion(titulo: str, clase: str, lineas: Sequence[Linea], *, url: str = "", razon: str = "", espera: bool = False) -> list[Seccion]:
    """The lines under a title; nothing where there is none."""
    if not lineas:
        return []
    comun = {"clase": clase, "url": url, "razon": razon, "espera": espera}
    return [Seccion(titulo=en_una_linea(titulo), lineas=list(lineas), total=len(lineas), **comun)]  # type: ignore[typeddict-item]


def hoja(entrada: str, secciones: list[Seccion]) -> Hoja:
    """A sheet: one line that greets, and what there is to say."""
    return {"entrada": en_una_linea(entrada), "secciones": secciones}


def recortada(hoja: Hoja, caben: int) -> Hoja:
    """The sheet with the first things of each kind, of which `total` still counts all. Numbers, which are of nothing, are told whole."""
    secciones = [{**s, "lineas": s["lineas"][:caben] if s["total"] >= len(s["lineas"]) else s["lineas"]} for s in hoja["secciones"]]
    return {"entrada": hoja["entrada"], "secciones": secciones}  # type: ignore[typeddict-item]


def cuantas_esperan(hoja: Hoja) -> int:
    """How many things wait for whoever reads it."""
    return sum(s["total"] for s in hoja["secciones"] if s["espera"])


def registrar(que: str, siguen: Siguen) -> None:
    """`siguen(things of the kind que)` are those that are still as they were told."""
    _siguen[que] = siguen


def que_siguen(cosas: Iterable[str]) -> set[str]:
    """Of these things, those that are still as they were told: one question for each kind."""
    por_clase: dict[str, list[str]] = {}
    for cosa in set(cosas):
        por_clase.setdefault(cosa.partition(":")[0], []).append(cosa)
    return {cosa for que, suyas in por_clase.items() for cosa in (_siguen[que](suyas) if que in _siguen else suyas)}


def al_dia(hoja: Hoja) -> Hoja:
    """The sheet without what was settled since it was written."""
    siguen = que_siguen(linea["cosa"] for seccion in hoja["secciones"] for linea in seccion["lineas"] if linea["cosa"])
    secciones = []
    for seccion in hoja["secciones"]:
        lineas = [linea for linea in seccion["lineas"] if not linea["cosa"] or linea["cosa"] in siguen]
        if lineas:
            fuera = len(seccion["lineas"]) - len(lineas)
            secciones.append(Seccion(**{**seccion, "lineas": lineas, "total": seccion["total"] - fuera}))
    return {"entrada": hoja["entrada"], "secciones": secciones}


def de_las_clases(hoja: Hoja, quiere: Callable[[str], bool]) -> Hoja:
    """The sheet with only the kinds that somebody wants."""
    return {"entrada": hoja["entrada"], "secciones": [s for s in hoja["secciones"] if quiere(s["clase"])]}


def clases_de(hoja: Hoja) -> list[str]:
    """The kinds that it tells of, in their order, each once."""
    return list(dict.fromkeys(seccion["clase"] for seccion in hoja["secciones"]))
