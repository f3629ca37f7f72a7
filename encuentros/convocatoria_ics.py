"""An encuentro as a calendar file: one event, always the same one however often it is sent."""

import datetime

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event

from base.comun.fechas import ahora

from .models import Encuentro


def evento_de(encuentro: Encuentro) -> bytes | None:
    """The .ics of an encuentro; none while its day is not known. A later version of it has a higher SEQUENCE: calendars keep that one.

    It names nobody: neither who is invited nor who invites. It lasts what its agenda says, or nothing is said.
    """
    if encuentro.fecha is None:
        return None
    evento = Event()
    evento.add("uid", f"encuentro-{encuentro.ugel.codigo}-{encuentro.numero}@convenios")
    cambios = encuentro.history.order_by("-history_id")
    ultimo = cambios.first()
    evento.add("dtstamp", (ultimo.history_date if ultimo else ahora()).astimezone(datetime.UTC))
    evento.add("sequence", max(cambios.count() - 1, 0))
    evento.add("summary", encuentro.nombre)
    minutos = sum(m for m in encuentro.puntos.values_list("minutos", flat=True) if m)
    if encuentro.hora is None:
        evento.add("dtstart", encuentro.fecha)
        evento.add("dtend", encuentro.fecha + datetime.timedelta(days=1))
    else:
        empieza = datetime.datetime.combine(encuentro.fecha, encuentro.hora, tzinfo=timezone.get_current_timezone())
        evento.add("dtstart", empieza)
        if minutos:
            evento.add("dtend", empieza + datetime.timedelta(minutes=minutos))
    donde = ", ".join(parte for parte in (encuentro.lugar, encuentro.distrito.nombre if encuentro.distrito else "") if parte)
    if donde:
        evento.add("location", donde)
    if encuentro.lema:
        evento.add("description", encuentro.lema)
    calendario = Calendar()
    calendario.add("prodid", f"-//{settings.PORTAL_NOMBRE}//Encuentros//ES")
    calendario.add("version", "2.0")
    calendario.add("method", "PUBLISH")
    calendario.add_component(evento)
    calendario.add_missing_timezones()
    return bytes(calendario.to_ical())
