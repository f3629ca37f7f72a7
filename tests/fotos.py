"""`make fotos`: the first screens, a plan and its grid, as pictures in docs/fotos/, taken from the demonstration as `make demo` serves it."""

import contextlib
import datetime
import io
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.navegador.chromium import MESA, TELEFONO, lanzar
from tests.postgres import puerto_libre

RAIZ = Path(__file__).resolve().parent.parent
CARPETA = RAIZ / "docs" / "fotos"
CONTRASENA = "convenio-2026"
PLAN = f"/planes/060806/{datetime.datetime.now(ZoneInfo('America/Lima')).year}/"
FOTOS = [  # file, account (none: anyone), address, size
    ("publico", None, "/", MESA),
    ("publico_distrito", None, "/publico/060008/distritos/060806/", TELEFONO),
    ("coordinador", "coordinador", "/", MESA),
    ("especialista", "especialista", "/", MESA),
    ("director", "director", "/", MESA),
    ("provincia_en_telefono", "director", "/provincia/", TELEFONO),
    ("mapa", "director", "/municipios/", MESA),
    ("informe", "coordinador", "/municipios/060806/informe/", MESA),
    ("administrador", "admin", "/", MESA),
    ("alcalde", "alcalde.060806", "/", TELEFONO),
    ("plan", "coordinador", PLAN, MESA),
    ("cuadricula", "enlace.060806", f"{PLAN}cuadricula/", MESA),
    ("plan_en_telefono", "alcalde.060806", PLAN, TELEFONO),
]


@contextlib.contextmanager
def demostracion() -> Iterator[str]:
    """The address of a demonstration that is served while the block lasts."""
    puerto = puerto_libre()
    direccion = f"http://127.0.0.1:{puerto}"
    # a group of its own: granian and its worker end together
    proceso = subprocess.Popen([sys.executable, RAIZ / ".ci" / "demo.py", str(puerto)], stdout=subprocess.DEVNULL, process_group=0)
    try:
        for _ in range(2400):
            if proceso.poll() is not None:
                sys.exit("La demostración no arrancó: pruebe `make demo`.")
            with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
                urllib.request.urlopen(f"{direccion}/salud/viva", timeout=5).close()  # noqa: S310 -- our own address
                break
            time.sleep(0.25)
        else:
            sys.exit("La demostración no respondió en diez minutos: pruebe con el equipo menos ocupado.")
        yield direccion
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(proceso.pid, signal.SIGINT)
        proceso.wait(timeout=30)


def retratar(navegador: Browser, direccion: str, nombre: str, cuenta: str | None, ruta: str, tamanio: dict) -> None:
    contexto = navegador.new_context(base_url=direccion, viewport=tamanio, locale="es-PE", timezone_id="America/Lima")
    pagina = contexto.new_page()
    pagina.set_default_timeout(120_000)  # a machine that does other things besides
    if cuenta:
        pagina.goto("/entrar/")
        pagina.locator("input[name=login]").fill(cuenta)
        pagina.locator("input[name=password]").fill(CONTRASENA)
        pagina.locator("input[name=password]").press("Enter")
        pagina.wait_for_url(lambda url: "/entrar/" not in url)
    pagina.goto(ruta)
    retrato = Image.open(io.BytesIO(pagina.screenshot()))
    # few colours are enough for a screen, and a picture stays under 100 KB
    retrato.convert("RGB").quantize(64, dither=Image.Dither.NONE).save(CARPETA / f"{nombre}.png", optimize=True)
    contexto.close()
    print(f"docs/fotos/{nombre}.png")


def main() -> None:
    CARPETA.mkdir(parents=True, exist_ok=True)
    with demostracion() as direccion, sync_playwright() as playwright:
        navegador = lanzar(playwright)
        for foto in FOTOS:
            retratar(navegador, direccion, *foto)
        navegador.close()


if __name__ == "__main__":
    main()
