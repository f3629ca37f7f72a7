"""The one clock of the portal: dates are Lima's, wherever the server stands."""

import datetime

from django.utils import timezone


def hoy() -> datetime.date:
    """Today's calendar date in America/Lima. Every rule that depends on "today" asks here, so that tests can move it."""
    return timezone.localdate()


def ahora() -> datetime.datetime:
    """This instant, aware (stored in UTC, shown in Lima)."""
    return timezone.now()
