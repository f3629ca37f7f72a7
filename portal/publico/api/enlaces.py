"""The files beside a table of a public page: whoever draws the page asks for `datos:compromisos`, and is offered its CSV and its JSON."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from base.comun.paneles import Entrada, registrar_entrada

from .tablas import TABLAS

EN_PAGINAS = (
    *("compromisos", "avances", "distritos", "planes", "actividades", "ejecucion", "cierres", "nudos", "mediciones"),
    *("listas_priorizadas", "proyectos", "encuentros", "acuerdos", "asistencias"),
)
DE_LA_RUTA = {"ugel": "ugel", "ubigeo": "distrito", "codigo": "convenio", "anio": "anio"}  # word of the address → filter


def registrar() -> None:
    """Called once, when the portal starts."""
    for clave in EN_PAGINAS:
        for formato in ("csv", "json"):
            registrar_entrada(
                Entrada(
                    clave=f"datos_{clave}_{formato}",
                    etiqueta=f"{TABLAS[clave].titulo}, {formato.upper()}",
                    destino=partial(_direccion, clave, formato),
                    lugar=f"datos:{clave}",
                    visible=lambda _: True,
                )
            )


def _direccion(clave: str, formato: str, request: HttpRequest) -> str:
    """Narrowed as the page is."""
    tabla, ruta = TABLAS[clave], request.resolver_match
    dicho: dict[str, Any] = {DE_LA_RUTA[n]: v for n, v in (ruta.kwargs if ruta else {}).items() if n in DE_LA_RUTA}
    puestos = {nombre: valor for nombre, valor in dicho.items() if nombre in tabla.filtros}
    puestos |= {"formato": "csv"} if formato == "csv" else {}
    return f"{reverse(f'api_{clave}')}?{urlencode(puestos)}" if puestos else reverse(f"api_{clave}")
