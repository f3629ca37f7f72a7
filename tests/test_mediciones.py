"""docs/rendimiento.md: a part that is measured takes its place, and what was not measured this time stays."""

import pytest

from bench import __main__ as bench
from bench import documento
from bench.partes.parte import Parte, con_la_vara, tabla


class DeMentira:
    """A measure that took so long."""

    def __init__(self, nombre, mediana):
        self.nombre, self.mediana, self.p95 = nombre, mediana, mediana


def parte(titulo, *lineas, cumple=True):
    return Parte(titulo, f"Qué es {titulo}.", lambda _: (list(lineas), cumple))


@pytest.fixture
def escrito(tmp_path, monkeypatch):
    monkeypatch.setattr(documento, "DOCUMENTO", tmp_path / "rendimiento.md")
    monkeypatch.setattr(documento, "lo_que_tarda_el_equipo", lambda: 1.2)

    def _correr(partes, *pedidas):
        monkeypatch.setattr(bench, "PARTES", partes)
        monkeypatch.setattr(bench, "TITULOS", [p.titulo for p in partes.values()])
        monkeypatch.setattr("sys.argv", ["bench", *pedidas])
        return bench.main(), documento.DOCUMENTO.read_text(encoding="utf-8")

    return _correr


def test_each_part_says_when_it_was_measured_and_on_what(escrito):
    estado, texto = escrito({"b": parte("B", "| b |"), "a": parte("A", "### De A", "| a |")})
    assert estado == 0
    assert texto.index("## B") < texto.index("## A")
    assert texto.count("*Medido el ") == 2
    assert "diez millones de sumas, 1.2 s" in texto
    assert texto.endswith("Qué es A.\n\n### De A\n| a |\n")


def test_what_is_not_measured_stays_and_what_no_longer_exists_goes(escrito):
    escrito({"a": parte("A", "antes"), "b": parte("B", "### De B", "antes"), "c": parte("C", "de otro tiempo")})
    _, texto = escrito({"a": parte("A", "ahora"), "b": parte("B", "nunca")}, "a")
    assert "Qué es A.\n\nahora\n" in texto
    assert "Qué es B.\n\n### De B\nantes\n" in texto
    assert "de otro tiempo" not in texto
    assert escrito({"a": parte("A", "ahora"), "b": parte("B", "nunca")}, "a")[1].count("## ") == texto.count("## ")


def test_a_part_that_fails_leaves_what_was_written_and_the_others_go_on(escrito, capsys):
    def fallar(_):
        raise RuntimeError("granian no arrancó")

    escrito({"a": parte("A", "antes"), "b": parte("B", "antes")})
    estado, texto = escrito({"a": Parte("A", "", fallar), "b": parte("B", "ahora")})
    assert estado == 1
    assert "Qué es A.\n\nantes\n" in texto
    assert "Qué es B.\n\nahora\n" in texto
    assert "no se pudo medir: a" in capsys.readouterr().out


def test_a_long_part_waits_to_be_named_and_an_unknown_one_is_refused(escrito, capsys):
    partes = {"a": parte("A", "ahora"), "larga": Parte("L", "", lambda _: (["larga"], True), larga=True)}
    assert "## L" not in escrito(partes)[1]
    assert "## L" in escrito(partes, "larga")[1]
    with pytest.raises(SystemExit):
        escrito(partes, "otra")
    assert "las que hay: a, larga" in capsys.readouterr().err


def test_what_is_beyond_what_was_promised_is_shown_as_such():
    lineas, cumple = con_la_vara("Título", [DeMentira("vara", 2.0), DeMentira("bien", 8.0), DeMentira("mal", 8.2)], 4.0)
    assert not cumple
    assert [linea[-3:] for linea in lineas if linea.startswith(("| bien", "| mal"))] == ["✔ |", "✘ |"]
    assert con_la_vara("Título", [DeMentira("vara", 2.0), DeMentira("bien", 8.0)], 4.0)[1]


def test_a_table_says_which_columns_are_numbers():
    assert tabla("qué | >cuánto | ", ["| a | 1 | ✔ |"]) == ["| qué | cuánto |  |", "|---|--:|---|", "| a | 1 | ✔ |"]
