"""Up to which instant a person has looked at what changed in a UGEL (`ambito`, its code).

The mark moves only when the person says so («ya lo vi»), to the instant of the page that they looked at: what came in between is told the next
time. No page view writes anything. Who never said it is told the last `SIN_MARCA` days.
"""

import datetime

from base.comun.fechas import ahora
from base.cuentas.models import Usuario

from .models import Visto

SIN_MARCA = datetime.timedelta(days=30)


def visto_hasta(user: Usuario, ambito: str) -> datetime.datetime | None:
    """The mark of this person; None: they never set one."""
    return Visto.objects.for_user(user).filter(ambito=ambito).values_list("hasta", flat=True).first()


def ya_lo_vi(user: Usuario, ambito: str, hasta: datetime.datetime) -> None:
    """Move the mark forward to `hasta`; never backward, nor into what has not happened yet."""
    hasta = min(hasta, ahora())
    _, nuevo = Visto.objects.get_or_create(usuario=user, ambito=ambito, defaults={"hasta": hasta})
    if not nuevo:
        Visto.objects.filter(usuario=user, ambito=ambito, hasta__lt=hasta).update(hasta=hasta)
