"""Pages of the bulk edit: what to change in the chosen rows, and how each would be. The same for every list."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject

from base.bitacora.edicion import responder
from base.bitacora.masiva import POR_PAGINA, Confirmacion, DatosDeMuchos, Eleccion, Ensayo, Mesa, Operacion, abrir, aplicar
from base.bitacora.models import Lote
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso


def una_lista(user: Any, *, ugel: str, lista: str) -> Any:
    """A list whose rows can be changed together, in a UGEL that this person reads."""
    return abrir(user, ugel=ugel, lista=lista)


def _datos(request: Pedido, mesa: Mesa, operacion: Operacion) -> DatosDeMuchos:
    """The fields of an operation, as the address fills them; empty the first time."""
    nombres = set(operacion.formulario.base_fields)
    campos = request.GET if nombres & request.GET.keys() else None
    return operacion.formulario(campos, ambito=mesa.ambito)


def _preguntar(request: Pedido, mesa: Mesa, operacion: Operacion | None, datos: DatosDeMuchos | None, *, status: int = 200) -> HttpResponse:
    """The page that asks what to change, to which value, why."""
    eleccion = Eleccion.leer(request.GET)
    cuantas = mesa.elegidas(eleccion).count()
    contexto = {
        "mesa": mesa,
        "eleccion": eleccion,
        "cuantas": cuantas,
        "reparo": mesa.reparo(eleccion, cuantas),
        "operacion": operacion,
        "form": datos,
    }
    return render(request, "bitacora/masiva.html", contexto, status=status)


@requires(Permiso.CAMBIAR_MUCHOS, fila=una_lista)
def elegir(request: Pedido, mesa: Mesa) -> HttpResponse:
    """The chosen rows: what to change in them, and to what."""
    operacion = mesa.operacion(request.GET.get("operacion"))
    return _preguntar(request, mesa, operacion, _datos(request, mesa, operacion) if operacion else None)


@requires(Permiso.CAMBIAR_MUCHOS, fila=una_lista)
def ensayar(request: Pedido, mesa: Mesa) -> HttpResponse:
    """How each row would be; and, when the person says yes to what it shows, the change."""
    operacion, eleccion = mesa.operacion(request.GET.get("operacion")), Eleccion.leer(request.GET)
    datos = _datos(request, mesa, operacion) if operacion else None
    if operacion is None or datos is None or not datos.is_valid():
        return _preguntar(request, mesa, operacion, datos, status=422 if datos is not None and datos.is_bound else 200)
    if request.method == "POST":  # pressed twice, the rows may be gone from the filter: the key is asked first
        return _confirmar(request, mesa, operacion, datos.cleaned_data, lambda: mesa.ensayar(operacion, eleccion, datos.cleaned_data))
    ensayo = mesa.ensayar(operacion, eleccion, datos.cleaned_data)
    if mesa.reparo(eleccion, len(ensayo.resultados)):
        return _preguntar(request, mesa, operacion, datos)
    return _confirmar(request, mesa, operacion, datos.cleaned_data, lambda: ensayo)


def _confirmar(request: Pedido, mesa: Mesa, operacion: Operacion, datos: dict[str, Any], mirar: Callable[[], Ensayo]) -> HttpResponse:
    """Show what `mirar` sees, or do what was seen."""
    eleccion = Eleccion.leer(request.GET)
    formulario = Confirmacion(
        request.POST or None, motivo=datos["motivo"], tomar=lambda: mesa.ensayar(operacion, eleccion, datos, tomar=True)
    )

    def hacer() -> str:
        lote = aplicar(operacion, formulario.ensayo, datos, por=request.user)
        return f"/lotes/{lote.pk}/"

    respuesta = responder(
        request,
        formulario,
        plantilla="bitacora/masiva_ensayo.html",
        hacer=hacer,
        mensaje=f"{operacion.etiqueta}: hecho, todo a la vez.",
        contexto={
            "mesa": mesa,
            "operacion": operacion,
            "motivo": datos["motivo"],
            "consulta": _sin_pagina(request),
            "vista": SimpleLazyObject(lambda: _vista(request, mesa, mirar())),
        },
        tipo=Lote.Tipo.MASIVA,
        ambito=mesa.codigo,
    )
    if formulario.cambiaron:
        respuesta.status_code = 409
    return respuesta


def _sin_pagina(request: Pedido) -> str:
    """What the address carries, without where one was in the table."""
    consulta = request.GET.copy()
    for nombre in ("pagina", "ver"):
        consulta.pop(nombre, None)
    return consulta.urlencode()


def _vista(request: Pedido, mesa: Mesa, ensayo: Ensayo) -> dict[str, Any]:
    """The preview, worked out when the page is drawn: after a refusal, as things are then."""
    pagina = Paginator(ensayo.para_ver(request.GET.get("ver", "")), POR_PAGINA).get_page(request.GET.get("pagina"))
    return {"ensayo": ensayo, "pagina": pagina, "filas": mesa.nombrar(pagina.object_list)}
