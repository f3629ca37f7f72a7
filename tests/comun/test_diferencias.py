"""Words marked: what went, what came, nothing lost, nothing run, never slow."""

import random
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.comun.diferencias import marcar, tramos

CLAUSULA = "La UGEL se compromete a capacitar a los docentes de los doce distritos, con su propio presupuesto y cada año. " * 90


def dicho(html: str, *, sin: str) -> list[str]:
    """The words of one side: all but what stands in the other side's marks."""
    texto = re.sub(r'<span class="visually-hidden">.*?</span>', "", html)
    texto = re.sub(rf"<{sin}>.*?</{sin}>", " ", texto, flags=re.S)
    return re.sub(r"<[^>]+>", " ", texto).split()


def test_only_the_words_that_changed_are_marked():
    html = marcar("Capacitar a 12 docentes de Jaén", "Capacitar a 20 docentes y directores de Jaén")
    assert re.findall(r"<del>.*?</span>(.*?)</del>", html) == ["12"]
    assert re.findall(r"<ins>.*?</span>(.*?)</ins>", html) == ["20", "y directores"]
    assert dicho(html, sin="del") == ["Capacitar", "a", "20", "docentes", "y", "directores", "de", "Jaén"]
    assert dicho(html, sin="ins") == ["Capacitar", "a", "12", "docentes", "de", "Jaén"]


def test_a_reader_of_the_screen_is_told_which_side_is_which():
    html = marcar("Uno dos", "Uno tres")
    assert "Antes: </span>dos" in html
    assert "Después: </span>tres" in html


@pytest.mark.parametrize("malo", ["<script>alert(1)</script>", "a & b", '"><img src=x onerror=alert(1)>'])
def test_what_people_typed_is_never_run(malo):
    for html in (marcar(malo, "otra cosa"), marcar("otra cosa", malo), marcar(f"{malo} uno", f"{malo} dos")):
        assert malo not in html


def test_long_stretches_that_stayed_are_shortened():
    html = marcar(f"{CLAUSULA} Firmado en Jaén. {CLAUSULA}", f"{CLAUSULA} Firmado en Bellavista. {CLAUSULA}")
    assert html.count("…") == 2
    assert len(html) < 700
    assert "Bellavista." in html


def test_two_texts_with_little_in_common_are_told_whole():
    html = marcar("uno dos tres cuatro cinco de seis", "siete ocho nueve diez once de doce")
    assert (html.count("<del>"), html.count("<ins>")) == (1, 1)


def test_a_change_of_blanks_says_so():
    assert "espacios" in marcar("uno dos", "uno\n\ndos")


@given(
    st.lists(st.sampled_from(["a", "b", "el", "la", "de"]), max_size=40),
    st.lists(st.sampled_from(["a", "b", "el", "la", "de"]), max_size=40),
)
def test_both_texts_can_be_told_from_the_stretches(unas, otras):
    partes = tramos(" ".join(unas), " ".join(otras))
    assert "".join(p.antes for p in partes).split() == unas
    assert "".join(p.despues for p in partes).split() == otras
    assert all(p.antes.split() == p.despues.split() for p in partes if p.igual)


def prosa(semilla: int) -> list[str]:
    """Ten thousand characters in which words repeat as they do in a language."""
    azar = random.Random(semilla)  # noqa: S311  (words to compare, no secret)
    return azar.choices([f"palabra{i}"[: 2 + i % 9] for i in range(1500)], [1 / (i + 3) for i in range(1500)], k=1600)


def retocada(palabras: list[str], cada: int) -> str:
    return " ".join(f"{p}s" if i % cada == 0 else p for i, p in enumerate(palabras))


PEORES = {
    "una cláusula reescrita": (CLAUSULA, CLAUSULA.replace("docentes", "directores").replace("doce", "trece")),
    "prosa retocada": (" ".join(prosa(1)), retocada(prosa(1), 20)),
    "prosa muy retocada": (" ".join(prosa(1)), retocada(prosa(1), 3)),
    "otra prosa": (" ".join(prosa(1)), " ".join(prosa(2))),
    "la misma palabra": ("x " + "a " * 4998, "y " + "a " * 4999 + "z"),
    "dos palabras alternadas": ("a b " * 2500, "b a " * 2499 + "c"),
    "todas distintas": (" ".join(map(str, range(2000))), " ".join(map(str, range(5000, 7000)))),
    "al revés": (" ".join(map(str, range(2000))), " ".join(map(str, range(2000, 0, -1)))),
    "una sola palabra enorme": ("a" * 10000, "a" * 9999 + "b"),
    "pocas palabras mezcladas": (" ".join(str(i * 7 % 97) for i in range(3000)), " ".join(str(i * 11 % 89) for i in range(3000))),
}


@pytest.mark.parametrize("caso", PEORES)
def test_ten_thousand_characters_are_compared_in_a_moment(caso):
    inicio = time.process_time()
    marcar(*PEORES[caso])
    assert time.process_time() - inicio < 0.3
