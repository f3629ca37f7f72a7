"""Schools: the services and the buildings of a UGEL, one of each, what people correct of them."""

import re
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from base.bitacora.edicion import responder
from base.bitacora.linea import linea_de_tiempo
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from municipios.filtros import FiltroDeInstituciones, FiltroDeLocales
from municipios.forms.instituciones import InstitucionForm, LocalForm
from municipios.models import InstitucionEducativa, LocalEscolar, Matricula, Ugel
from municipios.ugeles import recordar_ugel, una_ugel

POR_PAGINA = 50
CAMBIOS = 15
_CODIGO = re.compile(r"(?P<modular>[0-9]{7})(?:-(?P<anexo>[0-9]{1,2}))?\Z|s(?P<pk>[0-9]{1,15})\Z", re.ASCII)


# ── Which row a page is about ────────────────────────────────────────────────────────────────────────────────────────────
def una_institucion(user: Any, *, codigo: str) -> InstitucionEducativa:
    """A service, by its código modular (and anexo), or by its own sign while the code is unknown."""
    hallado = _CODIGO.match(codigo)
    if hallado is None:
        raise Http404
    llave = (
        {"pk": int(hallado["pk"]), "codigo_modular": ""}
        if hallado["pk"]
        else {"codigo_modular": hallado["modular"], "anexo": hallado["anexo"] or "0"}
    )
    filas = InstitucionEducativa.objects.for_user(user).con_matricula().select_related("distrito__ugel", "local")
    return get_object_or_404(filas, **llave)


def un_local(user: Any, *, pk: int) -> LocalEscolar:
    """A building."""
    return get_object_or_404(LocalEscolar.objects.for_user(user).con_matricula().select_related("distrito__ugel"), pk=pk)


# ── Lists ────────────────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.VER, fila=una_ugel)
def instituciones(request: Pedido, ugel: Ugel) -> HttpResponse:
    """The services of a UGEL."""
    suyas = InstitucionEducativa.objects.for_user(request.user).filter(distrito__ugel=ugel)
    filtro = FiltroDeInstituciones(request.GET, ugel=ugel, filas=suyas)
    filas = filtro.filas.con_matricula().select_related("distrito", "local").order_by("distrito__ubigeo", "nombre", "pk")
    return _lista(request, ugel, filtro, filas, filtro.filas.count(), "municipios/instituciones.html")


@requires(Permiso.VER, fila=una_ugel)
def locales(request: Pedido, ugel: Ugel) -> HttpResponse:
    """The buildings of a UGEL."""
    suyos = LocalEscolar.objects.for_user(request.user).filter(distrito__ugel=ugel)
    filtro = FiltroDeLocales(request.GET, ugel=ugel, filas=suyos)
    filas = filtro.filas.con_matricula().select_related("distrito").order_by("distrito__ubigeo", "nombre", "pk")
    return _lista(request, ugel, filtro, filas, filtro.filas.count(), "municipios/locales.html")


def _lista(request: Pedido, ugel: Ugel, filtro: Any, filas: Any, cuantas: int, plantilla: str) -> HttpResponse:
    paginas = Paginator(filas, POR_PAGINA)
    paginas.count = cuantas  # counted without what is only drawn
    consulta = request.GET.copy()
    consulta.pop("pagina", None)
    contexto = {
        "ugel": ugel,
        "filtro": filtro,
        "pagina": paginas.get_page(request.GET.get("pagina")),
        "consulta": consulta.urlencode(),
        "puede_editar": request.user.puede(Permiso.EDITAR_INSTITUCIONES),
    }
    return render(request, plantilla, contexto)


# ── One of them ──────────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.VER, fila=una_institucion)
def institucion(request: Pedido, institucion: Any) -> HttpResponse:
    """A service: where it works, how many study in it, what else happens in its building, what other floors say of it."""
    recordar_ugel(request, institucion.distrito.ugel)
    otras = InstitucionEducativa.objects.for_user(request.user).filter(local=institucion.local_id).exclude(pk=institucion.pk)
    contexto = {
        "institucion": institucion,
        "ugel": institucion.distrito.ugel,
        "matriculas": Matricula.objects.for_user(request.user).filter(institucion=institucion),
        "otras": otras if institucion.local_id else [],
        "entradas": _linea(request, institucion),
        "puede_editar": request.user.puede(Permiso.EDITAR_INSTITUCIONES),
    }
    return render(request, "municipios/institucion.html", contexto)


@requires(Permiso.VER, fila=un_local)
def local(request: Pedido, local: Any) -> HttpResponse:
    """A building: its services, what decides how it can be repaired, what other floors say of it."""
    recordar_ugel(request, local.distrito.ugel)
    contexto = {
        "local": local,
        "ugel": local.distrito.ugel,
        "instituciones": InstitucionEducativa.objects.for_user(request.user).filter(local=local).con_matricula(),
        "entradas": _linea(request, local),
        "puede_editar": request.user.puede(Permiso.EDITAR_INSTITUCIONES),
    }
    return render(request, "municipios/local.html", contexto)


def _linea(request: Pedido, registro: Any) -> Any:
    return linea_de_tiempo(registro, limite=CAMBIOS, user=request.user) if request.user.puede(Permiso.VER_HISTORIA) else None


# ── What people write ────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.EDITAR_INSTITUCIONES, fila=una_ugel)
def institucion_nueva(request: Pedido, ugel: Ugel) -> HttpResponse:
    """Register a service."""
    return _guardar(request, InstitucionForm(request.POST or None, instance=InstitucionEducativa(), ugel=ugel), ugel, "instituciones")


@requires(Permiso.EDITAR_INSTITUCIONES, fila=una_institucion)
def institucion_editar(request: Pedido, institucion: Any) -> HttpResponse:
    """Correct what is known of a service."""
    ugel = institucion.distrito.ugel
    return _guardar(request, InstitucionForm(request.POST or None, instance=institucion, ugel=ugel), ugel, "instituciones")


@requires(Permiso.EDITAR_INSTITUCIONES, fila=una_ugel)
def local_nuevo(request: Pedido, ugel: Ugel) -> HttpResponse:
    """Register a building."""
    return _guardar(request, LocalForm(request.POST or None, instance=LocalEscolar(), ugel=ugel), ugel, "locales")


@requires(Permiso.EDITAR_INSTITUCIONES, fila=un_local)
def local_editar(request: Pedido, local: Any) -> HttpResponse:
    """Correct what is known of a building."""
    ugel = local.distrito.ugel
    return _guardar(request, LocalForm(request.POST or None, instance=local, ugel=ugel), ugel, "locales")


def _guardar(request: Pedido, formulario: Any, ugel: Ugel, lista: str) -> HttpResponse:
    registro = formulario.instance
    es_nuevo = registro.pk is None
    clase = registro.clase_de_registro
    recordar_ugel(request, ugel)

    def hacer() -> Any:
        formulario.save()
        return registro

    return responder(
        request,
        formulario,
        plantilla="municipios/institucion_form.html",
        hacer=hacer,
        mensaje=f"Se guardó: {clase}.",
        contexto={
            "titulo": f"Registrar {clase}" if es_nuevo else f"Corregir {clase}",
            "lista_url": reverse(lista, args=[ugel.codigo]),
            "volver_url": reverse(lista, args=[ugel.codigo]) if es_nuevo else registro.get_absolute_url(),
            "clave": f"{registro.clave_de_registro}-{registro.pk or 'nuevo'}",
        },
        recibido=f"{registro.clave_de_registro}-{registro.pk or 'nuevo'}",
    )
