"""Reads one file after another in a small process, and says what each cost: `python -m tests.importaciones.medidor [sin-medida]`.

One path a line comes in; one JSON object a line goes out. Memory is the peak above what the process held before that file (its own, from
/proc), and the largest of the children so far. `sin-medida` takes the measure of letters away: the control.
"""

import json
import resource
import sys
import time
from pathlib import Path

import django

KB = 1024


def pico() -> int:
    """Kilobytes that this process held at most since `olvidar()`."""
    lineas = Path("/proc/self/status").read_text().splitlines()
    return int(next(linea.split()[1] for linea in lineas if linea.startswith("VmHWM")))


def olvidar() -> int:
    """Forget the peak; return what is held now."""
    Path("/proc/self/clear_refs").write_text("5")
    return pico()


def medir(ruta: str) -> dict[str, object]:
    from portal.importaciones.catalogo import PADRONES, conocida
    from portal.importaciones.encabezado import ubicar_tabla
    from portal.importaciones.lectura import ArchivoInvalido, leer

    contenido, motivo = Path(ruta).read_bytes(), ""
    antes, inicio = olvidar(), time.monotonic()
    try:
        ubicar_tabla(leer(contenido, conocida=conocida), PADRONES["compromisos"], otros=list(PADRONES.values()))
    except ArchivoInvalido as error:
        motivo = error.motivo
    return {
        "motivo": motivo,
        "segundos": time.monotonic() - inicio,
        "propio_mb": (pico() - antes) / KB,
        "hijo_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / KB,
    }


if __name__ == "__main__":
    django.setup()
    if "sin-medida" in sys.argv:
        from portal.importaciones import limites

        limites.LETRAS = limites.MEMORIA = 4 * 1024 * limites.MIB
    for linea in sys.stdin:
        print(json.dumps(medir(linea.rstrip("\n"))), flush=True)
