"""Every percentage of the plans of the demonstration, worked out a second time from the raw rows."""

from decimal import Decimal

import pytest
from django.urls import reverse

from base.comun import preparadas
from base.comun.fechas import hoy
from base.cuentas.models import Usuario
from convenios import cifras, metas
from convenios.models import Actividad, Cierre, PlanTrabajo
from convenios.models.plan import TRIMESTRES
from convenios.plan_de_trabajo import rectificar
from encuentros.carga import hechos
from encuentros.carga.demostracion import escuelas, personas, planes
from encuentros.carga.demostracion.cronica import Cronica
from municipios.datos import jaen
from municipios.models import Ugel
from tests.convenios.cifras import sin_dibujar
from tests.convenios.recuento_de_planes import CERRADAS, RecuentoDePlanes, distintas, lo_que_dice, lo_que_guarda


@pytest.fixture(scope="module")
def _contados(modulo_db):
    """The part of the demonstration that plans stand on, and the plans."""
    import random

    hechos.cargar()
    cronica = Cronica()
    elenco = personas.crear(cronica, Ugel.objects.get(codigo=jaen.UGEL[0]))
    escuelas.crear(cronica, elenco, random.Random(1))  # noqa: S311
    convenio = planes.crear_convenio(cronica, elenco)
    cronica.cerrar()
    planes.crear(elenco, convenio, random.Random(1))  # noqa: S311


@pytest.fixture
def coordinador(_contados, db) -> Usuario:
    return Usuario.objects.get(username="coordinador")


pytestmark = [pytest.mark.xdist_group("planes de la demostración"), pytest.mark.promesa("P5")]


def de_las_paginas(cliente, ubigeo: str = "06") -> tuple[int, list[str]]:
    """How many figures of the pages of the plans there, at each quarter, were compared; and those that differ."""
    recuento, comparadas, otras = RecuentoDePlanes(), 0, []
    with sin_dibujar():
        suyos = PlanTrabajo.objects.filter(municipalidad__distrito__ubigeo__startswith=ubigeo)
        for plan in suyos.select_related("municipalidad__distrito"):
            for trimestre in TRIMESTRES:
                pagina = cliente.get(plan.get_absolute_url(), {"trimestre": trimestre}).context
                dicho = lo_que_dice(pagina["cuentas"])
                comparadas += 10 + sum(len(suya) for suya in dicho["actividades"].values())
                otras += distintas(f"{plan}, trimestre {trimestre}", dicho, recuento.plan(plan.pk, trimestre))
    return comparadas, otras


def test_every_figure_of_every_plan_page_is_what_the_rows_say(como, coordinador, promesa):
    comparadas, otras = de_las_paginas(como(coordinador))
    promesa.anotar("cifras de los planes de la demostración contra las filas", cifras=comparadas, diferencias=len(otras))
    assert not otras, "\n".join(otras[:20])
    assert comparadas > 3000


def de_la_provincia(cliente) -> tuple[int, list[str]]:
    """The same of the table of the districts by quarters, which works its figures out on its own."""
    recuento, comparadas, otras = RecuentoDePlanes(), 0, []
    cierres = {(c.plan_id, c.trimestre): c for c in Cierre.objects.all()}
    for anio in (hoy().year - 1, hoy().year):
        pagina = cliente.get(reverse("planes", args=[jaen.UGEL[0]]), {"anio": anio}).context
        assert len(pagina["filas"]) == 12
        for fila in pagina["filas"]:
            al_anio, dichas = recuento.plan(fila.plan.pk, 4), [(fila.programado, "programado_anual"), (fila.devengado, "devengado")]
            otras += [f"{fila.distrito.nombre}, {anio}, {que}" for dicho, que in dichas if dicho != al_anio[que]]
            for trimestre, celda in zip(TRIMESTRES, fila.celdas, strict=True):
                if celda.futuro:
                    continue
                cierre = cierres.get((fila.plan.pk, trimestre))
                suyo = recuento.plan(fila.plan.pk, trimestre) if cierre is None else recuento.al_cerrar(recuento.cierres[cierre.pk])
                assert celda.cerrado == (cierre is not None)
                sin_empezar = cierre is None and fila.plan.estado == "aprobado"  # at no percentage: nothing can be reported on it yet
                esperado = None if sin_empezar else suyo["fisico"]
                otras += [f"{fila.distrito.nombre}, {anio}, trimestre {trimestre}"] if celda.fisico != esperado else []
                comparadas += 1
    return comparadas, otras


def test_every_figure_of_the_province_is_what_the_rows_say(como, coordinador):
    comparadas, otras = de_la_provincia(como(coordinador))
    assert not otras, "\n".join(otras)
    assert comparadas > 30


def test_every_closed_quarter_says_what_the_rows_said_that_day(coordinador):
    recuento = RecuentoDePlanes()
    assert len(recuento.cierres) > 20
    for cierre in Cierre.objects.select_related("plan__municipalidad__distrito"):
        contado = recuento.al_cerrar(recuento.cierres[cierre.pk])
        assert distintas(str(cierre), lo_que_guarda(cierre.contenido), contado) == []
        columnas = ("fisico", "fisico_anual", "programado", "devengado")
        assert set(columnas) <= set(CERRADAS)
        assert [getattr(cierre, c) for c in columnas] == [contado[c] for c in columnas]


def test_every_commitment_that_they_carry_out_has_done_what_they_verified(coordinador):
    from convenios.models import Compromiso

    recuento = RecuentoDePlanes()
    suyos = list(Compromiso.objects.filter(convenio__codigo=planes.CODIGO).con_avance())
    unidades = {c.pk: c.unidad for c in suyos}
    for compromiso in suyos:
        por_planes = sum(
            (sum(recuento.ejecutado["fisica"][a["id"]], Decimal(0)) for a in recuento.actividades.values()
             if a["compromiso_id"] == compromiso.pk and a["unidad"] == unidades[compromiso.pk]),
            Decimal(0),
        )  # fmt: skip
        assert recuento.hecho_de_compromiso(compromiso.pk) == por_planes
    assert [bool(recuento.hecho_de_compromiso(c.pk)) for c in sorted(suyos, key=lambda c: c.codigo)] == [True, True, True, False]


# ── Controls ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.control
def test_control_without_rectificaciones_it_is_noticed(como, coordinador, monkeypatch):
    monkeypatch.setattr(metas, "SUMAN", metas.SUMAN[:2])
    assert de_las_paginas(como(coordinador), "060801")[1]


@pytest.mark.control
def test_control_a_percentage_that_is_not_capped_is_noticed(como, coordinador, monkeypatch):
    monkeypatch.setattr(metas, "min", lambda razon, _: razon, raising=False)
    assert de_las_paginas(como(coordinador), "060801")[1]


@pytest.mark.control
def test_control_a_list_without_rectificaciones_is_noticed(como, coordinador, monkeypatch):
    de_actividades = cifras._de_actividades
    monkeypatch.setattr(cifras, "_de_actividades", lambda planes: de_actividades(planes)[:2])
    monkeypatch.setattr(preparadas, "_escritas", {})  # what was written before it was broken
    assert de_la_provincia(como(coordinador))[1]


@pytest.mark.control
def test_control_a_list_that_does_not_cap_is_noticed(como, coordinador, monkeypatch):
    monkeypatch.setattr(metas, "min", lambda razon, _: razon, raising=False)
    assert de_la_provincia(como(coordinador))[1]


@pytest.mark.control
def test_control_a_rectificacion_of_today_does_not_move_what_was_closed_before(coordinador):
    cierre = Cierre.objects.filter(trimestre=1, plan__estado="en_ejecucion").first()
    actividad = Actividad.objects.select_related("compromiso__convenio").filter(plan=cierre.plan, compromiso=None).first()
    actividad = actividad or cierre.plan.actividades.select_related("compromiso__convenio").order_by("-codigo").first()
    antes = RecuentoDePlanes()
    rectificar(cierre, actividad, por=coordinador, fisica=Decimal(99), financiera=Decimal(1), motivo="Llegó un acta", documento="Oficio 9")
    ahora = RecuentoDePlanes()
    assert ahora.al_cerrar(ahora.cierres[cierre.pk]) == antes.al_cerrar(antes.cierres[cierre.pk])
    assert ahora.plan(cierre.plan_id, 1) != antes.plan(cierre.plan_id, 1)
