"""A workbook as a ZIP, before any of its XML is looked at: refused when it is not one plain ZIP of a plain workbook."""

import io
import struct
import zipfile

from . import limites
from .lectura import ArchivoInvalido

DANADO = "El archivo está dañado o no es un Excel: ábralo, guárdelo de nuevo como .xlsx y vuelva a subirlo."
RAZON = 200  # no honest sheet inflates more than this; judged on members worth judging
_FIN = b"PK\x05\x06"


def comprobar_zip(contenido: bytes) -> None:
    """Raise `ArchivoInvalido` unless it is a workbook that may be opened. Reads the directory only."""
    _comprobar_bordes(contenido)
    try:
        with zipfile.ZipFile(io.BytesIO(contenido)) as archivo:
            miembros = archivo.infolist()
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, ValueError, struct.error, OSError, UnicodeError):
        raise ArchivoInvalido("danado", DANADO) from None
    nombres = [miembro.filename for miembro in miembros]
    _comprobar_clase(set(nombres))
    if len(miembros) > limites.MIEMBROS:
        raise ArchivoInvalido(
            "muchos_miembros", f"El archivo lleva dentro más de {limites.MIEMBROS:,} piezas: no es una hoja de cálculo común."
        )
    if len({n.lower() for n in nombres}) < len(nombres):
        raise ArchivoInvalido("danado", DANADO)
    if any(n.startswith(("/", "\\")) or ".." in n.replace("\\", "/").split("/") for n in nombres):
        raise ArchivoInvalido("danado", DANADO)
    if any(m.flag_bits & 0x1 for m in miembros):
        raise ArchivoInvalido("cifrado", "El archivo tiene contraseña: quítesela y vuelva a subirlo.")
    if any(m.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for m in miembros):
        raise ArchivoInvalido("danado", DANADO)
    if sum(m.file_size for m in miembros) > limites.DESCOMPRIMIDO or any(_explota(m) for m in miembros):
        raise ArchivoInvalido(
            "bomba", f"El archivo crece demasiado al abrirse (más de {limites.DESCOMPRIMIDO // limites.MIB} MB): divídalo."
        )
    _comprobar_solapes(contenido, miembros)


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


def _comprobar_clase(nombres: set[str]) -> None:
    if "mimetype" in nombres or "content.xml" in nombres:
        raise ArchivoInvalido("formato", "Es una hoja de LibreOffice (.ods): guárdela como .xlsx.")
    if any(n.lower().endswith((".bin",)) and "vba" in n.lower() for n in nombres):
        raise ArchivoInvalido("macros", "El archivo lleva macros: guárdelo como .xlsx, sin macros.")
    if "xl/workbook.bin" in nombres:
        raise ArchivoInvalido("formato", "Es un Excel binario (.xlsb): guárdelo como .xlsx.")
    if "word/document.xml" in nombres:
        raise ArchivoInvalido("formato", "Es un documento de Word, no una hoja de cálculo.")
    if "[Content_Types].xml" not in nombres or not any(n.startswith("xl/") for n in nombres):
        raise ArchivoInvalido("formato", "Es un archivo comprimido, no una hoja de cálculo: suba un .xlsx o un .csv.")


def _comprobar_solapes(contenido: bytes, miembros: list[zipfile.ZipInfo]) -> None:
    """Each member in bytes of its own: overlapping ones inflate without end."""
    hasta = 0
    for miembro in sorted(miembros, key=lambda m: m.header_offset):
        cabeza = contenido[miembro.header_offset : miembro.header_offset + 30]
        if len(cabeza) < 30 or not cabeza.startswith(b"PK\x03\x04") or miembro.header_offset < hasta:
            raise ArchivoInvalido("danado", DANADO)
        nombre, extra = struct.unpack("<HH", cabeza[26:30])
        hasta = miembro.header_offset + 30 + nombre + extra + miembro.compress_size
    if hasta > contenido.rfind(_FIN):
        raise ArchivoInvalido("danado", DANADO)
