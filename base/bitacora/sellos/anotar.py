"""What the last walk of the chain said, kept so that nobody has to walk it to know."""

import datetime
from typing import Any

from base.bitacora.models import Declaracion, Sello, Verificacion

from .verificar import Informe


def anotar(informe: Informe) -> Verificacion:
    """Keep what came out."""
    return Verificacion.objects.create(
        numero=informe.numero,
        cabeza=informe.cabeza,
        filas=informe.filas,
        segundos=informe.segundos,
        bien=informe.bien,
        hallazgo=str(informe.primero)[:300] if informe.primero else "",
    )


def ultima() -> Verificacion | None:
    """The last one."""
    return Verificacion.objects.first()


def cuantos_borrados() -> int:
    """How many times something sealed was erased or written again by an act that says so."""
    return Declaracion.objects.count()


def salud() -> dict[str, Any]:
    """For the health of the portal: what the last walk said and when, and when the last seal was put. No name, no entry."""
    verificacion, sello = ultima(), Sello.objects.first()
    return {
        "bien": verificacion.bien if verificacion else None,
        "resultado": "sin comprobar" if verificacion is None else "bien" if verificacion.bien else "mal",
        "comprobada_en": _en(verificacion),
        "sellada_en": _en(sello),
    }


def _en(fila: Sello | Verificacion | None) -> str | None:
    return fila.en.astimezone(datetime.UTC).isoformat(timespec="seconds") if fila else None
