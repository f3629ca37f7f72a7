"""Redis as the shared memory of the portal (`REDIS_URL`): it makes things faster and is never needed.

A Redis that does not answer is an empty one: nothing is found in it, nothing is kept, and it is left alone for `PAUSA` seconds. What is kept is
text (JSON), so that whoever could write in that server runs nothing here.
"""

import json
import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache

from .registro import anotar

PAUSA = 5.0


class Texto:
    """How a value is written down."""

    def dumps(self, valor: Any) -> bytes | int:
        return valor if type(valor) is int else json.dumps(valor).encode()

    def loads(self, octetos: bytes) -> Any:
        return json.loads(octetos)


def _cediendo(nombre: str, si_no: Callable[..., Any]) -> Callable[..., Any]:
    def hacer(self: "Memoria", *args: Any, **kwargs: Any) -> Any:
        from redis.exceptions import RedisError

        if time.monotonic() < self.callada_hasta:
            return si_no(*args, **kwargs)
        try:
            return getattr(super(Memoria, self), nombre)(*args, **kwargs)
        except RedisError as error:
            Memoria.callada_hasta = time.monotonic() + PAUSA
            anotar("redis_sin_respuesta", nivel=logging.WARNING, error=type(error).__name__)
            return si_no(*args, **kwargs)

    hacer.__name__ = nombre
    return hacer


class Memoria(RedisCache):
    """Django's cache in Redis, that gives way."""

    callada_hasta = 0.0  # of the process: one server

    get = _cediendo("get", lambda key, default=None, version=None: default)
    get_many = _cediendo("get_many", lambda keys, version=None: {})
    has_key = _cediendo("has_key", lambda key, version=None: False)
    add = _cediendo("add", lambda *args, **kwargs: False)
    set = _cediendo("set", lambda *args, **kwargs: None)
    set_many = _cediendo("set_many", lambda data, *args, **kwargs: list(data))
    touch = _cediendo("touch", lambda *args, **kwargs: False)
    delete = _cediendo("delete", lambda *args, **kwargs: False)
    delete_many = _cediendo("delete_many", lambda *args, **kwargs: None)
    clear = _cediendo("clear", lambda: False)
