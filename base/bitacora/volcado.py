"""Rows by the million, without an object for each: what a generator writes, with the first line of the history of each row.

As quick as the database takes them (COPY; on SQLite one statement many times), in parts of a set size, so that memory stays flat. Nothing is
checked but the laws of the database.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import AutoField, Model

from .bloque import anotar_tramo
from .insercion import SIMPLES, como_copy

TANDA = 20_000
LINEAS, CORRIENTE = 200, 1 << 20  # what is handed over at once: lines, and octets at most


class _Dicho(dict[Any, Any]):
    """The values of a column as the database takes them; each is worked out once."""

    def __init__(self, hacer: Callable[[Any], Any]) -> None:
        super().__init__()
        self._hacer = hacer

    def __missing__(self, valor: Any) -> Any:
        dicho = self[valor] = self._hacer(valor)
        return dicho


def volcar(modelo: type[Model], campos: Sequence[str], filas: Iterable[Sequence[Any]], **fijos: Any) -> range:
    """Insert rows, each the values of `campos` (keys of other records by their number: `distrito_id`), `fijos` being the same in all; what
    is not told is as the model has it. Returns their keys, one after the other. Needs a transaction, and a gesture for their history.
    """
    volcado = _Volcado(modelo, campos, fijos)
    primera = proxima = volcado.tomar()
    todas = iter(filas)
    while cuantas := volcado.escribir(proxima, islice(todas, TANDA)):
        anotar_tramo(modelo, proxima, proxima + cuantas - 1)
        proxima += cuantas
    volcado.soltar(proxima)
    return range(primera, proxima)


class _Corriente:
    """Lines as a file that is written while it is read: the database takes in the first ones while the last ones are made."""

    def __init__(self, lineas: Iterator[str]) -> None:
        self._lineas = lineas

    def read(self, _: int) -> str:
        """The next lines; nothing at the end."""
        return "".join(f"{linea}\n" for linea in islice(self._lineas, LINEAS))


class _Volcado:
    """One model, and the columns in the order in which they are written: the key, what each row tells, what is the same in all."""

    def __init__(self, modelo: type[Model], campos: Sequence[str], fijos: Mapping[str, Any]) -> None:
        meta = modelo._meta
        if not isinstance(meta.pk, AutoField):
            raise TypeError(f"{meta.label} no lleva llaves seguidas.")
        de_nombre = {campo.attname: campo for campo in meta.local_concrete_fields if not campo.generated}
        dichos = [de_nombre[nombre] for nombre in campos]
        demas = [campo for nombre, campo in de_nombre.items() if nombre not in campos and campo is not meta.pk]
        self.tabla, self.llave = meta.db_table, str(meta.pk.column)
        self.columnas = [str(c.column) for c in (meta.pk, *dichos, *demas)]
        self.postgresql = connection.vendor == "postgresql"
        self.texto: Callable[[Any], Any] = como_copy if self.postgresql else lambda valor: valor
        self.hacer = [_Dicho(self._como(campo)).__getitem__ if not isinstance(campo, SIMPLES) else self.texto for campo in dichos]
        valores = [fijos.get(campo.attname, campo.get_default()) for campo in demas]
        self.resto = [self._como(campo)(valor) for campo, valor in zip(demas, valores, strict=True)]

    def _como(self, campo: Any) -> Callable[[Any], Any]:
        return lambda valor: self.texto(campo.get_db_prep_save(valor, connection))

    def tomar(self) -> int:
        """The first free key. On PostgreSQL nobody else inserts from now on; SQLite has one pen, and this transaction holds it."""
        citar = connection.ops.quote_name
        with connection.cursor() as cursor:
            if self.postgresql:
                cursor.execute(f"LOCK TABLE {citar(self.tabla)} IN SHARE ROW EXCLUSIVE MODE")
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what is still to be checked of a million rows is kept in memory otherwise
                cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, %s))", [citar(self.tabla), self.llave])
            else:
                cursor.execute("SELECT COALESCE(MAX(seq), 0) + 1 FROM sqlite_sequence WHERE name = %s", [self.tabla])
            return int(cursor.fetchone()[0])

    def soltar(self, proxima: int) -> None:
        """The keys go on from there (SQLite has seen to it), and what is checked at the end is checked at the end again."""
        if self.postgresql:
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, %s), %s, false)", [connection.ops.quote_name(self.tabla), self.llave, proxima]
                )

    def escribir(self, primera: int, filas: Iterable[Sequence[Any]]) -> int:
        """How many rows were written, with the keys from `primera` on."""
        citar, hacer, resto, cuantas = connection.ops.quote_name, self.hacer, self.resto, 0

        def valores() -> Iterator[list[Any]]:
            nonlocal cuantas
            for cuantas, fila in enumerate(filas, 1):
                yield [self.texto(primera + cuantas - 1), *[decir(valor) for decir, valor in zip(hacer, fila, strict=True)], *resto]

        columnas = ", ".join(citar(columna) for columna in self.columnas)
        with connection.cursor() as cursor:
            if self.postgresql:
                with connection.wrap_database_errors:
                    corriente = _Corriente("\t".join(fila) for fila in valores())
                    cursor.cursor.copy_expert(f"COPY {citar(self.tabla)} ({columnas}) FROM STDIN", corriente, CORRIENTE)
            else:
                lugares = ", ".join(["%s"] * len(self.columnas))
                cursor.executemany(f"INSERT INTO {citar(self.tabla)} ({columnas}) VALUES ({lugares})", list(valores()))  # noqa: S608
        return cuantas
