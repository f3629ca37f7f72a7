"""A page of rows as JSON or CSV, from the one declaration of its table."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response

from base.comun.documentos import Celda, entero, escribir_csv, respuesta_de_csv
from base.comun.fechas import hoy

from . import consulta
from .columnas import CUALQUIERA, Columna
from .consulta import Pagina, Pedido

TAMANOS: dict[str, int] = {}  # bytes of the CSV of a whole table, the last time that this process wrote it


def responder(request: HttpRequest, pedido: Pedido, persona: Any) -> HttpResponseBase:
    """Answer it; unchanged since the reader's copy, it says so and sends nothing."""
    publica = persona is CUALQUIERA
    pagina = consulta.pagina(pedido, persona)
    columnas = pedido.tabla.columnas_para(publica=publica)
    escribir = _en_csv if pedido.formato == "csv" else _en_json
    respuesta = escribir(request, pedido, pagina, columnas)
    respuesta["Link"] = ", ".join(_enlaces(request, pedido, pagina))
    return si_cambio(request, respuesta)


def si_cambio(request: HttpRequest, respuesta: Any) -> HttpResponseBase:
    """The answer, or 304 where the reader's copy carries its ETag."""
    hecha: Any = get_conditional_response(request, etag=respuesta["ETag"], response=respuesta)
    if hecha is not respuesta and isinstance(respuesta, FileResponse) and respuesta.file_to_stream is not None:
        respuesta.file_to_stream.close()  # and not the answer: that would say that the request is over
    return hecha


def licencia() -> str:
    """What whoever publishes has declared, and nothing else."""
    return settings.LICENCIA_DE_LOS_DATOS or "sin dato: pregunte a la UGEL"


def _enlaces(request: HttpRequest, pedido: Pedido, pagina: Pagina) -> Iterator[str]:
    otro = "json" if pedido.formato == "csv" else "csv"
    tipo = {"csv": "text/csv", "json": "application/json"}[otro]
    yield f'</publico/datos/{pedido.tabla.clave}/>; rel="describedby"'
    yield f'<{request.path}?formato={otro}>; rel="alternate"; type="{tipo}"'
    if pagina.cursor is not None:
        yield f'<{pedido.direccion(request.path, cursor=pagina.cursor)}>; rel="next"'


def _celdas(filas: Iterable[Any], columnas: tuple[Columna, ...]) -> Iterator[list[Any]]:
    leidas = [(columna.leer, columna.tipo.escribir) for columna in columnas]
    for fila in filas:
        yield [escribir(leer(fila)) for leer, escribir in leidas]


def _en_json(request: HttpRequest, pedido: Pedido, pagina: Pagina, columnas: tuple[Columna, ...]) -> HttpResponse:
    nombres = [columna.nombre for columna in columnas]
    datos = [dict(zip(nombres, celdas, strict=True)) for celdas in _celdas(pagina, columnas)]
    siguiente = None if pagina.cursor is None else request.build_absolute_uri(pedido.direccion(request.path, cursor=pagina.cursor))
    cuerpo = {
        "tabla": pedido.tabla.clave,
        "corte": hoy().isoformat(),
        "demostracion": _es_demostracion(pagina),
        "licencia": licencia(),
        "datos": datos,
        "siguiente": siguiente,
    }
    escrito = json.dumps(cuerpo, ensure_ascii=False, separators=(",", ":")).encode()
    respuesta = HttpResponse(escrito, content_type="application/json; charset=utf-8")
    respuesta["ETag"] = f'"{hashlib.sha256(escrito).hexdigest()[:32]}"'
    return respuesta


def _en_csv(request: HttpRequest, pedido: Pedido, pagina: Pagina, columnas: tuple[Columna, ...]) -> FileResponse:
    """Written whole before its first byte leaves, so that no table lacks its end; a day is written as in the JSON. Its name says
    of which day it is, which the JSON says inside: a situation is that of a day."""
    huella = hashlib.sha256()
    filas: Iterator[list[Celda]] = _celdas(pagina, columnas)
    with entero() as salida:
        for pieza in escribir_csv([columna.nombre for columna in columnas], filas):
            huella.update(pieza)
            salida.write(pieza)
        if pedido.es_entero and pagina.cursor is None and columnas == pedido.tabla.columnas:
            TAMANOS[pedido.tabla.clave] = salida.tell()
    respuesta = respuesta_de_csv(f"{pedido.tabla.clave}-{hoy():%Y%m%d}", salida, demostracion=_es_demostracion(pagina))
    del respuesta["Cache-Control"]  # whether a copy may be kept is said once, by whoever guards the address
    respuesta["ETag"] = f'"{huella.hexdigest()[:32]}"'
    return respuesta


def _es_demostracion(pagina: Pagina) -> bool:
    """Once it was read."""
    return settings.DEMOSTRACION or pagina.demostracion
