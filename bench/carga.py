"""P39: people at work and visitors at once, and then more and more of them until it breaks.

`python -m bench.carga --minutos 10 --veces 1 --motor postgresql`: 50 people (10 s between two pages, one page in ten is a report that is written) and 200
visitors (30 s), on 30 districts, 20,000 commitments and 200,000 lines of history. `--veces 10` is ten times those rows. Clients and server share the machine.
"""

import argparse
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.cliente import CABECERAS, Cliente
from bench.servidor import PORTAL, dentro, sirviendo
from tests.postgres import servidor

PERSONAS, VISITAS, PIENSA, MIRA, ESCRIBE_UNA_DE = 50, 200, 10.0, 30.0, 10
LEER, ESCRIBIR = 500, 1000  # milliseconds at the 95th percentile
SECRETO = "a" * 32  # of the form and of its cookie: the client chooses both
MAS = 2  # times as many people in each step, until it breaks


@dataclass
class Anotado:
    """The milliseconds of each page that was read and of each report that was written, and what went wrong."""

    leer: list[float] = field(default_factory=list)
    escribir: list[float] = field(default_factory=list)
    errores: list[str] = field(default_factory=list)

    @property
    def aguanta(self) -> bool:
        """Within what was promised."""
        return not self.errores and _p95(self.leer) < LEER and _p95(self.escribir) < ESCRIBIR


def _p95(tiempos: list[float]) -> float:
    return statistics.quantiles(tiempos, n=20)[-1] if len(tiempos) > 1 else 0.0


class _Campos(HTMLParser):
    """What a browser would send of the form of a report if nobody typed anything; of a choice, the first one that says something."""

    def __init__(self) -> None:
        super().__init__()
        self.valores: dict[str, str] = {}
        self._lista = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep its name and value."""
        dicho = dict(attrs)
        nombre, valor = dicho.get("name") or "", dicho.get("value") or ""
        if tag == "select":
            self._lista = nombre
        elif tag == "option" and valor and self._lista:
            self.valores.setdefault(self._lista, valor)
        elif tag == "input" and nombre and dicho.get("type") not in ("file", "checkbox", "search", "submit"):
            self.valores.setdefault(nombre, valor)


def _reportar(cliente: Cliente, direccion: str, galleta: str) -> tuple[float, int]:
    """Open the form, fill it and send it: how long the answer to what was sent took, and its status."""
    formulario = cliente.pedir(direccion, **{"Accept-Encoding": "identity"})
    campos = _Campos()
    campos.feed(formulario.cuerpo.decode())
    valores = campos.valores | {
        "descripcion": "Se hizo, en la medición.",
        "fecha": time.strftime("%Y-%m-%d"),
        "sin_evidencia_motivo": "Medición",
        "csrfmiddlewaretoken": SECRETO,
    }
    if "cantidad" in valores:
        valores["cantidad"] = "1"
    cabeceras = CABECERAS | {
        "Cookie": f"{cliente.cookie['Cookie']}; {galleta}={SECRETO}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Referer": f"https://127.0.0.1:{cliente.conexion.port}{direccion}",
    }
    inicio = time.perf_counter()
    cliente.conexion.request("POST", direccion, body=urlencode(valores), headers=cabeceras)
    respuesta = cliente.conexion.getresponse()
    respuesta.read()
    return (time.perf_counter() - inicio) * 1000, respuesta.status


def _alguien(puerto: int, mundo: dict[str, Any], n: int, *, personas: int, hasta: float, anotado: Anotado) -> None:
    """One person, or one visitor, until the time is over."""
    azar = random.Random(n)  # noqa: S311
    trabaja = n < personas
    cliente = Cliente(puerto, mundo["sesiones"][n % len(mundo["sesiones"])] if trabaja else "")
    espera = PIENSA if trabaja else MIRA
    time.sleep(azar.uniform(0, espera))
    while time.monotonic() < hasta:
        escribe = trabaja and azar.randrange(ESCRIBE_UNA_DE) == 0
        direccion = azar.choice(mundo["escriben" if escribe else "dentro" if trabaja else "publico"])
        try:
            if escribe:
                tarda, estado = _reportar(cliente, direccion, mundo["galleta"])
            else:
                inicio = time.perf_counter()
                estado = cliente.pedir(direccion).estado
                tarda = (time.perf_counter() - inicio) * 1000
            (anotado.escribir if escribe else anotado.leer).append(tarda)
            if estado != (302 if escribe else 200):
                anotado.errores.append(f"{direccion}: {estado}")
        except (OSError, HTTPException) as error:
            anotado.errores.append(f"{direccion}: {error!r}")
            cliente.conexion.close()
        time.sleep(azar.uniform(espera / 2, espera * 1.5))


def una_tanda(puerto: int, mundo: dict[str, Any], *, veces: int, segundos: float) -> Anotado:
    """So many times the people and the visitors, for so long."""
    anotado, hasta, personas = Anotado(), time.monotonic() + segundos, PERSONAS * veces
    hilos = [
        threading.Thread(
            target=_alguien, args=(puerto, mundo, n), kwargs={"personas": personas, "hasta": hasta, "anotado": anotado}, daemon=True
        )
        for n in range(personas + VISITAS * veces)
    ]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join()
    return anotado


def medir_en(url: str, carpeta: Path, *, filas: int, minutos: float, hasta: int) -> dict[str, Any]:
    """The load that was promised, for so long; then twice as many people each time, for a third of it, until it breaks (or `hasta` times)."""
    mundo, tandas = dentro(url, carpeta, "carga", str(filas)), []
    with sirviendo(url, carpeta, PORTAL) as puerto:
        veces, segundos = 1, minutos * 60
        while veces <= hasta:
            tandas.append((veces, una_tanda(puerto, mundo, veces=veces, segundos=segundos)))
            if not tandas[-1][1].aguanta:
                break
            veces, segundos = veces * MAS, minutos * 20
    return mundo | {"tandas": tandas}


def lineas(medida: dict[str, Any]) -> list[str]:
    """As docs/rendimiento.md tells them."""
    filas = ", ".join(f"{n:,} {que}" for que, n in medida["filas"].items())
    dichas = [
        f"{medida['motor']}: {filas}.",
        "",
        "| personas | visitas | páginas | p95 leer ms | reportes | p95 escribir ms | errores | |",
        "|--:|--:|--:|--:|--:|--:|--:|---|",
    ]
    for veces, a in medida["tandas"]:
        dichas.append(
            f"| {PERSONAS * veces} | {VISITAS * veces} | {len(a.leer):,} | {_p95(a.leer):.0f} | {len(a.escribir):,} | {_p95(a.escribir):.0f} "
            f"| {len(a.errores)} | {'✔' if a.aguanta else '✘'} |"
        )
        dichas += [f"<!-- {error} -->" for error in a.errores[:3]]
    return dichas


@contextmanager
def _sqlite(carpeta: Path) -> Iterator[str]:
    yield f"sqlite:///{carpeta / 'carga'}.sqlite3"


def main() -> int:
    """One engine."""
    pide = argparse.ArgumentParser()
    pide.add_argument("--minutos", type=float, default=10)
    pide.add_argument("--veces", type=int, default=1, help="veces las filas prometidas")
    pide.add_argument("--hasta", type=int, default=64, help="veces la gente prometida, como máximo")
    pide.add_argument("--motor", choices=["postgresql", "sqlite"], default="postgresql")
    dicho = pide.parse_args()
    with tempfile.TemporaryDirectory(prefix="portal-medicion-") as sitio:
        carpeta = Path(sitio)
        base: Callable[[], Any] = servidor if dicho.motor == "postgresql" else lambda: _sqlite(carpeta)
        with base() as url:
            medida = medir_en(url, carpeta, filas=dicho.veces, minutos=dicho.minutos, hasta=dicho.hasta)
    print("\n".join(lineas(medida)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
