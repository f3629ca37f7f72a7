"""Every padrón of the catalogue goes out and comes back in without a change, from the command line."""

import json

import pytest
from django.core.management import call_command

from portal.importaciones.catalogo import PADRONES
from tests.factories import (
    dias,
    llevar_plan,
    make_actividad,
    make_avance,
    make_compromiso,
    make_ejecucion,
    make_evidencia,
    make_ficha,
    make_gestion,
    make_indicador,
    make_institucion,
    make_local,
    make_medicion,
    make_plan,
    make_proyecto,
)


@pytest.fixture
def mundo(convenio, municipalidad_a, municipalidad_b, administrador, coordinador):
    make_gestion(municipalidad_b, alcalde="Berta Bravo", correo="berta@ejemplo.pe", telefono="+51 976", fin=dias(300))
    make_gestion(municipalidad_b, alcalde="Otra", inicio=dias(-1000), fin=dias(-400))
    compromiso = make_compromiso(convenio, codigo="C-1", plazo=dias(60), meta=10, distritos=(municipalidad_a.distrito,))
    make_avance(compromiso, estado="enviado", cantidad=3, distrito=municipalidad_a.distrito, expediente="=EXP-1")
    con_enlace = make_avance(compromiso)
    make_evidencia(con_enlace, enlace="https://ejemplo.pe/acta")
    escuela = make_institucion(local=make_local(municipalidad_a.distrito, saneamiento="saneado"), estudiantes=40, gestion="privada")
    make_proyecto(
        escuela, codigo="PE-1", titulo="=Yogur", estudiantes=12, presupuesto=dias(0).year, concurso="eureka", resultado="-Primero"
    )
    make_proyecto(escuela, anio=None, etapa="")
    make_ficha(escuela.local, nota="=1+1")
    make_medicion(make_indicador(ugel=convenio.ugel), ubigeo=municipalidad_a.distrito.ubigeo, fuente="=1+1")
    make_medicion(make_indicador(nivel="pais"), ubigeo="00", valor="0.5803")
    plan = make_plan(municipalidad_a, convenio=convenio)
    hecha = make_actividad(plan, codigo="A-1", nombre="=Talleres", compromiso=compromiso, metas={1: (2, 50), 3: (0, 0)})
    make_ejecucion(llevar_plan(plan, "en_ejecucion", por=coordinador) and hecha, estado="enviado", medio="-Actas")
    administrador.is_superuser = True
    administrador.save()
    return convenio


@pytest.mark.parametrize("clave", list(PADRONES))
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_goes_out_comes_back_without_a_change(mundo, tmp_path, capsys, clave, ending):
    archivo, lugar = tmp_path / f"salida.{ending}", ("--convenio", mundo.codigo, "--por", "administrador")
    call_command("exportar", clave, str(archivo), *lugar)
    capsys.readouterr()
    call_command("importar", clave, str(archivo), *lugar, "--json")
    dicho = json.loads(capsys.readouterr().out)
    assert dicho["errores"] == []
    assert dicho["filas"] > 0
    assert (dicho["resultado"], dicho["nuevos"], dicho["cambian"], dicho["iguales"]) == ("ensayo", 0, 0, dicho["filas"])


def test_a_territory_comes_in_from_nothing(db, tmp_path, capsys):
    from base.cuentas.models import Usuario
    from municipios.models import Distrito, Municipalidad, Ugel

    Usuario.objects.create_superuser("raiz", nombre="Raíz", password="una-clave-de-pruebas")
    ugeles, distritos = tmp_path / "ugeles.csv", tmp_path / "distritos.csv"
    ugeles.write_text("codigo_ugel,nombre,dre\n990001,UGEL Uno,DRE Nueva\n990002,UGEL Dos,DRE Nueva\n", encoding="utf-8")
    distritos.write_text(
        "ubigeo,distrito,provincia,departamento,codigo_ugel,latitud\n990101,Uno,P,D,990001,-5.62722222222222\n990102,Dos,P,D,990002,\n",
        encoding="utf-8",
    )
    for clave, archivo in (("ugeles", ugeles), ("distritos", distritos)):
        call_command("importar", clave, str(archivo), "--aplicar", "--json")
        assert json.loads(capsys.readouterr().out)["resultado"] == "aplicado"
    assert Ugel.objects.count() == Municipalidad.objects.count() == Distrito.objects.count() == 2
    assert {u.dre.nombre for u in Ugel.objects.all()} == {"DRE Nueva"}


def test_an_administrator_of_one_ugel_does_not_load_the_register_of_ugel(ugel, administrador, tmp_path, capsys):
    archivo = tmp_path / "ugeles.csv"
    archivo.write_text("codigo_ugel,nombre,dre\n990009,UGEL Nueve,DRE\n", encoding="utf-8")
    with pytest.raises(SystemExit) as fin:
        call_command("importar", "ugeles", str(archivo), "--por", "administrador", "--json")
    assert fin.value.code == 1
    assert json.loads(capsys.readouterr().out)["motivo"] == "sin_permiso"
