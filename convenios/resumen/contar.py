"""The counts of UGEL, worked out from their rows."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal
from itertools import accumulate
from typing import Any

from django.db.models import BooleanField, Case, Count, Exists, Subquery, Sum, Value, When
from django.utils import timezone

from convenios.filtros import FaltaAlgo
from convenios.models import Alcance, Cierre, Compromiso, Convenio
from convenios.models.situacion import avances

LA_UGEL = 0  # the place of what is counted once, whatever districts it reaches
DEUDAS = [falta for falta, _ in FaltaAlgo.CHOICES]
CENTESIMAS = 100 * 100  # a whole part, in hundredths of a percentage point

# How one is kept: as JSON, with short words.
Serie = list[Any]  # [days, how many up to each of them, how many without a date]
Casilla = dict[str, Any]
Conteo = dict[str, Any]


def _serie(dias: "Counter[int | None]") -> Serie:
    fechados = sorted(dia for dia in dias if dia is not None)
    return [fechados, list(accumulate(dias[dia] for dia in fechados)), dias[None]]


class _Montones:
    """What one place, one line and one kind of convenio (signed or not yet) has."""

    def __init__(self) -> None:
        self.abiertos: dict[str, Counter[int | None]] = defaultdict(Counter)
        self.cerrados: dict[str, Counter[int | None]] = defaultdict(Counter)
        self.verificados: Counter[int | None] = Counter()
        self.partes = [0, 0]

    def casilla(self) -> Casilla:
        """As it is kept."""
        return {
            "abiertos": {como: _serie(dias) for como, dias in self.abiertos.items()},
            "cerrados": {estado: _serie(dias) for estado, dias in self.cerrados.items()},
            "verificados": _serie(self.verificados),
            "partes": self.partes,
        }


def _dia(instante: datetime.datetime | None) -> int | None:
    return None if instante is None else timezone.localdate(instante).toordinal()


def _si(condicion: Any) -> Case:
    return Case(When(condicion, then=Value(True)), default=Value(False), output_field=BooleanField())


def _parte(hecho: Decimal | None, meta: Decimal) -> int:
    """What a district has of its share, in hundredths of a point, capped: whole numbers, so that sums are the same on both engines."""
    de = int(meta * 100)
    return min(CENTESIMAS, (int((hecho or 0) * 100) * 2 * CENTESIMAS + de) // (2 * de))


def contar(compromisos: Any) -> dict[int, Conteo]:
    """The counts of these commitments, by UGEL: `conjunto`, `distritos`. In two queries, however many they are."""
    montones: dict[tuple[int, int, str, str], _Montones] = defaultdict(_Montones)
    deudas: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    de: dict[int, tuple[int, str, str, str, str, int | None, int | None]] = {}
    faltas = {f"sin_{falta}": _si(FaltaAlgo.condicion(falta)) for falta in DEUDAS}
    ultimo = Subquery(avances("verificado").order_by("-verificado_en").values("verificado_en")[:1])
    filas = compromisos.order_by().annotate(espera=Exists(avances("enviado")), ultimo=ultimo, **faltas)
    columnas = ("pk", "convenio__ugel", "convenio__estado", "linea", "estado", "plazo", "estado_en", "espera", "ultimo")
    for pk, ugel, de_convenio, linea, estado, plazo, decidido, espera, ultimo_en, *faltan in filas.values_list(*columnas, *faltas):
        firmado = "1" if de_convenio in Convenio.Estado.firmados() else "0"
        como, verificado = ("e" if espera else "") + ("v" if ultimo_en else ""), _dia(ultimo_en)
        cuando = (plazo.toordinal() if plazo else None) if estado == Compromiso.Estado.ABIERTO else _dia(decidido)
        de[pk] = (ugel, linea, firmado, estado, como, cuando, verificado)
        _apilar(montones[ugel, LA_UGEL, linea, firmado], estado, como, cuando, verificado)
        deudas[ugel, firmado].update(falta for falta, tiene in zip(DEUDAS, faltan, strict=True) if tiene)
    alcances = Alcance.objects.filter(compromiso__in=compromisos.order_by().values("pk")).con_avance()
    for pk, distrito, meta, hecho in alcances.order_by().values_list("compromiso", "distrito", "meta", "hecho"):
        if pk not in de:
            continue  # written between one query and the other: its note is there, and it will be counted again
        ugel, linea, firmado, estado, como, cuando, verificado = de[pk]
        _apilar(montones[ugel, distrito, linea, firmado], estado, como, cuando, verificado)
        if meta:
            for lugar in (LA_UGEL, distrito):
                monton = montones[ugel, lugar, linea, firmado]
                monton.partes = [monton.partes[0] + _parte(hecho, meta), monton.partes[1] + 1]
    return _por_ugel(montones, deudas)


def _apilar(monton: _Montones, estado: str, como: str, cuando: int | None, verificado: int | None) -> None:
    if estado == Compromiso.Estado.ABIERTO:
        monton.abiertos[como][cuando] += 1
    else:
        monton.cerrados[estado][cuando] += 1
    if verificado is not None:
        monton.verificados[verificado] += 1


def _por_ugel(montones: dict[tuple[int, int, str, str], _Montones], deudas: dict[tuple[int, str], "Counter[str]"]) -> dict[int, Conteo]:
    conteos: dict[int, Conteo] = defaultdict(lambda: {"conjunto": {"lineas": {}, "deudas": {}}, "distritos": {}})
    for (ugel, lugar, linea, firmado), monton in montones.items():
        conteo = conteos[ugel]
        lineas = conteo["conjunto"]["lineas"] if lugar == LA_UGEL else conteo["distritos"].setdefault(str(lugar), {})
        lineas.setdefault(linea, {})[firmado] = monton.casilla()
    for (ugel, firmado), cuantas in deudas.items():
        conteos[ugel]["conjunto"]["deudas"][firmado] = dict(cuantas)
    return conteos


def _cierres(ugeles: Iterable[int]) -> dict[int, dict[str, list[int]]]:
    """By UGEL and closed quarter: in how many plans something was programmed, the sum of their percentages in tenths, soles in cents."""
    filas = Cierre.objects.filter(plan__eliminado_en=None, plan__convenio__ugel__in=list(ugeles)).order_by()
    columnas = ("plan__convenio__ugel", "plan__anio", "trimestre")
    sumas = {"planes": Count("pk"), "n": Count("fisico"), "f": Sum("fisico"), "p": Sum("programado"), "d": Sum("devengado")}
    cerrados: dict[int, dict[str, list[int]]] = defaultdict(dict)
    for ugel, anio, trimestre, planes, n, fisico, programado, devengado in filas.values_list(*columnas).annotate(**sumas):
        cerrados[ugel][f"{anio}-{trimestre}"] = [planes, n, int((fisico or 0) * 10), int(programado * 100), int(devengado * 100)]
    return cerrados


def de_las_ugeles(ugeles: Iterable[int]) -> dict[int, Conteo]:
    """The counts of these UGEL from their rows as they stand, in three queries however many they are."""
    ugeles = list(ugeles)
    conteos = contar(Compromiso.objects.filter(convenio__ugel__in=ugeles, convenio__eliminado_en=None))
    cerrados = _cierres(ugeles)
    for ugel in ugeles:
        conteos[ugel]["conjunto"]["cierres"] = cerrados.get(ugel, {})
    return {ugel: conteos[ugel] for ugel in ugeles}
