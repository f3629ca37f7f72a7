"""What happened to a record."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from base.bitacora.linea import linea_de_tiempo
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso

from .filas import un_registro


@requires(Permiso.VER_HISTORIA, fila=un_registro)
def historia(request: Pedido, registro: Any) -> HttpResponse:
    """Who changed this record, when, what and why."""
    return render(request, "bitacora/historia.html", {"registro": registro, "entradas": linea_de_tiempo(registro, limite=200)})
