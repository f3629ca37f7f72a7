"""The long work of the reports, behind their page, and what is forgotten by itself."""

import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError

from base.avisos.tareas import Contexto, ErrorDeTarea, TareaPerdida, tarea
from base.comun.fechas import ahora

from .. import acciones
from ..models import InformeEmitido

ALCANCE = "Quien lo pidió ya no alcanza lo que el informe cuenta."
INESPERADO = (
    "Ocurrió un error que el portal no esperaba y no se guardó nada. Pídalo de nuevo; si se repite, avise a quien administra el portal."
)


@tarea("informes.emitir", titulo="Emitir un informe", repetible=True)
def emitir(contexto: Contexto, *, informe: int) -> dict[str, Any]:
    """Work out a long report and write its files."""
    suyos = InformeEmitido.objects.select_related("ugel", "distrito__ugel", "convenio__ugel", "encuentro__ugel", "plantilla", "por")
    pedido = suyos.get(pk=informe)
    if not InformeEmitido.objects.for_user(contexto.tarea.pedida_por).filter(pk=pedido.pk).exists():
        acciones.fallar(pedido, ALCANCE)
        raise ErrorDeTarea(ALCANCE)
    try:
        acciones.emitir_lo_pedido(pedido, avanzar=contexto.avanzar)
    except ValidationError as error:
        acciones.fallar(pedido, " ".join(error.messages))
        raise ErrorDeTarea(" ".join(error.messages)) from error
    except (OperationalError, InterfaceError, TareaPerdida):
        raise  # the database went away, or this worker was given up: it will be begun again
    except Exception:
        acciones.fallar(pedido, INESPERADO)
        raise
    return {"url": pedido.get_absolute_url()}


@tarea("informes.olvidar", titulo="Borrar los archivos de informes viejos", repetible=True, cada="dia", a_las=3)
def olvidar(contexto: Contexto) -> dict[str, Any]:
    """The files of a report are kept for `DIAS_DE_INFORMES`; that it was issued, and its hashes, for good."""
    return {"olvidados": acciones.olvidar(hasta=ahora() - datetime.timedelta(days=settings.DIAS_DE_INFORMES))}
