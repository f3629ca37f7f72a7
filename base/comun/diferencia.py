"""Two texts side by side, the words that differ marked: `marcar(antes, despues)` gives both as HTML that is safe to show."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

PALABRA = re.compile(r"\S+[^\S\n]*|\n|[^\S\n]+")
TOPE = 6000  # words of both texts together: beyond it lines are compared, since comparing words grows with the square of them


def marcar(antes: str, despues: str) -> tuple[SafeString, SafeString]:
    """Both texts, escaped; in the first what goes stands in `<del>`, in the second what comes stands in `<ins>`."""
    uno, otro = _trozos(antes), _trozos(despues)
    if len(uno) + len(otro) > TOPE:
        uno, otro = _lineas(antes), _lineas(despues)
    salen, entran = [], []
    sin_blancos = [[trozo.strip() for trozo in trozos] for trozos in (uno, otro)]  # the blank after a word is no part of it
    for que, a1, a2, d1, d2 in SequenceMatcher(None, *sin_blancos, autojunk=len(uno) + len(otro) > TOPE // 3).get_opcodes():
        salen.append(_tramo("del", uno[a1:a2], igual=que == "equal"))
        entran.append(_tramo("ins", otro[d1:d2], igual=que == "equal"))
    return mark_safe("".join(salen)), mark_safe("".join(entran))  # noqa: S308  every piece went through escape()


def _trozos(texto: str) -> list[str]:
    """Words, each with the blanks after it; a line break is a word of its own."""
    return PALABRA.findall("\n".join(texto.splitlines()))


def _lineas(texto: str) -> list[str]:
    return [f"{linea}\n" for linea in texto.splitlines()]


def _tramo(marca: str, trozos: Iterable[str], *, igual: bool) -> str:
    texto = "".join(trozos)
    if igual or not texto:
        return escape(texto)
    dentro = texto.rstrip()
    return f"<{marca}>{escape(dentro)}</{marca}>{escape(texto[len(dentro) :])}" if dentro else escape(texto)
