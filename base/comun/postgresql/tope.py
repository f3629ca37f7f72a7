"""An end to waiting for a server whose machine still takes what is sent and never answers (stopped, or its disk hangs).

Neither the network nor PostgreSQL ends such a wait: what was sent has arrived, and whoever would keep `statement_timeout` is stopped too. One
thread looks after all the connections that wait, and hangs up on those that waited too long: whoever waits is told so by the driver.
"""

import contextlib
import os
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

from psycopg2 import InterfaceError

TOPE = 0.7  # seconds: with the two that a new connection may take, a page says within three that there is no database
PASO = 0.1

_hasta: dict[Any, float] = {}  # a connection that waits → until when
_alguna = threading.Event()
_hilo: threading.Thread | None = None
_uno = threading.Lock()


@contextlib.contextmanager
def tope(conexion: Any) -> Iterator[None]:
    """For as long as the block lasts: a connection of psycopg2 that does not come out of it in `TOPE` seconds is hung up."""
    _que_alguien_mire()
    _hasta[conexion] = time.monotonic() + TOPE
    _alguna.set()
    try:
        yield
    finally:
        _hasta.pop(conexion, None)


def _que_alguien_mire() -> None:
    global _hilo  # noqa: PLW0603 -- one thread of the process; a process that was forked has none yet
    if _hilo is None or not _hilo.is_alive():
        with _uno:
            if _hilo is None or not _hilo.is_alive():
                _hilo = threading.Thread(target=_mirar, name="tope", daemon=True)
                _hilo.start()


def _mirar() -> None:
    while _alguna.wait():
        _alguna.clear()
        while _hasta:
            time.sleep(PASO)
            for conexion, hasta in _hasta.copy().items():
                if time.monotonic() > hasta and _hasta.pop(conexion, None) is not None:
                    _colgar(conexion)


def _colgar(conexion: Any) -> None:
    """Its socket is closed in both directions; the driver, which waits for it, finds that out by itself. One that was just closed needs none."""
    with contextlib.suppress(OSError, InterfaceError), socket.socket(fileno=os.dup(conexion.fileno())) as extremo:
        extremo.shutdown(socket.SHUT_RDWR)
