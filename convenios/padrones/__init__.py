"""The padrones of this floor: the tables that the office keeps of its convenios, in and out."""

from .actividades import ACTIVIDADES
from .avances import AVANCES
from .compromisos import COMPROMISOS, filas_de_compromisos
from .convenios import CONVENIOS, PARTES, filas_de_convenios
from .ejecucion import EJECUCION

__all__ = ["ACTIVIDADES", "AVANCES", "COMPROMISOS", "CONVENIOS", "EJECUCION", "PARTES", "filas_de_compromisos", "filas_de_convenios"]
