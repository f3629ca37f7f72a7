"""Pages of the educational projects: the list and gallery of a UGEL, one project, what people write of it, its photos."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from base.bitacora.edicion import responder
from base.bitacora.entrega import entregar
from base.bitacora.formularios import FormularioMotivo
from base.bitacora.linea import linea_de_tiempo
from base.comun.documentos import respuesta_csv, respuesta_xlsx
from base.comun.fechas import hoy
from base.cuentas.permisos import Pedido, abierta, requires
from base.cuentas.roles import Permiso
from municipios.acciones_proyectos import adjuntar as adjuntar_a
from municipios.acciones_proyectos import guardar_proyecto
from municipios.filtro_proyectos import FiltroDeProyectos, Resumen
from municipios.forms.proyectos import AdjuntarForm, ProyectoForm, PublicarFotoForm, ReservarFotoForm
from municipios.models import Distrito, EvidenciaProyecto, ProyectoEducativo, Ugel
from municipios.padrones import PROYECTOS, filas_de_proyectos
from municipios.ugeles import una_ugel

POR_PAGINA = 50
EN_GALERIA = 24
CAMBIOS = 15


# ── Which row a page is about ────────────────────────────────────────────────────────────────────────────────────────────
def un_proyecto(user: Any, *, ugel: str, pk: int) -> ProyectoEducativo:
    """A project of a school of a UGEL whose inside pages this person reads."""
    filas = ProyectoEducativo.objects.for_user(user).con_fuentes().select_related("institucion__distrito__ugel")
    return get_object_or_404(filas, institucion__distrito__ugel__codigo=ugel, pk=pk)


def una_evidencia(user: Any, *, pk: Any) -> EvidenciaProyecto:
    """A photo or document whose inner side this person reads; who sees it only because it is public does not reach it here."""
    filas = EvidenciaProyecto.objects.for_user(user).internos_de(user)
    return get_object_or_404(filas.select_related("proyecto__institucion__distrito__ugel"), pk=pk)


# ── The list ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.VER, fila=una_ugel)
def lista(request: Pedido, ugel: Ugel) -> HttpResponseBase:
    """The projects of a UGEL, as rows or with their photos; `?formato=csv` or `xlsx` hands them over in the columns of their padrón."""
    user = request.user
    resumen = Resumen(Distrito.objects.for_user(user).filter(ugel=ugel))
    suyos = ProyectoEducativo.objects.for_user(user).filter(institucion__distrito__ugel=ugel)
    filtro = FiltroDeProyectos(request.GET, resumen=resumen, filas=suyos)
    formato = request.GET.get("formato", "")
    if formato in ("csv", "xlsx"):
        return _descargar(ugel, filtro.filas, formato)
    galeria = filtro.elegido.get("vista") == "galeria"
    filas = filtro.filas.select_related("institucion__distrito__ugel")
    if galeria:
        fotos = EvidenciaProyecto.objects.for_user(user).filter(clase=EvidenciaProyecto.Clase.FOTO)
        filas = filas.prefetch_related(Prefetch("evidencias", fotos, to_attr="fotos"))
    contexto = {
        "ugel": ugel,
        "resumen": resumen,
        "filtro": filtro,
        "galeria": galeria,
        "pagina": Paginator(filas, EN_GALERIA if galeria else POR_PAGINA).get_page(request.GET.get("pagina")),
        "puede_editar": user.puede(Permiso.EDITAR_INSTITUCIONES),
    }
    return render(request, "municipios/proyectos.html", contexto)


def _descargar(ugel: Ugel, proyectos: Any, formato: str) -> HttpResponseBase:
    demostracion = settings.DEMOSTRACION or proyectos.filter(demostracion=True).exists()
    nombre, filas = f"proyectos-{ugel.codigo}-{hoy():%Y%m%d}", filas_de_proyectos(proyectos)
    if formato == "csv":
        return respuesta_csv(nombre, PROYECTOS.titulos(), filas, demostracion=demostracion)
    notas = [("UGEL", f"{ugel.nombre} ({ugel.codigo})"), ("Fecha de corte", f"{hoy():%d/%m/%Y}")]
    return respuesta_xlsx(nombre, PROYECTOS.titulos(), filas, titulo="Proyectos", notas=notas, demostracion=demostracion)


# ── One project ──────────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.VER, fila=un_proyecto)
def ver(request: Pedido, proyecto: Any) -> HttpResponse:
    """What it is, who pays for it, how far it went, and the photos that this person may see."""
    user = request.user
    contexto = {
        "proyecto": proyecto,
        "fuentes": proyecto.fuentes.all(),
        "evidencias": EvidenciaProyecto.objects.for_user(user).filter(proyecto=proyecto),
        "de_la_ugel": user.es_ugel or user.is_superuser,
        "puede_editar": user.puede(Permiso.EDITAR_INSTITUCIONES),
        "puede_eliminar": user.puede(Permiso.PAPELERA),
        "entradas": linea_de_tiempo(proyecto, limite=CAMBIOS, user=user) if user.puede(Permiso.VER_HISTORIA) else None,
    }
    return render(request, "municipios/proyecto.html", contexto)


@requires(Permiso.EDITAR_INSTITUCIONES, fila=una_ugel)
def nuevo(request: Pedido, ugel: Ugel) -> HttpResponse:
    """Write down a project; `?institucion=` chooses its school beforehand."""
    clave = f"proyecto-nuevo-{ugel.pk}"
    return _guardar(request, ProyectoEducativo(), ugel=ugel, titulo="Registrar un proyecto", clave=clave)


@requires(Permiso.EDITAR_INSTITUCIONES, fila=un_proyecto)
def editar(request: Pedido, proyecto: Any) -> HttpResponse:
    """Correct what is known of a project."""
    ugel = proyecto.institucion.distrito.ugel
    return _guardar(request, proyecto, ugel=ugel, titulo=f"Editar {proyecto}", clave=f"proyecto-{proyecto.pk}")


def _guardar(request: Pedido, proyecto: Any, *, ugel: Ugel, titulo: str, clave: str) -> HttpResponse:
    nuevo = proyecto.pk is None
    inicial = {"institucion": request.GET.get("institucion")} if nuevo else None
    formulario = ProyectoForm(request.POST or None, instance=proyecto, ugel=ugel, initial=inicial)

    def hacer() -> ProyectoEducativo:
        if nuevo:
            proyecto.demostracion = proyecto.institucion.demostracion
        return guardar_proyecto(proyecto, por=request.user, fuentes=formulario.fuentes)

    volver = reverse("proyectos", args=[ugel.codigo]) if nuevo else proyecto.get_absolute_url()
    return responder(
        request,
        formulario,
        plantilla="municipios/proyecto_form.html",
        hacer=hacer,
        mensaje="Se guardó el proyecto.",
        contexto={"ugel": ugel, "titulo": titulo, "volver_url": volver, "clave": clave},
        recibido=clave,
    )


# ── Its photos and documents ─────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.EDITAR_INSTITUCIONES, fila=un_proyecto)
def adjuntar(request: Pedido, proyecto: Any) -> HttpResponse:
    """Keep photos and documents of a project: for its own people, until somebody decides otherwise of each."""
    form = AdjuntarForm(request.POST or None, request.FILES or None)

    def hacer() -> str:
        adjuntar_a(proyecto, por=request.user, **{n: v for n, v in form.cleaned_data.items() if n != "clave"})
        return f"{proyecto.get_absolute_url()}#evidencias"

    return responder(
        request,
        form,
        plantilla="municipios/proyecto_adjuntar.html",
        hacer=hacer,
        mensaje="Se guardó. Por ahora solo lo ven la UGEL y su municipalidad.",
        contexto={"proyecto": proyecto, "habia_archivos": bool(request.FILES)},
    )


@abierta("La foto que se hizo pública la puede abrir cualquiera; todo lo demás, solo quien lo alcanza.")
@require_safe
def evidencia(request: Pedido, pk: Any) -> HttpResponseBase:
    """The file. What a person may not see, and what does not exist, is the same 404."""
    filas = EvidenciaProyecto.objects.for_user(request.user).select_related("proyecto__institucion__distrito__ugel")
    evidencia = get_object_or_404(filas, pk=pk)
    return entregar(request, evidencia, de=evidencia.proyecto)


@requires(Permiso.EDITAR_INSTITUCIONES, fila=una_evidencia)
def publicar(request: Pedido, evidencia: Any) -> HttpResponse:
    """Let anyone see a photo, after looking at it and with its consent on record; or keep it again to its own people."""
    if request.GET.get("acto") == "reservar":
        return _reservar(request, evidencia)
    form = PublicarFotoForm(request.POST or None, registro=evidencia)

    def hacer() -> str:
        evidencia.publicar(por=request.user, documento=form.cleaned_data["documento"])
        return f"{evidencia.proyecto.get_absolute_url()}#evidencias"

    return responder(
        request,
        form,
        plantilla="municipios/evidencia_publicar.html",
        hacer=hacer,
        mensaje=f"Ahora es pública: {evidencia}.",
        contexto={"evidencia": evidencia, "proyecto": evidencia.proyecto},
    )


def _reservar(request: Pedido, evidencia: Any) -> HttpResponse:
    form = ReservarFotoForm(request.POST or None)

    def hacer() -> str:
        evidencia.reservar(por=request.user, retiran=form.cleaned_data["retiran"])
        return f"{evidencia.proyecto.get_absolute_url()}#evidencias"

    return responder(
        request,
        form,
        plantilla="comun/confirmar.html",
        hacer=hacer,
        mensaje=f"Ahora es reservada: {evidencia}.",
        contexto={
            "titulo": f"Reservar: {evidencia}",
            "explicacion": "Deja de verse en la página pública. La UGEL y su municipalidad la siguen viendo.",
            "boton": "Reservarla",
            "volver_url": evidencia.proyecto.get_absolute_url(),
        },
    )


@requires(Permiso.EDITAR_INSTITUCIONES, fila=una_evidencia)
def quitar(request: Pedido, evidencia: Any) -> HttpResponse:
    """Take a photo or a document off its project, with the reason."""

    def hacer() -> str:
        evidencia.eliminar(por=request.user)
        return f"{evidencia.proyecto.get_absolute_url()}#evidencias"

    return responder(
        request,
        FormularioMotivo(request.POST or None),
        plantilla="comun/confirmar.html",
        hacer=hacer,
        mensaje=f"Se quitó: {evidencia}.",
        contexto={
            "titulo": f"Quitar del proyecto: {evidencia}",
            "explicacion": "Deja de verse para todos. Si es una foto pública, vuelva antes a reservarla.",
            "boton": "Quitar del proyecto",
            "volver_url": evidencia.proyecto.get_absolute_url(),
            "peligro": True,
        },
    )
