"""`importar` on the command line with a million rows (PostgreSQL), beside the database alone taking the same rows into the same tables.

`python -m bench.importar_mucho 1000000`. The rows that the import wrote (commitments, their districts, their first avance, and the history of the
three) are copied out, and COPY puts them in again under another convenio: same columns, same indexes, same triggers, and nothing else.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.servidor import PORTAL, RAIZ, dentro, entorno
from tests.postgres import servidor

FILAS, PARTE, MATRIZ = 1_000_000, 0.25, "matriz.csv"
OTRA = 1_000_000_000  # what is added to the keys of the rows that COPY puts in again


def preparar(carpeta: Path, filas: int) -> dict[str, Any]:
    """Inside Django: a UGEL as the others of these measures, the convenio into which the file goes, and the file."""
    from base.comun.documentos import escribir_csv
    from bench.consultas import POCAS
    from bench.datos import llenar
    from bench.importar import TITULOS, _convenio, una_a_una

    llenar(POCAS, resto=POCAS)
    with (carpeta / MATRIZ).open("wb") as archivo:
        archivo.writelines(escribir_csv(TITULOS, una_a_una(filas)))
    return {"convenio": _convenio("MUCHAS").codigo}


def copiar(carpeta: Path) -> dict[str, Any]:
    """Inside Django: the rows of the last import, out of the six tables and into them again."""
    from django.db import connection, transaction

    from base.bitacora.models import Lote
    from bench.importar import _convenio
    from convenios.models import Alcance, Avance, Compromiso

    lote, otro = Lote.objects.order_by("pk").last(), _convenio("COPIA")
    de_ese_lote = f"{Compromiso.history.model._meta.get_field('lote').column} = {lote.pk}"
    cambian = {
        "id": f"id + {OTRA}",
        "history_id": f"history_id + {OTRA}",
        "compromiso_id": f"compromiso_id + {OTRA}",
        "convenio_id": str(otro.pk),
    }
    segundos, filas = 0.0, 0
    with transaction.atomic(), connection.cursor() as cursor:
        for modelo in (Compromiso, Alcance, Avance):
            suyas = f"id IN (SELECT id FROM {modelo.history.model._meta.db_table} WHERE {de_ese_lote})"  # noqa: S608
            for tabla, columnas, cuales in (
                (modelo._meta.db_table, _columnas(modelo), suyas),
                (modelo.history.model._meta.db_table, _columnas(modelo.history.model), de_ese_lote),
            ):
                leer = ", ".join(cambian.get(columna, columna) for columna in columnas)
                archivo = carpeta / tabla
                with archivo.open("w", encoding="utf-8") as salida:
                    cursor.cursor.copy_expert(f"COPY (SELECT {leer} FROM {tabla} WHERE {cuales} ORDER BY 1) TO STDOUT", salida)  # noqa: S608
                inicio = time.perf_counter()
                with archivo.open(encoding="utf-8") as entrada:
                    cursor.cursor.copy_expert(f"COPY {tabla} ({', '.join(columnas)}) FROM STDIN", entrada)
                segundos += time.perf_counter() - inicio
                filas += cursor.cursor.rowcount
                archivo.unlink()
        inicio = time.perf_counter()
        connection.check_constraints()
        segundos += time.perf_counter() - inicio
    return {"segundos": segundos, "filas": filas}


def _columnas(modelo: Any) -> list[str]:
    return [str(campo.column) for campo in modelo._meta.local_concrete_fields if not campo.generated]


def medir_en(url: str, carpeta: Path, filas: int) -> dict[str, Any]:
    """The command, as a process of its own: seconds, and the most memory that it held; then COPY."""
    hecho, ruta = dentro(url, carpeta, "importar_mucho", "preparar", str(filas)), carpeta / MATRIZ
    orden = [
        "manage.py",
        "importar",
        "compromisos",
        str(ruta),
        f"--convenio={hecho['convenio']}",
        "--por=coordinador",
        f"--filas={filas + 20_000}",
    ]
    inicio = time.perf_counter()
    proceso = subprocess.Popen(
        [sys.executable, *orden, "--aplicar"], cwd=RAIZ, env=entorno(url, carpeta, PORTAL), stderr=subprocess.DEVNULL
    )
    _, estado, uso = os.wait4(proceso.pid, 0)
    segundos, memoria = time.perf_counter() - inicio, uso.ru_maxrss * 1024
    if os.waitstatus_to_exitcode(estado):
        raise RuntimeError("la importación falló")
    return {"filas": filas, "segundos": segundos, "memoria": memoria, "copia": dentro(url, carpeta, "importar_mucho", "copiar")}


def linea(hecho: dict[str, Any]) -> tuple[str, bool]:
    """What was measured, and whether it is as promised."""
    filas, segundos, copia = hecho["filas"], hecho["segundos"], hecho["copia"]
    parte = copia["segundos"] / segundos
    dicho = (
        f"{filas:,} filas: {segundos:.0f} s ({filas / segundos:,.0f} por segundo), {hecho['memoria'] / 2**20:.0f} MB; COPY de lo mismo "
        f"({copia['filas']:,} filas en seis tablas): {copia['segundos']:.0f} s; {parte:.1%} de COPY (≥ {PARTE:.0%}) {'✔' if parte >= PARTE else '✘'}"
    )
    return dicho, parte >= PARTE


def main() -> int:
    """So many rows."""
    filas = int(next(iter(sys.argv[1:]), FILAS))
    with tempfile.TemporaryDirectory(prefix="portal-medicion-") as sitio, servidor() as url:
        dicho, cumple = linea(medir_en(url, Path(sitio), filas))
    print(dicho)
    return 0 if cumple else 1


if __name__ == "__main__":
    sys.exit(main())
