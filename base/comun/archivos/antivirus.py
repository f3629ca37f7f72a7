"""The installation's virus scanner (clamd), where there is one: `CLAMAV_URL=tcp://equipo:3310`."""

import enum
import socket
import struct
import time
from urllib.parse import urlsplit

from django.conf import settings

_ESPERA = 20.0  # seconds for the whole conversation
_TROZO = 256 * 1024
_RESPUESTA_MAXIMA = 4096


class Analisis(enum.Enum):
    """What the scanner said of some bytes."""

    LIMPIO = "limpio"
    INFECTADO = "infectado"
    SIN_RESPUESTA = "sin_respuesta"  # a scanner was asked and gave no verdict: the file waits in quarantine
    SIN_ANTIVIRUS = "sin_antivirus"  # this installation has none, and the health page says so


def analizar(datos: bytes) -> Analisis:
    """Asks clamd about `datos` (INSTREAM over TCP). Any doubt is SIN_RESPUESTA, never LIMPIO."""
    direccion = getattr(settings, "CLAMAV_URL", "")
    if not direccion:
        return Analisis.SIN_ANTIVIRUS
    try:
        partes = urlsplit(direccion)
        respuesta = _preguntar(partes.hostname or "localhost", partes.port or 3310, datos)
    except (OSError, ValueError):
        return Analisis.SIN_RESPUESTA
    if respuesta.endswith(b" FOUND"):
        return Analisis.INFECTADO
    if respuesta == b"stream: OK":
        return Analisis.LIMPIO
    return Analisis.SIN_RESPUESTA


def _preguntar(equipo: str, puerto: int, datos: bytes) -> bytes:
    limite = time.monotonic() + _ESPERA

    def queda() -> float:
        resto = limite - time.monotonic()
        if resto <= 0:
            raise TimeoutError
        return resto

    with socket.create_connection((equipo, puerto), timeout=queda()) as conexion:
        conexion.sendall(b"zINSTREAM\0")
        for inicio in range(0, len(datos), _TROZO):
            trozo = datos[inicio : inicio + _TROZO]
            conexion.settimeout(queda())
            conexion.sendall(struct.pack("!I", len(trozo)) + trozo)
        conexion.sendall(struct.pack("!I", 0))
        respuesta = b""
        while b"\0" not in respuesta and len(respuesta) < _RESPUESTA_MAXIMA:
            conexion.settimeout(queda())
            parte = conexion.recv(1024)
            if not parte:
                break
            respuesta += parte
    return respuesta.partition(b"\0")[0].strip()
