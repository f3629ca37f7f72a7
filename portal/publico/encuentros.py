"""The encuentros as anyone may see them: when, where, which municipalities came, what was agreed and shown; no contact, no note, no draft."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from base.cuentas.permisos import abierta
from encuentros.models import Encuentro
from encuentros.presencia import de_cuantas

from . import consultas, ultima
from .copias import igual_para_todos
from .lugares import una_ugel
from .paginas import TRANSPARENCIA, _pagina


@abierta(TRANSPARENCIA)
@igual_para_todos()
def lista(request: HttpRequest, ugel: str) -> HttpResponse:
    """Every encuentro of a UGEL, the last one first, with how many came and how its acuerdos stand."""
    suya = una_ugel(ugel)
    return _pagina(
        request,
        "publico/encuentros.html",
        {
            "ugel": suya,
            "encuentros": consultas.encuentros_contados(suya),
            "ultima": ultima.juntas(ultima.de_encuentros(Encuentro.objects.publicos().filter(ugel=suya))),
        },
    )


@abierta(TRANSPARENCIA)
@igual_para_todos()
def encuentro(request: HttpRequest, ugel: str, numero: int) -> HttpResponse:
    """One encuentro: what was recorded that anyone may read."""
    suyo = get_object_or_404(consultas.encuentros_publicos(), ugel__codigo=ugel, numero=numero)
    acta, asistencias = consultas.acta_firmada(suyo), list(consultas.asistencias(suyo))
    contexto = {
        "ugel": suyo.ugel,
        "encuentro": suyo,
        "cerrado": suyo.estado in consultas.CERRADOS,
        "asistencias": asistencias,
        "asistieron": sum(1 for a in asistencias if a.vino),
        "de_cuantas": de_cuantas(asistencias),
        "participantes": consultas.participantes(suyo),
        "puntos": consultas.puntos(suyo),
        "acuerdos": consultas.acuerdos(suyo),
        "proyectos": consultas.expuestos(suyo),
        "acta": acta,
        "sello": acta.sha256 if acta else "",
        "ultima": ultima.juntas(ultima.de_encuentros(Encuentro.objects.publicos().filter(pk=suyo.pk)), ultima.de_acuerdos(suyo)),
    }
    return _pagina(request, "publico/encuentro.html", contexto)
