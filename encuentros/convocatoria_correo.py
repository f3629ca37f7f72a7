"""What the mails of the convocatoria say, and the oficios on paper."""

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.template.loader import render_to_string

from base.comun.impresos import componer_pdf

from .models import Comunicacion, Encuentro, Invitado
from .oficio import asunto_y_texto, datos_de

Clase = Comunicacion.Clase


def carta_de(invitado: Invitado, clase: str, *, puntos: list[str], enlace: str, vence_en: datetime.datetime) -> dict[str, str]:
    """Subject and text of one mail."""
    asunto, texto = asunto_y_texto(invitado, puntos)
    contexto = {
        "invitado": invitado,
        "encuentro": invitado.encuentro,
        "texto": texto,
        "enlace": enlace,
        "vence_en": vence_en,
        "PORTAL_NOMBRE": settings.PORTAL_NOMBRE,
    }
    if clase == Clase.RECORDATORIO:
        asunto = f"Recordatorio: {asunto}"
    if clase == Clase.CAMBIO:
        asunto = f"Cambio de día, hora o lugar: {asunto}"
    return {"asunto": asunto, "texto": render_to_string(f"encuentros/correo/{clase}.txt", contexto)}


def oficios_en_pdf(encuentro: Encuentro, invitados: Iterable[Invitado], *, puntos: list[str]) -> bytes:
    """The oficio of each guest, every one on a page of its own: one to send, or all of them to print."""
    invitados = list(invitados)
    cuando = enviados_el(invitados)
    datos = [datos_de(invitado, puntos, dia=cuando.get(invitado.pk)) for invitado in invitados]
    titulo = f"{datos[0]['numero']}: {datos[0]['asunto']}" if len(datos) == 1 else f"Oficios de convocatoria del {encuentro}"
    return componer_pdf("oficio", {"oficios": datos}, titulo=titulo, demostracion=encuentro.demostracion, membrete=encuentro.ugel.membrete)


def enviados_el(invitados: Iterable[Invitado]) -> dict[int, datetime.datetime]:
    """When the oficio of each guest was sent or delivered: the date that it bears."""
    filas = Comunicacion.objects.filter(invitado__in=list(invitados)).exclude(clase=Clase.RECORDATORIO)
    return dict(filas.order_by("-en").values_list("invitado", "en"))  # the first one stays
