"""Putting a seal: the rows that are not sealed yet, in the order of their keys, on top of the chain.

On PostgreSQL keys are not handed out in the order in which transactions end: a row with a smaller key may appear later. So a key that is
missing under the highest one stays *open* for as long as a transaction of that moment may bring it: a row that comes is sealed then. Once
those transactions are over the key is closed, and a row that appears there was put in by hand. On SQLite there is one writer, and it is us.
"""

import datetime
import hashlib
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Max, Q

from base.comun.fechas import ahora

from .canon import HUELLAS, VERSION, VersionAnterior, canonico, columnas_de, cubiertas
from .modelo import Sello, Tramo
from .rangos import huecos, quitar

POR_TRAMO = 1000
POR_SELLO = 10_000  # as many as are summed up while nobody else writes, on SQLite: less than a second
ABIERTA_A_LO_SUMO = datetime.timedelta(days=1)  # no transaction lasts longer; a database that was moved counts its own from the beginning
RANGOS_POR_PREGUNTA = 100
CLAVE = 8  # octets
SIN_FECHAR = 2  # of a run of open keys: from, to


def sellar_todo() -> int:
    """Seal all that waits, one seal after another; how many rows."""
    filas, sello = 0, sellar()
    while sello is not None:
        filas += sello.filas
        sello = sellar() if sello.filas >= POR_SELLO else None
    return filas


def sellar() -> Sello | None:
    """Put one seal, of up to `POR_SELLO` rows, in a transaction of its own. None: nothing waits, or somebody else is putting it."""
    numero = 1
    try:
        with transaction.atomic():
            anterior = Sello.objects.order_by("-numero").first()
            if anterior is not None:
                numero = anterior.numero + 1
                if anterior.version > VERSION:
                    raise VersionAnterior(
                        f"El sello {anterior.numero} es de la versión {anterior.version}, y este portal escribe la {VERSION}."
                    )
            return _poner(numero, anterior, _reunir())
    except IntegrityError:
        if Sello.objects.filter(numero=numero).exists():
            return None
        raise


def _poner(numero: int, anterior: Sello | None, tramos: list[Tramo]) -> Sello | None:
    filas = sum(tramo.filas for tramo in tramos)
    if not tramos:
        return None
    sello = Sello(numero=numero, version=VERSION, anterior=anterior.cabeza if anterior else "", filas=filas)
    sello.total = filas + (anterior.total if anterior else 0)
    for orden, tramo in enumerate(tramos):
        tramo.orden = orden
    sello.cabeza = cabeza_de(sello, tramos)
    sello.save(force_insert=True)
    for tramo in tramos:
        tramo.sello = sello
    Tramo.objects.bulk_create(tramos, batch_size=50)
    return sello


def cabeza_de(sello: Any, tramos: list[Any]) -> str:
    """What a seal sums up to: itself, the one before, and each of its stretches. The same in every version."""
    partes = [[t.orden, t.tabla, t.columnas, t.filas, t.hasta, t.abiertas, hashlib.sha256(t.huellas).hexdigest()] for t in tramos]
    return hashlib.sha256(canonico([sello.version, sello.numero, sello.en, sello.anterior, sello.filas, sello.total, partes])).hexdigest()


# ── What waits ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def _reunir() -> list[Tramo]:
    acabadas, tramos, quedan = _primera_en_curso(), [], POR_SELLO  # asked for before any row is read
    ultimos = Tramo.objects.order_by().values("tabla").annotate(ultimo=Max("pk")).values("ultimo")
    estados = {t.tabla: (t.hasta, t.abiertas) for t in Tramo.objects.filter(pk__in=ultimos).defer("huellas", "columnas")}
    modelos = cubiertas()
    for tabla, ultima in ultimas_claves(modelos).items():
        hasta, abiertas = estados.get(tabla, (0, []))
        if ultima <= hasta and not abiertas:
            continue
        mesa = _Mesa(tabla, modelos[tabla], hasta, abiertas)
        suyos = mesa.tardias(acabadas) + mesa.nuevas(quedan)
        tramos += suyos
        quedan -= sum(tramo.filas for tramo in suyos)
        if quedan <= 0:
            break
    return _fechar(tramos)


def _fechar(tramos: list[Tramo]) -> list[Tramo]:
    """Say of the keys that are open since now whose transactions may bring them: those that began before this instant, when all rows are read."""
    if any(len(rango) == SIN_FECHAR for tramo in tramos for rango in tramo.abiertas):
        marca = [_siguiente_transaccion(), ahora().isoformat()]
        for tramo in tramos:
            tramo.abiertas = [[*rango, *marca] if len(rango) == SIN_FECHAR else rango for rango in tramo.abiertas]
    return tramos


def ultimas_claves(modelos: dict[str, Any]) -> dict[str, int]:
    """The highest key of each table, in one question."""
    citar = connection.ops.quote_name
    partes = (f"SELECT %s, COALESCE(MAX({citar(m._meta.pk.column)}), 0) FROM {citar(t)}" for t, m in modelos.items())  # noqa: S608
    return de_cada_tabla(partes, modelos)


def de_cada_tabla(partes: Iterable[str], valores: Iterable[Any]) -> dict[str, int]:
    """One number of each table, in one question."""
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(partes), [*valores])
        return dict(cursor.fetchall())


class _Mesa:
    """One table while its rows are gathered."""

    def __init__(self, tabla: str, modelo: Any, hasta: int, abiertas: list[Any]) -> None:
        self.tabla, self.modelo, self.hasta, self.abiertas = tabla, modelo, hasta, abiertas
        self.columnas = columnas_de(modelo)
        self.filas = modelo._base_manager.order_by("pk").values_list("pk", *self.columnas)

    def tardias(self, acabadas: int) -> list[Tramo]:
        """Rows that came under the highest key; and the keys that nobody can bring any more are closed."""
        if not self.abiertas:
            return []
        llegadas = []
        for desde in range(0, len(self.abiertas), RANGOS_POR_PREGUNTA):
            donde = Q()
            for rango in self.abiertas[desde : desde + RANGOS_POR_PREGUNTA]:
                donde |= Q(pk__gte=rango[0], pk__lte=rango[1])
            llegadas += self.filas.filter(donde)
        claves, quedan = [fila[0] for fila in llegadas], []
        for desde, hasta, fin, en in self.abiertas:
            if acabadas < fin and ahora() - datetime.datetime.fromisoformat(en) < ABIERTA_A_LO_SUMO:
                quedan += [[a, b, fin, en] for a, b in quitar((desde, hasta), claves)]
        if quedan == self.abiertas:
            return []
        self.abiertas = quedan
        return [self._tramo(llegadas[i : i + POR_TRAMO]) for i in range(0, max(len(llegadas), 1), POR_TRAMO)]

    def nuevas(self, cuantas: int) -> list[Tramo]:
        """Rows above the highest key."""
        tramos = []
        while cuantas > 0 and (filas := list(self.filas.filter(pk__gt=self.hasta)[: min(POR_TRAMO, cuantas)])):
            claves = [fila[0] for fila in filas]
            if connection.vendor == "postgresql":  # elsewhere nobody else writes while we do, and nothing more can come
                self.abiertas = self.abiertas + [[a, b] for a, b in huecos(self.hasta, claves)]
            self.hasta = claves[-1]
            tramos.append(self._tramo(filas))
            cuantas -= len(filas)
        return tramos

    def _tramo(self, filas: list[Any]) -> Tramo:
        sumar, columnas = HUELLAS[VERSION], self.columnas
        huellas = b"".join(fila[0].to_bytes(CLAVE) + sumar(self.tabla, columnas, fila[1:]) for fila in filas)
        return Tramo(
            tabla=self.tabla, columnas=",".join(columnas), filas=len(filas), hasta=self.hasta, abiertas=self.abiertas, huellas=huellas
        )


def _primera_en_curso() -> int:
    """The oldest transaction that is still running: all before it are over."""
    return _preguntar("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint") if connection.vendor == "postgresql" else 0


def _siguiente_transaccion() -> int:
    """The number of our own transaction, which writes nothing before: whatever began to write earlier has a lower one."""
    return _preguntar("SELECT pg_current_xact_id()::text::bigint")


def _preguntar(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0])
