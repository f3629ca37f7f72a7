"""The encuentros: told as far as they are known, to whom reads the UGEL."""

import datetime

import pytest

from encuentros.models import Encuentro, en_romanos
from tests.factories import dias
from tests.factories_encuentros import make_asistencia, make_encuentro, make_participante, make_proyecto_expuesto


def ver(cliente, encuentro):
    return cliente.get(f"/{encuentro.ugel.codigo}/encuentros/{encuentro.numero}/")


@pytest.mark.parametrize(("numero", "escrito"), [(1, "I"), (2, "II"), (4, "IV"), (9, "IX"), (14, "XIV"), (19, "XIX"), (24, "XXIV")])
def test_an_encuentro_is_numbered_as_it_is_written(numero, escrito):
    assert en_romanos(numero) == escrito


def test_a_day_that_nobody_said_is_told_by_the_document_that_reports_it(director, ugel, como):
    encuentro = make_encuentro(ugel, informado_el=datetime.date(2023, 9, 7))
    texto = ver(como(director), encuentro).text
    assert "informado el" in texto
    assert "jue 07 set 2023" in texto


def test_an_announced_day_is_not_told_as_a_day_that_was(director, ugel, como):
    anunciado = make_encuentro(ugel, fecha=datetime.date(2023, 10, 27), informado_el=datetime.date(2023, 9, 7))
    realizado = make_encuentro(ugel, fecha=datetime.date(2023, 10, 27), informado_el=datetime.date(2023, 9, 7), resultado="Se reunieron")

    assert "anunciado para" in ver(como(director), anunciado).text
    assert "anunciado para" not in ver(como(director), realizado).text


def test_the_page_tells_who_came_and_what_nobody_knows(director, ugel, municipalidad_a, municipalidad_b, como):
    encuentro = make_encuentro(ugel)
    make_asistencia(encuentro, municipalidad_a, quien="titular")
    make_asistencia(encuentro, municipalidad_b, nota="La nota no la nombra")
    make_participante(encuentro, nombre="Mg. Ana Ejemplo", cargo="Especialista")
    make_proyecto_expuesto(encuentro, institucion="I.E. 16040")

    texto = ver(como(director), encuentro).text

    for dicho in ("Alcalde o alcaldesa", "La nota no la nombra", "Mg. Ana Ejemplo: Especialista", "I.E. 16040", "sin dato"):
        assert dicho in texto


def test_an_encuentro_of_another_ugel_does_not_exist(director, alcalde_a, otra_ugel, como):
    ajeno = make_encuentro(otra_ugel, nombre="CANARIO")
    for persona in (director, alcalde_a):
        cliente = como(persona)
        assert ver(cliente, ajeno).status_code == 404
        assert cliente.get(f"/{otra_ugel.codigo}/encuentros/").status_code == 404


def test_the_list_counts_only_who_is_known_to_have_come(director, ugel, municipalidad_a, municipalidad_b, como):
    encuentro = make_encuentro(ugel)
    make_asistencia(encuentro, municipalidad_a, quien="delegado")
    make_asistencia(encuentro, municipalidad_b)

    (fila,) = como(director).get(f"/{ugel.codigo}/encuentros/").context["encuentros"]

    assert fila.asistentes == 1


def test_what_passed_is_not_next(ugel):
    make_encuentro(ugel, fecha=dias(-1))
    make_encuentro(ugel)
    lejos, cerca = make_encuentro(ugel, fecha=dias(30)), make_encuentro(ugel, fecha=dias(0))

    assert list(Encuentro.objects.proximos()) == [cerca, lejos]


def test_a_deleted_encuentro_waits_in_the_papelera_and_comes_back(coordinador, ugel, como):
    encuentro = make_encuentro(ugel, nombre="Encuentro borrado por error")
    encuentro.eliminar(por=coordinador)
    cliente = como(coordinador)

    assert ver(cliente, encuentro).status_code == 404
    assert encuentro.nombre in cliente.get("/papelera/").text


def test_a_page_of_an_encuentro_costs_the_same_for_one_municipality_or_twelve(director, ugel, como, django_assert_max_num_queries):
    encuentro, cliente = make_encuentro(ugel), como(director)
    for cuantas in (1, 11):
        for _ in range(cuantas):
            make_asistencia(encuentro)
        with django_assert_max_num_queries(12):
            ver(cliente, encuentro)
        with django_assert_max_num_queries(8):
            cliente.get(f"/{ugel.codigo}/encuentros/")
