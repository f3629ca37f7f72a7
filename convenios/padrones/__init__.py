"""The padrones of this floor: the tables that the office keeps of its convenios, in and out."""

from .compromisos import COMPROMISOS, filas_de_compromisos
from .convenios import CONVENIOS, filas_de_convenios

__all__ = ["COMPROMISOS", "CONVENIOS", "filas_de_compromisos", "filas_de_convenios"]
