"""Pages of the indicators of a UGEL, and of the values that people write down."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Max, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from base.bitacora.edicion import responder
from base.bitacora.linea import linea_de_tiempo
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from municipios.acciones_diagnostico import guardar_indicador, guardar_medicion
from municipios.forms.diagnostico import IndicadorForm, MedicionForm, territorios_de
from municipios.models import Distrito, Indicador, Medicion, Ugel
from municipios.ugeles import recordar_ugel, ugel_del_menu, una_ugel

POR_PAGINA = 50
CAMBIOS = 15
VIVAS = Q(mediciones__eliminado_en=None)


# ── Which row a page is about ────────────────────────────────────────────────────────────────────────────────────────────
def un_indicador(user: Any, *, pk: int) -> Indicador:
    """One of the portal's own, or of a UGEL whose inside pages this person reads."""
    return _uno(Indicador.objects.for_user(user).select_related("ugel"), pk)


def una_medicion(user: Any, *, pk: int) -> Medicion:
    """A value of a territory that this person reads."""
    return _uno(Medicion.objects.for_user(user).select_related("indicador__ugel"), pk)


def _uno(filas: Any, pk: int) -> Any:
    try:
        return get_object_or_404(filas, pk=pk)
    except OverflowError:
        raise Http404 from None


# ── What there is ────────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.VER, fila=una_ugel)
def lista(request: Pedido, ugel: Ugel) -> HttpResponse:
    """What is measured, in which unit, and in how many of the districts there is a value."""
    distritos = Distrito.objects.for_user(request.user).filter(ugel=ugel)
    suyas = VIVAS & Q(mediciones__ubigeo__in=distritos.values("ubigeo"))
    filas = Indicador.objects.for_user(request.user).de(ugel).order_by("codigo", "pk")
    contados = filas.annotate(
        con_valor=Count("mediciones__ubigeo", filter=suyas, distinct=True), ultimo=Max("mediciones__anio", filter=VIVAS)
    )
    contexto = {
        "ugel": ugel,
        "pagina": Paginator(contados, POR_PAGINA).get_page(request.GET.get("pagina")),
        "distritos": distritos.count(),
        "puede_editar": request.user.puede(Permiso.EDITAR_DIAGNOSTICO),
    }
    return render(request, "municipios/indicadores.html", contexto)


@requires(Permiso.VER, fila=un_indicador)
def ver(request: Pedido, indicador: Any) -> HttpResponse:
    """An indicator with every value that this person reads, of whatever territory."""
    user = request.user
    if indicador.ugel is not None:
        recordar_ugel(request, indicador.ugel)
    mediciones = Medicion.objects.for_user(user).filter(indicador=indicador).order_by("ubigeo", "-anio")
    pagina = Paginator(mediciones, POR_PAGINA).get_page(request.GET.get("pagina"))
    nombres = dict(Distrito.objects.for_user(user).filter(ubigeo__in=[m.ubigeo for m in pagina]).values_list("ubigeo", "nombre"))
    edita = user.puede(Permiso.EDITAR_DIAGNOSTICO)
    contexto = {
        "indicador": indicador,
        "pagina": pagina,
        "filas": [(m, nombres.get(m.ubigeo, "")) for m in pagina],
        "ugel": ugel_del_menu(request),
        "puede_medir": edita,
        "puede_editar": edita and indicador.ugel_id is not None,
        "puede_eliminar": indicador.ugel_id is not None and user.puede(Permiso.PAPELERA),
        "entradas": linea_de_tiempo(indicador, limite=CAMBIOS, user=user) if user.puede(Permiso.VER_HISTORIA) else None,
    }
    return render(request, "municipios/indicador.html", contexto)


# ── What people write ────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.EDITAR_DIAGNOSTICO, fila=una_ugel)
def nuevo(request: Pedido, ugel: Ugel) -> HttpResponse:
    """Something that this UGEL measures by itself."""
    return _guardar_indicador(request, Indicador(ugel=ugel), titulo=f"Registrar un indicador de {ugel}")


@requires(Permiso.EDITAR_DIAGNOSTICO, fila=un_indicador)
def editar(request: Pedido, indicador: Indicador) -> HttpResponse:
    """Correct an indicator of the UGEL; the portal's own are kept by who runs the installation, in the administration."""
    if indicador.ugel_id is None:
        raise PermissionDenied
    return _guardar_indicador(request, indicador, titulo=f"Editar {indicador.codigo}")


def _guardar_indicador(request: Pedido, indicador: Indicador, *, titulo: str) -> HttpResponse:
    ugel: Any = indicador.ugel
    recordar_ugel(request, ugel)
    clave = f"indicador-{indicador.pk or f'nuevo-{ugel.pk}'}"
    return responder(
        request,
        IndicadorForm(request.POST or None, instance=indicador),
        plantilla="municipios/diagnostico_form.html",
        hacer=lambda: guardar_indicador(indicador, por=request.user),
        mensaje="Se guardó el indicador.",
        contexto={
            "titulo": titulo,
            "bajada": "Lo que se mide una y otra vez, siempre en la misma unidad.",
            "arriba_url": reverse("indicadores", args=[ugel.codigo]),
            "arriba": "Indicadores",
            "clave": clave,
        },
        recibido=clave,
    )


@requires(Permiso.EDITAR_DIAGNOSTICO, fila=un_indicador)
def medicion_nueva(request: Pedido, indicador: Indicador) -> HttpResponse:
    """A value of an indicator; `?ubigeo=` chooses the territory beforehand."""
    return _guardar_medicion(request, Medicion(indicador=indicador), titulo="Registrar un valor")


@requires(Permiso.EDITAR_DIAGNOSTICO, fila=una_medicion)
def medicion_editar(request: Pedido, medicion: Medicion) -> HttpResponse:
    """Correct a value."""
    return _guardar_medicion(request, medicion, titulo=f"Corregir el valor {medicion.de_que.label} ({medicion.ubigeo}), {medicion.anio}")


def _guardar_medicion(request: Pedido, medicion: Medicion, *, titulo: str) -> HttpResponse:
    indicador = medicion.indicador
    es_nueva = medicion.pk is None
    territorios = territorios_de(request.user, indicador) if es_nueva else None
    inicial = {"ubigeo": request.GET.get("ubigeo")} if es_nueva else None
    clave = f"medicion-{medicion.pk or f'nueva-{indicador.pk}'}"
    return responder(
        request,
        MedicionForm(request.POST or None, instance=medicion, territorios=territorios, initial=inicial),
        plantilla="municipios/diagnostico_form.html",
        hacer=lambda: guardar_medicion(medicion, por=request.user),
        mensaje="Se guardó el valor.",
        contexto={
            "titulo": titulo,
            "bajada": f"{indicador} ({indicador.unidad}). {indicador.get_sentido_display()}.",
            "arriba_url": indicador.get_absolute_url(),
            "arriba": indicador.codigo,
            "clave": clave,
        },
        recibido=clave,
    )
