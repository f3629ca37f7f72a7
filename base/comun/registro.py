"""The log: one JSON object a line, in UTC, that tells who did what from where and repeats nothing that was secret.

`anotar("descarga", archivo="…")` writes down an event of the portal; whatever Django, the server or a package logs takes the same shape.
People are numbers (the key of the account), never names. Nothing typed in a form is repeated, not even inside the message of an error:
what the current request carries (its fields, cookies, tokens) is looked for in every text and covered, as are the portal's own secrets.
"""

import contextvars
import datetime
import html
import json
import logging
import re
import secrets
import sys
import threading
import traceback
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, quote_plus

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from .metricas import SUCESOS
from .origen import direccion

OCULTO = "[oculto]"
# Names whose value is nobody's business, in forms, addresses, cookies, headers and settings
NOMBRE_SECRETO = re.compile(
    r"pass|pwd|clave|contras|token|secret|csrf|sesion|session|cookie|auth|api_?key|^key$|codigo_(?:de_)?activacion|otp|semilla|dni|documento"
    r"|signature|_url$",
    re.IGNORECASE,
)
_ENLACE = re.compile(r"(/cuenta/(?:olvido|activar|invitacion)/)[^/\s?\"']+")  # the key of a link that lets its holder in
_LLAVE = re.compile(r"(?<=/)\d{1,18}-[0-9a-f]{40}(?![0-9a-f])")  # that of a page which opens without an account, in whatever address
_DNI = re.compile(r"(?<!\d)\d{8}(?!\d)")
_CORREO = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_CREDENCIAL = re.compile(r"(?<=://)[^\s/@]+:[^\s/@]+(?=@)")  # user:password@host, in whatever text
_RESUMEN = re.compile(r"\b(?:argon2\w*|pbkdf2_\w+|md5|scrypt|bcrypt\w*)\$[^\s'\"]+")  # a password as the database keeps it
_LARGO, _MARCOS = 8000, 40

_pedido: contextvars.ContextVar[HttpRequest | None] = contextvars.ContextVar("pedido", default=None)
_log = logging.getLogger("portal")


def anotar(evento: str, *, nivel: int = logging.INFO, **datos: Any) -> None:
    """Write down that something happened. `datos`: numbers and short words, by name; who and from where are added by themselves."""
    SUCESOS.labels(evento).inc()
    _log.log(nivel, evento, extra={"datos": datos})


class Pedido:
    """While a request is answered, what is logged knows it: `with Pedido(request):`."""

    def __init__(self, request: HttpRequest):
        request.numero = secrets.token_hex(6)  # type: ignore[attr-defined]
        self.request = request

    def __enter__(self) -> None:
        self.marca = _pedido.set(self.request)

    def __exit__(self, *_: object) -> None:
        _pedido.reset(self.marca)


def pedido_en_curso() -> HttpRequest | None:
    """The request that is being answered; None in a job or in a command."""
    return _pedido.get()


# ── What must not be said ────────────────────────────────────────────────────────────────────────────────────────────────
def ocultar(texto: str, *, escrito: bool = True) -> str:
    """`texto` without anything secret or personal in it; with `escrito=False` what was plainly typed (a code, a search) may stay."""
    texto = _CREDENCIAL.sub(OCULTO, _ENLACE.sub(rf"\1{OCULTO}", texto))
    for secreto in sorted({*_del_portal(), *_del_pedido(_pedido.get(), escrito=escrito)}, key=len, reverse=True):
        if secreto in texto:
            texto = texto.replace(secreto, OCULTO)
    for patron in (_RESUMEN, _CORREO, _LLAVE, _DNI):
        texto = patron.sub(OCULTO, texto)
    return texto


def _del_portal() -> Iterator[str]:
    try:
        base = settings.DATABASES["default"]
    except ImproperlyConfigured:  # the parent process of the server logs too, and has no settings
        return
    for secreto in (settings.SECRET_KEY, settings.CLAVE_DE_RESPALDO, base.get("PASSWORD"), settings.EMAIL_HOST_PASSWORD):
        yield from _formas(secreto, minimo=4)


def _del_pedido(request: HttpRequest | None, *, escrito: bool) -> Iterator[str]:
    """Everything that came with the request and is not for the log: only what was already read, nothing is read now."""
    if request is None:
        return
    for nombre, valor in request.META.items():
        if nombre in ("HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_X_CSRFTOKEN") or (nombre == "CSRF_COOKIE" and isinstance(valor, str)):
            yield from _formas(valor, minimo=8)
    for valor in request.COOKIES.values():
        yield from _formas(valor, minimo=8)
    campos = [*request.GET.lists(), *(request.POST.lists() if "_post" in vars(request) else ())]
    for nombre, valores in campos:
        secreto = bool(NOMBRE_SECRETO.search(nombre))
        for valor in valores if secreto or escrito else ():
            yield from _formas(valor, minimo=3 if secreto else 6)
    if request.resolver_match:
        for nombre, valor in request.resolver_match.kwargs.items():
            if NOMBRE_SECRETO.search(nombre) and isinstance(valor, str):
                yield from _formas(valor, minimo=12)
    sesion = vars(request).get("session")
    yield from _formas(getattr(sesion, "session_key", None), minimo=8)


def _formas(secreto: Any, *, minimo: int) -> Iterator[str]:
    """A secret as it may appear: as it is, as `repr` writes it, inside an address, inside JSON."""
    if isinstance(secreto, str) and len(secreto.strip()) >= minimo:
        for texto in {secreto, secreto.strip()}:
            yield from (texto, repr(texto)[1:-1], quote(texto), quote(texto, safe=""), quote_plus(texto), json.dumps(texto)[1:-1])


def _sin_secretos(valor: Any, nombre: str = "") -> Any:
    if nombre and NOMBRE_SECRETO.search(nombre):
        return OCULTO
    if isinstance(valor, dict):
        return {str(n): _sin_secretos(v, str(n)) for n, v in valor.items()}
    if isinstance(valor, list | tuple | set | frozenset):
        return [_sin_secretos(v) for v in valor]
    return valor if isinstance(valor, bool | int | float | None) else ocultar(str(valor))


def traza(error: BaseException | None) -> str:
    """Where it broke: the lines of code as they are, the message of the error covered. No value of any variable."""
    partes: list[str] = []
    vistos: set[int] = set()
    while error is not None and id(error) not in vistos:
        vistos.add(id(error))
        marcos = "".join(traceback.format_tb(error.__traceback__, limit=-_MARCOS))
        partes.append(marcos + ocultar("".join(traceback.format_exception_only(error))[:_LARGO]))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(reversed(partes))


# ── One line ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
class UnaLinea(logging.Formatter):
    """One JSON object, ASCII: no character that somebody sent can begin a line, move the cursor or turn the text around."""

    def format(self, record: logging.LogRecord) -> str:
        try:
            linea = self._linea(record)
            return json.dumps(linea, default=lambda valor: ocultar(str(valor)))
        except Exception as error:  # a line that cannot be written is told in a line that can
            return json.dumps(
                {"en": _utc(record.created), "nivel": "ERROR", "origen": record.name, "texto": f"ilegible: {type(error).__name__}"}
            )

    def _linea(self, record: logging.LogRecord) -> dict[str, Any]:
        try:
            texto = record.getMessage()
        except Exception:
            texto = str(record.msg)
        linea: dict[str, Any] = {
            "en": _utc(record.created),
            "nivel": record.levelname,
            "origen": record.name,
            "texto": ocultar(texto[:_LARGO]),
        }
        linea |= _contexto(_pedido.get() or getattr(record, "request", None))
        linea |= _sin_secretos(getattr(record, "datos", {}))
        if record.exc_info and record.exc_info[1]:
            linea["error"] = traza(record.exc_info[1])
        return linea


def _utc(segundos: float) -> str:
    return datetime.datetime.fromtimestamp(segundos, datetime.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _contexto(request: Any) -> dict[str, Any]:
    if not isinstance(request, HttpRequest):
        return {}
    return {
        "pedido": getattr(request, "numero", None),
        "metodo": ocultar(request.method or "")[:10],
        "ruta": ocultar(request.path[:300], escrito=False),
        "cuenta": quien(request),
        "desde": direccion(request),
    }


def quien(request: HttpRequest) -> int | None:
    """The account of the request, if it was asked for: the log itself opens no session, so that a public page depends on none."""
    usuario = getattr(request, "_cached_user", None)
    return usuario.pk if usuario is not None and usuario.is_authenticated else None


# ── Beyond the log ───────────────────────────────────────────────────────────────────────────────────────────────────────
class SinSecretos(SafeExceptionReporterFilter):
    """What Django's own reports of an error may show: no field, no cookie, no variable, no setting with a telling name."""

    hidden_settings = NOMBRE_SECRETO

    def get_post_parameters(self, request: HttpRequest | None) -> Any:
        return dict.fromkeys(request.POST, self.cleansed_substitute) if request is not None else {}

    def get_safe_request_meta(self, request: HttpRequest) -> dict[str, Any]:
        """Neither the environment of the process, which granian mixes in."""
        return {"PATH_INFO": ocultar(request.path), "REQUEST_METHOD": request.method, "REMOTE_ADDR": direccion(request)}

    def get_safe_cookies(self, request: HttpRequest) -> dict[str, Any]:
        return dict.fromkeys(request.COOKIES, self.cleansed_substitute)


class Informe(ExceptionReporter):
    """The report of an error, for a mail to whoever looks after the portal: the same that stands in the log, no more."""

    def get_traceback_text(self) -> str:  # type: ignore[override]
        return traza(self.exc_value)

    def get_traceback_html(self) -> str:  # type: ignore[override]
        if settings.DEBUG:
            return super().get_traceback_html()
        return f"<pre>{html.escape(self.get_traceback_text())}</pre>"


def instalar() -> None:
    """What a process says without the log (warnings, an error nobody caught, also in a thread) becomes a line like the others."""
    logging.captureWarnings(True)
    sys.excepthook = lambda tipo, error, marcos: _sin_atrapar("proceso", tipo, error)
    threading.excepthook = lambda dato: _sin_atrapar("hilo", dato.exc_type, dato.exc_value)
    sys.unraisablehook = lambda dato: _sin_atrapar("recolector", dato.exc_type, dato.exc_value)


def _sin_atrapar(donde: str, tipo: type[BaseException], error: BaseException | None) -> None:
    if issubclass(tipo, KeyboardInterrupt | SystemExit):
        return
    _log.critical("error_sin_atrapar", exc_info=(tipo, error or tipo(), None), extra={"datos": {"donde": donde}})
