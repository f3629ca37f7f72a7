"""The table of the 44 promises is true: each has a test or a plain sentence why not, and each ◆ has been seen broken."""

from datetime import date

import pytest

from tests import promesas_pagina as pagina
from tests.auditoria import SinAuditar, leer
from tests.promesas import REGISTRO, Promesa, filas
from tests.promesas_declaradas import PROMESAS, Declarada
from tests.promesas_tabla import Medida, faltas, medidas, tabla

MEDIDA = Medida(pruebas={"tests/test_algo.py"}, controles={"tests/test_algo.py"})


def test_the_forty_four_are_there():
    assert list(PROMESAS) == [f"P{numero}" for numero in range(1, 45)]


def test_each_has_a_test_that_was_seen_red_or_a_sentence_that_says_why_not():
    assert faltas(PROMESAS, medidas()) == []


def test_the_page_says_what_the_tests_say():
    escrita = pagina.PAGINA.read_text(encoding="utf-8")
    assert escrita.startswith(pagina.CABEZA + tabla()), "docs/promesas.md es anterior a las pruebas: python -m tests.promesas --tabla"


@pytest.mark.parametrize(
    ("declarada", "hallada", "dice"),
    [
        (Declarada("x"), Medida(), "no tiene una prueba"),
        (Declarada("x", control=True), Medida(pruebas={"tests/test_algo.py"}), "no tiene un control"),
        (Declarada("x", donde="bench/no_existe.py"), MEDIDA, "no existe"),
    ],
)
def test_a_promise_that_nothing_measures_or_nothing_breaks_is_named(declarada, hallada, dice):
    [falta] = faltas({"P1": declarada}, {"P1": hallada})
    assert falta.startswith("P1 ")
    assert dice in falta


def test_a_test_of_a_promise_that_nobody_declared_is_named():
    [falta] = faltas({"P1": Declarada("x")}, {"P1": MEDIDA, "P99": MEDIDA})
    assert "P99" in falta


def test_a_mark_is_found_on_a_test_and_on_a_whole_file(tmp_path):
    una = '@pytest.mark.promesa("P1")\n@pytest.mark.control\ndef test_una():\n    pass\n'
    todas = 'pytestmark = [pytest.mark.django_db, pytest.mark.promesa("P2")]\n\n\ndef test_otra():\n    pass\n'
    for nombre, texto in (("test_a.py", una), ("test_b.py", todas)):
        (tmp_path / nombre).write_text(texto, encoding="utf-8")
    halladas = medidas(tmp_path)
    assert halladas["P1"] == Medida(pruebas=set(), controles={f"{tmp_path.name}/test_a.py"})
    assert halladas["P2"] == Medida(pruebas={f"{tmp_path.name}/test_b.py"}, controles=set())


# ── The figures of the full counts ───────────────────────────────────────────────────────────────────────────────────────
def test_what_a_promise_measured_takes_the_place_of_what_it_had_measured(tmp_path, monkeypatch):
    monkeypatch.setattr(pagina, "PAGINA", tmp_path / "promesas.md")
    pagina.PAGINA.write_text("", encoding="utf-8")
    ayer, hoy = date(2026, 1, 1), date(2026, 1, 2)
    pagina.escribir(
        [pagina.fila("P10", ayer, "SQLite", "caídas", "perdidas 0"), pagina.fila("P9", ayer, "SQLite", "kill −9", "vueltas 50")]
    )
    pagina.escribir([pagina.fila("P10", hoy, "SQLite", "caídas", "perdidas 1")], de="P10")
    assert pagina.escritas() == [
        "| P9 | 2026-01-01 | SQLite | kill −9 | vueltas 50 |",
        "| P10 | 2026-01-02 | SQLite | caídas | perdidas 1 |",
    ]
    pagina.escribir()
    assert len(pagina.escritas()) == 2
    assert pagina.PAGINA.read_text(encoding="utf-8").startswith(pagina.CABEZA + tabla())


def test_a_test_that_failed_is_counted_and_one_of_another_promise_is_not(tmp_path, monkeypatch):
    monkeypatch.setenv(REGISTRO, str(tmp_path / "registro"))
    Promesa("P9").contar(passed=True)
    Promesa("P9").contar(passed=False)
    Promesa("P9").anotar("kill −9", vueltas=50, a_medias=0)
    Promesa("P10").anotar("caídas", perdidas=0)
    cifras = [una.split(" | ", 2)[2] for una in filas("P9", "SQLite", tmp_path / "registro")]
    assert cifras == [
        "SQLite | kill −9 | vueltas 50 · a medias 0 |",
        "SQLite | todas sus pruebas, controles incluidos | pruebas 2 · fallas 1 |",
    ]
    assert filas("P9", "SQLite", tmp_path / "no-hay") == []


# ── P42: what pip-audit answers ──────────────────────────────────────────────────────────────────────────────────────────
SANO = {"name": "django", "version": "5.2.19", "vulns": []}


def test_a_known_hole_is_named():
    roto = {"name": "pillow", "version": "12.0", "vulns": [{"id": "PYSEC-2026-1"}, {"id": "PYSEC-2026-2"}]}
    assert leer({"dependencies": [SANO, roto]}) == ["pillow 12.0: PYSEC-2026-1", "pillow 12.0: PYSEC-2026-2"]
    assert leer({"dependencies": [SANO]}) == []


def test_a_package_that_was_skipped_was_not_audited():
    with pytest.raises(SinAuditar, match="no conoce 1 de 2"):
        leer({"dependencies": [SANO, {"name": "typst", "skip_reason": "not found"}]})
