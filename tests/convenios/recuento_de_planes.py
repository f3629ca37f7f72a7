"""The figures of plans worked out again, from the rows and in plain Python: nothing here asks `convenios/metas.py`.

What counts as executed, how an activity is measured, how a plan is rolled up, what a closed quarter froze: all of it is written here a second
time, from the words on the pages and in `docs/manual/`.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from convenios.models import (
    Actividad,
    Alcance,
    Avance,
    Cierre,
    Compromiso,
    Convenio,
    Ejecucion,
    PlanTrabajo,
    Programacion,
    Rectificacion,
    VersionPlan,
)
from municipios.models import Ugel
from tests.convenios.recuento import Fila, _leer, _por, _vivas, redondo

Cuatro = list[Decimal]
Series = dict[str, dict[int, Cuatro]]  # fisica, financiera → activity → quarters
CERO = Decimal(0)


def _nada() -> dict[int, Cuatro]:
    return defaultdict(lambda: [CERO] * 4)


def parte(hecho: Decimal, de: Decimal) -> Decimal | None:
    """A percentage to one decimal, half up; nothing where nothing was programmed."""
    return None if de == 0 else redondo(hecho, de)


class RecuentoDePlanes:
    """All the rows of plans at one instant."""

    def __init__(self) -> None:
        self.planes = {fila["id"]: fila for fila in _vivas(_leer(PlanTrabajo))}
        self.actividades = {fila["id"]: fila for fila in _vivas(_leer(Actividad)) if fila["plan_id"] in self.planes}
        self.de_plan = _por(self.actividades.values(), "plan_id")
        self.nacio = dict(Actividad.history.filter(history_type="+").values_list("id", "history_date"))
        self.convenios, self.ugeles = _leer(Convenio), _leer(Ugel)
        self.cierres = _leer(Cierre)
        self.versiones = _por(_leer(VersionPlan).values(), "plan_id")
        self.ejecuciones = [e for e in _vivas(_leer(Ejecucion)) if e["actividad_id"] in self.actividades]
        self.rectificaciones = list(_leer(Rectificacion).values())
        self.compromisos, self.avances = _leer(Compromiso), _por(_vivas(_leer(Avance)), "compromiso_id")
        self.alcances = _por(_vivas(_leer(Alcance)), "compromiso_id")
        self.programado: Series = {"fisica": _nada(), "financiera": _nada()}
        for fila in _vivas(_leer(Programacion)):
            for que, series in self.programado.items():
                series[fila["actividad_id"]][fila["trimestre"] - 1] += fila[que]
        self.ejecutado = self.ejecutado_el(None)

    def ejecutado_el(self, dia: datetime.datetime | None) -> Series:
        """What counts as executed: what was verified, and what was rectified of closed quarters (by then, when it is asked)."""
        series: Series = {"fisica": _nada(), "financiera": _nada()}
        sumandos = [(e["actividad_id"], e["trimestre"], e) for e in self.ejecuciones if e["estado"] == "verificado"]
        sumandos += [
            (r["actividad_id"], self.cierres[r["cierre_id"]]["trimestre"], r) for r in self.rectificaciones if dia is None or r["en"] <= dia
        ]
        for actividad, trimestre, fila in sumandos:
            for que, suyas in series.items():
                suyas[actividad][trimestre - 1] += fila[que]
        return series

    # ── A plan, at a quarter ─────────────────────────────────────────────────────────────────────────────────────────────
    def plan(self, plan: int, trimestre: int) -> dict[str, Any]:
        """Everything that is said of it now."""
        return self._contar(plan, trimestre, self.de_plan.get(plan, ()), self.programado, self.ejecutado)

    def _contar(self, plan: int, trimestre: int, actividades: Iterable[Fila], metas: Series, hechos: Series) -> dict[str, Any]:
        suyas = sorted(actividades, key=lambda a: (a["codigo"], a["id"]))
        dicho: dict[str, Any] = {
            "fisico": self._promedio(suyas, metas, hechos, trimestre, trimestre),
            "fisico_anual": self._promedio(suyas, metas, hechos, trimestre, 4),
            "programado": _suma(metas["financiera"], suyas, trimestre),
            "devengado": _suma(hechos["financiera"], suyas, trimestre),
            "programado_anual": _suma(metas["financiera"], suyas, 4),
        }
        dicho["gasto"] = parte(dicho["devengado"], dicho["programado"])
        dicho["gasto_anual"] = parte(dicho["devengado"], dicho["programado_anual"])
        dicho["actividades"] = {a["codigo"]: self.actividad(a["id"], trimestre, metas, hechos) for a in suyas}
        dicho["pasan"] = [
            a["codigo"] for a in suyas if 0 < sum(metas["fisica"][a["id"]][:trimestre]) < sum(hechos["fisica"][a["id"]][:trimestre])
        ]
        return dicho | self._avisos(plan, dicho)

    def actividad(self, actividad: int, trimestre: int, metas: Series, hechos: Series) -> dict[str, Any]:
        """Everything that is said of one of its activities."""
        fisica, soles = metas["fisica"][actividad], metas["financiera"][actividad]
        hecho, gastado = hechos["fisica"][actividad], hechos["financiera"][actividad]
        return {
            "programado": sum(fisica[:trimestre], CERO),
            "hecho": sum(hecho[:trimestre], CERO),
            "presupuesto": sum(soles[:trimestre], CERO),
            "gastado": sum(gastado[:trimestre], CERO),
            "meta_anual": sum(fisica, CERO),
            "avance": parte(sum(hecho[:trimestre], CERO), sum(fisica[:trimestre], CERO)),
            "avance_anual": parte(sum(hecho[:trimestre], CERO), sum(fisica, CERO)),
            "gasto": parte(sum(gastado[:trimestre], CERO), sum(soles[:trimestre], CERO)),
        }

    def _promedio(self, suyas: Iterable[Fila], metas: Series, hechos: Series, trimestre: int, hasta: int) -> Decimal | None:
        """The mean of those that have something programmed, none above 100, by weight where each of those has one."""
        medidas = []
        for a in suyas:
            de = sum(metas["fisica"][a["id"]][:hasta], CERO)
            if de:
                razon = Fraction(sum(hechos["fisica"][a["id"]][:trimestre], CERO)) / Fraction(de)
                medidas.append((a["peso"], razon if razon < 1 else Fraction(1)))
        if not medidas:
            return None
        pesos = [Fraction(1) if any(p is None for p, _ in medidas) else Fraction(peso) for peso, _ in medidas]
        promedio = sum((p * m for p, (_, m) in zip(pesos, medidas, strict=True)), Fraction(0)) / sum(pesos)
        return Decimal(int(promedio * 1000 + Fraction(1, 2))) / 10

    def _avisos(self, plan: int, dicho: dict[str, Any]) -> dict[str, Any]:
        ugel = self.ugeles[self.convenios[self.planes[plan]["convenio_id"]]["ugel_id"]]
        fisico = dicho["fisico"]
        verde, ambar = ugel["umbral_verde"], ugel["umbral_ambar"]
        color = "sin programación" if fisico is None else "verde" if fisico >= verde else "ámbar" if fisico >= ambar else "rojo"
        if self.planes[plan]["estado"] == "aprobado":
            color = "sin empezar"
        brecha = None if None in (dicho["gasto_anual"], dicho["fisico_anual"]) else dicho["gasto_anual"] - dicho["fisico_anual"]
        return {"color": color, "brecha": brecha, "gasta_de_mas": brecha is not None and brecha >= ugel["brecha_de_gasto"]}

    # ── What was frozen ──────────────────────────────────────────────────────────────────────────────────────────────────
    def al_cerrar(self, cierre: Fila) -> dict[str, Any]:
        """What a quarter said on the day it was closed: the activities and targets of then, and what was known of what was done."""
        version = max((v for v in self.versiones[cierre["plan_id"]] if v["en"] <= cierre["cerrado_en"]), key=lambda v: v["numero"])
        metas: Series = {"fisica": _nada(), "financiera": _nada()}
        for actividad, pares in version["metas"].items():
            for n, (fisica, soles) in enumerate(pares):
                metas["fisica"][int(actividad)][n], metas["financiera"][int(actividad)][n] = Decimal(fisica), Decimal(soles)
        habia = [a for a in self.de_plan[cierre["plan_id"]] if self.nacio[a["id"]] <= cierre["cerrado_en"]]
        return self._contar(cierre["plan_id"], cierre["trimestre"], habia, metas, self.ejecutado_el(cierre["cerrado_en"]))

    # ── What it counts for ───────────────────────────────────────────────────────────────────────────────────────────────
    def hecho_de_compromiso(self, compromiso: int) -> Decimal:
        """What was verified of a commitment."""
        cuentan = [a["cantidad"] for a in self.avances.get(compromiso, ()) if a["estado"] == "verificado" and a["cantidad"] is not None]
        return sum(cuentan, CERO)


def _suma(series: dict[int, Cuatro], suyas: Iterable[Fila], trimestre: int) -> Decimal:
    return sum((sum(series[a["id"]][:trimestre], CERO) for a in suyas), CERO)


# ── Beside what the portal says ──────────────────────────────────────────────────────────────────────────────────────────
def lo_que_dice(cuentas: Any) -> dict[str, Any]:
    """The figures of a plan as its page has them, under the names of the recount."""
    return {
        "fisico": cuentas.fisico.porcentaje,
        "fisico_anual": cuentas.fisico_anual.porcentaje,
        "programado": cuentas.presupuesto,
        "devengado": cuentas.devengado,
        "programado_anual": cuentas.financiero.del_anio,
        "gasto": cuentas.gasto,
        "gasto_anual": cuentas.gasto_anual,
        "pasan": [fila.actividad.codigo for fila in cuentas.pasan_de_cien],
        "color": cuentas.color,
        "brecha": cuentas.brecha,
        "gasta_de_mas": cuentas.gasta_de_mas,
        "actividades": {
            fila.actividad.codigo: {
                "programado": fila.programado,
                "hecho": fila.hecho,
                "presupuesto": fila.presupuesto,
                "gastado": fila.gastado,
                "meta_anual": fila.fisico.del_anio,
                "avance": fila.avance,
                "avance_anual": parte_dicha(fila.fisico.contra_anio(cuentas.trimestre)),
                "gasto": fila.gasto,
            }
            for fila in cuentas.filas
        },
    }


def parte_dicha(razon: Fraction | None) -> Decimal | None:
    return None if razon is None else Decimal(int(razon * 1000 + Fraction(1, 2))) / 10


def lo_que_guarda(contenido: dict[str, Any]) -> dict[str, Any]:
    """The figures of a closed quarter, under the names of the recount."""
    dicho = {que: _cifra(contenido[que]) for que in CERRADAS}
    hasta = contenido["trimestre"]
    dicho["actividades"] = {
        a["codigo"]: {
            "programado": sum((Decimal(meta) for meta, _ in a["fisico"]), CERO),
            "hecho": sum((Decimal(hecho) for _, hecho in a["fisico"]), CERO),
            "presupuesto": sum((Decimal(meta) for meta, _ in a["financiero"]), CERO),
            "gastado": sum((Decimal(hecho) for _, hecho in a["financiero"]), CERO),
            "meta_anual": Decimal(a["meta_anual"]),
            "avance": _cifra(a["avance"]),
            "avance_anual": _cifra(a["avance_anual"]),
        }
        for a in contenido["actividades"]
        if len(a["fisico"]) == len(a["financiero"]) == hasta
    }
    return dicho


CERRADAS = ("fisico", "fisico_anual", "programado", "devengado", "programado_anual", "gasto", "gasto_anual")


def _cifra(texto: str | None) -> Decimal | None:
    return None if texto is None else Decimal(texto)


def distintas(donde: str, dicho: dict[str, Any], contado: dict[str, Any]) -> list[str]:
    """What differs, figure by figure, among those that `dicho` says."""
    faltan = [] if dicho["actividades"].keys() == contado["actividades"].keys() else [f"{donde}: no son las mismas actividades"]
    pares = [(que, dicho[que], contado[que]) for que in dicho if que != "actividades"]
    for codigo in dicho["actividades"].keys() & contado["actividades"].keys():
        suya, otra = dicho["actividades"][codigo], contado["actividades"][codigo]
        pares += [(f"{codigo} {que}", suya[que], otra[que]) for que in suya]
    return faltan + [f"{donde}, {que}: dice {a}, las filas dicen {b}" for que, a, b in pares if a != b]
