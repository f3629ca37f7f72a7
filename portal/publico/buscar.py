"""Search for anyone: signed convenios and their commitments, approved plans, encuentros and closed acuerdos, projects, nudos críticos."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from base.comun.buscador.declaracion import Hallable, hallables
from base.comun.buscador.escritas import Lector
from base.comun.buscador.resultado import responder
from base.cuentas.permisos import abierta

from .copias import igual_para_todos, no_guardar
from .paginas import TRANSPARENCIA, _pagina

# The public page that tells of each kind, and which of its keys say which one
PAGINAS: dict[str, tuple[str, tuple[int, ...]]] = {
    "convenio": ("publico_convenio", (0, 1)),
    "compromiso": ("publico_compromiso", (0, 1, 2)),
    "plan": ("publico_plan", (2, 0, 1)),
    "encuentro": ("publico_encuentro", (0, 1)),
    "acuerdo": ("publico_encuentro", (0, 1)),
    "proyecto": ("publico_proyectos", (0,)),
    "nudo": ("publico_diagnostico", (2, 1)),
}


@abierta(TRANSPARENCIA)
@igual_para_todos("q", "tipo", "pagina")
def buscar(request: HttpRequest) -> HttpResponse:
    """The same page for everybody: nothing that a person of the portal reads by right of their role is found here."""
    if request.GET:
        no_guardar(request)  # there are as many pages as words
    resultado = responder(
        request.GET.get("q", ""),
        [hallable for hallable in hallables() if hallable.publicos is not None],
        Lector(_publicos, _publicos, "público"),
        direccion=_direccion,
        elegido=request.GET.get("tipo", ""),
        pagina=request.GET.get("pagina"),
        publico=True,
    )
    return _pagina(request, "publico/buscar.html", {"resultado": resultado})


def _publicos(hallable: Hallable) -> object:
    """Rows that anyone may see, of a UGEL that has a public page."""
    filas = hallable.publicos()  # type: ignore[misc]  # only those that have some are asked
    return filas.filter(distrito__ugel__isnull=False) if hallable.clave == "nudo" else filas


def _direccion(hallable: Hallable, dicho: dict[str, str]) -> str:
    ruta, llaves = PAGINAS[hallable.clave]
    return reverse(ruta, args=[dicho[f"llave{i}"] for i in llaves])
