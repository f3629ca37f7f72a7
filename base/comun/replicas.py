"""Reading from a copy of the database (`DATABASE_REPLICA_URL`): what anyone may see does, and what a signed-in person sees does not.

A standby is a moment behind. It is read while it is known to be less than about `2 * CADA` seconds behind: every `CADA` seconds it must have reached
what the primary had written at the former look. When the primary does not answer, a standby that was up to date goes on being read. When the
standby does not answer, everything is read from the primary.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, connections
from django.http import HttpRequest, HttpResponseBase

from .registro import anotar

REPLICA = "replica"
CADA = 5.0
# Who asks, how often and until when is kept where it is written; what the public side tells is of these
LO_QUE_SE_CUENTA = frozenset({"municipios", "convenios", "encuentros"})
PUBLICO, PRIVADO = ("/publico/", "/api/v1/"), "/api/v1/privado/"
POSICION = "SELECT pg_current_wal_lsn()::text"
ALCANZO = "SELECT NOT pg_is_in_recovery() OR pg_wal_lsn_diff(pg_last_wal_replay_lsn(), %s) >= 0"

_leyendo: ContextVar[bool] = ContextVar("leyendo", default=False)


class _Mirada:
    """What this process knows of the standby."""

    en = float("-inf")
    al_dia = False
    posicion = ""  # of the primary, at the last look


def hay() -> bool:
    """This installation has a standby."""
    return REPLICA in settings.DATABASES


def en_uso() -> bool:
    """What is being asked now is read from the standby."""
    return _leyendo.get()


@contextmanager
def leyendo() -> Iterator[None]:
    """Inside, what is told in public is read from the standby."""
    marca = _leyendo.set(True)
    try:
        yield
    finally:
        _leyendo.reset(marca)


def conexion() -> Any:
    """The connection on which something is asked by hand."""
    return connections[REPLICA if en_uso() else DEFAULT_DB_ALIAS]


def descartar() -> None:
    """It failed while it was read: not until the next look."""
    _Mirada.en, _Mirada.al_dia = time.monotonic(), False


def sirve() -> bool:
    """The standby answers, and is up to date."""
    if time.monotonic() - _Mirada.en >= CADA:
        _mirar()
    return _Mirada.al_dia


def _mirar() -> None:
    antes, _Mirada.en = _Mirada.posicion, time.monotonic()
    try:
        _Mirada.posicion = str(_uno(DEFAULT_DB_ALIAS, POSICION))
    except (DatabaseError, InterfaceError):
        return  # of the primary others tell; what was up to date may still be read
    try:
        al_dia = bool(_uno(REPLICA, ALCANZO, [antes or _Mirada.posicion]))
    except (DatabaseError, InterfaceError) as error:
        al_dia = False
        anotar("replica_sin_respuesta", nivel=logging.WARNING, error=type(error).__name__)
    if _Mirada.al_dia and not al_dia:
        anotar("replica_atrasada", nivel=logging.WARNING)
    _Mirada.al_dia = al_dia


def _uno(alias: str, orden: str, valores: list[Any] | None = None) -> Any:
    with connections[alias].cursor() as cursor:
        cursor.execute(orden, valores)
        return cursor.fetchone()[0]


class Enrutador:
    """Django's router: where each model is read and written."""

    def db_for_read(self, model: Any, **_: Any) -> str | None:
        """The standby, inside `leyendo`, for what is told in public."""
        return REPLICA if en_uso() and model._meta.app_label in LO_QUE_SE_CUENTA else None

    def db_for_write(self, model: Any, **_: Any) -> str:
        """Always the primary."""
        return DEFAULT_DB_ALIAS

    def allow_relation(self, uno: Any, otro: Any, **_: Any) -> bool:
        """Both hold the same rows."""
        return True

    def allow_migrate(self, db: str, app_label: str, **_: Any) -> bool:
        """What the primary is given, the standby gets from it."""
        return db == DEFAULT_DB_ALIAS


class ReplicaMiddleware:
    """Public pages and the public API are read from the standby; what fails there is asked again of the primary."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not (hay() and _es_publico(request) and sirve()):
            return self.get_response(request)
        with leyendo():
            respuesta = self.get_response(request)
        return self.get_response(request) if respuesta.status_code == 503 else respuesta


def _es_publico(request: HttpRequest) -> bool:
    ruta = request.path_info
    portada = ruta == "/" and settings.SESSION_COOKIE_NAME not in request.COOKIES
    return request.method in ("GET", "HEAD") and (portada or ruta.startswith(PUBLICO)) and not ruta.startswith(PRIVADO)
