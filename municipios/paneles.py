"""What this floor says on the pages of its own records through the registry, as any other floor does."""

from typing import Any

from .models import FichaRiesgo, LocalEscolar, PautaRiesgo
from .models.criterios import CRITERIOS, LEYENDA
from .priorizar import Desglose


def riesgo_del_local(local: LocalEscolar, user: Any) -> dict[str, Any] | None:
    """The newest sheet of a building, and where to read the others."""
    ugel = local.distrito.ugel
    if ugel is None:
        return None
    pauta = PautaRiesgo.objects.vigente(ugel)
    ficha = FichaRiesgo.objects.for_user(user).filter(local=local).con_estudiantes().con_puntaje(pauta).order_by("-fecha").first()
    return {"local": local, "ugel": ugel, "d": Desglose(ficha, pauta) if ficha else None, "leyenda": LEYENDA, "criterios": len(CRITERIOS)}
