"""How a CSV is built: headings, ragged rows, quotes, sizes."""

from functools import lru_cache

from .caso import TITULOS, Caso, acepta, en_csv, fila, filas, rechaza, texto_csv, yerra

CUATRO = ["codigo", "distrito", "descripcion", "fecha_limite"]
LINEA = "C-1,060801,Elaborar el plan,30/11/2027"
MIB = 1024 * 1024


def _cuatro(*lineas: str) -> bytes:
    return "\r\n".join([",".join(CUATRO), *lineas, ""]).encode()


def _titulos(*titulos: str) -> bytes:
    return en_csv(fila(), titulos=titulos, columnas=CUATRO)


def _encabezado_en(numero: int) -> bytes:
    return ("Matriz de compromisos\r\n" * (numero - 1)).encode() + en_csv(fila())


def _con_columnas(cuantas: int) -> bytes:
    return en_csv(fila(), titulos=[*CUATRO, *[f"otra {n}" for n in range(cuantas - 4)]])


@lru_cache(maxsize=2)
def _con_filas(cuantas: int) -> bytes:
    return _cuatro(*(f"C-{n},060801,Elaborar,30/11/2027" for n in range(cuantas)))


def _de_tamano(octetos: int) -> bytes:
    """With a text of that length in a column that is not taken."""
    return en_csv(fila(otra="x" * (octetos - len(en_csv(fila(), titulos=[*CUATRO, "otra"])))), titulos=[*CUATRO, "otra"])


def casos() -> list[Caso]:
    return [*_de_titulos(), *_de_filas(), *_de_tamanos(), *_ajenos()]


def _de_titulos() -> list[Caso]:
    return [
        acepta("títulos en mayúsculas y con tildes", _titulos("CÓDIGO", "Distrito", "DESCRIPCIÓN", "Fecha  Límite")),
        acepta("títulos con blancos y renglones", _titulos(" codigo ", "dis\u200btrito", "descripcion\u00a0", "fecha\nlimite")),
        acepta("títulos con otras palabras", _titulos("Código del compromiso", "Ubigeo", "Compromiso", "Plazo")),
        acepta("títulos con unidades", en_csv(fila(avance="45", meta_financiera="12"), titulos=[*CUATRO, "Avance (%)", "Meta financiera S/."],
                                              columnas=[*CUATRO, "avance", "meta_financiera"]), C_1={"avance": 45, "meta_financiera": 12}),
        acepta("título con su unidad en palabras", en_csv(fila(meta_financiera="12"), titulos=[*CUATRO, "META FINANCIERA EN SOLES"],
                                                         columnas=[*CUATRO, "meta_financiera"]), C_1={"meta_financiera": 12}),
        acepta("una columna que no es del padrón", en_csv(fila(otra="x"), titulos=[*CUATRO, "otra"]), [(None, None)]),
        acepta("columnas en otro orden", en_csv(fila(), titulos=["fecha_limite", "descripcion", "distrito", "codigo"])),
        acepta("una numeración junto al código", en_csv(fila(n="1"), titulos=["N°", *CUATRO], columnas=["n", *CUATRO]), [(None, None)]),
        acepta("la numeración es el código", en_csv(fila(codigo="1"), titulos=["N°", *CUATRO[1:]], columnas=CUATRO), **{"1": {}}),
        acepta("columna sin título y sin datos", en_csv(fila(), titulos=[*CUATRO, "", "responsable"], columnas=[*CUATRO, "", "responsable"])),
        acepta("columna sin título y con datos", en_csv(fila(nada="x"), titulos=[*CUATRO, "", "unidad"], columnas=[*CUATRO, "nada", "unidad"]), [(None, None)]),
        rechaza("columna repetida", en_csv(fila(), titulos=[*CUATRO, "codigo"]), "columna_repetida"),
        rechaza("columna repetida con otras letras", en_csv(fila(), titulos=[*CUATRO, "CÓDIGO "]), "columna_repetida"),
        rechaza("columna repetida con un sinónimo", en_csv(fila(), titulos=[*CUATRO, "plazo"]), "columna_repetida"),
        *[rechaza(f"falta la columna {c}", en_csv(fila(), titulos=[t for t in TITULOS if t != c]), "falta_columna") for c in CUATRO],
        rechaza("sin encabezado", LINEA.encode() + b"\r\n", "sin_encabezado"),
        rechaza("solo el encabezado", en_csv(), "sin_filas"),
        rechaza("el encabezado y filas vacías", en_csv() + b",,,,,,,,,,\r\n  ,\t,\r\n\r\n", "sin_filas"),
        acepta("encabezado en la fila 15", _encabezado_en(15)),
        rechaza("encabezado en la fila 16", _encabezado_en(16), "sin_encabezado"),
        yerra("un error bajo un encabezado en la fila 15", _encabezado_en(15).replace(b"30/11", b"31/11"), (16, "fecha_limite")),
        rechaza("el padrón de distritos", b"ubigeo,distrito,provincia,departamento\r\n060801,Jaen,Jaen,Cajamarca\r\n", "otro_padron"),
        rechaza("el padrón de avances", b"compromiso,distrito,fecha,descripcion\r\nC-1,060801,01/02/2026,Algo\r\n", "otro_padron"),
    ]  # fmt: skip


def _de_filas() -> list[Caso]:
    return [
        acepta("filas vacías en medio", _cuatro(LINEA, "", ",,,", "C-2,060801,Otro,30/11/2027"), C_1={}, C_2={}),
        yerra("el número de fila cuenta las vacías", _cuatro(LINEA, "", ",,,", "C-2,060801,Otro,31/11/2027"), (5, "fecha_limite")),
        yerra("una celda con renglones es una sola fila", _cuatro('C-1,060801,"a\nb\nc",30/11/2027', "C-2,060801,Otro,31/11/2027"), (3, "fecha_limite")),
        yerra("el número de fila no cuenta la línea sep=", b"sep=,\r\n" + _cuatro(LINEA, "C-2,060801,Otro,31/11/2027"), (3, "fecha_limite")),
        yerra("una fila con celdas de más", _cuatro(LINEA, "C-2,060801,Uno, dos,30/11/2027"), (3, None)),
        yerra("dos filas con celdas de más", _cuatro("C-2,060801,Uno, dos,30/11/2027", LINEA, "C-3,060801,Uno,30/11/2027,x"), (2, None), (4, None)),
        acepta("una fila con separadores de más, vacíos", _cuatro(LINEA + ",,,,")),
        yerra("una fila con celdas de menos", _cuatro(LINEA, "C-2,060801,Otro"), (3, "fecha_limite")),
        acepta("una fila corta a la que solo le faltan opcionales", en_csv(fila(), titulos=[*CUATRO, "unidad"]).replace(b"2027,\r\n", b"2027\r\n")),
        yerra("una fila sin nada obligatorio", en_csv(fila(), {"responsable": "Alguien"}),
              (3, "codigo"), (3, "distrito"), (3, "descripcion"), (3, "fecha_limite")),
        acepta("una fila que solo trae lo que no se toma", en_csv(fila(), {"nota": "x"}, titulos=[*CUATRO, "nota"]), [(None, None)]),
        yerra("una fila de totales", _cuatro(LINEA, "TOTAL,,,"), (3, "distrito"), (3, "descripcion"), (3, "fecha_limite")),
        rechaza("comillas sin cerrar", _cuatro('C-1,060801,"Elaborar,30/11/2027'), "comillas"),
        rechaza("comillas sin cerrar que llegan a otra fila", _cuatro('C-1,060801,"Elaborar,30/11/2027', 'C-2,060801,"Otro",30/11/2027'), "comillas"),
        rechaza("letras tras las comillas", _cuatro('C-1,060801,"Elaborar" el plan,30/11/2027'), "comillas"),
        acepta("comillas en medio de un texto", _cuatro('C-1,060801,Plan "A" y "B",30/11/2027'), C_1={"descripcion": 'Plan "A" y "B"'}),
        acepta("comillas dobladas", _cuatro('C-1,060801,"Plan ""A""",30/11/2027'), C_1={"descripcion": 'Plan "A"'}),
        yerra(
            "muchos errores de muchas filas, todos",
            en_csv(*filas({"avance": "101"}, {"fecha_limite": "x", "distrito": "1"}, {}, {"descripcion": "", "meta_financiera": "1.234", "estado": "?"})),
            (2, "avance"), (3, "fecha_limite"), (3, "distrito"), (5, "descripcion"), (5, "meta_financiera"), (5, "estado"),
        ),
    ]  # fmt: skip


def _de_tamanos() -> list[Caso]:
    return [
        acepta("60 columnas", _con_columnas(60), [(None, None)]),
        rechaza("61 columnas", _con_columnas(61), "muchas_columnas"),
        rechaza("61 columnas en una sola fila", en_csv(fila()) + b"x," * 60 + b"x\r\n", "muchas_columnas"),
        rechaza("20,001 filas", lambda: _con_filas(20_001), "muchas_filas", hostil=True),
        Caso("más filas que las que se permiten", lambda: _con_filas(30), motivo="muchas_filas", opciones=("--filas", "29")),
        Caso("tantas filas como se permiten", lambda: _con_filas(30), registros={"C-29": {}}, opciones=("--filas", "30")),
        acepta("10 MiB justos", lambda: _de_tamano(10 * MIB), [(None, None)]),
        rechaza("10 MiB y un byte", lambda: _de_tamano(10 * MIB + 1), "muy_grande", hostil=True),
        rechaza("un millón de comillas", lambda: en_csv(fila()) + b'"' * 1_000_001, "comillas", hostil=True),
        rechaza("tres millones de separadores", lambda: en_csv(fila()) + b"x" + b"," * 3_000_000 + b"x\r\n", "muchas_columnas", hostil=True),
        rechaza("cinco millones de filas vacías", lambda: en_csv() + b"\r\n" * 5_000_000, "muchas_filas", hostil=True),
    ]  # fmt: skip


def _ajenos() -> list[Caso]:
    return [
        rechaza("vacío", b"", "vacio"),
        rechaza("solo blancos", b"  \r\n\t\r\n", "vacio"),
        rechaza("solo la marca", b"\xef\xbb\xbf", "vacio"),
        rechaza("solo ceros", b"\0" * 500, "vacio"),
        rechaza("PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "formato"),
        rechaza("PDF llamado .xlsx", b"%PDF-1.7\n", "formato", extension="xlsx"),
        rechaza("imagen PNG", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "formato"),
        rechaza("imagen JPEG", b"\xff\xd8\xff\xe0" + b"\0" * 40, "formato"),
        rechaza("Excel antiguo o cifrado", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504, "formato", extension="xls"),
        rechaza("gzip", b"\x1f\x8b\x08\0" + b"x" * 40, "formato"),
        rechaza("RAR", b"Rar!\x1a\x07\x01\0", "formato"),
        rechaza("RTF", b"{\\rtf1 hola}", "formato"),
        rechaza("página web", b"<html><body><table><tr><td>codigo</td></tr></table>", "formato", extension="xls"),
        rechaza("página web con marca", b"\xef\xbb\xbf \r\n<!DOCTYPE html><html>", "formato"),
        rechaza(
            "XML de Excel 2003",
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "formato",
            extension="xml",
        ),
        rechaza("JSON", b'[{"codigo": "C-1"}]', "sin_encabezado", extension="json"),
        rechaza("un programa", b"MZ\x90\0\x03\0\0\0" + b"\0" * 60, "codificacion", extension="exe"),
        rechaza("texto corriente", "Estimado director, le envío la matriz.\r\nAtentamente\r\n".encode(), "sin_encabezado", extension="txt"),
        rechaza("un CSV de otra cosa", texto_csv({"a": 1}, titulos=["a", "b"]).encode(), "sin_encabezado"),
    ]
