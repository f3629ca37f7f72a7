"""Two texts side by side, the words that differ marked."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.comun.diferencias import lado_a_lado


def sin_marcas(html: str) -> str:
    texto = re.sub(r"</?(?:ins|del)>", "", html)
    return texto.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&#x27;", "'").replace("&amp;", "&")


@pytest.mark.parametrize(
    ("antes", "despues", "sale", "entra"),
    [
        ("cuatro talleres al año", "seis talleres al año", "<del>cuatro</del> talleres al año", "<ins>seis</ins> talleres al año"),
        ("uno", "uno dos", "uno", "uno <ins>dos</ins>"),
        ("", "todo nuevo", "", "<ins>todo nuevo</ins>"),
        ("igual", "igual", "igual", "igual"),
        ("a\r\nb", "a\nb", "a\nb", "a\nb"),
    ],
)
def test_only_the_words_that_differ_are_marked(antes, despues, sale, entra):
    assert lado_a_lado(antes, despues) == (sale, entra)


@given(st.text(alphabet="ab<>&\"' \n", max_size=40), st.text(alphabet="ab<>&\"' \n", max_size=40))
def test_nothing_typed_is_markup_and_nothing_is_lost(antes, despues):
    for html, texto in zip(lado_a_lado(antes, despues), (antes, despues), strict=True):
        assert not re.search(r"<(?!/?(?:ins|del)>)", html)
        assert sin_marcas(html) == "\n".join(texto.splitlines()).rstrip()


def test_two_long_texts_are_compared_in_the_time_of_a_page():
    antes = " ".join(f"palabra{i % 97}" for i in range(2000))
    desde = time.perf_counter()
    lado_a_lado(antes, antes.replace("palabra5 ", "otra "))
    lado_a_lado(antes * 20, antes[::-1] * 20)
    assert time.perf_counter() - desde < 5
