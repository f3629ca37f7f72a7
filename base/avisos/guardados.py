"""The backups there are, and how they stand in plain words: for the page of whoever runs the installation.

What was written down when each was made, beside what can be seen of it from here: where the page is served by another machine than the
one that keeps them, it says that it does not see them instead of that they are gone.
"""

import datetime
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.dateparse import parse_datetime

from base.comun.fechas import ahora
from base.comun.respaldo import respaldos_en

from .cuidado import (
    DE_RESPALDO,
    SIN_ENSAYAR,
    SIN_RESPALDO,
    SIN_REVISAR,
    Clase,
    estado_de_los_archivos,
    estado_del_ensayo,
    estado_del_respaldo,
)
from .ensayo import porque_no
from .models import Operacion
from .models.operacion import OperacionQuerySet

SE_MIRAN = 500  # of what was written down: several months of nights
TARDE_H = 26  # a day, and what making one takes
COPIA_TARDE_H = 8 * 24  # of one that somebody carries by hand
BIEN, CUIDADO, MAL = "bien", "cuidado", "mal"


@dataclass(frozen=True)
class Guardado:
    """One backup. `hay`: whether it is seen in its folder from here (None: that folder is not)."""

    nombre: str
    donde: str
    hecho_en: datetime.datetime | None
    bytes: int | None
    hay: bool | None
    copia: Operacion | None = None
    leido: Operacion | None = None
    ensayo: Operacion | None = None
    anotado: bool = True


def guardados(operaciones: OperacionQuerySet) -> list[Guardado]:
    """The newest first: those of which something was written down, and those of the folder of which nothing was."""
    dichas = list(operaciones.filter(clase__in=[Clase.RESPALDO, Clase.COPIA, Clase.VERIFICACION, Clase.ENSAYO])[:SE_MIRAN])
    noche, hasta = respaldos_en(Path(settings.RESPALDO_EN)) if settings.RESPALDO_EN else [], ahora() - _conservados()
    anotados = [_anotado(una, dichas) for una in dichas if una.clase == Clase.RESPALDO and una.bien]
    se_ven = [uno for uno in anotados if uno.hay or (uno.hecho_en and uno.hecho_en > hasta)]
    sin_anotar = [_sin_anotar(ruta) for ruta in noche if ruta.name not in {uno.nombre for uno in anotados}]
    return sorted(se_ven + sin_anotar, key=lambda uno: uno.hecho_en or ahora(), reverse=True)


def _conservados() -> datetime.timedelta:
    return datetime.timedelta(days=settings.DIAS_DE_RESPALDOS)


def _anotado(una: Operacion, dichas: Iterable[Operacion]) -> Guardado:
    ruta = Path(una.datos["archivo"])
    suyas = [otra for otra in dichas if otra.datos.get("sha256") == una.datos["sha256"] and otra.pk != una.pk]
    return Guardado(
        nombre=ruta.name,
        donde=str(ruta.parent),
        hecho_en=parse_datetime(una.datos["hecho_en"]),
        bytes=una.datos["bytes"],
        hay=os.path.isfile(ruta) if os.path.isdir(ruta.parent) else None,
        copia=_primera(suyas, Clase.COPIA),
        leido=_primera(suyas, Clase.VERIFICACION),
        # by its name: one that found the file changed has another sum
        ensayo=next((otra for otra in dichas if otra.clase == Clase.ENSAYO and otra.datos.get("archivo") == ruta.name), None),
    )


def _primera(suyas: list[Operacion], clase: Clase) -> Operacion | None:
    return next((una for una in suyas if una.clase == clase), None)


def _sin_anotar(ruta: Path) -> Guardado:
    que = ruta.stat()
    return Guardado(
        ruta.name, str(ruta.parent), datetime.datetime.fromtimestamp(que.st_mtime, tz=datetime.UTC), que.st_size, hay=True, anotado=False
    )


# ── How it stands ────────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Dicho:
    """What the health says of one thing: its name, how it is, in words; and where on the page it is told what to do."""

    que: str
    nivel: str
    texto: str
    remedio: str = ""


def lo_que_dice_la_salud() -> Iterator[Dicho]:
    """The same that `/salud/lista` tells to a program."""
    respaldo = estado_del_respaldo()
    yield _la_ultima(respaldo)
    if respaldo != SIN_RESPALDO:
        yield _la_de_fuera(respaldo["copia_h"])
    yield _el_ensayo(estado_del_ensayo())
    yield _los_archivos(estado_de_los_archivos())


def _la_ultima(dicho: Any) -> Dicho:
    que = "La última copia"
    if dicho == SIN_RESPALDO:
        if settings.RESPALDO_EN:
            return Dicho(que, CUIDADO, "Todavía no se hizo ninguna: la primera se hace a la una de la madrugada, o ahora con el botón.")
        return Dicho(que, MAL, "Este portal no hace copias de seguridad: nadie le dijo en qué carpeta dejarlas.", "sin-carpeta")
    if not dicho["bien"]:
        falla = Operacion.objects.filter(clase__in=DE_RESPALDO, bien=False).first()
        return Dicho(que, MAL, f"El último intento falló. {falla.datos.get('error', '') if falla else ''}", "copia-falla")
    if dicho["hace_h"] > TARDE_H:
        return Dicho(que, MAL, f"Se hizo {hace(dicho['hace_h'])}: la de anoche falta.", "copia-atrasada")
    return Dicho(que, BIEN, f"Se hizo {hace(dicho['hace_h'])}.")


def _la_de_fuera(horas: float | None) -> Dicho:
    que = "La copia en otro lugar"
    if horas is None:
        return Dicho(
            que, MAL, "Ninguna está en otro lugar: un robo, un incendio o un disco roto se llevaría el portal y sus copias.", "fuera"
        )
    if horas > (TARDE_H if settings.RESPALDO_COPIA_EN else COPIA_TARDE_H):
        return Dicho(que, MAL, f"La última que está en otro lugar es de {hace(horas)}.", "fuera")
    return Dicho(que, BIEN, f"La última que está en otro lugar es de {hace(horas)}.")


def _el_ensayo(dicho: Any) -> Dicho:
    que, ultimo = "El ensayo de restauración", Operacion.objects.filter(clase=Clase.ENSAYO).first()
    if dicho == SIN_ENSAYAR or ultimo is None:
        return Dicho(que, CUIDADO, "Todavía no se ensayó: se hace los domingos a las cinco de la mañana, cuando hay una copia.")
    if not ultimo.bien:
        return Dicho(que, MAL, f"El último encontró una falla. {porque_no(ultimo)}", "ensayo-falla")
    if not dicho["restaurado"]:
        return Dicho(que, CUIDADO if dicho["al_dia"] else MAL, porque_no(ultimo), "ensayo-a-medias")
    if not dicho["al_dia"]:
        return Dicho(que, MAL, f"El último que salió bien fue {hace(dicho['hace_h'])}.", "ensayo-atrasado")
    return Dicho(que, BIEN, f"Salió bien {hace(dicho['hace_h'])}: la copia se restauró en un lugar aparte y volvió todo lo que tenía.")


def _los_archivos(dicho: Any) -> Dicho:
    que = "Los archivos de los registros"
    if dicho == SIN_REVISAR:
        return Dicho(que, CUIDADO, "Todavía no se revisaron: se leen todos cada noche, a las dos.")
    if not dicho["bien"]:
        return Dicho(que, MAL, "En la última revisión faltaban archivos, o no eran los que dice su registro.", "archivos")
    if dicho["hace_h"] > TARDE_H:
        return Dicho(que, MAL, f"Se revisaron {hace(dicho['hace_h'])}: la revisión de anoche falta.", "copia-atrasada")
    return Dicho(que, BIEN, f"Se revisaron {hace(dicho['hace_h'])}: están todos y ninguno cambió.")


def hace(horas: float) -> str:
    """How long ago, as people say it."""
    if horas < 1:
        return "hace menos de una hora"
    cuantas, unidad = (round(horas), "hora") if horas < 48 else (round(horas / 24), "día")
    return f"hace {cuantas} {unidad}{'' if cuantas == 1 else 's'}"
