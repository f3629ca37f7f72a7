"""Sessions with `REDIS_URL`: they are in the database, and a copy of each, signed, is read from Redis for a minute.

Without Redis they are read from the database, and nobody is signed out. A session that ends while Redis does not answer may be found there until its copy is
over: a minute at most.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends import cached_db
from django.contrib.sessions.backends.db import SessionStore as EnLaBase
from django.core.cache import caches

COPIA = 60  # seconds


class SessionStore(cached_db.SessionStore):
    """A session, with its copy at hand."""

    cache_key_prefix = "sesion:"
    _cache: Any  # these three are Django's own, which says nothing of their types
    _session: Any
    _get_session_from_db: Any

    def load(self) -> dict[str, Any]:
        """From its copy, or else from the database."""
        copia = self._cache.get(self.cache_key)
        if copia is not None and (leida := self.decode(copia)):
            return leida
        fila = self._get_session_from_db()
        if not fila:
            return {}
        self._copiar(fila.session_data, resta=self.get_expiry_age(expiry=fila.expire_date))
        return self.decode(fila.session_data)

    def save(self, must_create: bool = False) -> None:
        """In the database first."""
        EnLaBase.save(self, must_create)
        self._copiar(self.encode(self._session), resta=self.get_expiry_age())

    def _copiar(self, texto: str, *, resta: int) -> None:
        self._cache.set(self.cache_key, texto, max(min(COPIA, resta), 1))


def olvidar_copias(claves: Iterable[str]) -> None:
    """These sessions were ended in the database by others than themselves."""
    if __name__ == settings.SESSION_ENGINE:
        caches[settings.SESSION_CACHE_ALIAS].delete_many([SessionStore.cache_key_prefix + clave for clave in claves])
