"""How often one may try: a password, a mail that recovers it, a code. Counted in the database, once for all processes.

A try is taken before it is known whether it is right (`intentar`), and given back when it was (`Intento.acierto`): so several processes
guessing at once never get more tries than one. What is refused is not looked at, and so tells nothing; it costs one read.

    intento = limites.intentar(Clase.CODIGO, cuenta=usuario, direccion=direccion(request))
    if not intento.permitido:
        return limitado(request, intento)            # base.cuentas.entrada: the page with status 429
    if correcto:
        intento.acierto(usuario.pk)
    else:
        intento.fallo()
"""

import datetime
import hashlib
import hmac
import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from django.conf import settings
from django.db import transaction

from base.comun.origen import vecindad
from base.comun.registro import anotar

from .models import Cupo

MINUTO, HORA, DIA = 60, 3600, 86400


class Clase(Enum):
    """What is tried."""

    ENTRADA = "entrada"
    CLAVE = "clave"
    OLVIDO = "olvido"
    CODIGO = "codigo"
    ENLACE = "enlace"
    FACTOR = "factor"


class Regla(NamedTuple):
    """So many tries in so many seconds."""

    veces: int
    segundos: int


# Of an account (whoever asks; also in an hour, in a day), of an address (whatever the account), of both together, and of a known device.
# Both together: who keeps guessing from one address leaves, within a quarter of an hour, room for the owner at another.
REGLAS: dict[Clase, dict[str, Regla]] = {
    Clase.ENTRADA: {
        "cuenta": Regla(10, 5 * MINUTO),
        "direccion": Regla(10, 5 * MINUTO),
        "pareja": Regla(20, 15 * MINUTO),
        "equipo": Regla(10, 5 * MINUTO),
    },
    Clase.CLAVE: {"cuenta": Regla(5, 15 * MINUTO)},
    Clase.OLVIDO: {"cuenta": Regla(3, HORA), "direccion": Regla(20, HORA)},
    Clase.ENLACE: {"direccion": Regla(30, 5 * MINUTO)},
    Clase.FACTOR: {"cuenta": Regla(5, 5 * MINUTO), "hora": Regla(20, HORA), "dia": Regla(50, DIA)},
    Clase.CODIGO: {"cuenta": Regla(5, 15 * MINUTO), "direccion": Regla(10, 5 * MINUTO)},
}
POR_CUENTA_BUENA, TECHO = 10, 100  # each account that came in well from an address during the last day gives it ten tries more
ALARMA = Regla(100, 5 * MINUTO)  # failures of the whole portal: told in the log, never a refusal
_TODO = "todo:alarma"


def huella(texto: str) -> str:
    """A name for an account or an address that says nothing of it to who reads the table."""
    return hmac.new(settings.SECRET_KEY.encode(), f"limites:{texto}".encode(errors="replace"), hashlib.sha256).hexdigest()


def cuenta_de(usuario: str) -> str:
    """The account as a limit knows it: what was typed, as the sign-in compares it. It need not exist."""
    return usuario.strip().lower()


@dataclass
class Intento:
    """One try that was taken, or refused until `hasta`."""

    permitido: bool
    hasta: datetime.datetime
    _en: float = 0.0
    _claves: list[str] = field(default_factory=list)
    _lugar: str = ""

    def acierto(self, cuenta: int | None = None) -> None:
        """It was right: it does not count. `cuenta`, who came in, speaks well of the address."""
        ahora = time.time()
        with transaction.atomic():
            cupos = _tomar([*self._claves, *([self._lugar] if cuenta and self._lugar else [])], ahora)
            for clave in self._claves:
                if self._en in cupos[clave].fallos:
                    cupos[clave].fallos.remove(self._en)
            if cuenta and self._lugar:
                buenos = cupos[self._lugar].aciertos | {str(cuenta): ahora}
                cupos[self._lugar].aciertos = dict(sorted(buenos.items(), key=lambda par: -par[1])[: TECHO // POR_CUENTA_BUENA])
                cupos[self._lugar].hasta = _instante(ahora + DIA)
            _guardar(cupos.values())
        _purgar(ahora)

    def fallo(self) -> None:
        """It was wrong: the try stays counted, and the whole portal's count goes up."""
        ahora = time.time()
        with transaction.atomic():
            cupo = _tomar([_TODO], ahora)[_TODO]
            recientes = _recientes(cupo, ALARMA, ahora)
            cupo.fallos = [*recientes, ahora][-ALARMA.veces :]
            suena = len(recientes) + 1 >= ALARMA.veces and ahora - cupo.aciertos.get("sonó", 0) >= ALARMA.segundos
            if suena:
                cupo.aciertos = {"sonó": ahora}
            cupo.hasta = _instante(ahora + ALARMA.segundos)
            _guardar([cupo])
        if suena:
            anotar("entrada_alarma", nivel=logging.ERROR, fallos=ALARMA.veces, segundos=ALARMA.segundos)


def intentar(clase: Clase, *, cuenta: str = "", direccion: str = "", equipo: str = "") -> Intento:
    """Take one try of `cuenta` from `direccion`, or be refused. From a known device (`equipo`) only that device's own tries count."""
    ahora = time.time()
    reglas = _reglas(clase, cuenta_de(cuenta), vecindad(direccion), equipo)
    lugar = f"lugar:{huella(vecindad(direccion))}" if direccion else ""
    leidos = Cupo.objects.in_bulk([*reglas, lugar])
    negado = _negado(leidos, reglas, leidos.get(lugar), ahora)
    if negado is None:
        with transaction.atomic(durable=True):
            cupos = _tomar(list(reglas), ahora)
            negado = _negado(cupos, reglas, leidos.get(lugar), ahora)
            if negado is None:
                for clave, regla in reglas.items():
                    cupos[clave].fallos = [*_recientes(cupos[clave], regla, ahora), ahora]
                    cupos[clave].hasta = _instante(ahora + regla.segundos)
                _guardar(cupos.values())
                return Intento(True, _instante(ahora), _en=ahora, _claves=list(reglas), _lugar=lugar)
    return Intento(False, _instante(negado))


def olvidar(clase: Clase, cuenta: str) -> None:
    """The owner of the account proved who they are by other means: what others tried no longer stands in the way."""
    Cupo.objects.filter(clave__in=_reglas(clase, cuenta_de(cuenta), "", "")).delete()


def _reglas(clase: Clase, cuenta: str, direccion: str, equipo: str) -> dict[str, Regla]:
    """The counters that this try goes through, in the order in which they are locked: every process locks in the same one."""
    quienes = dict.fromkeys(("cuenta", "hora", "dia"), cuenta)
    quienes |= {"direccion": direccion, "pareja": cuenta and direccion and f"{cuenta} {direccion}"}
    if equipo:
        quienes = {"equipo": f"{cuenta} {equipo}"}
    reglas = REGLAS[clase]
    return dict(
        sorted((f"{clase.value}:{que}:{huella(quien)[:48]}", reglas[que]) for que, quien in quienes.items() if quien and que in reglas)
    )


def _recientes(cupo: Cupo | None, regla: Regla, ahora: float) -> list[float]:
    return [t for t in cupo.fallos if t > ahora - regla.segundos] if cupo else []


def _veces(clave: str, regla: Regla, lugar: Cupo | None, ahora: float) -> int:
    """How many tries: an address from which people come in well gets more, for a whole encuentro may share one line."""
    if ":direccion:" not in clave or lugar is None:
        return regla.veces
    buenas = sum(1 for t in lugar.aciertos.values() if t > ahora - DIA)
    return min(regla.veces + POR_CUENTA_BUENA * buenas, max(TECHO, regla.veces))


def _negado(cupos: dict[str, Cupo], reglas: dict[str, Regla], lugar: Cupo | None, ahora: float) -> float | None:
    """When one may try again, if some counter is full; None if none is."""
    libres = []
    for clave, regla in reglas.items():
        recientes, veces = sorted(_recientes(cupos.get(clave), regla, ahora)), _veces(clave, regla, lugar, ahora)
        if len(recientes) >= veces:
            libres.append(recientes[-veces] + regla.segundos)
    return max(libres, default=None)


def _tomar(claves: list[str], ahora: float) -> dict[str, Cupo]:
    """The counters, each locked until the transaction ends (and made, if nobody had tried): one statement, in one order."""
    nuevos = [Cupo(clave=clave, hasta=_instante(ahora + DIA)) for clave in sorted(claves)]
    Cupo.objects.bulk_create(nuevos, update_conflicts=True, unique_fields=["clave"], update_fields=["hasta"])
    return Cupo.objects.in_bulk(claves)


def _guardar(cupos: Iterable[Cupo]) -> None:
    filas = sorted(cupos, key=lambda cupo: cupo.clave)
    campos = ["fallos", "aciertos", "hasta"]
    Cupo.objects.bulk_create(filas, update_conflicts=True, unique_fields=["clave"], update_fields=campos)


def _purgar(ahora: float) -> None:
    """What means nothing any more goes, a few at a time and without waiting for anybody: after a good sign-in, which no stranger causes."""
    with transaction.atomic():
        viejos = Cupo.objects.filter(hasta__lt=_instante(ahora)).select_for_update(skip_locked=True).values_list("clave", flat=True)[:500]
        Cupo.objects.filter(clave__in=list(viejos)).delete()


def _instante(segundos: float) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(segundos, datetime.UTC)
