"""Copies of the public pages: drawn once, kept, and answered to everybody until something in the portal changes (ADR 0026).

A copy says of which version of the portal it is: the last gestures that were written; that of a page of one UGEL, the last of those that may
touch it. Such a gesture makes the copies of before it old at once; what none wrote (a shell, a migration), or one of a UGEL that is not of the
page, is seen when a copy is `SEGUNDOS` old. As many seconds again may pass in a browser or a
proxy: what was withdrawn is nowhere after a minute. A copy stays for a day after it is old: what it says when the database is down.
"""

import gzip
import hashlib
import logging
import re
import time
from collections.abc import Callable, Container
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.core.paginator import Page, Paginator
from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.urls import Resolver404, resolve
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.http import http_date
from django.utils.timezone import localtime
from django.views.decorators.cache import cache_control

from base.comun import caidas, replicas
from base.comun.registro import anotar

from .versiones import version

SEGUNDOS = 30
CABE = 1024 * 1024  # octets of a page that is kept
FORMA = "1"  # of what is kept: another one finds nothing of this
NOTA = (
    '<div class="alert alert-warning" role="status"><div>Así estaba esta página el {cuando}. '
    "El portal no llega a sus datos en este momento: vuelva a abrirla en unos minutos.</div></div>"
)
CABECERAS_DE_CADA_RESPUESTA = {"Content-Encoding", "Content-Length", "ETag", "Last-Modified"}

Vista = Callable[..., HttpResponseBase]


# ── What a view says of its page ─────────────────────────────────────────────────────────────────────────────────────────
def igual_para_todos(*consulta: str) -> Callable[[Vista], Vista]:
    """Draw the page as for a stranger, whoever asks: it depends on no cookie and sets none, and a cache may keep it.

    `consulta` names what of the address the page reads; the rest is not even seen.
    """

    def decorar(vista: Vista) -> Vista:
        @wraps(vista)
        def sin_persona(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            request.user = AnonymousUser()
            request.session.accessed = False  # the guard of every page looked; this one does not change with what it saw
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)  # nor does it take away the cookie of a session that is over
            request.GET = solo(request.GET, consulta)
            request.META["QUERY_STRING"] = request.GET.urlencode()  # what the page says of its own address
            respuesta: Any = vista(request, *args, **kwargs)
            patch_vary_headers(respuesta, ["Accept-Encoding"])
            respuesta.igual_para_todos = True
            return respuesta

        guardada = cache_control(public=True, max_age=SEGUNDOS)(sin_persona)
        guardada.consulta = consulta  # type: ignore[attr-defined]
        return guardada

    return decorar


def solo(consulta: QueryDict, nombres: Container[str]) -> QueryDict:
    """Of an address, what has one of these names and says something; by name, so that two orders are one address."""
    limpia = QueryDict(mutable=True)
    for nombre in sorted(consulta):
        valores = [valor for valor in consulta.getlist(nombre) if valor]
        if nombre in nombres and valores:
            limpia.setlist(nombre, valores)
    return limpia


def elegido(request: Any, nombre: str, entre: Container[str], si_no: str = "") -> str:
    """What the address chooses, where it is one of those that can be chosen. The answer to any other is not kept: there is no end of them."""
    dicho = request.GET.get(nombre, "")
    if dicho in entre:
        return str(dicho)
    if dicho:
        no_guardar(request)
    return si_no


def pagina_de(request: Any, filas: Any, por_pagina: int) -> "Page[Any]":
    """The page of a list that the address asks for; the nearest one where there is no such page, and that answer is not kept."""
    pedida = request.GET.get("pagina")
    pagina: Page[Any] = Paginator(filas, por_pagina).get_page(pedida)
    if pedida is not None and pedida != str(pagina.number):
        no_guardar(request)
    return pagina


def no_guardar(request: Any) -> None:
    """The page that answers this request is drawn each time."""
    request.no_guardar = True


# ── What is kept ─────────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Copia:
    """A page as it was drawn: when, of which version, since when it says the same, and its bytes, plain and compressed."""

    version: str
    dibujada: float
    desde: float
    sello: str
    cabeceras: dict[str, str]
    plano: bytes
    comprimido: bytes

    def vale(self, version: str, ahora: float) -> bool:
        """It is what would be drawn now."""
        return self.version == version and 0 <= ahora - self.dibujada < SEGUNDOS

    def responder(self, request: HttpRequest) -> HttpResponseBase | None:
        """The whole page, or 304 to who has it."""
        acepta = "gzip" in request.headers.get("Accept-Encoding", "")
        respuesta = HttpResponse(self.comprimido if acepta else self.plano, headers=self.cabeceras)
        if acepta:
            respuesta["Content-Encoding"] = "gzip"
        respuesta["Content-Length"] = str(len(respuesta.content))
        respuesta["ETag"], respuesta["Last-Modified"] = self.sello, http_date(int(self.desde))
        return get_conditional_response(request, etag=self.sello, last_modified=int(self.desde), response=respuesta)

    def como_estaba(self) -> HttpResponse:
        """The page of before, which says of itself that it is; nobody keeps it, for it is not what the portal says now."""
        dibujada = localtime(datetime.fromtimestamp(self.dibujada, UTC))
        nota = NOTA.format(cuando=escape(date_format(dibujada, r"j \d\e F \d\e Y, H:i"))).encode()
        respuesta = HttpResponse(re.sub(rb"<main\b[^>]*>", lambda hallado: hallado[0] + nota, self.plano, count=1), headers=self.cabeceras)
        respuesta["Age"] = str(max(int(time.time() - self.dibujada), 0))
        respuesta["Warning"] = '111 - "Revalidation Failed"'
        respuesta["Cache-Control"] = "no-store"
        return respuesta


def _version_ahora(ugel: str) -> str | None:
    """The version, or None when the database does not say it."""
    if caidas.no_responde():
        return None
    try:
        return version(ugel)
    except Error as error:
        if caidas.reconocer(error) is None:
            raise
        return None


def clave(request: HttpRequest, consulta: str) -> str:
    """Of the copy of an address, under the name by which the portal was asked: pages write it in their links to themselves."""
    return hashlib.sha256(f"{FORMA} {request.get_host()} {request.path} {consulta}".encode()).hexdigest()


def copiar(respuesta: Any, *, version: str, anterior: Copia | None) -> Copia:
    """What was drawn. It says the same since the former copy did, if it does; otherwise since a later second than that one."""
    plano, ahora = respuesta.content, time.time()
    sello = f'W/"{hashlib.sha256(plano).hexdigest()[:32]}"'
    if anterior is not None and anterior.sello == sello:
        desde = anterior.desde
    else:
        desde = ahora if anterior is None else max(ahora, anterior.desde + 1)
    cabeceras = {nombre: valor for nombre, valor in respuesta.items() if nombre not in CABECERAS_DE_CADA_RESPUESTA}
    return Copia(version, ahora, desde, sello, cabeceras, plano, gzip.compress(plano, 6, mtime=0))


# ── Where copies are answered ────────────────────────────────────────────────────────────────────────────────────────────
class CopiasMiddleware:
    """Answers a public page from its copy, before session, person and view; keeps it when it had to be drawn.

    It stands under the compression, which leaves alone what says that it is compressed: a copy is compressed once, not at each answer.
    """

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        pedida = _pedida(request)
        if pedida is None:
            return self.get_response(request)
        consulta, ugel = pedida
        guardadas, dicha, llave = caches["copias"], _version_ahora(ugel), clave(request, consulta)
        guardada = guardadas.get(llave)
        anterior = Copia(*guardada) if guardada is not None else None
        if dicha is None:
            return self.get_response(request) if anterior is None or replicas.en_uso() else anterior.como_estaba()
        if anterior is not None and anterior.vale(dicha, time.time()):
            return anterior.responder(request)
        respuesta = self.get_response(request)
        if respuesta.status_code == HTTPStatus.SERVICE_UNAVAILABLE and anterior is not None and not replicas.en_uso():
            return anterior.como_estaba()
        if respuesta.status_code != HTTPStatus.OK or respuesta.streaming or respuesta.cookies or not hasattr(respuesta, "igual_para_todos"):
            return respuesta
        copia = copiar(respuesta, version=dicha, anterior=anterior)
        if not hasattr(request, "no_guardar") and len(copia.plano) <= CABE:
            try:
                guardadas.set(llave, astuple(copia))
            except OSError as error:  # a full disk takes no page away: each is drawn until there is room
                anotar("copia sin guardar", nivel=logging.WARNING, error=str(error))
        return copia.responder(request)


def _pedida(request: HttpRequest) -> tuple[str, str] | None:
    """What counts of the address of a page that may have a copy, and the UGEL it is of, if it is of one; None: it has no copy."""
    if request.method not in ("GET", "HEAD") or not (request.path == "/" or request.path.startswith("/publico/")):
        return None
    if request.path == "/" and settings.SESSION_COOKIE_NAME in request.COOKIES:
        return None  # whoever signed in is taken to their own first page
    if "X-Forwarded-Host" in request.headers or "%00" in request.META["QUERY_STRING"]:
        return None  # it may have to be refused
    try:
        ruta = resolve(request.path_info)
    except Resolver404:
        return None
    nombres = getattr(ruta.func, "consulta", None)
    return None if nombres is None else (solo(request.GET, nombres).urlencode(), ruta.kwargs.get("ugel", ""))
