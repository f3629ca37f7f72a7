"""Reports: asked for from the page of what they tell, found again in a list, handed out through a guarded door."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from base.bitacora.lecturas import anotar
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from convenios.models import Convenio
from encuentros.models import Encuentro
from municipios.models import Distrito
from municipios.ugeles import recordar_ugel

from .. import acciones
from ..forms.informes import InformesFiltro, PedirForm
from ..informes.escribir import TIPOS
from ..informes.reunir import Ambito, de_convenio, de_distrito, de_provincia
from ..models import ArchivoInforme, InformeEmitido, PlantillaInforme

POR_PAGINA, ULTIMOS = 25, 8


# ── Of what ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
def un_distrito(user: Any, *, ubigeo: str) -> Any:
    """A district of a UGEL whose inside pages this person reads."""
    filas = Distrito.objects.for_user(user).select_related("ugel", "municipalidad__distrito")
    return de_distrito(get_object_or_404(filas, ubigeo=ubigeo))


def un_convenio(user: Any, *, ugel: str, codigo: str) -> Any:
    """A signed convenio of such a UGEL: of one that is being prepared there is nothing to report."""
    filas = Convenio.objects.for_user(user).filter(estado__in=Convenio.Estado.firmados()).select_related("ugel")
    return de_convenio(get_object_or_404(filas, ugel__codigo=ugel, codigo=codigo))


def una_provincia(user: Any, *, ugel: str, numero: int) -> Any:
    """The districts of such a UGEL, for one of its encuentros."""
    return de_provincia(get_object_or_404(Encuentro.objects.for_user(user).select_related("ugel"), ugel__codigo=ugel, numero=numero))


def _pagina_de(fila: Callable[..., Any]) -> Callable[..., HttpResponseBase]:
    """The page where the report of one kind of thing is asked for."""

    @requires(Permiso.VER, fila=fila)
    def pedir(request: Pedido, ambito: Ambito) -> HttpResponse:
        recordar_ugel(request, ambito.ugel)
        plantillas = PlantillaInforme.objects.for_user(request.user).filter(ugel=ambito.ugel).defer("contenido")
        form = PedirForm(request.POST or None, cortes=ambito.cortes(), plantillas=plantillas)
        if request.method == "POST" and form.is_valid():
            try:
                return _pedido(request, ambito, form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
        ultimos = InformeEmitido.objects.for_user(request.user).de(ambito).select_related("por", "tarea")[:ULTIMOS]
        contexto = {"form": form, "ambito": ambito, "ultimos": ultimos, "volver": ambito.url}
        return render(request, "tablero/informe_pedir.html", contexto, status=422 if form.errors else 200)

    return pedir


def _pedido(request: Pedido, ambito: Ambito, datos: dict[str, Any]) -> HttpResponse:
    pedido: dict[str, Any] = {nombre: datos.get(nombre) for nombre in ("corte", "formatos", "plantilla", "clave")}
    informe = acciones.pedir(ambito, por=request.user, **pedido)
    if informe.estado == InformeEmitido.Estado.EN_COLA:
        messages.info(request, "Es largo: se prepara aparte. Puede cerrar esta página; quedará en la lista de informes.")
    return redirect(informe)


informe_distrito = _pagina_de(un_distrito)
informe_convenio = _pagina_de(un_convenio)
informe_provincia = _pagina_de(una_provincia)


# ── What was issued ──────────────────────────────────────────────────────────────────────────────────────────────────────
def un_informe(user: Any, *, pk: int) -> InformeEmitido:
    """One that this person may see."""
    filas = InformeEmitido.objects.for_user(user).select_related(
        "ugel", "distrito", "convenio__ugel", "encuentro__ugel", "por", "tarea", "plantilla__subida_por"
    )
    return get_object_or_404(filas.defer("plantilla__contenido"), pk=pk)


def un_archivo(user: Any, *, pk: int, formato: str) -> ArchivoInforme:
    """One of its files."""
    informe = un_informe(user, pk=pk)
    archivo = informe.archivos.filter(formato=formato).exclude(archivo="").first()
    if archivo is None:
        raise Http404
    archivo.informe = informe
    return archivo


@requires(Permiso.VER)
def informes(request: Pedido) -> HttpResponse:
    """Those this person may see, the newest first."""
    filtro = InformesFiltro(request.GET or None)
    filas = InformeEmitido.objects.for_user(request.user).select_related("por", "tarea").prefetch_related("archivos")
    if clase := filtro.elegido.get("clase"):
        filas = filas.filter(clase=clase)
    filas = filas.buscar(filtro.elegido.get("texto", ""))
    pagina = Paginator(filas, POR_PAGINA).get_page(request.GET.get("pagina"))
    return render(request, "tablero/informes.html", {"pagina": pagina, "filtro": filtro})


@requires(Permiso.VER, fila=un_informe)
def informe_emitido(request: Pedido, informe: InformeEmitido) -> HttpResponse:
    """One report: how it goes, its files, its hashes, who and when."""
    recordar_ugel(request, informe.ugel)
    ambito = acciones.ambito_de(informe)
    return render(request, "tablero/informe.html", {"informe": informe, "archivos": informe.archivos.all(), "ambito": ambito})


@requires(Permiso.VER, fila=un_archivo)
@require_safe
def informe_archivo(request: Pedido, archivo: ArchivoInforme) -> HttpResponseBase:
    """A file of it, always to be saved; that it was opened is written down."""
    try:
        abierto = archivo.archivo.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    if request.method == "GET":
        anotar(archivo.informe, por=request.user)
    respuesta = FileResponse(abierto, as_attachment=True, filename=archivo.nombre, content_type=TIPOS[archivo.formato])
    respuesta["Content-Security-Policy"] = "default-src 'none'; sandbox"
    respuesta["X-Content-Type-Options"] = "nosniff"
    respuesta["Cache-Control"] = "private, no-store"
    return respuesta
