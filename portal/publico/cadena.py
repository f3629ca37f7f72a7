"""The seals of the history, told to anyone: a copy kept by whoever looks is what shows later that nothing was written again."""

import re

from django.http import HttpRequest, HttpResponse

from base.bitacora.models import Sello
from base.bitacora.sellos.anotar import cuantos_borrados
from base.cuentas.permisos import abierta

from .copias import igual_para_todos, no_guardar, pagina_de
from .paginas import TRANSPARENCIA, _pagina

POR_PAGINA = 24
COMPLETA = r"[0-9a-f]{64}"


@abierta(TRANSPARENCIA)
@igual_para_todos("pagina", "cabeza")
def bitacora(request: HttpRequest) -> HttpResponse:
    """The last seals with their heads; and where a head that somebody kept stands in the chain, if it does."""
    dicha = re.sub(r"\s", "", request.GET.get("cabeza", "")).lower()[:100]
    contexto = {"dicha": dicha, "completa": bool(re.fullmatch(COMPLETA, dicha)), "hallado": None}
    if dicha:
        no_guardar(request)
        contexto["hallado"] = Sello.objects.publicos().filter(cabeza=dicha).first() if contexto["completa"] else None
    pagina = pagina_de(request, Sello.objects.publicos(), POR_PAGINA)
    return _pagina(request, "publico/bitacora.html", {**contexto, "pagina": pagina, "borrados": cuantos_borrados(), "cierra": None})
