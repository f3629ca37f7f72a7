"""Pages of the acta: its draft with the comments of those that came, the final one, the signed paper."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from base.bitacora.edicion import responder
from base.bitacora.entrega import entregar
from base.bitacora.formularios import FormularioDecision
from base.comun.bloques import para_pagina
from base.comun.impresos import componer_pdf, respuesta_pdf
from base.comun.templatetags.comun import fecha_hora
from base.comun.word import componer_docx, respuesta_docx
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from convenios.forms.reporte import CambioEntretanto
from encuentros import acta as acciones
from encuentros.acta_escrita import bloques_de, titulo_de
from encuentros.forms.acta import AtenderForm, ComentarioForm, DefinitivaForm, EscaneoForm, FirmaForm
from encuentros.models import Acta, ComentarioActa, Encuentro
from encuentros.navegacion import navegacion
from municipios.models.lista import sello

PERSONAS = ("definitiva_por", "subida_por")
AVISO = "BORRADOR: todavía puede cambiar y no vale como acta."
Estado = Encuentro.Estado


def un_encuentro_con_acta(user: Any, *, ugel: str, numero: int) -> Encuentro:
    """An encuentro whose acta, draft or final, is for this person."""
    filas = Encuentro.objects.for_user(user).select_related("ugel", "distrito", "firmado_por", *(f"acta__{p}" for p in PERSONAS))
    encuentro: Any = get_object_or_404(filas, ugel__codigo=ugel, numero=numero)
    encuentro.suyas = acciones.municipalidades_que_vinieron(encuentro, user)
    acta = _acta(encuentro)
    definitiva = acta is not None and acta.es_definitiva
    if not acciones.alcanza_el_acta(user, encuentro, definitiva=definitiva, vino=bool(encuentro.suyas)):
        raise Http404
    return cast("Encuentro", encuentro)


def un_comentario(user: Any, *, ugel: str, numero: int, pk: int) -> ComentarioActa:
    """A comment that this person reads."""
    filas = ComentarioActa.objects.for_user(user).select_related("encuentro__ugel", "municipalidad__distrito", "hecho_por", "atendido_por")
    return get_object_or_404(filas, pk=pk, encuentro__ugel__codigo=ugel, encuentro__numero=numero)


def url_de(encuentro: Encuentro) -> str:
    """The acta of an encuentro."""
    return reverse("acta", args=[encuentro.ugel.codigo, encuentro.numero])


def _acta(encuentro: Encuentro) -> Acta | None:
    acta: Acta | None = getattr(encuentro, "acta", None)
    return acta if acta is not None and acta.eliminado_en is None else None


def _contenido(user: Any, encuentro: Encuentro, acta: Acta | None, suyas: list[Any]) -> dict[str, Any] | None:
    """What it says: as it was frozen, or as it would be written now; None where this person does not read the draft."""
    if acta is not None and acta.es_definitiva:
        return dict(acta.contenido or {})
    return acciones.contenido_de(encuentro) if acciones.ve_el_borrador(user, encuentro, suyas) else None


# ── Reading it ───────────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.VER, fila=un_encuentro_con_acta)
def ver(request: Pedido, encuentro: Any) -> HttpResponse:
    """What the acta says, in which state it is, and what was commented; for those that came, a form to comment."""
    user = request.user
    acta = _acta(encuentro)
    suyas = encuentro.suyas
    contenido = _contenido(user, encuentro, acta, suyas)
    comenta = bool(suyas) and encuentro.recibe_comentarios
    form = ComentarioForm(request.POST or None, municipalidades=suyas) if suyas and encuentro.estado == Estado.ACTA_EN_BORRADOR else None
    contexto = {
        "encuentro": encuentro,
        "acta": acta,
        "definitiva": acta is not None and acta.es_definitiva,
        "bloques": para_pagina(bloques_de(contenido)) if contenido is not None else None,
        "comentarios": _comentarios(user, encuentro),
        "comenta": comenta,
        "interno": acciones.lee_por_dentro(user),
        "acciones": _acciones(user, encuentro, acta),
        "navegacion": navegacion(user, encuentro, "acta"),
    }
    if request.method != "POST" or form is None:
        if request.method == "POST":
            raise PermissionDenied
        return render(request, "encuentros/acta.html", contexto | {"form": form if comenta else None})
    return responder(
        request,
        form,
        plantilla="encuentros/acta.html",
        hacer=lambda: _comentar(request, encuentro, form),
        mensaje="Se envió el comentario. Aquí verá qué se hizo con él.",
        contexto=contexto,
        recibido=f"comentario-{encuentro.pk}",
    )


def _comentar(request: Pedido, encuentro: Encuentro, form: ComentarioForm) -> str:
    acciones.comentar(encuentro, form.elegida, texto=form.cleaned_data["texto"], por=request.user)
    return f"{url_de(encuentro)}#comentarios"


def _comentarios(user: Any, encuentro: Encuentro) -> list[Any]:
    """All of them for the staff; for a municipality, its own."""
    filas = ComentarioActa.objects.for_user(user).filter(encuentro=encuentro)
    return list(filas.select_related("municipalidad__distrito", "hecho_por", "atendido_por").order_by("hecho_en", "pk"))


def _acciones(user: Any, encuentro: Encuentro, acta: Acta | None) -> dict[str, bool]:
    """What this person may do with it now."""
    lleva = user.puede(Permiso.EDITAR_ENCUENTROS) and encuentro.estado == Estado.ACTA_EN_BORRADOR
    definitiva = acta is not None and acta.es_definitiva
    return {
        "lleva": lleva,
        "definitiva": lleva and not definitiva and not encuentro.recibe_comentarios,
        "firma": lleva and definitiva,
        "abre_el_escaneo": bool(acta is not None and acta.archivo) and (acciones.lee_por_dentro(user) or not encuentro.se_registra),
    }


def _documento(request: Pedido, encuentro: Any) -> tuple[dict[str, Any], Acta | None]:
    """What is printed, for whoever reads it: the frozen text with its acta, or the draft without."""
    acta = _acta(encuentro)
    contenido = _contenido(request.user, encuentro, acta, encuentro.suyas)
    if contenido is None:
        raise Http404
    return contenido, acta if acta is not None and acta.es_definitiva else None


def _membrete(encuentro: Encuentro, acta: Acta | None) -> dict[str, str]:
    """The heading of the UGEL; at the foot, the code of what is final."""
    membrete = dict(encuentro.ugel.membrete)
    if acta is not None:
        codigo = f"Código del acta: {acta.codigo}. Se comprueba en «Comprobar un código», en las páginas públicas del portal."
        membrete["pie"] = "\n".join(linea for linea in (membrete["pie"], codigo) if linea)
    return membrete


@requires(Permiso.VER, fila=un_encuentro_con_acta)
@require_safe
def pdf(request: Pedido, encuentro: Encuentro) -> HttpResponse:
    """The acta to print and sign; a draft says so on every sheet."""
    contenido, acta = _documento(request, encuentro)
    documento = componer_pdf(
        "acta_de_encuentro",
        {"bloques": bloques_de(contenido), "borrador": acta is None, "aviso": AVISO},
        titulo=titulo_de(contenido),
        demostracion=encuentro.demostracion,
        membrete=_membrete(encuentro, acta),
    )
    return respuesta_pdf(_nombre(encuentro, acta), documento, demostracion=encuentro.demostracion)


@requires(Permiso.VER, fila=un_encuentro_con_acta)
@require_safe
def docx(request: Pedido, encuentro: Encuentro) -> HttpResponse:
    """The same as a Word file."""
    contenido, acta = _documento(request, encuentro)
    documento = componer_docx(
        bloques_de(contenido),
        titulo=titulo_de(contenido),
        autor=encuentro.ugel.nombre,
        aviso="" if acta is not None else AVISO,
        demostracion=encuentro.demostracion,
        membrete=_membrete(encuentro, acta),
    )
    return respuesta_docx(_nombre(encuentro, acta), documento, demostracion=encuentro.demostracion)


def _nombre(encuentro: Encuentro, acta: Acta | None) -> str:
    return f"acta-{encuentro.ugel.codigo}-{encuentro.numero}" + ("" if acta is not None else "-borrador")


@requires(Permiso.VER, fila=un_encuentro_con_acta)
@require_safe
def archivo(request: Pedido, encuentro: Encuentro) -> HttpResponseBase:
    """The scan of the signed paper: until the signature is registered, only the staff opens it."""
    acta = _acta(encuentro)
    if acta is None or not acta.archivo or (encuentro.se_registra and not acciones.lee_por_dentro(request.user)):
        raise Http404
    return entregar(request, acta, de=encuentro)


# ── Making it final, and going back ──────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.EDITAR_ENCUENTROS, fila=un_encuentro_con_acta)
def definitiva(request: Pedido, encuentro: Encuentro) -> HttpResponse:
    """The whole text once more, and to freeze it; what changed meanwhile is shown again and nothing is frozen."""
    contenido = acciones.contenido_de(encuentro)
    form = DefinitivaForm(request.POST or None, mostrado=sello(contenido))
    contexto = {"encuentro": encuentro, "bloques": para_pagina(bloques_de(contenido)), "volver_url": url_de(encuentro), "cambio": False}

    def hacer() -> str:
        acciones.dar_por_definitiva(encuentro, mostrado=form.cleaned_data["mostrado"], por=request.user)
        return url_de(encuentro)

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
    return redirect(url_de(encuentro))


@requires(Permiso.EDITAR_ENCUENTROS, fila=un_encuentro_con_acta)
def borrador(request: Pedido, encuentro: Encuentro) -> HttpResponse:
    """Take a final acta back to draft, as it was looked at."""
    acta = _acta(encuentro)
    if acta is None or (not acta.es_definitiva and request.method != "POST"):
        return _sin_definitiva(request, encuentro)

    def hacer() -> str:
        acciones.volver_a_borrador(encuentro, por=request.user)
        return url_de(encuentro)

    return responder(
        request,
        FormularioDecision(request.POST or None, registro=acta),
        plantilla="comun/confirmar.html",
        hacer=hacer,
        mensaje="El acta volvió a borrador.",
        contexto={
            "titulo": f"Volver a borrador el acta del {encuentro}",
            "explicacion": "Se vuelve a escribir con lo registrado. El código que se imprimió deja de valer y el escaneo que hubiera se quita.",
            "boton": "Volver a borrador",
            "volver_url": url_de(encuentro),
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
    acta = _acta(encuentro)
    if acta is None or (not acta.es_definitiva and request.method != "POST"):
        return _sin_definitiva(request, encuentro)
    form = clase(request.POST or None, request.FILES or None, registro=acta)

    def hacer() -> str:
        nuevo = form.cleaned_data["archivo"]
        (acciones.firmar if firma else acciones.subir_escaneo)(encuentro, nuevo, por=request.user)
        return url_de(encuentro)

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
            "volver_url": url_de(encuentro),
            "habia_archivos": bool(request.FILES),
        },
    )


# ── Comments ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.EDITAR_ENCUENTROS, fila=un_comentario)
def atender(request: Pedido, comentario: ComentarioActa) -> HttpResponse:
    """Say what was done about a comment. Two people who answer at once: the second one is shown the first answer."""
    volver = f"{url_de(comentario.encuentro)}#comentarios"
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
