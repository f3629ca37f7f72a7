"""P17: a hostile file costs seconds and megabytes, never the server."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .corpus import casos, hostiles
from .corpus.caso import Caso

RAIZ = Path(__file__).resolve().parents[2]
HOSTILES = [caso for caso in casos() if caso.hostil]
SEGUNDOS, MEGAS = 15, 300
BASE = 45  # megabytes of a child that has loaded openpyxl and read nothing

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="mide con /proc")


class Medidor:
    """The process that measures."""

    def __init__(self, proceso: "subprocess.Popen[str]", carpeta: Path) -> None:
        self.proceso, self.archivo = proceso, carpeta / "archivo"

    def medir(self, caso: Caso) -> dict[str, Any]:
        assert self.proceso.stdin
        assert self.proceso.stdout
        self.archivo.write_bytes(caso.contenido())
        self.proceso.stdin.write(f"{self.archivo}\n")
        self.proceso.stdin.flush()
        return json.loads(self.proceso.stdout.readline())


@contextlib.contextmanager
def midiendo(carpeta: Path, *opciones: str) -> Iterator[Medidor]:
    entorno = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings"}
    orden = [sys.executable, "-m", "tests.importaciones.medidor", *opciones]
    with subprocess.Popen(orden, cwd=RAIZ, env=entorno, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as proceso:
        yield Medidor(proceso, carpeta)
        proceso.stdin.close()


def caro(costo: dict[str, Any]) -> bool:
    return costo["segundos"] > SEGUNDOS or costo["propio_mb"] > MEGAS or costo["hijo_mb"] - BASE > MEGAS


@pytest.mark.promesa("P17")
def test_a_hostile_file_costs_little(tmp_path, promesa):
    caros, costos = {}, []
    cada = promesa.veces(5, 1)  # the corpus runs them all: here one in five is weighed, in the full run each
    with midiendo(tmp_path) as medidor:
        for caso in HOSTILES[::cada]:
            costos.append(medidor.medir(caso))
            if caro(costos[-1]) or costos[-1]["motivo"] != caso.motivo:
                caros[caso.nombre] = costos[-1]
    promesa.anotar(
        "archivos hostiles, leídos",
        archivos=len(costos),
        segundos_a_lo_mas=round(max(c["segundos"] for c in costos), 1),
        mb_a_lo_mas=round(max(c["propio_mb"] for c in costos)),
        mb_del_hijo_a_lo_mas=round(costos[-1]["hijo_mb"] - BASE),
    )
    assert caros == {}


@pytest.mark.promesa("P17")
@pytest.mark.control
def test_control_without_the_measure_of_letters_one_small_file_fills_the_memory(tmp_path):
    caso = next(c for c in hostiles.casos() if c.nombre.startswith("un texto que comparten"))
    with midiendo(tmp_path) as con, midiendo(tmp_path, "sin-medida") as sin:
        assert con.medir(caso)["propio_mb"] < 80
        assert sin.medir(caso)["propio_mb"] > 100  # of a file of nine kilobytes; a hundred times as many cells would fill any machine
