"""A PostgreSQL that keeps its word (fsync, synchronous commit), that can be killed outright, and whose standby streams from it and is promoted.

From the same programs as the server of the tests (tests/postgres.py), in a folder that is gone afterwards.
"""

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg2

from tests.postgres import binarios, cuenta_sin_poderes, puerto_libre
from tests.servidores import base_de_las_pruebas, esperar

# What a server of the tests leaves out on purpose is what is measured here
OPCIONES = ["listen_addresses=127.0.0.1", "max_connections=40", "shared_buffers=32MB", "fsync=on", "synchronous_commit=on"]


def _hijos(padre: int) -> list[int]:
    salida = subprocess.run(["ps", "-o", "pid=", "--ppid", str(padre)], check=False, capture_output=True, text=True).stdout
    return [int(pid) for pid in salida.split()]


class Servidor:
    """One server on a port and a folder of its own."""

    def __init__(self, carpeta: Path, clave: str, nombre: str) -> None:
        self.carpeta, self.clave, self.puerto = carpeta, clave, puerto_libre()
        self.datos, self.bitacora = carpeta / nombre, carpeta / f"{nombre}.txt"
        self.proceso: subprocess.Popen | None = None
        self.entorno = {"PATH": os.defpath, "HOME": str(carpeta), "LC_ALL": "C.UTF-8", "TZ": "UTC", "PGPASSWORD": clave}

    def url(self, base: str = "portal") -> str:
        return f"postgres://portal:{self.clave}@127.0.0.1:{self.puerto}/{base}"

    def programa(self, nombre: str, *orden: str | Path, **mas) -> subprocess.CompletedProcess:
        comun = {"cwd": self.carpeta, "env": self.entorno, "stdout": subprocess.DEVNULL, **cuenta_sin_poderes(), **mas}
        return subprocess.run([binarios() / nombre, *orden], check=True, **comun)

    def arrancar(self, *mas: str) -> None:
        """Start, or start again after a kill: it recovers from its log first."""
        opciones = [*OPCIONES, f"port={self.puerto}", f"unix_socket_directories={self.carpeta}", *mas]
        orden = [binarios() / "postgres", "-D", self.datos, *(parte for opcion in opciones for parte in ("-c", opcion))]
        with self.bitacora.open("ab") as salida:
            self.proceso = subprocess.Popen(
                orden, cwd=self.carpeta, env=self.entorno, stdin=subprocess.DEVNULL, stdout=salida, stderr=salida, **cuenta_sin_poderes()
            )
        esperar(self.responde, segundos=60)

    def responde(self) -> bool:
        with contextlib.suppress(psycopg2.OperationalError):
            self.decir("SELECT 1", base="postgres")
            return True
        return False

    def decir(self, orden: str, *, base: str = "portal") -> list[tuple]:
        """What it answers to one statement."""
        conexion = psycopg2.connect(self.url(base), connect_timeout=2)
        conexion.autocommit = True
        with contextlib.closing(conexion), conexion.cursor() as cursor:
            cursor.execute(orden)
            return cursor.fetchall() if cursor.description else []

    def matar(self) -> None:
        """kill −9 of the server and of every process of its own: what was only in its memory is gone."""
        assert self.proceso is not None
        suyos = _hijos(self.proceso.pid)
        self.proceso.kill()
        for pid in suyos:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.proceso.wait(timeout=20)
        self.proceso = None

    def copia(self) -> "Servidor":
        """A standby that streams from this one."""
        otro = Servidor(self.carpeta, self.clave, "copia")
        origen = ["-h", "127.0.0.1", "-p", str(self.puerto), "-U", "portal"]
        otro.programa("pg_basebackup", "-D", otro.datos, "-R", "-X", "stream", "-c", "fast", *origen)
        otro.arrancar()
        return otro


@contextlib.contextmanager
def servidor(*mas: str) -> Iterator[Servidor]:
    """A server with what the database of the tests holds now; `mas`: more of its settings."""
    cuenta = cuenta_sin_poderes()
    carpeta = Path(tempfile.mkdtemp(prefix="portal-cumulo-", dir="/tmp" if cuenta else None))  # noqa: S108 -- mkdtemp: 0700, ours
    uno = Servidor(carpeta, secrets.token_hex(16), "datos")
    vivos = [uno]
    try:
        (carpeta / "clave").write_text(uno.clave)
        for ruta in (carpeta, carpeta / "clave") if cuenta else ():
            os.chown(ruta, cuenta["user"], cuenta["group"])
        acceso = ["--auth=scram-sha-256", "--username=portal", f"--pwfile={carpeta / 'clave'}"]
        uno.programa("initdb", "-D", uno.datos, *acceso, "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        uno.arrancar(*mas)
        uno.decir("CREATE DATABASE portal", base="postgres")
        volcado = uno.programa("pg_dump", "--no-owner", base_de_las_pruebas(), stdout=subprocess.PIPE).stdout
        uno.programa("psql", "-q", "-v", "ON_ERROR_STOP=1", uno.url(), input=volcado)
        copiar, uno.copia = uno.copia, lambda: vivos.append(copiar()) or vivos[-1]  # type: ignore[method-assign]
        yield uno
    finally:
        for vivo in vivos:
            if vivo.proceso is not None:
                vivo.matar()
        shutil.rmtree(carpeta, ignore_errors=True)
