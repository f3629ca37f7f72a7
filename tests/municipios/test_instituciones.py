"""Schools: the building and its services, found without accents, corrected, brought in by the columns of ESCALE."""

import csv
import io

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from base.comun.documentos import escribir_csv
from encuentros.carga import hechos
from municipios.models import InstitucionEducativa, LocalEscolar, Matricula
from municipios.padrones.instituciones import verificador_raro
from portal.importaciones.catalogo import PADRONES, conocida
from portal.importaciones.encabezado import reconocer, ubicar_tabla
from portal.importaciones.lectura import leer
from portal.importaciones.motor import Lugar, aplicar, ensayar
from tests.factories import make_distrito, make_ficha, make_institucion, make_local
from tests.formularios import leer as leer_formulario


@pytest.fixture
def lugar(administrador, ugel) -> Lugar:
    return Lugar(administrador, ugel)


@pytest.fixture
def distrito(municipalidad_a):
    return municipalidad_a.distrito


def tabla(padron, titulos, *filas):
    salida = io.StringIO()
    csv.writer(salida).writerows([titulos, *filas])
    return ubicar_tabla(leer(salida.getvalue().encode(), conocida=conocida), PADRONES[padron], otros=list(PADRONES.values()))


def errores(ensayo):
    return {(fila.numero, columna): mensaje for fila in ensayo.filas for columna, mensaje in fila.errores}


# ── The registers ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_school_is_found_by_code_name_or_district_without_accents(como, coordinador, ugel, distrito):
    make_institucion(distrito, nombre="I.E. ficticia Túpac", codigo_modular="9900017")
    make_institucion(distrito, nombre="I.E. ficticia Otra")
    lista = reverse("instituciones", args=[ugel.codigo])
    for texto in ("tupac", "9900017", "TÚPAC ficticia"):
        pagina = como(coordinador).get(lista, {"texto": texto}).content.decode()
        assert "Túpac" in pagina
        assert "ficticia Otra" not in pagina


def test_a_school_and_its_building_are_found_by_the_name_of_their_district(como, coordinador, ugel, distrito, municipalidad_b):
    distrito.nombre = "Chontalí"
    distrito.save()
    make_ficha(make_local(distrito, nombre="Local ficticio de aquí"))
    make_institucion(distrito, nombre="I.E. ficticia de aquí")
    make_ficha(make_local(municipalidad_b.distrito, nombre="Local ficticio de allá"))
    make_institucion(municipalidad_b.distrito, nombre="I.E. ficticia de allá")
    for lista in ("instituciones", "locales", "riesgo"):
        for texto in ("chontali", "CHONTALÍ ficticio" if lista != "instituciones" else "ficticia chontali"):
            pagina = como(coordinador).get(reverse(lista, args=[ugel.codigo]), {"texto": texto}).content.decode()
            assert "de aquí" in pagina
            assert "de allá" not in pagina


def test_the_students_of_a_building_are_those_of_the_last_year_of_each_of_its_services(distrito):
    local = make_local(distrito)
    primaria = make_institucion(local=local, estudiantes=80)
    Matricula.objects.create(institucion=primaria, anio=2025, estudiantes=95)
    make_institucion(local=local, estudiantes=30, anio=2025)
    make_institucion(local=local)  # no figure
    assert LocalEscolar.objects.con_matricula().get(pk=local.pk).estudiantes == 110
    assert LocalEscolar.objects.con_matricula().get(pk=make_local(distrito).pk).estudiantes is None


def test_a_code_is_unique_among_the_living_and_may_be_unknown(distrito, coordinador):
    make_institucion(distrito, codigo_modular="")
    make_institucion(distrito, codigo_modular="")
    una = make_institucion(distrito, codigo_modular="9900019")
    with pytest.raises(IntegrityError), transaction.atomic():
        InstitucionEducativa.objects.create(distrito=distrito, nombre="Otra", codigo_modular="9900019")
    make_institucion(distrito, codigo_modular="9900019", anexo="1")
    una.eliminar(por=coordinador)
    make_institucion(distrito, codigo_modular="9900019")


def test_the_page_of_a_school_has_its_code_and_one_without_code_has_an_address(como, alcalde_a, distrito):
    con, anexo, sin = (make_institucion(distrito, codigo_modular=c, anexo=a) for c, a in (("9900019", "0"), ("9900019", "2"), ("", "0")))
    assert [i.get_absolute_url() for i in (con, anexo, sin)] == [
        "/instituciones/9900019/",
        "/instituciones/9900019-2/",
        f"/instituciones/s{sin.pk}/",
    ]
    for institucion in (con, anexo, sin):
        assert institucion.nombre in como(alcalde_a).get(institucion.get_absolute_url()).content.decode()
    assert como(alcalde_a).get(f"/instituciones/s{con.pk}/").status_code == 404


def test_the_only_real_school_is_the_one_of_the_note_with_nothing_that_it_does_not_say(db):
    hechos.cargar()
    escuela = InstitucionEducativa.objects.get()
    assert escuela.nombre == 'I.E. N.º 16040 "Mariano Melgar"'
    assert (escuela.codigo_modular, escuela.nivel, escuela.gestion, escuela.area, escuela.local) == ("", "", "", "", None)
    assert escuela.distrito.ubigeo == "060806"
    assert not Matricula.objects.exists()
    assert hechos.cargar() == 0


def test_a_building_is_corrected_and_its_history_tells_it(como, especialista, distrito):
    local = make_local(distrito)
    navegador, url = como(especialista), reverse("local_editar", args=[local.pk])
    datos = leer_formulario(navegador.get(url)) | {"saneamiento": "no_saneado", "cui": "2500001", "motivo": "Oficio 3-2026"}
    assert navegador.post(url, datos)["Location"] == local.get_absolute_url()
    local.refresh_from_db()
    assert (local.saneamiento, local.cui) == ("no_saneado", "2500001")
    assert "Oficio 3-2026" in navegador.get(local.get_absolute_url()).content.decode()


# ── In and out ───────────────────────────────────────────────────────────────────────────────────────────────────────────
ESCALE = ["COD_MOD", "ANEXO", "CODLOCAL", "CEN_EDU", "D_NIV_MOD", "D_GESTION", "CODGEO", "D_DIST", "DAREACENSO", "TDOCENTE"]


def test_the_register_of_escale_is_recognised_by_its_own_columns_and_lost_zeros_come_back(lugar, distrito):
    make_local(distrito, codigo_local="099001")
    archivo = "\n".join([",".join(ESCALE), "990019,0,99001,I.E. ficticia,Primaria,Pública de gestión directa,990101,Distrito A,Rural,3"])
    leido = leer(archivo.encode(), conocida=conocida)
    assert reconocer(leido, list(PADRONES.values())) is PADRONES["instituciones"]
    hoja = ubicar_tabla(leido, PADRONES["instituciones"], otros=list(PADRONES.values()))
    ensayo = ensayar(PADRONES["instituciones"], hoja, lugar=lugar)
    assert errores(ensayo) == {}
    assert {columna for columna, _ in ensayo.filas[0].avisos} >= {"codigo_modular", "codigo_local"}
    aplicar(PADRONES["instituciones"], hoja, lugar=lugar, mostrado=ensayo.huella, motivo="Padrón")
    escuela = InstitucionEducativa.objects.get()
    assert (escuela.codigo_modular, escuela.anexo, escuela.nivel, escuela.gestion, escuela.area) == (
        "0990019", "0", "primaria", "publica_directa", "rural",
    )  # fmt: skip
    assert escuela.local.codigo_local == "099001"


def test_a_district_named_beside_another_code_is_an_error_that_names_both(lugar, distrito, municipalidad_b):
    hoja = tabla("locales", ["codigo_local", "ubigeo", "distrito", "nombre"], ["990001", "990101", "Distrito B", "Local ficticio"])
    assert errores(ensayar(PADRONES["locales"], hoja, lugar=lugar)) == {
        (2, "ubigeo"): "990101 es Distrito A para el INEI, y al lado dice «Distrito B»: ¿es el código de RENIEC?"
    }


def test_a_school_of_another_ugel_is_out_of_reach_and_none_is_moved(lugar, distrito, municipalidad_b, municipalidad_ajena):
    make_institucion(municipalidad_ajena.distrito, codigo_modular="9900019")
    make_local(distrito, codigo_local="990001")
    titulos = ["codigo_modular", "nombre", "nivel", "ubigeo"]
    hoja = tabla("instituciones", titulos, ["9900019", "La ajena", "Primaria", "990101"], ["9900027", "Otra", "Primaria", "960101"])
    assert set(errores(ensayar(PADRONES["instituciones"], hoja, lugar=lugar))) == {(2, "codigo_modular"), (3, "ubigeo")}
    hoja = tabla("locales", ["codigo_local", "ubigeo", "nombre"], ["990001", "990102", "Local ficticio"])
    assert set(errores(ensayar(PADRONES["locales"], hoja, lugar=lugar))) == {(2, "ubigeo")}


def test_students_come_with_their_year_and_a_new_year_keeps_the_old_one(lugar, distrito):
    make_institucion(distrito, codigo_modular="9900019", nombre="Una", estudiantes=80, anio=2025)
    titulos = ["codigo_modular", "nombre", "nivel", "ubigeo", "matricula", "anio_matricula"]
    hoja = tabla("instituciones", titulos, ["9900019", "Una", "Primaria", "990101", "", "2026"])
    assert set(errores(ensayar(PADRONES["instituciones"], hoja, lugar=lugar))) == {(2, "matricula")}
    hoja = tabla("instituciones", titulos, ["9900019", "Una", "Primaria", "990101", "91", "2026"])
    ensayo = ensayar(PADRONES["instituciones"], hoja, lugar=lugar)
    assert ensayo.cuentas["cambia"] == 1
    aplicar(PADRONES["instituciones"], hoja, lugar=lugar, motivo="Matrícula 2026")
    assert set(Matricula.objects.values_list("anio", "estudiantes")) == {(2025, 80), (2026, 91)}
    assert ensayar(PADRONES["instituciones"], hoja, lugar=lugar).cuentas == {"nuevo": 0, "cambia": 0, "igual": 1, "error": 0}


@pytest.mark.promesa("P19")
@pytest.mark.parametrize("clave", ["locales", "instituciones"])
def test_what_goes_out_comes_back_without_a_change(lugar, distrito, clave):
    local = make_local(distrito, latitud="-5.627222", longitud="-78.852778", saneamiento="en_proceso", direccion="-Techado =1+1")
    make_institucion(local=local, estudiantes=84, gestion="privada", area="urbana")
    make_institucion(local=local, anexo="3", nivel="inicial_cuna_jardin")
    padron = PADRONES[clave]
    archivo = b"".join(escribir_csv(padron.titulos(), padron.exportar(por=lugar.por, ugel=lugar.ugel, convenio=None)))
    hoja = ubicar_tabla(leer(archivo, conocida=conocida), padron, otros=list(PADRONES.values()))
    cuentas = ensayar(padron, hoja, lugar=lugar).cuentas
    assert cuentas == {"nuevo": 0, "cambia": 0, "igual": len(hoja.filas), "error": 0}


def test_the_check_of_a_codigo_modular_is_a_warning():
    assert verificador_raro("0403691") == verificador_raro("0672063") == verificador_raro("0730804") == ""
    assert "última cifra" in verificador_raro("0403692")


def test_schools_of_a_district_elsewhere_are_not_seen(como, coordinador_otra_ugel, distrito):
    assert como(coordinador_otra_ugel).get(make_institucion(distrito).get_absolute_url()).status_code == 404
    assert como(coordinador_otra_ugel).get(make_local(make_distrito()).get_absolute_url()).status_code == 404
