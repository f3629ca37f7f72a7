"""P19 for what schools hold: random buildings, services, risk sheets and projects leave by the command and come back without a change."""

import contextlib
import datetime
import io
import json
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from municipios.models import FichaRiesgo, InstitucionEducativa, LocalEscolar, Matricula, ProyectoEducativo
from tests.factories import make_ficha, make_institucion, make_local, make_proyecto

TEXTO = st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_categories=["Cc"]), min_size=1, max_size=40)
DICHO = TEXTO.map(lambda t: " ".join(f"Ficticio {t}".split()))
VALOR = st.one_of(st.none(), st.integers(0, 4))


def de(opciones: Any) -> Any:
    return st.sampled_from([*opciones, ""])


LOCAL = st.fixed_dictionaries(
    {
        "nombre": DICHO,
        "centro_poblado": st.one_of(st.just(""), DICHO),
        "direccion": st.one_of(st.just(""), DICHO),
        "saneamiento": de(LocalEscolar.Saneamiento.values),
        "latitud": st.one_of(st.none(), st.decimals(-90, 90, places=6)),
        "longitud": st.one_of(st.none(), st.decimals(-180, 180, places=6)),
    }
)
INSTITUCION = st.fixed_dictionaries(
    {
        "nombre": DICHO,
        "nivel": st.sampled_from(InstitucionEducativa.Nivel.values),
        "gestion": de(InstitucionEducativa.Gestion.values),
        "area": de(InstitucionEducativa.Area.values),
        "anexo": st.sampled_from(["0", "1", "12"]),
        "estudiantes": st.one_of(st.none(), st.integers(0, 5_000)),
        "anio": st.integers(2000, 2100),
    }
)
FICHA = st.fixed_dictionaries(
    {
        **dict.fromkeys(("peligro", "servicios", "tendencia", "equidad"), VALOR),
        "estructura": st.integers(0, 4),
        "procedencia": st.sampled_from(FichaRiesgo.Procedencia.values),
        "inspeccion": de(FichaRiesgo.Inspeccion.values),
        "nota": st.one_of(st.just(""), DICHO),
        "fecha": st.dates(datetime.date(2010, 1, 1), datetime.date(2026, 1, 1)),
    }
)
PROYECTO = st.fixed_dictionaries(
    {
        "titulo": DICHO,
        "tipo": st.sampled_from(ProyectoEducativo.Tipo.values),
        "etapa": de(ProyectoEducativo.Etapa.values),
        "estudiantes": st.one_of(st.none(), st.integers(0, 999)),
        "anio": st.one_of(st.none(), st.integers(2000, 2100)),
        "presupuesto": st.one_of(st.none(), st.decimals(0, 99_999, places=2)),
    }
)
UNO = st.tuples(LOCAL, INSTITUCION, FICHA, PROYECTO)


def hacer(todos: Any, distrito: Any) -> None:
    for n, (local, institucion, ficha, proyecto) in enumerate(todos):
        edificio = make_local(distrito, codigo_local=f"{'09' if n % 2 else '99'}{n:04d}", **local)
        servicio = make_institucion(local=edificio, codigo_modular=f"{'099' if n % 2 else '990'}{n:04d}", **institucion)
        make_ficha(edificio, **ficha)
        make_proyecto(servicio, codigo=f"PE-{n}", **proyecto)


def sacar(clave: str, archivo: Any) -> None:
    call_command("exportar", clave, str(archivo), "--por", "coordinador", stdout=io.StringIO(), stderr=io.StringIO())


def traer(clave: str, archivo: Any) -> dict[str, Any]:
    """What the rehearsal of a file says."""
    dicho = io.StringIO()
    with contextlib.suppress(SystemExit):  # what was refused is in what it says
        call_command("importar", clave, str(archivo), "--por", "coordinador", "--json", stdout=dicho, stderr=io.StringIO())
    return json.loads(dicho.getvalue())


def vaciar() -> None:
    for modelo in (ProyectoEducativo, FichaRiesgo, Matricula, InstitucionEducativa, LocalEscolar):
        modelo.objects.all().delete()


@pytest.mark.promesa("P19")
@pytest.mark.parametrize("clave", ["locales", "instituciones", "riesgos", "proyectos"])
def test_random_rows_leave_and_come_back_without_a_change(coordinador, municipalidad_a, tmp_path, clave, promesa):
    hechos = [0]

    @settings(
        max_examples=promesa.veces(6, 60),
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(st.lists(UNO, min_size=1, max_size=promesa.veces(6, 20)))
    def volver(todos: Any) -> None:
        vaciar()
        hacer(todos, municipalidad_a.distrito)
        for final in ("csv", "xlsx"):
            sacar(clave, archivo := tmp_path / f"salida.{final}")
            dicho = traer(clave, archivo)
            assert (dicho["filas"], dicho["iguales"], dicho["errores"]) == (len(todos), len(todos), [])
        hechos[0] += len(todos)

    volver()
    promesa.anotar(f"{clave} al azar, a CSV y a XLSX y de vuelta", registros=hechos[0], cambios=0)


@pytest.mark.promesa("P19")
@pytest.mark.parametrize(
    ("clave", "modelo", "cambio"),
    [
        ("locales", LocalEscolar, {"saneamiento": "saneado"}),
        ("instituciones", InstitucionEducativa, {"area": "urbana"}),
        ("riesgos", FichaRiesgo, {"peligro": 4}),
        ("proyectos", ProyectoEducativo, {"presupuesto": Decimal("12.34")}),
    ],
)
@pytest.mark.control
def test_control_what_changed_meanwhile_is_a_change(coordinador, municipalidad_a, tmp_path, clave, modelo, cambio):
    local = make_local(municipalidad_a.distrito, saneamiento="no_saneado")
    make_ficha(local, peligro=0)
    make_proyecto(make_institucion(local=local, area="rural"), presupuesto=1)
    sacar(clave, archivo := tmp_path / "salida.csv")
    modelo.objects.update(**cambio)
    assert traer(clave, archivo)["cambian"] == 1
