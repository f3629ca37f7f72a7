"""Presence on paper and by telephone: the list to be signed, the key that each delegation finds on it, and what it confirms with that key."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from base.bitacora.gestos import gesto
from base.comun.fechas import ahora, hoy
from base.comun.graficos import qr
from base.comun.templatetags.comun import fecha
from municipios.models import Municipalidad

from .acciones import CARGO_DE_ALCALDE, anotar_asistencia, tomar_encuentro
from .en_vivo import al_minuto
from .models import Asistencia, Encuentro, Invitado, Llave

PRESENCIA = Llave.Clase.PRESENCIA
VALE_DIAS = 90  # after the day: what closes it is the encuentro itself, which ends
FILAS_EN_BLANCO = 6  # for whoever comes for another institution


def llaves_de_presencia(encuentro: Encuentro) -> dict[int, Llave]:
    """The key of each convoked municipality, by municipality: the same one each time that the list is printed, also once it was used."""
    invitados = list(encuentro.invitados.exclude(municipalidad=None))
    llaves = _vigentes(invitados)
    faltan = [i for i in invitados if i.pk not in llaves]
    espera = max(((encuentro.fecha or hoy()) - hoy()).days, 0)
    vence = ahora() + datetime.timedelta(days=VALE_DIAS + espera)
    if cortas := [llave.pk for llave in llaves.values() if llave.vence_en < vence - datetime.timedelta(days=VALE_DIAS - 1)]:
        Llave.objects.filter(pk__in=cortas, usada_en=None).update(vence_en=vence)  # the encuentro was put off
    if faltan:
        with transaction.atomic():  # of two that print at once, one gives the keys and both print them
            Llave.objects.bulk_create([Llave(invitado=i, clase=PRESENCIA, vence_en=vence) for i in faltan], ignore_conflicts=True)
        llaves = _vigentes(invitados)
    return {i.municipalidad_id: llaves[i.pk] for i in invitados if i.pk in llaves and i.municipalidad_id}


def _vigentes(invitados: list[Invitado]) -> dict[int, Llave]:
    filas = Llave.objects.filter(invitado__in=invitados, clase=PRESENCIA, anulada_en=None).order_by("pk")
    return {llave.invitado_id: llave for llave in filas}  # the last one of each


def por_que_no_abre(llave: Llave) -> str:
    """Why a key that is known opens nothing now; empty when it does."""
    encuentro = llave.invitado.encuentro
    if llave.usada_en is not None:
        return "usada"
    if llave.anulada_en is not None:
        return "anulada"
    if encuentro.estado == Encuentro.Estado.CONVOCADO:
        return "antes"
    return "" if encuentro.estado == Encuentro.Estado.EN_CURSO and llave.vale else "despues"


def confirmar_presencia(llave: Llave, *, quien: str, **del_delegado: str) -> Asistencia:
    """A delegation says that it is here, without an account: its key is used up, and what the secretary had noted already stays as it is."""
    with gesto(por=None):
        encuentro = tomar_encuentro(llave.invitado.encuentro)
        if encuentro.estado != Encuentro.Estado.EN_CURSO:
            raise ValidationError("El encuentro no está en curso.", code="estado")
        llave.gastar()
        municipalidad = llave.invitado.municipalidad
        if municipalidad is None:
            raise ValidationError("Esa llave no es de una municipalidad.", code="no_vale")
        fila = Asistencia.objects.filter(encuentro=encuentro, municipalidad=municipalidad).first()
        este = ahora()
        if fila is not None and fila.vino:
            quien, hora = fila.quien, fila.hora_llegada
            del_delegado = {c: v for c, v in del_delegado.items() if quien == Asistencia.Quien.DELEGADO and not getattr(fila, c)}
        else:
            hora = None
        return anotar_asistencia(
            encuentro, municipalidad, por=None, quien=quien, hora_llegada=hora or al_minuto(este), confirmo_en=este, **del_delegado
        )


# ── On paper ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def convocadas(encuentro: Encuentro) -> list[Municipalidad]:
    """Those on the list: the convoked ones, or all of the UGEL where none is."""
    suyas = Municipalidad.objects.filter(distrito__ugel=encuentro.ugel_id).select_related("distrito").order_by("distrito__ubigeo")
    invitadas = encuentro.invitados.exclude(municipalidad=None).values("municipalidad")
    return list(suyas.filter(pk__in=invitadas)) or list(suyas)


def de_cuantas(asistencias: list[Any]) -> tuple[int, int]:
    """How many are on the list, and of how many of those nobody noted anything; `asistencias` come from `con_calladas`."""
    calladas = (asistencias[0].calladas or 0) if asistencias else 0
    return len(asistencias) + calladas, calladas


def con_las_calladas(encuentro: Encuentro, asistencias: Iterable[Asistencia]) -> list[Asistencia]:
    """What was noted and, of the convoked ones of which nobody noted anything, that there is no data: a list counts all that were convoked, as
    the acta does. Where nothing was noted at all the list stays empty."""
    filas = list(asistencias)
    if not filas:
        return filas
    dichas = {fila.municipalidad_id for fila in filas}
    convocadas = Municipalidad.objects.filter(pk__in=encuentro.invitados.exclude(municipalidad=None).values("municipalidad"))
    calladas = convocadas.exclude(pk__in=dichas).select_related("distrito")
    filas += [Asistencia(encuentro=encuentro, municipalidad=m, demostracion=encuentro.demostracion) for m in calladas]
    return sorted(filas, key=lambda fila: fila.municipalidad.distrito.ubigeo)


def datos_de_lista(encuentro: Encuentro, direcciones: dict[int, str]) -> dict[str, Any]:
    """What `lista_de_asistencia.typ` prints. `direcciones`: what the code of each municipality opens."""
    cargos = dict(encuentro.invitados.exclude(municipalidad=None).values_list("municipalidad", "cargo"))
    return {
        "encuentro": encuentro.nombre,
        "ordinal": str(encuentro),
        "lema": encuentro.lema,
        "fecha": fecha(encuentro.fecha) if encuentro.fecha else "",
        "hora": f"{encuentro.hora:%H:%M}" if encuentro.hora else "",
        "lugar": encuentro.donde,
        "organiza": encuentro.organizadores or encuentro.ugel.nombre,
        "filas": [
            {
                "municipalidad": str(m),
                "cargo": cargos.get(m.pk, CARGO_DE_ALCALDE),
                "qr": qr(direcciones[m.pk]) if m.pk in direcciones else "",
            }
            for m in convocadas(encuentro)
        ],
        "en_blanco": FILAS_EN_BLANCO,
    }
