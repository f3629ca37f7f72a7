"""Who and where."""

from .municipalidad import EnlaceMunicipal, Gestion, MiembroDre, MiembroUgel, Municipalidad
from .territorio import Distrito, Dre, Ugel

__all__ = ["Distrito", "Dre", "EnlaceMunicipal", "Gestion", "MiembroDre", "MiembroUgel", "Municipalidad", "Ugel"]
