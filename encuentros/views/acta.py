"""The acta as it is read: its draft with the comments of those that came, the final one, on paper, and the signed scan."""

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from base.bitacora.edicion import responder
from base.bitacora.entrega import entregar
from base.comun.bloques import para_pagina
from base.comun.impresos import componer_pdf, respuesta_pdf
from base.comun.word import componer_docx, respuesta_docx
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from encuentros import acta as acciones
from encuentros.acta_escrita import bloques_de, titulo_de
from encuentros.forms.acta import ComentarioForm
from encuentros.models import Acta, ComentarioActa, Encuentro
from encuentros.navegacion import navegacion

PERSONAS = ("definitiva_por", "subida_por")
AVISO = "BORRADOR: todavía puede cambiar y no vale como acta."
Estado = Encuentro.Estado


def un_encuentro_con_acta(user: Any, *, ugel: str, numero: int) -> Encuentro:
    """An encuentro whose acta, draft or final, is for this person."""
    filas = Encuentro.objects.for_user(user).select_related("ugel", "distrito", "firmado_por", *(f"acta__{p}" for p in PERSONAS))
    encuentro: Any = get_object_or_404(filas, ugel__codigo=ugel, numero=numero)
    encuentro.suyas = acciones.municipalidades_que_vinieron(encuentro, user)
    acta = acta_guardada(encuentro)
    definitiva = acta is not None and acta.es_definitiva
    if not acciones.alcanza_el_acta(user, encuentro, definitiva=definitiva, vino=bool(encuentro.suyas)):
        raise Http404
    return cast("Encuentro", encuentro)


def acta_guardada(encuentro: Encuentro) -> Acta | None:
    """Its acta as it is kept, if there is one; it came with the encuentro."""
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
    acta = acta_guardada(encuentro)
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
    return f"{encuentro.url_de('acta')}#comentarios"


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
        "abre_el_escaneo": bool(acta is not None and acta.archivo) and (acciones.lee_por_dentro(user) or encuentro.esta_firmado),
    }


def _documento(request: Pedido, encuentro: Any) -> tuple[dict[str, Any], Acta | None]:
    """What is printed, for whoever reads it: the frozen text with its acta, or the draft without."""
    acta = acta_guardada(encuentro)
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
    acta = acta_guardada(encuentro)
    if acta is None or not acta.archivo or not (encuentro.esta_firmado or acciones.lee_por_dentro(request.user)):
        raise Http404
    return entregar(request, acta, de=encuentro)
