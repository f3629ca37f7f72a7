"""What was promised (convenio, compromiso) and what was done (avance)."""

from .actividad import Actividad, ActividadEscuela, Programacion
from .adenda import Adenda, BorradorAdenda
from .avance import Avance, Evidencia
from .cierre import Cierre, Rectificacion
from .compromiso import Alcance, Compromiso, Hito, Reprogramacion
from .consulta import Consulta
from .convenio import Clausula, Convenio, Designacion, Parte
from .ejecucion import Ejecucion, EvidenciaEjecucion
from .plan import PlanTrabajo, VersionPlan
from .resumen import PorRecontar, Resumen
from .traspaso import Traspaso

__all__ = [
    "Actividad",
    "ActividadEscuela",
    "Cierre",
    "Ejecucion",
    "EvidenciaEjecucion",
    "PlanTrabajo",
    "Programacion",
    "Rectificacion",
    "VersionPlan",
    "Adenda",
    "Alcance",
    "Avance",
    "BorradorAdenda",
    "Clausula",
    "Compromiso",
    "Consulta",
    "Convenio",
    "Designacion",
    "Evidencia",
    "Hito",
    "Parte",
    "PorRecontar",
    "Reprogramacion",
    "Resumen",
    "Traspaso",
]
