"""Events as calendars hold them (RFC 5545): the same one in the mail of an invitation and at the address of a person's calendar.

An event names nobody: neither who is invited nor who owes it. It keeps its identifier for ever, its stamp moves only when its record does, and
a later version of an encuentro has a higher SEQUENCE: calendars keep that one.
"""

import datetime
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Case, Count, OuterRef, Q, Subquery, Sum, When
from django.db.models.lookups import Exact
from icalendar import Calendar, Event

from base.avisos.correo import en_una_linea

from .models import Encuentro, PuntoAgenda

SIN_HISTORIA = datetime.datetime(2023, 9, 7, 17, 19, tzinfo=datetime.UTC)  # a stamp for a record that has no history


# ── What an event needs to know of its record ────────────────────────────────────────────────────────────────────────────
def con_sello(filas: Any) -> Any:
    """With `sello`: when the record was last written."""
    return filas.annotate(sello=Subquery(_historia_de(filas).order_by("-history_id").values("history_date")[:1]))


def con_su_evento(encuentros: Any) -> Any:
    """The same for encuentros, with `cambios` (how many lines its history has) and the `minutos` of its agenda, if every point says its own."""
    cambios = _historia_de(encuentros).order_by().values("id").annotate(n=Count("history_id"))
    sin_minutos = Count("pk", filter=Q(minutos=None))
    puntos = PuntoAgenda.objects.filter(encuentro=OuterRef("pk")).order_by().values("encuentro")
    puntos = puntos.annotate(n=Case(When(Exact(sin_minutos, 0), then=Sum("minutos"))))
    filas = con_sello(encuentros).select_related("ugel", "distrito")
    return filas.annotate(cambios=Subquery(cambios.values("n")), minutos=Subquery(puntos.values("n")))


def _historia_de(filas: Any) -> Any:
    return filas.model.history.model.objects.filter(id=OuterRef("pk"))


# ── The events ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def de_un_encuentro(encuentro: Any, *, url: str = "") -> Event:
    """An encuentro whose day is known, as `con_su_evento` reads it. It lasts what its agenda says, or nothing is said."""
    clave = f"encuentro-{encuentro.ugel.codigo}-{encuentro.numero}"
    evento = _evento(clave, encuentro.nombre, sello=encuentro.sello, demostracion=encuentro.demostracion)
    evento.add("sequence", max((encuentro.cambios or 0) - 1, 0))
    if encuentro.empieza_en is None:
        _todo_el_dia(evento, encuentro.fecha)
    else:
        evento.add("dtstart", encuentro.empieza_en)
        if encuentro.minutos:
            evento.add("dtend", encuentro.empieza_en + datetime.timedelta(minutes=encuentro.minutos))
    _decir(evento, location=encuentro.donde, description="\n".join(p for p in (encuentro.lema, encuentro.proposito) if p), url=url)
    return evento


def de_un_dia(
    clave: str,
    dia: datetime.date,
    titulo: str,
    *,
    texto: str = "",
    url: str = "",
    sello: datetime.datetime | None = None,
    demostracion: bool = False,
) -> Event:
    """What falls on a day: a due date, the end of a quarter."""
    evento = _evento(clave, titulo, sello=sello, demostracion=demostracion)
    _todo_el_dia(evento, dia)
    _decir(evento, description=texto, url=url)
    return evento


def _evento(clave: str, titulo: str, *, sello: datetime.datetime | None, demostracion: bool) -> Event:
    evento = Event()
    evento.add("uid", f"{clave}@convenios")
    evento.add("dtstamp", (sello or SIN_HISTORIA).astimezone(datetime.UTC).replace(microsecond=0))
    evento.add("summary", _en_lineas(f"{titulo} (demostración)" if demostracion else titulo))
    return evento


def _todo_el_dia(evento: Event, dia: datetime.date) -> None:
    evento.add("dtstart", dia)
    evento.add("dtend", dia + datetime.timedelta(days=1))
    evento.add("transp", "TRANSPARENT")


def _decir(evento: Event, **dicho: str) -> None:
    for nombre, valor in dicho.items():
        if valor:
            evento.add(nombre, _en_lineas(valor))


def _en_lineas(texto: str) -> str:
    """Its lines, each of what can be printed: the format escapes only some breaks of line, and a reader that takes apart at the others would
    read a property that somebody typed into a field."""
    return "\n".join(en_una_linea(linea) for linea in texto.splitlines())


# ── The file ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def en_ics(eventos: Iterable[Event], *, nombre: str = "") -> bytes:
    """A calendar of these events; one that is subscribed to has its name."""
    calendario = Calendar()
    calendario.add("prodid", f"-//{settings.PORTAL_NOMBRE}//Encuentros//ES")
    calendario.add("version", "2.0")
    calendario.add("method", "PUBLISH")
    if nombre:
        calendario.add("x-wr-calname", nombre)
        calendario.add("x-wr-timezone", settings.TIME_ZONE)
    for evento in eventos:
        calendario.add_component(evento)
    calendario.add_missing_timezones()
    return bytes(calendario.to_ical())


def invitacion_en_ics(encuentro: Encuentro) -> bytes | None:
    """What goes with an invitation; none while its day is not known."""
    if encuentro.fecha is None:
        return None
    return en_ics([de_un_encuentro(con_su_evento(Encuentro.objects.filter(pk=encuentro.pk)).get())])
