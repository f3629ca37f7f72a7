"""What the plans of work say on the pages of other records: a commitment, a school, a nudo crítico, a district."""

from collections.abc import Callable
from typing import Any

from django.db.models import DecimalField, F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from base.comun.paneles import Panel, registrar_panel
from base.cuentas.preparadas import traer_para
from municipios.models import Distrito, InstitucionEducativa, NudoCritico

from .metas import en_porcentaje, razon
from .models import Actividad, ActividadEscuela, Compromiso, Ejecucion, PlanTrabajo, Programacion, Rectificacion

CABEN = 20
PLANES = 6
DINERO: Any = DecimalField(max_digits=16, decimal_places=2)


def _con_avance(user: Any, cuales: "Callable[[int], QuerySet[Actividad]]", de: int) -> list[Any]:
    """Activities of plans that this person reads (`cuales` of that record), the newest plan first, each with its `avance` against its own year;
    in one query."""

    def preguntar(quien: Any, *, de: int) -> Any:
        return _actividades(quien, cuales(de))

    vistas = traer_para(user, ("panel de actividades", cuales), preguntar, de=de)
    for actividad in vistas:
        actividad.avance = en_porcentaje(razon(actividad.hecho, actividad.programado))
    return vistas


def _actividades(user: Any, actividades: "QuerySet[Actividad]") -> Any:
    def total(filas: "QuerySet[Any]") -> Coalesce:
        suyas = filas.filter(actividad=OuterRef("pk")).order_by().values("actividad")
        return Coalesce(Subquery(suyas.annotate(total=Sum("fisica")).values("total"), output_field=DINERO), Value(0), output_field=DINERO)

    return (
        actividades.filter(plan__in=PlanTrabajo.objects.for_user(user))
        .annotate(
            programado=total(Programacion.objects.all()),
            hecho=total(Ejecucion.objects.verificadas()) + total(Rectificacion.objects.all()),
        )
        .select_related("plan__municipalidad__distrito")
        .order_by(F("plan__anio").desc(), "plan__municipalidad__distrito__ubigeo", "codigo", "pk")[:CABEN]
    )


def _que_cumplen(compromiso: int) -> "QuerySet[Actividad]":
    return Actividad.objects.filter(compromiso=compromiso)


def _que_alcanzan(institucion: int) -> "QuerySet[Actividad]":
    return Actividad.objects.filter(pk__in=ActividadEscuela.objects.filter(institucion=institucion).values("actividad"))


def _que_atienden(nudo: int) -> "QuerySet[Actividad]":
    return Actividad.objects.filter(nudo=nudo)


def _panel(titulo: str, actividades: list[Any], clave: str) -> dict[str, Any] | None:
    return {"titulo": titulo, "actividades": actividades, "clave": clave} if actividades else None


def del_compromiso(compromiso: Compromiso, user: Any) -> dict[str, Any] | None:
    """The activities that carry it out."""
    filas = _con_avance(user, _que_cumplen, compromiso.pk)
    return _panel("Actividades de planes que lo cumplen", filas, "actividades")


def de_la_escuela(institucion: InstitucionEducativa, user: Any) -> dict[str, Any] | None:
    """The activities that reach it."""
    return _panel("Actividades de planes que la alcanzan", _con_avance(user, _que_alcanzan, institucion.pk), "actividades")


def del_nudo(nudo: NudoCritico, user: Any) -> dict[str, Any] | None:
    """The activities that answer it; that there is none is said too."""
    filas = _con_avance(user, _que_atienden, nudo.pk)
    return {"titulo": "Actividades que lo atienden", "actividades": filas, "clave": "actividades"}


def del_distrito(distrito: Distrito, user: Any) -> dict[str, Any] | None:
    """Its plans of work, the newest first."""

    def preguntar(quien: Any, *, distrito: int) -> Any:
        planes = PlanTrabajo.objects.for_user(quien).filter(municipalidad__distrito=distrito).order_by("-anio")
        return planes.select_related("municipalidad__distrito")[:PLANES]

    vistos = traer_para(user, "panel de planes", preguntar, distrito=distrito.pk)
    return {"planes": vistos} if vistos else None


def registrar() -> None:
    """Called once, when the app is ready."""
    for modelo, contexto in (
        ("convenios.Compromiso", del_compromiso),
        ("municipios.InstitucionEducativa", de_la_escuela),
        ("municipios.NudoCritico", del_nudo),
    ):
        plantilla = "convenios/_panel_actividades.html"
        registrar_panel(Panel(clave=f"actividades-{modelo}", modelo=modelo, plantilla=plantilla, contexto=contexto, orden=30))
    registrar_panel(
        Panel(clave="planes", modelo="municipios.Distrito", plantilla="convenios/_panel_planes.html", contexto=del_distrito, orden=30)
    )
