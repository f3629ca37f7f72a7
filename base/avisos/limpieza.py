"""What the outbox and the list of jobs forget by themselves."""

import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q

from base.bitacora.retencion import SinPermiso, olvidar_lecturas
from base.comun.fechas import ahora

from .models import Carta, Envio, Recordado, Tarea
from .obrero import periodo_de
from .tareas import Contexto, periodicos, tarea

SECRETO_VIVO = datetime.timedelta(days=2)  # as long as the longest link that opens an account
DICHO_VIVO = datetime.timedelta(days=730)


@tarea("avisos.olvidar_enlaces", titulo="Borrar los enlaces de correos que no salieron", repetible=True, cada="dia", a_las=3)
def olvidar_enlaces(contexto: Contexto) -> dict[str, Any]:
    """A reserved mail that was given up keeps its secret only while the secret could still serve."""
    viejos = Envio.objects.filter(reservado=True, estado=Envio.Estado.FALLIDO, creado_en__lt=ahora() - SECRETO_VIVO)
    return {"olvidados": viejos.olvidar_lo_que_decian()}


@tarea("avisos.olvidar_correos", titulo="Borrar el texto de los correos viejos", repetible=True, cada="dia", a_las=3)
def olvidar_correos(contexto: Contexto) -> dict[str, Any]:
    """What a mail said and brought is kept for `DIAS_DE_CORREOS`; that it was sent, for good."""
    limite = ahora() - datetime.timedelta(days=settings.DIAS_DE_CORREOS)
    return {"olvidados": Envio.objects.que_descansan_desde_antes_de(limite).olvidar_lo_que_decian()}


@tarea("avisos.olvidar_hojas", titulo="Borrar las hojas de avisos viejas", repetible=True, cada="dia", a_las=3)
def olvidar_hojas(contexto: Contexto) -> dict[str, Any]:
    """A sheet is kept as long as a mail; that something was told, for two years: what is still so by then is told once more."""
    hojas, _ = Carta.objects.filter(creada_en__lt=ahora() - datetime.timedelta(days=settings.DIAS_DE_CORREOS)).delete()
    dichas, _ = Recordado.objects.filter(en__lt=ahora() - DICHO_VIVO).delete()
    return {"olvidadas": hojas, "dichas": dichas}


@tarea("bitacora.olvidar_lecturas", titulo="Borrar las lecturas viejas", repetible=True, cada="dia", a_las=3)
def olvidar_lo_leido(contexto: Contexto) -> dict[str, Any]:
    """Who opened what is kept for `DIAS_DE_LECTURAS`; where the portal's own account cannot erase, cron does (`olvidar_vencido`)."""
    try:
        return {"olvidadas": olvidar_lecturas()}
    except SinPermiso:
        return {"olvidadas": 0, "lo_hace": "manage.py olvidar_vencido, con la cuenta de mantenimiento"}


@tarea("avisos.olvidar_tareas", titulo="Borrar los trabajos terminados hace tiempo", repetible=True, cada="dia", a_las=3)
def olvidar_tareas(contexto: Contexto) -> dict[str, Any]:
    """A finished job is kept for `DIAS_DE_TAREAS`; that of a period that still runs, until it ends, or it would be asked for again."""
    limite, vigentes = ahora() - datetime.timedelta(days=settings.DIAS_DE_TAREAS), Q(pk__in=())
    for oficio in periodicos():
        vigentes |= Q(nombre=oficio.nombre, periodo=periodo_de(oficio, ahora()))
    borradas, _ = Tarea.objects.terminadas_antes_de(limite).exclude(vigentes).delete()
    return {"olvidadas": borradas}
