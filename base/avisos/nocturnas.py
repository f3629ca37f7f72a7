"""What the worker does each night so that nothing is lost: the backup, the look at every file, and the files that nobody knows."""

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse

from base.comun.fechas import hoy
from base.comun.respaldo import Cotejo, ErrorDeRespaldo, quitar_sobrantes
from base.comun.respaldo.guardas import Llave, consultar, guardas

from .cuidado import Clase, alarmar, anotar, respaldo_de_la_noche
from .tareas import Contexto, ErrorDeTarea, encolar_tarea, tarea

SEGUNDOS_POR_TRAMO = 20.0  # of reading files, before other jobs have their turn
DE_A = 200
SE_NOMBRAN = 100


@tarea("avisos.respaldar", titulo="Respaldar el portal", repetible=True, cada="dia", a_las=1)
def respaldar(contexto: Contexto) -> dict[str, Any]:
    """Where `RESPALDO_EN` says; without it, nothing."""
    if not settings.RESPALDO_EN:
        return {"respaldo": "RESPALDO_EN está vacía"}
    try:
        dicho = respaldo_de_la_noche(contexto.avanzar)
    except ErrorDeRespaldo as error:
        raise ErrorDeTarea(str(error)) from error
    return {"archivo": Path(dicho["archivo"]).name, "bytes": dicho["bytes"], "completo": dicho["completo"], "url": reverse("respaldos")}


@tarea("avisos.cotejar", titulo="Revisar que cada archivo sea el que dice su registro", repetible=True, cada="dia", a_las=2)
def cotejar(contexto: Contexto, *, guarda: int = 0, desde: Llave = None, hasta_aqui: dict[str, Any] | None = None) -> dict[str, Any]:
    """Every file is read and summed up, a while at a time: the rest is asked for as another job, behind those that wait."""
    hasta_aqui = hasta_aqui or {"revisados": 0, "faltan": 0, "alterados": 0, "nombres": [], "total": _cuantos()}
    cotejo, empezo = Cotejo(), time.monotonic()
    todas = guardas()
    while guarda < len(todas):
        filas = todas[guarda].tramo(consultar, desde, DE_A)
        for llave, nombre, sello in filas:
            cotejo.mirar(todas[guarda], llave, nombre, sello)
            desde = llave
            contexto.avanzar(hasta_aqui["revisados"] + cotejo.revisados, hasta_aqui["total"], "Leyendo los archivos")
            if time.monotonic() - empezo > SEGUNDOS_POR_TRAMO:
                sigue = {"guarda": guarda, "desde": desde, "hasta_aqui": _sumar(hasta_aqui, cotejo)}
                encolar_tarea("avisos.cotejar", sigue, por=None, clave=f"avisos.cotejar:{hoy()}:{guarda}:{desde}")
                return {"sigue": True, "revisados": hasta_aqui["revisados"] + cotejo.revisados}
        if not filas:
            guarda, desde = guarda + 1, None
    return terminar_cotejo(_sumar(hasta_aqui, cotejo))


def terminar_cotejo(cuentas: dict[str, Any]) -> dict[str, Any]:
    """Note down what was found, and tell it where it is bad."""
    bien = not (cuentas["faltan"] or cuentas["alterados"])
    anotar(Clase.COTEJO, bien=bien, **cuentas)
    if not bien:
        alarmar(
            "archivos_no_coinciden",
            f"Archivos que no coinciden con su registro: faltan {cuentas['faltan']} y están alterados {cuentas['alterados']}. "
            f"Recupérelos del último respaldo. {'; '.join(cuentas['nombres'][:3])}",
        )
    return cuentas


def _cuantos() -> int:
    return sum(consultar(f'SELECT count(*) FROM "{g.tabla}" WHERE "{g.archivo}" <> \'\'')[0][0] for g in guardas())  # noqa: S608 -- our own tables


def _sumar(antes: dict[str, Any], cotejo: Cotejo) -> dict[str, Any]:
    return {
        "revisados": antes["revisados"] + cotejo.revisados,
        "faltan": antes["faltan"] + len(cotejo.faltan),
        "alterados": antes["alterados"] + len(cotejo.alterados),
        "nombres": [*antes["nombres"], *cotejo.faltan, *cotejo.alterados][:SE_NOMBRAN],
        "total": antes["total"],
    }


@tarea("avisos.quitar_sobrantes", titulo="Quitar los archivos que ningún registro conoce", repetible=True, cada="dia", a_las=4)
def sobrantes(contexto: Contexto) -> dict[str, Any]:
    """Twice a day: what is left over in between is gone within a day."""
    hecho = quitar_sobrantes()
    if hecho["sobran"] > hecho["quitados"]:
        alarmar(
            "sobran_demasiados_archivos",
            f"En la carpeta de archivos hay {hecho['sobran']} que ningún registro conoce, más que los que sí: no se quitó ninguno. "
            "Revise que la base de datos y la carpeta sean del mismo portal.",
        )
    return hecho


tarea("avisos.quitar_sobrantes_tarde", titulo="Quitar los archivos que ningún registro conoce", repetible=True, cada="dia", a_las=16)(
    sobrantes
)
