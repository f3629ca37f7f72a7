"""The one clock of the portal: dates are Lima's, wherever the server stands."""

import datetime

from django.utils import timezone

DESDE, HASTA = 2000, 2100  # the years that a date of the portal may have: another one is a slip of the finger


def hoy() -> datetime.date:
    """Today's calendar date in America/Lima. Every rule that depends on "today" asks here, so that tests can move it."""
    return timezone.localdate()


def ahora() -> datetime.datetime:
    """This instant, aware (stored in UTC, shown in Lima)."""
    return timezone.now()
