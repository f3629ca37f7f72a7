"""A person's calendar as their phone reads it: the encuentros and the due dates that they reach that day, written anew each time.

Nothing of other people is told: no names, no mails, no who owes it in person. Each event keeps its identifier for ever, and its stamp moves
only when its record does, so that what did not change is byte by byte the same.
"""

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import OuterRef, Subquery
from icalendar import Calendar, Event

from base.comun.fechas import hoy
from base.cuentas.models import Usuario
from convenios.models import Compromiso, PlanTrabajo
from convenios.models.plan import ROMANOS, TRIMESTRES
from municipios.models import Distrito, Municipalidad, Ugel

from .models import Acuerdo, Encuentro
from .seguimiento import de_la_municipalidad

ATRAS, ADELANTE = 365, 730  # days
DURA = datetime.timedelta(hours=4)  # an encuentro, as long as nobody says otherwise
SIN_FECHA = datetime.datetime(2023, 9, 7, 17, 19, tzinfo=datetime.UTC)  # a stamp for a record that has no history
FIN_DE_TRIMESTRE = {1: (3, 31), 2: (6, 30), 3: (9, 30), 4: (12, 31)}
Direccion = Any  # makes an address whole: `request.build_absolute_uri`


def alcanza(user: Usuario) -> bool:
    """There is a UGEL that this person reads."""
    return Ugel.objects.for_user(user).exists()


def escribir(user: Usuario, *, nombre: str, direccion: Direccion) -> bytes:
    """The calendar of this person, in iCalendar (RFC 5545)."""
    calendario = Calendar()
    calendario.add("prodid", "-//Convenios educativos//Calendario//ES")
    calendario.add("version", "2.0")
    calendario.add("method", "PUBLISH")
    calendario.add("x-wr-calname", nombre)
    calendario.add("x-wr-timezone", "America/Lima")
    for evento in eventos(user, direccion):
        calendario.add_component(evento)
    return bytes(calendario.to_ical())


def eventos(user: Usuario, direccion: Direccion) -> Iterator[Event]:
    """What is to be shown to this person, from a year ago to two years ahead."""
    dentro = (hoy() - datetime.timedelta(days=ATRAS), hoy() + datetime.timedelta(days=ADELANTE))
    encuentros = Encuentro.objects.for_user(user).filter(fecha__range=dentro).select_related("ugel", "distrito")
    for encuentro in _con_sello(encuentros).order_by("fecha", "pk"):
        yield _encuentro(encuentro, direccion)
    for compromiso in _con_sello(_compromisos(user).filter(plazo__range=dentro)).order_by("plazo", "pk"):
        titulo = f"Vence el compromiso {compromiso.codigo}"
        yield _dia("compromiso", compromiso, compromiso.plazo, titulo, compromiso.descripcion, direccion(compromiso.get_absolute_url()))
    for acuerdo in _con_sello(_acuerdos(user).filter(plazo__range=dentro)).order_by("plazo", "pk"):
        titulo = f"Vence el acuerdo {acuerdo.encuentro.ordinal}-{acuerdo.numero}"
        yield _dia("acuerdo", acuerdo, acuerdo.plazo, titulo, acuerdo.texto, direccion(acuerdo.get_absolute_url()))
    yield from _trimestres(user, dentro)


def _compromisos(user: Usuario) -> Any:
    """The open commitments: of their UGEL for who reads it as a whole, those that reach or bind their district for a municipality."""
    abiertos = Compromiso.objects.for_user(user).filter(estado=Compromiso.Estado.ABIERTO).select_related("convenio__ugel")
    if not user.es_municipal:
        return abiertos
    alcanzados = Compromiso.objects.for_user(user).filter(
        alcances__distrito__in=Distrito.objects.propios_de(user), alcances__eliminado_en=None
    )
    return abiertos.filter(pk__in=alcanzados.values("pk"))


def _acuerdos(user: Usuario) -> Any:
    """The open acuerdos, those that became a commitment aside: that one is there already."""
    abiertos = Acuerdo.objects.for_user(user).filter(compromiso=None, estado=Acuerdo.Estado.ABIERTO).select_related("encuentro__ugel")
    return abiertos.filter(de_la_municipalidad(Municipalidad.objects.propias_de(user))) if user.es_municipal else abiertos


def _con_sello(filas: Any) -> Any:
    """With `sello`: when the record was last written."""
    historia = filas.model.history.model.objects.filter(id=OuterRef("pk")).order_by("-history_id").values("history_date")[:1]
    return filas.annotate(sello=Subquery(historia))


def _evento(cual: str, registro: Any, titulo: str) -> Event:
    evento = Event()
    evento.add("uid", f"{cual}@convenios")
    evento.add("dtstamp", (registro.sello or SIN_FECHA).astimezone(datetime.UTC).replace(microsecond=0))
    evento.add("summary", f"{titulo} (demostración)" if registro.demostracion else titulo)
    return evento


def _encuentro(encuentro: Any, direccion: Direccion) -> Event:
    evento = _evento(f"encuentro-{encuentro.ugel.codigo}-{encuentro.numero}", encuentro, encuentro.nombre)  # as in its invitation
    if encuentro.empieza_en is None:
        _todo_el_dia(evento, encuentro.fecha)
    else:
        evento.add("dtstart", encuentro.empieza_en.astimezone(datetime.UTC))
        evento.add("dtend", (encuentro.empieza_en + DURA).astimezone(datetime.UTC))
    donde = ", ".join(parte for parte in (encuentro.lugar, str(encuentro.distrito or "")) if parte)
    if donde:
        evento.add("location", donde)
    if encuentro.proposito:
        evento.add("description", encuentro.proposito)
    evento.add("url", direccion(encuentro.get_absolute_url()))
    return evento


def _dia(clase: str, registro: Any, dia: datetime.date, titulo: str, texto: str, url: str) -> Event:
    evento = _evento(f"{clase}-{registro.pk}", registro, titulo)
    _todo_el_dia(evento, dia)
    evento.add("description", texto)
    evento.add("url", url)
    return evento


def _todo_el_dia(evento: Event, dia: datetime.date) -> None:
    evento.add("dtstart", dia)
    evento.add("dtend", dia + datetime.timedelta(days=1))
    evento.add("transp", "TRANSPARENT")


def _trimestres(user: Usuario, dentro: tuple[datetime.date, datetime.date]) -> Iterable[Event]:
    """The last day of each quarter of the years that have a plan in execution which this person reads."""
    planes = PlanTrabajo.objects.for_user(user).filter(estado=PlanTrabajo.Estado.EN_EJECUCION)
    if user.es_municipal:
        planes = planes.filter(municipalidad__in=Municipalidad.objects.propias_de(user))
    for anio in sorted(planes.order_by().values_list("anio", flat=True).distinct()):
        for trimestre in TRIMESTRES:
            dia = datetime.date(anio, *FIN_DE_TRIMESTRE[trimestre])
            if not dentro[0] <= dia <= dentro[1]:
                continue
            evento = Event()
            evento.add("uid", f"trimestre-{anio}-{trimestre}@convenios")
            evento.add("dtstamp", SIN_FECHA)
            evento.add("summary", f"Termina el {ROMANOS[trimestre]} trimestre {anio}: reportar lo ejecutado del plan de trabajo")
            _todo_el_dia(evento, dia)
            yield evento
