"""What the encuentros say on the page of a commitment."""

from typing import Any

from base.comun.paneles import Panel, registrar_panel
from convenios.models import Compromiso

from .models import Acuerdo

# How the code and the source of a commitment begin that was born of an acuerdo (`acciones.volver_compromiso`)
DE_ACUERDO = ("A-", "Acuerdo ")


def del_compromiso(compromiso: Compromiso, user: Any) -> dict[str, Any] | None:
    """The acuerdo of which it was born. Asked only of one that may have been: its code and its source say so from the first day."""
    if not (compromiso.codigo.startswith(DE_ACUERDO[0]) or compromiso.fuente.startswith(DE_ACUERDO[1])):
        return None
    acuerdo = Acuerdo.objects.for_user(user).filter(compromiso=compromiso).select_related("encuentro__ugel").first()
    return None if acuerdo is None else {"acuerdo": acuerdo}


def registrar() -> None:
    """Called once, when the app is ready."""
    registrar_panel(
        Panel(clave="acuerdo", modelo="convenios.Compromiso", plantilla="encuentros/_panel_acuerdo.html", contexto=del_compromiso, orden=20)
    )
