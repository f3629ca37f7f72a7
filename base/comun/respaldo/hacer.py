"""A backup, from the instant of the database to one closed file that is either whole or not there."""

import datetime
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.crypto import salted_hmac

from base.comun.fechas import ahora

from . import claves
from .cifrado import ConHuella, cerrando
from .errores import ErrorDeRespaldo
from .formato import ARCHIVOS, CABEZA, FORMATO, RESUMEN, Escritor, trozos
from .guardas import archivos
from .instantanea import Instantanea, instantanea
from .testigos import testimonios

Avance = Callable[[int, int, str], None]
PREFIJO, FINAL = "respaldo-", ".tar.age"
# What an installation was told, without its secrets: whoever restores it elsewhere sees what to write there
SE_DICEN = (
    *(
        "ALLOWED_HOSTS",
        "PORTAL_NOMBRE",
        "PORTAL_URL",
        "DEFAULT_FROM_EMAIL",
        "PROXIES_DE_CONFIANZA",
        "LICENCIA_DE_LOS_DATOS",
        "LICENCIA_URL",
    ),
    *("DIAS_DE_CORREOS", "DIAS_DE_TAREAS", "DIAS_DE_INFORMES", "DIAS_DE_RESPALDOS", "RESPALDO_EN", "RESPALDO_COPIA_EN"),
)
SE_NOMBRAN = (
    *("SECRET_KEY", "SECRET_KEY_FILE", "DATABASE_URL", "DATABASE_REPLICA_URL", "REDIS_URL", "STORAGE_URL"),
    *("EMAIL_URL", "CLAMAV_URL", "SENTRY_DSN"),
)


@dataclass
class Hecho:
    """A backup that was made: where, how large, its SHA-256, of what; what was not as its row says before it was copied."""

    ruta: Path
    bytes: int
    sha256: str
    cabeza: dict[str, Any]
    archivos: int
    faltan: list[str] = field(default_factory=list)
    alterados: list[str] = field(default_factory=list)

    @property
    def completo(self) -> bool:
        """Everything that the rows name went in as they say."""
        return not (self.faltan or self.alterados)


def en_silencio(hecho: int, total: int, texto: str) -> None:
    """For whoever looks at nothing while it is made."""


def respaldar(destino: Path, *, avance: Avance = en_silencio) -> Hecho:
    """In the folder `destino`, under the hour's name; or in the file `destino`, which must not be there yet."""
    llaves = claves.de_la_instalacion()
    final = destino / f"{PREFIJO}{timezone.localtime(ahora()):%Y%m%d-%H%M%S}{FINAL}" if destino.is_dir() else destino
    if final.exists():
        raise ErrorDeRespaldo(f"Ya existe {final}: un respaldo no se escribe encima de otro.")
    if not final.name.endswith(FINAL):
        raise ErrorDeRespaldo(f"No existe la carpeta {destino} (si es el nombre de un archivo, termínelo en {FINAL}).")
    if not final.parent.is_dir():
        raise ErrorDeRespaldo(f"No existe la carpeta {final.parent}.")
    try:
        with _carpeta_propia() as carpeta, instantanea(carpeta, lambda: avance(0, 0, "Copiando la base de datos")) as una:
            return _escribir(final, llaves, una, avance)
    except OSError as error:
        raise ErrorDeRespaldo(f"No se pudo escribir el respaldo: {error.strerror or error}. No quedó ninguno a medias.") from error


@contextmanager
def _carpeta_propia() -> Iterator[Path]:
    """Where the copy of the database waits, in the clear: on the disk where the portal keeps its own, and gone at the end."""
    settings.VAR.mkdir(exist_ok=True)
    carpeta = Path(tempfile.mkdtemp(prefix="respaldo-", dir=settings.VAR))  # 0700
    try:
        yield carpeta
    finally:
        shutil.rmtree(carpeta)


def _escribir(final: Path, llaves: claves.Claves, una: Instantanea, avance: Avance) -> Hecho:
    parcial = final.with_name(f".{final.name}.parcial")
    try:
        with open(os.open(parcial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as abierto:
            salida = ConHuella(abierto)
            hecho = Hecho(final, 0, "", _cabeza(una), 0)
            with cerrando(salida, llaves) as claro, Escritor(claro) as escritor:
                _llenar(escritor, una, hecho, avance)
            abierto.flush()
            os.fsync(abierto.fileno())
        parcial.rename(final)
    finally:
        parcial.unlink(missing_ok=True)
    hecho.bytes, hecho.sha256 = salida.bytes, salida.sha256
    return hecho


def _cabeza(una: Instantanea) -> dict[str, Any]:
    migraciones: dict[str, list[str]] = {}
    if "django_migrations" in una.tablas:
        for app, nombre in una.consultar("SELECT app, name FROM django_migrations ORDER BY app, name"):
            migraciones.setdefault(app, []).append(nombre)
    return {
        "formato": FORMATO,
        "hecho_en": ahora().astimezone(datetime.UTC).isoformat(timespec="seconds"),
        "motor": una.motor,
        "migraciones": migraciones,
        "tablas": una.contar(),
        "testigos": testimonios(una.consultar, una.tablas),
        "variables": {n: os.environ[n] for n in SE_DICEN if os.environ.get(n)},
        "con_valor": [n for n in SE_NOMBRAN if os.environ.get(n)],
        "clave_secreta": huella_de_la_clave(),
    }


def huella_de_la_clave() -> str:
    """Tells one SECRET_KEY from another, and nothing of it."""
    return salted_hmac("respaldo", "huella", algorithm="sha256").hexdigest()[:16]


def _llenar(escritor: Escritor, una: Instantanea, hecho: Hecho, avance: Avance) -> None:
    escritor.agregar_json(CABEZA, hecho.cabeza)
    with una.volcado.open("rb") as volcado:
        escritor.agregar(una.nombre, una.volcado.stat().st_size, volcado)
    puestos: set[str] = set()
    for guarda, llave, nombre, sello in archivos(una.consultar, una.tablas):
        avance(len(puestos), 0, f"Copiando los archivos: {len(puestos)}")
        if nombre in puestos:
            continue
        huella = _agregar_archivo(escritor, nombre)
        if huella is None:
            hecho.faltan.append(f"{guarda.modelo} {llave}: {nombre}")
            continue
        puestos.add(nombre)
        if huella != sello:
            hecho.alterados.append(f"{guarda.modelo} {llave}: {nombre}")
    hecho.archivos = len(puestos)
    escritor.agregar_json(RESUMEN, {"archivos": hecho.archivos, "faltan": hecho.faltan, "alterados": hecho.alterados})


def _agregar_archivo(escritor: Escritor, nombre: str) -> str | None:
    try:
        octetos, archivo = default_storage.size(nombre), default_storage.open(nombre, "rb")
    except FileNotFoundError:
        return None
    with archivo:
        return escritor.agregar(ARCHIVOS + nombre, octetos, archivo)


def copiar(hecho: Hecho, carpeta: Path) -> Path:
    """A second copy, elsewhere; it counts once it was read back and is the same."""
    if not carpeta.is_dir():
        raise ErrorDeRespaldo(f"La copia no se hizo: no existe la carpeta {carpeta} (¿está conectado el disco o la red?).")
    final, parcial = carpeta / hecho.ruta.name, carpeta / f".{hecho.ruta.name}.parcial"
    try:
        with hecho.ruta.open("rb") as original, open(os.open(parcial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as copia:
            shutil.copyfileobj(original, copia, 1 << 20)
            copia.flush()
            os.fsync(copia.fileno())
        if sha256_de(parcial) != hecho.sha256:
            raise ErrorDeRespaldo(f"La copia en {carpeta} no salió igual que el respaldo: revise ese disco.")
        parcial.rename(final)
    except OSError as error:
        raise ErrorDeRespaldo(f"La copia en {carpeta} no se hizo: {error.strerror or error}.") from error
    finally:
        parcial.unlink(missing_ok=True)
    return final


def sha256_de(ruta: Path, *, avance: Avance = en_silencio) -> str:
    """Of a whole file."""
    suma = hashlib.sha256()
    with ruta.open("rb") as archivo:
        for trozo in trozos(archivo):
            suma.update(trozo)
            avance(0, 0, f"Leyendo {ruta.name}")
    return suma.hexdigest()


def respaldos_en(carpeta: Path) -> list[Path]:
    """Those of a folder, the oldest first; none where the folder is not there or cannot be read."""
    try:
        return sorted(carpeta.glob(f"{PREFIJO}*{FINAL}"), key=lambda ruta: ruta.stat().st_mtime)
    except OSError:
        return []


def olvidar_viejos(carpeta: Path, dias: int) -> int:
    """Backups of the portal in that folder made more than `dias` days ago go, but never the newest; how many went."""
    limite = ahora().timestamp() - dias * 86400
    viejos = [ruta for ruta in respaldos_en(carpeta)[:-1] if ruta.stat().st_mtime < limite]
    for ruta in viejos:
        ruta.unlink()
    return len(viejos)
