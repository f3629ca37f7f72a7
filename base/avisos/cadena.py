"""The chain of the history, looked after by the worker: sealed each hour and at each closing, walked each night, its head mailed each day."""

import logging
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from base.bitacora.models import Sello
from base.bitacora.sellos.anotar import anotar
from base.bitacora.sellos.sellar import POR_SELLO, sellar
from base.bitacora.sellos.verificar import verificar
from base.comun.fechas import hoy
from base.cuentas.models import Usuario
from base.cuentas.roles import Rol

from .correo import encolar_varios
from .enlaces import direccion
from .models import Clase, Preferencia
from .models.aviso import avisar
from .tareas import Contexto, encolar_tarea, tarea

logger = logging.getLogger(__name__)
SELLAR = "bitacora.sellar"
ROTA = "La bitácora no coincide con sus sellos: alguien la cambió fuera del portal, o se dañó. Avise a quien administra el servidor."


def pedir_sello() -> None:
    """Seal as soon as this gesture is written, without waiting for the hour: what was just closed is not to be written again."""
    encolar_tarea(SELLAR, {}, por=None, clave=f"{SELLAR}:ya")


@tarea(SELLAR, titulo="Sellar la bitácora", repetible=True, cada="hora")
def sellar_bitacora(contexto: Contexto) -> dict[str, Any]:
    """Every entry that was written since the last seal."""
    return {"selladas": _sellar(contexto)}


def _sellar(contexto: Contexto) -> int:
    filas, sello = 0, sellar()
    while sello is not None:
        filas += sello.filas
        contexto.avanzar(filas, 0, "Sellando")
        sello = sellar() if sello.filas >= POR_SELLO else None
    return filas


@tarea("bitacora.verificar", titulo="Comprobar la bitácora contra sus sellos", repetible=True, cada="dia", a_las=2)
def verificar_bitacora(contexto: Contexto) -> dict[str, Any]:
    """Walk the whole chain and keep what came out; whoever administers is told when it does not hold."""
    informe = verificar(avanzar=contexto.avanzar)
    anotada = anotar(informe)
    if informe.primero is not None:
        logger.error("La bitácora no coincide con sus sellos: %s. En total: %s.", informe.primero, informe.cuantos)
        avisar(_administradores(), texto=ROTA, enlace=reverse("bitacora_sellos"), clave=f"bitacora:mal:{hoy()}")
    return {"entradas": informe.filas, "bien": anotada.bien}


@tarea("bitacora.enviar_cabeza", titulo="Enviar el sello de la bitácora", repetible=True, cada="dia", a_las=7)
def enviar_cabeza(contexto: Contexto) -> dict[str, Any]:
    """The head of today, of all that is written, to each administrator, once a day: a copy that nobody who reaches the database can change."""
    _sellar(contexto)
    sello = Sello.objects.order_by("-numero").first()
    if sello is None:
        return {"enviados": 0}
    quieren = [(usuario, preferencia) for usuario, preferencia in _con_preferencia() if preferencia.quiere(Clase.CADENA)]
    encolar_varios(_carta(sello, usuario, preferencia) for usuario, preferencia in quieren)
    return {"enviados": len(quieren)}


def _administradores() -> list[Usuario]:
    return list(Usuario.objects.filter(is_active=True, rol=Rol.ADMINISTRADOR))


def _con_preferencia() -> list[tuple[Usuario, Preferencia]]:
    """Those to whom a mail is sent: not the invented people of a demonstration."""
    suyos = [usuario for usuario in _administradores() if usuario.email and not usuario.demostracion]
    dichas = {preferencia.usuario_id: preferencia for preferencia in Preferencia.objects.filter(usuario__in=suyos)}
    return [(usuario, dichas.get(usuario.pk) or Preferencia(usuario=usuario)) for usuario in suyos]


def _carta(sello: Sello, usuario: Usuario, preferencia: Preferencia) -> dict[str, Any]:
    baja = direccion(preferencia, Clase.CADENA)
    contexto = {"sello": sello, "baja": baja, "raiz": settings.PORTAL_URL, "PORTAL_NOMBRE": settings.PORTAL_NOMBRE}
    return {
        "para": usuario.email,
        "usuario": usuario,
        "asunto": f"Sello {sello.numero} de la bitácora de {settings.PORTAL_NOMBRE}",
        "texto": render_to_string("avisos/correo/sello.txt", contexto),
        "clave": f"bitacora:cabeza:{hoy()}:{usuario.pk}",
        "motivo": "Sello diario de la bitácora",
        "cabeceras": {"List-Unsubscribe": f"<{baja}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    }
