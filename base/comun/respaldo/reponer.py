"""A portal brought back from a backup: all of it looked at first, aside; then the files, then the database at one stroke, then compared."""

import contextlib
import os
import re
import shutil
import tempfile
import time
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from . import claves
from .cifrado import ConHuella, abriendo
from .cotejo import cotejar_todo
from .errores import ErrorDeRespaldo
from .formato import ARCHIVOS, NO_ES, Lector, trozos
from .guardas import consultar
from .hacer import Avance, en_silencio, huella_de_la_clave
from .instantanea import sin_filas
from .motores import motor_de_aqui
from .testigos import testimonios

# What every portal has in its tables before anybody has used it
DE_NACIMIENTO = {"django_migrations", "django_content_type", "auth_permission"}
INDICE = "busca_"  # of the search of SQLite


def verificar(ruta: Path, *, avance: Avance = en_silencio) -> dict[str, Any]:
    """Open a backup to its last byte and compare each piece with the manifest, without writing anything: what it says of itself, and its SHA-256."""

    def pasar(nombre: str, archivo: IO[bytes]) -> None:
        avance(0, 0, f"Comprobando {nombre}")
        for _ in trozos(archivo):
            pass

    return _abrir(ruta, Lector(lambda cabeza: None, pasar))


def restaurar(ruta: Path, *, reemplazar: bool = False, avance: Avance = en_silencio) -> dict[str, Any]:
    """Here, where there is nothing yet (or, with `reemplazar`, in the place of what there is). What it did and how long it took, in seconds.

    Anything wrong with the backup, the key or the place is said before the first byte is written.
    """
    empezo, motor = time.monotonic(), motor_de_aqui()
    claves.de_la_instalacion().exigir_privada()
    _exigir_sitio(reemplazar)
    motor.exigir_sola()
    with _al_lado() as carpeta:
        cabeza = _abrir(ruta, Lector(exigir_que_sirva, lambda nombre, archivo: _apartar(carpeta, nombre, archivo, avance)))
        avance(0, 0, "Poniendo la base de datos y los archivos")
        preparada = motor.preparar(carpeta / cabeza["base"], cabeza["tablas"], avance)
        archivos = _poner_archivos(carpeta / ARCHIVOS)
        motor.poner(preparada, cabeza["tablas"], avance)
    avance(0, 0, "Comparando lo restaurado con el respaldo")
    return {
        **comparar(cabeza),
        "archivos": archivos,
        "hecho_en": cabeza["hecho_en"],
        "misma_clave": cabeza["clave_secreta"] == huella_de_la_clave(),
        "migraciones_pendientes": len(_conocidas() - _las_de(cabeza)),
        "segundos": round(time.monotonic() - empezo, 1),
    }


def comparar(cabeza: dict[str, Any]) -> dict[str, Any]:
    """What is here beside what the backup says: rows of each table, what other floors vouch for, and each file beside its row."""
    tablas = sorted(cabeza["tablas"])
    filas = {tabla: consultar(f'SELECT count(*) FROM "{tabla}"')[0][0] for tabla in tablas}  # noqa: S608 -- names of tables, from a signed head
    distintas = [f"{t}: {filas[t]} filas en vez de {cabeza['tablas'][t]}" for t in tablas if filas[t] != cabeza["tablas"][t]]
    hoy_dicen = testimonios(consultar, tablas)
    distintas += [f"{n}: no es el del respaldo" for n, dicho in cabeza["testigos"].items() if hoy_dicen.get(n) != dicho]
    cotejo = cotejar_todo()
    ya_estaban = {*cabeza["faltan"], *cabeza["alterados"]}
    distintas += [f"falta o no coincide {uno}" for uno in [*cotejo.faltan, *cotejo.alterados] if uno not in ya_estaban]
    return {"tablas": len(tablas), "filas": sum(filas.values()), "distintas": distintas, "ya_faltaban": sorted(ya_estaban)}


def exigir_que_sirva(cabeza: dict[str, Any]) -> None:
    """A backup of this engine, and of this version of the portal or an older one."""
    if any(not re.fullmatch(r"\w{1,63}", tabla) for tabla in cabeza["tablas"]):
        raise ErrorDeRespaldo(NO_ES)
    if cabeza["motor"] != connection.vendor:
        nombres = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
        raise ErrorDeRespaldo(
            f"El respaldo es de {nombres.get(cabeza['motor'], cabeza['motor'])} y aquí la base es {nombres[connection.vendor]}: se restaura "
            "en el mismo motor (DATABASE_URL). No se escribió nada."
        )
    if sobran := sorted(_las_de(cabeza) - _conocidas()):
        raise ErrorDeRespaldo(
            f"El respaldo es de una versión del portal más nueva que la de este equipo (no conoce {sobran[0][0]} {sobran[0][1]}). "
            "Instale esa versión y repita. No se escribió nada."
        )


def _las_de(cabeza: dict[str, Any]) -> set[tuple[str, str]]:
    return {(app, nombre) for app, nombres in cabeza["migraciones"].items() for nombre in nombres}


def _conocidas() -> set[tuple[str, str]]:
    return set(MigrationLoader(None).disk_migrations)


def _abrir(ruta: Path, lector: Lector) -> dict[str, Any]:
    try:
        with ruta.open("rb") as archivo:
            entrada = ConHuella(archivo)
            with abriendo(entrada, claves.de_la_instalacion()) as claro:
                cabeza = lector.leer(claro)
    except OSError as error:
        raise ErrorDeRespaldo(f"No se pudo leer o apartar el respaldo: {error.strerror or error}. No se escribió nada.") from error
    return {**cabeza, "sha256": entrada.sha256, "bytes": entrada.bytes}


# ── The place ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def con_datos() -> bool:
    """Whether somebody has used the portal of this database."""
    try:
        presentes = set(connection.introspection.table_names()) - DE_NACIMIENTO - sin_filas()
        suyas = (tabla for tabla in presentes if not tabla.startswith(INDICE))
        return any(consultar(f'SELECT 1 FROM "{tabla}" LIMIT 1') for tabla in suyas)  # noqa: S608 -- names of tables
    except DatabaseError as error:
        raise ErrorDeRespaldo(f"No se puede abrir la base de datos (DATABASE_URL): {error}") from error


def _exigir_sitio(reemplazar: bool) -> None:
    if con_datos() and not reemplazar:
        raise ErrorDeRespaldo(
            "La base de datos de este equipo ya tiene datos. Restaure en una vacía; o, si de verdad quiere perder los de aquí, use --reemplazar."
        )


@contextlib.contextmanager
def _al_lado() -> Any:
    """A folder on the disk of the files, so that each of them is in its place at one stroke."""
    raiz = Path(default_storage.location).parent if isinstance(default_storage, FileSystemStorage) else settings.VAR
    raiz.mkdir(parents=True, exist_ok=True)
    carpeta = Path(tempfile.mkdtemp(prefix="restaurar-", dir=raiz))
    try:
        yield carpeta
    finally:
        shutil.rmtree(carpeta)


def _apartar(carpeta: Path, nombre: str, archivo: IO[bytes], avance: Avance) -> None:
    avance(0, 0, f"Abriendo {nombre}")
    ruta = carpeta / nombre
    ruta.parent.mkdir(parents=True, exist_ok=True)
    with ruta.open("xb") as aparte:
        for trozo in trozos(archivo):
            aparte.write(trozo)


def _poner_archivos(aparte: Path) -> int:
    """Before the database: a file without a row is swept away some day, a row without its file is a loss."""
    puestos = 0
    for ruta in sorted(r for r in aparte.rglob("*") if r.is_file()):
        nombre = ruta.relative_to(aparte).as_posix()
        if isinstance(default_storage, FileSystemStorage):
            final = Path(default_storage.path(nombre))
            final.parent.mkdir(parents=True, exist_ok=True)
            ruta.chmod(settings.FILE_UPLOAD_PERMISSIONS)
            os.replace(ruta, final)
        else:
            default_storage.delete(nombre)
            with ruta.open("rb") as abierto:
                default_storage.save(nombre, File(abierto))
        puestos += 1
    return puestos
