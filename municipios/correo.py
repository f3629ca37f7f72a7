"""The mail that invites. It leaves after the transaction: what was not saved invites nobody."""

import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string

from base.cuentas.models import Usuario


def enviar_invitacion(*, cuenta: Usuario, enlace: str, vence_en: datetime.datetime) -> None:
    """The link, who it is for and until when it opens."""
    contexto = {"cuenta": cuenta, "enlace": enlace, "vence_en": vence_en, "PORTAL_NOMBRE": settings.PORTAL_NOMBRE}
    asunto = " ".join(render_to_string("municipios/correo/invitacion_asunto.txt", contexto).split())
    correo = EmailMessage(asunto, render_to_string("municipios/correo/invitacion.txt", contexto), to=[cuenta.email])
    # Robust: what the mail server says comes when the account is already made. It is in the log; another invitation can be issued.
    transaction.on_commit(correo.send, robust=True)
