"""Who takes the mails out: claims one, commits the claim, hands it to the server, writes down what the server said.

Nothing is sent inside a transaction, and no two workers hold the same mail. A worker that dies in between leaves its mail «enviando»;
the sweep finds it, flags it, and it is sent once more under the same Message-ID. Dead twice, it waits for a person.
"""

import datetime
import logging
import re
import smtplib
import ssl
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.db import InterfaceError, OperationalError, transaction

from base.comun.fechas import ahora

from .correo import mensaje_de
from .models import Envio
from .models.envio import ESPERAS
from .redaccion import poner_al_dia

logger = logging.getLogger(__name__)

DESCANSO = 30  # seconds without asking again a server that does not open
INTERRUMPIDO = "El envío se interrumpió dos veces: no se sabe si llegó. Pregunte a la persona antes de reenviarlo."
OMITIDO = "Cuando iba a salir, lo que anunciaba ya se había resuelto, o la persona ya no lo quería."
UNA_VEZ_INTERRUMPIDO = "El envío se interrumpió: pudo llegar. Se envía una vez más."


def conexion() -> Any:
    """The real mail server: what `EMAIL_URL` says."""
    ajustes = dict(settings.CORREO)
    return get_connection(ajustes.pop("BACKEND"), **ajustes)


def tomar(cartero: str) -> Envio | None:
    """Claim the next mail whose turn has come. Committed before anything is sent."""
    if not Envio.objects.por_salir().exists():  # an idle worker takes no lock
        return None
    with transaction.atomic():
        envio = Envio.objects.por_salir().select_for_update(skip_locked=True).first()
        if envio is None:
            return None
        envio.estado, envio.tomado_en, envio.cartero = Envio.Estado.ENVIANDO, ahora(), cartero
        envio.intentos += 1
        envio.save(update_fields=["estado", "tomado_en", "cartero", "intentos"])
    return envio


def repartir(*, seguir: Callable[[], bool] = lambda: True) -> int:
    """Send what waits, one by one, over one connection; how many left. A server that does not open ends the round."""
    cartero, servidor, salieron = uuid.uuid4().hex, conexion(), 0
    try:
        while seguir() and (envio := tomar(cartero)) is not None:
            try:
                servidor.open()
            except Exception as error:  # whatever the network or the server does, the mail waits for its next turn
                _fallo(envio, error, seguro=True)
                raise ServidorCerrado from error
            salieron += _entregar(servidor, envio)
    finally:
        _cerrar(servidor)
    return salieron


class ServidorCerrado(Exception):
    """The mail server does not open, or refuses who we are."""


def _entregar(servidor: Any, envio: Envio) -> bool:
    try:
        hace_falta = poner_al_dia(envio)
    except (OperationalError, InterfaceError):
        raise  # the database went away: the sweep finds the mail
    except Exception as error:  # what cannot be written stops no other either
        logger.exception("No se pudo escribir el correo %s", envio.pk)
        _fallo(envio, error, seguro=True)
        return False
    if not hace_falta:
        _anotar(envio, estado=Envio.Estado.OMITIDO, ultimo_error=OMITIDO)
        return False
    try:
        servidor.send_messages([mensaje_de(envio)])
    except Exception as error:  # a mail that cannot be sent stops no other
        _cerrar(servidor)
        _fallo(envio, error, seguro=isinstance(error, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused | ValueError))
        return False
    envio.callar()
    dicho = {campo: getattr(envio, campo) for campo in ("texto", "html", "cabeceras", "adjuntos")}
    _anotar(envio, estado=Envio.Estado.ENVIADO, enviado_en=ahora(), ultimo_error="", **dicho)
    return True


def _cerrar(servidor: Any) -> None:
    try:
        servidor.close()
    except (OSError, smtplib.SMTPException):
        logger.info("El servidor de correo cortó la conexión.")


def _fallo(envio: Envio, error: Exception, *, seguro: bool) -> None:
    """It did not leave (`seguro`), or nobody knows: the connection broke after the server had the text."""
    dicho = explicar(error, reservado=envio.reservado)
    logger.warning("El correo %s no salió en su intento %s (%s)", envio.pk, envio.intentos, type(error).__name__)
    if not seguro:
        _en_duda(Envio.objects.filter(pk=envio.pk, cartero=envio.cartero), dicho=dicho, espera=ESPERAS[0])
    elif _para_siempre(error) or envio.intentos > len(ESPERAS):
        _anotar(envio, estado=Envio.Estado.FALLIDO, ultimo_error=dicho)
    else:
        espera = ESPERAS[envio.intentos - 1]
        _anotar(envio, estado=Envio.Estado.PENDIENTE, ultimo_error=dicho, proximo_intento_en=ahora() + espera)


def _anotar(envio: Envio, **campos: Any) -> None:
    """Write down what happened, unless somebody else has claimed the mail since."""
    en_sus_manos = [Envio.Estado.ENVIANDO, Envio.Estado.DUDOSO]
    Envio.objects.filter(pk=envio.pk, cartero=envio.cartero, estado__in=en_sus_manos).update(**campos)


def _en_duda(envios: Any, *, dicho: str, espera: datetime.timedelta) -> int:
    """Once: again, flagged. Twice: a person decides."""
    en_curso = envios.filter(estado=Envio.Estado.ENVIANDO)
    de_nuevo = en_curso.filter(dudoso_en__isnull=False).update(estado=Envio.Estado.FALLIDO, ultimo_error=INTERRUMPIDO)
    duda = {"estado": Envio.Estado.DUDOSO, "dudoso_en": ahora(), "ultimo_error": dicho, "proximo_intento_en": ahora() + espera}
    return de_nuevo + int(en_curso.filter(dudoso_en=None).update(**duda))


def barrer() -> int:
    """Mails that a dead worker left «enviando»."""
    hallados = _en_duda(Envio.objects.interrumpidos(), dicho=UNA_VEZ_INTERRUMPIDO, espera=datetime.timedelta())
    if hallados:
        logger.warning("Correos que dejó un trabajador interrumpido: %s", hallados)
    return hallados


# ── What a person reads ──────────────────────────────────────────────────────────────────────────────────────────────────
def _para_siempre(error: Exception) -> bool:
    """The server says that this mail will never be taken: asking again is of no use."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(codigo >= 500 for codigo, _ in error.recipients.values())
    return isinstance(error, ValueError) or (isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500)


def explicar(error: Exception, *, reservado: bool = False) -> str:
    """What went wrong, in words, without passwords and, for a reserved mail, without links."""
    texto = _sin_secretos(_en_palabras(error))
    return (re.sub(r"\w+://\S+", "[enlace]", texto) if reservado else texto)[:300]


def _en_palabras(error: Exception) -> str:
    match error:
        case smtplib.SMTPAuthenticationError():
            return "El servidor de correo no acepta el usuario o la contraseña del portal."
        case smtplib.SMTPNotSupportedError():
            return "El servidor de correo no ofrece una conexión cifrada: no se envió nada en claro."
        case smtplib.SMTPRecipientsRefused():
            return "El servidor no acepta esa dirección: " + "; ".join(_dijo(c, t) for c, t in error.recipients.values())
        case smtplib.SMTPResponseException():
            return f"El servidor de correo respondió {_dijo(error.smtp_code, error.smtp_error)}"
        case smtplib.SMTPServerDisconnected():
            return "El servidor de correo no contestó, o cortó la conexión."
        case ssl.SSLError():
            return "No se pudo comprobar el certificado del servidor de correo: no se envió nada."
        case TimeoutError():
            return "El servidor de correo no contestó a tiempo."
        case OSError():
            return "No se pudo conectar con el servidor de correo."
    return f"No se pudo enviar ({type(error).__name__})."


def _dijo(codigo: int, texto: bytes | str) -> str:
    dicho = texto.decode("utf-8", "replace") if isinstance(texto, bytes) else texto
    return f"{codigo} {' '.join(dicho.split())}".strip()


def _sin_secretos(texto: str) -> str:
    for secreto in filter(None, (settings.CORREO.get("password"), settings.SECRET_KEY)):
        texto = texto.replace(secreto, "···")
    return texto


class Cartero:
    """The outbox as one wheel of the worker: sends what waits, and leaves a server that does not open alone for a while."""

    def __init__(self, seguir: Callable[[], bool]) -> None:
        self.seguir, self.descansa_hasta = seguir, 0.0

    def __call__(self) -> bool:
        """One round; whether there was anything to do."""
        if time.monotonic() < self.descansa_hasta:
            return False
        try:
            return repartir(seguir=self.seguir) > 0
        except ServidorCerrado:
            self.descansa_hasta = time.monotonic() + DESCANSO
            return False
