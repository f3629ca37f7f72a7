"""What several tests of the accounts share."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine


@pytest.fixture
def reloj() -> Iterator[Any]:
    """A clock that stands still until it is moved: `reloj.shift(30)`."""
    with time_machine.travel(datetime.datetime(2026, 3, 2, 15, 0, tzinfo=datetime.UTC), tick=False) as viaje:
        yield viaje
