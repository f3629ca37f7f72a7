"""The day, the hour or the place of a convoked encuentro moved: who was told something else, and the mail that tells them.

What a guest knows is what the encuentro said when the last thing that was sent to it left: nobody keeps a list of changes, and one that was
put back as it was is told to nobody.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max, Q

from base.bitacora.gestos import gesto
from base.bitacora.pasos import exigir
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso

from .acciones import tomar_encuentro
from .convocatoria import NO_SALIO, comprobar_que_convoca, en_orden, encargar
from .models import Comunicacion, Encuentro, Invitado
from .models.encuentro import SOLO_QUIEN_LLEVA
from .oficio import puntos_de

CUANDO_Y_DONDE = ("fecha", "hora", "lugar", "distrito_id")


@dataclass
class PorAvisar:
    """Those that know something else: by mail, or only on paper."""

    con_correo: list[Invitado] = field(default_factory=list)
    en_papel: list[Invitado] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.con_correo or self.en_papel)


def por_avisar(encuentro: Encuentro) -> PorAvisar:
    """The guests to whom another day, hour or place was told, in two queries."""
    hay = PorAvisar()
    if encuentro.estado != Encuentro.Estado.CONVOCADO:
        return hay
    salio = Q(comunicaciones__envio=None) | ~Q(comunicaciones__envio__estado__in=NO_SALIO)
    invitados = list(en_orden(encuentro).annotate(ultimo=Max("comunicaciones__en", filter=salio)).exclude(ultimo=None))
    if not invitados:
        return hay
    dicho_en, ahora_dice = _dicho(encuentro), tuple(getattr(encuentro, campo) for campo in CUANDO_Y_DONDE)
    for invitado in invitados:
        if dicho_en(invitado.ultimo) != ahora_dice:
            (hay.con_correo if invitado.correo else hay.en_papel).append(invitado)
    return hay


def _dicho(encuentro: Encuentro) -> Callable[[Any], Any]:
    """What it said at an instant; before its first line, the first."""
    lineas: Iterable[Any] = encuentro.history.order_by("history_date", "history_id").values_list("history_date", *CUANDO_Y_DONDE)
    historia = [(cuando, tuple(dice)) for cuando, *dice in lineas]

    def en(instante: Any) -> Any:
        dichas = [dice for cuando, dice in historia if cuando <= instante]
        return dichas[-1] if dichas else historia[0][1] if historia else None

    return en


def avisar_del_cambio(encuentro: Encuentro, *, por: Usuario, raiz: str) -> int:
    """Tell it to each guest with mail that was told something else, once; how many. Its `.ics` takes the place of the one before."""
    exigir(por, Permiso.EDITAR_ENCUENTROS, SOLO_QUIEN_LLEVA)
    with gesto(por=por):
        encuentro = tomar_encuentro(encuentro)
        comprobar_que_convoca(encuentro)
        faltan = por_avisar(encuentro).con_correo
        if not faltan:
            raise ValidationError("A todos los que tienen correo ya se les avisó del cambio.", code="nadie")
        puntos, clase = puntos_de(encuentro), Comunicacion.Clase.CAMBIO
        for invitado in faltan:
            invitado.encuentro = encuentro
            vuelta = 1 + (invitado.comunicaciones.filter(clase=clase).aggregate(n=Max("vuelta"))["n"] or 0)
            comunicacion = Comunicacion(invitado=invitado, clase=clase, vuelta=vuelta, por=por)
            comunicacion.save(force_insert=True)  # the database lets one
            encargar(comunicacion, puntos=puntos, por=por, raiz=raiz, clave=f"convocatoria:{invitado.pk}:{clase}:{vuelta}")
    return len(faltan)
