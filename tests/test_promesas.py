"""The table of the 44 promises is true: each has a test or a plain sentence why not, and each ◆ has been seen broken."""

import pytest

from tests.auditoria import SinAuditar, leer
from tests.promesas import CABEZA, INFORME
from tests.promesas_declaradas import PROMESAS, Declarada
from tests.promesas_tabla import Medida, faltas, medidas, tabla

MEDIDA = Medida(pruebas={"tests/test_algo.py"}, controles={"tests/test_algo.py"})


def test_the_forty_four_are_there():
    assert list(PROMESAS) == [f"P{numero}" for numero in range(1, 45)]


def test_each_has_a_test_that_was_seen_red_or_a_sentence_that_says_why_not():
    assert faltas(PROMESAS, medidas()) == []


def test_the_page_says_what_the_tests_say():
    escrita = INFORME.read_text(encoding="utf-8")
    assert escrita.startswith(CABEZA + tabla()), "docs/promesas.md es anterior a las pruebas: python -m tests.promesas --tabla"


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


# ── P42: what pip-audit answers ──────────────────────────────────────────────────────────────────────────────────────────
SANO = {"name": "django", "version": "5.2.19", "vulns": []}


def test_a_known_hole_is_named():
    roto = {"name": "pillow", "version": "12.0", "vulns": [{"id": "PYSEC-2026-1"}, {"id": "PYSEC-2026-2"}]}
    assert leer({"dependencies": [SANO, roto]}) == ["pillow 12.0: PYSEC-2026-1", "pillow 12.0: PYSEC-2026-2"]
    assert leer({"dependencies": [SANO]}) == []


def test_a_package_that_was_skipped_was_not_audited():
    with pytest.raises(SinAuditar, match="no conoce 1 de 2"):
        leer({"dependencies": [SANO, {"name": "typst", "skip_reason": "not found"}]})
