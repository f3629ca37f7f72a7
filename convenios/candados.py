"""The lock of a closed quarter, in the database itself (`base/comun/candados.py` puts it there).

`Cierre` and `Rectificacion` are written once, and a version of the targets when it is left as it will be. A target or a report of a quarter
that has its cierre is neither added, nor changed, nor taken away; nor does its activity, or its plan, become another one. It also holds when
two people write at the same instant.
"""

from collections.abc import Iterator

from base.comun.candados import Candado, cambia

CERRADO = "El trimestre está cerrado: lo que falte o sobre entra como rectificación."
ESCRITO = "Un cierre y una rectificación no se cambian ni se eliminan."
FIJO = "El plan tiene trimestres cerrados: lo que se mide en él ya no cambia."
VERSION = "Una versión del plan no se cambia ni se elimina: reprograme otra vez."
UNA_VEZ = ("convenios_cierre", "convenios_rectificacion")
BAJO_CIERRE = ("convenios_programacion", "convenios_ejecucion")
FIJOS = {  # what says which figures those of a closed quarter are
    "convenios_actividad": ("plan_id", ("plan_id", "unidad", "peso", "eliminado_en")),
    "convenios_plantrabajo": ("id", ("municipalidad_id", "anio", "convenio_id", "eliminado_en")),
}
_HAY_CIERRE = (
    "EXISTS (SELECT 1 FROM convenios_cierre c JOIN convenios_actividad a ON a.plan_id = c.plan_id"
    " WHERE a.id = {fila}.actividad_id AND c.trimestre = {fila}.trimestre)"
)
_DEL_PLAN = "EXISTS (SELECT 1 FROM convenios_cierre c WHERE c.plan_id = {fila}.{llave})"


def _condicion(acto: str) -> str:
    filas = {"INSERT": ["NEW"], "UPDATE": ["OLD", "NEW"], "DELETE": ["OLD"]}[acto]
    return " OR ".join(_HAY_CIERRE.format(fila=fila) for fila in filas)


def _con_cierre(fila: str, llave: str) -> str:
    return _DEL_PLAN.format(fila=fila, llave=llave)


def candados() -> Iterator[Candado]:
    """Every lock of this floor."""
    for tabla in UNA_VEZ:
        for acto in ("UPDATE", "DELETE"):
            yield Candado(f"{tabla}_una_vez_{acto.lower()}", tabla, acto, "1 = 1", ESCRITO)
    for tabla in BAJO_CIERRE:
        for acto in ("INSERT", "UPDATE", "DELETE"):
            yield Candado(f"{tabla}_cerrado_{acto.lower()}", tabla, acto, _condicion(acto), CERRADO)
    for tabla, (llave, columnas) in FIJOS.items():
        toca = f"({_con_cierre('OLD', llave)} OR {_con_cierre('NEW', llave)}) AND ({cambia(columnas)})"
        yield Candado(f"{tabla}_fijo_update", tabla, "UPDATE", toca, FIJO)
        yield Candado(f"{tabla}_fijo_delete", tabla, "DELETE", _con_cierre("OLD", llave), FIJO)
    yield Candado("convenios_versionplan_fija_update", "convenios_versionplan", "UPDATE", "CAST(OLD.metas AS TEXT) <> '{}'", VERSION)
    yield Candado("convenios_versionplan_fija_delete", "convenios_versionplan", "DELETE", "1 = 1", VERSION)
