"""The addresses under /api/v1/: two for each table, made by django-ninja from its declaration, each with its guard."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path
from django.utils.http import http_date
from ninja import NinjaAPI, Query
from ninja.errors import ValidationError

from base.bitacora.lecturas import Lectura, anotar_acto, direccion_leida
from base.bitacora.models import Lote
from base.comun.origen import direccion
from base.comun.registro import anotar
from base.cuentas.permisos import abierta

from ..paginas import TRANSPARENCIA
from . import consulta, esquemas, limites, paginas, salida
from .acceso import LlaveDeLaApi
from .columnas import CUALQUIERA, RAIZ, Tabla
from .errores import ErrorDeApi, respuesta
from .tablas import TABLAS

LLAVE = "La llave de la cabecera es el permiso: se anula cuando se quiera y deja de abrir si cambia el cargo o el rol."
UN_DIA = str(24 * 60 * 60)
EN_COPIA = 60  # seconds that a cache may keep what is public
CUERPO_CSV = {"text/csv": {"schema": {"type": "string"}}}

api = NinjaAPI(
    title=f"API de {settings.PORTAL_NOMBRE}",
    version="1.0.0",
    description="Los datos públicos del portal, y con una llave lo que su persona ve. Solo lectura. Todo en español; fechas ISO 8601, hora de Lima.",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api_v1",
)


@api.exception_handler(ErrorDeApi)
def _con_su_forma(request: HttpRequest, error: Any) -> HttpResponse:
    return respuesta(error)


@api.exception_handler(ValidationError)
def _mal_escrito(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What ninja did not understand, told in our words."""
    nombre = str(getattr(request.resolver_match, "url_name", "")).removeprefix("api_").removeprefix("privado_")
    try:
        consulta.leer(TABLAS[nombre], request.GET)
    except ErrorDeApi as dicho:
        return respuesta(dicho)
    return respuesta(ErrorDeApi(400))


# ── What every answer carries ────────────────────────────────────────────────────────────────────────────────────────────
def _solo_lectura(vista: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """HEAD asks what GET does; any other method is refused before anything is read."""

    @wraps(vista)
    def guardia(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": "GET, HEAD, OPTIONS"})
        if request.method not in ("GET", "HEAD"):
            negada = respuesta(ErrorDeApi(405))
            negada["Allow"] = "GET, HEAD, OPTIONS"
            return negada
        metodo, request.method = request.method, "GET"
        try:
            return vista(request, *args, **kwargs)
        finally:
            request.method = metodo

    return guardia


def _de_nadie(vista: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer as to a stranger: no cookie is looked at, none is set, and none is taken away."""

    @wraps(vista)
    def sin_persona(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.user = AnonymousUser()
        request.session.accessed = False
        request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        return vista(request, *args, **kwargs)

    return sin_persona


def publica(vista: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The same for everybody: no cookie, any page of any site may read it, a cache may keep it for a minute; so many a minute for an address."""
    igual = _de_nadie(_solo_lectura(vista))

    def con_limite(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            limites.direccion(direccion(request))
            dada = igual(request, *args, **kwargs)
        except ErrorDeApi as error:
            dada = respuesta(error)
        dada["Cache-Control"] = "no-store" if dada.status_code >= 400 else f"public, max-age={EN_COPIA}"
        dada["Access-Control-Allow-Origin"] = "*"
        dada["Access-Control-Expose-Headers"] = "ETag, Link, Retry-After"
        if request.method == "OPTIONS":
            dada["Access-Control-Allow-Methods"], dada["Access-Control-Max-Age"] = "GET, HEAD", UN_DIA
            dada["Access-Control-Allow-Headers"] = "If-None-Match"
        return dada

    con_limite.csrf_exempt = True  # type: ignore[attr-defined]  # nothing is written, and what is not GET is refused
    return abierta(TRANSPARENCIA)(con_limite)


def reservada(vista: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Of the person of the key: no cookie is looked at, and nobody else keeps the answer."""
    igual = _de_nadie(_solo_lectura(vista))

    def sin_copia(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        dada = igual(request, *args, **kwargs)
        dada["Cache-Control"], dada["Vary"] = "private, no-store", "Authorization"
        return dada

    sin_copia.csrf_exempt = True  # type: ignore[attr-defined]  # no cookie is looked at
    return abierta(LLAVE)(sin_copia)


def _ultimo_cambio(dada: HttpResponseBase) -> None:
    """When anything of the portal last changed. Said, not compared: of two gestures at once the later one may be told first."""
    ultimo = Lote.objects.order_by("-pk").values_list("en", flat=True).first()
    if ultimo is not None:
        dada["Last-Modified"] = http_date(ultimo.timestamp())


# ── Two addresses a table ────────────────────────────────────────────────────────────────────────────────────────────────
def _registrar(tabla: Tabla, *, con_llave: bool) -> None:
    Parametros = esquemas.parametros(tabla)
    fallas = (400, 401, 429) if con_llave else (400, 429)

    def leer(request: HttpRequest, parametros: Query[Parametros]) -> HttpResponseBase:  # type: ignore[valid-type]
        pedido = consulta.leer(tabla, request.GET)
        if con_llave:
            anotar("api_leida", tabla=tabla.clave, formato=pedido.formato)
            anotar_acto(request.auth, acto=Lectura.Acto.API, clase=tabla.clave, nombre=direccion_leida(request))  # type: ignore[attr-defined]
            return salida.responder(request, pedido, request.auth)  # type: ignore[attr-defined]
        dada = salida.responder(request, pedido, CUALQUIERA)
        _ultimo_cambio(dada)
        return dada

    api.get(
        f"privado/{tabla.clave}" if con_llave else tabla.clave,
        auth=LlaveDeLaApi() if con_llave else None,
        response={200: esquemas.pagina(tabla, publica=not con_llave), **dict.fromkeys(fallas, esquemas.Error)},
        operation_id=f"privado_{tabla.clave}" if con_llave else tabla.clave,
        summary=f"{tabla.titulo}, como los ve la persona de la llave" if con_llave else tabla.titulo,
        description=tabla.descripcion,
        tags=["Con llave" if con_llave else tabla.tema],
        url_name=f"api_privado_{tabla.clave}" if con_llave else f"api_{tabla.clave}",
        openapi_extra={"responses": {200: {"content": CUERPO_CSV}}},
    )(leer)


for _tabla in TABLAS.values():
    _registrar(_tabla, con_llave=False)
    _registrar(_tabla, con_llave=True)


def esquema() -> dict[str, Any]:
    """The OpenAPI."""
    return api.get_openapi_schema(path_prefix=RAIZ)


def _con_guardia(patron: Any) -> URLPattern:
    guardia = reservada if patron.name.startswith("api_privado_") else publica
    return path(RAIZ.lstrip("/") + str(patron.pattern), guardia(patron.callback), name=patron.name)


urlpatterns = [
    path("api/v1/", paginas.para_programas, name="api"),
    path("api/v1/openapi.json", publica(paginas.openapi(esquema)), name="api_openapi"),
    path("api/v1/catalogo.jsonld", publica(paginas.catalogo), name="api_catalogo"),
    path("publico/datos/", paginas.datos, name="publico_datos"),
    path("publico/datos/<slug:tabla>/", paginas.diccionario, name="publico_datos_tabla"),
    *(_con_guardia(patron) for patron in api.urls[0] if isinstance(patron, URLPattern) and patron.name != "api-root"),
]
