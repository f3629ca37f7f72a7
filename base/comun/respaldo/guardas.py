"""Which rows keep a file, and what they know of it: read by SQL, so that a copy of the database, or an older one, answers too."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import FileField

Consulta = Callable[[str], list[tuple[Any, ...]]]
Llave = int | str | None
TROZO = 1 << 20


@dataclass(frozen=True)
class Guarda:
    """A column that names files of the storage, beside the one with their SHA-256."""

    tabla: str
    llave: str
    archivo: str
    sha256: str
    modelo: str  # as people read it

    def tramo(self, consultar: Consulta, desde: Llave, cuantos: int) -> list[tuple[Llave, str, str]]:
        """The next files after the row `desde` (None: from the first): row, name, SHA-256."""
        tras = "" if desde is None else f'AND "{self.llave}" > {_literal(desde)} '
        filas = consultar(
            f'SELECT "{self.llave}", "{self.archivo}", "{self.sha256}" FROM "{self.tabla}" '  # noqa: S608 -- names of our own tables
            f'WHERE "{self.archivo}" <> \'\' {tras}ORDER BY "{self.llave}" LIMIT {int(cuantos)}'
        )
        return [(llave if isinstance(llave, int) else str(llave), nombre, sello) for llave, nombre, sello in filas]


def _literal(llave: int | str) -> str:
    """A key of ours: a number, or the hexadecimal digits of a UUID."""
    if isinstance(llave, int):
        return str(llave)
    if not re.fullmatch(r"[0-9a-f-]{32,36}", llave):
        raise ValueError(llave)
    return f"'{llave}'"


def guardas() -> list[Guarda]:
    """Every one of the portal, in a fixed order."""
    halladas = []
    for modelo in sorted(apps.get_models(), key=lambda m: m._meta.db_table):
        for campo in modelo._meta.concrete_fields:
            if isinstance(campo, FileField):
                sello = next(c for c in modelo._meta.concrete_fields if c.name in {f"{campo.name}_sha256", "sha256"})
                llave = str(modelo._meta.pk.column)
                halladas.append(Guarda(modelo._meta.db_table, llave, str(campo.column), str(sello.column), str(modelo._meta.verbose_name)))
    return halladas


def que_hay(tablas: Iterable[str]) -> list[Guarda]:
    """Those whose table is there: an older database does not have them all."""
    presentes = set(tablas)
    return [guarda for guarda in guardas() if guarda.tabla in presentes]


def archivos(consultar: Consulta, tablas: Iterable[str], *, de_a: int = 1000) -> Iterator[tuple[Guarda, Llave, str, str]]:
    """Every file that a row keeps: by whom, row, name, SHA-256."""
    for guarda in que_hay(tablas):
        desde: Llave = None
        while filas := guarda.tramo(consultar, desde, de_a):
            for llave, nombre, sello in filas:
                yield guarda, llave, nombre, sello
            desde = filas[-1][0]


def consultar(sql: str) -> list[tuple[Any, ...]]:
    """The database of the portal."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def huella_de(nombre: str) -> str | None:
    """The SHA-256 of a stored file as it is now; None if it is not there."""
    suma = hashlib.sha256()
    try:
        with default_storage.open(nombre, "rb") as archivo:
            while trozo := archivo.read(TROZO):
                suma.update(trozo)
    except FileNotFoundError:
        return None
    return suma.hexdigest()
