"""A person's calendar as their phone reads it: the encuentros and the due dates that they reach that day, written anew each time.

Nothing of other people is told: no names, no mails, no who owes it in person. What did not change is byte by byte the same.
"""

import datetime
from collections.abc import Callable, Iterator
from typing import Any

from icalendar import Event

from base.comun.fechas import hoy
from base.cuentas.models import Usuario
from convenios.models import Compromiso, PlanTrabajo
from convenios.models.plan import ROMANOS, TRIMESTRES, fin_de_trimestre
from municipios.models import Distrito, Municipalidad, Ugel

from .eventos import con_sello, con_su_evento, de_un_dia, de_un_encuentro, en_ics
from .models import Acuerdo, Encuentro
from .seguimiento import de_la_municipalidad

ATRAS, ADELANTE = 365, 730  # days
Direccion = Callable[[str], str]  # makes an address whole: `request.build_absolute_uri`


def alcanza(user: Usuario) -> bool:
    """There is a UGEL that this person reads."""
    return Ugel.objects.for_user(user).exists()


def escribir(user: Usuario, *, nombre: str, direccion: Direccion) -> bytes:
    """The calendar of this person, in iCalendar."""
    return en_ics(eventos(user, direccion), nombre=nombre)


def eventos(user: Usuario, direccion: Direccion) -> Iterator[Event]:
    """What is to be shown to this person, from a year ago to two years ahead."""
    dentro = (hoy() - datetime.timedelta(days=ATRAS), hoy() + datetime.timedelta(days=ADELANTE))
    for encuentro in con_su_evento(Encuentro.objects.for_user(user).filter(fecha__range=dentro)).order_by("fecha", "pk"):
        yield de_un_encuentro(encuentro, url=direccion(encuentro.get_absolute_url()))
    for compromiso in con_sello(_compromisos(user).filter(plazo__range=dentro)).order_by("plazo", "pk"):
        yield _vence("compromiso", compromiso, compromiso.codigo, compromiso.descripcion, direccion)
    for acuerdo in con_sello(_acuerdos(user).filter(plazo__range=dentro)).order_by("plazo", "pk"):
        yield _vence("acuerdo", acuerdo, f"{acuerdo.encuentro.ordinal}-{acuerdo.numero}", acuerdo.texto, direccion)
    yield from _trimestres(user, dentro)


def _vence(que: str, registro: Any, codigo: str, texto: str, direccion: Direccion) -> Event:
    return de_un_dia(
        f"{que}-{registro.pk}",
        registro.plazo,
        f"Vence el {que} {codigo}",
        texto=texto,
        url=direccion(registro.get_absolute_url()),
        sello=registro.sello,
        demostracion=registro.demostracion,
    )


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


def _trimestres(user: Usuario, dentro: tuple[datetime.date, datetime.date]) -> Iterator[Event]:
    """The last day of each quarter of the years that have a plan in execution which this person reads."""
    planes = PlanTrabajo.objects.for_user(user).filter(estado=PlanTrabajo.Estado.EN_EJECUCION)
    if user.es_municipal:
        planes = planes.filter(municipalidad__in=Municipalidad.objects.propias_de(user))
    for anio in sorted(planes.order_by().values_list("anio", flat=True).distinct()):
        for trimestre in TRIMESTRES:
            dia = fin_de_trimestre(anio, trimestre)
            if dentro[0] <= dia <= dentro[1]:
                titulo = f"Termina el {ROMANOS[trimestre]} trimestre {anio}: reportar lo ejecutado del plan de trabajo"
                yield de_un_dia(f"trimestre-{anio}-{trimestre}", dia, titulo)
