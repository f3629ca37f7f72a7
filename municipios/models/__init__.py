"""Who and where."""

from .institucion import InstitucionEducativa, LocalEscolar, Matricula
from .municipalidad import EnlaceMunicipal, Gestion, MiembroDre, MiembroUgel, Municipalidad
from .territorio import Distrito, Dre, Ugel

__all__ = [
    "Distrito",
    "Dre",
    "EnlaceMunicipal",
    "Gestion",
    "InstitucionEducativa",
    "LocalEscolar",
    "Matricula",
    "MiembroDre",
    "MiembroUgel",
    "Municipalidad",
    "Ugel",
]
