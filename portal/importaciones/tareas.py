"""The long work of an import, behind its page, and what is forgotten by itself."""

import datetime
import zlib
from typing import Any

from django.core.exceptions import ValidationError

from base.avisos.tareas import Contexto, ErrorDeTarea, tarea
from base.bitacora.models import Lote
from base.comun.fechas import ahora

from . import acciones
from .lectura import ArchivoInvalido
from .models import Importacion
from .motor import Cambio, Rechazado

ABANDONO = datetime.timedelta(days=30)


def _importacion(pk: int) -> Importacion:
    return Importacion.objects.select_related("ugel", "convenio", "tarea").get(pk=pk)


@tarea("importaciones.leer", titulo="Leer y ensayar un archivo", repetible=True)
def leer(contexto: Contexto, *, importacion: int) -> dict[str, Any]:
    """Read a large file and rehearse it."""
    suya = _importacion(importacion)
    if suya.estado == Importacion.Estado.EN_COLA:
        contexto.avanzar(1, 3, "Leyendo el archivo")
        try:
            acciones.leer_y_ensayar(suya, zlib.decompress(suya.guardado), por=contexto.tarea.pedida_por)
        except ArchivoInvalido as error:
            acciones.rechazar(suya, error.mensaje)
        except ValidationError as error:
            raise ErrorDeTarea(" ".join(error.messages)) from error
        contexto.avanzar(3, 3, "Ensayado")
    return {"url": suya.get_absolute_url()}


@tarea("importaciones.aplicar", titulo="Aplicar una importación", repetible=True)
def aplicar(contexto: Contexto, *, importacion: int, motivo: str, mostrado: str) -> dict[str, Any]:
    """Apply a large file, in one transaction with the mark that the job is done."""
    suya, por = _importacion(importacion), contexto.tarea.pedida_por
    if not Importacion.objects.for_user(por).filter(pk=suya.pk).exists():
        raise ErrorDeTarea("Quien pidió aplicarlo ya no carga ese padrón en esa UGEL.")
    contexto.avanzar(1, 3, f"Aplicando {suya.total:,} filas")
    try:
        with contexto.gesto(tipo=Lote.Tipo.IMPORTACION, motivo=motivo, ambito=suya.ambito) as lote:
            acciones.aplicar_en(lote, suya, por=por, mostrado=mostrado)
    except (Cambio, Rechazado) as error:
        cuantas = acciones.mostrar_de_nuevo(suya, error.ensayo)
        raise ErrorDeTarea(
            f"Otra persona cambió algo en el mismo momento: {cuantas:,} filas ya no son como se mostraron. Revíselas."
        ) from error
    except ArchivoInvalido as error:
        raise ErrorDeTarea(error.mensaje) from error
    except ValidationError as error:
        raise ErrorDeTarea(" ".join(error.messages)) from error
    return {"url": suya.get_absolute_url()}


@tarea("importaciones.olvidar", titulo="Borrar los ensayos que nadie terminó", repetible=True, cada="dia", a_las=3)
def olvidar(contexto: Contexto) -> dict[str, Any]:
    """A file that nobody applied or left in a month is left."""
    dejadas = 0
    for suya in Importacion.objects.por_limpiar(ahora() - ABANDONO).defer("contenido"):
        try:
            acciones.descartar(suya)
        except ValidationError:  # somebody applied it at this very moment, or a job has it
            continue
        dejadas += 1
    return {"dejadas": dejadas}
