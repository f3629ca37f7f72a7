"""Two people at the same instant: functions that start together, each with its own connection."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection


def a_la_vez(*funciones: Callable[[], Any]) -> list[Any]:
    """What each function returned (or the exception it raised), all started at once."""
    salida = threading.Barrier(len(funciones))
    resultados: list[Any] = [None] * len(funciones)

    def correr(indice: int, funcion: Callable[[], Any]) -> None:
        try:
            salida.wait(timeout=30)
            resultados[indice] = funcion()
        except Exception as error:  # the test looks at it
            resultados[indice] = error
        finally:
            connection.close()

    hilos = [threading.Thread(target=correr, args=par) for par in enumerate(funciones)]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join(timeout=120)
    return resultados
