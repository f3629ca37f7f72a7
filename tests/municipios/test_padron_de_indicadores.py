"""The padrón of indicators: whose figures it writes, what it says of a territory that is not theirs, what leaves comes back as it was."""

import contextlib
import json
from decimal import Decimal

import pytest
from django.core.management import call_command

from municipios.models import Medicion
from tests.factories import make_distrito, make_indicador, make_medicion, make_usuario

TITULOS = "indicador,ubigeo,anio,valor,fuente\n"


@pytest.fixture
def distrito(municipalidad_a):
    return municipalidad_a.distrito


@pytest.fixture
def propio(distrito):
    return make_indicador(codigo="DESERTA", ugel=distrito.ugel)


@pytest.fixture
def importar(tmp_path, capsys):
    def hacer(filas: str, *mas: str, por: str = "coordinador", titulos: str = TITULOS) -> dict:
        archivo = tmp_path / "indicadores.csv"
        archivo.write_text(titulos + filas, encoding="utf-8")
        with contextlib.suppress(SystemExit):
            call_command("importar", "indicadores", str(archivo), "--por", por, "--json", *mas)
        return json.loads(capsys.readouterr().out)

    return hacer


def test_a_row_is_a_value_of_an_indicator_named_by_its_code(distrito, propio, coordinador, importar):
    fila = f"deserta,{distrito.ubigeo},2024,4.25,SIAGIE\n"
    dicho = importar(fila, "--aplicar")
    assert (dicho["resultado"], dicho["nuevos"], dicho["errores"], dicho["avisos"]) == ("aplicado", 1, [], [])
    medicion = Medicion.objects.get()
    assert (medicion.indicador, medicion.ubigeo, medicion.anio, medicion.valor) == (propio, distrito.ubigeo, 2024, Decimal("4.25"))
    assert medicion.history.get().history_user == coordinador
    assert importar(fila)["iguales"] == 1
    assert importar(f"DESERTA,{distrito.ubigeo},2024,5,SIAGIE\n", "--aplicar")["cambian"] == 1


def test_a_new_row_without_a_source_says_so_and_an_old_one_keeps_its_own(distrito, propio, coordinador, importar):
    sin = {"titulos": "indicador,ubigeo,anio,valor\n"}
    dicho = importar(f"DESERTA,{distrito.ubigeo},2024,4\n", "--aplicar", **sin)
    assert (dicho["resultado"], [a["columna"] for a in dicho["avisos"]]) == ("aplicado", ["fuente"])
    assert "no dice su fuente" in Medicion.objects.get().fuente
    Medicion.objects.update(fuente="SIAGIE")
    assert importar(f"DESERTA,{distrito.ubigeo},2024,5\n", "--aplicar", **sin)["avisos"] == []
    assert Medicion.objects.get().fuente == "SIAGIE"


@pytest.mark.parametrize(
    ("fila", "columna"),
    [
        ("NADA,{ubigeo},2024,4,X\n", "indicador"),
        ("DESERTA,{ubigeo}9,2024,4,X\n", "ubigeo"),
        ("DESERTA,Bellavista,2024,4,X\n", "ubigeo"),
        ("DESERTA,777777,2024,4,X\n", "ubigeo"),
        ("DESERTA,{ubigeo},1999,4,X\n", "anio"),
        ("DESERTA,{ubigeo},2024,muchos,X\n", "valor"),
        ("DESERTA,{ubigeo},2024,4.12345,X\n", "valor"),
        ("REGIONAL,{ubigeo},2024,4,X\n", "ubigeo"),
        ("AJENO,{ubigeo},2024,4,X\n", "indicador"),
    ],
)
def test_what_cannot_be_is_told_beside_its_cell(distrito, propio, otra_ugel, coordinador, importar, fila, columna):
    make_indicador(codigo="REGIONAL", nivel="region")
    make_indicador(codigo="AJENO", ugel=otra_ugel)
    dicho = importar(fila.format(ubigeo=distrito.ubigeo), "--aplicar")
    assert dicho["resultado"] == "rechazado"
    assert {e["columna"] for e in dicho["errores"]} == {columna}
    assert not Medicion.objects.exists()


def test_the_district_of_another_ugel_is_as_one_that_does_not_exist(municipalidad_a, municipalidad_ajena, coordinador, importar):
    make_indicador(codigo="COMUN")
    ajeno, ninguno = (
        importar(f"COMUN,{u},2024,4,X\n", "--aplicar")["errores"][0]["mensaje"] for u in (municipalidad_ajena.distrito.ubigeo, "777777")
    )
    assert ajeno == ninguno


def test_a_figure_that_several_ugel_read_is_not_moved_by_one_of_them(distrito, otra_ugel, coordinador, importar):
    make_distrito(otra_ugel, ubigeo=distrito.ubigeo[:2] + "9999")
    region, comun = distrito.ubigeo[:2], make_indicador(codigo="COMUN")
    make_medicion(comun, ubigeo=region, anio=2024, valor=20, fuente="ENLA")
    assert importar(f"COMUN,{region},2024,20,ENLA\n")["iguales"] == 1
    assert [e["columna"] for e in importar(f"COMUN,{region},2024,21,ENLA\n", "--aplicar")["errores"]] == ["ubigeo"]
    make_usuario("administrador", username="raiz", is_superuser=True)
    assert importar(f"COMUN,{region},2024,21,ENLA\n", "--aplicar", por="raiz")["resultado"] == "aplicado"


def test_the_zero_that_a_sheet_ate_comes_back(ugel, coordinador, importar):
    make_distrito(ugel, ubigeo="060801")
    make_indicador(codigo="COMUN")
    dicho = importar("COMUN,60801,2024,1,X\nCOMUN,608,2024,2,X\nCOMUN,6,2024,3,X\nCOMUN,0,2024,4,X\n", "--aplicar")
    assert (dicho["resultado"], len(dicho["avisos"])) == ("aplicado", 4)
    assert sorted(Medicion.objects.values_list("ubigeo", flat=True)) == ["00", "06", "0608", "060801"]


def test_a_municipality_brings_no_figure(distrito, propio, alcalde_a, importar):
    assert importar(f"DESERTA,{distrito.ubigeo},2024,4,X\n", por="alcalde.a")["motivo"] == "sin_permiso"


@pytest.mark.promesa("P19")
@pytest.mark.parametrize("final", ["csv", "xlsx"])
def test_what_goes_out_comes_back_without_a_change(distrito, propio, otra_ugel, coordinador, tmp_path, capsys, final):
    comun = make_indicador(codigo="COMUN")
    make_distrito(otra_ugel, ubigeo=distrito.ubigeo[:2] + "9999")
    make_medicion(propio, ubigeo=distrito.ubigeo, valor=Decimal("-0.2190"), fuente="=1+1")
    make_medicion(propio, ubigeo=distrito.ubigeo[:4], valor=Decimal(1250))
    make_medicion(comun, ubigeo=distrito.ubigeo[:2], valor=Decimal("22.7"))
    make_medicion(comun, ubigeo="00", fuente="-Informe")
    make_medicion(comun, ubigeo=distrito.ubigeo[:2] + "9999")
    archivo = tmp_path / f"salida.{final}"
    call_command("exportar", "indicadores", str(archivo), "--por", "coordinador")
    capsys.readouterr()
    call_command("importar", "indicadores", str(archivo), "--por", "coordinador", "--json")
    dicho = json.loads(capsys.readouterr().out)
    assert (dicho["filas"], dicho["iguales"], dicho["errores"]) == (4, 4, [])
