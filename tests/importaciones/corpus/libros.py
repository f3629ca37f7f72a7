"""Workbooks: what cells hold and how sheets are made, honest or only odd."""

import io
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import openpyxl
import xlsxwriter

from .caso import TITULOS, Caso, acepta, fila, filas, rechaza, yerra
from .crudo import (
    CEROS,
    DECIMALES,
    ESPACIO,
    FECHA,
    FECHA_HORA,
    LETRERO,
    PORCENTAJE,
    X,
    comprimir,
    formula,
    hoja,
    libro,
    numero,
    piezas,
    tabla,
)  # fmt: skip

CUATRO = ["codigo", "distrito", "descripcion", "fecha_limite"]
xacepta = partial(acepta, extension="xlsx")
xyerra = partial(yerra, extension="xlsx")
xrechaza = partial(rechaza, extension="xlsx")


def casos() -> list[Caso]:
    return [*_de_celdas(), *_de_formulas(), *_de_hojas(), *_de_otros_programas(), *_rotos()]


def _una_por_fila(*cambios: dict[str, Any]) -> bytes:
    return libro(*filas(*cambios))


def _de_celdas() -> list[Caso]:
    buenas: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({"fecha_limite": numero(46721, FECHA)}, {"fecha_limite": date(2027, 11, 30)}),
        ({"fecha_limite": numero("46721.0", FECHA_HORA)}, {"fecha_limite": date(2027, 11, 30)}),
        ({"fecha_limite": X("<v>2027-11-30</v>", 't="d" s="1"')}, {"fecha_limite": date(2027, 11, 30)}),
        ({"fecha_limite": X("<v>2027-11-30T00:00:00</v>", 't="d" s="1"')}, {"fecha_limite": date(2027, 11, 30)}),
        ({"avance": numero(0.45, PORCENTAJE), "estado": "en proceso"}, {"avance": 45}),
        ({"avance": numero("0.070000000000000007", PORCENTAJE), "estado": "en proceso"}, {"avance": 7}),
        ({"avance": numero(1, PORCENTAJE), "estado": "cumplido"}, {"avance": 100}),
        ({"avance": numero(45, LETRERO), "estado": "en proceso"}, {"avance": 45}),
        ({"avance": "45 %", "estado": "en proceso"}, {"avance": 45}),
        ({"meta_financiera": 30.000000000000004}, {"meta_financiera": 30}),
        ({"meta_financiera": numero("1.2345E3")}, {"meta_financiera": Decimal("1234.5")}),
        ({"meta_financiera": numero(1234.5, DECIMALES)}, {"meta_financiera": Decimal("1234.5")}),
        ({"meta_fisica": 12, "unidad": "talleres"}, {"meta_fisica": 12, "unidad": "talleres"}),
        ({"responsable": 5}, {"responsable": "5"}),
        ({"responsable": 1.5}, {"responsable": "1.5"}),
        ({"responsable": "Uno_x000D_\nDos _x0041_ _x005F_x0041_"}, {"responsable": "Uno Dos A _x0041_"}),
        ({"responsable": "'-Techado"}, {"responsable": "-Techado"}),
        ({"responsable": X('<is><r><t>Jefa </t></r><r><rPr><b/></rPr><t>de gestión</t></r></is>', 't="inlineStr"')}, {"responsable": "Jefa de gestión"}),
        ({"descripcion": X("<v>Un texto &lt;b&gt;</v>", 't="str"')}, {"descripcion": "Un texto <b>"}),
        ({"estado": "EN PROCESO"}, {"estado": "en_proceso"}),
    ]  # fmt: skip
    malas: dict[str, list[Any]] = {
        "fecha_limite": [46721, numero(46721.5, FECHA_HORA), numero(0, FECHA), numero(60, FECHA), numero(-5, FECHA), numero(3e9, FECHA), True, "30/13/2027",
                         numero(73051 + 400, FECHA), X("<v>#REF!</v>", 't="e"'), 27.5],
        "avance": [numero(1.5, PORCENTAJE), 101, -1, True, 45.125, numero(0.45555, PORCENTAJE), numero(46721, FECHA), X("<v>#N/A</v>", 't="e"')],
        "meta_financiera": [1.234, -5, False, numero(0.5, PORCENTAJE), numero(46721, FECHA), "1,234", numero("1e400"), 1e15, "NaN", X("<v>#DIV/0!</v>", 't="e"')],
        "codigo": [numero(46721, FECHA), True, X("<v>#NAME?</v>", 't="e"'), 12345678901234567890, 1e22, -7, "ñ"],
        "responsable": [True, numero(46721, FECHA), numero(0.5, FECHA_HORA), X("<v>#VALUE!</v>", 't="e"'), "a_x0007_b", "#N/A", "a_x202E_b"],
        "distrito": [60803, True, X("<v>#N/A</v>", 't="e"'), 60801.5],
        "estado": [True, 1, "quizás"],
        "descripcion": [numero(46721, FECHA), "x" * 2001, X("<v>#N/A</v>", 't="e"')],
    }  # fmt: skip
    lista = [(columna, valor) for columna, valores in malas.items() for valor in valores]
    codigos = [("007", numero(7, CEROS)), ("1234", numero(1234, CEROS)), ("12", 12), ("1.5", 1.5), ("5", numero("5.0"))]
    return [
        Caso("celdas que se leen, una por fila", lambda: _una_por_fila(*(c for c, _ in buenas)), extension="xlsx",
             registros={f"C-{n}": dice for n, (_, dice) in enumerate(buenas, start=1)}),
        xyerra("celdas que no se aceptan, una por fila", lambda: _una_por_fila(*({c: v} for c, v in lista)),
               *((n, c) for n, (c, _) in enumerate(lista, start=2)), avisos=[(lista.index(("distrito", 60803)) + 2, "distrito")]),
        Caso("códigos que la hoja guarda como números", lambda: libro(*(fila(codigo=c) for _, c in codigos)), extension="xlsx",
             registros={codigo: {} for codigo, _ in codigos}),
        xacepta("ubigeo guardado como número", lambda: libro(fila(distrito=60801), fila(codigo="C-2", distrito=numero("60802.0"))),
                [(2, "distrito"), (3, "distrito")], C_1={"distrito": {"060801"}}, C_2={"distrito": {"060802"}}),
        xacepta("fechas del sistema de 1904", lambda: comprimir(piezas(hoja(tabla(fila(fecha_limite=numero(46721 - 1462, FECHA)))), de_1904=True)),
                C_1={"fecha_limite": date(2027, 11, 30)}),
        xacepta("cadenas compartidas, con formato y con furigana", lambda: comprimir(piezas(
            hoja(tabla(fila(descripcion=X("<v>0</v>", 't="s"'), responsable=X("<v>1</v>", 't="s"')))),
            cadenas="<si><r><t>Un </t></r><r><rPr><i/></rPr><t>plan</t></r></si><si><t>Jefa</t><rPh sb='0' eb='1'><t>hefa</t></rPh></si>")),
            C_1={"descripcion": "Un plan", "responsable": "Jefa"}),
    ]  # fmt: skip


def _de_formulas() -> list[Caso]:
    titulos = [*CUATRO, "responsable", "meta_financiera", "unidad"]

    def con(**cambios: Any) -> bytes:
        return libro(fila(**cambios), titulos=titulos)

    ajena = '<extLst><ext uri="{x}" xmlns:x14="urn:x14" xmlns:xm="urn:xm"><x14:cf><xm:f>A1</xm:f></x14:cf></ext></extLst>'
    return [
        xacepta("fórmulas con valor", lambda: con(meta_financiera=formula("6*2", "12"), responsable=formula('"a"&"b"', "ab", tipo="str")),
                [(2, "meta_financiera"), (2, "responsable")], C_1={"meta_financiera": 12, "responsable": "ab"}),
        xyerra("fórmulas sin valor", lambda: libro(
            *filas({"meta_financiera": formula("6*2")}, {"responsable": X("<f>A1</f><v></v>")}, {"fecha_limite": X("<f>TODAY()</f><v/>")},
                   {"codigo": formula('"C"&"9"')}), titulos=titulos),
               (2, "meta_financiera"), (3, "responsable"), (4, "fecha_limite"), (5, "codigo")),
        xacepta("fórmula que dio un texto vacío", lambda: con(unidad=formula('IF(1,"","x")', "", tipo="str"))),
        xyerra("fórmulas que dieron error", lambda: con(responsable=formula("1/0", "#DIV/0!", tipo="e"), meta_financiera=formula("NA()", "#N/A", tipo="e")),
               (2, "responsable"), (2, "meta_financiera")),
        xacepta("fórmula compartida", lambda: libro(
            *filas({"meta_financiera": X('<f t="shared" ref="F2:F3" si="0">6*2</f><v>12</v>')}, {"meta_financiera": X('<f t="shared" si="0"/><v>13</v>')}),
            titulos=titulos), [(2, "meta_financiera"), (3, "meta_financiera")], C_1={"meta_financiera": 12}, C_2={"meta_financiera": 13}),
        xyerra("fórmulas sin valor en celdas sin dirección", lambda: libro(
            fila(meta_financiera=formula("6*2")), titulos=[*CUATRO, "meta_financiera"], con_lugar=False),
               (2, "meta_financiera")),
        xacepta("una fórmula que no es de celda", lambda: libro(fila(), titulos=CUATRO, despues=ajena)),
        xyerra("un valor lógico de fórmula no pasa por un 1", lambda: libro(
            *filas({"meta_financiera": formula("1", "1")}, {"meta_financiera": formula("1=1", "1", tipo="b")}), titulos=titulos),
               (3, "meta_financiera"), avisos=[(2, "meta_financiera")]),
        xacepta("títulos con fórmula", lambda: _con_hojas(hoja([[formula('"codi"&"go"', "codigo", tipo="str"), *CUATRO[1:]], [fila()[t] for t in CUATRO]]))),
    ]  # fmt: skip


OCULTO = [(None, None)]


def _con_hojas(*hojas: str, **opciones: Any) -> bytes:
    return comprimir(piezas(*hojas, **opciones))


def _combinada(rango: str, *registros: dict[str, Any], titulos: list[str] = CUATRO, despues: str = "") -> bytes:
    return libro(*registros, titulos=titulos, despues=f'<mergeCells count="1"><mergeCell ref="{rango}"/></mergeCells>{despues}')


def _de_hojas() -> list[Caso]:
    buena, otra = hoja(tabla(fila(), titulos=CUATRO)), hoja([["Léame"], ["Esta es la matriz"]])
    una = [fila(), fila(codigo="C-2")]
    con_responsable = [*CUATRO, "responsable"]

    return [
        xacepta("fila oculta", lambda: libro(*una, titulos=CUATRO, atributos={3: 'hidden="1"'}), OCULTO, C_1={}, C_2={}),
        xacepta("fila de alto cero", lambda: libro(*una, titulos=CUATRO, atributos={3: 'ht="0" customHeight="1"'}), OCULTO, C_1={}, C_2={}),
        xacepta("columna oculta", lambda: libro(fila(), titulos=CUATRO, antes='<cols><col min="3" max="3" width="9" hidden="1"/></cols>'), OCULTO),
        xacepta("dos hojas, una con las columnas", lambda: _con_hojas(otra, buena)),
        xacepta("la otra está oculta", lambda: _con_hojas(buena, buena, estados=["", "hidden"])),
        xacepta("la otra está muy oculta", lambda: _con_hojas(buena, buena, estados=["veryHidden", ""])),
        xrechaza("dos hojas con las columnas", lambda: _con_hojas(buena, buena), "varias_hojas"),
        xrechaza("la única hoja está oculta", lambda: _con_hojas(otra, buena, estados=["", "hidden"]), "sin_encabezado"),
        xrechaza("ninguna hoja con las columnas", lambda: _con_hojas(otra), "sin_encabezado"),
        xrechaza("todas las hojas vacías", lambda: _con_hojas(hoja([]), hoja([])), "sin_encabezado"),
        xrechaza("solo los títulos", lambda: libro(titulos=CUATRO), "sin_filas"),
        xrechaza("columna repetida", lambda: libro(fila(), titulos=[*CUATRO, "Código"]), "columna_repetida"),
        xacepta("título combinado encima", lambda: _con_hojas(
            hoja([["MATRIZ"], CUATRO, [fila()[t] for t in CUATRO]], despues='<mergeCells><mergeCell ref="A1:D1"/></mergeCells>'))),
        xyerra("celdas combinadas hacia abajo", lambda: _combinada(
            "E2:E3", fila(responsable="Jefa"), fila(codigo="C-2"), titulos=con_responsable), (2, "responsable"), (3, "responsable")),
        xyerra("celdas combinadas de lado", lambda: _combinada("C2:D2", fila()), (2, "descripcion"), (2, "fecha_limite")),
        xacepta("combinadas en una columna que no se toma", lambda: _combinada("E2:E3", fila(x="a"), fila(codigo="C-2"), titulos=[*CUATRO, "x"]),
                OCULTO, C_1={}, C_2={}),
        xacepta("combinadas fuera de la tabla", lambda: _combinada("H9:J12", fila())),
        xacepta("<dimension> que miente por poco", lambda: libro(*una, titulos=CUATRO, dimension="A1:A1"), C_1={}, C_2={}),
        xacepta("<dimension> que miente por mucho", lambda: libro(*una, titulos=CUATRO, dimension="A1:XFD1048576"), C_1={}, C_2={}),
        xacepta("sin <dimension>", lambda: libro(*una, titulos=CUATRO, dimension=None), C_1={}, C_2={}),
        xacepta("celdas y filas sin dirección", lambda: libro(*una, titulos=CUATRO, con_lugar=False), C_1={}, C_2={}),
        xyerra("filas salteadas", lambda: _con_hojas(hoja(tabla(*filas({}, {}, {"fecha_limite": "31/11/2027"}), titulos=CUATRO), numeros=[3, 4, 9, 1000])),
               (1000, "fecha_limite")),
        xrechaza("encabezado en la fila 16", lambda: _con_hojas(hoja(tabla(fila(), titulos=CUATRO), numeros=[16, 17])), "sin_encabezado"),
        xacepta("encabezado en la fila 15", lambda: _con_hojas(hoja(tabla(fila(), titulos=CUATRO), numeros=[15, 16]))),
        xacepta("una nota suelta a la derecha", lambda: _con_hojas(hoja([CUATRO, [*(fila()[t] for t in CUATRO), None, "ojo"]])), OCULTO),
        xacepta("columnas que empiezan en la C", lambda: _con_hojas(hoja([[None, None, *CUATRO], [None, None, *(fila()[t] for t in CUATRO)]]))),
        xacepta("una celda con formato y sin nada al final de la hoja", lambda: _con_hojas(hoja(
            [*tabla(fila(), titulos=CUATRO), [X("", 's="1"')]], numeros=[1, 2, 1_048_576]))),
        xrechaza("61 columnas", lambda: libro(fila(), titulos=[*CUATRO, *[f"otra {n}" for n in range(57)]]), "muchas_columnas"),
        xrechaza("20,001 filas", lambda: libro(*({"codigo": n} for n in range(20_001)), titulos=CUATRO), "muchas_filas"),
        xrechaza("la misma fila dos veces", lambda: _con_hojas(hoja(tabla(*una, titulos=CUATRO), numeros=[1, 2, 2])), "danado"),
        xrechaza("filas en desorden", lambda: _con_hojas(hoja(tabla(*una, titulos=CUATRO), numeros=[1, 3, 2])), "danado"),
        xrechaza("la misma celda dos veces", lambda: _con_hojas(
            hoja(tabla(fila(), titulos=CUATRO)).replace('<c r="D2"', '<c r="C2"')), "danado"),
    ]  # fmt: skip


def _con_openpyxl() -> bytes:
    libro_ = openpyxl.Workbook()
    hoja_ = libro_.active
    hoja_.append(TITULOS)
    hoja_.append(["C-1", "060801", "Elaborar", None, date(2027, 1, 15), date(2027, 11, 30), "pendiente", 0, 12, "talleres", 1250.5])
    hoja_["A1"].comment = openpyxl.comments.Comment("Una nota", "Alguien")
    salida = io.BytesIO()
    libro_.save(salida)
    return salida.getvalue()


def _con_xlsxwriter(**opciones: Any) -> bytes:
    salida = io.BytesIO()
    with xlsxwriter.Workbook(salida, opciones) as libro_:
        hoja_ = libro_.add_worksheet("Matriz")
        fecha = libro_.add_format({"num_format": "dd/mm/yyyy"})
        hoja_.write_row(0, 0, CUATRO)
        hoja_.write_row(1, 0, ["C-1", "060801", "Elaborar"])
        hoja_.write_datetime(1, 3, date(2027, 11, 30), fecha)
        hoja_.add_table(0, 0, 1, 3, {"columns": [{"header": t} for t in CUATRO]})
        hoja_.data_validation(1, 1, 9, 1, {"validate": "list", "source": ["060801"]})
        hoja_.conditional_format(1, 0, 9, 3, {"type": "no_blanks", "format": fecha})
        libro_.add_chartsheet().set_chart(_grafico(libro_))
    return salida.getvalue()


def _grafico(libro_: Any) -> Any:
    grafico = libro_.add_chart({"type": "column"})
    grafico.add_series({"values": "=Matriz!$D$2:$D$2"})
    return grafico


def _de_otros_programas() -> list[Caso]:
    prefijado = (
        hoja(tabla(fila(), titulos=CUATRO)).replace("<worksheet xmlns=", "<w:worksheet xmlns:w=").replace("</worksheet>", "</w:worksheet>")
    )
    for etiqueta in ("dimension", "sheetData", "row", "c", "is", "t", "v"):
        prefijado = (
            prefijado.replace(f"<{etiqueta} ", f"<w:{etiqueta} ")
            .replace(f"<{etiqueta}>", f"<w:{etiqueta}>")
            .replace(f"</{etiqueta}>", f"</w:{etiqueta}>")
        )
    en_otra_parte = {
        n.replace("worksheets/sheet1.xml", "hojas/matriz.dat"): d.replace(b"worksheets/sheet1.xml", b"hojas/matriz.dat")
        for n, d in piezas(hoja(tabla(fila(unidad=formula("A1")), titulos=[*CUATRO, "unidad"]))).items()
    }
    return [
        xacepta("escrito por openpyxl, con nota", _con_openpyxl, C_1={"fecha_inicio": date(2027, 1, 15), "meta_financiera": Decimal("1250.5")}),
        xacepta("escrito por xlsxwriter, con tabla, listas y gráfico", _con_xlsxwriter, C_1={"fecha_limite": date(2027, 11, 30)}),
        xacepta("escrito con tamaños de 64 bits", lambda: _con_xlsxwriter(use_zip64=True)),
        xacepta("sin comprimir", lambda: comprimir(piezas(hoja(tabla(fila(), titulos=CUATRO))), metodo=0)),
        xacepta("etiquetas con prefijo", lambda: _con_hojas(prefijado)),
        xacepta("llamado .csv", lambda: libro(fila(), titulos=CUATRO)),
        xyerra("la hoja está en otra carpeta, con otro nombre", lambda: comprimir(en_otra_parte), (2, "unidad")),
        xacepta("XML en utf-16", lambda: comprimir({n: d.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16") if "sheet1" in n else d
                                                     for n, d in piezas(hoja(tabla(fila(), titulos=CUATRO))).items()})),
        xrechaza("Open XML estricto", lambda: comprimir({n: d.replace(ESPACIO.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main")
                                                         for n, d in piezas(hoja(tabla(fila(), titulos=CUATRO))).items()}), "formato"),
    ]  # fmt: skip


def _rotos() -> list[Caso]:
    buenas = piezas(hoja(tabla(fila(), titulos=CUATRO)))
    sin = {nombre: {n: d for n, d in buenas.items() if n != nombre} for nombre in buenas}

    def con(celda: X) -> bytes:
        return libro(fila(unidad=celda), titulos=[*CUATRO, "unidad"])

    return [
        *[xrechaza(f"falta {n}", lambda n=n: comprimir(sin[n]), "danado") for n in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")],
        xrechaza("falta la hoja", lambda: comprimir(sin["xl/worksheets/sheet1.xml"]), "sin_encabezado"),
        xrechaza("falta [Content_Types].xml", lambda: comprimir(sin["[Content_Types].xml"]), "formato"),
        xrechaza("XML cortado", lambda: comprimir(buenas | {"xl/worksheets/sheet1.xml": buenas["xl/worksheets/sheet1.xml"][:-30]}), "danado"),
        xrechaza("número con guion bajo", lambda: con(X("<v>1_000</v>")), "danado"),
        xrechaza("número que no es", lambda: con(X("<v>NaN</v>")), "danado"),
        xrechaza("número de cifras ajenas", lambda: con(X("<v>١٢</v>")), "danado"),
        xrechaza("cadena compartida que no existe", lambda: con(X("<v>7</v>", 't="s"')), "danado"),
        xrechaza("sin hojas", lambda: comprimir(piezas()), "sin_encabezado"),
        xrechaza("ZIP cortado", lambda: comprimir(buenas)[:-40], "danado"),
        xrechaza("un byte cambiado en medio", lambda: _con_byte_cambiado(comprimir(buenas)), "danado"),
    ]  # fmt: skip


def _con_byte_cambiado(contenido: bytes) -> bytes:
    lugar = contenido.index(b"sheet1.xml") + 60
    return contenido[:lugar] + bytes([contenido[lugar] ^ 0xFF]) + contenido[lugar + 1 :]
