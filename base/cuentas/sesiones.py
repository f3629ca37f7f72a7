"""How long a session lasts: instants kept on the server, and the same age on the cookie.

Each session carries three: when the person came in, when they were last seen (written at most once a minute), and when they last typed
their password. `base/cuentas/confirmacion.py` asks for it again before a sensitive act.
"""

import time
from typing import Any, NamedTuple

from allauth.account.signals import password_changed, password_reset
from django.contrib.auth import SESSION_KEY, get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.http import HttpRequest

from base.comun.registro import anotar

from . import equipos, limites
from .roles import MUNICIPALES, Rol

MINUTO, HORA, DIA = 60, 3600, 86400
MARCAS = "portal_instantes"
CADA = MINUTO  # what is seen within it is not written again
CONFIRMACION = 10 * MINUTO  # how long a password typed again opens a sensitive page
TECLEO = 30 * MINUTO  # how long its form may take to come back


class Vida(NamedTuple):
    """So long without being seen, and so long in all (None: as long as it is used)."""

    ocio: int
    entera: int | None


DEL_PERSONAL = Vida(30 * MINUTO, 12 * HORA)
DE_ADMINISTRADOR = Vida(15 * MINUTO, 12 * HORA)
MUNICIPAL = Vida(14 * DIA, None)


def vida(rol: str) -> Vida:
    """How long a session of that role lasts."""
    if rol in MUNICIPALES:
        return MUNICIPAL
    return DE_ADMINISTRADOR if rol == Rol.ADMINISTRADOR else DEL_PERSONAL


def quien_sigue(request: HttpRequest) -> Any:
    """Who the request is from; nobody when the session is past its time. Only looks: a public page may ask too, and sets no cookie."""
    usuario = get_user(request)
    return AnonymousUser() if usuario.is_authenticated and _vencida(request, usuario.rol) else usuario


def asentar(request: HttpRequest) -> None:
    """A page that is not public was asked for: write down that the person was seen, or put an end to a session past its time."""
    ahora, marcas = int(time.time()), request.session.get(MARCAS) or {}
    if request.user.is_authenticated:
        if ahora - marcas.get("visto", 0) >= CADA:
            _marcar(request, request.user.rol, marcas | {"visto": ahora})
    elif marcas or SESSION_KEY in request.session:
        anotar("sesion_vencida", cuenta=request.session.get(SESSION_KEY), segundos_sin_uso=ahora - marcas.get("visto", 0))
        request.session.flush()


def _vencida(request: HttpRequest, rol: str) -> bool:
    ahora, marcas, limite = time.time(), request.session.get(MARCAS) or {}, vida(rol)
    if ahora - marcas.get("visto", 0) >= limite.ocio:
        return True
    return limite.entera is not None and ahora - marcas.get("entro", 0) >= limite.entera


def fijar(request: HttpRequest) -> None:
    """Give the session that has just begun the age of its role; allauth gives every one the same."""
    if request.user.is_authenticated and (marcas := request.session.get(MARCAS)):
        _marcar(request, request.user.rol, marcas)


def _marcar(request: HttpRequest, rol: str, marcas: dict[str, int]) -> None:
    limite = vida(rol)
    resta = limite.ocio if limite.entera is None else min(limite.ocio, marcas["entro"] + limite.entera - marcas["visto"])
    request.session[MARCAS] = marcas
    request.session.set_expiry(max(resta, 1))


def confirmar(request: HttpRequest) -> None:
    """The person has just typed their password again."""
    request.session[MARCAS] = (request.session.get(MARCAS) or {}) | {"confirmo": int(time.time())}


def desde_la_confirmacion(request: HttpRequest) -> float:
    """Seconds since the person last typed their password."""
    return time.time() - float((request.session.get(MARCAS) or {}).get("confirmo", 0))


def al_entrar(sender: Any, request: HttpRequest, user: Any, **_: Any) -> None:
    """A session begins."""
    ahora = int(time.time())
    _marcar(request, user.rol, {"entro": ahora, "visto": ahora, "confirmo": ahora})
    anotar("entrada", cuenta=user.pk)


def al_salir(sender: Any, request: HttpRequest, user: Any, **_: Any) -> None:
    """A session ends because its person says so."""
    if user is not None:
        anotar("salida", cuenta=user.pk)


def al_cambiar_clave(sender: Any, request: HttpRequest, user: Any, **_: Any) -> None:
    """Django ends the other sessions (their hash is of the old password); other devices are known no longer."""
    anotar("clave_cambiada", cuenta=user.pk)
    equipos.olvidar(user, menos=request)


def al_restablecer_clave(sender: Any, request: HttpRequest, user: Any, **_: Any) -> None:
    """Whoever held the link owns the mail of the account: what strangers tried no longer keeps them out."""
    anotar("clave_restablecida", cuenta=user.pk)
    equipos.olvidar(user)
    limites.olvidar(limites.Clase.ENTRADA, user.username)


def conectar() -> None:
    """Called once, when the portal starts."""
    password_changed.connect(al_cambiar_clave, dispatch_uid="cuentas.sesiones.al_cambiar_clave")
    password_reset.connect(al_restablecer_clave, dispatch_uid="cuentas.sesiones.al_restablecer_clave")
    user_logged_in.connect(al_entrar, dispatch_uid="cuentas.sesiones.al_entrar")
    user_logged_out.connect(al_salir, dispatch_uid="cuentas.sesiones.al_salir")
