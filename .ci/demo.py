"""`make demo`: the portal on this machine and its worker, with the real facts of the convenio and a demonstration year, in one command."""

import contextlib
import ctypes
import hashlib
import os
import secrets
import signal
import socket
import subprocess
import sys
from pathlib import Path

RAIZ = Path(__file__).resolve().parent.parent
VAR = RAIZ / "var"
CLAVE = VAR / "clave"
CUENTAS = """
  admin                administrador
  coordinador          coordinador de la UGEL (verifica)
  coordinadora         coordinadora de la UGEL (verifica)
  especialista         especialista de la UGEL (registra avances)
  director             director de la UGEL
  alcalde.060806       alcalde de Las Pirias; alcalde.<ubigeo> para los doce distritos
  enlace.060806        enlace de la municipalidad de Las Pirias

  Contraseña de todas: convenio-2026
"""


def puerto_pedido(texto: str) -> int:
    if not texto.isascii() or not texto.isdigit() or not 1 <= int(texto) <= 65535:
        sys.exit(f"PUERTO={texto} no es un puerto: escriba un número de 1 a 65535, por ejemplo make demo PUERTO=8123")
    puerto = int(texto)
    with socket.socket() as prueba:
        prueba.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            prueba.bind(("127.0.0.1", puerto))
        except PermissionError:
            sys.exit(f"El puerto {puerto} está reservado al administrador del equipo. Use otro: make demo PUERTO=8123")
        except OSError:
            sys.exit(f"El puerto {puerto} está ocupado por otro programa (¿otro `make demo`?). Ciérrelo o use otro: make demo PUERTO=8123")
    return puerto


def clave_del_equipo() -> Path:
    """The secret key of this installation: made once, readable by its owner only."""
    VAR.mkdir(mode=0o700, exist_ok=True)
    if not CLAVE.exists():
        descriptor = os.open(CLAVE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="ascii") as archivo:
            archivo.write(secrets.token_urlsafe(64))
    return CLAVE


def reunir_estaticos() -> None:
    """Static files are hashed and compressed again only when one of them, or a package, has changed."""
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    huella = hashlib.sha256((RAIZ / "requirements.lock").read_bytes())
    for finder in get_finders():
        for ruta, almacen in finder.list([]):
            estado = os.stat(almacen.path(ruta))
            huella.update(f"{ruta} {estado.st_size} {estado.st_mtime_ns}\n".encode())
    sello = VAR / "static.sello"
    if not (VAR / "static").is_dir() or not sello.is_file() or sello.read_text() != huella.hexdigest():
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        sello.write_text(huella.hexdigest())


def preparar() -> None:
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import call_command
    from django.db.utils import OperationalError

    try:
        django.setup()
        call_command("instalar")
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    except OperationalError as error:
        sys.exit(f"No se puede abrir la base de datos (DATABASE_URL): {error}")
    reunir_estaticos()
    call_command("demo")


def muere_con_su_padre() -> None:
    """Where Linux offers it: whatever ends the server ends the worker too."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def main() -> None:
    puerto = puerto_pedido(sys.argv[1])
    os.chdir(RAIZ)
    sys.path.insert(0, str(RAIZ))
    os.environ.update(DJANGO_SETTINGS_MODULE="portal.settings", DEMOSTRACION="1", SECRET_KEY_FILE=str(clave_del_equipo()))
    os.environ.setdefault("PORTAL_URL", f"http://127.0.0.1:{puerto}")
    print("Preparando la base de datos y los datos de demostración…", flush=True)
    preparar()
    print(f"\nEl portal está en  http://127.0.0.1:{puerto}/\n\nCuentas de la demostración{CUENTAS}\nPara terminar: Ctrl-C\n", flush=True)
    # mails (in this console) and long jobs; Ctrl-C reaches it as it reaches the server
    subprocess.Popen([sys.executable, "manage.py", "trabajar"], preexec_fn=muere_con_su_padre if sys.platform == "linux" else None)  # noqa: PLW1509
    granian = str(Path(sys.executable).parent / "granian")
    # without the timeout a worker that does not hear Ctrl-C would keep the terminal
    servir = f"--interface wsgi --host 127.0.0.1 --port {puerto} --workers 1 --blocking-threads 4 --workers-kill-timeout 2"
    os.execv(granian, [granian, *servir.split(), "--log-level", "warning", "portal.wsgi:application"])  # noqa: S606 -- no shell wanted


if __name__ == "__main__":
    main()
