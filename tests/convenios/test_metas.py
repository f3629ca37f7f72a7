"""The arithmetic of a plan, against figures worked out by hand."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from convenios.metas import CuentaDeActividad, CuentaDePlan, Serie

D = Decimal


def serie(programado: list[Any], ejecutado: list[Any]) -> Serie:
    cuatro = [([D(n) for n in lista] + [D(0)] * 4)[:4] for lista in (programado, ejecutado)]
    return Serie(*cuatro)


def una(fisico: Serie, financiero: Serie | None = None, peso: Any = None) -> CuentaDeActividad:
    return CuentaDeActividad(SimpleNamespace(peso=None if peso is None else D(peso)), fisico, financiero or Serie())


def plan(*actividades: CuentaDeActividad, trimestre: int = 2, brecha: int = 15) -> CuentaDePlan:
    ugel = SimpleNamespace(brecha_de_gasto=brecha, color=lambda p: "verde" if p >= 90 else "ámbar" if p >= 75 else "rojo")
    return CuentaDePlan(SimpleNamespace(convenio=SimpleNamespace(ugel=ugel), sin_empezar=False), trimestre, list(actividades))


def test_against_the_schedule_is_up_to_the_quarter_and_against_the_year_is_over_all_of_it():
    suya = plan(una(serie([10, 10, 10, 10], [5, 10, 99])))
    assert (suya.fisico.porcentaje, suya.fisico_anual.porcentaje) == (D("75.0"), D("37.5"))
    assert (suya.color, suya.filas[0].hecho, suya.filas[0].programado) == ("ámbar", 15, 20)


def test_nothing_programmed_is_not_zero_percent():
    suya = plan(una(serie([0, 0, 10, 0], [])), una(serie([10], [10])))
    assert (suya.fisico.porcentaje, suya.fisico.cuentan, suya.fisico.sin_programacion) == (D(100), 1, 1)
    vacia = plan(una(serie([0, 0, 10], [])))
    assert (vacia.fisico.porcentaje, vacia.color, vacia.gasto, vacia.brecha) == (None, "sin programación", None, None)
    assert (vacia.fisico_anual.porcentaje, plan().fisico.porcentaje) == (D(0), None)


def test_what_goes_past_a_hundred_counts_as_a_hundred_and_is_told_apart():
    suya = plan(una(serie([10], [25])), una(serie([10], [5])))
    assert suya.fisico.porcentaje == D("75.0")
    assert [fila.avance for fila in suya.pasan_de_cien] == [D("250.0")]


def test_weights_count_when_all_that_count_have_one_and_the_page_says_which():
    con_peso = plan(una(serie([10], [10]), peso=3), una(serie([10], [0]), peso=1))
    assert (con_peso.fisico.porcentaje, con_peso.fisico.por_peso) == (D("75.0"), True)
    assert "según su peso" in con_peso.fisico.como
    uno_sin = plan(una(serie([10], [10]), peso=3), una(serie([10], [0])))
    assert (uno_sin.fisico.porcentaje, uno_sin.fisico.por_peso, uno_sin.fisico.sin_peso) == (D("50.0"), False, 1)
    assert "a una le falta el peso" in uno_sin.fisico.como
    assert "por igual" in plan(una(serie([10], [10])), una(serie([10], [0]))).fisico.como
    sin_contar = plan(una(serie([10], [10]), peso=3), una(serie([0, 0, 1], [])))  # the one without a weight does not count yet
    assert sin_contar.fisico.por_peso


def test_money_adds_up_and_is_not_capped():
    suya = plan(una(Serie(), serie([100, 100], [150, 50])), una(Serie(), serie([0, 300, 600], [0, 550])))
    assert (suya.presupuesto, suya.devengado, suya.financiero.del_anio) == (500, 750, 1100)
    assert (suya.gasto, suya.gasto_anual) == (D("150.0"), D("68.2"))


@pytest.mark.parametrize(("gastado", "avisa"), [(55, True), (54, False)])
def test_spending_that_outruns_delivery_is_said_from_the_gap_that_the_ugel_set(gastado, avisa):
    suya = plan(una(serie([25, 25, 25, 25], [40]), serie([100], [gastado])), trimestre=1)
    assert (suya.fisico_anual.porcentaje, suya.gasto_anual, suya.gasta_de_mas) == (D("40.0"), D(gastado), avisa)


def test_percentages_are_rounded_once_half_up():
    tercios = plan(una(serie([3], [1])), una(serie([3], [1])), una(serie([3], [1])))
    assert tercios.fisico.porcentaje == D("33.3")
    assert plan(una(serie([2000], [1]))).fisico.porcentaje == D("0.1")  # 0.05 %
    assert plan(una(serie([16], [15]))).fisico.porcentaje == D("93.8")  # 93.75 %
