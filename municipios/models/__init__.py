"""Who and where."""

from .evidencia import EvidenciaProyecto
from .institucion import InstitucionEducativa, LocalEscolar, Matricula
from .lista import ListaPriorizada
from .municipalidad import EnlaceMunicipal, Gestion, MiembroDre, MiembroUgel, Municipalidad
from .pauta import NivelRiesgo, PautaRiesgo
from .proyecto import FuenteProyecto, ProyectoEducativo
from .riesgo import EvidenciaRiesgo, FichaRiesgo
from .territorio import Distrito, Dre, Ugel

__all__ = [
    "Distrito",
    "Dre",
    "EnlaceMunicipal",
    "EvidenciaProyecto",
    "EvidenciaRiesgo",
    "FichaRiesgo",
    "FuenteProyecto",
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
    "ProyectoEducativo",
    "Ugel",
]
