"""Files that people bring: checked by content on the way in, kept under a random name, served only through a guarded view.

A view passes an upload through a form field (`ArchivoField`, `ArchivosField`), the row keeps it (`ConArchivo.guardar_archivo`), and
the guarded view hands it back (`responder`). Nothing else in the portal opens, stores or serves a file that came from outside.
"""

from .antivirus import Analisis, analizar
from .formulario import ArchivoField, ArchivosField
from .limites import CUOTA_DIARIA, TOPE_BYTES, TOPE_PIXELES, cuota_disponible
from .modelo import ConArchivo, EstadoArchivo, archivo_entero, comprobar_cuota, octetos_de_hoy, ruta_nueva
from .nombres import limpiar_nombre
from .respuesta import responder
from .revision import ArchivoRevisado, revisar

__all__ = [
    "CUOTA_DIARIA",
    "TOPE_BYTES",
    "TOPE_PIXELES",
    "Analisis",
    "ArchivoField",
    "ArchivoRevisado",
    "ArchivosField",
    "ConArchivo",
    "EstadoArchivo",
    "analizar",
    "archivo_entero",
    "comprobar_cuota",
    "cuota_disponible",
    "limpiar_nombre",
    "octetos_de_hoy",
    "responder",
    "revisar",
    "ruta_nueva",
]
