"""What changed between two texts, word by word, for the eye: the words that went, the words that came, and a little of what stayed."""

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

PALABRA = re.compile(r"\s*\S+")
ALREDEDOR = 8  # words shown on each side of a change; what is further away is shortened
TOPE_PALABRAS = 4000  # of what differs, between the equal beginning and the equal end
TOPE_CRUCES = 40_000  # pairs of equal words to weigh: beyond it a text that repeats itself would take seconds
PARECIDO = 0.25  # less in common than this is not a change of words but another text


@dataclass(frozen=True)
class Tramo:
    """A stretch that is the same on both sides (`antes` and `despues` equal but for blanks), or that differs."""

    igual: bool
    antes: str
    despues: str


def tramos(antes: str, despues: str) -> list[Tramo]:
    """Both texts cut where they differ. Never slower than a few hundredths of a second: past the caps, all in the middle differs."""
    viejas, nuevas = PALABRA.findall(antes), PALABRA.findall(despues)
    unas, otras = [p.strip() for p in viejas], [p.strip() for p in nuevas]
    inicio = _comun(unas, otras)
    fin = _comun(unas[inicio:][::-1], otras[inicio:][::-1])
    partes = [("equal", 0, inicio, 0, inicio)]
    partes += [
        (que, a + inicio, b + inicio, c + inicio, d + inicio)
        for que, a, b, c, d in _medio(unas[inicio : len(unas) - fin], otras[inicio : len(otras) - fin])
    ]
    partes.append(("equal", len(unas) - fin, len(unas), len(otras) - fin, len(otras)))
    return [Tramo(que == "equal", "".join(viejas[a:b]), "".join(nuevas[c:d])) for que, a, b, c, d in partes if b > a or d > c]


def _comun(unas: list[str], otras: list[str]) -> int:
    """How many words both begin with."""
    return next((i for i, (una, otra) in enumerate(zip(unas, otras, strict=False)) if una != otra), min(len(unas), len(otras)))


def _medio(unas: list[str], otras: list[str]) -> list[tuple[str, int, int, int, int]]:
    cuentas = Counter(otras)
    comunes = len(otras) // 100 + 1 if len(otras) >= 200 else len(otras)  # difflib sets words as common as "de" aside, and so do we
    cruces = sum(cuentas[una] for una in unas if cuentas[una] <= comunes)
    todo = [("replace", 0, len(unas), 0, len(otras))]
    if not cruces or cruces > TOPE_CRUCES or max(len(unas), len(otras)) > TOPE_PALABRAS:
        return todo
    comparacion = SequenceMatcher(None, unas, otras)
    pasos: list[Any] = comparacion.get_opcodes() if comparacion.quick_ratio() >= PARECIDO else todo
    return pasos


def marcar(antes: str, despues: str) -> SafeString:
    """The new text with what went struck out and what came marked, escaped; long stretches that stayed are shortened."""
    todos = tramos(antes, despues)
    if all(tramo.igual for tramo in todos):
        return format_html("{} <em>(solo cambiaron espacios o líneas)</em>", _corto(despues, primero=True, ultimo=True))
    ultimo = len(todos) - 1
    return format_html_join("", "{}", ((_tramo(tramo, primero=i == 0, ultimo=i == ultimo),) for i, tramo in enumerate(todos)))


def lado_a_lado(antes: str, despues: str) -> tuple[SafeString, SafeString]:
    """Both texts whole, escaped: in the first what goes stands in `<del>`, in the second what comes stands in `<ins>`."""
    salen, entran = [], []
    for tramo in tramos("\n".join(antes.splitlines()), "\n".join(despues.splitlines())):
        salen.append(_lado("del", tramo.antes, igual=tramo.igual))
        entran.append(_lado("ins", tramo.despues, igual=tramo.igual))
    return mark_safe("".join(salen)), mark_safe("".join(entran))  # noqa: S308  every piece was escaped


def _lado(marca: str, texto: str, *, igual: bool) -> str:
    dentro = texto.lstrip()
    if igual or not dentro:
        return conditional_escape(texto)
    return conditional_escape(texto[: len(texto) - len(dentro)]) + f"<{marca}>{conditional_escape(dentro)}</{marca}>"


def _tramo(tramo: Tramo, *, primero: bool, ultimo: bool) -> SafeString:
    if tramo.igual:
        return conditional_escape(_corto(tramo.despues, primero=primero, ultimo=ultimo))
    fuera = format_html(' <del><span class="visually-hidden">Antes: </span>{}</del>', tramo.antes.strip()) if tramo.antes else ""
    dentro = format_html(' <ins><span class="visually-hidden">Después: </span>{}</ins>', tramo.despues.strip()) if tramo.despues else ""
    return mark_safe(f"{fuera}{dentro}")  # noqa: S308  both were escaped a line above


def _corto(texto: str, *, primero: bool, ultimo: bool) -> str:
    """A stretch that stayed: only its words beside the changes."""
    palabras = PALABRA.findall(texto)
    sobran = len(palabras) - (0 if primero else ALREDEDOR) - (0 if ultimo else ALREDEDOR)
    if sobran <= ALREDEDOR / 2:
        return texto
    antes = "" if primero and not ultimo else "".join(palabras[: ALREDEDOR * (2 if primero and ultimo else 1)])
    despues = "" if ultimo else "".join(palabras[-ALREDEDOR:])
    return f"{antes} … {despues.lstrip()}" if despues else f"{antes} …"
