"""Who and where."""

from .institucion import InstitucionEducativa, LocalEscolar, Matricula
from .municipalidad import EnlaceMunicipal, Gestion, MiembroDre, MiembroUgel, Municipalidad
from .riesgo import EvidenciaRiesgo, FichaRiesgo, ListaPriorizada, NivelRiesgo, PautaRiesgo
from .territorio import Distrito, Dre, Ugel

__all__ = [
    "Distrito",
    "Dre",
    "EnlaceMunicipal",
    "EvidenciaRiesgo",
    "FichaRiesgo",
    "Gestion",
    "InstitucionEducativa",
    "ListaPriorizada",
    "LocalEscolar",
    "Matricula",
    "MiembroDre",
    "MiembroUgel",
    "Municipalidad",
    "NivelRiesgo",
    "PautaRiesgo",
    "Ugel",
]
