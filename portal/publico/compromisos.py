"""One commitment as anyone may see it: what was promised, to whom, by when, and what of it is verified; no report in course, no person."""

from typing import Any

from django.db.models import F, OuterRef, Prefetch, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from base.cuentas.permisos import abierta
from convenios.models import Avance, Compromiso, Evidencia, EvidenciaEjecucion, PlanTrabajo
from convenios.models.situacion import POR_URGENCIA, Situacion
from municipios.models import Distrito

from . import consultas, ultima
from .consultas_lugares import DE_UN_AVANCE
from .copias import elegido, igual_para_todos, pagina_de
from .lugares import una_ugel
from .paginas import POR_PAGINA, TRANSPARENCIA, _pagina

AVANCES = 25


@abierta(TRANSPARENCIA)
@igual_para_todos("distrito", "situacion", "pagina")
def lista(request: HttpRequest, ugel: str) -> HttpResponse:
    """The rows behind each count: the commitments of a UGEL, of one situation or of those that reach one district."""
    suya = una_ugel(ugel)
    distritos = {d.ubigeo: d for d in Distrito.objects.publicos().filter(ugel=suya).only("ubigeo", "nombre")}
    distrito = distritos.get(elegido(request, "distrito", distritos))
    situacion = elegido(request, "situacion", [s.value for s in POR_URGENCIA])
    todos = Compromiso.objects.publicos().filter(convenio__ugel=suya)
    alcanzan = todos if distrito is None else todos.en_distrito(distrito)
    contexto = {
        "ugel": suya,
        "distrito": distrito,
        "situacion": Situacion(situacion) if situacion else None,
        "reparto": consultas.reparto(alcanzan.con_situacion(publica=True), consultas.direccion_de_lista(suya, distrito)),
        "pagina": pagina_de(request, consultas.compromisos(alcanzan, situacion), POR_PAGINA),
        "ultima": ultima.juntas(ultima.de_compromisos(alcanzan)),
    }
    return _pagina(request, "publico/compromisos.html", contexto)


@abierta(TRANSPARENCIA)
@igual_para_todos("pagina")
def compromiso(request: HttpRequest, ugel: str, codigo: str, compromiso: str) -> HttpResponse:
    """One commitment of a signed convenio, with each verified avance and the evidence that somebody decided to show."""
    del_convenio = Compromiso.objects.publicos().filter(convenio__ugel__codigo=ugel, convenio__codigo=codigo)
    suyo: Any = get_object_or_404(_para_ver(del_convenio), codigo=compromiso)
    contexto = {
        "ugel": suyo.convenio.ugel,
        "c": suyo,
        "alcances": list(suyo.alcances.con_avance().select_related("distrito__ugel").order_by("distrito__ubigeo")),
        "hitos": list(suyo.hitos.con_avance()),
        "cambios": list(suyo.reprogramaciones.only("compromiso", "plazo_anterior", "plazo_nuevo", "en", "demostracion")),
        "pagina": _con_la_prueba_del_plan(pagina_de(request, _avances(suyo), AVANCES)),
        "actividades": list(_actividades(suyo)),
        "antes": _vecino(suyo, suyo.antes),
        "luego": _vecino(suyo, suyo.luego),
        "ultima": ultima.juntas(ultima.de_compromisos(del_convenio.filter(pk=suyo.pk)), ultima.de_evidencias(suyo)),
    }
    return _pagina(request, "publico/compromiso.html", contexto)


def _vecino(compromiso: Compromiso, codigo: str | None) -> dict[str, str] | None:
    if codigo is None:
        return None
    convenio = compromiso.convenio
    return {"texto": codigo, "url": reverse("publico_compromiso", args=[convenio.ugel.codigo, convenio.codigo, codigo])}


def _junto(orden: str, **cual: Any) -> Subquery:
    """The code of the nearest public one of the same convenio."""
    otros = Compromiso.objects.publicos().filter(convenio=OuterRef("convenio"), **cual)
    return Subquery(otros.order_by(orden).values("codigo")[:1])


def _para_ver(compromisos: Any) -> Any:
    junto = {"antes": _junto("-codigo", codigo__lt=OuterRef("codigo")), "luego": _junto("codigo", codigo__gt=OuterRef("codigo"))}
    con = compromisos.con_avance().con_situacion(publica=True).annotate(**junto)
    return con.select_related("convenio__ugel", "obligada__municipalidad__distrito").only(
        *consultas.UN_COMPROMISO,
        "linea",
        "inicio",
        "meta_financiera",
        "estado_en",
        "fuente",
        "convenio__titulo",
        "convenio__ugel__nombres_de_lineas",
    )


DE_UNA_PRUEBA = ("clase", "enlace", "archivo", "archivo_tipo", "archivo_bytes", "archivo_estado", "archivo_sha256", "demostracion")


def _avances(compromiso: Compromiso) -> Any:
    """The verified ones, without the words of who reported them."""
    evidencias = Evidencia.objects.publicos().only(*DE_UNA_PRUEBA, "avance")
    suyos = Avance.objects.publicos().filter(compromiso=compromiso).select_related("distrito", "hito").only(*DE_UN_AVANCE)
    return suyos.prefetch_related(Prefetch("evidencias", evidencias, to_attr="visibles")).order_by("-fecha", "-pk")


def _con_la_prueba_del_plan(pagina: Any) -> Any:
    """The proof of an avance that a plan wrote is that of its execution: where that was shown to anyone, it stands with the avance too."""
    del_plan = {avance.pk: avance for avance in pagina if avance.origen == Avance.Origen.EJECUCION}
    if del_plan:
        pruebas = EvidenciaEjecucion.objects.publicos().filter(ejecucion__avance__in=del_plan).annotate(avance=F("ejecucion__avance"))
        for prueba in pruebas.only(*DE_UNA_PRUEBA, "ejecucion"):
            del_plan[prueba.avance].visibles.append(prueba)
    return pagina


def _actividades(compromiso: Compromiso) -> Any:
    """The activities of approved plans that carry it out."""
    donde = "plan__municipalidad__distrito"
    suyas = compromiso.actividades.filter(plan__in=PlanTrabajo.objects.publicos()).select_related(donde)
    suyas = suyas.only("compromiso", "codigo", "nombre", "demostracion", "plan__anio", f"{donde}__ubigeo", f"{donde}__nombre")
    return suyas.order_by("-plan__anio", f"{donde}__ubigeo", "codigo")[:30]
