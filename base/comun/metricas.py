"""The figures of the portal for Prometheus: how many requests of which page, how long they took, what happened, what waits.

Pages are named by their route, never by their address: no code, name or key of anybody becomes a label. With more than one process a
node, `PROMETHEUS_MULTIPROC_DIR` names a folder where they add their figures up (its library's own variable).
"""

import os
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

TIEMPOS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)  # seconds; half a second is what a page may take at most
METODOS = {"GET", "HEAD", "POST", "OPTIONS"}
PEDIDOS = Histogram("portal_pedido_segundos", "Cuánto tardó cada pedido", ("pagina", "metodo", "estado"), buckets=TIEMPOS)
SUCESOS = Counter("portal_sucesos", "Lo que se escribió en el registro", ("suceso",))


class MetricasMiddleware:
    """The first of all: what another one answers by itself (a copy, a refusal) counts too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        inicio = time.perf_counter()
        respuesta = self.get_response(request)
        hallada = request.resolver_match
        pagina = (hallada.view_name or "sin_nombre") if hallada else "sin_ruta"
        metodo = request.method if request.method in METODOS else "otro"
        PEDIDOS.labels(pagina, metodo, f"{respuesta.status_code // 100}xx").observe(time.perf_counter() - inicio)
        return respuesta


def escribir(salud: dict[str, Any]) -> tuple[bytes, str]:
    """Everything counted so far, with the state of each part of the health that is a number; and the kind of text that it is."""
    registro = CollectorRegistry()
    registro.register(_Salud(_planas(salud)))
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        contados = CollectorRegistry()
        MultiProcessCollector(contados)
    else:
        contados = REGISTRY
    return generate_latest(contados) + generate_latest(registro), CONTENT_TYPE_LATEST


class _Salud(Collector):
    """The state of this moment, told as it is: a gauge of the library would be kept in the folder of the processes, once for each of them."""

    def __init__(self, dicha: list[tuple[str, float]]):
        self.dicha = dicha

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One figure for each part."""
        for nombre, valor in self.dicha:
            yield GaugeMetricFamily(f"portal_salud_{nombre}", "Lo que dice /salud/lista", value=valor)


def _planas(salud: dict[str, Any]) -> list[tuple[str, float]]:
    """Numbers and yes or no; a part made of parts, one by one. What is a word has no number."""
    halladas = []
    for nombre, valor in salud.items():
        if isinstance(valor, dict):
            halladas += [(f"{nombre}_{dentro}", numero) for dentro, numero in _planas(valor)]
        elif isinstance(valor, bool | int | float):
            halladas.append((nombre, float(valor)))
    return halladas
