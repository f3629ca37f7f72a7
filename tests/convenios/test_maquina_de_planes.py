"""P5 on plans: after any acts of people, every total of every plan, closed quarter and commitment is what the rows say."""

from collections import Counter
from decimal import Decimal

import pytest
from django.db import transaction

from convenios import metas
from convenios.plan_de_trabajo import ejecutar, preparar
from tests.convenios.maquina_de_planes import MaquinaDePlanes
from tests.factories import llevar_plan, make_actividad, make_compromiso, make_plan

pytestmark = [pytest.mark.django_db, pytest.mark.promesa("P5")]

GENTE = ["administrador", "coordinador", "coordinadora", "especialista", "director", "alcalde_a", "alcalde_b"]
D = Decimal


@pytest.fixture
def gente(request, convenio, municipalidad_a, municipalidad_b, coordinador):
    """Two plans in execution and two drafts, with a commitment measured as they are and another one that is not."""
    distritos = [m.distrito for m in (municipalidad_a, municipalidad_b)]
    kits = make_compromiso(convenio, codigo="C-1", meta=500, unidad="kits", distritos=distritos)
    horas = make_compromiso(convenio, codigo="C-2", meta=80, unidad="horas", distritos=distritos)
    for municipalidad, con_peso in ((municipalidad_a, True), (municipalidad_b, False)):
        plan = make_plan(municipalidad, convenio=convenio)
        make_actividad(plan, codigo="A-1", unidad="kits", compromiso=kits, peso=D(30) if con_peso else None)
        make_actividad(plan, codigo="A-2", unidad="talleres", compromiso=horas, peso=D(10), metas={2: (5, 900), 3: ("2.5", 0)})
        make_actividad(plan, codigo="A-3", unidad="kits", peso=D(5), metas={})
        llevar_plan(plan, "en_ejecucion", por=coordinador)
        make_actividad(make_plan(municipalidad, convenio=convenio, anio=plan.anio + 1), codigo="A-1", unidad="kits", compromiso=kits)
    return {nombre: request.getfixturevalue(nombre) for nombre in GENTE}


def correr(gente, semilla: int, actos: int) -> tuple[MaquinaDePlanes, int, list[str]]:
    """One run, that leaves nothing behind: the machine, how many figures were compared after its acts, and those that differed."""
    comparadas, otras = 0, []
    with transaction.atomic():
        maquina = MaquinaDePlanes(semilla, gente)
        for n in range(actos):
            maquina.paso()
            cuantas, nuevas = maquina.mirar()
            comparadas += cuantas
            otras += [f"semilla {semilla}, acto {n}: {una} · antes: {maquina.diario[-4:]}" for una in nuevas]
            if otras:
                break
        transaction.set_rollback(True)
    return maquina, comparadas, otras


def test_after_every_act_every_total_is_what_the_rows_say(gente, promesa):
    semillas, actos = promesa.veces(2, 25), promesa.veces(60, 400)
    hechas: Counter[str] = Counter()
    rechazados, comparadas, otras = 0, 0, []
    for semilla in range(semillas):
        maquina, cuantas, nuevas = correr(gente, semilla, actos)
        hechas += maquina.hechas
        rechazados += maquina.rechazadas.total()
        comparadas += cuantas
        otras += nuevas
    promesa.anotar(
        f"planes: {actos} actos al azar × {semillas} semillas, y cada total después de cada acto contra las filas",
        actos_hechos=hechas.total(),
        rechazados_por_una_ley=rechazados,
        cifras_comparadas=comparadas,
        diferencias=len(otras),
    )
    assert not otras, "\n".join(otras[:20])
    assert len(hechas) >= promesa.veces(15, 22), hechas  # nearly every kind of act was done


# ── Controls: a figure that is worked out wrongly is seen ────────────────────────────────────────────────────────────────
_resumir = metas.CuentaDePlan._resumir


def por_igual(cuenta, de):
    """Every activity as heavy as any other, though all have a weight."""
    for linea in cuenta.actividades:
        linea.actividad.peso = None
    return _resumir(cuenta, de)


@pytest.mark.parametrize(
    ("donde", "nombre", "roto"),
    [
        (metas, "SUMAN", metas.SUMAN[:2]),
        (metas.CuentaDePlan, "_resumir", por_igual),
        (ejecutar, "_contar_en_compromiso", lambda ejecucion: None),
        (preparar, "_fijar", lambda version: None),
    ],
    ids=["sin rectificaciones", "sin pesos", "no cuenta en el compromiso", "la versión no se escribe"],
)
@pytest.mark.control
def test_control_what_is_counted_wrongly_is_seen(gente, monkeypatch, donde, nombre, roto):
    monkeypatch.setattr(donde, nombre, roto)
    assert any(correr(gente, semilla, 120)[2] for semilla in range(3))
