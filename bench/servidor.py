"""The web server of the measurements: granian with one worker and the options of `make demo`, on a free port of the loopback."""

import contextlib
import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.postgres import puerto_libre

RAIZ = Path(__file__).resolve().parent.parent
OPCIONES = "--interface wsgi --host 127.0.0.1 --workers 1 --blocking-threads 4 --workers-kill-timeout 2 --log-level warning"
PORTAL, VARA = "bench.ajustes", "bench.vara.ajustes"
AJENAS = "SECRET_KEY_FILE DEBUG DEMOSTRACION REDIS_URL DATABASE_REPLICA_URL EMAIL_URL STORAGE_URL CLAMAV_URL SENTRY_DSN PORTAL_NOMBRE"


def entorno(url: str, carpeta: Path, ajustes: str = PORTAL) -> dict[str, str]:
    """The environment of a real installation, with this run's database and folder."""
    return {
        **{nombre: valor for nombre, valor in os.environ.items() if nombre not in AJENAS.split()},
        "DJANGO_SETTINGS_MODULE": ajustes,
        "SECRET_KEY": "solo-para-la-medicion-0123456789-abcdefghijklmnopqrstuvwxyz",
        "ALLOWED_HOSTS": "127.0.0.1,testserver",  # the second is the name by which the counting of queries asks
        "DATABASE_URL": url,
        "CARPETA_DE_MEDICION": str(carpeta),
    }


def dentro(url: str, carpeta: Path, *tarea: str) -> dict[str, Any]:
    """The answer of one task of `bench.dentro` on that database."""
    hecho = subprocess.run(
        [sys.executable, "-m", "bench.dentro", *tarea], check=True, cwd=RAIZ, env=entorno(url, carpeta), stdout=subprocess.PIPE
    )
    return json.loads(hecho.stdout)


@contextlib.contextmanager
def larga(url: str, carpeta: Path, filas: int) -> Iterator[Callable[[], bool]]:
    """An import of that many rows going on beside the block; what is handed over says whether it still goes on."""
    orden = [sys.executable, "-m", "bench.dentro", "importar", "larga", str(filas)]
    proceso = subprocess.Popen(orden, cwd=RAIZ, env=entorno(url, carpeta), stdout=subprocess.DEVNULL)
    try:
        yield lambda: proceso.poll() is None
    finally:
        if proceso.wait(timeout=600):
            raise RuntimeError("la importación larga falló")


@contextlib.contextmanager
def sirviendo(url: str, carpeta: Path, ajustes: str) -> Iterator[int]:
    """The port on which the portal (or the yardstick) answers, for as long as the block lasts."""
    puerto = puerto_libre()
    orden = [str(Path(sys.executable).parent / "granian"), *OPCIONES.split(), "--port", str(puerto), "portal.wsgi:application"]
    proceso = subprocess.Popen(orden, cwd=RAIZ, env=entorno(url, carpeta, ajustes), stdout=subprocess.DEVNULL)
    try:
        _esperar(proceso, puerto, "/salud/viva" if ajustes == PORTAL else "/filas/")
        yield puerto
    finally:
        proceso.terminate()
        try:
            proceso.wait(timeout=10)
        except subprocess.TimeoutExpired:
            proceso.kill()
            proceso.wait()


def _esperar(proceso: subprocess.Popen, puerto: int, direccion: str) -> None:
    limite = time.monotonic() + 60
    while time.monotonic() < limite and proceso.poll() is None:
        conexion = http.client.HTTPConnection("127.0.0.1", puerto, timeout=10)
        try:
            conexion.request("GET", direccion, headers={"X-Forwarded-Proto": "https"})
            conexion.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
        finally:
            conexion.close()
    raise RuntimeError("granian no arrancó")
