"""`make bench`: measures on throw-away databases, on both engines, and writes docs/rendimiento.md.

`python -m bench tiempos importar` measures those parts only. A part that fails leaves what it had written before, and the others go on.
"""

import argparse
import sys
import tempfile
import time
import traceback
from pathlib import Path

from bench import documento
from bench.partes import consultas, del_pais, escuelas, importar, informes, muchos, pesos, planes, publico, tiempos
from bench.partes.parte import Parte, avisar

PARTES: dict[str, Parte] = {
    "tiempos": tiempos.PARTE,
    "escuelas": escuelas.PARTE,
    "pesos": pesos.PARTE,
    "consultas": consultas.PARTE,
    "publico": publico.PARTE,
    "informes": informes.PARTE,
    "masiva": muchos.MASIVA,
    "deshacer": muchos.DESHACER,
    "planes": planes.DEL_PAIS,
    "tableros": del_pais.TABLEROS,
    "cuadricula": planes.UNA_FILA,
    "importar": importar.MATRIZ,
    "escale": importar.ESCALE,
    "carga": del_pais.CARGA,
    "un-millon": del_pais.UN_MILLON,
}
TITULOS = [parte.titulo for parte in PARTES.values()]


def medir(parte: Parte, del_equipo: float) -> str:
    """Measure one part and write it: in a few words, how it went."""
    inicio = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="portal-medicion-") as carpeta:
        lineas, cumple = parte.medir(Path(carpeta))
    documento.escribir(parte, documento.cuando_y_donde(time.monotonic() - inicio, del_equipo), lineas, en_orden=TITULOS)
    return "todo dentro de lo prometido" if cumple else "hay medidas fuera de lo prometido"


def main() -> int:
    """All but the long parts, or those that are named. 1: some part could not be measured."""
    pide = argparse.ArgumentParser(prog="python -m bench")
    pide.add_argument("partes", nargs="*", metavar="PARTE", help=", ".join(PARTES))
    nombres = pide.parse_args().partes or [nombre for nombre, parte in PARTES.items() if not parte.larga]
    if desconocidas := set(nombres) - PARTES.keys():
        pide.error(f"no hay parte que se llame {', '.join(sorted(desconocidas))}; las que hay: {', '.join(PARTES)}")
    del_equipo, fallaron = documento.lo_que_tarda_el_equipo(), []
    for nombre in nombres:
        try:
            avisar(f"── {nombre}: {medir(PARTES[nombre], del_equipo)}")
        except Exception:
            traceback.print_exc()
            fallaron.append(nombre)
    if fallaron:
        avisar(f"no se pudo medir: {', '.join(fallaron)}; queda lo que estaba escrito")
    return 1 if fallaron else 0


if __name__ == "__main__":
    sys.exit(main())
