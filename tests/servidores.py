"""The real server of the portal, in processes of its own, on the database of the tests or another; and the people who use it."""

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils.crypto import get_random_string

from bench.servidor import OPCIONES
from tests.postgres import puerto_libre

CABECERAS = {"X-Forwarded-Proto": "https", "Accept": "text/html", "User-Agent": "medicion"}
AJUSTES = "tests.ajustes_de_servidor"


class Persona:
    """One person's browser: a connection (the same one for all, if it is `seguida`), a session and the token of its forms."""

    def __init__(self, puerto: int, sesion: str = "", *, seguida: bool = False) -> None:
        self.puerto, self.seguida, self.ficha = puerto, seguida, get_random_string(32)
        self.galletas = f"{sesion}; {settings.CSRF_COOKIE_NAME}={self.ficha}"
        self.conexion = http.client.HTTPConnection("127.0.0.1", puerto, timeout=60)
        self.texto, self.cabeceras = "", http.client.HTTPMessage()  # of the last answer

    def pedir(self, direccion: str, datos: dict[str, str] | None = None, **mas: str) -> int:
        """The status of the answer; 599 when there was none."""
        dichas = {**CABECERAS, "Cookie": self.galletas, "Referer": f"https://127.0.0.1:{self.puerto}/"} | {
            n.replace("_", "-"): v for n, v in mas.items()
        }
        cuerpo = None
        if datos is not None:
            cuerpo = urllib.parse.urlencode(datos | {"csrfmiddlewaretoken": self.ficha})
            dichas["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self.conexion.request("GET" if datos is None else "POST", direccion, cuerpo, dichas)
            respuesta = self.conexion.getresponse()
            self.texto, self.cabeceras = respuesta.read().decode(errors="replace"), respuesta.headers
            if not self.seguida:
                self.conexion.close()
        except (OSError, http.client.HTTPException):
            self.conexion.close()
            return 599
        return respuesta.status


def sesion_de(cliente: Client) -> str:
    """The cookie of a client that signed in."""
    return f"{settings.SESSION_COOKIE_NAME}={cliente.cookies[settings.SESSION_COOKIE_NAME].value}"


def base_de_las_pruebas() -> str:
    """The database of the tests, as another process names it."""
    nombre = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{nombre}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{nombre}").geturl()


@dataclass
class Portal:
    """A server that runs."""

    puerto: int
    proceso: subprocess.Popen

    def matar(self) -> None:
        """kill −9, and its workers too."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.proceso.pid, signal.SIGKILL)
        self.proceso.wait(timeout=10)


def entorno(url: str, carpeta: Path, **mas: str) -> dict[str, str]:
    """What a process of the portal needs to know; the same key as the tests, so that their sessions open it."""
    ajenas = "PORTAL_REGISTRO_DE_PROMESAS", "EMAIL_URL"
    suyo = {n: v for n, v in os.environ.items() if n not in ajenas}
    return {**suyo, "DJANGO_SETTINGS_MODULE": AJUSTES, "DATABASE_URL": url, "CARPETA_DE_MEDICION": str(carpeta), **mas}


@contextlib.contextmanager
def portal(url: str, carpeta: Path, **mas: str) -> Iterator[Portal]:
    """The portal on that database for as long as the block lasts; `mas`: more of its environment."""
    puerto = puerto_libre()
    orden = [str(Path(sys.executable).parent / "granian"), *OPCIONES.split(), "--port", str(puerto), "portal.wsgi:application"]
    with open(carpeta / "registro.jsonl", "ab") as registro:
        proceso = subprocess.Popen(
            orden, cwd=settings.RAIZ, env=entorno(url, carpeta, **mas), stdout=registro, stderr=registro, start_new_session=True
        )
    servidor = Portal(puerto, proceso)
    try:
        esperar(lambda: Persona(puerto).pedir("/salud/viva") == 200, segundos=60)
        yield servidor
    finally:
        servidor.matar()


def esperar(listo, *, segundos: float) -> float:
    """Ask until it is so; how many seconds that took."""
    inicio = time.monotonic()
    while not listo():
        assert time.monotonic() - inicio < segundos, f"no llegó en {segundos} s"
        time.sleep(0.05)
    return time.monotonic() - inicio
