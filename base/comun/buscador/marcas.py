"""Where it was found: the words marked in the text, and how much two words look alike."""

import unicodedata
from functools import lru_cache

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from .pregunta import errable

PARECIDO = 0.6  # share of the threes of letters of a word that another one has: what PostgreSQL's pg_trgm asks for
ANTES, CABE = 60, 240  # characters told before the first mark, and altogether


@lru_cache(maxsize=4096)
def _trios(palabra: str) -> frozenset[str]:
    """Every three letters in a row, with the blanks that PostgreSQL puts around a word."""
    orlada = f"  {palabra} "
    return frozenset(orlada[i : i + 3] for i in range(len(orlada) - 2))


def semejanza(palabra: str, texto: str) -> float:
    """How much of a word the most alike word of a folded text has: 1 is all of it."""
    suyos = _trios(palabra)
    return max((len(suyos & _trios(otra)) / len(suyos) for otra in _palabras_de(texto)), default=0.0)


def _palabras_de(texto: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in texto).split()


def semejanza_de_todas(palabras: list[str], texto: str) -> float:
    """The same for all the words of a search; 0 when one of them is neither there nor resembles one that is."""
    grados = [1.0 if palabra in texto else semejanza(palabra, texto) if errable(palabra) else 0.0 for palabra in palabras]
    return sum(grados) / len(grados) if grados and min(grados) >= PARECIDO else 0.0


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
        buscadas += [otra for otra in _palabras_de(plano) if any(errable(p) and semejanza(p, otra) >= PARECIDO for p in palabras)]
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
