"""When the data cannot be reached: told from a fault of ours, and nobody is kept waiting while it lasts.

A server that did not answer is not asked again for `PAUSA` seconds: in between every page is refused at once. A file of SQLite that is not
where it was is not opened, which would make an empty one in its place; one that was put there anew (a restored backup) is opened anew.
"""

import errno
import logging
import os
import time
from enum import Enum
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, OperationalError, connections

from . import replicas
from .registro import anotar, traza

PAUSA = 2.0
_SIN_SITIO = {errno.ENOSPC, errno.EDQUOT}
_SIN_ARCHIVO = ("SQLITE_CANTOPEN", "SQLITE_NOTADB", "SQLITE_CORRUPT", "SQLITE_READONLY", "SQLITE_IOERR", "SQLITE_PERM")
_DISCO_LLENO = ("SQLITE_FULL", "SQLITE_IOERR_SHM", "SQLITE_IOERR_WRITE")  # the shared index of the WAL could not grow
_EN_ESPERA = ("SQLITE_BUSY", "SQLITE_LOCKED")
SOLO_LECTURA = "25006"  # PostgreSQL: this server only copies another one


class Causa(Enum):
    """Why something could not be done that is no fault of who asked."""

    SIN_BASE = "sin_base"  # the database does not answer
    NO_ESCRIBE = "no_escribe"  # it answers, and takes nothing
    OCUPADA = "ocupada"  # it answers, and others were before
    SIN_DISCO = "sin_disco"  # there is no room left


def causa_de(error: BaseException | None) -> Causa | None:
    """What happened to the data; None when the error says nothing of them."""
    if isinstance(error, OSError):
        return Causa.SIN_DISCO if error.errno in _SIN_SITIO else None
    if not isinstance(error, DatabaseError | InterfaceError):
        return None
    de_sqlite: str = getattr(error.__cause__, "sqlite_errorname", "")
    if de_sqlite:
        return _de_sqlite(de_sqlite)
    codigo: str | None = getattr(error.__cause__, "pgcode", None)
    if codigo == SOLO_LECTURA:
        return Causa.NO_ESCRIBE
    if not isinstance(error, OperationalError | InterfaceError):
        return None
    return _de_postgresql(codigo)


def _de_sqlite(nombre: str) -> Causa | None:
    for principios, causa in ((_DISCO_LLENO, Causa.SIN_DISCO), (_EN_ESPERA, Causa.OCUPADA), (("SQLITE_READONLY",), Causa.NO_ESCRIBE)):
        if nombre.startswith(principios):
            return causa
    return Causa.SIN_BASE if nombre.startswith(_SIN_ARCHIVO) else None


def _de_postgresql(codigo: str | None) -> Causa:
    """By the class of its code; without one there was no connection that could have told it."""
    if codigo == "53100":
        return Causa.SIN_DISCO
    if codigo is None or codigo.startswith(("08", "57P", "58")):
        return Causa.SIN_BASE
    return Causa.OCUPADA


# ── How long it is taken for granted ─────────────────────────────────────────────────────────────────────────────────────
_caida_hasta = 0.0
_abiertos: "WeakKeyDictionary[Any, tuple[int, int]]" = WeakKeyDictionary()  # connection → which file it opened


def reconocer(error: BaseException | None) -> Causa | None:
    """The same as `causa_de`, written down; a database that does not answer is not asked for a while."""
    global _caida_hasta  # noqa: PLW0603 -- one state of one process: the server that all its threads ask
    causa = causa_de(error)
    if causa is not None and replicas.en_uso():
        replicas.descartar()  # the other one is asked next
        anotar("replica_sin_datos", nivel=logging.WARNING, causa=causa.value, error=traza(error))
    elif causa is Causa.SIN_BASE:
        if not _en_pausa():
            anotar("sin_datos", nivel=logging.ERROR, causa=causa.value, error=traza(error))
        _caida_hasta = time.monotonic() + PAUSA
    elif causa is not None:
        anotar("sin_datos", nivel=logging.ERROR, causa=causa.value, error=traza(error))
    return causa


def no_responde() -> bool:
    """It is not worth asking: it has just failed, or its file is not there."""
    if replicas.en_uso():
        return False
    archivo = _archivo()
    return _en_pausa() or (archivo is not None and not os.path.exists(archivo))


def _en_pausa() -> bool:
    return time.monotonic() < _caida_hasta


def _archivo() -> str | None:
    """The file of SQLite; None where there is none to look for (PostgreSQL, memory)."""
    conexion = connections[DEFAULT_DB_ALIAS]
    nombre = str(conexion.settings_dict["NAME"])
    return nombre if conexion.vendor == "sqlite" and not nombre.startswith(("file:", ":memory:")) else None


def _cual(archivo: str) -> tuple[int, int]:
    estado = os.stat(archivo)
    return estado.st_dev, estado.st_ino


def al_conectar(connection: Any, **_: Any) -> None:
    """A connection was made: which file it holds."""
    archivo = _archivo() if connection.alias == DEFAULT_DB_ALIAS else None
    if archivo is not None:
        _abiertos[connection] = _cual(archivo)


def soltar_lo_que_ya_no_esta(**_: Any) -> None:
    """A request begins. A connection to a file that another one has replaced would go on writing where nobody reads: it is closed."""
    archivo, conexion = _archivo(), connections[DEFAULT_DB_ALIAS]
    abierto = _abiertos.get(conexion)
    if archivo is None or abierto is None or conexion.connection is None or conexion.in_atomic_block or not os.path.exists(archivo):
        return
    if _cual(archivo) != abierto:
        conexion.close()
