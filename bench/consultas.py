"""How many queries each page asks of the database, with few rows and with many. Runs inside Django (also inside the tests)."""

from collections.abc import Iterable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from base.cuentas.factores.estado import marcar
from base.cuentas.models import Usuario
from bench.paginas import Pagina

POCAS, MUCHAS = 10, 1000


class SinPagina(AssertionError):
    """A page that should have been shown was not."""


def entrar(quien: str) -> Client:
    """A client that is signed in as that account of `bench.datos`, with its second factor given; with an empty name, anyone."""
    cliente = Client()
    if quien:
        usuario = Usuario.objects.get(username=quien)
        cliente.force_login(usuario)
        sesion = cliente.session
        marcar(sesion, usuario)
        sesion.save()
    return cliente


def contar(paginas: Iterable[Pagina]) -> dict[str, int]:
    """Queries of each page, the second time it is asked for: what a process learns once is not the page's.

    Each with a session of its own, just begun: what is written once a minute (base/cuentas/sesiones.py) is not the page's either.
    """
    return {pagina.clave: consultas(entrar(pagina.quien), pagina.direccion()) for pagina in paginas}


def consultas(cliente: Client, direccion: str) -> int:
    """Queries of one address."""
    for _ in range(2):
        connection.queries_log.clear()  # of the pages before: it holds so many
        with CaptureQueriesContext(connection) as capturadas:
            respuesta = cliente.get(direccion, headers={"x-forwarded-proto": "https"})
        if respuesta.status_code != 200:
            raise SinPagina(f"{direccion} respondió {respuesta.status_code}")
    return len(capturadas)
