"""The padrones of this floor: territory, who governs, who signs in, schools, risk."""

from .autoridades import AUTORIDADES
from .instituciones import INSTITUCIONES, LOCALES
from .riesgos import RIESGOS
from .territorio import DISTRITOS, UGELES
from .usuarios import USUARIOS

__all__ = ["AUTORIDADES", "DISTRITOS", "INSTITUCIONES", "LOCALES", "RIESGOS", "UGELES", "USUARIOS"]
