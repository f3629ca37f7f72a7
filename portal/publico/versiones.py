"""Which version of the portal a public page is of: asked of the database before each answer from a copy, so in one short journey (ADR 0026)."""

from functools import cache
from typing import Any
from weakref import WeakSet

from django.contrib.staticfiles.storage import staticfiles_storage

from base.bitacora.models import Lote
from base.comun import replicas
from base.comun.fechas import hoy
from base.comun.postgresql.primera import primera
from municipios.models import Distrito, Dre, Indicador, Medicion, Municipalidad, PautaRiesgo, Ugel

CUANTOS = 100
# What is shown on pages of a UGEL and written by people of another: what holds for a region, or what is the same for all
DE_VARIAS = (Dre, Ugel, Distrito, Municipalidad, Indicador, Medicion, PautaRiesgo)


def _ultimos(cuales: str = "") -> str:
    """The last gestures. One that began before another may be written after it: their sum says so where the last number does not.

    Written out: it is asked before each answer, and to compile it takes longer than to answer it.
    """
    return f"SELECT id FROM (SELECT id FROM {Lote._meta.db_table} {cuales} ORDER BY id DESC LIMIT {CUANTOS}) u"  # noqa: S608 -- our own names


def _ultima_de(modelo: Any) -> str:
    return f"(SELECT MAX(history_id) FROM {modelo.history.model._meta.db_table})"  # noqa: S608


DE_NINGUNA = "WHERE ambito = ''"
DEL_PORTAL = f"SELECT MAX(id), SUM(id) FROM ({_ultimos()}) ultimos"  # noqa: S608
DE_UNA_UGEL = (
    f"SELECT MAX(id), SUM(id), {', '.join(map(_ultima_de, DE_VARIAS))} "  # noqa: S608
    f"FROM ({_ultimos(DE_NINGUNA)} UNION ALL {_ultimos('WHERE ambito = %s')}) ultimos"
)
_preparadas: WeakSet[Any] = WeakSet()  # connections to PostgreSQL that know the second question by its name


def version(ugel: str = "") -> str:
    """Of the portal: it changes with every gesture, with the day, and with the files that pages name.

    Of the pages of one UGEL (its code): with the gestures that may touch it, and with what is shared between several.
    """
    conexion = replicas.conexion()  # where the page is read: a copy never says that it is newer than its rows
    numeros = primera(conexion, lambda: _preguntar(conexion, ugel))
    return f"{'-'.join(map(str, numeros))} {hoy()} {_estilos()}"


@cache
def _estilos() -> str:
    """The style sheet that pages name; another release of the portal is another process."""
    return str(staticfiles_storage.url("css/portal.css"))


def _preguntar(conexion: Any, ugel: str) -> tuple[Any, ...]:
    with conexion.cursor() as cursor:
        if not ugel:
            cursor.execute(DEL_PORTAL)
        elif se_prepara(conexion):
            _preparar(conexion)
            cursor.execute("EXECUTE version_de_ugel (%s)", [ugel])
        else:
            cursor.execute(DE_UNA_UGEL, [ugel])
        return tuple(cursor.fetchone())


def se_prepara(conexion: Any) -> bool:
    """PostgreSQL takes four times longer to plan that question than to answer it. Behind a PgBouncer nothing is kept in a connection."""
    return conexion.vendor == "postgresql" and not conexion.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS")


def _preparar(conexion: Any) -> None:
    """Once in the life of each connection, and not a question of any page."""
    if conexion.connection not in _preparadas:
        with conexion.wrap_database_errors, conexion.connection.cursor() as cursor:
            cursor.execute("PREPARE version_de_ugel (text) AS " + DE_UNA_UGEL.replace("%s", "$1"))
        _preparadas.add(conexion.connection)
