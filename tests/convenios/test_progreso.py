"""Progress is computed from verified avances and never typed."""

from decimal import Decimal

import pytest

from base.bitacora.gestos import gesto
from base.comun.fechas import ahora, hoy
from convenios.models import Avance, Compromiso
from tests.factories import make_alcance, make_avance, make_compromiso


def medido(compromiso: Compromiso) -> Compromiso:
    return Compromiso.objects.con_avance().get(pk=compromiso.pk)


def cargar(compromiso: Compromiso, por, porcentaje: str) -> None:
    """The percentage with which an old matrix came in."""
    carga = Avance(
        compromiso=compromiso,
        creado_por=por,
        fecha=hoy(),
        descripcion="Carga inicial",
        origen="carga_inicial",
        porcentaje=Decimal(porcentaje),
    )
    carga.estado, carga.verificado_en, carga.verificado_por = "verificado", ahora(), por
    carga.sin_evidencia_motivo = "carga inicial"
    with gesto(por=por):
        carga.save()


@pytest.fixture
def verificar(especialista, coordinador):
    return lambda compromiso, **campos: make_avance(compromiso, estado="verificado", por=especialista, verificador=coordinador, **campos)


def test_only_verified_quantities_count_against_the_target(convenio, especialista, verificar):
    compromiso = make_compromiso(convenio, meta=300, unidad="familias")
    verificar(compromiso, cantidad=100)
    verificar(compromiso, cantidad=20)
    make_avance(compromiso, estado="enviado", por=especialista, cantidad=150)

    assert medido(compromiso).progreso == Decimal("40.0")
    assert medido(compromiso).progreso_detalle == "120 de 300 familias"


def test_more_than_the_target_is_told_apart_and_never_counts_as_more_than_100(convenio, verificar):
    compromiso = make_compromiso(convenio, meta=10)
    verificar(compromiso, cantidad=12)
    assert (medido(compromiso).progreso, medido(compromiso).progreso_bruto) == (Decimal(100), Decimal("120.0"))


def test_milestones_count_once_however_often_they_are_reported(convenio, verificar):
    compromiso = make_compromiso(convenio, hitos=3)
    hito = compromiso.hitos.first()
    verificar(compromiso, hito=hito)
    verificar(compromiso, hito=hito)

    assert medido(compromiso).progreso == Decimal("33.3")
    assert medido(compromiso).progreso_detalle == "1 de 3 hitos"


def test_without_target_nor_milestones_there_is_no_percentage(convenio, verificar):
    compromiso = make_compromiso(convenio)
    verificar(compromiso)
    assert medido(compromiso).progreso is None


def test_the_initial_load_counts_until_the_first_verified_avance(convenio, coordinador, verificar):
    compromiso = make_compromiso(convenio, meta=10)
    cargar(compromiso, coordinador, "45.00")
    assert medido(compromiso).progreso == Decimal("45.00")

    verificar(compromiso, cantidad=1)
    assert medido(compromiso).progreso == Decimal("10.0")


def test_each_district_is_measured_against_its_own_share_and_the_commitment_counts_once(
    convenio, municipalidad_a, municipalidad_b, verificar
):
    compromiso = make_compromiso(convenio, meta=100)
    a = make_alcance(compromiso, municipalidad_a.distrito, meta=60)
    b = make_alcance(compromiso, municipalidad_b.distrito, meta=40)
    verificar(compromiso, cantidad=30, distrito=municipalidad_a.distrito)
    verificar(compromiso, cantidad=5)

    partes = {alcance.pk: alcance.progreso for alcance in compromiso.alcances.con_avance()}
    assert partes == {a.pk: Decimal("50.0"), b.pk: Decimal("0.0")}
    assert medido(compromiso).progreso == Decimal("35.0")
    assert Compromiso.objects.con_avance().count() == 1


def test_a_milestone_says_when_it_was_first_reached(convenio, verificar):
    compromiso = make_compromiso(convenio, hitos=2)
    alcanzado, pendiente = compromiso.hitos.all()
    avance = verificar(compromiso, hito=alcanzado)
    assert [(h.pk, h.hecho_el) for h in compromiso.hitos.con_avance()] == [(alcanzado.pk, avance.fecha), (pendiente.pk, None)]
