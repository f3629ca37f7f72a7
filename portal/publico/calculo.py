"""How each figure of the public pages is worked out, with the thresholds of its UGEL, which are the portal's own and not official."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse

from base.cuentas.permisos import abierta

from .copias import igual_para_todos
from .lugares import una_ugel
from .paginas import TRANSPARENCIA, _pagina


@dataclass(frozen=True)
class Cifra:
    """A figure that is explained: its address, what it is called, in one line what it says."""

    slug: str
    nombre: str
    dice: str

    @property
    def plantilla(self) -> str:
        """Where it is explained."""
        return f"publico/calculo/{self.slug}.html"


CIFRAS = {
    cifra.slug: cifra
    for cifra in (
        Cifra("situacion", "Situación de un compromiso", "Vencido, por vencer, en proceso… y por qué."),
        Cifra("avance", "Avance de un compromiso", "Qué porcentaje está hecho, contando solo lo verificado."),
        Cifra("plan", "Físico y financiero de un plan de trabajo", "Cuánto se hizo y cuánto se gastó de lo programado."),
        Cifra("cierre", "Cifras de un trimestre cerrado", "Por qué no cambian, qué es su código y qué es una rectificación."),
        Cifra("riesgo", "Riesgo de los locales escolares", "De dónde sale el puntaje de una lista priorizada."),
        Cifra("proyectos", "Proyectos educativos y sus estudiantes", "Qué proyectos se cuentan, y qué número no se publica."),
        Cifra("encuentros", "Asistencia y acuerdos de los encuentros", "Quién se cuenta como asistente, y cuándo se publica."),
        Cifra("diagnostico", "Indicadores y nudos críticos", "Qué es mejor y qué es peor, y de qué territorio es cada valor."),
    )
}


@abierta(TRANSPARENCIA)
@igual_para_todos()
def indice(request: HttpRequest, ugel: str) -> HttpResponse:
    """Every figure that is explained."""
    return _pagina(request, "publico/calculo.html", {"ugel": una_ugel(ugel), "cifras": CIFRAS.values()})


@abierta(TRANSPARENCIA)
@igual_para_todos()
def cifra(request: HttpRequest, ugel: str, cifra: str) -> HttpResponse:
    """One of them."""
    suya = una_ugel(ugel)
    if cifra not in CIFRAS:
        raise Http404
    return _pagina(request, CIFRAS[cifra].plantilla, {"ugel": suya, "cifra": CIFRAS[cifra], "cifras": CIFRAS.values()})
