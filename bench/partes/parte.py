"""What every part of the document is made of."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bench.cliente import Prueba
from tests.postgres import SinPostgres, servidor

KB = 1024
Medido = tuple[list[str], bool]  # the lines of the document, and whether all of it is as promised


@dataclass(frozen=True)
class Parte:
    """One heading of the document. A long one is measured only when it is named."""

    titulo: str
    dice: str
    medir: Callable[[Path], Medido]
    larga: bool = False


def avisar(texto: str) -> None:
    """What is going on, with the hour."""
    print(f"{time.strftime('%H:%M:%S')}  {texto}", flush=True)


def motores(carpeta: Path, nombre: str) -> Iterator[str]:
    """The address of an empty database of each engine that this machine has, one after the other."""
    avisar(f"{nombre} en SQLite…")
    yield f"sqlite:///{carpeta / nombre}.sqlite3"
    with suppress(SinPostgres), servidor() as url:
        avisar(f"{nombre} en PostgreSQL…")
        yield url


def signo(cumple: bool) -> str:
    """As promised, or not."""
    return "✔" if cumple else "✘"


def kb(octetos: int) -> str:
    """In kilobytes of 1,024."""
    return f"{octetos / KB:.1f}"


def tabla(columnas: str, filas: Iterable[str]) -> list[str]:
    """A table of Markdown. `columnas`: their names, with `>` before those that are numbers."""
    nombres = columnas.split(" | ")
    rayas = "|".join("--:" if nombre.startswith(">") else "---" for nombre in nombres)
    return [f"| {' | '.join(nombre.removeprefix('>') for nombre in nombres)} |", f"|{rayas}|", *filas]


def con_la_vara(titulo: str, pruebas: list[Prueba], prometido: float) -> Medido:
    """What each page takes beside the bare view of fifty rows, which comes first."""
    vara, *portal = pruebas
    filas, cumple = [f"| {vara.nombre} | {vara.mediana:.1f} | {vara.p95:.1f} | 1.0 | | |"], True
    for prueba in portal:
        razon = prueba.mediana / vara.mediana
        cumple &= razon <= prometido
        cifras = f"{prueba.mediana:.1f} | {prueba.p95:.1f} | {razon:.1f} | ≤ {prometido:.0f} | {signo(razon <= prometido)}"
        filas.append(f"| {prueba.nombre} | {cifras} |")
    return [f"### {titulo}", "", *tabla("prueba | >mediana ms | >p95 ms | >razón con la vara | >prometido | ", filas)], cumple
