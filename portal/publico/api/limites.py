"""How many requests a minute: of an address, and of a key. Counted in the database, once for all processes, and written seldom.

A process takes a handful of requests at a time from the shared counter and spends them from memory: so a reader costs one write in
`A_LA_VEZ`, and several processes together never let through more than the limit. What a process took and did not spend is lost with the minute.
"""

import datetime
import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from django.db import transaction
from django.db.models import Case, F, Q, Value, When

from base.comun.origen import vecindad
from base.cuentas.limites import huella
from base.cuentas.models import Cupo, LlaveDeApi

from .errores import ErrorDeApi

MINUTO = 60
A_LA_VEZ = 20
POR_DIRECCION, POR_LLAVE = 300, 600
FALLIDAS = 20  # requests with a key that opens nothing, of an address


class Reserva(NamedTuple):
    """What is left to spend from memory, and of which minute."""

    ventana: int
    quedan: int


Tomar = Callable[[int, int], bool]  # (minute, how many) → whether the shared counter had them
_reservas: dict[str, Reserva] = {}
_llave = threading.Lock()


def direccion(quien: str, *, fallida: bool = False) -> None:
    """Spend one request of an address, or raise `ErrorDeApi` 429 with how long to wait. `fallida`: with a key that opens nothing."""
    que, tope = ("fallida", FALLIDAS) if fallida else ("direccion", POR_DIRECCION)
    clave = f"api:{que}:{huella(vecindad(quien))[:40]}"
    _gastar(clave, tope, lambda ventana, cuantos: _tomar(clave, ventana, cuantos, tope))


def llave(cual: LlaveDeApi) -> None:
    """Spend one of a key."""
    _gastar(f"llave:{cual.pk}", POR_LLAVE, lambda ventana, cuantos: cual.gastar(ventana=ventana, cuantos=cuantos, tope=POR_LLAVE))


def _gastar(clave: str, tope: int, tomar: Tomar) -> None:
    ahora = time.time()
    ventana = int(ahora // MINUTO)
    with _llave:
        if _de_memoria(clave, ventana):
            return
    tanda = min(A_LA_VEZ, tope)
    if not tomar(ventana, tanda):
        raise ErrorDeApi(429, espera=int((ventana + 1) * MINUTO - ahora) + 1)
    with _llave:
        _guardar(clave, ventana, tanda - 1)


def _de_memoria(clave: str, ventana: int) -> bool:
    reserva = _reservas.get(clave)
    if reserva is None or reserva.ventana != ventana or reserva.quedan < 1:
        return False
    _reservas[clave] = Reserva(ventana, reserva.quedan - 1)
    return True


def _guardar(clave: str, ventana: int, quedan: int) -> None:
    """What another thread took meanwhile is kept too; what is of a minute that is over goes."""
    anterior = _reservas.get(clave)
    sobra = anterior.quedan if anterior is not None and anterior.ventana == ventana else 0
    if len(_reservas) > 5_000:
        for vieja in [c for c, r in _reservas.items() if r.ventana != ventana]:
            del _reservas[vieja]
    _reservas[clave] = Reserva(ventana, quedan + sobra)


def _tomar(clave: str, ventana: int, cuantos: int, tope: int) -> bool:
    """Take a handful from the counter of an address, which is made if nobody had, and begins anew with each minute."""
    hasta = datetime.datetime.fromtimestamp((ventana + 1) * MINUTO, datetime.UTC)
    libre = ~Q(hasta=hasta) | Q(usados__lte=tope - cuantos)
    usados = Case(When(hasta=hasta, then=F("usados") + cuantos), default=Value(cuantos))
    with transaction.atomic():
        Cupo.objects.bulk_create([Cupo(clave=clave, hasta=hasta)], ignore_conflicts=True)
        return bool(Cupo.objects.filter(libre, clave=clave).update(usados=usados, hasta=hasta))


def olvidar() -> None:
    """Nothing is left in memory: for tests, which take back what they wrote."""
    _reservas.clear()
