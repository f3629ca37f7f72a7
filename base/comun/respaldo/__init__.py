"""The backup of the portal and its return: one closed file with the database, the files that its rows keep, and the hash of each.

`respaldar` makes it, `verificar` reads it back, `restaurar` brings a portal back from it; whatever goes wrong is an `ErrorDeRespaldo`
with a plain sentence. Which key, where and how often are settings (docs/operacion.md); who asks and what is noted down, `base/avisos`.
"""

from .cotejo import Cotejo, cotejar_todo, quitar_sobrantes
from .errores import ErrorDeRespaldo
from .hacer import Hecho, copiar, olvidar_viejos, respaldar, respaldos_en, sha256_de
from .reponer import comparar, restaurar, verificar
from .testigos import registrar_testigo

__all__ = [
    "Cotejo",
    "ErrorDeRespaldo",
    "Hecho",
    "comparar",
    "copiar",
    "cotejar_todo",
    "olvidar_viejos",
    "quitar_sobrantes",
    "registrar_testigo",
    "respaldar",
    "respaldos_en",
    "restaurar",
    "sha256_de",
    "verificar",
]
