"""The lock of a closed quarter, in the database itself: no form, import, shell or SQL of the portal's account writes under it.

`Cierre` and `Rectificacion` are written once, and a version of the targets when it is left as it will be. A target or a report of a quarter
that has its cierre is neither added, nor changed, nor taken away; nor does its activity, or its plan, become another one. The models say so in
Spanish before (`clean`, the verbs); these triggers are what holds when somebody goes past them, and when two people write at the same instant.

They are put on after every `migrate` and taken off before it: SQLite rebuilds a table to alter it, and will not rename one that a trigger
speaks of.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connections

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


def _cambia(columnas: tuple[str, ...]) -> str:
    """That one of these columns changes: said in a way that both engines understand, empty ones too."""
    return " OR ".join(f"(COALESCE(CAST(OLD.{c} AS TEXT), '') <> COALESCE(CAST(NEW.{c} AS TEXT), ''))" for c in columnas)


def _con_cierre(fila: str, llave: str) -> str:
    return _DEL_PLAN.format(fila=fila, llave=llave)


def _guardias() -> Iterator[tuple[str, str, str, str, str]]:
    """Every lock: its name, its table, what it refuses, when, and what it says."""
    for tabla in UNA_VEZ:
        for acto in ("UPDATE", "DELETE"):
            yield f"{tabla}_una_vez_{acto.lower()}", tabla, acto, "1 = 1", ESCRITO
    for tabla in BAJO_CIERRE:
        for acto in ("INSERT", "UPDATE", "DELETE"):
            yield f"{tabla}_cerrado_{acto.lower()}", tabla, acto, _condicion(acto), CERRADO
    for tabla, (llave, columnas) in FIJOS.items():
        toca = f"({_con_cierre('OLD', llave)} OR {_con_cierre('NEW', llave)}) AND ({_cambia(columnas)})"
        yield f"{tabla}_fijo_update", tabla, "UPDATE", toca, FIJO
        yield f"{tabla}_fijo_delete", tabla, "DELETE", _con_cierre("OLD", llave), FIJO
    yield "convenios_versionplan_fija_update", "convenios_versionplan", "UPDATE", "CAST(OLD.metas AS TEXT) <> '{}'", VERSION
    yield "convenios_versionplan_fija_delete", "convenios_versionplan", "DELETE", "1 = 1", VERSION


def _en_sqlite() -> Iterator[str]:
    for nombre, tabla, acto, cuando, dice in _guardias():
        yield f"CREATE TRIGGER {nombre} BEFORE {acto} ON {tabla} WHEN {cuando} BEGIN SELECT RAISE(ABORT, '{dice}'); END"


def _en_postgresql() -> Iterator[str]:
    for nombre, tabla, acto, cuando, dice in _guardias():
        devuelve = "OLD" if acto == "DELETE" else "NEW"
        yield (
            f"CREATE OR REPLACE FUNCTION {nombre}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {cuando} THEN "
            f"RAISE EXCEPTION '{dice}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {devuelve}; END $$"
        )
        yield f"CREATE TRIGGER {nombre} BEFORE {acto} ON {tabla} FOR EACH ROW EXECUTE FUNCTION {nombre}()"


def poner(using: str = "default", **_: Any) -> None:
    """Put the locks on, where their tables are."""
    conexion = connections[using]
    tablas = set(conexion.introspection.table_names())
    if not tablas.issuperset({tabla for _, tabla, *_resto in _guardias()}):
        return
    quitar(using)
    with conexion.cursor() as cursor:
        for orden in _en_sqlite() if conexion.vendor == "sqlite" else _en_postgresql():
            cursor.execute(orden)


def quitar(using: str = "default", **_: Any) -> None:
    """Take them off: to change the tables, or to empty a database of tests."""
    conexion = connections[using]
    tablas = set(conexion.introspection.table_names())
    with conexion.cursor() as cursor:
        for nombre, tabla, *_resto in _guardias():
            if tabla in tablas:
                cursor.execute(f"DROP TRIGGER IF EXISTS {nombre}" + ("" if conexion.vendor == "sqlite" else f" ON {tabla}"))
