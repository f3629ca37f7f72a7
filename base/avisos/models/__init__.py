"""What people are told, inside the portal and by mail, and the work that is done behind the pages."""

from .aviso import Aviso, avisar
from .envio import Envio
from .tarea import Tarea

__all__ = ["Aviso", "Envio", "Tarea", "avisar"]
