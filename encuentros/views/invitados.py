"""One guest of a convocatoria: its oficio, what was sent to it, what it answered."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify

from base.bitacora.edicion import responder
from base.bitacora.formularios import ConClave
from base.comun.impresos import respuesta_pdf
from base.comun.word import componer_docx, respuesta_docx
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso

from .. import convocatoria as actos
from ..acciones import guardar_del_encuentro
from ..avisar_cambio import por_avisar
from ..convocatoria_correo import enviados_el, oficios_en_pdf
from ..forms.convocatoria import AnotarForm, InvitadoForm, PapelForm
from ..models import Encuentro, Invitado
from ..oficio import bloques_de, datos_de, puntos_de
from .convocatoria import invitados_de, raiz_de, texto_por_corregir
from .filas import un_invitado, un_oficio


def _direccion(invitado: Invitado) -> str:
    encuentro = invitado.encuentro
    return reverse("invitado", args=[encuentro.ugel.codigo, encuentro.numero, invitado.pk])


@requires(Permiso.VER, fila=un_invitado)
def ver(request: Pedido, invitado: Invitado) -> HttpResponse:
    """Who it is, what was sent to it and how that went, what it answered, and its oficio as it comes out."""
    encuentro = invitado.encuentro
    (con_envios,) = actos.con_lo_enviado(invitados_de(request.user, encuentro).filter(pk=invitado.pk))
    try:
        oficio = datos_de(invitado, puntos_de(encuentro), dia=enviados_el([invitado]).get(invitado.pk))
    except ValidationError as error:
        messages.error(request, f"El texto del oficio tiene un error. {' '.join(error.messages)}")
        oficio = None
    contexto = {
        "invitado": invitado,
        "encuentro": encuentro,
        "enviado": con_envios.enviado,
        "oficio": oficio,
        "lista_url": encuentro.url_de("convocatoria"),
        "edita": request.user.puede(Permiso.EDITAR_ENCUENTROS) and encuentro.se_responde,
        "elimina": request.user.puede(Permiso.PAPELERA) and encuentro.se_responde,
        "convoca": encuentro.estado == Encuentro.Estado.CONVOCADO,
        "en_papel": any(c.clase == "papel" for c in con_envios.enviado) and invitado not in por_avisar(encuentro).en_papel,
    }
    return render(request, "encuentros/convocatoria_invitado.html", contexto)


@requires(Permiso.VER, fila=un_oficio)
def oficio(request: Pedido, invitado: Invitado) -> HttpResponse:
    """Its oficio as a document: PDF to print, DOCX to correct."""
    encuentro, puntos = invitado.encuentro, puntos_de(invitado.encuentro)
    nombre = f"oficio-{encuentro.ugel.codigo}-{encuentro.numero}-{slugify(str(invitado))}"
    try:
        if request.resolver_match.kwargs["formato"] == "pdf":  # type: ignore[union-attr]
            return respuesta_pdf(nombre, oficios_en_pdf(encuentro, [invitado], puntos=puntos), demostracion=encuentro.demostracion)
        datos = datos_de(invitado, puntos, dia=enviados_el([invitado]).get(invitado.pk))
    except ValidationError as error:
        return texto_por_corregir(request, encuentro, error)
    docx = componer_docx(
        bloques_de(datos),
        titulo=datos["numero"],
        autor=encuentro.ugel.nombre,
        demostracion=encuentro.demostracion,
        membrete=encuentro.ugel.membrete,
        carta=datos["fecha"],
    )
    return respuesta_docx(nombre, docx, demostracion=encuentro.demostracion)


@requires(Permiso.EDITAR_ENCUENTROS, fila=un_invitado)
def editar(request: Pedido, invitado: Invitado) -> HttpResponse:
    """Correct who is invited and where the mail goes."""
    form = InvitadoForm(request.POST or None, instance=invitado)
    contexto: dict[str, Any] = {"encuentro": invitado.encuentro, "titulo": f"Editar: {invitado}", "volver_url": _direccion(invitado)}

    def hacer() -> str:
        return _direccion(guardar_del_encuentro(form.save(commit=False), por=request.user))

    return responder(
        request,
        form,
        plantilla="encuentros/convocatoria_invitado_form.html",
        hacer=hacer,
        mensaje="Guardado.",
        contexto=contexto,
        recibido=f"invitado-{invitado.pk}",
    )


@requires(Permiso.EDITAR_ENCUENTROS, fila=un_invitado)
def respuesta(request: Pedido, invitado: Invitado) -> HttpResponse:
    """Write down what it answered by telephone. Somebody answered meanwhile: it is decided again."""
    form = AnotarForm(request.POST or None, registro=invitado)

    def hacer() -> str:
        actos.anotar_respuesta(invitado, por=request.user, respuesta=form.cleaned_data["respuesta"], delegado=form.delegado)
        return invitado.encuentro.url_de("convocatoria")

    return responder(
        request,
        form,
        plantilla="encuentros/convocatoria_respuesta.html",
        hacer=hacer,
        mensaje="La respuesta quedó anotada.",
        contexto={"invitado": invitado, "encuentro": invitado.encuentro, "volver_url": invitado.encuentro.url_de("convocatoria")},
    )


@requires(Permiso.EDITAR_ENCUENTROS, fila=un_invitado)
def papel(request: Pedido, invitado: Invitado) -> HttpResponse:
    """The oficio was delivered by hand."""
    form = PapelForm(request.POST or None)

    def hacer() -> str:
        otra_vez = invitado in por_avisar(invitado.encuentro).en_papel
        actos.anotar_papel(invitado, por=request.user, dia=form.cleaned_data["dia"], otra_vez=otra_vez)
        return invitado.encuentro.url_de("convocatoria")

    contexto = {
        "titulo": "Anotar la entrega en papel",
        "explicacion": f"El oficio de {invitado} se entregó en mano. Queda con su nombre, {request.user}.",
        "boton": "Anotar la entrega",
        "volver_url": _direccion(invitado),
    }
    return responder(request, form, plantilla="comun/confirmar.html", hacer=hacer, mensaje="La entrega quedó anotada.", contexto=contexto)


@requires(Permiso.EDITAR_ENCUENTROS, fila=un_invitado)
def reintentar(request: Pedido, invitado: Invitado) -> HttpResponse:
    """Send again what failed."""

    def hacer() -> str:
        actos.reintentar(invitado, por=request.user, raiz=raiz_de(request))
        return invitado.encuentro.url_de("convocatoria")

    contexto = {
        "titulo": "Reintentar el correo",
        "explicacion": f"El correo para {invitado} vuelve a la cola y sale en unos segundos, a {invitado.correo or 'su correo'}.",
        "boton": "Reintentar el correo",
        "volver_url": _direccion(invitado),
    }
    return responder(
        request,
        ConClave(request.POST or None),
        plantilla="comun/confirmar.html",
        hacer=hacer,
        mensaje="El correo volvió a la cola.",
        contexto=contexto,
    )
