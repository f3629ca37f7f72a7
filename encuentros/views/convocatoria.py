"""The convocatoria of an encuentro: who is invited, what was sent to each and what each answered; and what is done for all of them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render

from base.bitacora.edicion import responder
from base.bitacora.formularios import ConClave, FormularioDecision
from base.comun.impresos import respuesta_pdf
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso

from .. import convocatoria as actos
from ..acciones import guardar_del_encuentro
from ..avisar_cambio import avisar_del_cambio, por_avisar
from ..convocar import convocar_municipalidades, guardar_encuentro
from ..convocatoria_correo import carta_de, oficios_en_pdf
from ..forms.convocatoria import InvitadoForm, NumerarForm, OficioForm
from ..models import Encuentro, Invitado
from ..navegacion import navegacion
from ..oficio import CAMPOS, asunto_y_texto, puntos_de
from .filas import un_encuentro_por_dentro

Respuesta = Invitado.Respuesta
EN_PLURAL = {
    Respuesta.ASISTIRA: "Asistirán",
    Respuesta.DELEGARA: "Delegarán",
    Respuesta.NO_ASISTIRA: "No asistirán",
    Respuesta.SIN_RESPUESTA: "Sin respuesta",
}
ENLACE_DE_MUESTRA = "(aquí va el enlace propio de cada invitado)"


def raiz_de(request: Pedido) -> str:
    """Where the portal is, as this request reached it: by one of its own names."""
    return request.build_absolute_uri("/").rstrip("/")


def invitados_de(user: Any, encuentro: Encuentro) -> Any:
    """Its guests as lists show them: municipalities by ubigeo, then institutions."""
    filas = Invitado.objects.for_user(user).filter(encuentro=encuentro)
    return filas.select_related("municipalidad__distrito", "anotada_por").order_by("institucion", "municipalidad__distrito__ubigeo", "pk")


# ── The list ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.VER, fila=un_encuentro_por_dentro)
def ver(request: Pedido, encuentro: Encuentro) -> HttpResponse:
    """Every guest, with how many answered what; each of those numbers leads to its guests."""
    todos = list(actos.con_lo_enviado(invitados_de(request.user, encuentro)))
    for invitado in todos:
        invitado.tiene_fallidos = any(c.envio and c.envio.estado in actos.NO_SALIO for c in invitado.enviado)
    elegida = request.GET.get("respuesta", "")
    convoca = encuentro.estado == Encuentro.Estado.CONVOCADO
    contexto = {
        "encuentro": encuentro,
        "navegacion": navegacion(request.user, encuentro, "convocatoria"),
        "invitados": [i for i in todos if elegida not in EN_PLURAL or i.respuesta == elegida],
        "total": len(todos),
        "cuentas": [(r.value, nombre, sum(i.respuesta == r for i in todos), r.value == elegida) for r, nombre in EN_PLURAL.items()],
        "filtrado": elegida in EN_PLURAL,
        "edita": request.user.puede(Permiso.EDITAR_ENCUENTROS) and encuentro.se_responde,
        "convoca": convoca,
        "sin_numero": sum(not i.oficio for i in todos),
        "sin_correo": sum(not i.correo for i in todos),
        "por_invitar": actos.por_invitar(encuentro).count() if convoca else 0,
        "por_recordar": actos.por_recordar(encuentro).count() if convoca else 0,
        "por_avisar": por_avisar(encuentro),
        "faltan": actos.municipalidades_que_faltan(encuentro),
    }
    return render(request, "encuentros/convocatoria.html", contexto)


@requires(Permiso.VER, fila=un_encuentro_por_dentro)
def sin_correo(request: Pedido, encuentro: Encuentro) -> HttpResponse:
    """Those without mail, to print and take along: who receives each oficio signs here."""
    filas = invitados_de(request.user, encuentro).filter(correo="")
    return render(request, "encuentros/convocatoria_sin_correo.html", {"encuentro": encuentro, "invitados": filas})


@requires(Permiso.VER, fila=un_encuentro_por_dentro)
def oficios(request: Pedido, encuentro: Encuentro) -> HttpResponse:
    """The oficios in one PDF to print: all of them, or those of who has no mail."""
    filas = invitados_de(request.user, encuentro).select_related("encuentro__ugel", "encuentro__distrito")
    filas = filas.filter(correo="") if request.GET.get("cuales") == "sin_correo" else filas
    if not filas:
        messages.info(request, "No hay ningún oficio que imprimir.")
        return redirect(encuentro.url_de("convocatoria"))
    try:
        pdf = oficios_en_pdf(encuentro, filas, puntos=puntos_de(encuentro))
    except ValidationError as error:
        return texto_por_corregir(request, encuentro, error)
    return respuesta_pdf(f"oficios-{encuentro.ugel.codigo}-{encuentro.numero}", pdf, demostracion=encuentro.demostracion)


def texto_por_corregir(request: Pedido, encuentro: Encuentro, error: ValidationError) -> HttpResponse:
    """A text with a field that does not exist, however it got there, is corrected before anything is drawn from it."""
    messages.error(request, f"El texto del oficio tiene un error. {' '.join(error.messages)}")
    return redirect("convocatoria_oficio", encuentro.ugel.codigo, encuentro.numero)


# ── Preparing it ─────────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.EDITAR_ENCUENTROS, fila=un_encuentro_por_dentro)
def institucion(request: Pedido, encuentro: Encuentro) -> HttpResponse:
    """Invite an institution that is no municipality."""
    form = InvitadoForm(request.POST or None, instance=Invitado(encuentro=encuentro))

    def hacer() -> str:
        guardar_del_encuentro(form.save(commit=False), por=request.user)
        return encuentro.url_de("convocatoria")

    return responder(
        request,
        form,
        plantilla="encuentros/convocatoria_invitado_form.html",
        hacer=hacer,
        mensaje="La institución está en la lista.",
        contexto={"encuentro": encuentro, "titulo": "Invitar a una institución", "volver_url": encuentro.url_de("convocatoria")},
        recibido=f"invitado-nuevo-{encuentro.pk}",
    )


def _confirmar(
    request: Pedido, encuentro: Encuentro, form: ConClave, *, titulo: str, explicacion: str, hacer: Callable[[], Any], mensaje: str
) -> HttpResponse:
    """One act on the whole list, asked once more before it is done."""

    def hecho() -> str:
        hacer()
        return encuentro.url_de("convocatoria")

    contexto = {"titulo": titulo, "explicacion": explicacion, "boton": titulo, "volver_url": encuentro.url_de("convocatoria")}
    return responder(request, form, plantilla="comun/confirmar.html", hacer=hecho, mensaje=mensaje, contexto=contexto)


@requires(Permiso.EDITAR_ENCUENTROS, fila=un_encuentro_por_dentro)
def municipalidades(request: Pedido, encuentro: Encuentro) -> HttpResponse:
    """Put on the list the municipalities of the UGEL that are missing."""
    return _confirmar(
        request,
        encuentro,
        ConClave(request.POST or None),
        titulo="Añadir las municipalidades que faltan",
        explicacion="Entran en la lista las municipalidades de la UGEL que no están, cada una por su alcalde o alcaldesa, con el nombre y "
        "el correo de la gestión vigente si se conocen. No se les envía nada todavía.",
        hacer=lambda: convocar_municipalidades(encuentro, por=request.user),
        mensaje="Están todas las municipalidades de la UGEL.",
    )


@requires(Permiso.EDITAR_ENCUENTROS, fila=un_encuentro_por_dentro)
def numerar(request: Pedido, encuentro: Encuentro) -> HttpResponse:
    """Give their numbers to the oficios that have none."""
    form = NumerarForm(request.POST or None, initial={"sufijo": f"-{encuentro.fecha.year}" if encuentro.fecha else ""})
    return _confirmar(
        request,
        encuentro,
        form,
        titulo="Numerar los oficios",
        explicacion="Cada invitado sin número recibe el siguiente, en el orden de la lista. Los que ya tienen número lo conservan.",
        hacer=lambda: actos.numerar(encuentro, por=request.user, desde=form.cleaned_data["desde"], sufijo=form.cleaned_data["sufijo"]),
        mensaje="Los oficios están numerados.",
    )


@requires(Permiso.EDITAR_ENCUENTROS, fila=un_encuentro_por_dentro)
def oficio(request: Pedido, encuentro: Encuentro) -> HttpResponse:
    """Write the text of every oficio; see how it comes out for one guest before keeping it."""
    form = OficioForm(request.POST or None, instance=encuentro)
    contexto: dict[str, Any] = {"encuentro": encuentro, "campos": CAMPOS, "volver_url": encuentro.url_de("convocatoria")}
    previa = request.method == "POST" and request.POST.get("accion") == "previa"
    if previa or request.method != "POST":
        valido = not previa or form.is_valid()
        contexto["form"] = form
        contexto["muestra"] = _muestra(request.user, encuentro) if valido else None
        return render(request, "encuentros/convocatoria_oficio.html", contexto, status=200 if valido else 422)

    def hacer() -> str:
        guardar_encuentro(form.save(commit=False), por=request.user)
        return encuentro.url_de("convocatoria")

    return responder(
        request,
        form,
        plantilla="encuentros/convocatoria_oficio.html",
        hacer=hacer,
        mensaje="El texto del oficio se guardó.",
        contexto=contexto,
        recibido=f"oficio-{encuentro.pk}",
    )


def _muestra(user: Any, encuentro: Encuentro) -> dict[str, Any] | None:
    """The oficio of the first guest, with the text that is on the page (a valid form has put it in its encuentro)."""
    invitado = invitados_de(user, encuentro).first()
    if invitado is None:
        return None
    invitado.encuentro = encuentro
    try:
        asunto, texto = asunto_y_texto(invitado, puntos_de(encuentro))
    except ValidationError:
        return None
    return {"invitado": invitado, "asunto": asunto, "texto": texto}


# ── Sending it ───────────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.EDITAR_ENCUENTROS, fila=un_encuentro_por_dentro)
def enviar(request: Pedido, encuentro: Encuentro) -> HttpResponse:
    """See the mail as it goes out, to whom; and send it to each, once."""
    return _por_correo(
        request,
        encuentro,
        "invitacion",
        actos.por_invitar(encuentro),
        actos.invitar,
        "Las invitaciones salen en unos minutos: aquí se ve cómo va cada una.",
    )


@requires(Permiso.EDITAR_ENCUENTROS, fila=un_encuentro_por_dentro)
def recordar(request: Pedido, encuentro: Encuentro) -> HttpResponse:
    """The same with a reminder, to those that have not answered."""
    return _por_correo(
        request,
        encuentro,
        "recordatorio",
        actos.por_recordar(encuentro),
        actos.recordar,
        "Los recordatorios salen en unos minutos: aquí se ve cómo va cada uno.",
    )


@requires(Permiso.EDITAR_ENCUENTROS, fila=un_encuentro_por_dentro)
def cambio(request: Pedido, encuentro: Encuentro) -> HttpResponse:
    """The same with another day, hour or place, to those that were told otherwise; those on paper are listed."""
    quienes = por_avisar(encuentro)
    return _por_correo(
        request,
        encuentro,
        "cambio",
        quienes.con_correo,
        avisar_del_cambio,
        "Los avisos salen en unos minutos: aquí se ve cómo va cada uno.",
        en_papel=quienes.en_papel,
    )


DICHOS = {
    "invitacion": {
        "titulo": "Enviar las invitaciones",
        "boton": "Enviar",
        "nadie": "No queda ninguna invitación por enviar",
        "porque": "A todos los que tienen correo ya se les envió.",
    },
    "recordatorio": {
        "titulo": "Recordar a quienes no respondieron",
        "boton": "Recordar",
        "nadie": "No queda a quién recordar hoy",
        "porque": "Respondieron, no tienen correo o ya se les recordó hoy.",
    },
    "cambio": {
        "titulo": "Avisar del cambio",
        "boton": "Avisar del cambio",
        "nadie": "No queda a quién avisar por correo",
        "porque": "Todos los que tienen correo saben el día, la hora y el lugar de ahora.",
    },
}


def _por_correo(
    request: Pedido, encuentro: Encuentro, clase: str, filas: Any, enviar: Callable[..., int], mensaje: str, **mas: Any
) -> HttpResponse:
    invitados = list(filas)
    contexto: dict[str, Any] = {
        **mas,
        "dicho": DICHOS[clase],
        "encuentro": encuentro,
        "clase": clase,
        "invitados": invitados,
        "volver_url": encuentro.url_de("convocatoria"),
    }
    try:
        contexto["carta"] = _carta_de_muestra(encuentro, invitados, clase)
    except ValidationError as error:
        return texto_por_corregir(request, encuentro, error)

    def hacer() -> str:
        enviar(encuentro, por=request.user, raiz=raiz_de(request))
        return encuentro.url_de("convocatoria")

    return responder(
        request,
        FormularioDecision(request.POST or None, registro=encuentro),
        plantilla="encuentros/convocatoria_enviar.html",
        hacer=hacer,
        mensaje=mensaje,
        contexto=contexto,
    )


def _carta_de_muestra(encuentro: Encuentro, invitados: list[Invitado], clase: str) -> dict[str, str] | None:
    if not invitados:
        return None
    primero = invitados[0]
    primero.encuentro = encuentro
    hasta = actos.hasta_cuando(encuentro)
    return carta_de(primero, clase, puntos=puntos_de(encuentro), enlace=ENLACE_DE_MUESTRA, vence_en=hasta)
