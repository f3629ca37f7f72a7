"""The padrones of this floor: the tables that the office keeps of its convenios, in and out."""

from .avances import AVANCES
from .compromisos import COMPROMISOS, filas_de_compromisos
from .convenios import CONVENIOS, PARTES, filas_de_convenios

__all__ = ["AVANCES", "COMPROMISOS", "CONVENIOS", "PARTES", "filas_de_compromisos", "filas_de_convenios"]
