"""The papelera: what was deleted, to be restored."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from base.bitacora import papelera as casa
from base.bitacora.campos import campos_de, en_palabras, nombres_de, titulo
from base.bitacora.edicion import responder
from base.bitacora.filtros import FiltroDePapelera
from base.bitacora.formularios import ConClave, FormularioMotivo
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso

from .filas import un_borrable, un_eliminado

POR_PAGINA = 50


@requires(Permiso.PAPELERA)
def papelera(request: Pedido) -> HttpResponse:
    """What was deleted, by whom and when, what hung on it, to be restored."""
    filtro = FiltroDePapelera(request.GET or None, clases=casa.clases(), personas=casa.personas(request.user))
    pagina = Paginator(casa.eliminados(request.user, **filtro.elegido), POR_PAGINA).get_page(request.GET.get("pagina"))
    pagina.object_list = casa.con_lo_que_colgaba(list(pagina.object_list))
    contexto = {
        "pagina": pagina,
        "filtro": filtro,
        "activos": len(filtro.elegido),
        "depura": request.user.puede(Permiso.DEPURAR_PAPELERA),
    }
    return render(request, "bitacora/papelera.html", contexto)


@requires(Permiso.PAPELERA, fila=un_eliminado)
def ver(request: Pedido, registro: Any) -> HttpResponse:
    """A deleted record as it was: who deleted it, when and why, what comes back with it, or why it cannot come back."""
    pares = [(campo, getattr(registro, campo.attname)) for campo in campos_de(type(registro))]
    nombres = nombres_de(pares)
    contexto = {
        "registro": registro,
        "datos": [(titulo(campo), en_palabras(campo, dicho, nombres)) for campo, dicho in pares],
        "salida": casa.como_se_fue(registro),
        "vuelve": casa.lo_que_vuelve(registro),
        "reparos": casa.por_que_no_vuelve(registro),
    }
    return render(request, "bitacora/papelera_ver.html", contexto)


@requires(Permiso.PAPELERA, fila=un_eliminado)
def restaurar(request: Pedido, registro: Any) -> HttpResponse:
    """Take a record out of the papelera."""

    def hacer() -> str:
        registro.restaurar()
        return reverse("papelera")

    return responder(
        request,
        ConClave(request.POST or None),
        plantilla="comun/confirmar.html",
        hacer=hacer,
        mensaje=f"Se restauró: {registro}.",
        contexto={
            "titulo": f"Restaurar {registro._meta.verbose_name}: {registro}",
            "explicacion": "Vuelve a las listas con todo lo que colgaba de él, tal como estaba.",
            "boton": "Restaurar",
            "volver_url": reverse("papelera_ver", args=[registro.clave_de_registro, registro.pk]),
        },
    )


@requires(Permiso.PAPELERA, fila=un_borrable)
def eliminar(request: Pedido, registro: Any) -> HttpResponse:
    """Send a record to the papelera, with the reason."""

    def hacer() -> str:
        registro.eliminar(por=request.user)
        return reverse("papelera")

    return responder(
        request,
        FormularioMotivo(request.POST or None),
        plantilla="comun/confirmar.html",
        hacer=hacer,
        mensaje=f"Está en la papelera: {registro}. Desde allí se puede restaurar.",
        contexto={
            "titulo": f"Eliminar {registro._meta.verbose_name}: {registro}",
            "explicacion": "Va a la papelera con todo lo que cuelga de él. No se pierde nada: se puede restaurar.",
            "boton": "Enviar a la papelera",
            "volver_url": registro.get_absolute_url(),
            "peligro": True,
        },
    )
