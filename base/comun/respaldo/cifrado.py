"""The file on its way to the disk and back, in pieces of 64 KiB that cannot be changed, moved, repeated or cut off (pyrage: age in Rust)."""

import hashlib
import os
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any

import pyrage

from .claves import Claves
from .errores import ErrorDeRespaldo

NO_ABRE = (
    "El respaldo no se abre: la clave no es la suya, o el archivo está cortado o alterado. No se escribió nada. "
    "Pruebe con otra copia, y compare su SHA-256 con el anotado."
)


class ConHuella:
    """A file that sums up what is written to it or read from it: `sha256` of all of it, `bytes`."""

    def __init__(self, archivo: IO[bytes]) -> None:
        self._archivo, self._suma, self.bytes = archivo, hashlib.sha256(), 0
        self.falla: OSError | None = None  # why it could not be written: age tells it in other words

    def write(self, octetos: bytes) -> int:
        """On to the file."""
        try:
            self._archivo.write(octetos)
            return self._contar(octetos)
        except OSError as error:
            self.falla = error
            raise

    def read(self, cuantos: int = -1) -> bytes:
        """From the file."""
        octetos = self._archivo.read(cuantos)
        self._contar(octetos)
        return octetos

    def flush(self) -> None:
        """Whoever writes asks for it."""
        self._archivo.flush()

    def _contar(self, octetos: bytes) -> int:
        self._suma.update(octetos)
        self.bytes += len(octetos)
        return len(octetos)

    @property
    def sha256(self) -> str:
        """So far."""
        return self._suma.hexdigest()


@contextmanager
def _a_un_lado(trabajo: Callable[[int, int], None], *, propio: int) -> Iterator[Any]:
    """A pipe of which `trabajo` holds the other end in a thread of its own; what it fails with is raised here, at the end."""
    extremos, fallas = os.pipe(), []

    def correr() -> None:
        try:
            trabajo(*extremos)
        except Exception as error:  # handed over to whoever waits below
            fallas.append(error)

    hilo = threading.Thread(target=correr, name="respaldo")
    hilo.start()
    try:
        with open(extremos[propio], "wb" if propio else "rb") as extremo:
            yield extremo
    except BrokenPipeError:
        hilo.join()
        if not fallas:
            raise
    finally:
        hilo.join()
    if fallas:
        raise fallas[0]


@contextmanager
def cerrando(salida: ConHuella, claves: Claves) -> Iterator[IO[bytes]]:
    """What is written inside goes closed to `salida`."""

    def cifrar(lee: int, _: int) -> None:
        with open(lee, "rb") as claro:
            try:
                pyrage.encrypt_io(claro, salida, claves.publicas)
            except pyrage.EncryptError as error:
                raise salida.falla or error from error

    with _a_un_lado(cifrar, propio=1) as claro:
        yield claro


@contextmanager
def abriendo(entrada: ConHuella, claves: Claves) -> Iterator[IO[bytes]]:
    """What `entrada` says, opened. Only after the block, without an error, is it known to be whole."""
    privadas = claves.exigir_privada()
    dicho: list[Exception] = []

    def descifrar(_: int, escribe: int) -> None:
        with open(escribe, "wb", buffering=0) as claro:
            try:
                pyrage.decrypt_io(entrada, claro, privadas)
            except (pyrage.DecryptError, OSError) as error:  # also a pipe that the reader left: it says why
                dicho.append(error)

    with _a_un_lado(descifrar, propio=0) as claro:
        try:
            yield claro
            while claro.read(1 << 16):  # up to the last piece, which says that there are no more
                pass
        except (tarfile.TarError, EOFError, ValueError, KeyError) as error:
            raise ErrorDeRespaldo(NO_ABRE) from error
    if dicho:
        raise ErrorDeRespaldo(NO_ABRE) from dicho[0]
