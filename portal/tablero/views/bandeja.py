"""Mi bandeja: what is late and what waits for the person who opens it."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from base.cuentas.models import Usuario
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from convenios.models.situacion import Situacion
from encuentros import seguimiento
from municipios.models import Ugel
from municipios.ugeles import elegir_ugel

from .. import consultas
from ..sin_titular import sin_titular

FILAS = 5
POR_PAGINA = 50
URGENTES = {Situacion.VENCIDO.value: "Vencidos", Situacion.POR_VENCER.value: "Por vencer"}
LISTAS = {  # what `?ver=` shows in full, of what
    "por_verificar": ("Avances por verificar", "avances", consultas.por_verificar),
    "por_terminar": ("Sus borradores y avances observados", "avances", consultas.por_terminar),
    "por_corregir": ("Avances de la municipalidad por corregir o terminar", "avances", consultas.por_corregir),
    "por_responder": ("Consultas por responder", "consultas", consultas.por_responder),
    "ejecuciones_por_verificar": ("Ejecuciones por verificar", "ejecuciones", consultas.ejecuciones_por_verificar),
    "ejecuciones_por_terminar": ("Sus ejecuciones en borrador y observadas", "ejecuciones", consultas.ejecuciones_por_terminar),
    "ejecuciones_por_corregir": (
        "Ejecuciones de la municipalidad por corregir o terminar",
        "ejecuciones",
        consultas.ejecuciones_por_corregir,
    ),
}


@requires(Permiso.VER)
def bandeja(request: Pedido) -> HttpResponse:
    """What is late, what waits to be verified, answered or finished, what data are missing. With `?ver=`, one of its lists in full."""
    ugel, ugeles = elegir_ugel(request, con=_con_el_proximo)
    contexto: dict[str, Any] = {"ugel": ugel, "ugeles": ugeles, **_puede(request.user)}
    if ugel is None:
        return render(request, "tablero/sin_ambito.html", contexto)
    ver = request.GET.get("ver", "")
    if ver in LISTAS:
        return render(request, "tablero/lista.html", contexto | _lista(request, ugel, ver))
    return render(request, "tablero/bandeja.html", contexto | _secciones(request.user, ugel))


def _con_el_proximo(user: Usuario, ugeles: Any) -> Any:
    """With the encuentro that comes next."""
    return ugeles.annotate(proximo=seguimiento.proximo(user, ugel="pk"))


def _puede(user: Usuario) -> dict[str, bool]:
    """What the buttons of a row ask."""
    return {
        "puede_verificar": user.puede(Permiso.VERIFICAR_AVANCES),
        "puede_reportar": user.puede(Permiso.REPORTAR_AVANCES),
        "puede_reprogramar": user.puede(Permiso.EDITAR_COMPROMISOS),
        "puede_llevar": user.puede(Permiso.EDITAR_ENCUENTROS),
    }


def _secciones(user: Usuario, ugel: Any) -> dict[str, Any]:
    cuenta = consultas.por_situacion(user, ugel)
    filas = consultas.las_primeras(user, ugel, [s for s in URGENTES if s in cuenta], FILAS)
    urgentes = [
        {
            "situacion": s,
            "plural": plural,
            "total": cuenta.get(s, 0),
            "filas": filas.get(s, []),
            "url": consultas.compromisos_url(ugel, situacion=s),
        }
        for s, plural in URGENTES.items()
    ]
    por_verificar, por_terminar = consultas.de_los_dos(user, ugel, consultas.por_verificar, consultas.por_terminar, FILAS)
    suyas = consultas.ejecuciones_por_verificar, consultas.ejecuciones_por_terminar
    ejecuciones_por_verificar, ejecuciones_por_terminar = consultas.de_los_dos(user, ugel, *suyas, FILAS)
    return {
        "hay_compromisos": sum(cuenta.values()),
        "reparto": consultas.reparto(cuenta, ugel),
        "por_verificar": por_verificar,
        "ejecuciones_por_verificar": ejecuciones_por_verificar,
        "ejecuciones_por_terminar": ejecuciones_por_terminar,
        "por_responder": consultas.primeras(user, consultas.por_responder, FILAS, ugel=ugel.pk),
        "por_terminar": por_terminar,
        "urgentes": urgentes,
        "por_completar": consultas.por_completar(user, ugel) if user.puede(Permiso.EDITAR_CONVENIOS) else [],
        "sin_titular": sin_titular(user, ugel),
        "compromisos_url": consultas.compromisos_url(ugel),
        "acuerdos": consultas.primeras(user, consultas.acuerdos_pendientes, FILAS, ugel=ugel.pk),
        "encuentro": seguimiento.leido(ugel.proximo, ugel),
    }


def _lista(request: Pedido, ugel: Ugel, ver: str) -> dict[str, Any]:
    titulo, que, filas = LISTAS[ver]
    pagina = Paginator(filas(request.user, ugel), POR_PAGINA).get_page(request.GET.get("pagina"))
    return {"ver": ver, "ver_autor": not ver.endswith("por_verificar"), "titulo": titulo, "que": que, "pagina": pagina}
