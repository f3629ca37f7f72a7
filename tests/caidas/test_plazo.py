"""P38: a PostgreSQL that takes what is sent and never answers keeps nobody: its connection is hung up in less than a second."""

import threading
import time

import pytest
from django.db import OperationalError, connection

from base.comun.postgresql import plazo
from tests.intermediario import cable

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.promesa("P38"),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="Un servidor que calla es de PostgreSQL; SQLite es un archivo"),
]


@pytest.fixture
def por_cable():
    """A connection of the portal's through a wire, and the wire."""
    with cable(int(connection.settings_dict["PORT"])) as hilo:
        una = connection.copy()
        una.settings_dict |= {"HOST": "127.0.0.1", "PORT": str(hilo.puerto)}
        una.ensure_connection()
        yield una, hilo
        una.close()


def test_a_connection_that_fell_silent_is_given_up_in_less_than_a_second(por_cable):
    una, hilo = por_cable
    assert una.is_usable()
    hilo.callar()
    fin = threading.Timer(8, hilo.reponer)  # so that a portal that waits without end fails here instead of never ending
    fin.start()
    inicio = time.monotonic()
    assert not una.is_usable()
    fin.cancel()
    assert plazo.PLAZO <= time.monotonic() - inicio < 5
    assert not plazo._hasta


def test_one_that_answers_is_left_alone_however_long_its_questions_take(por_cable):
    una, _ = por_cable
    assert una.is_usable()
    with una.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(1.2)")  # a question of a page, not the one by which a connection is tried
    assert una.is_usable()
    una.close()
    assert not una.is_usable()


def test_what_waits_too_long_is_told_so_by_the_driver(por_cable):
    una, _ = por_cable
    with pytest.raises(OperationalError), plazo.plazo(una.connection), una.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(20)")
