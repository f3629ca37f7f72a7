"""Whether the files are what their rows say: none missing, none altered, none that no row knows."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection

from base.comun.fechas import ahora

from .guardas import Guarda, Llave, archivos, consultar, guardas, huella_de

# The names that the portal gives, and no other: what somebody else left in the folder is not ours to take away
NUESTRO = re.compile(r"(evidencias|informes)/\d{4}/\d{2}/[0-9a-f]{32}(_\w{7})?\.\w{1,5}")
REPOSO = datetime.timedelta(hours=1)  # a file is written before its row: the gesture that brings it is over by then
SOSPECHOSOS = 20  # more than these, and more than the files with a row: it is the database that is the wrong one


@dataclass
class Cotejo:
    """What was found so far."""

    revisados: int = 0
    faltan: list[str] = field(default_factory=list)
    alterados: list[str] = field(default_factory=list)

    def mirar(self, guarda: Guarda, llave: Llave, nombre: str, sello: str) -> None:
        """One file, read from its first byte to its last."""
        huella = huella_de(nombre)
        self.revisados += 1
        if huella != sello:
            (self.faltan if huella is None else self.alterados).append(f"{guarda.modelo} {llave}: {nombre}")

    @property
    def bien(self) -> bool:
        """Nothing to tell."""
        return not (self.faltan or self.alterados)


def cotejar_todo() -> Cotejo:
    """Every file of the database of the portal, at once."""
    cotejo = Cotejo()
    for uno in archivos(consultar, connection.introspection.table_names()):
        cotejo.mirar(*uno)
    return cotejo


# ── Files that no row knows ──────────────────────────────────────────────────────────────────────────────────────────────
def quitar_sobrantes() -> dict[str, Any]:
    """Files whose row was never written, or is no more: gone, once they have lain for an hour.

    What history remembers stays: an undoing may bring it back. Where more is left over than is kept, nothing is touched: the folder and the
    database are not of the same portal.
    """
    conocidos = _conocidos()
    viejos = [nombre for nombre in _guardados() if nombre not in conocidos and default_storage.get_modified_time(nombre) < ahora() - REPOSO]
    if len(viejos) > max(SOSPECHOSOS, len(conocidos)):
        return {"sobran": len(viejos), "quitados": 0}
    for nombre in viejos:
        default_storage.delete(nombre)
    return {"sobran": len(viejos), "quitados": len(viejos)}


def _conocidos() -> set[str]:
    """The names in rows, and in what history says that rows said."""
    nombres = {nombre for _, _, nombre, _ in archivos(consultar, connection.introspection.table_names())}
    for guarda in guardas():
        modelo: Any = next(m for m in apps.get_models() if m._meta.db_table == guarda.tabla)
        if hasattr(modelo._meta, "simple_history_manager_attribute"):
            historia = modelo.history.model._meta
            nombres |= {
                fila[0]
                for fila in consultar(
                    f'SELECT DISTINCT "{guarda.archivo}" FROM "{historia.db_table}" WHERE "{guarda.archivo}" <> \'\''  # noqa: S608 -- our own tables
                )
            }
    return nombres


def _guardados() -> Iterator[str]:
    """The files that the portal put into the storage, by their names."""
    for raiz in ("evidencias", "informes"):
        for anio in _carpetas(raiz):
            for mes in _carpetas(f"{raiz}/{anio}"):
                carpeta = f"{raiz}/{anio}/{mes}"
                for nombre in default_storage.listdir(carpeta)[1]:
                    if NUESTRO.fullmatch(f"{carpeta}/{nombre}"):
                        yield f"{carpeta}/{nombre}"


def _carpetas(ruta: str) -> list[str]:
    try:
        return sorted(default_storage.listdir(ruta)[0])
    except FileNotFoundError:
        return []
