"""A browser reduced to what is measured: one connection kept open, gzip accepted, cookies carried by hand."""

import http.client
import random
import statistics
import time
from dataclasses import dataclass, field

# A proxy in front has ended https, as in production
CABECERAS = {"Accept-Encoding": "gzip", "Accept": "text/html,*/*", "X-Forwarded-Proto": "https", "User-Agent": "medicion"}


@dataclass
class Respuesta:
    """What came over the wire."""

    estado: int
    cabeceras: dict[str, str]
    cuerpo: bytes

    @property
    def bytes_en_el_cable(self) -> int:
        """Headers and body, as sent."""
        return len("HTTP/1.1 200 OK\r\n\r\n") + sum(len(k) + len(v) + 4 for k, v in self.cabeceras.items()) + len(self.cuerpo)


class Cliente:
    """One person's connection to one server."""

    def __init__(self, puerto: int, cookie: str = "", *, validador: str = "") -> None:
        self.conexion = http.client.HTTPConnection("127.0.0.1", puerto, timeout=60)
        self.cookie = ({"Cookie": cookie} if cookie else {}) | ({"If-None-Match": validador} if validador else {})

    def pedir(self, direccion: str, **otras: str) -> Respuesta:
        try:
            respuesta = self._una_vez(direccion, otras)
        except http.client.RemoteDisconnected:  # a connection that stood idle is closed, and a browser opens another
            self.conexion.close()
            respuesta = self._una_vez(direccion, otras)
        cuerpo = respuesta.read()
        return Respuesta(respuesta.status, {k.lower(): v for k, v in respuesta.getheaders()}, cuerpo)

    def _una_vez(self, direccion: str, otras: dict[str, str]) -> http.client.HTTPResponse:
        self.conexion.request("GET", direccion, headers={**CABECERAS, **self.cookie, **otras})
        return self.conexion.getresponse()


@dataclass
class Prueba:
    """One thing that is timed: the addresses it takes in turn, and the milliseconds of each answer."""

    nombre: str
    cliente: Cliente
    direcciones: list[str]
    tiempos: list[float] = field(default_factory=list)
    estado: int = 200

    def una_vez(self, vuelta: int) -> None:
        direccion = self.direcciones[vuelta % len(self.direcciones)]
        inicio = time.perf_counter()
        respuesta = self.cliente.pedir(direccion)
        self.tiempos.append((time.perf_counter() - inicio) * 1000)
        if respuesta.estado != self.estado:
            raise RuntimeError(f"{self.nombre}: {direccion} respondió {respuesta.estado}")

    @property
    def mediana(self) -> float:
        return statistics.median(self.tiempos)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.tiempos, n=20)[-1]


def medir(pruebas: list[Prueba], *, vueltas: int, calentamiento: int) -> None:
    """Every test once a round, in an order that changes from round to round: what drifts, drifts for all of them alike."""
    azar = random.Random(1)  # noqa: S311 -- an order, not a secret
    for vuelta in range(calentamiento + vueltas):
        if vuelta == calentamiento:
            for prueba in pruebas:
                prueba.tiempos.clear()
        for prueba in azar.sample(pruebas, len(pruebas)):
            prueba.una_vez(vuelta)
