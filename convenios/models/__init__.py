"""What was promised (convenio, compromiso) and what was done (avance)."""

from .adenda import Adenda, BorradorAdenda
from .avance import Avance, Evidencia
from .compromiso import Alcance, Compromiso, Hito, Reprogramacion
from .convenio import Clausula, Convenio, Designacion, Parte
from .traspaso import Traspaso

__all__ = [
    "Adenda",
    "Alcance",
    "Avance",
    "BorradorAdenda",
    "Clausula",
    "Compromiso",
    "Convenio",
    "Designacion",
    "Evidencia",
    "Hito",
    "Parte",
    "Reprogramacion",
    "Traspaso",
]
