"""The boards of a country: the page Provincia at its three levels, beside the yardstick.

`python -m bench.tableros 1000000 sqlite` measures them alone: so many commitments, on one engine (or on both).
"""

import contextlib
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.cliente import Cliente, Prueba, medir
from bench.servidor import PORTAL, VARA, dentro, sirviendo
from tests.postgres import SinPostgres, servidor

COMPROMISOS = 200_000  # what `make bench` takes its time for; a million by hand
VUELTAS, CALENTAMIENTO, VUELTAS_CON_MARCAS, MARCADAS, RAZON = 100, 10, 10, 5, 3.0


def medir_en(url: str, carpeta: Path, compromisos: int = COMPROMISOS) -> dict[str, Any]:
    """The yardstick and the boards, interleaved; the yardstick is the first. Then the boards again while some UGEL wait to be counted."""
    pais = dentro(url, carpeta, "tableros", str(compromisos))
    with sirviendo(url, carpeta, PORTAL) as portal, sirviendo(url, carpeta, VARA) as vara:
        pruebas = [Prueba("vara: 50 filas de una consulta", Cliente(vara), ["/filas/"])]
        pruebas += [Prueba(nombre, Cliente(portal, pais["sesion"]), [direccion]) for nombre, direccion in pais["direcciones"].items()]
        medir(pruebas, vueltas=VUELTAS, calentamiento=CALENTAMIENTO)
        dentro(url, carpeta, "marcar", str(MARCADAS))
        marcadas = [Prueba(p.nombre, p.cliente, p.direcciones) for p in pruebas]
        medir(marcadas, vueltas=VUELTAS_CON_MARCAS, calentamiento=1)
    return pais | {"pruebas": pruebas, "marcadas": marcadas}


def lineas(medidas: list[dict[str, Any]]) -> tuple[list[str], bool]:
    """As docs/rendimiento.md tells them, and whether all is as promised."""
    dichas = [
        "| motor | página | consultas | mediana ms | p95 ms | razón con la vara | prometido | | con UGEL por recontar ms |",
        "|---|---|--:|--:|--:|--:|--:|---|--:|",
    ]
    notas, cumple = [""], True
    for m in medidas:
        vara = m["pruebas"][0]
        for prueba, marcada in zip(m["pruebas"], m["marcadas"], strict=True):
            razon, es_vara = prueba.mediana / vara.mediana, prueba is vara
            bien = es_vara or razon <= RAZON
            cumple &= bien
            prometido = "| " if es_vara else f"≤ {RAZON:.0f} | {'✔' if bien else '✘'}"
            dichas.append(
                f"| {m['motor']} | {prueba.nombre} | {m['consultas'].get(prueba.nombre, 1)} | {prueba.mediana:.1f} | {prueba.p95:.1f} "
                f"| {razon:.1f} | {prometido} | {marcada.mediana:.1f} |"
            )
        c, filas = m["contar"], ", ".join(f"{n:,} {que}" for que, n in m["filas"].items())
        contar = f"Contar {c['ugeles']} UGEL desde cero: {c['todas']:.0f} s; una: {c['una']:.2f} s."
        notas.append(f"- {m['motor']}: {filas}. Generar el país con sus planes: {c['generar']:.0f} s. {contar}")
    return dichas + notas, cumple


def main() -> int:
    """Both engines, or the one that is named."""
    compromisos, motor = [*sys.argv[1:], "", ""][:2]
    medidas, cuantos = [], int(compromisos or COMPROMISOS)
    with tempfile.TemporaryDirectory(prefix="portal-medicion-") as sitio:
        carpeta = Path(sitio)
        if motor in ("", "sqlite"):
            medidas.append(medir_en(f"sqlite:///{carpeta / 'tableros'}.sqlite3", carpeta, cuantos))
        if motor in ("", "postgresql"):
            with contextlib.suppress(SinPostgres), servidor() as url:
                medidas.append(medir_en(url, carpeta, cuantos))
    print("\n".join(lineas(medidas)[0]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
