"""Walking the chain: each seal on the one before, each row against its sum, no row too many, and the heads that were told outside in their place."""

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.models import Max

from .canon import HUELLAS, cubiertas
from .declarar import es_lo_declarado, faltan_sin_declarar
from .modelo import Declaracion, Sello, Tramo, Verificacion
from .rangos import Rangos
from .sellar import CLAVE, cabeza_de, de_cada_tabla

PASO = CLAVE + hashlib.sha256().digest_size
SELLOS_A_LA_VEZ = 20
FILAS_A_LA_VEZ = 1000
CUANTOS_SE_DICEN = 100

Sellada = tuple[int, int, bytes]  # of which seal, key, sum
Avanzar = Callable[[int, int, str], object]  # how many rows of how many, and what is being done


@dataclass(frozen=True, order=True)
class Hallazgo:
    """One thing that is not as it was sealed. `fila` is the key of the entry in its table; 0 where it is the seal itself."""

    sello: int
    tabla: str
    fila: int
    que: str
    detalle: str = ""

    def __str__(self) -> str:
        donde = f"entrada {self.fila} de {self.tabla}" if self.fila else "la cadena"
        return f"sello {self.sello}, {donde}: {self.que}{f' ({self.detalle})' if self.detalle else ''}"


@dataclass
class Informe:
    """What came out of one walk."""

    sellos: int = 0
    filas: int = 0
    sin_sellar: int = 0
    declaradas: int = 0
    numero: int = 0
    cabeza: str = ""
    segundos: float = 0.0
    cuantos: int = 0
    hallazgos: list[Hallazgo] = field(default_factory=list)

    @property
    def bien(self) -> bool:
        """All is as it was sealed."""
        return self.cuantos == 0

    @property
    def primero(self) -> Hallazgo | None:
        """The first thing, in the order of the chain, that is not."""
        return min(self.hallazgos, default=None)

    def hallar(self, hallazgo: Hallazgo) -> None:
        """One more; of very many the first ones are kept."""
        self.cuantos += 1
        self.hallazgos.append(hallazgo)
        if len(self.hallazgos) > 2 * CUANTOS_SE_DICEN:
            self.hallazgos = sorted(self.hallazgos)[:CUANTOS_SE_DICEN]


def verificar(
    *, desde: int = 1, cabezas: Iterable[tuple[int | None, str]] = (), avanzar: Avanzar = lambda hecho, total, texto: None
) -> Informe:
    """Walk the chain. `desde`: compare the rows of that seal and of those after it; `cabezas`: heads kept outside, with their number if known."""
    empezo = time.monotonic()
    recorrido = _Recorrido(desde, avanzar)
    recorrido.andar()
    recorrido.buscar_de_mas()
    recorrido.cotejar([*cabezas], "la cabeza que se publicó es otra: de aquí hacia atrás se rehízo la cadena")
    dichas = Verificacion.objects.filter(numero__gt=0, bien=True).order_by("id").values_list("numero", "cabeza").distinct()
    recorrido.cotejar([*dichas], "la cabeza que se anotó al verificar es otra: se rehízo la cadena")
    informe = recorrido.informe
    informe.declaradas = Declaracion.objects.count()
    informe.segundos = round(time.monotonic() - empezo, 3)
    return informe


class _Recorrido:
    """One walk in course."""

    def __init__(self, desde: int, avanzar: Avanzar) -> None:
        self.informe, self.desde, self.avanzar = Informe(), desde, avanzar
        self.modelos = cubiertas()
        self.selladas: dict[str, Rangos] = {}
        self.faltan: dict[str, int] = {}
        self.estados: dict[str, tuple[int, list[Any]]] = {}
        self.por_comparar: dict[tuple[str, str, int], list[Sellada]] = {}
        cifras = Sello.objects.aggregate(ultimo=Max("numero"), total=Max("total"))
        self.ultimo, self.total = cifras["ultimo"] or 0, cifras["total"] or 0  # a seal put from now on is of the next walk

    # ── The seals ────────────────────────────────────────────────────────────────────────────────────────────────────────
    def andar(self) -> None:
        """Every seal in its order; the rows that they cover are compared a thousand at a time."""
        anterior: Sello | None = None
        for sello, tramos in self._sellos():
            self._eslabon(anterior, sello, tramos)
            for tramo in tramos:
                self._tramo(sello, tramo)
            anterior = sello
            self.informe.sellos += 1
        for cual in list(self.por_comparar):
            self._comparar(cual)
        if anterior is not None:
            self.informe.numero, self.informe.cabeza = anterior.numero, anterior.cabeza

    def _sellos(self) -> Iterator[tuple[Sello, list[Tramo]]]:
        visto = 0
        while tanda := list(Sello.objects.filter(numero__gt=visto, numero__lte=self.ultimo).order_by("numero")[:SELLOS_A_LA_VEZ]):
            tramos: dict[int, list[Tramo]] = {}
            for tramo in Tramo.objects.filter(sello__in=tanda).order_by("sello", "orden"):
                tramo.huellas = bytes(tramo.huellas)
                tramos.setdefault(tramo.sello_id, []).append(tramo)
            for sello in tanda:
                yield sello, tramos.get(sello.pk, [])
            visto = tanda[-1].numero

    def _eslabon(self, anterior: Sello | None, sello: Sello, tramos: list[Tramo]) -> None:
        numero, cabeza, version = (anterior.numero, anterior.cabeza, anterior.version) if anterior else (0, "", 1)
        if sello.numero != numero + 1:
            self._mal(numero + 1, "falta el sello")
        elif sello.anterior != cabeza:
            self._mal(sello.numero, "no se apoya en el sello anterior")
        if sello.version not in HUELLAS or sello.version < version:
            self._mal(sello.numero, "versión que retrocede o no se conoce", str(sello.version))
        if cabeza_de(sello, tramos) != sello.cabeza:
            self._mal(sello.numero, "el sello se alteró")

    def _mal(self, sello: int, que: str, detalle: str = "") -> None:
        self.informe.hallar(Hallazgo(sello, "", 0, que, detalle))

    def _tramo(self, sello: Sello, tramo: Tramo) -> None:
        huellas = bytes(tramo.huellas)
        selladas = [
            (sello.numero, int.from_bytes(huellas[i : i + CLAVE]), huellas[i + CLAVE : i + PASO]) for i in range(0, len(huellas), PASO)
        ]
        self.selladas.setdefault(tramo.tabla, Rangos()).anadir(clave for _, clave, _ in selladas)
        self.estados[tramo.tabla] = tramo.hasta, tramo.abiertas
        if sello.numero < self.desde or sello.version not in HUELLAS:
            return
        if tramo.tabla not in self.modelos:
            self.informe.hallar(Hallazgo(sello.numero, tramo.tabla, 0, "la tabla ya no está en el portal"))
            return
        cual = tramo.tabla, tramo.columnas, sello.version
        pendientes = self.por_comparar.setdefault(cual, [])
        pendientes += selladas
        if len(pendientes) >= FILAS_A_LA_VEZ:
            self._comparar(cual)

    # ── The rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────
    def _comparar(self, cual: tuple[str, str, int]) -> None:
        tabla, columnas, version = cual
        selladas = self.por_comparar.pop(cual)
        self.informe.filas += len(selladas)
        self.avanzar(self.informe.filas, self.total, "Comparando las entradas con sus sellos")
        try:
            hoy = huellas_de_hoy(self.modelos[tabla], tabla, columnas.split(","), version, [clave for _, clave, _ in selladas])
        except LookupError as error:
            self.informe.hallar(Hallazgo(selladas[0][0], tabla, 0, "falta una columna que estaba sellada", str(error)))
            return
        distintas = [una for una in selladas if not coincide(una[2], hoy.get(una[1]))]
        de_otras = {huella: clave for _, clave, huella in distintas}
        self.faltan[tabla] = self.faltan.get(tabla, 0) + sum(clave not in hoy for _, clave, _ in distintas)
        faltan = set(faltan_sin_declarar(tabla, [clave for _, clave, _ in distintas if clave not in hoy]))
        for sello, clave, huella in distintas:
            if clave not in hoy:
                if clave in faltan:
                    self.informe.hallar(Hallazgo(sello, tabla, clave, "falta"))
            elif not es_lo_declarado(tabla, clave, huella, hoy[clave]):
                otra = de_otras.get(hoy[clave] or b"")
                que, detalle = ("cambió", "") if otra is None else ("se intercambió", f"dice lo que decía la {otra}")
                self.informe.hallar(Hallazgo(sello, tabla, clave, que, detalle))

    def buscar_de_mas(self) -> None:
        """Rows that stand where the chain has none: put in by hand between those that were sealed, or under the first one."""
        hasta = {tabla: self.estados[tabla][0] if tabla in self.estados else 0 for tabla in self.modelos}
        hay, hay_sin_sellar = _contar(self.modelos, hasta, "<="), _contar(self.modelos, hasta, ">")
        self.informe.sin_sellar = sum(hay_sin_sellar.values())
        for tabla, cuantas in hay.items():
            if self.desde > 1 or cuantas != len(self.selladas.get(tabla, ())) - self.faltan.get(tabla, 0):
                self._buscar_en(tabla, hasta[tabla])

    def _buscar_en(self, tabla: str, hasta: int) -> None:
        """Key by key, where the count says that there is one too many, or that may still come."""
        selladas, (_, abiertas) = self.selladas.get(tabla, Rangos()), self.estados.get(tabla, (0, []))
        claves = self.modelos[tabla]._base_manager.order_by("pk").values_list("pk", flat=True)
        for clave in claves.filter(pk__lte=hasta).iterator(chunk_size=10_000):
            if clave not in selladas and not any(rango[0] <= clave <= rango[1] for rango in abiertas):
                self.informe.hallar(Hallazgo(self.ultimo, tabla, clave, "se insertó después de sellar"))

    # ── The heads that were told outside ─────────────────────────────────────────────────────────────────────────────────
    def cotejar(self, cabezas: Sequence[tuple[int | None, str]], otra: str) -> None:
        """Each of these heads stands in the chain, at its place where it is known."""
        dichas = [cabeza for _, cabeza in cabezas]
        halladas: dict[str, int] = {}
        for desde in range(0, len(dichas), FILAS_A_LA_VEZ):
            halladas |= dict(Sello.objects.filter(cabeza__in=dichas[desde : desde + FILAS_A_LA_VEZ]).values_list("cabeza", "numero"))
        for numero, cabeza in cabezas:
            if cabeza in halladas and numero in (None, halladas[cabeza]):
                continue
            if numero is not None and numero > self.ultimo:
                self._mal(self.ultimo + 1, "se cortó la cola de la cadena", f"se publicó hasta el sello {numero}")
            elif numero is not None:
                self._mal(numero, otra, cabeza[:16])
            else:
                self._mal(self.ultimo + 1, "una cabeza publicada no está en la cadena", cabeza[:16])


def _contar(modelos: dict[str, Any], hasta: dict[str, int], lado: str) -> dict[str, int]:
    citar = connection.ops.quote_name
    partes = (f"SELECT %s, COUNT(*) FROM {citar(t)} WHERE {citar(m._meta.pk.column)} {lado} %s" for t, m in modelos.items())  # noqa: S608
    return de_cada_tabla(partes, [valor for tabla in modelos for valor in (tabla, hasta[tabla])])


def coincide(sellada: bytes, hoy: bytes | None) -> bool:
    """A row says what it said when it was sealed."""
    return sellada == hoy


def huellas_de_hoy(modelo: Any, tabla: str, columnas: Sequence[str], version: int, claves: Sequence[int]) -> dict[int, bytes | None]:
    """The sum of each row as it stands now; None for one that cannot even be read. Raises `LookupError` for a column that is gone."""
    conocidas = {campo.attname for campo in modelo._meta.concrete_fields}
    if perdidas := [columna for columna in columnas if columna not in conocidas]:
        raise LookupError(", ".join(perdidas))
    sumar, filas = HUELLAS[version], modelo._base_manager.order_by("pk").values_list("pk", *columnas)
    try:
        with transaction.atomic():
            return {fila[0]: sumar(tabla, columnas, fila[1:]) for fila in filas.filter(pk__in=claves)}
    except (ValueError, TypeError, ArithmeticError, DatabaseError) as error:  # something that its column does not take was written by hand
        if isinstance(error, OperationalError) and connection.vendor != "sqlite":  # there it also means a text that is none
            raise
        if len(claves) == 1:
            return {claves[0]: None}
        medio = len(claves) // 2
        return {
            clave: h
            for mitad in (claves[:medio], claves[medio:])
            for clave, h in huellas_de_hoy(modelo, tabla, columnas, version, mitad).items()
        }
