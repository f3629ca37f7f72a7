"""A real mail server for the worker, and workers that are processes of their own."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import settings as ajustes
from django.db import connection

from tests.servidor_smtp import Servidor, servidor_smtp

SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def smtp(settings) -> Iterator[Servidor]:
    """The server to which the worker of this process sends."""
    with servidor_smtp() as servidor:
        settings.CORREO = {"BACKEND": SMTP, "host": "127.0.0.1", "port": servidor.puerto}
        yield servidor


def _base() -> str:
    """The database of the tests, as another process names it."""
    nombre = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{nombre}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{nombre}").geturl()


@pytest.fixture
def trabajador(smtp) -> Callable[..., subprocess.Popen]:
    """Starts `manage.py trabajar …`, or another program, on the database of the tests."""

    def arrancar(*opciones: str, programa: tuple[str, ...] = ("manage.py", "trabajar")) -> subprocess.Popen:
        entorno = {
            **os.environ,
            "DATABASE_URL": _base(),
            "EMAIL_URL": f"smtp://127.0.0.1:{smtp.puerto}",
            "PYTHONPATH": str(ajustes.RAIZ),
        }
        orden = [sys.executable, "-W", "ignore", *programa, *opciones]
        return subprocess.Popen(orden, cwd=ajustes.RAIZ, env=entorno, stderr=subprocess.PIPE, text=True)

    return arrancar
