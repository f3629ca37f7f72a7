"""What whoever publishes declares of the portal itself: what it does with the data of persons, and for whom its pages work."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from base.cuentas.permisos import abierta

from .copias import igual_para_todos
from .paginas import TRANSPARENCIA, _pagina


@abierta(TRANSPARENCIA)
@igual_para_todos()
def privacidad(request: HttpRequest) -> HttpResponse:
    """Which data of persons the portal keeps, what for, for how long, and how anyone asks for theirs (Ley 29733, DS 016-2024-JUS)."""
    plazos = {"correos": settings.DIAS_DE_CORREOS, "informes": settings.DIAS_DE_INFORMES, "lecturas": settings.DIAS_DE_LECTURAS}
    return _pagina(request, "publico/privacidad.html", {"contacto": settings.CONTACTO, "plazos": plazos})


@abierta(TRANSPARENCIA)
@igual_para_todos()
def accesibilidad(request: HttpRequest) -> HttpResponse:
    """With what the pages were tried, what is known not to work, and whom to tell of a barrier."""
    return _pagina(request, "publico/accesibilidad.html", {"contacto": settings.CONTACTO})
