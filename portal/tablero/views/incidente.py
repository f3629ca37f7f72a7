"""¿Qué leyó o exportó esta cuenta?: what has to be answered within 48 hours of an incident."""

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from base.comun.documentos import respuesta_csv
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso

from ..forms.incidente import IncidenteForm
from ..incidente import COLUMNAS, celdas, leido

POR_PAGINA = 100


@requires(Permiso.PROTEGER_DATOS)
def lecturas(request: Pedido) -> HttpResponseBase:
    """Each reading, with the hour, the address and how much; the same as a CSV."""
    form = IncidenteForm(request.GET or None, por=request.user)
    if not form.is_valid():
        return _pagina(request, {"form": form, "pagina": None}, 422 if form.is_bound else 200)
    datos = form.cleaned_data
    filas = leido(datos["cuenta"], datos["desde"], datos["hasta"], datos["acto"], por=request.user)
    if request.GET.get("formato") == "csv":
        return respuesta_csv(f"lecturas-{datos['cuenta'].username}", COLUMNAS, celdas(filas))
    pagina = Paginator(filas, POR_PAGINA).get_page(request.GET.get("pagina"))
    consulta = request.GET.copy()
    consulta["formato"] = "csv"
    consulta.pop("pagina", None)
    return _pagina(request, {"form": form, "pagina": pagina, "cuenta": datos["cuenta"], "csv": consulta.urlencode()}, 200)


def _pagina(request: Pedido, contexto: dict[str, object], status: int) -> HttpResponse:
    return render(request, "tablero/lecturas.html", contexto, status=status)
