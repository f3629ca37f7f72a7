"""Where it was found: the words marked in the text, and which words are a slip of another."""

import unicodedata
from functools import lru_cache

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from .pregunta import errable

ANTES, CABE = 60, 240  # characters told before the first mark, and altogether
LARGA = 7  # letters from which a word may have two slips


@lru_cache(maxsize=16_384)
def desliz(palabra: str, otra: str) -> bool:
    """Whether a word is another one with a slip (two in a long one): a letter changed, added, left out, or two that changed places."""
    caben = 2 if len(palabra) >= LARGA else 1
    if abs(len(palabra) - len(otra)) > caben:
        return False
    anterior: list[int] = []
    fila = list(range(len(otra) + 1))
    for i, letra in enumerate(palabra, 1):
        antes, anterior, fila = anterior, fila, [i]
        for j, suya in enumerate(otra, 1):
            cuesta = min(anterior[j] + 1, fila[-1] + 1, anterior[j - 1] + (letra != suya))
            if i > 1 < j and letra == otra[j - 2] and palabra[i - 2] == suya:
                cuesta = min(cuesta, antes[j - 2] + 1)
            fila.append(cuesta)
        if min(fila) > caben:
            return False
    return fila[-1] <= caben


def _palabras_de(texto: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in texto).split()


def estan(palabras: list[str], texto: str) -> bool:
    """Whether every word, or one that it is a slip of, is in a folded text."""
    suyas = _palabras_de(texto)
    return all(palabra in texto or (errable(palabra) and any(desliz(palabra, otra) for otra in suyas)) for palabra in palabras)


def _plegada(texto: str) -> tuple[str, list[int]]:
    """The text folded letter by letter, and of which letter of the original each one comes."""
    letras, de = [], []
    for i, letra in enumerate(texto):
        for plana in unicodedata.normalize("NFD", letra.lower()):
            if not unicodedata.combining(plana):
                letras.append(plana)
                de.append(i)
    return "".join(letras), de


def _tramos(texto: str, palabras: list[str], *, parecidas: bool) -> list[tuple[int, int]]:
    """Which stretches of the text are what was looked for, in order and without overlap."""
    plano, de = _plegada(texto)
    buscadas = list(palabras)
    if parecidas:
        buscadas += [otra for otra in _palabras_de(plano) if any(errable(p) and desliz(p, otra) for p in palabras)]
    hallados = set()
    for palabra in filter(None, buscadas):
        desde = plano.find(palabra)
        while desde >= 0:
            hallados.add((de[desde], de[desde + len(palabra) - 1] + 1))
            desde = plano.find(palabra, desde + len(palabra))
    unidos: list[tuple[int, int]] = []
    for desde, hasta in sorted(hallados):
        if unidos and desde <= unidos[-1][1]:
            unidos[-1] = (unidos[-1][0], max(hasta, unidos[-1][1]))
        else:
            unidos.append((desde, hasta))
    return unidos


def marcar(texto: str, palabras: list[str], *, parecidas: bool = False, entero: bool = False) -> SafeString:
    """The text, escaped, with each word in `<mark>`; of a long one (unless `entero`), the part where the first of them stands."""
    texto = " ".join(texto.split())
    tramos = _tramos(texto, palabras, parecidas=parecidas)
    desde, hasta = 0, len(texto)
    if not entero and len(texto) > CABE:
        primero = tramos[0][0] if tramos else 0
        desde = 0 if primero <= ANTES else texto.rfind(" ", 0, primero - ANTES // 2) + 1
        fin = texto.find(" ", desde + CABE)
        hasta = len(texto) if fin < 0 else fin
    piezas, sigue = [], desde
    for a, b in ((max(a, desde), min(b, hasta)) for a, b in tramos):
        if a < b:
            piezas += [conditional_escape(texto[sigue:a]), format_html("<mark>{}</mark>", texto[a:b])]
            sigue = b
    piezas.append(conditional_escape(texto[sigue:hasta]))
    return format_html(
        "{}{}{}", "… " if desde else "", format_html_join("", "{}", ((p,) for p in piezas)), " …" if hasta < len(texto) else ""
    )
