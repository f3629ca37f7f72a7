"""The one clock of the portal: dates are Lima's, wherever the server stands."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import timezone

DESDE, HASTA = 2000, 2100  # the years that a date of the portal may have: another one is a slip of the finger
_parado: ContextVar[datetime.datetime | None] = ContextVar("reloj_parado", default=None)


def hoy() -> datetime.date:
    """Today's calendar date in America/Lima. Every rule that depends on "today" asks here, so that tests can move it."""
    return timezone.localdate(ahora())


def ahora() -> datetime.datetime:
    """This instant, aware (stored in UTC, shown in Lima)."""
    return _parado.get() or timezone.now()


@contextmanager
def como_si_fuera(instante: datetime.datetime) -> Iterator[None]:
    """Inside, it is that moment: how a story of the demonstration goes through the same acts as people do. No door of people opens it."""
    marca = _parado.set(instante)
    try:
        yield
    finally:
        _parado.reset(marca)
