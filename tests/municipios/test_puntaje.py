"""The score of every sheet, worked out again by hand: the rule of the house in exact fractions, against what the database says."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from base.comun.fechas import hoy
from municipios.models import FichaRiesgo, InstitucionEducativa, LocalEscolar, Matricula, NivelRiesgo, PautaRiesgo
from tests.factories import dias, make_ficha, make_institucion, make_local

ESCRITOS = ("estructura", "peligro", "servicios", "tendencia", "equidad")
DEL_PORTAL = {"estructura": 35, "peligro": 20, "estudiantes": 15, "servicios": 10, "tendencia": 10, "equidad": 10}
VALOR = st.one_of(st.none(), st.integers(0, 4))


def puntaje(valores: dict[str, int | None], pesos: dict[str, int]) -> Decimal:
    """100 × Σ(weight × value/4) / Σ(weight) over what was evaluated, to the cent, half up."""
    evaluados = {c: v for c, v in valores.items() if v is not None}
    exacto = 100 * sum(Fraction(pesos[c] * v, 4) for c, v in evaluados.items()) / sum(pesos[c] for c in evaluados)
    return (Decimal(exacto.numerator) / Decimal(exacto.denominator)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def valor_de_estudiantes(cuantos: int | None) -> int | None:
    """Bands: under 20, from 20, 50, 100, 250."""
    return None if cuantos is None else 4 if cuantos >= 250 else 3 if cuantos >= 100 else 2 if cuantos >= 50 else 1 if cuantos >= 20 else 0


@st.composite
def pesos(azar) -> dict[str, int]:
    """Six weights that make a hundred; the structure always weighs."""
    cortes = sorted(azar(st.lists(st.integers(0, 99), min_size=5, max_size=5)))
    partes = [b - a for a, b in zip([0, *cortes], [*cortes, 100], strict=True)]
    return dict(zip(["peligro", "estudiantes", "servicios", "tendencia", "equidad", "estructura"], partes, strict=True))


@st.composite
def fichas(azar) -> list[tuple[dict[str, int | None], int | None]]:
    """Sheets with the students of their building, None where no figure is known."""
    una = st.tuples(
        st.fixed_dictionaries(dict.fromkeys(ESCRITOS, VALOR) | {"estructura": st.integers(0, 4)}),
        st.one_of(st.none(), st.integers(0, 400), st.sampled_from([19, 20, 49, 50, 99, 100, 249, 250])),
    )
    return azar(st.lists(una, min_size=1, max_size=6))


def guardadas(cuales, distrito) -> list[FichaRiesgo]:
    """Written in bulk: the rule is asked, not the forms. The students of a building are those of two services."""
    locales = LocalEscolar.objects.bulk_create(LocalEscolar(nombre="Local ficticio", distrito=distrito) for _ in cuales)
    con_cifra = [(local, cuantos) for local, (_, cuantos) in zip(locales, cuales, strict=True) if cuantos is not None]
    pares = [(local, parte) for local, cuantos in con_cifra for parte in (cuantos // 3, cuantos - cuantos // 3)]
    servicios = InstitucionEducativa.objects.bulk_create(
        InstitucionEducativa(nombre="I.E. ficticia", distrito=distrito, local=x) for x, _ in pares
    )
    cifras = zip(servicios, pares, strict=True)
    Matricula.objects.bulk_create(
        m
        for s, (_, n) in cifras
        for m in (Matricula(institucion=s, anio=2025, estudiantes=7), Matricula(institucion=s, anio=2026, estudiantes=n))
    )
    filas = (FichaRiesgo(local=x, fecha=hoy(), procedencia="ugel", **valores) for x, (valores, _) in zip(locales, cuales, strict=True))
    return FichaRiesgo.objects.bulk_create(filas)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(cuales=fichas(), propios=st.one_of(st.just(DEL_PORTAL), pesos()))
def test_every_score_is_the_one_that_a_person_works_out(municipalidad_a, cuales, propios):
    pauta = PautaRiesgo(**{f"peso_{c}": p for c, p in propios.items()})
    hechas = guardadas(cuales, municipalidad_a.distrito)
    dichos = {f.pk: f for f in FichaRiesgo.objects.filter(pk__in=[f.pk for f in hechas]).con_estudiantes().con_puntaje(pauta)}
    for ficha, (valores, cuantos) in zip(hechas, cuales, strict=True):
        todos = valores | {"estudiantes": valor_de_estudiantes(cuantos)}
        a_mano = puntaje(todos, propios)
        assert Decimal(dichos[ficha.pk].centesimas).scaleb(-2) == a_mano
        assert Decimal(pauta.centesimas(dichos[ficha.pk].valores(pauta))).scaleb(-2) == a_mano


@pytest.mark.django_db
def test_what_was_not_evaluated_is_left_out_and_not_taken_for_zero():
    """A alone at its worst is 100; with everything else seen and good it is 35 of 85, for nobody knows how many study there."""
    pauta = PautaRiesgo()
    sola = make_ficha(make_local(), estructura=4)
    vista = make_ficha(make_local(), estructura=4, peligro=0, servicios=0, tendencia=0, equidad=0)
    dichas = dict(FichaRiesgo.objects.con_puntaje(pauta).values_list("pk", "centesimas"))
    assert dichas == {sola.pk: 10000, vista.pk: 4118}


@pytest.mark.django_db
class TestLista:
    def en_orden(self, pauta=None):
        pauta = pauta or PautaRiesgo()
        return [f.local.nombre for f in FichaRiesgo.objects.ultimas().con_puntaje(pauta).por_prioridad(pauta).select_related("local")]

    def test_only_the_newest_sheet_of_a_building_counts(self):
        local = make_local()
        make_ficha(local, estructura=4, fecha=dias(-30))
        make_ficha(local, estructura=1, fecha=dias(-3))
        make_ficha()
        assert {f.local_id: f.estructura for f in FichaRiesgo.objects.ultimas()}[local.pk] == 1

    def test_ties_go_by_students_then_by_the_newest_evidence_then_by_code(self):
        for nombre, codigo, cuantos, fecha in [
            ("cuarto", "990103", 60, -9),
            ("tercero", "990102", 60, -9),
            ("segundo", "990104", 60, -2),
            ("primero", "990101", 90, -40),
            ("quinto", "990105", None, -1),
        ]:
            local = make_local(nombre=nombre, codigo_local=codigo)
            if cuantos is not None:
                make_institucion(local=local, estudiantes=cuantos)
            make_ficha(local, fecha=dias(fecha))
        sin_c = PautaRiesgo(peso_estructura=50, peso_estudiantes=0)
        assert self.en_orden(sin_c) == ["primero", "segundo", "tercero", "cuarto", "quinto"]

    def test_an_inspection_imposes_critico_whatever_the_score(self):
        pauta = PautaRiesgo()
        make_ficha(make_local(nombre="alto"), estructura=2)
        make_ficha(make_local(nombre="inhabitable"), estructura=0, inspeccion="inhabitable")
        make_ficha(make_local(nombre="inspección alta"), estructura=0, inspeccion="alto")
        make_ficha(make_local(nombre="grave"), estructura=4)
        assert self.en_orden() == ["grave", "inhabitable", "alto", "inspección alta"]
        todas = FichaRiesgo.objects.con_puntaje(pauta)
        assert {f.local.nombre for f in todas.en_nivel("critico", pauta)} == {"grave", "inhabitable"}
        assert {f.local.nombre for f in todas.en_nivel("bajo", pauta)} == {"inspección alta"}

    def test_every_sheet_is_in_one_tier_and_in_the_one_that_its_score_says(self):
        pauta = PautaRiesgo(desde_critico=75, desde_alto=50, desde_medio=25)
        for estructura in range(5):
            make_ficha(estructura=estructura)
        todas = FichaRiesgo.objects.con_puntaje(pauta)
        por_nivel = {str(n): sorted(f.estructura for f in todas.en_nivel(n, pauta)) for n in NivelRiesgo}
        assert por_nivel == {"critico": [3, 4], "alto": [2], "medio": [1], "bajo": [0]}
        assert {f.estructura: pauta.nivel(f.centesimas) for f in todas}[3] == "critico"
