"""Every figure of a report is counted again, by hand, from the rows; as of a closed quarter it stays what it was."""

import dataclasses
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from django.utils import timezone

from base.comun.fechas import hoy
from convenios.models import Alcance, Avance, Compromiso, Ejecucion, Hito, Programacion, Rectificacion
from portal.tablero.informes import compromisos as calculo
from portal.tablero.informes.cifras import huella
from portal.tablero.informes.reunir import de_convenio, de_distrito, de_provincia, reunir
from tests.informes.mundo import Mundo, hacer_mundo, lo_que_vino_despues

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("informes")]


@pytest.fixture(scope="module")
def mundo(modulo_db) -> Mundo:
    return hacer_mundo()


@pytest.fixture(scope="module")
def entonces(mundo) -> Any:
    """The report as of the closed quarter, read before anything else happened."""
    return del_trimestre(mundo)


@pytest.fixture(scope="module")
def despues(mundo, entonces) -> Mundo:
    lo_que_vino_despues(mundo)
    return mundo


def del_trimestre(mundo: Mundo) -> Any:
    ambito = de_distrito(mundo.distrito)
    return reunir(ambito, ambito.corte(f"{mundo.plan.anio}-1"))


def de_hoy(mundo: Mundo) -> Any:
    ambito = de_distrito(mundo.distrito)
    return reunir(ambito, ambito.corte(str(mundo.plan.anio)))


# ── Counting by hand ─────────────────────────────────────────────────────────────────────────────────────────────────────
def pct(hecho: Decimal, de: Decimal) -> Decimal:
    return min((hecho * 100 / de).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP), Decimal(100))


def a_mano(c: Compromiso, mundo: Mundo) -> dict[str, Any]:
    """What the report has to say of a commitment, one row after the other."""
    verificados = [a for a in Avance.todos.filter(compromiso=c) if a.estado == "verificado" and a.eliminado_en is None]
    reportes = [a for a in verificados if a.origen != "carga_inicial"]
    parte = Alcance.todos.get(compromiso=c, distrito=mundo.distrito, eliminado_en=None).meta
    hitos = [h for h in Hito.todos.filter(compromiso=c) if h.eliminado_en is None]
    hecho = sum((a.cantidad or Decimal(0) for a in reportes if not parte or a.distrito_id == mundo.distrito.pk), Decimal(0))
    if parte:
        avance = pct(hecho, parte)
    elif verificados and not reportes:
        avance = verificados[-1].porcentaje
    elif hitos:
        avance = pct(Decimal(len({a.hito_id for a in reportes if a.hito_id})), Decimal(len(hitos)))
    else:
        avance = pct(hecho, c.meta) if c.meta else None
    if c.estado != "abierto":
        situacion = c.estado
    elif c.plazo is None:
        situacion = "sin_plazo"
    elif c.plazo < hoy():
        situacion = "vencido"
    elif (c.plazo - hoy()).days <= mundo.ugel.dias_por_vencer:
        situacion = "por_vencer"
    else:
        situacion = "en_proceso" if verificados else "por_iniciar"
    return {"avance": avance, "situacion": situacion, "hecho": hecho if c.meta else None, "plazo": c.plazo}


def que_llegan(mundo: Mundo) -> list[Compromiso]:
    firmados = ("suscrito", "concluido", "resuelto")
    vivos = [c for c in Compromiso.todos.filter(convenio__ugel=mundo.ugel) if c.eliminado_en is None and c.convenio.estado in firmados]
    return [c for c in vivos if Alcance.todos.filter(compromiso=c, distrito=mundo.distrito, eliminado_en=None).exists()]


def comparar(cifras: Any, mundo: Mundo) -> None:
    esperados = {c.codigo: a_mano(c, mundo) for c in que_llegan(mundo)}
    dichos = {f.codigo: f for f in cifras.compromisos}
    assert set(dichos) == set(esperados)
    for codigo, esperado in esperados.items():
        fila = dichos[codigo]
        assert (codigo, fila.avance, fila.situacion, fila.plazo) == (codigo, *(esperado[k] for k in ("avance", "situacion", "plazo")))
        if fila.unidad != "hitos":
            assert (codigo, fila.hecho) == (codigo, esperado["hecho"])
    assert cifras.situaciones == dict(Counter(e["situacion"] for e in esperados.values()))
    assert cifras.distritos[0].compromisos == len(esperados)


def ejecutado(plan: Any, campo: str, hasta: int) -> Decimal:
    suyas = [e for e in Ejecucion.todos.filter(actividad__plan=plan) if e.estado == "verificado" and e.trimestre <= hasta]
    rectificadas = [r for r in Rectificacion.todos.filter(cierre__plan=plan) if r.cierre.trimestre <= hasta]
    return sum((getattr(fila, campo) for fila in [*suyas, *rectificadas]), Decimal(0))


def test_every_figure_of_a_district_is_what_the_rows_say(mundo, entonces):
    cifras = de_hoy(mundo)
    comparar(cifras, mundo)
    plan = mundo.plan
    programado = sum((p.financiera for p in Programacion.todos.filter(actividad__plan=plan)), Decimal(0))
    assert (cifras.programado, cifras.devengado) == (programado, ejecutado(plan, "financiera", 4))
    for fila in cifras.actividades:
        actividad = plan.actividades.get(codigo=fila.codigo)
        metas = {p.trimestre: (p.fisica, p.financiera) for p in Programacion.todos.filter(actividad=actividad)}
        hechas = {e.trimestre: (e.fisica, e.financiera) for e in Ejecucion.todos.filter(actividad=actividad, estado="verificado")}
        for t in (1, 2, 3, 4):
            meta, hecho = metas.get(t, (0, 0)), hechas.get(t, (0, 0))
            assert (fila.fisico[t - 1], fila.financiero[t - 1]) == ((meta[0], hecho[0]), (meta[1], hecho[1]))
        assert fila.meta_anual == sum(m[0] for m in metas.values())
    assert cifras.planes[0].fisico == Decimal("35.0")  # (5 of 10, and 2 of 10) / 2
    deben = {d.clave: d.cuantos for d in cifras.deudas}
    assert deben["plazo"] == sum(1 for c in que_llegan(mundo) if c.plazo is None)
    assert deben["responsable"] == sum(1 for c in que_llegan(mundo) if not c.responsable)
    assert deben["cierre"] == 3
    assert [(a.numero, a.situacion) for a in cifras.acuerdos] == [(1, "Vencido"), (3, "Abierto")]
    assert [n.texto for n in cifras.nudos] == ["Dejan la escuela"]


def test_what_was_done_is_what_was_verified_in_the_period_and_in_the_district(mundo, entonces):
    hechos = [
        a
        for a in Avance.todos.filter(compromiso__in=que_llegan(mundo), estado="verificado", eliminado_en=None)
        if a.origen != "carga_inicial"
        and a.fecha.year == mundo.plan.anio
        and a.fecha.month <= 3
        and a.distrito_id in (None, mundo.distrito.pk)
    ]
    assert Counter((a.compromiso, a.cantidad) for a in entonces.avances) == Counter((a.compromiso.codigo, a.cantidad) for a in hechos)
    assert len(hechos) >= 2
    assert {(a.reporto, a.verifico) for a in entonces.avances} == {("Especialista de la UGEL", "Coordinador de la UGEL")}


def test_it_says_of_today_what_the_lists_say(mundo, entonces):
    """The rules of `convenios` as the lists ask them of the database, and as the reports tell them over plain rows."""
    lista = {c.codigo: c for c in Compromiso.objects.filter(convenio=mundo.convenio).con_situacion(publica=True).con_avance()}
    ambito = de_convenio(mundo.convenio)
    cifras = reunir(ambito, ambito.corte("hoy"))
    assert {c.codigo: (c.situacion, c.avance) for c in cifras.compromisos} == {
        codigo: (c.situacion, c.progreso) for codigo, c in lista.items()
    }


def test_a_convenio_and_a_province_count_each_commitment_once(mundo, entonces):
    for ambito in (de_convenio(mundo.convenio), de_provincia(mundo.encuentro)):
        cifras = reunir(ambito, ambito.corte("hoy"))
        assert Counter(c.codigo for c in cifras.compromisos) == Counter(
            c.codigo for c in Compromiso.todos.filter(convenio=mundo.convenio, eliminado_en=None)
        )
        assert [d.compromisos for d in cifras.distritos] == [len(que_llegan(mundo)), 5]
        assert len(cifras.acuerdos) == (3 if ambito.clase == "provincia" else 0)


def test_of_a_closed_quarter_it_says_what_its_seal_says(mundo, entonces):
    cierre, plan = mundo.cierre, entonces.planes[0]
    assert (plan.sellado, plan.fisico, plan.programado, plan.devengado) == (True, cierre.fisico, cierre.programado, cierre.devengado)
    assert plan.trimestres[0].codigo == cierre.codigo
    assert [(a.codigo, a.fisico[0], a.financiero[1]) for a in plan.actividades] == [
        (d["codigo"], tuple(map(Decimal, d["fisico"][0])), (None, None)) for d in cierre.contenido["actividades"]
    ]
    comparar(entonces, mundo)  # nothing has happened since


# ── What came afterwards (these run last: the world moves on) ────────────────────────────────────────────────────────────
def test_a_closed_quarter_stays_what_it_was_whatever_comes_after(despues, entonces):
    assert dataclasses.asdict(del_trimestre(despues)) == dataclasses.asdict(entonces)
    assert huella(del_trimestre(despues)) == huella(entonces)
    nuevas = {c.codigo: c.situacion for c in de_hoy(despues).compromisos}
    assert (nuevas["VENCIDO"], nuevas["PROCESO"], "SIN-PLAZO" in nuevas, "DESPUES" in nuevas) == ("por_iniciar", "no_cumplido", False, True)


def test_today_is_counted_again_with_what_came_after(despues):
    cifras = de_hoy(despues)
    comparar(cifras, despues)
    assert cifras.devengado == ejecutado(despues.plan, "financiera", 4)
    assert cifras.planes[0].trimestres[0].rectificaciones == 1
    assert cifras.planes[0].trimestres[0].devengado == despues.cierre.devengado  # as it was closed


def test_the_instant_is_what_keeps_it(despues, entonces, monkeypatch):
    """Control: where rows are asked for as they stand, the closed quarter changes with them."""
    de_ahora = calculo.filas_de
    monkeypatch.setattr(calculo, "filas_de", lambda modelo, instante, *mas, **donde: de_ahora(modelo, None, *mas, **donde))
    assert huella(del_trimestre(despues)) != huella(entonces)


def test_it_costs_the_same_whatever_there_is(despues, django_assert_max_num_queries):
    ambito = de_distrito(despues.distrito)
    corte = ambito.corte(f"{despues.plan.anio}-1")
    with django_assert_max_num_queries(26):
        reunir(ambito, corte)
    assert timezone.localdate(corte.instante) == corte.dia
