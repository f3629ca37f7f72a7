"""`make promesas`: every promise measured with its full count, on both engines, and the figures written to docs/promesas.md.

`python -m tests.promesas P9 P10` measures only those. Each is written as soon as it is measured: all of them take hours.
`python -m tests.promesas --tabla` writes only the table that says which tests measure each promise (tests/promesas_tabla.py).

A test that measures one wears `@pytest.mark.promesa("P1")` and asks for the fixture `promesa`: `promesa.veces(20, 200)` is how often
it tries (in `make test`, in `make promesas`), `promesa.anotar("what was tried", perdidas=0)` writes down what came out.
"""

import argparse
import datetime
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from tests import promesas_pagina as pagina
from tests.auditoria import SinAuditar, auditar
from tests.postgres import SinPostgres, servidor
from tests.promesas_declaradas import PROMESAS
from tests.promesas_tabla import RAIZ, medidas

REGISTRO = "PORTAL_REGISTRO_DE_PROMESAS"  # the file of the full run; unset in `make test`
SOLO = "PORTAL_SOLO_LA_PROMESA"  # whose tests are run, and no others
MOTORES = {"SQLite": "promesa", "PostgreSQL": "promesa and con_base and not navegador and not igual_en_los_dos"}
SIN_PRUEBAS = 5  # what pytest answers when it was given none


class Promesa:
    """One promise of the portal, as one test measures it."""

    def __init__(self, codigo: str):
        self.codigo = codigo

    def veces(self, reducida: int, completa: int) -> int:
        return completa if REGISTRO in os.environ else reducida

    def contar(self, *, passed: bool) -> None:
        """One test of this promise ended; the report says how many did, and how many failed."""
        self._escribir(paso=passed)

    def anotar(self, que: str, **cifras: object) -> None:
        self._escribir(que=que, cifras=cifras)

    def _escribir(self, **dato: object) -> None:
        if registro := os.environ.get(REGISTRO):
            with open(registro, "a", encoding="utf-8") as archivo:
                archivo.write(json.dumps({"codigo": self.codigo, **dato}, ensure_ascii=False, default=str) + "\n")


def medir(codigo: str, motor: str, registro: Path, url: str) -> bool:
    """Run the tests of that promise, those of the browser included, and say whether they passed. One process: what is measured waits for no neighbour."""
    medida = medidas().get(codigo)
    archivos = sorted(medida.pruebas | medida.controles) if medida else []
    if not archivos:
        return True
    orden = [sys.executable, "-m", "pytest", "-m", MOTORES[motor], *archivos]
    entorno = {**os.environ, REGISTRO: str(registro), SOLO: codigo, "DATABASE_URL": url}
    return subprocess.run(orden, check=False, cwd=RAIZ, env=entorno).returncode in (0, SIN_PRUEBAS)


def filas(codigo: str, motor: str, registro: Path) -> list[str]:
    """What the tests of that promise wrote down, as lines of the page."""
    hoy, hechas, pruebas = datetime.datetime.now(datetime.UTC).date(), [], Counter[bool]()
    datos = [json.loads(linea) for linea in registro.read_text(encoding="utf-8").splitlines()] if registro.exists() else []
    for dato in (d for d in datos if d["codigo"] == codigo):
        if "paso" in dato:
            pruebas[dato["paso"]] += 1
            continue
        cifras = " · ".join(f"{nombre.replace('_', ' ')} {valor}" for nombre, valor in dato["cifras"].items())
        hechas.append(pagina.fila(codigo, hoy, motor, dato["que"], cifras))
    if pruebas:
        cifras = f"pruebas {pruebas.total()} · fallas {pruebas[False]}"
        hechas.append(pagina.fila(codigo, hoy, motor, "todas sus pruebas, controles incluidos", cifras))
    return hechas


def huecos() -> tuple[bool, str]:
    """P42: whether no hole is known, and the line that says so or says that nobody could be asked."""
    try:
        hallados, dicho = auditar(), ""
    except SinAuditar as error:
        hallados, dicho = [], f"no corrida: {error}"
    cifras = dicho or f"hallados {len(hallados)} {' · '.join(hallados)}".strip()
    hoy = datetime.datetime.now(datetime.UTC).date()
    return not hallados, pagina.fila("P42", hoy, "—", "agujeros conocidos de los paquetes fijados", cifras)


@contextmanager
def _base(motor: str) -> Iterator[str]:
    with servidor() if motor == "PostgreSQL" else nullcontext("") as url:
        yield url


def una(codigo: str) -> bool:
    """Measure one promise on both engines and write it; whether it is kept."""
    nuevas, bien = [], True
    with tempfile.TemporaryDirectory() as carpeta:
        for motor in MOTORES:
            with _base(motor) as url:
                bien &= medir(codigo, motor, Path(carpeta, motor), url)
            nuevas += filas(codigo, motor, Path(carpeta, motor))
    if codigo == "P42":
        sin_huecos, linea = huecos()
        bien &= sin_huecos
        nuevas.append(linea)
    pagina.escribir(nuevas, de=codigo)
    print(f"── {codigo}: {'se cumple' if bien else 'NO SE CUMPLE'}", flush=True)
    return bien


def main() -> int:
    """All of them, or those that are named. 1: one is not kept, or could not be measured."""
    pide = argparse.ArgumentParser(prog="python -m tests.promesas")
    pide.add_argument("promesas", nargs="*", metavar="P1")
    pide.add_argument("--tabla", action="store_true", help="escribe solo la tabla")
    dicho = pide.parse_args()
    if desconocidas := set(dicho.promesas) - PROMESAS.keys():
        pide.error(f"no hay promesa {', '.join(sorted(desconocidas))}")
    if dicho.tabla:
        pagina.escribir()
        return 0
    try:
        incumplidas = [codigo for codigo in dicho.promesas or PROMESAS if not una(codigo)]
    except SinPostgres as error:
        print(f"Sin PostgreSQL no se miden: {error}.")
        return 1
    print(f"Anotado en {pagina.PAGINA.relative_to(RAIZ)}: {', '.join(incumplidas) or 'ninguna'} sin cumplir.")
    return int(bool(incumplidas))


if __name__ == "__main__":
    sys.exit(main())
