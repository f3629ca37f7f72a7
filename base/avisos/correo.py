"""How a mail is asked for. Nothing is sent here: it is written in the outbox, in the transaction of whoever asks.

    encolar(para=persona.email, asunto="…", texto="…", clave=f"acta:{acta.pk}:{persona.pk}", usuario=persona, motivo="Acta firmada")

Django's own `send_mail`, and so what allauth writes, comes in by `BuzonDeSalida` (`settings.EMAIL_BACKEND`).
"""

import base64
import uuid
from collections.abc import Iterable, Mapping, Sequence
from email.utils import format_datetime, parseaddr
from typing import Any

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from base.cuentas.models import Usuario

from .models import Envio

CABECERAS = frozenset({"Reply-To", "List-Unsubscribe", "List-Unsubscribe-Post"})
LIMITE_DE_ADJUNTOS = 2 * 1024 * 1024

Adjunto = tuple[str, bytes, str]  # name, content, kind ("application/pdf")


def en_una_linea(texto: str) -> str:
    """The text as one line of what can be printed: whatever looks like a line break to anybody becomes a blank."""
    return "".join(letra for letra in " ".join(texto.split()) if letra.isprintable())


def encolar(
    *,
    para: str,
    asunto: str,
    texto: str,
    html: str = "",
    clave: str,
    usuario: Usuario | None = None,
    motivo: str = "",
    reservado: bool = False,
    cabeceras: Mapping[str, str] | None = None,
    adjuntos: Sequence[Adjunto] = (),
) -> Envio | None:
    """Ask for one mail to one address; None when `clave` was already told. `reservado`: it carries a link that opens an account.

    Raises `ValidationError` for an address that is none, an empty body, a header that is not in `CABECERAS`, attachments above 2 MB.
    """
    envio = _nuevo(
        para=para,
        asunto=asunto,
        texto=texto,
        html=html,
        clave=clave,
        usuario=usuario,
        motivo=motivo,
        reservado=reservado,
        cabeceras=cabeceras,
        adjuntos=adjuntos,
    )
    try:
        with transaction.atomic():
            envio.save(force_insert=True)
    except IntegrityError:
        if Envio.objects.filter(clave=clave).exists():
            return None
        raise
    return envio


def encolar_varios(pedidos: Iterable[Mapping[str, Any]]) -> None:
    """Ask for many mails, each said as to `encolar`, with as many writes as a hundred of them take one; those already told are nothing."""
    Envio.objects.bulk_create([_nuevo(**pedido) for pedido in pedidos], ignore_conflicts=True, batch_size=100)


def _nuevo(
    *,
    para: str,
    asunto: str,
    texto: str,
    clave: str,
    html: str = "",
    usuario: Usuario | None = None,
    motivo: str = "",
    reservado: bool = False,
    cabeceras: Mapping[str, str] | None = None,
    adjuntos: Sequence[Adjunto] = (),
) -> Envio:
    """A mail as the outbox takes it, not yet written down."""
    try:
        validate_email(para)
    except ValidationError as error:
        raise ValidationError("La dirección de correo no es válida.", code="direccion") from error
    envio = Envio(
        para=para,
        asunto=en_una_linea(asunto)[:200],
        texto=texto.replace("\0", ""),
        html=html.replace("\0", ""),
        clave=clave,
        usuario=usuario,
        motivo=en_una_linea(motivo)[:120],
        reservado=reservado,
        cabeceras=_cabeceras(cabeceras or {}),
        adjuntos=_adjuntos(adjuntos),
    )
    if not envio.texto.strip():
        raise ValidationError("Un correo lleva siempre su texto.", code="sin_texto")
    return envio


def _cabeceras(pedidas: Mapping[str, str]) -> dict[str, str]:
    for nombre, valor in pedidas.items():
        if nombre not in CABECERAS or valor != en_una_linea(valor):
            raise ValidationError("Esa cabecera no se admite en un correo del portal.", code="cabecera")
    return dict(pedidas)


def _adjuntos(pedidos: Sequence[Adjunto]) -> list[dict[str, str]]:
    if sum(len(contenido) for _, contenido, _ in pedidos) > LIMITE_DE_ADJUNTOS:
        raise ValidationError("Los adjuntos de un correo no pasan de 2 MB: envíe un enlace.", code="adjuntos")
    return [
        {"nombre": en_una_linea(nombre), "contenido": base64.b64encode(contenido).decode(), "tipo": en_una_linea(tipo)}
        for nombre, contenido, tipo in pedidos
    ]


def mensaje_de(envio: Envio) -> EmailMultiAlternatives:
    """The mail as it travels. Sent again it is the same one: same name, same date."""
    propias = {
        "Message-ID": envio.mensaje_id,
        "Date": format_datetime(envio.creado_en),
        "Auto-Submitted": "auto-generated",
    }
    mensaje = EmailMultiAlternatives(envio.asunto, envio.texto, to=[envio.para], headers=envio.cabeceras | propias)
    if envio.html:
        mensaje.attach_alternative(envio.html, "text/html")
    for adjunto in envio.adjuntos:
        mensaje.attach(adjunto["nombre"], base64.b64decode(adjunto["contenido"]), adjunto["tipo"])
    return mensaje


class BuzonDeSalida(BaseEmailBackend):
    """What Django and allauth send goes to the outbox: one mail for each address, reserved, for nobody here knows what it carries."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue them all; how many were taken."""
        for mensaje in email_messages:
            mensaje.message()  # refuses what would write a header of its own
            direcciones = list(dict.fromkeys(parseaddr(entera)[1] for entera in mensaje.recipients()))
            cuentas = _cuentas(direcciones)
            for direccion in direcciones:
                encolar(
                    para=direccion,
                    asunto=str(mensaje.subject),
                    texto=str(mensaje.body),
                    html=_html(mensaje),
                    clave=f"correo:{uuid.uuid4()}",
                    usuario=cuentas.get(direccion.lower()),
                    motivo="Aviso de su cuenta",
                    reservado=True,
                    adjuntos=[_adjunto(parte) for parte in mensaje.attachments],
                )
        return len(email_messages)


def _cuentas(direcciones: Iterable[str]) -> dict[str, Usuario]:
    """The account of each address, where there is one."""
    halladas = (Usuario.objects.filter(email__iexact=direccion).first() for direccion in direcciones)
    return {cuenta.email.lower(): cuenta for cuenta in halladas if cuenta is not None}


def _html(mensaje: EmailMessage) -> str:
    alternativas: list[Any] = getattr(mensaje, "alternatives", [])
    return next((str(contenido) for contenido, tipo in alternativas if tipo == "text/html"), "")


def _adjunto(parte: Any) -> Adjunto:
    nombre, contenido, tipo = parte
    return nombre or "adjunto", contenido.encode() if isinstance(contenido, str) else contenido, tipo or "application/octet-stream"
