"""What is done with the acta: made final or taken back to draft, its paper signed and brought, its comments attended to."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from base.bitacora.edicion import responder
from base.bitacora.formularios import FormularioDecision
from base.comun.bloques import para_pagina
from base.comun.templatetags.comun import fecha_hora
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from convenios.forms.reporte import CambioEntretanto
from encuentros import acta as acciones
from encuentros.acciones import registrar_firma
from encuentros.acta_escrita import bloques_de
from encuentros.forms.acta import AtenderForm, DefinitivaForm, EscaneoForm, FirmaForm
from encuentros.models import ComentarioActa, Encuentro
from municipios.models.lista import sello

from .acta import acta_guardada, un_encuentro_con_acta
from .filas import un_comentario


# ── Making it final, and going back ──────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.EDITAR_ENCUENTROS, fila=un_encuentro_con_acta)
def definitiva(request: Pedido, encuentro: Encuentro) -> HttpResponse:
    """The whole text once more, and to freeze it; what changed meanwhile is shown again and nothing is frozen."""
    contenido = acciones.contenido_de(encuentro)
    form = DefinitivaForm(request.POST or None, mostrado=sello(contenido))
    contexto = {
        "encuentro": encuentro,
        "bloques": para_pagina(bloques_de(contenido)),
        "volver_url": encuentro.url_de("acta"),
        "cambio": False,
        "por_atender": ComentarioActa.objects.for_user(request.user).filter(encuentro=encuentro, atendido_en=None).count(),
    }

    def hacer() -> str:
        acciones.dar_por_definitiva(encuentro, mostrado=form.cleaned_data["mostrado"], por=request.user)
        return encuentro.url_de("acta")

    try:
        return responder(
            request,
            form,
            plantilla="encuentros/acta_definitiva.html",
            hacer=hacer,
            mensaje="El acta es definitiva: imprímala, fírmenla y suba el escaneo.",
            contexto=contexto,
        )
    except acciones.CambioLoRegistrado:
        contenido = acciones.contenido_de(encuentro)
        contexto |= {"form": DefinitivaForm(mostrado=sello(contenido)), "bloques": para_pagina(bloques_de(contenido)), "cambio": True}
        return render(request, "encuentros/acta_definitiva.html", contexto, status=409)


def _sin_definitiva(request: Pedido, encuentro: Encuentro) -> HttpResponse:
    messages.info(request, "El acta todavía está en borrador: se firma cuando es definitiva.")
    return redirect(encuentro.url_de("acta"))


@requires(Permiso.EDITAR_ENCUENTROS, fila=un_encuentro_con_acta)
def borrador(request: Pedido, encuentro: Encuentro) -> HttpResponse:
    """Take a final acta back to draft, as it was looked at."""
    acta = acta_guardada(encuentro)
    if acta is None or (not acta.es_definitiva and request.method != "POST"):
        return _sin_definitiva(request, encuentro)

    def hacer() -> str:
        acciones.volver_a_borrador(encuentro, por=request.user)
        return encuentro.url_de("acta")

    return responder(
        request,
        FormularioDecision(request.POST or None, registro=acta),
        plantilla="comun/confirmar.html",
        hacer=hacer,
        mensaje="El acta volvió a borrador.",
        contexto={
            "titulo": f"Devolver a borrador el acta del {encuentro}",
            "explicacion": "Se vuelve a escribir con lo registrado. El código que se imprimió deja de valer y el escaneo que hubiera se quita.",
            "boton": "Devolver a borrador",
            "volver_url": encuentro.url_de("acta"),
            "peligro": True,
        },
    )


# ── The signed paper ─────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.EDITAR_ENCUENTROS, fila=un_encuentro_con_acta)
def escaneo(request: Pedido, encuentro: Encuentro) -> HttpResponse:
    """Keep the scan of the signed paper."""
    return _del_papel(request, encuentro, EscaneoForm, firma=False)


@requires(Permiso.EDITAR_ENCUENTROS, fila=un_encuentro_con_acta)
def firmar(request: Pedido, encuentro: Encuentro) -> HttpResponse:
    """Register that it was signed: from then on nothing that was recorded changes."""
    return _del_papel(request, encuentro, FirmaForm, firma=True)


def _del_papel(request: Pedido, encuentro: Encuentro, clase: Any, *, firma: bool) -> HttpResponse:
    acta = acta_guardada(encuentro)
    if acta is None or (not acta.es_definitiva and request.method != "POST"):
        return _sin_definitiva(request, encuentro)
    form = clase(request.POST or None, request.FILES or None, registro=acta)

    def hacer() -> str:
        nuevo = form.cleaned_data["archivo"]
        (registrar_firma if firma else acciones.subir_escaneo)(encuentro, nuevo, por=request.user)
        return encuentro.url_de("acta")

    return responder(
        request,
        form,
        plantilla="encuentros/acta_papel.html",
        hacer=hacer,
        mensaje="Se registró la firma: lo que se registró en el encuentro ya no cambia." if firma else "Se guardó el escaneo.",
        contexto={
            "encuentro": encuentro,
            "acta": acta,
            "firma": firma,
            "titulo": f"{'Registrar la firma del' if firma else 'Subir el escaneo del'} acta del {encuentro}",
            "volver_url": encuentro.url_de("acta"),
            "habia_archivos": bool(request.FILES),
        },
    )


# ── Comments ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.EDITAR_ENCUENTROS, fila=un_comentario)
def atender(request: Pedido, comentario: ComentarioActa) -> HttpResponse:
    """Say what was done about a comment. Two people who answer at once: the second one is shown the first answer."""
    volver = f"{comentario.encuentro.url_de('acta')}#comentarios"
    if request.method != "POST" and comentario.atendido_en is not None:
        messages.info(request, f"Ese comentario se atendió el {fecha_hora(comentario.atendido_en)}.")
        return redirect(volver)
    form = AtenderForm(request.POST or None, comentario=comentario)
    contexto: dict[str, Any] = {"comentario": comentario, "encuentro": comentario.encuentro, "volver_url": volver, "entretanto": False}

    def hacer() -> str:
        acciones.atender_comentario(comentario, respuesta=form.cleaned_data["respuesta"], por=request.user)
        return volver

    try:
        return responder(
            request,
            form,
            plantilla="encuentros/acta_comentario.html",
            hacer=hacer,
            mensaje="Atendido. La municipalidad ve la respuesta.",
            contexto=contexto,
            recibido=f"atender-{comentario.pk}",
        )
    except CambioEntretanto:
        comentario.refresh_from_db()
        contexto |= {"form": form, "entretanto": True, "escrito": form.cleaned_data["respuesta"]}
        return render(request, "encuentros/acta_comentario.html", contexto, status=409)
