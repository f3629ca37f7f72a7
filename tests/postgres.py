"""A PostgreSQL of one's own, for as long as a command runs: `python -m tests.postgres -- ORDEN…` runs it with DATABASE_URL set.

It lives in a temporary folder, listens on a free port of the loopback only, asks for a random password, trades durability for
speed, and is gone afterwards, whatever happened. The server refuses to run as root: root lends it another account.
"""

import contextlib
import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

SIN_DURABILIDAD = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_size=256MB"]
PR_SET_PDEATHSIG = 1


class SinPostgres(Exception):
    """No PostgreSQL server is installed on this machine."""


def binarios() -> Path:
    """Where the server's programs stand: Debian keeps them out of PATH, one folder a version; the newest is taken."""
    de_debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda ruta: int(ruta.parts[-3]))
    hallado = de_debian[-1] if de_debian else shutil.which("initdb")
    if hallado is None:
        raise SinPostgres("no está instalado PostgreSQL (en Debian: apt-get install postgresql)")
    return Path(hallado).resolve().parent


def cuenta_sin_poderes() -> dict:
    """What `subprocess` needs to leave root behind; nothing for an ordinary user."""
    if os.geteuid() != 0:
        return {}
    for nombre in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            cuenta = pwd.getpwnam(nombre)
            return {"user": cuenta.pw_uid, "group": cuenta.pw_gid, "extra_groups": []}
    raise SinPostgres("PostgreSQL no corre como root y no hay otra cuenta (postgres o nobody) que prestarle")


def puerto_libre() -> int:
    with socket.socket() as prueba:
        prueba.bind(("127.0.0.1", 0))
        return prueba.getsockname()[1]


def _muere_con_su_padre() -> None:
    """If the test run is killed outright, the kernel stops the server too."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)


def _esperar(proceso: subprocess.Popen, url: str, bitacora: Path) -> None:
    import psycopg2

    limite = time.monotonic() + 60
    while time.monotonic() < limite and proceso.poll() is None:
        with contextlib.suppress(psycopg2.OperationalError):
            conexion = psycopg2.connect(url)
            conexion.autocommit = True
            with contextlib.closing(conexion), conexion.cursor() as cursor:
                cursor.execute("CREATE DATABASE portal")
            return
        time.sleep(0.1)
    raise RuntimeError(f"PostgreSQL no arrancó:\n{bitacora.read_text(errors='replace')[-2000:]}")


@contextlib.contextmanager
def servidor() -> Iterator[str]:
    """The address (DATABASE_URL) of an empty database `portal` on a server that ends with the block."""
    programas, cuenta = binarios(), cuenta_sin_poderes()
    # root's own TMPDIR may be closed to the account that runs the server
    carpeta = Path(tempfile.mkdtemp(prefix="portal-pg-", dir="/tmp" if cuenta else None))  # noqa: S108 -- mkdtemp: 0700, ours
    proceso = None
    try:
        clave = secrets.token_hex(16)
        (carpeta / "clave").write_text(clave)
        if cuenta:
            for ruta in (carpeta, carpeta / "clave"):
                os.chown(ruta, cuenta["user"], cuenta["group"])
        datos, bitacora = carpeta / "datos", carpeta / "bitacora.txt"
        entorno = {"PATH": os.defpath, "HOME": str(carpeta), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        comun = {"cwd": carpeta, "env": entorno, "stdin": subprocess.DEVNULL, **cuenta}
        acceso = ["--auth=scram-sha-256", "--username=portal", f"--pwfile={carpeta / 'clave'}"]
        crear = [*acceso, "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run([programas / "initdb", "-D", datos, *crear], check=True, stdout=subprocess.DEVNULL, **comun)
        puerto = puerto_libre()
        opciones = [
            "listen_addresses=127.0.0.1",
            f"port={puerto}",
            f"unix_socket_directories={carpeta}",
            "max_connections=60",
            *SIN_DURABILIDAD,
        ]
        with bitacora.open("wb") as salida:
            proceso = subprocess.Popen(
                [programas / "postgres", "-D", datos, *(parte for opcion in opciones for parte in ("-c", opcion))],
                stdout=salida,
                stderr=salida,
                process_group=0,  # Ctrl-C is for the tests; the server ends after them
                preexec_fn=_muere_con_su_padre if sys.platform == "linux" else None,  # noqa: PLW1509 -- nothing here has threads
                **comun,
            )
        direccion = f"postgres://portal:{clave}@127.0.0.1:{puerto}"
        _esperar(proceso, f"{direccion}/postgres", bitacora)
        yield f"{direccion}/portal"
    finally:
        if proceso is not None:
            proceso.send_signal(signal.SIGINT)  # "fast": open sessions are cut, nothing is waited for
            try:
                proceso.wait(timeout=20)
            except subprocess.TimeoutExpired:
                proceso.kill()
                proceso.wait()
        shutil.rmtree(carpeta, ignore_errors=True)


def main(orden: list[str]) -> int:
    if orden[:1] == ["--"]:
        orden = orden[1:]
    if not orden:
        sys.exit("Uso: python -m tests.postgres -- ORDEN…")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with servidor() as url:
            return subprocess.run(orden, check=False, env={**os.environ, "DATABASE_URL": url}).returncode
    except SinPostgres as error:
        sys.exit(f"{error}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
