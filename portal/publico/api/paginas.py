"""The pages that explain the open data: the dictionary for whoever reads them, the notes for whoever programs, and what machines gather."""

import hashlib
import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from base.cuentas.permisos import abierta

from ..copias import igual_para_todos
from ..paginas import TRANSPARENCIA, _pagina
from . import catalogo as dcat
from . import consulta, limites
from .salida import TAMANOS, licencia, si_cambio
from .tablas import TABLAS


def _de_datos(request: HttpRequest, plantilla: str, contexto: dict[str, Any]) -> HttpResponse:
    """A public page under the licence of the data."""
    propio = {"cierra": None, "licencia": licencia(), "licencia_url": settings.LICENCIA_URL}
    return _pagina(request, plantilla, {**propio, **contexto})


@abierta(TRANSPARENCIA)
@igual_para_todos()
def datos(request: HttpRequest) -> HttpResponse:
    """Every table, with its files and its dictionary."""
    temas: dict[str, list[Any]] = {}
    for tabla in TABLAS.values():
        temas.setdefault(tabla.tema, []).append((tabla, TAMANOS.get(tabla.clave)))
    return _de_datos(request, "publico/datos.html", {"temas": temas.items(), "cuantas": len(TABLAS)})


@abierta(TRANSPARENCIA)
@igual_para_todos()
def diccionario(request: HttpRequest, tabla: str) -> HttpResponse:
    """What each column of a table means."""
    if tabla not in TABLAS:
        raise Http404
    contexto = {"tabla": TABLAS[tabla], "maximo_csv": consulta.MAXIMO_CSV}
    return _de_datos(request, "publico/datos_tabla.html", contexto)


@abierta(TRANSPARENCIA)
@igual_para_todos()
def para_programas(request: HttpRequest) -> HttpResponse:
    """How the API is asked, page by page, with a key or without."""
    contexto = {
        "tablas": TABLAS.values(),
        "propios": consulta.PROPIOS,
        "raiz": f"{settings.PORTAL_URL}/api/v1/",
        "por_pagina": consulta.POR_PAGINA,
        "maximo": consulta.MAXIMO,
        "maximo_csv": consulta.MAXIMO_CSV,
        "por_direccion": limites.POR_DIRECCION,
        "por_llave": limites.POR_LLAVE,
    }
    return _de_datos(request, "publico/api.html", contexto)


# ── What machines gather ─────────────────────────────────────────────────────────────────────────────────────────────────
def openapi(esquema: Callable[[], dict[str, Any]]) -> Callable[[HttpRequest], HttpResponseBase]:
    """The contract of the API. It is the same until the portal is installed anew."""
    escribir = lru_cache(maxsize=1)(lambda: _escrito(esquema()))

    def vista(request: HttpRequest) -> HttpResponseBase:
        return _documento(request, escribir(), "application/json")

    return vista


def catalogo(request: HttpRequest) -> HttpResponseBase:
    """Every table in DCAT-AP."""
    return _documento(request, _escrito(dcat.catalogo()), "application/ld+json")


def _escrito(contenido: Any) -> bytes:
    return json.dumps(contenido, ensure_ascii=False).encode()


def _documento(request: HttpRequest, escrito: bytes, tipo: str) -> HttpResponseBase:
    respuesta = HttpResponse(escrito, content_type=tipo)
    respuesta["ETag"] = f'"{hashlib.sha256(escrito).hexdigest()[:32]}"'
    return si_cambio(request, respuesta)
