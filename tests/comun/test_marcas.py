"""What a search marks in a text, and which words it takes for a slip of another."""

import pytest
from django.utils.html import escape

from base.comun.buscador.marcas import desliz, marcar
from base.comun.buscador.pregunta import Pregunta, trozos


@pytest.mark.parametrize(
    ("texto", "palabras", "marcado"),
    [
        ("Capacitación", ["capacit"], "<mark>Capacit</mark>ación"),
        ("El Ñandú", ["nandu"], "El <mark>Ñandú</mark>"),
        ("Jaén jaen", ["jaen"], "<mark>Jaén</mark> <mark>jaen</mark>"),
        ("abcd", ["abc", "bcd"], "<mark>abcd</mark>"),
        ("İzmir <b>", ["izmir"], "<mark>İzmir</mark> &lt;b&gt;"),
        ("<script>", ["script"], "&lt;<mark>script</mark>&gt;"),
        ("nada", ["otra"], "nada"),
    ],
)
def test_what_was_looked_for_is_marked_as_it_is_written(texto, palabras, marcado):
    assert marcar(texto, palabras) == marcado


def test_of_a_long_text_the_part_with_the_word_is_told():
    texto = "uno dos tres " * 60 + "la palabra & " + "cuatro cinco " * 60
    dicho = marcar(texto, ["palabra"])

    assert "<mark>palabra</mark> &amp;" in dicho
    assert (dicho[:2], dicho[-2:]) == ("… ", " …")
    assert len(dicho) < 400
    assert marcar(texto, ["palabra"], entero=True).startswith(escape(texto[:50]))


@pytest.mark.parametrize(
    ("mal", "bien"),
    [("capasitacion", "capacitacion"), ("pucra", "pucara"), ("colsay", "colasay"), ("choltali", "chontali"), ("talleers", "talleres")],
)
def test_a_slip_is_known_and_leaves_a_piece_of_it_whole(mal, bien):
    assert desliz(mal, bien)
    assert any(pedazo in bien for pedazo in trozos(mal))


def test_other_words_are_no_slip_of_it():
    assert not any(desliz(una, otra) for una, otra in [("canario", "calendario"), ("plan", "pan de"), ("taller", "valle"), ("2024", "20")])


def test_a_question_is_cut_and_cleaned():
    pregunta = Pregunta(" «Jaén», \0JAÉN\ud800  (2026) " + "x" * 1000)

    assert pregunta.palabras[:2] == ["jaen", "2026"]
    assert len(pregunta.texto) <= 200
    assert Pregunta("¿? … , / %").palabras == []
