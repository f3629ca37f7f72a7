"""What is kept, told on a day."""

import datetime
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from base.comun.fechas import hoy
from base.comun.recuerdos import Recuerdos
from convenios.models import Compromiso, Resumen
from convenios.models.situacion import Situacion

from .contar import Casilla, Conteo, Serie, de_las_ugeles


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


_leidas = Recuerdos()


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
