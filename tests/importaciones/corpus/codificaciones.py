"""Encodings and delimiters."""

from .caso import TITULOS, Caso, acepta, en_csv, fila, rechaza, texto_csv

CON_TILDES = fila(descripcion="Niñez: ¿cuánto? Perú «PERÚ» “ÑANDÚ” 1ª y 2º", responsable="Jefa de gestión")
DICE = {"C_1": {"descripcion": CON_TILDES["descripcion"], "responsable": "Jefa de gestión"}}
CORRIENTE = fila(descripcion="Reparación de baños en el año", responsable="Área de gestión pedagógica")
COMAS = fila(descripcion="Uno, dos; tres | cuatro\tcinco")


def _con_sep(separador: str, delimitador: str, marca: bytes = b"", fin: str = "\r\n") -> bytes:
    return marca + f"sep={separador}{fin}".encode() + en_csv(COMAS, delimitador=delimitador)


def casos() -> list[Caso]:
    return [
        *[acepta(f"codificación {c}", en_csv(CON_TILDES, codificacion=c), **DICE) for c in ("utf-8", "utf-8-sig", "utf-16", "cp1252")],
        acepta("codificación utf-16 de extremo mayor", b"\xfe\xff" + texto_csv(CON_TILDES).encode("utf-16-be"), **DICE),
        acepta("texto Unicode de Excel (utf-16 y tabulador)", en_csv(CON_TILDES, delimitador="\t", codificacion="utf-16"), **DICE),
        acepta("marca de utf-8 dos veces", b"\xef\xbb\xbf" + en_csv(CON_TILDES, codificacion="utf-8-sig"), **DICE),
        rechaza("utf-16 sin marca", texto_csv(CON_TILDES).encode("utf-16-le"), "formato"),
        rechaza("utf-32", en_csv(CON_TILDES, codificacion="utf-32"), "formato"),
        rechaza("utf-16 partido", en_csv(CON_TILDES, codificacion="utf-16")[:-1], "codificacion"),
        rechaza("utf-16 con media pareja", b"\xff\xfe" + texto_csv(fila()).encode("utf-16-le") + b"\x00\xd8", "codificacion"),
        rechaza("utf-8 con un byte suelto", en_csv(CON_TILDES) + b"\xff\r\n", "codificacion"),
        rechaza("utf-8 con marca y un byte malo", en_csv(fila(), codificacion="utf-8-sig") + b"\x81", "codificacion"),
        rechaza("utf-8 partido a media letra", en_csv(fila(responsable="Jaén")).replace(b"\xc3\xa9n", b"\xc3n"), "codificacion"),
        rechaza("utf-8 y cp1252 juntos", en_csv(fila(descripcion="Niños")) + en_csv(fila(codigo="C-2", descripcion="Niños"), codificacion="cp1252"),
                "codificacion"),
        rechaza("cp1252 con un byte que no existe", en_csv(fila()).replace(b"Elaborar", b"Elabor\x81r"), "codificacion"),
        rechaza("cp850 (MS-DOS)", en_csv(CORRIENTE, codificacion="cp850"), "codificacion"),
        rechaza("mac roman", en_csv(CORRIENTE, codificacion="mac_roman"), "codificacion"),
        rechaza("utf-8 demasiado largo (overlong)", en_csv(fila()).replace(b"Elaborar", b"\xc0\xafElaborar"), "codificacion"),
        rechaza("media pareja en utf-8 (CESU)", en_csv(fila()).replace(b"Elaborar", b"\xed\xa0\x80Elaborar\xc3\xa1"), "codificacion"),
        rechaza("un NUL en medio", en_csv(fila()).replace(b"Elaborar", b"Elabo\0rar"), "formato"),
        *[acepta(f"delimitador {d!r}", en_csv(COMAS, delimitador=d), C_1={"descripcion": "Uno, dos; tres | cuatro\tcinco"}) for d in ",;\t|"],
        *[acepta(f"sep={d!r}", _con_sep(d, d), C_1={"descripcion": "Uno, dos; tres | cuatro\tcinco"}) for d in ",;\t|"],
        acepta("sep= tras la marca", _con_sep(";", ";", b"\xef\xbb\xbf")),
        acepta("SEP= entre comillas", b'"SEP=;"\r\n' + en_csv(fila(), delimitador=";")),
        acepta("sep= con finales de Mac", b"sep=;\r" + en_csv(fila(), delimitador=";", fin="\r")),
        rechaza("sep= que no es el que usa", _con_sep(";", ","), "sin_encabezado"),
        rechaza("sep= desconocido", _con_sep("#", ","), "delimitador"),
        acepta("finales de línea de Unix", en_csv(fila(), fin="\n")),
        acepta("finales de línea de Mac antiguo", en_csv(fila(), fin="\r")),
        acepta("finales de línea mezclados", en_csv(fila(), fin="\n") + en_csv(fila(codigo="C-2"), titulos=TITULOS).split(b"\r\n")[1] + b"\r\n",
               C_1={}, C_2={}),
        acepta("sin final de línea", en_csv(fila()).rstrip()),
        acepta("todo entre comillas", '"{}"\r\n"{}"\r\n'.format('","'.join(TITULOS), '","'.join(fila().get(t, "") for t in TITULOS)).encode()),
    ]  # fmt: skip
