"""A plan of work on paper: every activity with its targets by quarter, what was done up to the cut, who approved it."""

from collections.abc import Callable
from typing import Any

from base.comun.fechas import hoy
from base.comun.templatetags.comun import fecha, numero, porcentaje, soles

from .metas import Al, CuentaDePlan, Serie
from .models import Cierre, PlanTrabajo
from .models.plan import ROMANOS, SIN_EMPEZAR

SIN_PROGRAMACION = "sin programación"


def datos_de_plan(cuentas: CuentaDePlan, cierres: list[Cierre]) -> dict[str, Any]:
    """What `plan.typ` prints, as people read it."""
    plan, corte = cuentas.plan, cuentas.trimestre
    dinero = cuentas.financiero
    pct = _sin_empezar if plan.sin_empezar else _pct
    return {
        "distrito": str(plan.municipalidad),
        "ugel": plan.convenio.ugel.nombre,
        "convenio": f"{plan.convenio.codigo}, {plan.convenio.titulo}",
        "objetivo": plan.objetivo,
        "estado": plan.get_estado_display(),
        "borrador": not plan.esta_aprobado,
        "aprobaciones": [_aprobacion(plan, lado) for lado in PlanTrabajo.Lado],
        "corte": f"{ROMANOS[corte]} trimestre de {plan.anio}",
        "impreso": fecha(hoy()),
        "filas": [_fila(al, pct) for al in cuentas.filas],
        "total": [*(soles(s) for s in dinero.programado), soles(dinero.del_anio), soles(cuentas.devengado), pct(cuentas.gasto)],
        "fisico": pct(cuentas.fisico.porcentaje),
        "fisico_anual": pct(cuentas.fisico_anual.porcentaje),
        "como": cuentas.fisico.como,
        "cierres": [[cierre.get_trimestre_display(), cierre.codigo, fecha(cierre.cerrado_en)] for cierre in cierres],
    }


def _aprobacion(plan: PlanTrabajo, lado: Any) -> list[str]:
    instante = getattr(plan, f"aprobado_{lado}_en")
    if instante is None:
        return [f"Aprobación por {lado.label}", "todavía no"]
    documento, quien = getattr(plan, f"documento_{lado}"), getattr(plan, f"aprobado_{lado}_por")
    return [f"Aprobación por {lado.label}", f"{documento}. Registrado por {quien} el {fecha(instante)}"]


def _fila(al: Al, pct: Callable[[Any], str]) -> dict[str, Any]:
    actividad = al.actividad
    cargos = " · ".join(cargo for cargo in (actividad.responsable, actividad.responsable_municipal) if cargo)
    return {
        "codigo": actividad.codigo,
        "nombre": actividad.nombre,
        "detalle": cargos,
        "unidad": actividad.unidad,
        "fisico": [*_metas(al.fisico, numero), numero(al.hecho), pct(al.avance)],
        "financiero": [*_metas(al.cuenta.financiero, soles), soles(al.gastado), pct(al.gasto)],
    }


def _metas(serie: Serie, dicho: Any) -> list[str]:
    return [*(dicho(cifra) if cifra else "–" for cifra in serie.programado), dicho(serie.del_anio)]


def _pct(valor: Any) -> str:
    return SIN_PROGRAMACION if valor is None else porcentaje(valor)


def _sin_empezar(valor: Any) -> str:
    return SIN_EMPEZAR
