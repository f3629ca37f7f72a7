"""Who and where."""

from .evidencia import EvidenciaProyecto
from .institucion import InstitucionEducativa, LocalEscolar, Matricula
from .municipalidad import EnlaceMunicipal, Gestion, MiembroDre, MiembroUgel, Municipalidad
from .proyecto import FuenteProyecto, ProyectoEducativo
from .territorio import Distrito, Dre, Ugel

__all__ = [
    "Distrito",
    "Dre",
    "EnlaceMunicipal",
    "EvidenciaProyecto",
    "FuenteProyecto",
    "Gestion",
    "InstitucionEducativa",
    "LocalEscolar",
    "Matricula",
    "MiembroDre",
    "MiembroUgel",
    "Municipalidad",
    "ProyectoEducativo",
    "Ugel",
]
