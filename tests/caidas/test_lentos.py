"""P38, fourth part: two hundred slow clients, and what the others wait. Behind nginx, as docs/operacion.md says; and granian alone, as control."""

import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from tests.postgres import puerto_libre
from tests.servidores import Persona, esperar, portal

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.promesa("P38")]
LENTOS = 200
CABEZA = b"Host: localhost\r\nX-Forwarded-Proto: https\r\n"
COMIENZOS = {  # what each slow client has said when it begins to take its time
    "cabeceras": b"GET /entrar/ HTTP/1.1\r\nHost: local",
    "lectura": b"GET /entrar/ HTTP/1.1\r\n" + CABEZA + b"\r\n",
    "cuerpo": b"POST /entrar/ HTTP/1.1\r\n" + CABEZA + b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 900\r\n\r\nlog",
}


@contextmanager
def nginx(carpeta: Path, destino: int) -> Iterator[int]:
    """nginx in front, with what it does by itself: it takes a whole request before it hands it on."""
    puerto, orden = puerto_libre(), shutil.which("nginx") or "/usr/sbin/nginx"
    temporales = "".join(f"{que}_temp_path {carpeta / que};" for que in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (carpeta / "nginx.conf").write_text(
        f"daemon off; pid {carpeta / 'nginx.pid'}; error_log stderr; events {{ worker_connections 2048; }} http {{ access_log off; {temporales} "
        f"client_header_timeout 10s; client_body_timeout 20s; server {{ listen 127.0.0.1:{puerto}; location / {{ "
        f"proxy_pass http://127.0.0.1:{destino}; proxy_set_header Host $host; proxy_set_header X-Forwarded-Proto https; }} }} }}"
    )
    proceso = subprocess.Popen([orden, "-p", carpeta, "-c", carpeta / "nginx.conf"], stderr=subprocess.DEVNULL)
    try:
        esperar(lambda: Persona(puerto).pedir("/salud/viva") == 200, segundos=20)
        yield puerto
    finally:
        proceso.terminate()
        proceso.wait(timeout=10)


@contextmanager
def lentos(puerto: int, como: str) -> Iterator[None]:
    """Real sockets that send, or read, one octet a second; one that was hung up on comes back."""
    fin = threading.Event()

    def abrir() -> socket.socket:
        uno = socket.create_connection(("127.0.0.1", puerto), timeout=5)
        if como == "lectura":
            uno.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        uno.sendall(COMIENZOS[como])
        uno.settimeout(0.001)
        return uno

    def gotear() -> None:
        abiertos = [abrir() for _ in range(LENTOS)]
        while not fin.wait(1):
            for lugar, uno in enumerate(abiertos):
                try:
                    uno.recv(1) if como == "lectura" else uno.sendall(b"a")
                except TimeoutError:
                    continue
                except OSError:
                    uno.close()
                    abiertos[lugar] = abrir()
        for uno in abiertos:
            uno.close()

    hilo = threading.Thread(target=gotear)
    hilo.start()
    time.sleep(2)
    try:
        yield
    finally:
        fin.set()
        hilo.join(timeout=60)


def p95(puerto: int, *, segundos: float) -> float:
    """Of a page that others ask for, one after another; 20 s for one that was not answered."""
    tiempos, limite = [], time.monotonic() + segundos
    while time.monotonic() < limite or len(tiempos) < 20:
        inicio = time.monotonic()
        persona = Persona(puerto)
        persona.conexion.timeout = 5
        tiempos.append(time.monotonic() - inicio if persona.pedir("/entrar/") == 200 else 20.0)
        if tiempos.count(20.0) >= 3:
            return 20.0
    return sorted(tiempos)[int(len(tiempos) * 0.95)]


def test_two_hundred_slow_clients_keep_nobody_waiting(tmp_path, promesa):
    if connection.vendor != "sqlite" or not promesa.veces(0, 1):
        pytest.skip("dura quince minutos: en la corrida completa, en SQLite")
    if not (shutil.which("nginx") or Path("/usr/sbin/nginx").exists()):
        pytest.skip("no está instalado nginx (en Debian: apt-get install nginx-light)")
    base = f"sqlite:///{connection.settings_dict['NAME']}"
    with portal(base, tmp_path) as solo, nginx(tmp_path, solo.puerto) as delante:
        p95(delante, segundos=3)  # warm
        for como in COMIENZOS:
            antes = p95(delante, segundos=10)
            with lentos(delante, como):
                durante = p95(delante, segundos=300)
            veces = durante / max(antes, p95(delante, segundos=10))
            promesa.anotar(
                f"200 clientes lentos ({como}) con nginx delante, 5 minutos", p95_ms=round(durante * 1000), veces=round(veces, 2)
            )
            assert veces < 2, como
        with lentos(solo.puerto, "cuerpo"):  # control: without it, who sends slowly holds who answers
            assert p95(solo.puerto, segundos=5) > 2 * antes
