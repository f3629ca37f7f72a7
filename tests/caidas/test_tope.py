"""P38: a PostgreSQL that takes what is sent and never answers keeps nobody: its connection is hung up in less than a second."""

import threading
import time

import pytest
from django.db import OperationalError, connection

from base.comun.postgresql import tope
from base.comun.postgresql.primera import primera
from tests.intermediario import cable
from tests.servidores import esperar

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
    esperar(nadie_mas, segundos=10)  # a database that somebody still uses cannot be dropped


def nadie_mas() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # which is taken once in a transaction
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
        return cursor.fetchone() == (0,)


def test_a_connection_that_fell_silent_is_given_up_in_less_than_a_second(por_cable):
    una, hilo = por_cable
    assert una.is_usable()
    hilo.callar()
    fin = threading.Timer(8, hilo.reponer)  # so that a portal that waits without end fails here instead of never ending
    fin.start()
    inicio = time.monotonic()
    assert not una.is_usable()
    fin.cancel()
    assert tope.TOPE <= time.monotonic() - inicio < 5
    assert not tope._hasta


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
    with pytest.raises(OperationalError), tope.tope(una.connection), una.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(4)")


def test_the_first_question_tries_the_connection_too_and_is_asked_again_on_a_new_one(por_cable):
    una, hilo = por_cable
    una.health_check_enabled, una.health_check_done, vieja = True, False, una.connection
    assert primera(una, lambda: preguntar(una)) == (1,)
    assert (una.connection, una.health_check_done) == (vieja, True)
    hilo.reponer()  # the server was started again: what was open before is not
    with pytest.raises(OperationalError):
        primera(una, lambda: preguntar(una))  # in the middle of a request a connection is not changed for another
    una.health_check_done = False
    assert primera(una, lambda: preguntar(una)) == (1,)
    assert una.connection is not vieja


def preguntar(una):
    with una.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone()
