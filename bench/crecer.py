"""What grows when the country grows: each page on 10,000 commitments and on 1,000,000, and the same lists in the administration of the yardstick.

`python -m bench.crecer 1000000 postgresql`: two countries of 224 UGEL and 1,891 districts on one engine, three servers, all of it interleaved. It takes
an hour or so, most of it to make the large one, so `make bench` leaves it alone; what it measured is in docs/escala.md.
"""

import argparse
import contextlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.cliente import Cliente, Prueba, medir
from bench.servidor import PORTAL, RAIZ, dentro, sirviendo
from tests.postgres import servidor

POCOS, MUCHOS = 10_000, 1_000_000
VUELTAS, CALENTAMIENTO = 30, 5
CRECE, DE_LA_VARA = 1.5, 1 / 3
VARA = "bench.vara.ajustes_admin"
INFORME = RAIZ / "docs" / "escala.md"
CABEZA = f"""# El país entero, medido

Lo escribe `python -m bench.crecer`; no se edita a mano. Cada página con {POCOS:,} compromisos y con todos, en dos bases de 224 UGEL y 1,891
distritos, por turnos. «crece»: cuántas veces tarda. La vara es la administración de Django con django-import-export y django-simple-history
sobre las mismas filas: los mismos 50 por página, el mismo filtro, la misma búsqueda; sin situación ni progreso, que no tiene. Los
milisegundos dependen del equipo; lo que vale es la razón.
"""


@contextlib.contextmanager
def _bases(motor: str, carpeta: Path) -> Iterator[tuple[str, str]]:
    """Two empty databases of one engine."""
    if motor == "sqlite":
        yield f"sqlite:///{carpeta / 'pocos'}.sqlite3", f"sqlite:///{carpeta / 'muchos'}.sqlite3"
        return
    with servidor() as pocos, servidor() as muchos:
        yield pocos, muchos


def medir_en(pocos: str, muchos: str, carpeta: Path, compromisos: int) -> dict[str, Any]:
    """Both countries are made one after the other; then every page of both, and the lists of the yardstick on the large one, take turns."""
    hecho = [dentro(url, carpeta, "crecer", str(cuantos)) for url, cuantos in ((pocos, POCOS), (muchos, compromisos))]
    with sirviendo(pocos, carpeta, PORTAL) as chico, sirviendo(muchos, carpeta, PORTAL) as grande, sirviendo(muchos, carpeta, VARA) as vara:
        de_cada = [
            [
                Prueba(nombre, Cliente(puerto, mundo["sesiones"][quien]), [direccion])
                for nombre, (quien, direccion) in mundo["direcciones"].items()
            ]
            for puerto, mundo in zip((chico, grande), hecho, strict=True)
        ]
        cookie = hecho[1]["sesiones"]["pais"]
        varas = [Prueba(nombre, Cliente(vara, cookie), [direccion]) for nombre, direccion in hecho[1]["vara"].items()]
        medir([*de_cada[0], *de_cada[1], *varas], vueltas=VUELTAS, calentamiento=CALENTAMIENTO)
    return hecho[1] | {"pocos": de_cada[0], "muchos": de_cada[1], "varas": {p.nombre: p for p in varas}}


def lineas(medida: dict[str, Any]) -> tuple[list[str], bool]:
    """As docs/escala.md tells them, and whether all is as promised."""
    filas = ", ".join(f"{n:,} {que}" for que, n in medida["filas"].items())
    dichas = [
        f"{medida['motor']}: {filas}; la UGEL que se mide tiene {medida['de_la_ugel']:,} compromisos. "
        f"Generarlo: {medida['generar']:.0f} s; contar todos los tableros: {medida['contar']:.0f} s.",
        "",
        f"| página | consultas | con {POCOS:,} ms | con todos ms | p95 ms | crece | prometido | | vara ms | de la vara | prometido | |",
        "|---|--:|--:|--:|--:|--:|--:|---|--:|--:|--:|---|",
    ]
    cumple = True
    for antes, ahora in zip(medida["pocos"], medida["muchos"], strict=True):
        crece = ahora.mediana / antes.mediana
        bien = crece <= CRECE
        linea = f"| {ahora.nombre} | {medida['consultas'][ahora.nombre]} | {antes.mediana:.1f} | {ahora.mediana:.1f} | {ahora.p95:.1f} "
        linea += f"| {crece:.1f} | ≤ {CRECE} | {'✔' if bien else '✘'} "
        if vara := medida["varas"].get(ahora.nombre):
            parte = ahora.mediana / vara.mediana
            bien &= parte <= DE_LA_VARA
            linea += f"| {vara.mediana:.1f} | {parte:.2f} | ≤ {DE_LA_VARA:.2f} | {'✔' if parte <= DE_LA_VARA else '✘'} |"
        else:
            linea += "| | | | |"
        cumple &= bien
        dichas.append(linea)
    return dichas, cumple


def main() -> int:
    """One engine."""
    pide = argparse.ArgumentParser()
    pide.add_argument("compromisos", type=int, nargs="?", default=MUCHOS)
    pide.add_argument("motor", choices=["postgresql", "sqlite"], nargs="?", default="postgresql")
    dicho = pide.parse_args()
    with tempfile.TemporaryDirectory(prefix="portal-medicion-") as sitio, _bases(dicho.motor, Path(sitio)) as bases:
        dichas, cumple = lineas(medir_en(*bases, Path(sitio), dicho.compromisos))
    INFORME.write_text("\n".join([CABEZA, *dichas, ""]), encoding="utf-8")
    print(f"anotado en {INFORME.relative_to(RAIZ)}: {'todo dentro de lo prometido' if cumple else 'hay medidas fuera de lo prometido'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
