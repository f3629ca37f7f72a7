"""`make promesas`: every promise measured with its full count, on both engines, and the figures written to docs/promesas.md.

`python -m tests.promesas --tabla` writes only the table that says which tests measure each promise (tests/promesas_tabla.py).

A test that measures one wears `@pytest.mark.promesa("P1")` and asks for the fixture `promesa`: `promesa.veces(20, 200)` is how often
it tries (in `make test`, in `make promesas`), `promesa.anotar("what was tried", perdidas=0)` writes down what came out.
"""

import datetime
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.auditoria import SinAuditar, auditar
from tests.postgres import SinPostgres, servidor
from tests.promesas_tabla import tabla

RAIZ = Path(__file__).resolve().parent.parent
INFORME = RAIZ / "docs" / "promesas.md"
REGISTRO = "PORTAL_REGISTRO_DE_PROMESAS"  # the file of the full run; unset in `make test`

CABEZA = """\
# Promesas medidas

Lo que el portal promete y dónde se mide. **◆**: además hay una prueba que rompe a propósito lo que la sostiene y ve que entonces no se cumple (su
*control*). *Con control*: probada y rota; *con prueba*: probada; *en parte* y *sin medir*: abajo se dice qué falta. `make test` las mide con
cuentas reducidas; `make promesas`, con las completas. Una prueba mantiene cierta esta tabla.

"""

CIFRAS = """\
## Cifras de la última corrida completa

Las escribe `make promesas`. Última corrida: {cuando}, Python {python}, {nucleos} núcleos. Resultado: {resultado}.

| promesa | motor | qué se probó | cifras |
|---|---|---|---|
"""


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


def medir(registro: Path, **entorno: str) -> int:
    """Browser tests included: they too measure promises. One process: what is measured must not wait for a neighbour."""
    orden = [sys.executable, "-m", "pytest", "-m", "promesa"]
    return subprocess.run(orden, check=False, cwd=RAIZ, env={**os.environ, REGISTRO: str(registro), **entorno}).returncode


def filas(registro: Path, motor: str) -> list[tuple[int, str]]:
    hechas = []
    pruebas: dict[str, list[bool]] = {}
    for linea in registro.read_text(encoding="utf-8").splitlines() if registro.exists() else ():
        dato = json.loads(linea)
        if "paso" in dato:
            pruebas.setdefault(dato["codigo"], []).append(dato["paso"])
            continue
        cifras = " · ".join(f"{nombre.replace('_', ' ')} {valor}" for nombre, valor in dato["cifras"].items())
        hechas.append((int(re.sub(r"\D", "", dato["codigo"])), f"| {dato['codigo']} | {motor} | {dato['que']} | {cifras} |"))
    for codigo, pasaron in pruebas.items():
        cifras = f"pruebas {len(pasaron)} · fallas {pasaron.count(False)}"
        hechas.append((int(re.sub(r"\D", "", codigo)), f"| {codigo} | {motor} | todas sus pruebas, controles incluidos | {cifras} |"))
    return hechas


def huecos() -> tuple[bool, tuple[int, str]]:
    """P42: whether a hole is known, and the line that says so or says that nobody could be asked."""
    try:
        hallados = auditar()
    except SinAuditar as error:
        return False, (42, f"| P42 | — | agujeros conocidos de los paquetes fijados | no corrida: {error} |")
    return bool(hallados), (
        42,
        f"| P42 | — | agujeros conocidos de los paquetes fijados | hallados {len(hallados)} {' · '.join(hallados)} |",
    )


def escribir(cifras: str) -> None:
    INFORME.write_text(f"{CABEZA}{tabla()}\n{cifras}", encoding="utf-8")


def cifras_escritas() -> str:
    """Those of the last full run, as they stand in the page."""
    _, titulo, cifras = INFORME.read_text(encoding="utf-8").partition(CIFRAS.splitlines()[0])
    return titulo + cifras


def main() -> int:
    if sys.argv[1:] == ["--tabla"]:
        escribir(cifras_escritas())
        return 0
    with tempfile.TemporaryDirectory() as carpeta:
        en_sqlite, en_postgres = Path(carpeta, "sqlite"), Path(carpeta, "postgres")
        fallas = medir(en_sqlite, DATABASE_URL="") != 0
        resultado = []
        try:
            with servidor() as url:
                fallas |= medir(en_postgres, DATABASE_URL=url) != 0
        except SinPostgres as error:
            resultado.append(f"sin PostgreSQL ({error})")
        con_huecos, linea = huecos()
        fallas |= con_huecos
        todas = sorted([*filas(en_sqlite, "SQLite"), *filas(en_postgres, "PostgreSQL"), linea])
    resultado.insert(0, "hay promesas incumplidas" if fallas else "todas se cumplen")
    cifras = CIFRAS.format(
        cuando=datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC"),
        python=platform.python_version(),
        nucleos=os.cpu_count(),
        resultado="; ".join(resultado),
    )
    escribir(cifras + "".join(f"{fila}\n" for _, fila in todas))
    print(f"Anotado en {INFORME.relative_to(RAIZ)}: {resultado[0]}")
    return int(fallas or (len(resultado) > 1 and os.environ.get("CI") == "true"))


if __name__ == "__main__":
    sys.exit(main())
