"""The plans of work that anyone may see: approved by both sides, with what was verified or closed; no draft, no person."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from base.comun.fechas import hoy
from base.cuentas.permisos import abierta
from convenios import provincia
from convenios.cierres import cerrado, de_codigo
from convenios.forms.cierre import CodigoForm
from convenios.metas import cuenta
from convenios.models import Cierre, Compromiso, PlanTrabajo, Rectificacion
from convenios.models.plan import ROMANOS, TRIMESTRES
from encuentros.acta import de_codigo as acta_de_codigo
from encuentros.models import Acta
from municipios.models import NudoCritico

from . import ultima
from .copias import elegido, igual_para_todos, no_guardar
from .corte import Corte
from .lugares import una_ugel
from .paginas import TRANSPARENCIA, _pagina


def _direccion(plan: Any) -> str:
    return reverse("publico_plan", args=[plan.convenio.ugel.codigo, plan.municipalidad.distrito.ubigeo, plan.anio])


def _un_plan(ugel: str, ubigeo: str, anio: int) -> PlanTrabajo:
    """One that is public; who approved it is not even read."""
    planes = PlanTrabajo.objects.publicos().select_related("convenio__ugel", "municipalidad__distrito")
    return get_object_or_404(planes, convenio__ugel__codigo=ugel, municipalidad__distrito__ubigeo=ubigeo, anio=anio)


@abierta(TRANSPARENCIA)
@igual_para_todos("anio")
def lista(request: HttpRequest, ugel: str) -> HttpResponse:
    """The approved plans of a UGEL in a year, district by district."""
    suya = una_ugel(ugel)
    planes = PlanTrabajo.objects.publicos().filter(convenio__ugel=suya)
    anios = sorted(planes.order_by().values_list("anio", flat=True).distinct(), reverse=True)
    anio = int(elegido(request, "anio", {str(a) for a in anios}, str((anios or [hoy().year])[0])))
    distritos = list(suya.distritos.order_by("ubigeo"))
    filas = provincia.filas(distritos, planes, anio, pagina=lambda ubigeo: reverse("publico_plan", args=[ugel, ubigeo, anio]))
    contexto = {
        "ugel": suya,
        "anio": anio,
        "anios": anios,
        "filas": filas,
        "romanos": [ROMANOS[t] for t in TRIMESTRES],
        "conjunto": provincia.conjunto(filas),
        "dinero": provincia.dinero(filas),
        "ultima": ultima.juntas(ultima.de_planes(planes)),
    }
    return _pagina(request, "publico/planes.html", contexto)


@abierta(TRANSPARENCIA)
@igual_para_todos("trimestre")
def plan(request: HttpRequest, ugel: str, ubigeo: str, anio: int) -> HttpResponse:
    """One plan: what is to be done, and what of it is verified up to a quarter."""
    suyo = _un_plan(ugel, ubigeo, anio)
    cuentas = cuenta(suyo, trimestre=int(elegido(request, "trimestre", {str(t) for t in TRIMESTRES}, str(suyo.corte))))
    actividades = [al.actividad for al in cuentas.filas]
    nudos = NudoCritico.objects.publicos().in_bulk({a.nudo_id for a in actividades if a.nudo_id})
    compromisos = (
        Compromiso.objects.publicos().select_related("convenio").in_bulk({a.compromiso_id for a in actividades if a.compromiso_id})
    )
    contexto = {
        "plan": suyo,
        "ugel": suyo.convenio.ugel,
        "cuentas": cuentas,
        "filas": [(al, nudos.get(al.actividad.nudo_id), compromisos.get(al.actividad.compromiso_id)) for al in cuentas.filas],
        "romano": ROMANOS[cuentas.trimestre],
        "trimestres": [(t, ROMANOS[t]) for t in TRIMESTRES],
        "cierres": list(Cierre.objects.publicos().filter(plan=suyo).sin_contenido()),
        "ultima": ultima.juntas(ultima.de_un_plan(suyo)),
    }
    return _pagina(request, "publico/plan.html", contexto)


@abierta(TRANSPARENCIA)
@igual_para_todos()
def cierre(request: HttpRequest, ugel: str, ubigeo: str, anio: int, trimestre: int) -> HttpResponse:
    """A quarter as it was closed, with what was rectified since; who did either is not told."""
    suyo = _un_plan(ugel, ubigeo, anio)
    hallado = get_object_or_404(Cierre.objects.publicos(), plan=suyo, trimestre=trimestre)
    hallado.plan = suyo
    contexto = {
        "plan": suyo,
        "ugel": suyo.convenio.ugel,
        "plan_url": _direccion(suyo),
        "cierre": hallado,
        "cerrado": cerrado(hallado, Rectificacion.objects.publicos()),
        "corte": Corte(suyo.anio, hallado.trimestre),
        "sello": hallado.sha256,
        "ultima": ultima.juntas(ultima.de_cierre(hallado)),
        "comprobar_url": request.build_absolute_uri(reverse("publico_comprobar")),
    }
    return _pagina(request, "publico/cierre.html", contexto)


@abierta(TRANSPARENCIA)
@igual_para_todos("codigo")
def comprobar(request: HttpRequest) -> HttpResponse:
    """Given the code on a paper: of which closed quarter its figures are, or which final acta it is, and whether it is still what was sealed."""
    form = CodigoForm(request.GET or None)
    codigo = form.elegido.get("codigo", "")
    if codigo:
        no_guardar(request)
    hallado = de_codigo(Cierre.objects.publicos(), codigo)
    acta = acta_de_codigo(Acta.objects.publicos(), codigo) if hallado is None else None
    url = f"{_direccion(hallado.plan)}cierres/{hallado.trimestre}/" if hallado is not None else ""
    return _pagina(request, "publico/comprobar.html", {"form": form, "codigo": codigo, "hallado": hallado, "acta": acta, "url": url})
