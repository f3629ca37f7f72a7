"""`make test`: every check; the last lines say what passed, what failed and what this machine could not run.

What keeps one processor busy runs beside its like, as many at a time as there are processors; the tests take all of them, stage by stage.
`python -m tests.correr sqlite navegador` runs only those. With CI=true a part that is missing is a failure.
"""

import ctypes.util
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from pathlib import Path
from typing import IO

from tests.navegador.chromium import CHROMIUM
from tests.postgres import SinPostgres, servidor

RAIZ = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
EN_PARALELO = ("-n", str(min(os.cpu_count() or 1, 4)), "--dist", "loadgroup")  # what shares a world stays on one worker
SALIDA: ContextVar[IO[str] | None] = ContextVar("salida", default=None)  # where a stage writes; the terminal, unless said otherwise


class Omitida(Exception):
    """A stage that needs something that this machine does not have."""


def corre(*orden: str, **entorno: str) -> bool:
    donde = {"stdout": SALIDA.get(), "stderr": subprocess.STDOUT} if SALIDA.get() else {}
    programa = [str(BIN / orden[0]), *orden[1:]]
    return subprocess.run(programa, check=False, cwd=RAIZ, env={**os.environ, **entorno}, **donde).returncode == 0


def como_en_produccion(*orden: str) -> bool:
    """A command of manage.py under the settings of a real installation: https, its own host, a key, nothing of the demonstration."""
    with tempfile.TemporaryDirectory() as carpeta:
        entorno = {
            "SECRET_KEY": "de-mentira-para-comprobar-0123456789-abcdefghijklmnopqrstuvwxyz",
            "ALLOWED_HOSTS": "convenios.ejemplo.gob.pe",
            "DATABASE_URL": f"sqlite:///{carpeta}/portal.sqlite3",
            "EMAIL_URL": "smtp+tls://portal:clave@correo.ejemplo.gob.pe:587",
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            **dict.fromkeys(
                ("DEBUG", "DEMOSTRACION", "SECRET_KEY_FILE", "REDIS_URL", "STORAGE_URL", "DATABASE_REPLICA_URL", "SENTRY_DSN"), ""
            ),
        }
        return corre(*orden, **entorno)


def pruebas(marca: str, *opciones: str, url: str = "") -> bool:
    return corre("python", "-m", "pytest", "-m", marca, *opciones, DATABASE_URL=url)


def en_postgres() -> bool:
    try:
        with servidor() as url:
            return pruebas("con_base and not navegador and not igual_en_los_dos", *EN_PARALELO, url=url)
    except SinPostgres as error:
        raise Omitida(str(error)) from error


def en_navegador() -> bool:
    if not Path(CHROMIUM).exists():
        raise Omitida("no está instalado Chromium (en Debian: apt-get install chromium)")
    if ctypes.util.find_library("atomic") is None:
        raise Omitida("falta libatomic, con la que corre el programa que maneja Chromium (en Debian: apt-get install libatomic1)")
    return pruebas("navegador", *EN_PARALELO, "tests/navegador")


ETAPAS: dict[str, tuple[str, Callable[[], bool]]] = {
    "ruff": ("ruff: errores de Python", lambda: corre("ruff", "check", "--output-format", "concise", ".")),
    "formato": ("ruff: formato de Python", lambda: corre("ruff", "format", "--check", "--output-format", "concise", ".")),
    "djlint": ("djlint: plantillas", lambda: corre("djlint", "templates", "--lint", "--quiet")),
    "mypy": ("mypy: tipos", lambda: como_en_produccion("mypy")),
    "pisos": ("import-linter: los pisos de la casa", lambda: corre("lint-imports")),
    "migraciones": ("makemigrations --check", lambda: como_en_produccion("python", "manage.py", "makemigrations", "--check", "--dry-run")),
    "despliegue": ("check --deploy", lambda: como_en_produccion("python", "manage.py", "check", "--deploy", "--fail-level", "WARNING")),
}
DE_UN_PROCESADOR = set(ETAPAS)
ETAPAS |= {
    "sqlite": ("pruebas en SQLite", lambda: pruebas("not navegador", *EN_PARALELO)),
    "postgres": ("pruebas en PostgreSQL", en_postgres),
    "navegador": ("pruebas en el navegador", en_navegador),
}


def correr_etapa(titulo: str, etapa: Callable[[], bool]) -> tuple[str, str]:
    """What became of it, and the line of the summary that says so."""
    print(f"\n── {titulo} ──", file=SALIDA.get(), flush=True)
    inicio = time.monotonic()
    try:
        estado, porque = ("bien" if etapa() else "FALLA"), ""
    except Omitida as error:
        estado, porque = ("FALTA" if os.environ.get("CI") == "true" else "omitida"), f": {error}"
    segundos = time.monotonic() - inicio
    print(f"── {titulo}: {estado} en {segundos:.1f} s", file=SALIDA.get(), flush=True)
    return estado, f"{estado:8} {segundos:6.1f} s  {titulo}{porque}"


def correr_aparte(nombre: str) -> tuple[str, str]:
    """The same, for a stage that runs beside others: what it says comes out whole, when it has ended."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as dicho:
        SALIDA.set(dicho)
        hecha = correr_etapa(*ETAPAS[nombre])
        dicho.seek(0)
        print(dicho.read(), end="", flush=True)
    return hecha


def main(elegidas: list[str]) -> int:
    if desconocidas := set(elegidas) - ETAPAS.keys():
        sys.exit(f"No hay una etapa {', '.join(sorted(desconocidas))}. Las que hay: {', '.join(ETAPAS)}")
    inicio = time.monotonic()
    pedidas = elegidas or list(ETAPAS)
    with ThreadPoolExecutor(os.cpu_count()) as procesadores:
        hechas = list(procesadores.map(correr_aparte, [nombre for nombre in pedidas if nombre in DE_UN_PROCESADOR]))
    hechas += [correr_etapa(*ETAPAS[nombre]) for nombre in pedidas if nombre not in DE_UN_PROCESADOR]
    # what was left out is named last, where the eye falls
    hechas.sort(key=lambda hecha: ("bien", "FALLA", "FALTA", "omitida").index(hecha[0]))
    print(f"\nResumen ({time.monotonic() - inicio:.0f} s)", *(linea for _, linea in hechas), sep="\n  ", flush=True)
    return int(any(estado in {"FALLA", "FALTA"} for estado, _ in hechas))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("\nInterrumpido.")
