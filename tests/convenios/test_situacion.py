"""The situation of a commitment is told once: filter, count and label always agree, and every commitment has exactly one."""

import itertools

import pytest

from base.bitacora.gestos import gesto
from convenios.models import Compromiso
from convenios.models.situacion import POR_URGENCIA, Situacion
from tests.factories import dias, make_avance, make_compromiso

PLAZOS = [None, -400, -1, 0, 1, 30, 31, 400]
AVANCES = [(), ("borrador",), ("enviado",), ("verificado",), ("observado",), ("enviado", "verificado")]
ESTADOS = ["abierto", "cumplido", "no_cumplido", "suspendido"]


@pytest.fixture
def de_todo(convenio, especialista, coordinador) -> list[Compromiso]:
    """Every due date with every set of avances, open; and each decision of people on some of them."""
    hechos = []
    for plazo, avances in itertools.product(PLAZOS, AVANCES):
        compromiso = make_compromiso(convenio, plazo=None if plazo is None else dias(plazo))
        for estado in avances:
            make_avance(compromiso, estado=estado, por=especialista, verificador=coordinador)
        hechos.append(compromiso)
    for estado, plazo in itertools.product(ESTADOS[1:], (None, -1, 1, 400)):
        hechos.append(make_compromiso(convenio, estado=estado, por=coordinador, plazo=None if plazo is None else dias(plazo)))
    return hechos


@pytest.mark.parametrize("publica", [False, True])
def test_every_commitment_is_in_exactly_one_situation_and_it_is_the_one_on_its_label(de_todo, publica):
    halladas = {c.pk: [] for c in de_todo}
    for situacion in Situacion.values:
        for pk in Compromiso.objects.en_situacion(situacion, publica=publica).values_list("pk", flat=True):
            halladas[pk].append(situacion)

    rotulos = dict(Compromiso.objects.con_situacion(publica=publica).values_list("pk", "situacion"))
    assert halladas == {pk: [rotulo] for pk, rotulo in rotulos.items()}
    assert set(rotulos.values()) == set(Situacion.values) - ({Situacion.EN_VERIFICACION} if publica else set())


def test_counts_by_situation_add_up_to_all_of_them(de_todo):
    cuentas = Compromiso.objects.all().por_situacion()
    assert sum(cuentas.values()) == len(de_todo)
    assert cuentas == {s: n for s in POR_URGENCIA if (n := Compromiso.objects.en_situacion(s).count())}


def test_the_order_of_urgency_names_each_situation_once():
    assert sorted(POR_URGENCIA) == sorted(Situacion.values)


@pytest.mark.parametrize(
    ("plazo", "esperada"),
    [(None, "sin_plazo"), (-1, "vencido"), (0, "por_vencer"), (30, "por_vencer"), (31, "por_iniciar")],
)
def test_what_nobody_has_begun_is_told_by_its_due_date(convenio, plazo, esperada):
    compromiso = make_compromiso(convenio, plazo=None if plazo is None else dias(plazo))
    assert Compromiso.objects.con_situacion().get(pk=compromiso.pk).situacion == esperada


def test_the_days_of_warning_are_those_of_its_ugel(convenio, ugel):
    compromiso = make_compromiso(convenio, plazo=dias(31))
    ugel.dias_por_vencer = 31
    with gesto(por=None):
        ugel.save()
    assert Compromiso.objects.con_situacion().get(pk=compromiso.pk).situacion == "por_vencer"


def test_an_avance_in_the_papelera_no_longer_counts(convenio, especialista, coordinador):
    compromiso = make_compromiso(convenio, plazo=dias(100))
    avance = make_avance(compromiso, estado="enviado", por=especialista)
    with gesto(por=coordinador):
        avance.eliminar(por=coordinador)
    assert Compromiso.objects.con_situacion().get(pk=compromiso.pk).situacion == "por_iniciar"
