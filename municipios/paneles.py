"""What this floor says on the pages of districts, schools and buildings through the registry, as any other floor does."""

from typing import Any

from .models import Distrito, FichaRiesgo, InstitucionEducativa, LocalEscolar, PautaRiesgo
from .models.criterios import CRITERIOS, LEYENDA
from .priorizar import Desglose


def escuelas_del_distrito(distrito: Distrito, user: Any) -> dict[str, Any] | None:
    """Where to read of the schools of a district, of their risk and of their projects. It asks nothing: the pages it stands on are full."""
    return None if distrito.ugel is None else {"distrito": distrito, "ugel": distrito.ugel}


def riesgo_de_la_institucion(institucion: InstitucionEducativa, user: Any) -> dict[str, Any] | None:
    """The risk of the building where a service works."""
    local = institucion.local
    if local is None or local.eliminado_en is not None:
        return None
    if local.distrito_id == institucion.distrito_id:
        local.distrito = institucion.distrito  # which the page has already
    return riesgo_del_local(local, user)


def riesgo_del_local(local: LocalEscolar, user: Any) -> dict[str, Any] | None:
    """The newest sheet of a building, and where to read the others."""
    ugel = local.distrito.ugel
    if ugel is None:
        return None
    pauta = PautaRiesgo.objects.vigente(ugel)
    ficha = FichaRiesgo.objects.for_user(user).filter(local=local).con_estudiantes().con_puntaje(pauta).order_by("-fecha").first()
    return {"local": local, "ugel": ugel, "d": Desglose(ficha, pauta) if ficha else None, "leyenda": LEYENDA, "criterios": len(CRITERIOS)}
