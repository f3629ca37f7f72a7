"""When they meet: the encuentro, who is invited and comes, what is agreed, and the acta."""

from .acta import Acta, ComentarioActa
from .acuerdo import Acuerdo, RevisionAcuerdo
from .agenda import DocumentoPunto, PuntoAgenda
from .asistencia import Asistencia, Participante
from .calendario import LlaveDeCalendario
from .convocatoria import Comunicacion, Invitado, Llave
from .encuentro import Encuentro, en_romanos
from .expuesto import FotoExpuesta, ProyectoExpuesto

__all__ = [
    "Acta",
    "Acuerdo",
    "Asistencia",
    "ComentarioActa",
    "Comunicacion",
    "DocumentoPunto",
    "Encuentro",
    "FotoExpuesta",
    "Invitado",
    "Llave",
    "LlaveDeCalendario",
    "Participante",
    "ProyectoExpuesto",
    "PuntoAgenda",
    "RevisionAcuerdo",
    "en_romanos",
]
