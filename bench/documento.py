"""docs/rendimiento.md: what was measured, beside what was promised. What falls short is shown as such.

Each part is written as soon as it is measured and says when, how long it took and on what machine; the parts that were not measured this time
stay as they were.
"""

import datetime
import os
import platform
import re
import time
from pathlib import Path

import django

from bench.partes.parte import Parte
from bench.partes.tiempos import VUELTAS

DOCUMENTO = Path(__file__).resolve().parent.parent / "docs" / "rendimiento.md"
SUMAS = 10_000_000
CABEZA = f"""\
# Rendimiento medido

Lo escribe `make bench`; no se edita a mano. `make bench SOLO="tiempos importar"` mide y escribe solo esas partes. ✔ dentro de lo prometido ·
✘ fuera · ★ alcanza además la meta mayor.

Los tiempos en milisegundos dependen del equipo y de lo que haga en ese momento (cada parte dice cuánto tardan en él diez millones de sumas de
Python); lo que vale es la **razón** entre dos medidas de la misma corrida.

## Con qué se compara

**La vara** es un Django como lo escribe `startproject` (sus siete *middleware*, sus procesadores de contexto, DEBUG apagado) con una sola vista:
una consulta por índice, 50 compromisos, una plantilla de una tabla de cinco columnas, sin comprimir. Usa la misma base de datos y los mismos
modelos, y la sirve otro granian con las mismas opciones que el portal (las de `make demo`: un proceso, cuatro hilos).
Nadie ha entrado: no lee sesión ni persona. Al lado se anota, solo como referencia, la misma vista con una persona dentro (tres consultas).

El portal corre como en producción (https terminado por delante, cabeceras, gzip, permisos, historia). El cliente pide por una conexión
que se mantiene abierta, acepta gzip, y alterna todas las pruebas en un orden que cambia en cada vuelta: {VUELTAS} vueltas después de calentar.
"""
_PARTE = re.compile(r"^## (.+)\n((?:(?!^## ).*\n?)*)", re.MULTILINE)


def lo_que_tarda_el_equipo() -> float:
    """Seconds of ten million additions in Python: by how much this machine is slower than another one."""
    inicio, suma = time.perf_counter(), 0
    for i in range(SUMAS):
        suma += i * i
    return time.perf_counter() - inicio


def cuando_y_donde(segundos: float, del_equipo: float) -> str:
    """The line under a heading."""
    cuando = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC")
    programas = f"Python {platform.python_version()}, Django {django.get_version()}"
    return f"*Medido el {cuando}, en {segundos / 60:.1f} minutos: {os.cpu_count()} núcleos, {programas}; diez millones de sumas, {del_equipo:.1f} s.*"


def escribir(parte: Parte, pie: str, lineas: list[str], *, en_orden: list[str]) -> None:
    """That part in its place; the others stay as they were written, and one that is not measured any more is gone."""
    escritas = dict(_PARTE.findall(DOCUMENTO.read_text(encoding="utf-8"))) if DOCUMENTO.exists() else {}
    escritas[parte.titulo] = "\n".join(["", pie, "", *([parte.dice, ""] if parte.dice else []), *lineas]).rstrip() + "\n\n"
    cuerpo = "".join(f"## {titulo}\n{escritas[titulo]}" for titulo in en_orden if titulo in escritas)
    DOCUMENTO.write_text(f"{CABEZA}\n{cuerpo.rstrip()}\n", encoding="utf-8")
