"""What the dashboards count of a UGEL: worked out from its rows, kept beside them, and read with today's date.

Of each district, line of work and decision it is kept how many there are up to each day: a `Serie` of days and running counts. What depends
on today (overdue, about to be due, since the last encuentro) is a place in that series, found when it is read. So nothing that is kept grows
old at midnight, and a reader asks for one row a UGEL, however many commitments it has.

The words are those of `models/situacion.py`. A commitment that reaches several districts counts once in the UGEL and once in each of them.
"""

import datetime
import uuid
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import accumulate
from typing import Any

from django.db import transaction
from django.db.models import BooleanField, Case, Count, Exists, Subquery, Sum, Value, When
from django.utils import timezone

from base.comun.fechas import ahora, hoy

from .filtros import FaltaAlgo
from .models import Alcance, Cierre, Compromiso, Convenio, PorRecontar, Resumen
from .models.resumen import por_recontar
from .models.situacion import Situacion, avances

LA_UGEL = 0  # the place of what is counted once, whatever districts it reaches
DEUDAS = [falta for falta, _ in FaltaAlgo.CHOICES]
CENTESIMAS = 100 * 100  # a whole part, in hundredths of a percentage point

# How one is kept: as JSON, with short words.
Serie = list[Any]  # [days, how many up to each of them, how many without a date]
Casilla = dict[str, Any]
Conteo = dict[str, Any]


# ── Working out ──────────────────────────────────────────────────────────────────────────────────────────────────────────
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


# ── Keeping ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
def recontar(ugel: int) -> bool:
    """Work a UGEL out again and keep it. Whether it was kept: while somebody else keeps a newer one, theirs stands.

    The notes are read before the rows: what is written after has a note that was not seen, and that stays. Whoever counted between the two
    has changed `generacion`, and their count may be newer than this one.
    """
    anterior, _ = Resumen.objects.get_or_create(ugel_id=ugel)
    vistas = list(PorRecontar.objects.de(ugel).values_list("pk", flat=True))
    conteo = de_las_ugeles([ugel])[ugel]
    with transaction.atomic():
        suyo = Resumen.objects.filter(ugel=ugel, generacion=anterior.generacion)
        if not suyo.update(generacion=uuid.uuid4(), contado_en=ahora(), **conteo):
            return False
        PorRecontar.objects.filter(pk__in=vistas).delete()
    return True


def recontar_lo_que_falte(*, cuantas: int | None = None) -> int:
    """The UGEL that wait, or the first of them; how many were kept."""
    return sum(recontar(ugel) for ugel in list(por_recontar().values_list("pk", flat=True)[:cuantas]))


# ── Reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass
class Cuenta:
    """How many of each situation, what is done of the shares that were agreed, and what changed since a day."""

    situaciones: dict[str, int] = field(default_factory=dict)
    partes: int = 0  # sum, in hundredths of a point
    medidos: int = 0
    avanzaron: int = 0  # with an avance verified since
    cumplidos: int = 0  # since, as the two that follow
    no_cumplidos: int = 0
    vencieron: int = 0  # and are still open

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.situaciones.values())

    @property
    def promedio(self) -> Decimal | None:
        """Mean of the shares, each weighing the same; None: no share was agreed."""
        return Decimal(self.partes) / self.medidos / 100 if self.medidos else None

    def mas(self, otra: "Cuenta") -> None:
        """Add another one up."""
        for situacion, cuantos in otra.situaciones.items():
            self.situaciones[situacion] = self.situaciones.get(situacion, 0) + cuantos
        self.partes += otra.partes
        self.medidos += otra.medidos
        self.avanzaron += otra.avanzaron
        self.cumplidos += otra.cumplidos
        self.no_cumplidos += otra.no_cumplidos
        self.vencieron += otra.vencieron


def juntas(cuentas: Iterable[Cuenta]) -> Cuenta:
    """These counts added up."""
    suma = Cuenta()
    for cuenta in cuentas:
        suma.mas(cuenta)
    return suma


@dataclass(frozen=True)
class Corte:
    """With which dates a count is read; `todos`: also of convenios that nobody has signed yet; `publica`: what waits to be verified is not told."""

    dia: int
    por_vencer: int
    desde: int
    todos: bool
    publica: bool = False


def corte(ugel: Any, *, desde: datetime.date, todos: bool, publica: bool = False) -> Corte:
    """That of today, for a UGEL."""
    return Corte(hoy().toordinal(), ugel.dias_por_vencer, desde.toordinal(), todos, publica)


def _hasta(serie: Serie, dia: int) -> int:
    """How many up to that day."""
    lugar = bisect_right(serie[0], dia)
    return int(serie[1][lugar - 1]) if lugar else 0


def _todos(serie: Serie) -> int:
    return int(serie[1][-1]) if serie[1] else 0


def leer(casilla: Casilla, c: Corte) -> Cuenta:
    """What is kept of one line and place, told on a day."""
    cuenta = Cuenta(partes=casilla["partes"][0], medidos=casilla["partes"][1])
    s: Counter[str] = Counter()
    for como, serie in casilla["abiertos"].items():
        vencidos, todos = _hasta(serie, c.dia - 1), _todos(serie)
        s[Situacion.VENCIDO.value] += vencidos
        cuenta.vencieron += max(0, vencidos - _hasta(serie, c.desde - 1))
        if "e" in como and not c.publica:
            s[Situacion.EN_VERIFICACION.value] += todos - vencidos + serie[2]
            continue
        cerca = _hasta(serie, c.dia + c.por_vencer)
        s[Situacion.SIN_PLAZO.value] += serie[2]
        s[Situacion.POR_VENCER.value] += cerca - vencidos
        s[(Situacion.EN_PROCESO if "v" in como else Situacion.POR_INICIAR).value] += todos - cerca
    for estado, serie in casilla["cerrados"].items():
        s[estado] += _todos(serie)
        desde = _todos(serie) - _hasta(serie, c.desde - 1)
        if estado == Compromiso.Estado.CUMPLIDO:
            cuenta.cumplidos += desde
        elif estado == Compromiso.Estado.NO_CUMPLIDO:
            cuenta.no_cumplidos += desde
    cuenta.avanzaron = _todos(casilla["verificados"]) - _hasta(casilla["verificados"], c.desde - 1)
    cuenta.situaciones = {situacion: cuantos for situacion, cuantos in s.items() if cuantos}
    return cuenta


Lineas = dict[str, Cuenta]


def leer_lineas(lineas: dict[str, dict[str, Casilla]], c: Corte) -> Lineas:
    """The counts of a place by line of work."""
    dichas = {}
    for linea, por_firma in lineas.items():
        cuenta = juntas(leer(casilla, c) for firmado, casilla in por_firma.items() if c.todos or firmado == "1")
        if cuenta.total:
            dichas[linea] = cuenta
    return dichas


@dataclass
class Figuras:
    """The counts of a UGEL on a day: of itself by line, of each of its districts by line, what its data lack, what its plans closed."""

    lineas: Lineas = field(default_factory=dict)
    distritos: dict[int, Lineas] = field(default_factory=dict)
    deudas: dict[str, int] = field(default_factory=dict)
    cierres: dict[str, list[int]] = field(default_factory=dict)

    def con(self, otras: "Figuras") -> "Figuras":
        """Both added up, for somebody who reads more of a UGEL than what is signed; neither is changed, since they are remembered."""
        distritos = {
            d: _sumadas(self.distritos.get(d, {}), otras.distritos.get(d, {})) for d in self.distritos.keys() | otras.distritos.keys()
        }
        deudas = dict(Counter(self.deudas) + Counter(otras.deudas))
        return Figuras(_sumadas(self.lineas, otras.lineas), distritos, deudas, self.cierres)


def _sumadas(unas: Lineas, otras: Lineas) -> Lineas:
    return {linea: juntas(lado[linea] for lado in (unas, otras) if linea in lado) for linea in unas.keys() | otras.keys()}


def leer_conteo(conteo: Conteo, c: Corte) -> Figuras:
    """All of a UGEL; without `distritos`, only of itself."""
    conjunto = conteo["conjunto"]
    deudas: Counter[str] = Counter()
    for firmado, cuantas in conjunto["deudas"].items():
        if c.todos or firmado == "1":
            deudas.update(cuantas)
    return Figuras(
        lineas=leer_lineas(conjunto["lineas"], c),
        distritos={int(distrito): leer_lineas(lineas, c) for distrito, lineas in conteo.get("distritos", {}).items()},
        deudas=dict(deudas),
        cierres=conjunto.get("cierres", {}),
    )


class Memoria:
    """What this process remembers of summaries, by what it was worked out of: a summary that was counted again has another `generacion`."""

    CABEN = 2048

    def __init__(self) -> None:
        self._dicho: dict[Any, Any] = {}

    def get(self, llave: Any) -> Any:
        """What was worked out of that, if it was."""
        return self._dicho.get(llave)

    def guardar(self, llave: Any, dicho: Any) -> Any:
        """Remember it; when there is no more room, begin again."""
        if len(self._dicho) >= self.CABEN:
            self._dicho.clear()
        self._dicho[llave] = dicho
        return dicho


_leidas = Memoria()


def figuras(ugeles: Iterable[Any], cortes: dict[int, Corte], *, con_distritos: bool) -> dict[int, Figuras]:
    """The figures of UGEL that `con_resumen` has asked for, by key, each with the dates of its `Corte`.

    What was read of a summary is remembered by this process as long as the summary is that one. Of a UGEL whose summary is behind its rows,
    its rows are counted, every time.
    """
    ugeles = list(ugeles)
    llaves = {u.pk: (u.pk, u.generacion, cortes[u.pk], con_distritos) for u in ugeles if u.generacion is not None}
    leidas = {pk: dicho for pk, llave in llaves.items() if (dicho := _leidas.get(llave)) is not None}
    faltan = [pk for pk in llaves if pk not in leidas]
    if faltan:
        columnas = ("conjunto", "distritos") if con_distritos else ("conjunto",)
        for pk, generacion, *dichas in Resumen.objects.filter(ugel__in=faltan).values_list("ugel", "generacion", *columnas):
            dicho = leer_conteo(dict(zip(columnas, dichas, strict=True)), cortes[pk])
            leidas[pk] = _leidas.guardar((pk, generacion, cortes[pk], con_distritos), dicho)
    if sin_resumen := [u.pk for u in ugeles if u.pk not in leidas]:
        for pk, conteo in de_las_ugeles(sin_resumen).items():
            leidas[pk] = leer_conteo(conteo, cortes[pk])
    return leidas
