"""The office's matrix: rehearsed, applied all or nothing, the same twice, out and in again."""

import csv
import io
import json
import zipfile
from decimal import Decimal

import openpyxl
import pytest
import xlsxwriter
from django.core.management import call_command

from base.bitacora.deshacer import deshacer
from base.bitacora.deshacer import ensayar as ensayo_de_deshacer
from base.bitacora.models import Lote
from base.comun.documentos import escribir_csv, escribir_xlsx
from convenios.models import Avance, Compromiso
from portal.importaciones.catalogo import PADRONES, conocida
from portal.importaciones.encabezado import ubicar_tabla
from portal.importaciones.lectura import ArchivoInvalido, leer
from portal.importaciones.motor import Cambio, Lugar, Rechazado, aplicar, ensayar
from tests.factories import dias, make_avance, make_compromiso

PADRON = PADRONES["compromisos"]
TITULOS = [
    "codigo",
    "distrito",
    "descripcion",
    "responsable",
    "fecha_inicio",
    "fecha_limite",
    "estado",
    "avance",
    "meta_fisica",
    "unidad",
    "meta_financiera",
]
FILA = {"codigo": "I-1", "distrito": "990101", "descripcion": "Elaborar el plan", "fecha_limite": "30/11/2027"}


def en_csv(*filas, titulos=TITULOS, delimitador=",", codificacion="utf-8"):
    salida = io.StringIO()
    escritor = csv.writer(salida, delimiter=delimitador)
    escritor.writerow(titulos)
    escritor.writerows([fila.get(t, "") for t in titulos] for fila in filas)
    return salida.getvalue().encode(codificacion)


def en_xlsx(*filas, titulos=TITULOS, antes=()):
    salida = io.BytesIO()
    with xlsxwriter.Workbook(salida) as libro:
        hoja = libro.add_worksheet()
        for n, fila in enumerate([*antes, titulos, *([fila.get(t) for t in titulos] for fila in filas)]):
            hoja.write_row(n, 0, fila)
    return salida.getvalue()


def tabla(contenido):
    return ubicar_tabla(leer(contenido, conocida=conocida), PADRON, otros=list(PADRONES.values()))


@pytest.fixture
def lugar(coordinador, convenio) -> Lugar:
    return Lugar(coordinador, convenio.ugel, convenio)


def cargar(lugar, *filas, **opciones):
    return aplicar(PADRON, tabla(en_csv(*filas)), lugar=lugar, motivo="Matriz de la oficina", **opciones)


def mensajes(ensayo):
    return {(fila.numero, columna): mensaje for fila in ensayo.filas for columna, mensaje in fila.errores}


# ── In ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "contenido",
    [en_csv(FILA), en_csv(FILA, delimitador=";"), en_csv(FILA, delimitador="\t"), en_csv(FILA, codificacion="utf-8-sig"), en_csv(FILA, codificacion="utf-16"),
     b"sep=;\r\n" + en_csv(FILA, delimitador=";"), en_xlsx(FILA), en_xlsx(FILA, antes=[["MATRIZ DE COMPROMISOS"], [], ["UGEL"]])],
    ids=["coma", "punto y coma", "tabulador", "bom", "utf-16", "sep=", "xlsx", "con título encima"],
)  # fmt: skip
def test_a_row_comes_in_from_every_file_that_offices_write(lugar, contenido):
    ensayo = ensayar(PADRON, tabla(contenido), lugar=lugar)
    assert ensayo.cuentas == {"nuevo": 1, "cambia": 0, "igual": 0, "error": 0}
    assert not Compromiso.objects.filter(codigo="I-1").exists()  # a rehearsal writes nothing

    lote, _ = aplicar(PADRON, tabla(contenido), lugar=lugar, mostrado=ensayo.huella, motivo="Matriz")
    compromiso = Compromiso.objects.get(codigo="I-1")
    assert [str(a.distrito.ubigeo) for a in compromiso.alcances.all()] == ["990101"]
    assert compromiso.history.get().lote == lote
    assert (lote.tipo, lote.creados, lote.cambiados, lote.ambito) == (Lote.Tipo.IMPORTACION, 1, 0, lugar.ugel.codigo)


def test_the_same_file_twice_changes_nothing(lugar):
    filas = [FILA, FILA | {"codigo": "I-2", "distrito": "TODOS", "estado": "en proceso", "avance": "45.5", "meta_fisica": "12", "unidad": "talleres"},
             FILA | {"codigo": "I-3", "estado": "cumplido", "avance": "100"}]  # fmt: skip
    cargar(lugar, *filas)
    assert ensayar(PADRON, tabla(en_csv(*filas)), lugar=lugar).cuentas == {"nuevo": 0, "cambia": 0, "igual": 3, "error": 0}
    assert Compromiso.objects.get(codigo="I-3").estado_motivo == "sin evidencia: carga inicial"
    carga = Avance.objects.get(compromiso__codigo="I-2")
    assert (carga.estado, carga.origen, carga.porcentaje) == ("verificado", "carga_inicial", Decimal("45.5"))


@pytest.mark.parametrize(
    ("cambio", "columna", "dice"),
    [
        ({"codigo": ""}, "codigo", "Falta"),
        ({"codigo": "ñ-1"}, "codigo", "letras sin tilde"),
        ({"codigo": "x" * 31}, "codigo", "31 caracteres"),
        ({"descripcion": ""}, "descripcion", "Falta"),
        ({"descripcion": "x" * 2001}, "descripcion", "caben 2,000"),
        ({"fecha_limite": "31/04/2026"}, "fecha_limite", "no existe"),
        ({"fecha_inicio": "01/12/2027"}, "fecha_limite", "no puede ser anterior"),
        ({"distrito": "060801"}, "distrito", "no es un distrito de este convenio"),
        ({"distrito": "990101 Distrito B"}, "distrito", "es Distrito A para el INEI"),
        ({"distrito": "Distrito A"}, "distrito", "ubigeo"),
        ({"avance": "101"}, "avance", "0 a 100"),
        ({"estado": "quizás"}, "estado", "No es una de las"),
        ({"meta_fisica": "12"}, "meta_fisica", "unidad de medida"),
        ({"meta_financiera": "1.234"}, "meta_financiera", "1234 o como 1.234"),
        ({"meta_financiera": "-1"}, "meta_financiera", "menor que 0"),
    ],
)
def test_a_bad_cell_is_named_and_nothing_is_written(lugar, cambio, columna, dice):
    with pytest.raises(Rechazado) as error:
        cargar(lugar, FILA | {"codigo": "I-0"}, FILA | cambio)
    assert dice in mensajes(error.value.ensayo)[3, columna]
    assert not Compromiso.objects.filter(codigo="I-0").exists()
    assert not Lote.objects.filter(tipo=Lote.Tipo.IMPORTACION).exists()


def test_a_key_twice_in_a_file_is_an_error_at_the_second_row(lugar):
    ensayo = ensayar(PADRON, tabla(en_csv(FILA, FILA | {"codigo": " i-1 "})), lugar=lugar)
    assert mensajes(ensayo) == {(3, "codigo"): "Está repetido: ya aparece en la fila 2."}


# ── Changes ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_due_date_that_moves_leaves_a_reprogramming_and_an_empty_cell_changes_nothing(lugar):
    cargar(lugar, FILA | {"responsable": "Jefe de gestión"})
    lote, ensayo = cargar(lugar, FILA | {"fecha_limite": "31/12/2027"})
    compromiso = Compromiso.objects.get(codigo="I-1")
    assert compromiso.responsable == "Jefe de gestión"
    assert [r.motivo for r in compromiso.reprogramaciones.all()] == ["Matriz de la oficina"]
    assert [c for f in ensayo.filas for c, *_ in f.cambios] == ["fecha_limite"]


def test_a_row_does_not_move_a_commitment_to_another_district(lugar):
    cargar(lugar, FILA)
    ensayo = ensayar(PADRON, tabla(en_csv(FILA | {"distrito": "990102"})), lugar=lugar)
    assert "no lo mueve" in mensajes(ensayo)[2, "distrito"]


def test_the_percentage_of_the_matrix_gives_way_to_what_was_reported(lugar, municipalidad_a):
    compromiso = make_compromiso(
        lugar.convenio, codigo="I-1", descripcion="Elaborar el plan", plazo=dias(90), meta=10, distritos=(municipalidad_a.distrito,)
    )
    make_avance(compromiso, estado="verificado", cantidad=2, distrito=municipalidad_a.distrito)
    fila = FILA | {"fecha_limite": f"{dias(90):%d/%m/%Y}", "avance": "80", "estado": "cumplido"}
    ensayo = ensayar(PADRON, tabla(en_csv(fila)), lugar=lugar)
    assert ensayo.cuentas["igual"] == 1
    assert {columna for columna, _ in ensayo.filas[0].avisos} == {"avance", "estado"}


def test_a_state_that_contradicts_the_percentage_is_a_warning_and_the_percentage_wins(lugar):
    cargar(lugar, FILA | {"estado": "cumplido", "avance": "40"})
    assert Compromiso.objects.con_avance().get(codigo="I-1").progreso == 40
    assert Compromiso.objects.get(codigo="I-1").estado == "abierto"


@pytest.mark.promesa("P4")
def test_what_changed_after_the_rehearsal_is_not_overwritten(lugar, coordinadora, promesa):
    cargar(lugar, FILA)
    visto = ensayar(PADRON, tabla(en_csv(FILA | {"responsable": "Otro"})), lugar=lugar).huella
    compromiso = Compromiso.objects.get(codigo="I-1")
    compromiso.responsable = "La coordinadora lo cambió"
    compromiso.save()
    with pytest.raises(Cambio) as cambio:
        cargar(lugar, FILA | {"responsable": "Otro"}, mostrado=visto)
    assert cambio.value.ensayo.filas[0].cambios == [("responsable", "La coordinadora lo cambió", "Otro")]
    assert Compromiso.objects.get(codigo="I-1").responsable == "La coordinadora lo cambió"
    promesa.anotar("editado entre el ensayo y la aplicación", filas_escritas=0)


# ── Rights ───────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("quien", ["especialista", "alcalde_a", "director"])
def test_who_may_not_edit_commitments_imports_none(request, convenio, quien):
    lugar = Lugar(request.getfixturevalue(quien), convenio.ugel, convenio)
    with pytest.raises(ArchivoInvalido, match="Su rol no carga"):
        ensayar(PADRON, tabla(en_csv(FILA)), lugar=lugar)


@pytest.mark.parametrize("quien", ["administrador", "coordinador"])
def test_who_brings_a_matrix_in_takes_it_back_with_its_percentages(request, convenio, quien):
    persona = request.getfixturevalue(quien)
    lugar = Lugar(persona, convenio.ugel, convenio)
    make_compromiso(convenio, codigo="ANTES", descripcion="Elaborar el plan", plazo=dias(90))
    fila_de_antes = FILA | {"codigo": "ANTES", "fecha_limite": f"{dias(90):%d/%m/%Y}"}
    lote, _ = cargar(lugar, FILA | {"avance": "40"}, fila_de_antes | {"avance": "100", "estado": "cumplido"})

    ensayo = deshacer(lote, por=persona, motivo="Era otra matriz").ensayo

    assert (ensayo.dejados, Avance.objects.count()) == ([], 0)
    assert [(c.codigo, c.estado) for c in Compromiso.objects.con_avance()] == [("ANTES", "abierto")]


def test_an_administrator_who_takes_an_import_back_still_verifies_nothing(convenio, administrador, coordinador, especialista):
    lote, _ = cargar(Lugar(administrador, convenio.ugel, convenio), FILA | {"avance": "40"})
    make_avance(Compromiso.objects.get(), por=especialista, verificador=coordinador, estado="verificado")

    ensayo = ensayo_de_deshacer(lote, por=administrador)

    assert [i.registro.origen for i in ensayo.todos() if isinstance(i.registro, Avance)] == ["carga_inicial"]
    assert Avance.objects.filter(origen="reporte", estado="verificado").count() == 1


# ── The file as a whole ──────────────────────────────────────────────────────────────────────────────────────────────────
def _zip(**miembros):
    salida = io.BytesIO()
    with zipfile.ZipFile(salida, "w", zipfile.ZIP_DEFLATED) as archivo:
        for nombre, dato in miembros.items():
            archivo.writestr(nombre.replace("__", "/"), dato)
    return salida.getvalue()


def _con_dtd():
    base, salida = zipfile.ZipFile(io.BytesIO(en_xlsx(FILA))), io.BytesIO()
    with zipfile.ZipFile(salida, "w") as archivo:
        for miembro in base.infolist():
            dato = base.read(miembro)
            if miembro.filename.endswith("sheet1.xml"):
                dato = dato.replace(b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet', 1)
            archivo.writestr(miembro.filename, dato)
    return salida.getvalue()


@pytest.mark.parametrize(
    ("contenido", "motivo"),
    [
        (b"", "vacio"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 100, "formato"),
        (b"%PDF-1.7", "formato"),
        (b"<html><table></table>", "formato"),
        (b"PK\x03\x04nada", "danado"),
        (b"codigo,distrito\xff\xc3\xa1\n", "codificacion"),
        (b'codigo,distrito,descripcion,fecha_limite\n"a,b\n', "comillas"),
        (en_csv(FILA, titulos=["codigo", "codigo", "distrito", "descripcion", "fecha_limite"]), "columna_repetida"),
        (en_csv(FILA, titulos=["codigo", "distrito", "descripcion"]), "falta_columna"),
        (en_csv(), "sin_filas"),
        (b"uno,dos\n1,2\n", "sin_encabezado"),
        (_zip(**{"[Content_Types].xml": "x", "xl__workbook.xml": "x", "xl__vbaProject.bin": "x"}), "macros"),
        (_zip(mimetype="application/vnd.oasis.opendocument.spreadsheet", **{"content.xml": "x"}), "formato"),
        (_zip(**{"[Content_Types].xml": "x", "xl__sheet.xml": b"0" * 120_000_000}), "bomba"),
        (en_xlsx(FILA) + b"<html>", "danado"),
        (_con_dtd(), "dtd"),
    ],
    ids=lambda dato: (
        dato if isinstance(dato, str) else ""
    ),  # a ZIP carries the second at which it was made: each worker would call it otherwise
)
def test_a_file_that_cannot_be_taken_gives_one_clear_message(lugar, contenido, motivo):
    with pytest.raises(ArchivoInvalido) as error:
        ensayar(PADRON, tabla(contenido), lugar=lugar)
    assert error.value.motivo == motivo
    assert error.value.mensaje.endswith((".", ")"))


def test_the_wrong_template_is_refused_by_name(lugar):
    contenido = en_csv(
        {"ubigeo": "990101", "distrito": "A", "provincia": "P", "departamento": "D"},
        titulos=["ubigeo", "distrito", "provincia", "departamento"],
    )
    with pytest.raises(ArchivoInvalido, match="parece el padrón de distritos"):
        tabla(contenido)


def test_merged_cells_formulas_and_errors_of_a_workbook_are_told(lugar):
    libro = openpyxl.Workbook()
    hoja = libro.active
    hoja.append(TITULOS)
    hoja.append(["I-1", "990101", "Uno", "=A1", None, "30/11/2027"])
    hoja.append(["I-2", "990101", "Dos", "#N/A", None, "30/11/2027"])
    hoja.append(["I-3", "990101", "Tres", None, None, "30/11/2027"])
    hoja["D3"].data_type = "e"
    hoja.merge_cells("C4:D4")
    salida = io.BytesIO()
    libro.save(salida)
    dichos = mensajes(ensayar(PADRON, tabla(salida.getvalue()), lugar=lugar))
    assert "fórmula" in dichos[2, "responsable"]
    assert "#N/A" in dichos[3, "responsable"]
    assert "combinadas" in dichos[4, "descripcion"]


def test_what_excel_writes_as_an_escape_is_read_as_its_character(lugar):
    dicho = {"I-1": "Uno_x000D_\ndos", "I-2": "a_x0007_b", "I-3": "a_x0000_b", "I-4": "a_xD83D_b", "I-5": "_x005F_x0041_"}
    libro = openpyxl.Workbook()
    libro.active.append(TITULOS)
    for codigo, texto in dicho.items():
        libro.active.append([codigo, "990101", texto, None, None, "30/11/2027"])
    salida = io.BytesIO()
    libro.save(salida)
    ensayo = ensayar(PADRON, tabla(salida.getvalue()), lugar=lugar)
    assert {f.valores["codigo"]: f.valores.get("descripcion") for f in ensayo.filas} == {
        "I-1": "Uno\ndos", "I-2": None, "I-3": None, "I-4": None, "I-5": "_x0041_"
    }  # fmt: skip
    assert [fila for fila, _ in mensajes(ensayo)] == [3, 4, 5]  # no text holds those: told, never taken


# ── Out and in ───────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.promesa("P19")
@pytest.mark.parametrize("formato", ["csv", "xlsx"])
def test_what_is_exported_comes_back_without_a_change(lugar, municipalidad_a, formato, promesa):
    textos = ["=1+1 peligro", "-Techado", "+51 976", "@todos", 'Con "comillas", comas; y\nrenglones', "Ñandú 'x", "a  b", "_x0041_"]
    for n, escrito in enumerate(textos):
        c = make_compromiso(lugar.convenio, codigo=f"X-{n}", descripcion=escrito, responsable=escrito.replace("\n", " ")[:150], plazo=dias(n - 3),
                            meta=Decimal("12.5") if n % 2 else None, meta_financiera=1234, distritos=(municipalidad_a.distrito,), hitos=n % 3)  # fmt: skip
        if n % 2:
            make_avance(c, estado=("verificado", "enviado", "borrador")[n % 3], cantidad=5)
    make_compromiso(lugar.convenio, codigo="X-vacio", descripcion="Sin plazo ni distrito", estado="suspendido")
    filas = list(PADRON.exportar(por=lugar.por, ugel=lugar.ugel, convenio=lugar.convenio))
    if formato == "csv":
        contenido = b"".join(escribir_csv(PADRON.titulos(), filas))
    else:
        with escribir_xlsx(PADRON.titulos(), filas, titulo="Compromisos") as salida:
            contenido = salida.read()
    ensayo = ensayar(PADRON, tabla(contenido), lugar=lugar)
    assert mensajes(ensayo) == {}
    assert ensayo.cuentas == {"nuevo": 0, "cambia": 0, "igual": len(filas), "error": 0}
    promesa.anotar(f"exportar e importar, {formato}", compromisos=len(filas), cambios=0)


# ── The command ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def mandar(capsys, archivo, *opciones):
    codigo = 0
    try:
        call_command("importar", "compromisos", str(archivo), "--convenio", "CM-PRUEBA", "--json", *opciones)
    except SystemExit as fin:
        codigo = fin.code
    return codigo, json.loads(capsys.readouterr().out)


def test_the_command_rehearses_applies_and_refuses(convenio, administrador, tmp_path, capsys):
    archivo = tmp_path / "matriz.csv"
    archivo.write_bytes(en_csv(FILA))
    codigo, dicho = mandar(capsys, archivo)
    assert (codigo, dicho["resultado"], dicho["nuevos"], dicho["lote"]) == (0, "ensayo", 1, None)
    codigo, dicho = mandar(capsys, archivo, "--aplicar", "--por", "administrador")
    assert (codigo, dicho["resultado"], dicho["nuevos"]) == (0, "aplicado", 1)
    assert Lote.objects.get(pk=dicho["lote"]).por == administrador
    archivo.write_bytes(en_csv(FILA | {"fecha_limite": "31/04/2026"}))
    codigo, dicho = mandar(capsys, archivo, "--aplicar")
    assert (codigo, dicho["resultado"]) == (1, "rechazado")
    assert dicho["errores"] == [
        {"fila": 2, "columna": "fecha_limite", "recibido": "31/04/2026", "mensaje": "Esa fecha no existe en el calendario: 31/04/2026."}
    ]
    archivo.write_bytes(b"%PDF-1.7")
    codigo, dicho = mandar(capsys, archivo)
    assert (codigo, dicho["motivo"], dicho["errores"][0]["fila"]) == (1, "formato", None)
