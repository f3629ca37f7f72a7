"""The engine of DATABASE_URL where it is PostgreSQL: Django's own, with an end to the question by which a connection is tried."""

from django.db.backends.postgresql import base

from .tope import tope


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to PostgreSQL."""

    def is_usable(self) -> bool:
        """Asked before the first question of a request. One that does not answer in time is hung up, and another one is made."""
        if self.connection is None:
            return False
        with tope(self.connection):
            return bool(super().is_usable())
