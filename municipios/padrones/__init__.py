"""The padrones of this floor: territory, who governs, who signs in, figures, schools, their risk and their projects."""

from .autoridades import AUTORIDADES
from .indicadores import INDICADORES
from .instituciones import INSTITUCIONES, LOCALES
from .proyectos import PROYECTOS, filas_de_proyectos
from .riesgos import RIESGOS
from .territorio import DISTRITOS, UGELES
from .usuarios import USUARIOS

__all__ = [
    "AUTORIDADES",
    "DISTRITOS",
    "INDICADORES",
    "INSTITUCIONES",
    "LOCALES",
    "PROYECTOS",
    "RIESGOS",
    "UGELES",
    "USUARIOS",
    "filas_de_proyectos",
]
