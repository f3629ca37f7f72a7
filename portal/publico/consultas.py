"""Rows of the public pages: signed convenios, verified figures, no draft, no person."""

from typing import Any

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from convenios.models import Compromiso, Convenio, Parte
from convenios.models.situacion import POR_URGENCIA
from encuentros.models import Encuentro
from municipios.models import Distrito, EvidenciaProyecto, NudoCritico, ProyectoEducativo, Ugel


def convenios() -> list[Convenio]:
    """Every signed convenio with how many commitments were published, and how many of them are fulfilled."""
    vivos = Q(compromisos__eliminado_en=None)
    contados = Convenio.objects.publicos().annotate(
        total=Count("compromisos", filter=vivos),
        cumplidos=Count("compromisos", filter=vivos & Q(compromisos__estado=Compromiso.Estado.CUMPLIDO)),
    )
    return list(contados.select_related("ugel__dre").order_by("ugel__codigo", "demostracion", "codigo"))


def partes(convenio: Convenio) -> "QuerySet[Parte]":
    """The municipalities that are parties; who signed for them is not told."""
    return convenio.partes.select_related("municipalidad__distrito").only(
        "firmado_el", "separado_el", "demostracion", "convenio", "municipalidad__tipo", "municipalidad__distrito__nombre"
    )


def distritos(convenio: Convenio) -> list[dict[str, Any]]:
    """Districts that the convenio's commitments reach, with how many reach each."""
    alcanzados = Compromiso.objects.publicos().filter(convenio=convenio, alcances__isnull=False, alcances__eliminado_en=None).order_by()
    filas = alcanzados.values(
        distrito=F("alcances__distrito"), ubigeo=F("alcances__distrito__ubigeo"), nombre=F("alcances__distrito__nombre")
    )
    return list(filas.annotate(cuantos=Count("pk")).order_by("ubigeo"))


def compromisos(convenio: Convenio, distrito: dict[str, Any] | None) -> "QuerySet[Compromiso]":
    """The commitments of a convenio, or those that reach one district, with what is verified of each."""
    suyos = Compromiso.objects.publicos().filter(convenio=convenio)
    if distrito is not None:
        suyos = suyos.en_distrito(distrito["distrito"])
    alcance = Compromiso.objects.publicos().filter(pk=OuterRef("pk"), alcances__eliminado_en=None).order_by().values("pk")
    return (
        suyos.con_avance()
        .con_situacion(publica=True)
        .annotate(distritos=Coalesce(Subquery(alcance.annotate(n=Count("alcances")).values("n")), 0))
        .select_related("convenio__ugel", "obligada__municipalidad__distrito")
        .order_by("codigo")
    )


def reparto(compromisos: "QuerySet[Any]") -> list[dict[str, Any]]:
    """How many commitments stand in each situation, as `comun/_reparto.html` draws it."""
    cuenta = dict(compromisos.order_by().values_list("situacion").annotate(n=Count("pk")))
    return [{"situacion": s.value, "etiqueta": s.label, "cuantos": cuenta[s.value], "url": ""} for s in POR_URGENCIA if cuenta.get(s.value)]


def encuentros(ugel: Ugel) -> "QuerySet[Encuentro]":
    """The encuentros of the UGEL."""
    return Encuentro.objects.publicos().filter(ugel=ugel).select_related("ugel", "distrito").order_by("numero")


def proyectos(ugel: Ugel) -> "QuerySet[ProyectoEducativo]":
    """The projects of the UGEL that are more than an idea, with their public photos; who advises them is not even read."""
    suyos = ProyectoEducativo.objects.publicos().filter(institucion__distrito__ugel=ugel).defer("asesor")
    fotos = Prefetch("evidencias", EvidenciaProyecto.objects.publicos(), to_attr="fotos")
    return suyos.select_related("institucion__distrito").prefetch_related(fotos)


def nudos(distrito: Distrito) -> "QuerySet[NudoCritico]":
    """The nudos críticos of a district that were not given up, the open ones first; who decided, and why, is not even read."""
    suyos = NudoCritico.objects.publicos().filter(distrito=distrito)
    return suyos.select_related("indicador").defer("estado_por", "estado_motivo").por_prioridad()
