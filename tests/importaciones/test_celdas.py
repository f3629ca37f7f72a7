"""What stands in one cell, read: a value, or one declared error with a Spanish sentence."""

import contextlib
import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from base.comun.padron import Codigo, Eleccion, Numero, Porcentaje, Texto, ValorInvalido
from base.comun.padron.celdas import Marcada, fecha, limpiar, mostrar, numero, porcentaje, texto


@pytest.mark.parametrize(
    ("celda", "leido"),
    [
        ("1,250.50", "1250.5"),
        ("1.250,50", "1250.5"),
        ("1250,5", "1250.5"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("S/ 1,250.50", "1250.5"),
        ("0.123", "0.123"),
        ("1.2340", "1.234"),
        (30.000000000000004, "30"),
        (0.1 + 0.2, "0.3"),
        ("  12  ", "12"),
        ("\u00a012\u200b", "12"),
    ],
)
def test_a_number_is_read_in_either_convention(celda, leido):
    assert numero(celda) == Decimal(leido)


@pytest.mark.parametrize(
    "celda",
    [
        "1e5",
        "1_000",
        "١٢٣",
        "nan",
        "inf",
        "5.",
        "1,23,4",
        "- 5",
        True,
        float("nan"),
        float("inf"),
        "N/A",
        "9" * 50,
        datetime.date(2026, 1, 1),
    ],
)
def test_what_is_no_number_is_an_error(celda):
    with pytest.raises(ValorInvalido):
        numero(celda)


@pytest.mark.parametrize("celda", ["1.234", "1,234", "12.345"])
def test_a_number_with_two_readings_is_refused_with_both_unless_the_person_settles_it(celda):
    with pytest.raises(ValorInvalido) as error:
        numero(celda)
    grande, chico = error.value.lecturas
    assert str(grande) in error.value.mensaje
    assert str(chico) in error.value.mensaje
    assert numero(celda, separador="miles") == grande
    assert numero(celda, separador="decimal") == chico


@pytest.mark.parametrize(
    ("celda", "leido"), [("45", 45), ("45.5", "45.5"), ("45 %", 45), ("45%", 45), (Marcada(0.45, porcentaje=True), 45), (100, 100)]
)
def test_a_percentage_is_read_as_people_write_it(celda, leido):
    assert porcentaje(celda) == Decimal(leido)


@pytest.mark.parametrize("celda", ["101", "-1", "%", Marcada(1.5, porcentaje=True), True, "cuarenta"])
def test_a_percentage_goes_from_nothing_to_a_hundred(celda):
    with pytest.raises(ValorInvalido):
        porcentaje(celda)


@pytest.mark.parametrize(
    "celda",
    ["27/10/2023", "27-10-2023", "2023-10-27", "2023-10-27T00:00:00", "27 de octubre de 2023", "27 oct 2023", datetime.date(2023, 10, 27),
     datetime.datetime(2023, 10, 27)],  # noqa: DTZ001
)  # fmt: skip
def test_a_date_is_read_day_first(celda):
    assert fecha(celda) == datetime.date(2023, 10, 27)


@pytest.mark.parametrize(
    ("celda", "dice"),
    [("31/04/2026", "no existe"), ("10/27/2023", "segundo lugar"), ("1/2/23", "cuatro cifras"), ("1/1/1900", "2000"), ("00/00/0000", "no existe"),
     ("s/f", "No es una fecha"), (45000, "formato de fecha"), (True, "No es una fecha"), (datetime.datetime(2026, 1, 1, 9), "hora")],  # noqa: DTZ001
)  # fmt: skip
def test_what_is_no_date_says_why(celda, dice):
    with pytest.raises(ValorInvalido, match=dice):
        fecha(celda)


@pytest.mark.parametrize(
    "celda", ["a\u202eb", "a\x07b", "Ja\ufffdn", Marcada(error="#N/A"), Marcada(formula=True), Marcada("x", combinada=True), True]
)
def test_a_text_that_cannot_be_trusted_is_refused(celda):
    with pytest.raises(ValorInvalido):
        texto(celda)


def test_a_code_keeps_its_zeros_and_gets_a_lost_one_back_with_a_warning():
    ubigeo = Codigo(nombre="ubigeo", digitos=6)
    perdido = ubigeo.leer(60806)
    assert (perdido.valor, bool(perdido.avisos)) == ("060806", True)
    assert ubigeo.leer("060806").avisos == ()
    assert Codigo(nombre="codigo").leer("007/A").valor == "007/A"
    for malo in ("6080", "06 0806", "O60806"):
        with pytest.raises(ValorInvalido):
            ubigeo.leer(malo)


def test_a_text_longer_than_its_column_is_refused_and_never_cut():
    with pytest.raises(ValorInvalido, match="11 caracteres y caben 10"):
        Texto(nombre="t", largo=10).leer("x" * 11)


def test_words_are_known_without_accents_or_capitals():
    columna = Eleccion(nombre="estado", valores={"en_proceso": "en proceso", "no_cumplido": "no cumplido"})
    assert columna.leer("EN  PROCESO").valor == columna.leer("en_proceso").valor == "en_proceso"
    with pytest.raises(ValorInvalido, match="no cumplido"):
        columna.leer("quizás")


def test_a_number_of_more_decimals_or_figures_than_its_column_is_refused():
    soles = Numero(nombre="meta_financiera")
    for malo in ("10.123456", "-1", "1234567890123"):
        with pytest.raises(ValorInvalido):
            soles.leer(malo)
    with pytest.raises(ValorInvalido):
        Porcentaje(nombre="avance").leer("45.125 %")


CELDAS = st.one_of(
    st.none(), st.text(max_size=60), st.integers(), st.floats(), st.booleans(), st.decimals(), st.dates(), st.datetimes(), st.times(),
    st.text(alphabet="0123456789.,/-% S", max_size=25),
    st.builds(Marcada, st.one_of(st.none(), st.text(max_size=20), st.floats()), porcentaje=st.booleans(), formula=st.booleans()),
)  # fmt: skip


@pytest.mark.promesa("P21")
def test_the_readers_raise_nothing_but_the_declared_error(promesa):
    veces = promesa.veces(500, 5000)

    @settings(max_examples=veces)
    @given(CELDAS)
    def leer(celda):
        for lector in (texto, numero, porcentaje, fecha):
            with contextlib.suppress(ValorInvalido):
                lector(celda)
        assert isinstance(mostrar(celda), str)

    leer()
    promesa.anotar("lectores de texto, número, porcentaje y fecha", ejemplos=veces, excepciones_ajenas=0)


@given(st.text(max_size=80))
def test_cleaning_a_clean_text_changes_nothing(escrito):
    assert limpiar(limpiar(escrito)) == limpiar(escrito)
