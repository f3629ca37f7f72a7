"""Pages of the agenda: who reads the encuentro reads it; who runs it writes it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Prefetch, Window
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from base.bitacora.edicion import responder
from base.bitacora.entrega import entregar
from base.bitacora.formularios import ConClave, FormularioDecision
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from encuentros import agenda as acciones
from encuentros.forms.agenda import DocumentoForm, MoverForm, PuntoForm
from encuentros.models import DocumentoPunto, Encuentro, PuntoAgenda
from encuentros.navegacion import navegacion

from .filas import un_documento, un_encuentro, un_punto

Clase = PuntoAgenda.Clase


# ── The page ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _contexto(request: Pedido, encuentro: Encuentro) -> dict[str, Any]:
    user = request.user
    documentos = DocumentoPunto.objects.for_user(user).select_related("subida_por").order_by("subida_en", "pk")
    puntos = list(encuentro.puntos.prefetch_related(Prefetch("documentos", documentos, to_attr="papeles")).order_by("orden", "pk"))
    clases = {punto.clase for punto in puntos}
    minutos = [punto.minutos for punto in puntos if punto.minutos is not None]
    edita = user.puede(Permiso.EDITAR_ENCUENTROS)
    lleva = edita and encuentro.se_registra
    desde = acciones.desde_cuando(encuentro, user) if Clase.VENCIDOS in clases else None
    return {
        "encuentro": encuentro,
        "navegacion": navegacion(user, encuentro, "agenda"),
        "horario": acciones.horario(encuentro, puntos),
        "total": acciones.duracion(sum(minutos)) if minutos else "",
        "sin_minutos": len(puntos) - len(minutos),
        "acuerdos": _primeros(acciones.acuerdos_abiertos(encuentro, user)) if Clase.ACUERDOS in clases else None,
        "vencidos": _primeros(acciones.vencidos(encuentro, user, desde.dia)) if desde is not None else None,
        "desde": desde,
        "edita": edita,
        "lleva": lleva,
        "adjunta": edita and not encuentro.esta_firmado,
        "form": MoverForm(encuentro=encuentro, puntos=puntos) if lleva else None,
        "por_preparar": lleva and not {Clase.ACUERDOS, Clase.VENCIDOS, Clase.INFORME} <= clases,
        "clave_de_preparar": ConClave()["clave"] if lleva else None,
    }


def _primeros(filas: Any) -> dict[str, Any]:
    """The first of a list and how many there are, in one query."""
    primeros = list(filas.annotate(total=Window(Count("pk")))[: acciones.SE_LISTAN])
    cuantos = primeros[0].total if primeros else 0
    return {"filas": primeros, "cuantos": cuantos, "mas": cuantos - len(primeros)}


@requires(Permiso.VER, fila=un_encuentro)
def ver(request: Pedido, encuentro: Encuentro) -> HttpResponse:
    """The points in their order, with their hour, their documents and what they bring by themselves."""
    return render(request, "encuentros/agenda.html", _contexto(request, encuentro))


# ── Its order, and what opens it ─────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.EDITAR_ENCUENTROS, fila=un_encuentro)
def preparar(request: Pedido, encuentro: Encuentro) -> HttpResponse:
    """Fill it with the points that open an encuentro; what is there stays."""

    def hacer() -> str:
        acciones.preparar(encuentro, por=request.user)
        return encuentro.url_de("agenda")

    return responder(
        request,
        ConClave(request.POST or None),
        plantilla="comun/confirmar.html",
        hacer=hacer,
        mensaje="La agenda quedó preparada: están los puntos que abren el encuentro. Lo que ya había no cambió.",
        contexto={
            "titulo": f"Preparar la agenda del {encuentro}",
            "explicacion": "Añade los puntos que abren un encuentro: los acuerdos abiertos y los compromisos vencidos desde el anterior, "
            "si los hay, y el informe de implementación. Lo que ya está en la agenda no cambia.",
            "boton": "Preparar la agenda",
            "volver_url": encuentro.url_de("agenda"),
        },
    )


@requires(Permiso.EDITAR_ENCUENTROS, fila=un_encuentro)
@require_POST
def mover(request: Pedido, encuentro: Encuentro) -> HttpResponse:
    """One point, one place up or down."""
    puntos = list(encuentro.puntos.order_by("orden", "pk").only("pk"))
    form = MoverForm(request.POST, encuentro=encuentro, puntos=puntos)

    def hacer() -> str:
        acciones.mover(encuentro, form.cual, form.pasos, por=request.user)
        return f"{encuentro.url_de('agenda')}#punto-{form.cual}"

    contexto = _contexto(request, encuentro)
    contexto.pop("form")
    return responder(request, form, plantilla="encuentros/agenda.html", hacer=hacer, mensaje="Se cambió el orden.", contexto=contexto)


# ── A point ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.EDITAR_ENCUENTROS, fila=un_encuentro)
def nuevo(request: Pedido, encuentro: Encuentro) -> HttpResponse:
    """Add a point at the end."""
    return _escribir(request, PuntoAgenda(encuentro=encuentro), titulo="Añadir un punto a la agenda")


@requires(Permiso.EDITAR_ENCUENTROS, fila=un_punto)
def editar(request: Pedido, punto: PuntoAgenda) -> HttpResponse:
    """Correct a point."""
    return _escribir(request, punto, titulo="Editar el punto")


def _escribir(request: Pedido, punto: PuntoAgenda, *, titulo: str) -> HttpResponse:
    encuentro = punto.encuentro
    if not encuentro.se_registra and request.method != "POST":
        raise PermissionDenied
    clave = f"punto-{punto.pk or 'nuevo'}-{encuentro.pk}"

    def hacer() -> str:
        acciones.guardar_punto(punto, por=request.user)
        return request.path if request.POST.get("accion") == "otro" else f"{encuentro.url_de('agenda')}#punto-{punto.pk}"

    return responder(
        request,
        PuntoForm(request.POST or None, instance=punto),
        plantilla="encuentros/agenda_punto.html",
        hacer=hacer,
        mensaje="Se guardó el punto.",
        contexto={"titulo": titulo, "encuentro": encuentro, "punto": punto, "volver_url": encuentro.url_de("agenda"), "clave": clave},
        recibido=clave,
    )


@requires(Permiso.EDITAR_ENCUENTROS, fila=un_punto)
def quitar(request: Pedido, punto: PuntoAgenda) -> HttpResponse:
    """Take a point off the agenda, as it was looked at."""
    encuentro = punto.encuentro

    def hacer() -> str:
        acciones.quitar_punto(punto, por=request.user)
        return encuentro.url_de("agenda")

    return responder(
        request,
        FormularioDecision(request.POST or None, registro=punto),
        plantilla="comun/confirmar.html",
        hacer=hacer,
        mensaje=f"Se quitó de la agenda: {punto.titulo}.",
        contexto={
            "titulo": f"Quitar de la agenda: {punto.titulo}",
            "explicacion": "Se quita con sus documentos y lo que se anotó en él. Se puede traer de vuelta desde la papelera.",
            "boton": "Quitar el punto",
            "volver_url": encuentro.url_de("agenda"),
            "peligro": True,
        },
    )


# ── Its documents ────────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.EDITAR_ENCUENTROS, fila=un_punto)
def documento_nuevo(request: Pedido, punto: PuntoAgenda) -> HttpResponse:
    """Keep a document of a point."""
    encuentro = punto.encuentro
    if encuentro.esta_firmado and request.method != "POST":
        raise PermissionDenied
    form = DocumentoForm(request.POST or None, request.FILES or None)

    def hacer() -> str:
        datos = form.cleaned_data
        acciones.adjuntar_documento(punto, datos["archivo"], por=request.user, titulo=datos["titulo"])
        return f"{encuentro.url_de('agenda')}#punto-{punto.pk}"

    return responder(
        request,
        form,
        plantilla="encuentros/agenda_documento.html",
        hacer=hacer,
        mensaje="Se guardó el documento.",
        contexto={"punto": punto, "encuentro": encuentro, "volver_url": encuentro.url_de("agenda"), "habia_archivos": bool(request.FILES)},
    )


@requires(Permiso.VER, fila=un_documento)
@require_safe
def documento(request: Pedido, documento: DocumentoPunto) -> HttpResponseBase:
    """The file. Whoever reads the encuentro inside opens it; a stranger gets the 404 of one that does not exist."""
    return entregar(request, documento, de=documento.encuentro, reservada=False)


@requires(Permiso.EDITAR_ENCUENTROS, fila=un_documento)
def documento_quitar(request: Pedido, documento: DocumentoPunto) -> HttpResponse:
    """Take a document off its point."""
    encuentro = documento.encuentro

    def hacer() -> str:
        acciones.quitar_documento(documento, por=request.user)
        return f"{encuentro.url_de('agenda')}#punto-{documento.punto_id}"

    return responder(
        request,
        FormularioDecision(request.POST or None, registro=documento),
        plantilla="comun/confirmar.html",
        hacer=hacer,
        mensaje=f"Se quitó el documento: {documento}.",
        contexto={
            "titulo": f"Quitar el documento: {documento}",
            "explicacion": f"Deja de verse en el punto «{documento.punto.titulo}». Se puede traer de vuelta desde la papelera.",
            "boton": "Quitar el documento",
            "volver_url": encuentro.url_de("agenda"),
            "peligro": True,
        },
    )
