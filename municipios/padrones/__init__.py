"""The padrones of this floor: territory, who governs, who signs in."""

from .autoridades import AUTORIDADES
from .territorio import DISTRITOS, UGELES

__all__ = ["AUTORIDADES", "DISTRITOS", "UGELES"]
