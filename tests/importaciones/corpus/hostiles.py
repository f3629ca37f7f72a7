"""Archives made to hurt: refused before any of their XML is read, cheaply."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from functools import partial

from .caso import Caso, en_csv, fila, rechaza
from .crudo import X, comprimir, hoja, libro, piezas, tabla

CUATRO = ["codigo", "distrito", "descripcion", "fecha_limite"]
xrechaza = partial(rechaza, extension="xlsx", hostil=True)
HOJA = "xl/worksheets/sheet1.xml"
MIB = 1024 * 1024


def casos() -> list[Caso]:
    return [*_bombas(), *_mentiras(), *_dos_cosas(), *_xml(), *_clases()]


def _buenas() -> dict[str, bytes]:
    return piezas(hoja(tabla(fila(), titulos=CUATRO)))


def _con(**mas: bytes | Callable[[], bytes]) -> Callable[[], bytes]:
    """The sound workbook with these members more, or instead."""
    return lambda: comprimir(_buenas() | {n.replace("__", "/"): dato() if callable(dato) else dato for n, dato in mas.items()})


def _ceros(megas: int) -> Callable[[], bytes]:
    return lambda: b"\0" * (megas * MIB)


def _bombas() -> list[Caso]:
    muchos = {f"xl/media/{n}.xml": b"<a/>" for n in range(1001)}
    return [
        xrechaza("bomba de un miembro", _con(**{"xl/media/a.bin": _ceros(101)}), "bomba"),
        xrechaza("bomba repartida en veinte", _con(**{f"xl/media/{n}.bin": _ceros(9) for n in range(20)}), "bomba"),
        xrechaza("bomba que encoge más de doscientas veces", _con(**{"xl/media/a.bin": _ceros(40)}), "bomba"),
        xrechaza("bomba dentro de la hoja", _con(**{HOJA: lambda: _buenas()[HOJA].replace(b"</sheetData>", b"<row/>" * 18_000_000 + b"</sheetData>")}), "bomba"),
        xrechaza("ZIP dentro de ZIP, sin libro", lambda: comprimir({"0.zip": comprimir({"0.txt": _ceros(9)()}), "1.zip": b"x"}), "formato"),
        xrechaza("1,001 miembros", lambda: comprimir(_buenas() | muchos), "muchos_miembros"),
        xrechaza("doscientos mil miembros", _doscientos_mil, "muchos_miembros"),
        xrechaza("un texto que comparten tres mil celdas", _texto_repetido, "bomba"),
        xrechaza("una hoja de diez millones de celdas vacías", _celdas_vacias, "bomba"),
        xrechaza("un elemento de cien mil niveles", _con(**{HOJA: b"<a>" * 100_000}), "danado"),
        xrechaza("un atributo de veinte megas", _con(**{HOJA: lambda: b'<a b="' + b"x y " * (5 * MIB) + b'"/>'}), "bomba"),
        xrechaza("diez mil grupos de celdas combinadas", lambda: comprimir(piezas(hoja(
            tabla(fila(), titulos=CUATRO), despues="<mergeCells>" + '<mergeCell ref="A1:BH20000"/>' * 10_000 + "</mergeCells>"))), "combinadas"),
        xrechaza("un millón de estilos", _con(**{"xl/styles.xml": lambda: _estilos(400_000)}), "bomba"),
    ]  # fmt: skip


def _estilos(cuantos: int) -> bytes:
    return _buenas()["xl/styles.xml"].replace(b"<xf/></cellStyleXfs>", b"<xf/>" * cuantos + b"</cellStyleXfs>")


def _doscientos_mil() -> bytes:
    """A directory of as many lines that all name one member."""
    linea = zipfile.ZipInfo("a").filename.encode()
    local = b"PK\x03\x04" + struct.pack("<HHHHHLLLHH", 20, 0, 0, 0, 0, 0, 0, 0, 1, 0) + linea
    central = b"PK\x01\x02" + struct.pack("<HHHHHHLLLHHHHHLL", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + linea
    directorio = central * 200_000
    return (
        local + directorio + b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 200_000 % 65536, 200_000 % 65536, len(directorio), len(local), 0)
    )


def _texto_repetido() -> bytes:
    celdas = "".join(f'<c t="s"><v>{n}</v></c>' for n in (0,) * 10)
    filas = f"<row>{celdas}</row>" * 350
    cadenas = f"<si><t>{'x' * 32_000}</t></si>"
    vacia = hoja(tabla(fila(), titulos=CUATRO), con_lugar=False)
    return comprimir(piezas(vacia.replace("</sheetData>", filas + "</sheetData>"), cadenas=cadenas))


def _celdas_vacias() -> bytes:
    filas = "".join(f"<row>{'<c/>' * 600}</row>" for _ in range(100))
    return comprimir(piezas(hoja(tabla(fila(), titulos=CUATRO), con_lugar=False).replace("</sheetData>", filas * 160 + "</sheetData>")))


# ── The directory tells lies ─────────────────────────────────────────────────────────────────────────────────────────────
def _directorio(contenido: bytes) -> int:
    return struct.unpack("<L", contenido[-6:-2])[0]


def _con_parche(cual: str, *, central: Mapping[int, bytes] | None = None, local: Mapping[int, bytes] | None = None) -> bytes:
    """The sound workbook with other bytes in the lines that speak of one member: in the directory, or before the member itself."""
    contenido = bytearray(comprimir(_buenas()))
    lugar = contenido.index(cual.encode(), _directorio(bytes(contenido))) - 46
    propio = struct.unpack("<L", contenido[lugar + 42 : lugar + 46])[0]
    for desde, parches in ((lugar, central), (propio, local)):
        for posicion, dato in (parches or {}).items():
            contenido[desde + posicion : desde + posicion + len(dato)] = dato
    return bytes(contenido)


def _corto(valor: int) -> bytes:
    return struct.pack("<H", valor)


def _largo(valor: int) -> bytes:
    return struct.pack("<L", valor)


def _superpuestos() -> bytes:
    """Two lines of the directory that name the same bytes."""
    contenido = bytearray(comprimir(_buenas()))
    directorio = _directorio(bytes(contenido))
    primera = contenido.index(b"xl/styles.xml", directorio) - 46
    segunda = contenido.index(HOJA.encode(), directorio) - 46
    contenido[primera + 42 : primera + 46] = contenido[segunda + 42 : segunda + 46]
    return bytes(contenido)


def _repetido(nombre: str) -> bytes:
    salida = io.BytesIO()
    with zipfile.ZipFile(salida, "w") as archivo:
        for miembro, dato in [*_buenas().items(), (nombre.replace("sheet1", "sheetX"), b"<worksheet/>")]:
            archivo.writestr(miembro, dato)
    return salida.getvalue().replace(b"sheetX", b"sheet1")


def _quinta(contenido: bytes) -> bytes:
    """With something hidden between the last member and the directory."""
    desde = _directorio(contenido)
    return contenido[:desde] + b"<?php ?>" * 10 + contenido[desde:-6] + _largo(desde + 80) + contenido[-2:]


def _mentiras() -> list[Caso]:
    sano = len(_buenas()[HOJA])
    return [
        xrechaza("dice menos de lo que trae", lambda: _con_parche(HOJA, central={24: _largo(10)}, local={22: _largo(10)}), "danado"),
        xrechaza("dice más de lo que trae", lambda: _con_parche(HOJA, central={24: _largo(sano + 9)}, local={22: _largo(sano + 9)}), "danado"),
        xrechaza("dice dos tamaños", lambda: _con_parche(HOJA, local={22: _largo(7)}), "danado"),
        xrechaza("dice dos tamaños comprimidos", lambda: _con_parche(HOJA, local={18: _largo(7)}), "danado"),
        xrechaza("dice dos métodos", lambda: _con_parche(HOJA, local={8: _corto(0)}), "danado"),
        xrechaza("dice dos nombres", lambda: _con_parche(HOJA, local={30: b"xl/worksheets/sheet9.xml"}), "danado"),
        xrechaza("suma de control falsa", lambda: _con_parche(HOJA, central={16: _largo(1)}, local={14: _largo(1)}), "danado"),
        xrechaza("cifrado", lambda: _con_parche(HOJA, central={8: _corto(1)}, local={6: _corto(1)}), "cifrado"),
        xrechaza("método de compresión raro", lambda: comprimir(_buenas(), metodo=zipfile.ZIP_BZIP2), "danado"),
        xrechaza("método de compresión desconocido", lambda: _con_parche(HOJA, central={10: _corto(99)}, local={8: _corto(99)}), "danado"),
        xrechaza("miembros superpuestos", _superpuestos, "danado"),
        xrechaza("miembro fuera del archivo", lambda: _con_parche(HOJA, central={42: _largo(2**31)}), "danado"),
        xrechaza("el mismo nombre dos veces", lambda: _repetido(HOJA), "danado"),
        xrechaza("el mismo nombre en mayúsculas", lambda: _repetido("XL/worksheets/sheet1.xml"), "danado"),
        xrechaza("nombre que sube de carpeta", _con(**{"../../etc/cron.d/a": b"x"}), "danado"),
        xrechaza("nombre que sube de carpeta, a la manera de Windows", _con(**{"..\\..\\a": b"x"}), "danado"),
        xrechaza("nombre absoluto", _con(**{"/etc/passwd": b"x"}), "danado"),
        xrechaza("nombre con unidad", _con(**{"C:\\a": b"x"}), "danado"),
        xrechaza("directorio que miente", lambda: comprimir(_buenas())[:-6] + _largo(3) + b"\0\0", "danado"),
        xrechaza("algo escondido antes del directorio", lambda: _quinta(comprimir(_buenas())), "danado"),
        xrechaza("solo el final de un ZIP", b"PK\x05\x06" + b"\0" * 18, "danado"),
        xrechaza("un ZIP en partes", b"PK\x07\x08" + b"\0" * 60, "danado"),
        xrechaza("la firma y nada más", b"PK\x03\x04", "danado"),
    ]  # fmt: skip


def _dos_cosas() -> list[Caso]:
    sano = comprimir(_buenas())
    return [
        xrechaza("polígloto: HTML detrás", sano + b"<html><script>alert(1)</script>", "danado"),
        xrechaza("polígloto: comentario con HTML", sano[:-2] + _corto(8) + b"<script>", "danado"),
        xrechaza("polígloto: PDF delante", b"%PDF-1.7\n" + sano, "formato"),
        xrechaza("polígloto: GIF delante", b"GIF89a" + sano, "formato"),
        xrechaza("polígloto: dos ZIP seguidos", sano + sano, "danado"),
        xrechaza("polígloto: CSV detrás", sano + b"\r\n" + en_csv(fila()), "danado"),
        xrechaza("polígloto: CSV delante", en_csv(fila()) + sano, "codificacion"),
    ]


# ── XML ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────
RISAS = (
    "<!DOCTYPE a [<!ENTITY a 'jaja'>"
    + "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>"
)
FUERA = "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"


def _con_dtd(dtd: str, *, nombre: str = HOJA, codificacion: str = "utf-8") -> bytes:
    buenas = _buenas()
    cuerpo = buenas[nombre].decode().removeprefix('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>')
    return comprimir(buenas | {nombre: f'<?xml version="1.0" encoding="{codificacion}"?>{dtd}{cuerpo}'.encode(codificacion)})


def _xml() -> list[Caso]:
    return [
        xrechaza("mil millones de risas", lambda: _con_dtd(RISAS), "dtd"),
        xrechaza("mil millones de risas en utf-16", lambda: _con_dtd(RISAS, codificacion="utf-16"), "dtd"),
        xrechaza("entidad de fuera (XXE)", lambda: _con_dtd(FUERA), "dtd"),
        xrechaza("entidad de fuera en utf-16", lambda: _con_dtd(FUERA, codificacion="utf-16"), "dtd"),
        xrechaza("DTD de otro sitio", lambda: _con_dtd('<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">'), "dtd"),
        xrechaza("DTD vacía", lambda: _con_dtd("<!DOCTYPE worksheet>"), "dtd"),
        *[xrechaza(f"DTD en {n}", lambda n=n: _con_dtd(FUERA, nombre=n), "dtd")
          for n in ("[Content_Types].xml", "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels")],
        xrechaza("DTD en un miembro sin apellido", _con(xl__raro=f"{FUERA}<a/>".encode()), "dtd"),
        xrechaza("DTD en un miembro ajeno, en utf-16", _con(**{"docProps/raro.dat": f"{FUERA}<a/>".encode("utf-16")}), "dtd"),
        xrechaza("XInclude", _con(**{HOJA: b'<a xmlns:i="http://www.w3.org/2001/XInclude"><i:include href="file:///etc/passwd"/></a>'}), "danado"),
        xrechaza("XML en utf-7", lambda: _con_dtd(FUERA, codificacion="utf-7"), "danado"),
    ]  # fmt: skip


def _clases() -> list[Caso]:
    def tipos(tipo: str) -> bytes:
        return _buenas()["[Content_Types].xml"].replace(
            b"</Types>", f'<Override PartName="/xl/a.dat" ContentType="{tipo}"/></Types>'.encode()
        )

    principal = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    return [
        xrechaza("macros", _con(**{"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}), "macros"),
        xrechaza("macros con otro nombre de archivo", _con(**{"[Content_Types].xml": tipos("application/vnd.ms-office.vbaProject"), "xl/a.dat": b"x"}), "macros"),
        xrechaza("libro de macros sin macros (.xlsm)", lambda: comprimir(_buenas() | {"[Content_Types].xml": _buenas()["[Content_Types].xml"].replace(
            principal, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")}), "macros"),
        xrechaza("macros de Excel 4", _con(**{"xl/macrosheets/sheet1.xml": b"<a/>"}), "macros"),
        xrechaza("libro binario (.xlsb)", lambda: comprimir({"[Content_Types].xml": b"<a/>", "xl/workbook.bin": b"x"}), "formato"),
        xrechaza("hoja de LibreOffice (.ods)", lambda: comprimir({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"},
                                                                 metodo=0), "formato"),
        xrechaza("documento de Word", lambda: comprimir({"[Content_Types].xml": b"<a/>", "word/document.xml": b"<a/>"}), "formato"),
        xrechaza("un ZIP cualquiera", lambda: comprimir({"matriz.csv": en_csv(fila())}), "formato"),
        xrechaza("un programa de Java", lambda: comprimir({"META-INF/MANIFEST.MF": b"x", "A.class": b"x"}), "formato"),
        xrechaza("hoja que no es una hoja", _con(**{HOJA: zlib.compress(b"x" * 500)}), "danado"),
        xrechaza("relación hacia fuera", lambda: comprimir({n: d.replace(b"worksheets/sheet1.xml", b"../../../etc/passwd") if n.endswith("workbook.xml.rels") else d
                                                            for n, d in _buenas().items()}), "sin_encabezado"),
        rechaza("celda de otro idioma de números", lambda: libro(fila(avance=X("<v>0x1F</v>"))), "danado", extension="xlsx"),
    ]  # fmt: skip
