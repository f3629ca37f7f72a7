"""pytest plugin: the world in which every test runs. Loaded first (`-p tests.entorno`), before the settings are read.

The settings are production's own (no DEBUG, no demonstration). What differs is written in `DISTINTO`, each line with its reason.
Stricter than production: a variable that a template of ours does not find fails, and nothing leaves this machine.
"""

import atexit
import ipaddress
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from _pytest import runner
from django.conf import settings
from django.template import engines
from django.template.base import FilterExpression, Node
from django.template.defaulttags import ForNode
from django.test.client import RequestFactory

CARPETA = "PORTAL_CARPETA_DE_PRUEBAS"  # handed down to the workers of xdist, so that one process makes it and removes it
if CARPETA not in os.environ:
    os.environ[CARPETA] = tempfile.mkdtemp(prefix="portal-pruebas-")
    atexit.register(shutil.rmtree, os.environ[CARPETA], ignore_errors=True)
TEMPORAL = Path(os.environ[CARPETA])

os.environ |= {
    "SECRET_KEY": "solo-para-las-pruebas-0123456789-abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "DATABASE_URL": os.environ.get("DATABASE_URL") or f"sqlite:///{TEMPORAL / 'portal.sqlite3'}",
    "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # Playwright's synchronous interface runs an event loop in the thread of the test
}
_AJENAS = "SECRET_KEY_FILE DEBUG DEMOSTRACION REDIS_URL DATABASE_REPLICA_URL EMAIL_URL STORAGE_URL CLAMAV_URL SENTRY_DSN LICENCIA_DE_LOS_DATOS LICENCIA_URL"
_DE_RESPALDO = "CLAVE_DE_RESPALDO CLAVE_DE_RESPALDO_FILE RESPALDO_EN RESPALDO_COPIA_EN"
for _ajena in f"{_AJENAS} {_DE_RESPALDO}".split():
    os.environ.pop(_ajena, None)

DISTINTO = {
    "MEDIA_ROOT": TEMPORAL / "media",  # no test writes into var/
    "STATIC_ROOT": TEMPORAL / "static",  # exists and is empty: nothing has to be collected first
    "CORREO": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"},  # the outbox is real; what leaves it stays in memory
    "CACHES": {  # most rows of a test come in without a gesture: the tests of the copies of public pages keep them in a folder of their own
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_portal"},
        "copias": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
    },
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],  # argon2 is slow on purpose; a test signs in often
}
RESOLVER = FilterExpression.resolve.__code__  # where the engine asks whether there is a `string_if_invalid`
ESTATICOS_SIN_REUNIR = "django.contrib.staticfiles.storage.StaticFilesStorage"  # the manifest is made by collectstatic


class VariableIndefinida(AssertionError):
    """A template of ours names something that its view did not give it."""


class RedProhibida(AssertionError):
    """A test tried to reach another machine."""


def _plantilla_que_pregunta() -> str:
    """The file of the node being rendered: with inheritance and includes, not always the template that the view named."""
    marco = sys._getframe(1)
    while marco is not None:
        nodo = marco.f_locals.get("self")
        if isinstance(nodo, Node) and getattr(nodo, "origin", None):
            return nodo.origin.name
        marco = marco.f_back
    return ""


def _es_nuestra(plantilla: str) -> bool:
    return plantilla.startswith(f"{settings.RAIZ / 'templates'}{os.sep}")


class Indefinida(str):
    """The engine's `string_if_invalid`: raises in our templates, is the usual empty text in everybody else's.

    Exempt, because we do not write them and they lean on Django's silence: the templates of installed packages (admin, allauth,
    crispy). `{% if x %}`, `{% with %}` and `{% firstof %}` never ask here: absence is an answer to them.
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        return sys._getframe(1).f_code is RESOLVER and _es_nuestra(_plantilla_que_pregunta())

    def __contains__(self, texto: str) -> bool:
        return texto == "%s"

    def __mod__(self, variable: object) -> str:
        raise VariableIndefinida(f"La plantilla {_plantilla_que_pregunta()} no encuentra «{variable}»")


def _es_de_este_equipo(anfitrion: object) -> bool:
    if anfitrion in (None, "", b"", "localhost", b"localhost"):
        return True
    texto = anfitrion.decode() if isinstance(anfitrion, bytes) else str(anfitrion)
    try:
        return ipaddress.ip_address(texto.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _cerrar_la_red() -> None:
    conectar, conectar_ex, resolver = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def revisar(conexion: socket.socket, direccion: object) -> None:
        if conexion.family in (socket.AF_INET, socket.AF_INET6) and not _es_de_este_equipo(direccion[0]):
            raise RedProhibida(f"Una prueba quiso conectarse con {direccion!r}")

    def connect(conexion, direccion):
        revisar(conexion, direccion)
        return conectar(conexion, direccion)

    def connect_ex(conexion, direccion):
        revisar(conexion, direccion)
        return conectar_ex(conexion, direccion)

    def getaddrinfo(anfitrion, *args, **kwargs):
        if not _es_de_este_equipo(anfitrion):
            raise RedProhibida(f"Una prueba quiso resolver el nombre {anfitrion!r}")
        return resolver(anfitrion, *args, **kwargs)

    socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo = connect, connect_ex, getaddrinfo


def _llegar_por_https() -> None:
    """A test's client arrives over https, as every browser does in production, unless its headers say `x-forwarded-proto: http`."""
    generico = RequestFactory.generic

    def generic(self, method, path, data="", content_type="application/octet-stream", secure=False, *, headers=None, **resto):
        secure = (headers or {}).get("x-forwarded-proto") != "http"
        return generico(self, method, path, data, content_type, secure=secure, headers=headers, **resto)

    RequestFactory.generic = generic


def _contar_los_for() -> None:
    """`{% for %}` over a name that does not exist is an empty page to Django, and a defect in a template of ours."""
    resolver = FilterExpression.resolve

    def resolve(self, context, ignore_failures=False):
        if ignore_failures and sys._getframe(1).f_code is ForNode.render.__code__ and _es_nuestra(_plantilla_que_pregunta()):
            ignore_failures = False
        return resolver(self, context, ignore_failures)

    FilterExpression.resolve = resolve


def _con_sitio() -> Callable[[Callable[[], Any]], Any]:
    """A function that calls what it is given, and whose own frame is large: the pages that Python takes for it serve all that runs inside.

    Python keeps the frames of its functions in pages of 16 KB, and asks the system for one, and gives it back, as often as some call
    steps over the edge of the last: a tenth of the time of these tests. A frame is as large as its names are many.
    """
    espacio: dict[str, Any] = {}
    nombres = "".join(f"n{n} = " for n in range(40_000))
    exec(f"def con_sitio(hacer):\n    return hacer()\n    {nombres}None", espacio)  # noqa: S102 -- the text stands above
    return espacio["con_sitio"]


con_sitio = _con_sitio()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item, nextitem) -> Any:
    return con_sitio(lambda: runner.pytest_runtest_protocol(item, nextitem))


def pytest_configure(config) -> None:
    for carpeta in (DISTINTO["MEDIA_ROOT"], DISTINTO["STATIC_ROOT"]):
        carpeta.mkdir(exist_ok=True)
    for nombre, valor in DISTINTO.items():
        setattr(settings, nombre, valor)
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": ESTATICOS_SIN_REUNIR}}
    base = settings.DATABASES["default"]
    if base["ENGINE"] == "django.db.backends.sqlite3":
        # a file, as in production: in memory there is neither WAL nor a second connection to race with
        base["TEST"] = {**base.get("TEST", {}), "NAME": str(TEMPORAL / "pruebas.sqlite3")}
    for motor in engines.all():
        motor.engine.string_if_invalid = Indefinida()
    _contar_los_for()
    _llegar_por_https()
    _cerrar_la_red()
