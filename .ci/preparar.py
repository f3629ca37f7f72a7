"""Makes .venv and installs one locked set of packages in it; does nothing when that set is already there.

Runs on any Python 3.11+, before anything of ours is installed: standard library only. A bare Debian has neither pip nor ensurepip,
so pip comes from the first of: the venv itself, the machine's pip, uv, or pip's own wheel (pinned and hashed below).
"""

import fcntl
import hashlib
import html
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from pathlib import Path

RAIZ = Path(__file__).resolve().parent.parent
VENV = RAIZ / ".venv"
PYTHON = VENV / "bin" / "python"
SELLO = VENV / "instalado.txt"  # one line a lock that is installed: its hash and its name
PIP = ("pip-26.3-py3-none-any.whl", "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13")

FALTA_PIP = """
No se pudo conseguir pip, el instalador de paquetes de Python. En Debian o Ubuntu, como administrador:
    apt-get install python3-venv python3-pip
y repita la orden.
(pip could not be obtained. On Debian or Ubuntu install python3-venv and python3-pip as root, then run the same command again.)
"""
FALTA_PAQUETES = """
No se pudieron instalar los paquetes de {lock}. Revise la conexión a internet (o el índice de paquetes de su institución, PIP_INDEX_URL)
y repita la orden: lo ya descargado no se vuelve a descargar.
(The packages of {lock} could not be installed. Check the connection or PIP_INDEX_URL, then run the same command again.)
"""
AJENO = """
Esta cuenta no puede escribir en {carpeta}/.venv: es de otra cuenta del equipo. Use su propia copia del portal (git clone).
(.venv belongs to another account: work in a clone of your own.)
"""


def huella(lock: str) -> str:
    return hashlib.sha256((RAIZ / lock).read_bytes() + sys.version.encode()).hexdigest()


def sellos() -> set[str]:
    return set(SELLO.read_text().splitlines()) if SELLO.is_file() else set()


def corre(*orden: object, **opciones) -> bool:
    return subprocess.run([str(parte) for parte in orden], check=False, **opciones).returncode == 0


def venv_sirve() -> bool:
    """The interpreter of .venv still runs, is this same Python, and the folder was not moved."""
    guion = f"import sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]} or sys.prefix != {str(VENV)!r})"
    return PYTHON.exists() and corre(PYTHON, "-c", guion, stderr=subprocess.DEVNULL)


def hacer_venv() -> None:
    if venv_sirve():
        return
    print(f"Preparando {VENV.name} con Python {sys.version.split()[0]}…", flush=True)
    for resto in VENV.glob("*") if VENV.is_dir() else ():
        if resto.name != "candado":
            shutil.rmtree(resto) if resto.is_dir() and not resto.is_symlink() else resto.unlink()
    crear = [sys.executable, "-m", "venv", VENV]
    if not corre(*crear, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) and not corre(*crear, "--without-pip"):
        sys.exit(FALTA_PIP)


def pip_descargado(carpeta: str) -> Path | None:
    """pip's own wheel, from the index that pip itself would use, if its bytes are the ones that we know."""
    nombre, sha256 = PIP
    indice = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple").rstrip("/") + "/pip/"
    try:
        with urllib.request.urlopen(indice, timeout=60) as pagina:
            enlaces = re.findall(r'href="([^"]+)"', pagina.read().decode())
        enlace = next(e for e in map(html.unescape, enlaces) if urllib.parse.urlparse(e).path.endswith("/" + nombre))
        with urllib.request.urlopen(urllib.parse.urljoin(indice, enlace), timeout=60) as archivo:
            rueda = archivo.read()
    except (OSError, StopIteration, ValueError) as error:
        print(f"{indice}: {error or 'no ofrece ' + nombre}", file=sys.stderr)
        return None
    if hashlib.sha256(rueda).hexdigest() != sha256:
        print(f"{nombre}: el archivo descargado no es el esperado", file=sys.stderr)
        return None
    destino = Path(carpeta) / nombre
    destino.write_bytes(rueda)
    return destino


def instalador(carpeta: str) -> list[object]:
    """The command that installs into .venv, up to its options."""
    if corre(PYTHON, "-c", "import pip", stderr=subprocess.DEVNULL):
        return [PYTHON, "-m", "pip", "install"]
    del_equipo = [sys.executable, "-m", "pip", "--python", PYTHON]
    if corre(*del_equipo, "--version", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
        return [*del_equipo, "install"]
    if uv := shutil.which("uv"):
        return [uv, "pip", "install", "--python", PYTHON]
    if rueda := pip_descargado(carpeta):
        return [PYTHON, rueda / "pip", "install"]
    sys.exit(FALTA_PIP)


def instalar(lock: str) -> None:
    print(f"Instalando los paquetes de {lock} (solo la primera vez; puede tardar unos minutos)…", flush=True)
    with tempfile.TemporaryDirectory() as carpeta:
        orden = instalador(carpeta)
        # pip tells of every index it does not find; what matters is an error
        callado = ["--quiet"] if Path(str(orden[0])).name == "uv" else ["-qq", "--disable-pip-version-check", "--no-input"]
        if not corre(*orden, *callado, "--require-hashes", "-r", RAIZ / lock):
            sys.exit(FALTA_PAQUETES.format(lock=lock))


def main(lock: str) -> None:
    try:
        VENV.mkdir(exist_ok=True)
        (VENV / "candado").touch()
    except PermissionError:
        sys.exit(AJENO.format(carpeta=RAIZ))
    with open(VENV / "candado", "w") as candado:
        fcntl.flock(candado, fcntl.LOCK_EX)  # `make demo` and `make test` may start together
        nuevo = f"{huella(lock)} {lock}"
        if nuevo in sellos() and venv_sirve():
            return
        hacer_venv()
        instalar(lock)
        base = f"{huella('requirements.lock')} requirements.lock"
        SELLO.write_text("\n".join(sorted({base, nuevo})) + "\n")  # the set of the tests holds the other one


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 -- this very line tells the reader of an older Python
        sys.exit(f"El portal necesita Python 3.11 o posterior; este es {sys.version.split()[0]}.")
    main(sys.argv[1])
