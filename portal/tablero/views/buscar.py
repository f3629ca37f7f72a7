"""Search across everything that a person reads."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from base.comun.buscador.declaracion import Hallable, hallables
from base.comun.buscador.resultado import responder
from base.cuentas.permisos import Pedido, requires
from base.cuentas.preparadas import lector
from base.cuentas.roles import Permiso


@requires(Permiso.VER)
def buscar(request: Pedido) -> HttpResponse:
    """What has the words that were typed, by kind; `?tipo=` shows one kind, page by page."""
    resultado = responder(
        request.GET.get("q", ""),
        hallables(),
        lector(request.user),
        direccion=_direccion,
        elegido=request.GET.get("tipo", ""),
        pagina=request.GET.get("pagina"),
    )
    return render(request, "tablero/buscar.html", {"resultado": resultado})


def _direccion(hallable: Hallable, dicho: dict[str, str]) -> str:
    """The page of a row."""
    llaves = [dicho[f"llave{i}"] for i in range(len(hallable.llaves))]
    ancla = f"#{hallable.ancla.format(*llaves)}" if hallable.ancla else ""
    return reverse(hallable.ruta, args=llaves[: hallable.de_la_ruta or None]) + ancla
