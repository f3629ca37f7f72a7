"""What this floor says on the pages of districts, schools and buildings through the registry, as any other floor does."""

from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from .models import Distrito, FichaRiesgo, InstitucionEducativa, LocalEscolar, PautaRiesgo, ProyectoEducativo
from .models.criterios import CRITERIOS, LEYENDA
from .priorizar import Desglose


def escuelas_del_distrito(distrito: Distrito, user: Any) -> dict[str, Any] | None:
    """How many schools, buildings with a sheet and projects a district has, as far as this person reads them: each number leads to its rows."""
    if distrito.ugel is None:
        return None
    cuentas = {
        "escuelas": (InstitucionEducativa.objects.for_user(user), "distrito"),
        "en_la_lista": (FichaRiesgo.objects.for_user(user).ultimas(), "local__distrito"),
        "proyectos": (ProyectoEducativo.objects.for_user(user), "institucion__distrito"),
    }
    suyas = {nombre: _cuantas(filas.filter(**{donde: OuterRef("pk")}), donde) for nombre, (filas, donde) in cuentas.items()}
    contadas = Distrito.objects.filter(pk=distrito.pk).order_by().annotate(**suyas).values(*suyas).first()
    return {"distrito": distrito, "ugel": distrito.ugel, **(contadas or {})}


def _cuantas(filas: Any, de: str) -> Any:
    return Coalesce(Subquery(filas.order_by().values(de).annotate(n=Count("pk")).values("n")), 0)


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
