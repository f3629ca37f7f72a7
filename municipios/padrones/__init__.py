"""The padrones of this floor: territory, who governs, who signs in."""

from .autoridades import AUTORIDADES
from .territorio import DISTRITOS, UGELES
from .usuarios import USUARIOS

__all__ = ["AUTORIDADES", "DISTRITOS", "UGELES", "USUARIOS"]
