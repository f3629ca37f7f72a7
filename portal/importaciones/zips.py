"""A workbook as a ZIP, before any of its XML is looked at: refused when it is not one plain ZIP of a plain workbook."""

import io
import struct
import zipfile

from . import limites
from .lectura import ArchivoInvalido

DANADO = "El archivo está dañado o no es un Excel: ábralo, guárdelo de nuevo como .xlsx y vuelva a subirlo."
RAZON = 200  # no honest sheet inflates more than this; judged on members worth judging
CON_COLA = 0x8  # the flag of a member whose sizes stand after it
SIN_DECIR = 0xFFFFFFFF  # a size told in the extra field, as 64 bits
ENTRADA = 1_024  # of the directory: how long the line of one member is at most
_FIN = b"PK\x05\x06"


def comprobar_zip(contenido: bytes) -> None:
    """Raise `ArchivoInvalido` unless it is a workbook that may be opened. Reads the directory only."""
    _comprobar_bordes(contenido)
    try:
        with zipfile.ZipFile(io.BytesIO(contenido)) as archivo:
            miembros, directorio = archivo.infolist(), archivo.start_dir
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, ValueError, struct.error, OSError, UnicodeError):
        raise ArchivoInvalido("danado", DANADO) from None
    nombres = [miembro.filename for miembro in miembros]
    if len(miembros) > limites.MIEMBROS:
        raise muchos_miembros()
    _comprobar_nombres(nombres)
    _comprobar_clase(set(nombres))
    if any(m.flag_bits & 0x1 for m in miembros):
        raise ArchivoInvalido("cifrado", "El archivo tiene contraseña: quítesela y vuelva a subirlo.")
    if any(m.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for m in miembros):
        raise ArchivoInvalido("danado", DANADO)
    if sum(m.file_size for m in miembros) > limites.DESCOMPRIMIDO or any(_explota(m) for m in miembros):
        raise ArchivoInvalido(
            "bomba", f"El archivo crece demasiado al abrirse (más de {limites.DESCOMPRIMIDO // limites.MIB} MB): divídalo."
        )
    _comprobar_lugares(contenido, miembros, directorio)


def muchos_miembros() -> ArchivoInvalido:
    """More pieces than a workbook of the office has."""
    return ArchivoInvalido(
        "muchos_miembros", f"El archivo lleva dentro más de {limites.MIEMBROS:,} piezas: no es una hoja de cálculo común."
    )


def _comprobar_nombres(nombres: list[str]) -> None:
    """Each name once, and none that points out of the archive."""
    if len({n.lower() for n in nombres}) < len(nombres):
        raise ArchivoInvalido("danado", DANADO)
    if any(n.startswith(("/", "\\")) or ":" in n or ".." in n.replace("\\", "/").split("/") for n in nombres):
        raise ArchivoInvalido("danado", DANADO)


def _explota(miembro: zipfile.ZipInfo) -> bool:
    return miembro.file_size > 10 * limites.MIB and miembro.file_size > RAZON * max(miembro.compress_size, 1)


def _comprobar_bordes(contenido: bytes) -> None:
    """Nothing before the first member nor after the end of the directory: a file that is two things at once is neither."""
    fin = contenido.rfind(_FIN)
    if not contenido.startswith(b"PK\x03\x04") or fin < 0 or fin + 22 > len(contenido):
        raise ArchivoInvalido("danado", DANADO)
    comentario = int.from_bytes(contenido[fin + 20 : fin + 22], "little")
    if fin + 22 + comentario != len(contenido) or comentario:
        raise ArchivoInvalido("danado", DANADO)
    if int.from_bytes(contenido[fin + 12 : fin + 16], "little") > limites.MIEMBROS * ENTRADA:  # before it is unfolded
        raise muchos_miembros()


def _comprobar_clase(nombres: set[str]) -> None:
    if "mimetype" in nombres or "content.xml" in nombres:
        raise ArchivoInvalido("formato", "Es una hoja de LibreOffice (.ods): guárdela como .xlsx.")
    if any("vbaproject" in n.lower() or n.lower().startswith("xl/macrosheets/") for n in nombres):
        raise ArchivoInvalido("macros", "El archivo lleva macros: guárdelo como .xlsx, sin macros.")
    if "xl/workbook.bin" in nombres:
        raise ArchivoInvalido("formato", "Es un Excel binario (.xlsb): guárdelo como .xlsx.")
    if "word/document.xml" in nombres:
        raise ArchivoInvalido("formato", "Es un documento de Word, no una hoja de cálculo.")
    if "[Content_Types].xml" not in nombres or not any(n.startswith("xl/") for n in nombres):
        raise ArchivoInvalido("formato", "Es un archivo comprimido, no una hoja de cálculo: suba un .xlsx o un .csv.")


def _comprobar_lugares(contenido: bytes, miembros: list[zipfile.ZipInfo], directorio: int) -> None:
    """One member after another from the first byte to the directory, each in bytes of its own and as the directory says it is.

    Overlapping ones inflate without end; what hides between two of them is read by some other program; a size that is told in two ways is a lie.
    """
    hasta = 0
    for miembro in sorted(miembros, key=lambda m: m.header_offset):
        cabeza = contenido[miembro.header_offset : miembro.header_offset + 30]
        if miembro.header_offset != hasta or len(cabeza) < 30 or not cabeza.startswith(b"PK\x03\x04"):
            raise ArchivoInvalido("danado", DANADO)
        marcas, metodo, _, _, _, chico, grande, nombre, extra = struct.unpack("<HHHHLLLHH", cabeza[6:])
        if metodo != miembro.compress_type or (marcas ^ miembro.flag_bits) & 0x9:
            raise ArchivoInvalido("danado", DANADO)
        dichos = {(miembro.compress_size, miembro.file_size), (SIN_DECIR, SIN_DECIR)}
        if not marcas & CON_COLA and (chico, grande) not in dichos:
            raise ArchivoInvalido("danado", DANADO)
        hasta = miembro.header_offset + 30 + nombre + extra + miembro.compress_size
        if marcas & CON_COLA:
            hasta = _tras_la_cola(contenido, hasta, miembro)
    if hasta != directorio:
        raise ArchivoInvalido("danado", DANADO)


def _tras_la_cola(contenido: bytes, desde: int, miembro: zipfile.ZipInfo) -> int:
    """Where the sizes end that some programs write after a member: with or without a signature, in 32 or 64 bits."""
    for formato in ("<4sLLL", "<4sLQQ", "<LLL", "<LQQ"):
        largo = struct.calcsize(formato)
        dicho = struct.unpack(formato, contenido[desde : desde + largo].ljust(largo))
        firma = dicho[0] == b"PK\x07\x08" if formato.startswith("<4s") else True
        if firma and dicho[-3:] == (miembro.CRC, miembro.compress_size, miembro.file_size):
            return desde + largo
    raise ArchivoInvalido("danado", DANADO)
