"""What is inside a backup: a tar, closed with age. Without the portal: `age -d -i clave.txt X.tar.age | tar x`, then `sha256sum -c MANIFIESTO`.

respaldo.json     what it is of: engine, migrations, rows of each table, what other floors vouch for (`registrar_testigo`)
base.sqlite3.gz   the database (or base.sql.gz, of pg_dump)
archivos/…        each file that a row keeps
resumen.json      how it went: which files were missing or altered already
MANIFIESTO        the SHA-256 of all of the above, as `sha256sum` writes it
"""

import hashlib
import io
import json
import re
import tarfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import IO, Any, Self

from .cifrado import ConHuella
from .errores import ErrorDeRespaldo

FORMATO = 1
CABEZA, RESUMEN, MANIFIESTO, ARCHIVOS = "respaldo.json", "resumen.json", "MANIFIESTO", "archivos/"
BASES = ("base.sqlite3.gz", "base.sql.gz")
MAYOR = 64 * 1024 * 1024  # of what is read whole
_NOMBRE = re.compile(r"[^\x00-\x1f\\:]{1,300}")
NO_ES = "El archivo se abre, pero no es un respaldo del portal que esta versión entienda. No se escribió nada."


class Escritor:
    """Writes the pieces, one after another, and at the end the manifest."""

    def __init__(self, salida: IO[bytes]) -> None:
        self._tar = tarfile.open(fileobj=salida, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115 -- closed at the end
        self._lineas: list[str] = []

    def agregar(self, nombre: str, octetos: int, archivo: IO[bytes]) -> str:
        """One piece of so many bytes; its SHA-256."""
        ficha = tarfile.TarInfo(nombre)
        ficha.size, ficha.mode = octetos, 0o600
        leido = ConHuella(archivo)
        self._tar.addfile(ficha, leido)
        self._lineas.append(f"{leido.sha256}  {nombre}\n")
        return leido.sha256

    def agregar_json(self, nombre: str, dato: dict[str, Any]) -> None:
        """What programs read."""
        octetos = json.dumps(dato, ensure_ascii=False, indent=1).encode()
        self.agregar(nombre, len(octetos), io.BytesIO(octetos))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, tipo: type[BaseException] | None, *_: object) -> None:
        """The manifest, and the end. What broke on the way has no manifest, and nobody keeps it."""
        if tipo is None:
            octetos = "".join(self._lineas).encode()
            self.agregar(MANIFIESTO, len(octetos), io.BytesIO(octetos))
            self._tar.close()
        else:
            with suppress(OSError):  # of the pipe: what broke first is what is told
                self._tar.close()


class Lector:
    """Reads the pieces in their order and hands them over; nothing of it counts until `leer` returns and the block of `abriendo` ends.

    `al_empezar(head)` may refuse it before anything else is read; `recibir(name, file)` gets the database and each file, aside.
    """

    def __init__(self, al_empezar: Callable[[dict[str, Any]], None], recibir: Callable[[str, IO[bytes]], None]) -> None:
        self._al_empezar, self._recibir = al_empezar, recibir
        self._dicho: dict[str, Any] = {}
        self._suma = hashlib.sha256()

    def leer(self, entrada: IO[bytes]) -> dict[str, Any]:
        """Its head and its summary, once every piece was what the manifest says."""
        with tarfile.open(fileobj=entrada, mode="r|") as tar:
            for ficha in tar:
                archivo = tar.extractfile(ficha) if ficha.isreg() else None
                if archivo is None or MANIFIESTO in self._dicho:
                    raise ErrorDeRespaldo(NO_ES)
                leido = ConHuella(archivo)
                self._pieza(ficha, leido)
                self._suma.update(f"{leido.sha256}  {ficha.name}\n".encode())
                tar.members = []  # type: ignore[attr-defined]  # it would remember each of them
        if not {CABEZA, RESUMEN, MANIFIESTO, "base"} <= self._dicho.keys():
            raise ErrorDeRespaldo(NO_ES)
        return {**self._dicho[CABEZA], **self._dicho[RESUMEN], "base": self._dicho["base"]}

    def _pieza(self, ficha: tarfile.TarInfo, leido: Any) -> None:
        nombre = ficha.name
        if CABEZA not in self._dicho:
            self._cabeza(ficha, leido)
        elif nombre == RESUMEN:
            self._dicho[RESUMEN] = json.loads(_todo(ficha, leido))
        elif nombre == MANIFIESTO:
            if hashlib.sha256(leido.read()).digest() != self._suma.digest():
                raise ErrorDeRespaldo("Lo que trae el respaldo no es lo que dice su manifiesto. No se escribió nada.")
            self._dicho[MANIFIESTO] = True
        elif nombre in BASES and "base" not in self._dicho:
            self._dicho["base"] = nombre
            self._recibir(nombre, leido)
        elif nombre.startswith(ARCHIVOS):
            self._recibir(ARCHIVOS + nombre_limpio(nombre.removeprefix(ARCHIVOS)), leido)
        else:
            raise ErrorDeRespaldo(NO_ES)

    def _cabeza(self, ficha: tarfile.TarInfo, leido: Any) -> None:
        cabeza = json.loads(_todo(ficha, leido)) if ficha.name == CABEZA else {}
        if cabeza.get("formato") != FORMATO:
            raise ErrorDeRespaldo(NO_ES)
        self._al_empezar(cabeza)
        self._dicho[CABEZA] = cabeza


def _todo(ficha: tarfile.TarInfo, leido: Any) -> bytes:
    if ficha.size > MAYOR:
        raise ErrorDeRespaldo(NO_ES)
    return leido.read()


def nombre_limpio(nombre: str) -> str:
    """The name of a stored file: inside the storage, never beside it."""
    if not _NOMBRE.fullmatch(nombre) or any(parte in {"", ".", ".."} for parte in nombre.split("/")):
        raise ErrorDeRespaldo("Un archivo del respaldo quiere salir de la carpeta de archivos. No se escribió nada.")
    return nombre


def trozos(archivo: IO[bytes], de_a: int = 1 << 20) -> Iterator[bytes]:
    """A file, piece by piece."""
    while trozo := archivo.read(de_a):
        yield trozo
