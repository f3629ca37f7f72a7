"""The worker: two wheels that turn until they are told to stop, so that no mail waits behind a long job.

A wheel that meets a database that went away waits, longer each time, and takes a new connection.
"""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import InterfaceError, OperationalError, close_old_connections, connection

from . import cartero, obrero
from .tareas import quehaceres

logger = logging.getLogger(__name__)

ENTRE_BARRIDOS = 30.0
ESPERA_MAXIMA = 60.0


class Faena:
    """Jobs, their hours, and the sweep after who died."""

    def __init__(self) -> None:
        self.horario, self._proximo_barrido = obrero.Horario(), 0.0

    def __call__(self) -> bool:
        """One round; whether there was a job to do."""
        if time.monotonic() >= self._proximo_barrido:
            barrer()
            self._proximo_barrido = time.monotonic() + ENTRE_BARRIDOS
        self.horario()
        hubo = obrero.hacer_una()
        return atender() or hubo


def barrer() -> None:
    """What dead workers left behind."""
    cartero.barrer()
    obrero.barrer()


def atender() -> bool:
    """What is looked after in every round; whether there was something to do. One that fails does not keep the others waiting."""
    hechos = 0
    for quehacer in quehaceres():
        try:
            hechos += quehacer()
        except (OperationalError, InterfaceError):
            raise  # the database went away: the wheel waits for it
        except Exception:  # a defect of ours: the log says it, and the jobs go on
            logger.exception("Un quehacer del trabajador falló.")
    return hechos > 0


def rodar(vuelta: Callable[[], bool], parar: threading.Event, pausa: float) -> None:
    """Turn until `parar`; without anything to do, once every `pausa` seconds."""
    fallas = 0
    while not parar.is_set():
        espera = pausa
        try:
            close_old_connections()
            if vuelta():
                espera = 0
            fallas = 0
        except (OperationalError, InterfaceError) as error:
            fallas += 1
            espera = min(ESPERA_MAXIMA, pausa * 2 ** min(fallas, 10))
            logger.warning("La base de datos no responde (%s): se intenta de nuevo en %.0f s.", type(error).__name__, espera)
            connection.close()
        except Exception:  # a defect of ours does not end the worker: the log says it, and it goes on
            fallas += 1
            espera = min(ESPERA_MAXIMA, pausa * 2 ** min(fallas, 10))
            logger.exception("Una vuelta del trabajador falló.")
        parar.wait(espera)
    connection.close()


def trabajar(parar: threading.Event, *, pausa: float) -> None:
    """Until `parar`: mails in a thread of their own, jobs in this one. What is in hand is finished."""
    seguir: Any = lambda: not parar.is_set()  # noqa: E731
    correos = threading.Thread(target=rodar, args=(cartero.Cartero(seguir), parar, pausa), name="correos")
    correos.start()
    try:
        rodar(Faena(), parar, pausa)
    finally:
        parar.set()
        correos.join()


def una_vez() -> None:
    """All that waits now, once: for cron, and for the tests."""
    barrer()
    obrero.Horario()()
    try:
        cartero.repartir()
    except cartero.ServidorCerrado:
        logger.warning("El servidor de correo no se abre: los correos quedan en la cola.")
    while obrero.hacer_una():
        pass
    while atender():
        pass
    try:
        cartero.repartir()  # what the jobs asked for
    except cartero.ServidorCerrado:
        logger.warning("El servidor de correo no se abre: los correos quedan en la cola.")
