"""`REDIS_URL`: a real Redis is used, is stopped, and nobody notices. What ends a session ends its copy too."""

import shutil
import subprocess
from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from base.comun import memoria
from base.cuentas import mis_sesiones, sesion_rapida
from portal import motores
from tests.postgres import puerto_libre
from tests.servidor_smtp import puerto_cerrado
from tests.servidores import esperar

pytestmark = pytest.mark.django_db


class Redis:
    """A server of one's own, that forgets everything when it stops."""

    def __init__(self) -> None:
        self.puerto, self.proceso = puerto_libre(), None

    def arrancar(self) -> None:
        orden = ["redis-server", "--port", str(self.puerto), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.proceso = subprocess.Popen(orden, stdout=subprocess.DEVNULL)
        esperar(self.responde, segundos=20)

    def responde(self) -> bool:
        dicho = subprocess.run(["redis-cli", "-p", str(self.puerto), "ping"], check=False, capture_output=True, text=True)
        return dicho.stdout.strip() == "PONG"

    def parar(self) -> None:
        if self.proceso is not None:
            self.proceso.kill()
            self.proceso.wait()


@pytest.fixture
def redis(settings, monkeypatch) -> Iterator[Redis]:
    if not shutil.which("redis-server"):
        pytest.skip("no está instalado Redis (en Debian: apt-get install redis-server)")
    servidor = Redis()
    servidor.arrancar()
    monkeypatch.setattr(memoria.Memoria, "callada_hasta", 0.0)
    settings.CACHES = {**settings.CACHES, "default": motores.memoria(f"redis://127.0.0.1:{servidor.puerto}/0")}
    settings.SESSION_ENGINE = "base.cuentas.sesion_rapida"
    try:
        yield servidor
    finally:
        caches["default"].close()
        servidor.parar()


def de_sesion(cliente: Client) -> tuple[int, int]:
    """What a page answers to who is signed in, and how often it asked the database for the session."""
    with CaptureQueriesContext(connection) as preguntas:
        estado = cliente.get("/bandeja/").status_code
    return estado, sum('FROM "django_session"' in pregunta["sql"] for pregunta in preguntas)


def test_a_session_is_read_from_redis_and_without_it_from_the_database(redis, como, coordinador, monkeypatch):
    cliente = como(coordinador)
    assert de_sesion(cliente) == (200, 0)
    caches["default"].clear()
    assert de_sesion(cliente) == (200, 1)
    assert de_sesion(cliente) == (200, 0)
    redis.parar()
    assert de_sesion(cliente) == (200, 1)
    assert de_sesion(cliente) == (200, 1)  # not asked again for a while
    redis.arrancar()
    monkeypatch.setattr(memoria.Memoria, "callada_hasta", 0.0)
    assert de_sesion(cliente) == (200, 1)
    assert de_sesion(cliente) == (200, 0)


@pytest.mark.django_db(transaction=True)
def test_a_session_that_another_one_ended_opens_nothing(redis, como, coordinador, monkeypatch):
    aqui, alla = como(coordinador), como(coordinador)
    assert de_sesion(alla) == (200, 0)
    mis_sesiones.cerrar_todas(coordinador, salvo=aqui.session.session_key)
    Session.objects.filter(session_key=alla.session.session_key).delete()
    sesion_rapida.olvidar_copias([alla.session.session_key])
    assert (de_sesion(alla)[0], de_sesion(aqui)[0]) == (302, 200)


@pytest.mark.django_db(transaction=True)
def test_control_with_its_copy_forgotten_by_nobody_it_goes_on(redis, como, coordinador, monkeypatch):
    cliente = como(coordinador)
    monkeypatch.setattr(mis_sesiones, "olvidar_copias", lambda _: None)
    mis_sesiones.cerrar_todas(coordinador)
    assert de_sesion(cliente)[0] == 200
    assert sesion_rapida.COPIA <= 60


def test_what_somebody_writes_in_redis_runs_nothing_and_signs_nobody_in(redis, como, coordinador):
    cliente = como(coordinador)
    clave = sesion_rapida.SessionStore.cache_key_prefix + cliente.session.session_key
    caches["default"].set(clave, '{"_auth_user_id": "1"}')
    assert de_sesion(cliente) == (200, 1)  # not signed: the database is asked
    assert memoria.Texto().dumps({"a": 1}) == b'{"a": 1}'


def test_a_redis_that_was_never_there_costs_half_a_second_once(settings, como, coordinador, monkeypatch):
    monkeypatch.setattr(memoria.Memoria, "callada_hasta", 0.0)
    settings.CACHES = {**settings.CACHES, "default": motores.memoria(f"redis://127.0.0.1:{puerto_cerrado()}/0")}
    almacen = caches["default"]
    assert almacen.get("a", "nada") == "nada"
    assert almacen.get_many(["a"]) == {}
    assert almacen.set_many({"a": 1}) == ["a"]
    assert (almacen.add("a", 1), almacen.delete("a"), almacen.has_key("a"), almacen.touch("a")) == (False, False, False, False)
    assert memoria.PAUSA <= 10
