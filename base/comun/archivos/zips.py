"""An office file as a ZIP, before any of its XML is looked at: refused when it is not one plain ZIP without tricks."""

import io
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

MIB = 1024 * 1024
RAZON = 200  # no honest sheet inflates more than this; judged on members worth judging
CON_COLA = 0x8  # the flag of a member whose sizes stand after it
SIN_DECIR = 0xFFFFFFFF  # a size told in the extra field, as 64 bits
ENTRADA = 1_024  # of the directory: how long the line of one member is at most
_FIN = b"PK\x05\x06"


class ZipInvalido(Exception):
    """The ZIP is refused: `motivo` is a slug for programs, `mensaje` a sentence for people."""

    def __init__(self, motivo: str, mensaje: str) -> None:
        super().__init__(mensaje)
        self.motivo, self.mensaje = motivo, mensaje


@dataclass(frozen=True)
class Medida:
    """How much a ZIP may hold, what is said of a broken one, and the look at the names of its members that each kind of file has."""

    miembros: int
    descomprimido: int
    danado: str
    clase: Callable[[set[str]], None]


def comprobar_zip(contenido: bytes, medida: Medida) -> None:
    """Raise `ZipInvalido` unless it may be opened. Reads the directory only."""
    danado = ZipInvalido("danado", medida.danado)
    _comprobar_bordes(contenido, medida)
    try:
        with zipfile.ZipFile(io.BytesIO(contenido)) as archivo:
            miembros, directorio = archivo.infolist(), archivo.start_dir
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, ValueError, struct.error, OSError, UnicodeError):
        raise danado from None
    nombres = [miembro.filename for miembro in miembros]
    if len(miembros) > medida.miembros:
        raise _muchos_miembros(medida)
    if not _nombres_sanos(nombres):
        raise danado
    medida.clase(set(nombres))
    if any(m.flag_bits & 0x1 for m in miembros):
        raise ZipInvalido("cifrado", "El archivo tiene contraseña: quítesela y vuelva a subirlo.")
    if any(m.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for m in miembros):
        raise danado
    if sum(m.file_size for m in miembros) > medida.descomprimido or any(_explota(m) for m in miembros):
        raise ZipInvalido("bomba", f"El archivo crece demasiado al abrirse (más de {medida.descomprimido // MIB} MB): divídalo.")
    if not _en_su_lugar(contenido, miembros, directorio):
        raise danado


def _muchos_miembros(medida: Medida) -> ZipInvalido:
    """More pieces than a file of the office has."""
    return ZipInvalido("muchos_miembros", f"El archivo lleva dentro más de {medida.miembros:,} piezas: no es un archivo común de oficina.")


def _nombres_sanos(nombres: list[str]) -> bool:
    """Each name once, and none that points out of the archive."""
    repetidos = len({n.lower() for n in nombres}) < len(nombres)
    return not repetidos and not any(n.startswith(("/", "\\")) or ":" in n or ".." in n.replace("\\", "/").split("/") for n in nombres)


def _explota(miembro: zipfile.ZipInfo) -> bool:
    return miembro.file_size > 10 * MIB and miembro.file_size > RAZON * max(miembro.compress_size, 1)


def _comprobar_bordes(contenido: bytes, medida: Medida) -> None:
    """Nothing before the first member nor after the end of the directory: a file that is two things at once is neither."""
    fin = contenido.rfind(_FIN)
    if not contenido.startswith(b"PK\x03\x04") or fin < 0 or fin + 22 > len(contenido):
        raise ZipInvalido("danado", medida.danado)
    comentario = int.from_bytes(contenido[fin + 20 : fin + 22], "little")
    if fin + 22 + comentario != len(contenido) or comentario:
        raise ZipInvalido("danado", medida.danado)
    if int.from_bytes(contenido[fin + 12 : fin + 16], "little") > medida.miembros * ENTRADA:  # before it is unfolded
        raise _muchos_miembros(medida)


def _en_su_lugar(contenido: bytes, miembros: list[zipfile.ZipInfo], directorio: int) -> bool:
    """One member after another from the first byte to the directory, each in bytes of its own and as the directory says it is.

    Overlapping ones inflate without end; what hides between two of them is read by some other program; a size that is told in two ways is a lie.
    """
    hasta = 0
    for miembro in sorted(miembros, key=lambda m: m.header_offset):
        cabeza = contenido[miembro.header_offset : miembro.header_offset + 30]
        if miembro.header_offset != hasta or len(cabeza) < 30 or not cabeza.startswith(b"PK\x03\x04"):
            return False
        marcas, metodo, _, _, _, chico, grande, nombre, extra = struct.unpack("<HHHHLLLHH", cabeza[6:])
        if metodo != miembro.compress_type or (marcas ^ miembro.flag_bits) & 0x9:
            return False
        dichos = {(miembro.compress_size, miembro.file_size), (SIN_DECIR, SIN_DECIR)}
        if not marcas & CON_COLA and (chico, grande) not in dichos:
            return False
        hasta = miembro.header_offset + 30 + nombre + extra + miembro.compress_size
        if marcas & CON_COLA:
            hasta = _tras_la_cola(contenido, hasta, miembro)
    return hasta == directorio


def _tras_la_cola(contenido: bytes, desde: int, miembro: zipfile.ZipInfo) -> int:
    """Where the sizes end that some programs write after a member: with or without a signature, in 32 or 64 bits."""
    for formato in ("<4sLLL", "<4sLQQ", "<LLL", "<LQQ"):
        largo = struct.calcsize(formato)
        dicho = struct.unpack(formato, contenido[desde : desde + largo].ljust(largo))
        firma = dicho[0] == b"PK\x07\x08" if formato.startswith("<4s") else True
        if firma and dicho[-3:] == (miembro.CRC, miembro.compress_size, miembro.file_size):
            return desde + largo
    return -1  # nowhere: no member begins there
