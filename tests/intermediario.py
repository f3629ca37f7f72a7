"""A wire to a server that a test cuts: what goes in comes out at the other end, until it is told to refuse or to say nothing."""

import contextlib
import select
import socket
import threading
from collections.abc import Iterator

PASA, CORTADO, CALLADO = "pasa", "cortado", "callado"


class Cable:
    """One port of the loopback that leads to another."""

    def __init__(self, destino: int) -> None:
        self.destino, self.estado = destino, PASA
        self.abiertas: list[socket.socket] = []
        self.escucha = socket.create_server(("127.0.0.1", 0))
        self.puerto = self.escucha.getsockname()[1]
        self.fin = threading.Event()
        threading.Thread(target=self._atender, args=[self.escucha], daemon=True).start()

    def cortar(self) -> None:
        """As when the server is stopped: what was open ends, and nobody answers at the door."""
        self.estado = CORTADO
        self.escucha.close()
        self._colgar()

    def callar(self) -> None:
        """As when its machine is gone: nothing is refused, and nothing comes back any more."""
        self.estado = CALLADO

    def reponer(self) -> None:
        """The server is back; what was open before is not."""
        self._colgar()
        if self.estado == CORTADO:
            self.escucha = socket.create_server(("127.0.0.1", self.puerto))
            threading.Thread(target=self._atender, args=[self.escucha], daemon=True).start()
        self.estado = PASA

    def _colgar(self) -> None:
        for extremo in self.abiertas:
            with contextlib.suppress(OSError):
                extremo.shutdown(socket.SHUT_RDWR)
        self.abiertas.clear()

    def _atender(self, escucha: socket.socket) -> None:
        while True:
            try:
                cliente, _ = escucha.accept()
            except OSError:
                return
            if self.estado == CORTADO:
                cliente.close()
                continue
            servidor = socket.create_connection(("127.0.0.1", self.destino))
            self.abiertas += [cliente, servidor]
            threading.Thread(target=self._pasar, args=[cliente, servidor], daemon=True).start()

    def _pasar(self, uno: socket.socket, otro: socket.socket) -> None:
        with uno, otro, contextlib.suppress(OSError):
            while True:
                listos, _, _ = select.select([uno, otro], [], [], 0.2)
                if self.fin.is_set():
                    return
                for extremo in listos if self.estado == PASA else ():
                    octetos = extremo.recv(65536)
                    if not octetos:
                        return
                    (otro if extremo is uno else uno).sendall(octetos)
                if self.estado == CALLADO:
                    self.fin.wait(0.05)


@contextlib.contextmanager
def cable(destino: int) -> Iterator[Cable]:
    """A wire for as long as the block lasts."""
    hilo = Cable(destino)
    try:
        yield hilo
    finally:
        hilo.fin.set()
        hilo.cortar()
