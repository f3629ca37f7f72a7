"""What people are told, inside the portal and by mail, and the work that is done behind the pages."""

from .aviso import Aviso, avisar
from .calendario import DiaNoLaborable
from .carta import Carta, Recordado
from .envio import Envio
from .operacion import Operacion
from .preferencia import Clase, Preferencia
from .tarea import Tarea

__all__ = ["Aviso", "Carta", "Clase", "DiaNoLaborable", "Envio", "Operacion", "Preferencia", "Recordado", "Tarea", "avisar"]
