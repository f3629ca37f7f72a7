"""A mail server of one's own on the loopback: it takes what it is given, remembers it, and misbehaves when it is told to."""

import contextlib
import email
import email.policy
import os
import signal
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import Message


@dataclass
class Recibido:
    """One mail as the server got it."""

    remitente: str
    destinatarios: list[str]
    octetos: bytes

    @property
    def mensaje(self) -> Message:
        return email.message_from_bytes(self.octetos, policy=email.policy.default)


@dataclass
class Servidor:
    """What the tests look at, and what they tell the server to do."""

    puerto: int = 0
    recibidos: list[Recibido] = field(default_factory=list)
    ordenes: list[str] = field(default_factory=list)  # everything that was said to it
    al_recibir: Callable[[], bool] = lambda: True  # after storing a mail; False: hang up without a word
    rechaza: str = ""  # what it answers to RCPT instead of 250
    mudo: bool = False  # takes the connection and says nothing
    cerrojo: threading.Lock = field(default_factory=threading.Lock)

    def nombres(self) -> list[str]:
        return [recibido.mensaje["Message-ID"] for recibido in self.recibidos]


def _atender(servidor: Servidor) -> type[socketserver.StreamRequestHandler]:
    class Conversacion(socketserver.StreamRequestHandler):
        def decir(self, linea: str) -> None:
            self.wfile.write(f"{linea}\r\n".encode())

        def handle(self) -> None:
            with contextlib.suppress(OSError):
                self.conversar()

        def conversar(self) -> None:
            if servidor.mudo:
                self.connection.recv(1)  # until the other side tires
                return
            self.decir("220 prueba ESMTP")
            remitente, destinatarios = "", []
            while linea := self.rfile.readline().decode().rstrip("\r\n"):
                servidor.ordenes.append(linea)
                orden = linea.upper()
                if orden.startswith(("EHLO", "HELO")):
                    self.decir("250 prueba")  # no STARTTLS, no AUTH
                elif orden.startswith("MAIL FROM"):
                    remitente, destinatarios = linea[10:], []
                    self.decir("250 bien")
                elif orden.startswith("RCPT TO"):
                    destinatarios.append(linea[8:].strip("<>"))
                    self.decir(servidor.rechaza or "250 bien")
                elif orden == "DATA":
                    self.decir("354 diga")
                    if not self.guardar(remitente, destinatarios):
                        return
                    self.decir("250 recibido")
                elif orden == "QUIT":
                    self.decir("221 adiós".replace("ó", "o"))
                    return
                else:
                    self.decir("250 bien" if orden in ("RSET", "NOOP") else "502 no se hace aquí")

        def guardar(self, remitente: str, destinatarios: list[str]) -> bool:
            lineas = []
            while (linea := self.rfile.readline()) not in (b".\r\n", b""):
                lineas.append(linea[1:] if linea.startswith(b"..") else linea)
            with servidor.cerrojo:
                servidor.recibidos.append(Recibido(remitente, destinatarios, b"".join(lineas)))
            return servidor.al_recibir()

    return Conversacion


class _Hilos(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextlib.contextmanager
def servidor_smtp() -> Iterator[Servidor]:
    """A server that listens while the block lasts."""
    servidor = Servidor()
    with _Hilos(("127.0.0.1", 0), _atender(servidor)) as escucha:
        servidor.puerto = escucha.server_address[1]
        hilo = threading.Thread(target=escucha.serve_forever, args=(0.05,), daemon=True)
        hilo.start()
        try:
            yield servidor
        finally:
            escucha.shutdown()
            hilo.join()


def matar(proceso: int) -> bool:
    """kill −9; and no answer for the dead."""
    os.kill(proceso, signal.SIGKILL)
    return False


def puerto_cerrado() -> int:
    """A port where nobody listens."""
    with socket.socket() as prueba:
        prueba.bind(("127.0.0.1", 0))
        return int(prueba.getsockname()[1])
