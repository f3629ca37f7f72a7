"""Who and where."""

from .diagnostico import NudoCritico
from .enlace import EnlaceCompartido
from .evidencia import EvidenciaProyecto
from .indicador import Indicador, Medicion
from .institucion import InstitucionEducativa, LocalEscolar, Matricula
from .limite import CargaDeLimites, Limite
from .lista import ListaPriorizada
from .municipalidad import EnlaceMunicipal, Gestion, MiembroDre, MiembroUgel, Municipalidad
from .pauta import NivelRiesgo, PautaRiesgo
from .proyecto import FuenteProyecto, ProyectoEducativo
from .riesgo import EvidenciaRiesgo, FichaRiesgo
from .territorio import Distrito, Dre, Ugel
from .territorios import TerritoriosDe

__all__ = [
    "CargaDeLimites",
    "Distrito",
    "Dre",
    "EnlaceCompartido",
    "EnlaceMunicipal",
    "EvidenciaProyecto",
    "EvidenciaRiesgo",
    "FichaRiesgo",
    "FuenteProyecto",
    "Gestion",
    "Indicador",
    "InstitucionEducativa",
    "Limite",
    "ListaPriorizada",
    "LocalEscolar",
    "Matricula",
    "Medicion",
    "MiembroDre",
    "MiembroUgel",
    "Municipalidad",
    "NivelRiesgo",
    "NudoCritico",
    "PautaRiesgo",
    "ProyectoEducativo",
    "TerritoriosDe",
    "Ugel",
]
