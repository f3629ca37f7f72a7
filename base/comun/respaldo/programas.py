"""PostgreSQL's own programs (pg_dump, psql), of a version that fits the server."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection

from .errores import ErrorDeRespaldo

CARPETAS = Path("/usr/lib/postgresql")  # where Debian keeps them, a folder for each version
PAUSA = 1.0  # seconds between one sign of life and the next
EN_EL_ENTORNO = {
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "service": "PGSERVICE",
}


def version_del_servidor() -> int:
    """Its first number: 15 for 15.14."""
    connection.ensure_connection()
    return int(connection.connection.server_version) // 10000


def _version(programa: str) -> int:
    dicho = subprocess.run([programa, "--version"], check=True, capture_output=True, text=True).stdout  # noqa: S603 -- found below
    return int(re.search(r"(\d+)", dicho.partition(")")[2] or dicho)[1])  # type: ignore[index]


def programa(nombre: str) -> str:
    """Where it is: of the server's version, or the nearest later one."""
    servidor = version_del_servidor()
    candidatos = [str(ruta) for ruta in CARPETAS.glob(f"*/bin/{nombre}")]
    candidatos += [en_path] if (en_path := shutil.which(nombre)) else []
    sirven = sorted((version, ruta) for ruta in candidatos if (version := _version(ruta)) >= servidor)
    if not sirven:
        hay = f" (el que hay es de la {max(map(_version, candidatos))})" if candidatos else ""
        raise ErrorDeRespaldo(
            f"Falta el programa {nombre} de PostgreSQL {servidor} o posterior{hay}. En Debian: apt-get install postgresql-client-{servidor}."
        )
    return sirven[0][1]


def entorno() -> dict[str, str]:
    """How those programs are told which database: the password never stands in the list of processes."""
    datos = connection.settings_dict
    opciones: dict[str, Any] = datos.get("OPTIONS") or {}
    suyos = {"PGHOST": datos["HOST"], "PGPORT": str(datos["PORT"] or ""), "PGUSER": datos["USER"], "PGPASSWORD": datos["PASSWORD"]}
    suyos |= {"PGDATABASE": str(datos["NAME"]), "PGCLIENTENCODING": "UTF8", "LC_ALL": "C.UTF-8"}
    suyos |= {EN_EL_ENTORNO[clave]: str(valor) for clave, valor in opciones.items() if clave in EN_EL_ENTORNO}
    ajenas = {nombre: valor for nombre, valor in os.environ.items() if not nombre.startswith("PG")}
    return ajenas | {nombre: valor for nombre, valor in suyos.items() if valor}


def correr(orden: list[str], latido: Callable[[], None], **como: Any) -> None:
    """Run one of them to its end, with a sign of life now and then; what it complains of, if it fails."""
    with subprocess.Popen(orden, env=entorno(), stderr=subprocess.PIPE, text=True, **como) as proceso:  # noqa: S603 -- see `programa`
        _, quejas = esperar(proceso, latido)
    if proceso.returncode:
        raise ErrorDeRespaldo(f"{Path(orden[0]).name} no terminó: {quejas.strip()[-600:]}")


def esperar(proceso: "subprocess.Popen[str]", latido: Callable[[], None]) -> tuple[str, str]:
    """What a program said and what it complained of, at its end. It ends with whoever waits for it, also when that one is told to stop."""
    try:
        while True:
            try:
                return proceso.communicate(timeout=PAUSA)
            except subprocess.TimeoutExpired:
                latido()
    except BaseException:
        proceso.kill()
        raise
