"""The person's own file back: nothing of theirs is lost, every mark has words, and corrected it comes in as if it had never been marked."""

import datetime
import io

import openpyxl
import pytest
import xlsxwriter

from base.comun.documentos import poner_escudo, quitar_escudo
from base.comun.padron import Marcada
from portal.importaciones import marcado
from portal.importaciones.catalogo import PADRONES, conocida
from portal.importaciones.encabezado import ubicar_tabla
from portal.importaciones.lectura import FilaCruda, Tabla, leer
from portal.importaciones.marcado import ResumenDeFila, escribir_marcado
from portal.importaciones.motor import Ensayo, Lugar, aplicar, ensayar, ubicar
from tests.factories import make_compromiso

COMPROMISOS = PADRONES["compromisos"]
TITULOS = ["Código", "Distrito", "Nombre del distrito", "Descripción", "Notas de la oficina", "Fecha límite", "Avance"]
FILAS = [
    ["007", "990101", "Distrito A", "Elaborar el plan", "=1+1", "30/11/2027", "45.5"],
    ["I-2", "990101", "Distrito B", "Reparar el techo", "llamar", "31/04/2027", ""],
    [],
    ["I-3", "TODOS", "", "Entregar kits", "", datetime.date(2027, 11, 30), 0.25],
    ["I-4", 990102, "", "-Nuevo aviso", "", "30/11/2027", None],
]


@pytest.fixture
def lugar(coordinador, convenio, municipalidad_a, municipalidad_b) -> Lugar:
    return Lugar(coordinador, convenio.ugel, convenio)


def matriz(filas=FILAS, titulos=TITULOS) -> bytes:
    """The office's workbook: a title above the headings, a column of its own, an empty row."""
    salida = io.BytesIO()
    with xlsxwriter.Workbook(salida, {"default_date_format": "dd/mm/yyyy", "strings_to_formulas": False}) as libro:
        hoja = libro.add_worksheet("Matriz 2027")
        hoja.write_row(0, 0, ["MATRIZ DE COMPROMISOS", "", "al 30 de junio"])
        hoja.write_row(3, 0, titulos)
        por_ciento = libro.add_format({"num_format": "0%"})
        for n, fila in enumerate(filas, start=4):
            hoja.write_row(n, 0, fila)
            if len(fila) > 6 and isinstance(fila[6], float):
                hoja.write_number(n, 6, fila[6], por_ciento)
    return salida.getvalue()


def leida(contenido: bytes, padron=COMPROMISOS):
    archivo = leer(contenido, conocida=conocida)
    tabla = ubicar_tabla(archivo, padron, otros=list(PADRONES.values()))
    return tabla, [fila for fila in archivo.hojas[0].filas if fila.numero < tabla.fila_de_titulos]


def resumidas(ensayo: Ensayo) -> dict[int, ResumenDeFila]:
    """What a rehearsal says of each row, as its page keeps it."""
    decir = {columna.nombre: columna.decir for columna in ensayo.padron.columnas}
    cambios = {f.numero: [(c, decir[c](antes), decir[c](despues)) for c, antes, despues in f.cambios] for f in ensayo.filas}
    return {f.numero: ResumenDeFila(f.estado, f.errores, f.avisos, cambios[f.numero]) for f in ensayo.filas}


def marcar(contenido: bytes, lugar: Lugar, padron=COMPROMISOS) -> bytes:
    tabla, encima = leida(contenido, padron)
    ubicadas = {columna.nombre: indice for columna, indice in ubicar(padron, tabla, {})[0].items()}
    with escribir_marcado(tabla, ubicadas, resumidas(ensayar(padron, tabla, lugar=lugar)), encima=encima, padron=padron) as libro:
        return libro.read()


def hoja_de(contenido: bytes):
    return openpyxl.load_workbook(io.BytesIO(contenido)).worksheets[0]


def corregida(contenido: bytes, **celdas: object) -> bytes:
    libro, salida = openpyxl.load_workbook(io.BytesIO(contenido)), io.BytesIO()
    for lugar, valor in celdas.items():
        libro.worksheets[0][lugar].value = valor
    libro.save(salida)
    return salida.getvalue()


def dichas(ensayo):
    return [(f.numero, f.estado, f.valores, f.cambios) for f in ensayo.filas]


def test_the_file_comes_back_with_every_row_where_it_stood(lugar):
    original, hoja = leida(matriz()), hoja_de(marcar(matriz(), lugar))
    assert hoja.title == "Matriz 2027"
    assert [hoja["A1"].value, hoja["C1"].value] == ["MATRIZ DE COMPROMISOS", "al 30 de junio"]
    assert [c.value for c in hoja[4]] == [*TITULOS, "ESTADO DE LA FILA", "MOTIVO DE LA FILA"]
    vuelta, encima = leida(marcar(matriz(), lugar))
    assert [(f.numero, f.celdas[: len(TITULOS)]) for f in vuelta.filas] == [(f.numero, f.celdas) for f in original[0].filas]
    assert [f.numero for f in encima] == [1]
    assert hoja["E5"].value == "'=1+1"


def test_every_mark_is_told_in_words_and_beside_its_cell(lugar, municipalidad_a):
    make_compromiso(lugar.convenio, codigo="I-4", descripcion="Otra cosa", distritos=(municipalidad_a.distrito,))
    hoja = hoja_de(marcar(matriz(), lugar))
    palabras = {fila[0].value: (fila[-2].value, fila[-1].value) for fila in hoja.iter_rows(min_row=5) if fila[0].value}
    assert palabras["007"] == ("nuevo", None)
    estado, motivo = palabras["I-2"]
    assert estado == "con error"
    assert motivo.splitlines() == [
        "Error en fecha_limite: Esa fecha no existe en el calendario: 31/04/2027.",
        "Error en distrito: 990101 es Distrito A para el INEI, y al lado dice «Distrito B».",
    ]
    assert hoja["F6"].fill.bgColor.rgb == "FFFFC7CE" or hoja["F6"].fill.fgColor.rgb == "FFFFC7CE"
    assert "no existe" in hoja["F6"].comment.text
    assert "Distrito A" in hoja["B6"].comment.text
    assert palabras["I-4"][0] == "con error"  # a row does not move a commitment


def test_a_change_is_told_as_before_and_after(lugar, municipalidad_b):
    make_compromiso(
        lugar.convenio, codigo="I-4", descripcion="Otra cosa", plazo=datetime.date(2027, 11, 30), distritos=(municipalidad_b.distrito,)
    )
    hoja = hoja_de(marcar(matriz(), lugar))
    assert [hoja["H9"].value, hoja["I9"].value] == ["cambia", "Cambia descripcion: «Otra cosa» → «-Nuevo aviso»"]
    assert hoja["D9"].comment.text == "Cambia: «Otra cosa» → «-Nuevo aviso»"
    assert hoja["D9"].fill.fgColor.rgb == "FFFFF2CC"


def test_a_warning_is_told_and_keeps_the_row_new():
    fila = ResumenDeFila("nuevo", avisos=[("distrito", "Le faltaba el cero inicial: se leyó 060801.")])
    with escribir_marcado(Tabla(["distrito"], [FilaCruda(2, ["60801"])]), {"distrito": 0}, {2: fila}, encima=[]) as libro:
        hoja = hoja_de(libro.read())
    assert [hoja["B2"].value, hoja["C2"].value] == ["nuevo", "Aviso en distrito: Le faltaba el cero inicial: se leyó 060801."]
    assert hoja["A2"].fill.fgColor.rgb == "FFDDEBF7"


@pytest.mark.promesa("P18")
def test_a_marked_file_once_corrected_comes_in_like_the_matrix_corrected(lugar, promesa):
    arreglos = {"F6": "30/04/2027", "C6": "Distrito A"}
    esperado = ensayar(COMPROMISOS, leida(corregida(matriz(), **arreglos))[0], lugar=lugar)
    ensayo = ensayar(COMPROMISOS, leida(corregida(marcar(matriz(), lugar), **arreglos))[0], lugar=lugar)
    assert esperado.aceptado
    assert dichas(ensayo) == dichas(esperado)
    assert ensayo.avisos == ["La columna «Notas de la oficina» no es de este padrón: no se toma."]  # not a word about our own two
    lote, _ = aplicar(COMPROMISOS, leida(corregida(marcar(matriz(), lugar), **arreglos))[0], lugar=lugar, motivo="Matriz corregida")
    assert lote.creados == 4
    promesa.anotar("archivo marcado, corregido e importado", filas=len(ensayo.filas), diferencias=0)


def test_without_a_correction_it_says_the_same_again(lugar):
    antes = ensayar(COMPROMISOS, leida(matriz())[0], lugar=lugar)
    despues = ensayar(COMPROMISOS, leida(marcar(matriz(), lugar))[0], lugar=lugar)
    assert [(f.numero, f.errores, f.avisos) for f in despues.filas] == [(f.numero, f.errores, f.avisos) for f in antes.filas]


def test_marked_again_the_old_marks_give_way(lugar):
    dos_veces = hoja_de(marcar(marcar(matriz(), lugar), lugar))
    assert [c.value for c in dos_veces[4]] == [*TITULOS, "ESTADO DE LA FILA", "MOTIVO DE LA FILA"]


def test_the_short_names_where_the_padron_has_no_such_column(administrador, ugel):
    administrador.is_superuser = True
    contenido = b"ubigeo,distrito,provincia,departamento,ESTADO\n990109,Nuevo,P,D,bueno\n"
    padron, lugar = PADRONES["distritos"], Lugar(administrador, ugel)
    marcada = marcar(contenido, lugar, padron)
    assert [c.value for c in hoja_de(marcada)[1]][-3:] == ["ESTADO", "ESTADO", "MOTIVO"]  # the first is the office's own, and stays
    ensayo = ensayar(padron, leida(marcada, padron)[0], lugar=lugar)
    assert ensayo.avisos == ["La columna «ESTADO» no es de este padrón: no se toma."]
    assert [c.value for c in hoja_de(marcar(marcada, lugar, padron))[1]][-3:] == ["ESTADO", "ESTADO", "MOTIVO"]


def test_two_columns_of_the_office_by_those_names_are_read_and_kept(lugar):
    titulos = [*TITULOS[:4], "ESTADO", "MOTIVO", "Fecha límite"]
    contenido = matriz([["I-1", "990101", "", "Uno", "en proceso", "porque sí", "30/11/2027"]], titulos)
    hoja = hoja_de(marcar(contenido, lugar))
    assert [c.value for c in hoja[4]] == [*titulos, "ESTADO DE LA FILA", "MOTIVO DE LA FILA"]
    assert [hoja["E5"].value, hoja["F5"].value] == ["en proceso", "porque sí"]


def test_a_row_left_out_says_so(lugar):
    tabla, encima = leida(matriz())
    with escribir_marcado(tabla, {}, {6: ResumenDeFila("fuera")}, encima=encima, padron=COMPROMISOS) as libro:
        assert hoja_de(libro.read())["H6"].value == "dejada fuera"


RARAS = ["=1+1", "+51 976", "-a", "@x", "\tb", "'=1", "a\nb", "x" * 40_000, "a\x07b", "a\uffffb", "_x0041_", 10**18, 1e300, float("nan"), True,
         datetime.date(1850, 1, 1), datetime.datetime.combine(datetime.date(2026, 5, 1), datetime.time(14, 30)),
         datetime.time(), Marcada(0.5, porcentaje=True), Marcada(error="#N/A"),
         Marcada("=B1", formula=True), Marcada(3, combinada=True), None]  # fmt: skip


def test_no_cell_runs_nor_breaks_the_file_whatever_it_holds():
    tabla = Tabla(["descripcion"], [FilaCruda(n, [valor]) for n, valor in enumerate(RARAS, start=2)])
    filas = {n: ResumenDeFila("error", errores=[("descripcion", f"Malo: \x07 {valor!s:.50}")]) for n, valor in enumerate(RARAS, start=2)}
    with escribir_marcado(tabla, {"descripcion": 0}, filas, encima=[FilaCruda(1, ["=HYPERLINK(1)"])]) as libro:
        contenido = libro.read()
    for fila in hoja_de(contenido).iter_rows():
        for celda in fila:
            assert celda.data_type != "f"
            assert not isinstance(celda.value, str) or poner_escudo(quitar_escudo(celda.value)) == celda.value
    assert leer(contenido, conocida=conocida).hojas[0].filas[1].celdas[0] == "=1+1"
    assert "_x0041_" in {fila.celdas[0] for fila in leer(contenido, conocida=conocida).hojas[0].filas}


def test_notes_are_as_many_as_a_workbook_bears_and_the_words_are_all_there(monkeypatch):
    monkeypatch.setattr(marcado, "NOTAS", 3)
    tabla = Tabla(["descripcion"], [FilaCruda(n, ["x"]) for n in range(2, 12)])
    filas = {n: ResumenDeFila("error", errores=[("descripcion", "Malo")]) for n in range(2, 12)}
    with escribir_marcado(tabla, {"descripcion": 0}, filas, encima=[]) as libro:
        hoja = hoja_de(libro.read())
    assert sum(1 for (celda,) in hoja.iter_rows(min_row=2, max_col=1) if celda.comment) == 3
    assert [hoja.cell(n, 3).value for n in range(2, 12)] == ["Error en descripcion: Malo"] * 10


def test_a_file_with_more_empty_rows_than_a_sheet_holds_keeps_its_rows():
    tabla = Tabla(["descripcion"], [FilaCruda(2, ["a"]), FilaCruda(2_000_000, ["b"])])
    with escribir_marcado(tabla, {"descripcion": 0}, {}, encima=[]) as libro:
        hoja = hoja_de(libro.read())
    assert [hoja["A2"].value, hoja["A3"].value] == ["a", "b"]
