"""The padrón of risk sheets: what an empty cell says, whose buildings it writes, and that what goes out comes back as it was."""

import contextlib
import json

import pytest
from django.core.management import call_command

from municipios.models import FichaRiesgo
from tests.factories import dias, make_distrito, make_ficha, make_local

TITULOS = "codigo_local,fecha,estructura,peligro,servicios,tendencia,equidad,fuente,inspeccion,nota\n"


@pytest.fixture
def local(municipalidad_a):
    return make_local(municipalidad_a.distrito, codigo_local="099001")


@pytest.fixture
def importar(tmp_path, capsys):
    def hacer(filas: str, *mas: str, por: str = "coordinador", titulos: str = TITULOS) -> dict:
        archivo = tmp_path / "riesgos.csv"
        archivo.write_text(titulos + filas, encoding="utf-8")
        with contextlib.suppress(SystemExit):
            call_command("importar", "riesgos", str(archivo), "--por", por, "--json", *mas)
        return json.loads(capsys.readouterr().out)

    return hacer


def test_an_empty_cell_is_a_criterion_that_was_not_evaluated(local, coordinador, importar):
    dicho = importar("99001,15/04/2024,3,2,,0,,ugel,muy alto,Grietas\n", "--aplicar")
    assert (dicho["resultado"], dicho["nuevos"], dicho["errores"]) == ("aplicado", 1, [])
    ficha = FichaRiesgo.objects.get()
    assert (ficha.local, ficha.estructura, ficha.peligro, ficha.servicios, ficha.tendencia, ficha.equidad) == (local, 3, 2, None, 0, None)
    assert (ficha.procedencia, ficha.inspeccion, ficha.nota) == ("ugel", "muy_alto", "Grietas")
    assert ficha.history.get().history_user == coordinador

    assert importar("99001,15/04/2024,3,2,,0,,ugel,muy alto,Grietas\n")["iguales"] == 1
    assert importar("99001,15/04/2024,3,,1,0,,ugel,muy alto,Grietas\n", "--aplicar")["cambian"] == 1
    ficha.refresh_from_db()
    assert (ficha.peligro, ficha.servicios) == (None, 1)


@pytest.mark.parametrize(
    ("fila", "columna"),
    [
        ("099001,15/04/2024,,2,1,1,1,ugel,,\n", "estructura"),
        ("099001,15/04/2024,5,2,1,1,1,ugel,,\n", "estructura"),
        ("099001,15/04/2024,3,2,1,1,4.5,ugel,,\n", "equidad"),
        ("099001,15/04/2099,3,2,1,1,1,ugel,,\n", "fecha"),
        ("099001,15/04/2024,3,2,1,1,1,vecino,,\n", "fuente"),
        ("099999,15/04/2024,3,2,1,1,1,ugel,,\n", "codigo_local"),
    ],
)
def test_what_cannot_be_is_told_beside_its_cell(local, coordinador, importar, fila, columna):
    dicho = importar(fila, "--aplicar")
    assert dicho["resultado"] == "rechazado"
    assert {e["columna"] for e in dicho["errores"]} == {columna}
    assert not FichaRiesgo.objects.exists()


def test_a_file_without_one_of_the_criteria_is_refused_once(local, coordinador, importar):
    dicho = importar("099001,15/04/2024,3,1,1,1,ugel\n", titulos="codigo_local,fecha,estructura,peligro,servicios,tendencia,fuente\n")
    assert (dicho["resultado"], dicho["motivo"]) == ("rechazado", "falta_columna")


def test_the_building_of_another_ugel_is_as_one_that_does_not_exist(local, coordinador, otra_ugel, importar):
    make_local(make_distrito(otra_ugel), codigo_local="099002")
    dicho = importar("099002,15/04/2024,3,2,1,1,1,ugel,,\n", "--aplicar")
    assert [e["columna"] for e in dicho["errores"]] == ["codigo_local"]


def test_a_municipality_brings_no_sheet(local, alcalde_a, importar):
    assert importar("099001,15/04/2024,3,2,1,1,1,ugel,,\n", por="alcalde.a")["motivo"] == "sin_permiso"


@pytest.mark.promesa("P19")
@pytest.mark.parametrize("final", ["csv", "xlsx"])
def test_what_goes_out_comes_back_without_a_change(local, coordinador, tmp_path, capsys, final):
    make_ficha(local, fecha=dias(-40), peligro=0, nota="=1+1 -Techado")
    make_ficha(local, fecha=dias(-2), equidad=4, inspeccion="inhabitable", procedencia="inspeccion")
    make_ficha(make_local(local.distrito, codigo_local="099003"), servicios=4, tendencia=1, demostracion=True)
    archivo = tmp_path / f"salida.{final}"
    call_command("exportar", "riesgos", str(archivo), "--por", "coordinador")
    capsys.readouterr()
    call_command("importar", "riesgos", str(archivo), "--por", "coordinador", "--json")
    dicho = json.loads(capsys.readouterr().out)
    assert (dicho["filas"], dicho["iguales"], dicho["errores"]) == (3, 3, [])
