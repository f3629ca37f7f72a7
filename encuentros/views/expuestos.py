"""Pages of what schools showed at an encuentro, and of its photos."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from base.bitacora.edicion import responder
from base.bitacora.entrega import entregar
from base.bitacora.formularios import FormularioMotivo
from base.cuentas.permisos import Pedido, abierta, requires
from base.cuentas.roles import Permiso
from encuentros import exponer
from encuentros.acciones import guardar_del_encuentro
from encuentros.forms.expuesto import ExpuestoForm, FotosForm
from encuentros.models import Encuentro, FotoExpuesta, ProyectoExpuesto
from municipios.forms.proyectos import PublicarFotoForm, ReservarFotoForm

from .filas import un_encuentro, un_proyecto_expuesto, una_foto


def _en_su_encuentro(proyecto_o_encuentro: Any) -> str:
    """The place of the page of the encuentro where what was shown stands."""
    return f"{proyecto_o_encuentro.get_absolute_url()}#expuestos"


# ── What was shown ───────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.EDITAR_ENCUENTROS, fila=un_encuentro)
def nuevo(request: Pedido, encuentro: Encuentro) -> HttpResponse:
    """Write down what a school showed."""
    proyecto = ProyectoExpuesto(encuentro=encuentro)
    return _escribir(request, proyecto, titulo="Añadir un proyecto expuesto", clave=f"expuesto-nuevo-{encuentro.pk}")


@requires(Permiso.EDITAR_ENCUENTROS, fila=un_proyecto_expuesto)
def editar(request: Pedido, proyecto: Any) -> HttpResponse:
    """Correct it, while the acta is not signed."""
    return _escribir(request, proyecto, titulo=f"Editar lo que expuso {proyecto}", clave=f"expuesto-{proyecto.pk}")


def _escribir(request: Pedido, proyecto: Any, *, titulo: str, clave: str) -> HttpResponse:
    if not proyecto.encuentro.se_registra and request.method != "POST":
        raise PermissionDenied
    form = ExpuestoForm(request.POST or None, instance=proyecto)

    def hacer() -> str:
        return _en_su_encuentro(guardar_del_encuentro(form.instance, por=request.user))

    return responder(
        request,
        form,
        plantilla="encuentros/expuesto_form.html",
        hacer=hacer,
        mensaje="Se guardó lo que se expuso.",
        contexto={"encuentro": proyecto.encuentro, "titulo": titulo, "clave": clave},
        recibido=clave,
    )


@requires(Permiso.EDITAR_ENCUENTROS, fila=un_proyecto_expuesto)
def quitar(request: Pedido, proyecto: Any) -> HttpResponse:
    """Take it off the encuentro, with the reason."""

    def hacer() -> str:
        exponer.quitar_expuesto(proyecto, por=request.user)
        return _en_su_encuentro(proyecto.encuentro)

    return responder(
        request,
        FormularioMotivo(request.POST or None),
        plantilla="comun/confirmar.html",
        hacer=hacer,
        mensaje=f"Se quitó: {proyecto}.",
        contexto={
            "titulo": f"Quitar lo que expuso {proyecto}",
            "explicacion": "Va a la papelera con sus fotos. Si alguna es pública, vuelva antes a reservarla.",
            "boton": "Quitar",
            "volver_url": _en_su_encuentro(proyecto.encuentro),
            "peligro": True,
        },
    )


# ── Its photos ───────────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.EDITAR_ENCUENTROS, fila=un_proyecto_expuesto)
def adjuntar(request: Pedido, proyecto: Any) -> HttpResponse:
    """Keep photos of it: for its own people, until somebody decides otherwise of each."""
    if proyecto.encuentro.esta_firmado and request.method != "POST":
        raise PermissionDenied
    form = FotosForm(request.POST or None, request.FILES or None)

    def hacer() -> str:
        exponer.adjuntar_fotos(proyecto, por=request.user, **{n: v for n, v in form.cleaned_data.items() if n != "clave"})
        return _en_su_encuentro(proyecto)

    return responder(
        request,
        form,
        plantilla="encuentros/expuesto_fotos.html",
        hacer=hacer,
        mensaje="Se guardó. Por ahora solo lo ven la UGEL y su municipalidad.",
        contexto={"proyecto": proyecto, "encuentro": proyecto.encuentro, "habia_archivos": bool(request.FILES)},
    )


@abierta("La foto que se hizo pública la puede abrir cualquiera; las demás, solo quien las alcanza.")
@require_safe
def foto(request: Pedido, pk: Any) -> HttpResponseBase:
    """The photo. What a person may not see, and what does not exist, is the same 404."""
    suya = get_object_or_404(FotoExpuesta.objects.for_user(request.user).select_related("proyecto", "encuentro__ugel"), pk=pk)
    return entregar(request, suya, de=suya.encuentro)


@requires(Permiso.EDITAR_ENCUENTROS, fila=una_foto)
def publicar(request: Pedido, foto: Any) -> HttpResponse:
    """Let anyone see it, after looking at it and with its consent on record; or keep it again to its own people."""
    if request.GET.get("acto") == "reservar":
        return _reservar(request, foto)
    form = PublicarFotoForm(request.POST or None, registro=foto)

    def hacer() -> str:
        foto.publicar(por=request.user, documento=form.cleaned_data["documento"])
        return _en_su_encuentro(foto)

    return responder(
        request,
        form,
        plantilla="encuentros/foto_publicar.html",
        hacer=hacer,
        mensaje=f"Ahora es pública: {foto}.",
        contexto={"foto": foto, "encuentro": foto.encuentro},
    )


def _reservar(request: Pedido, foto: Any) -> HttpResponse:
    form = ReservarFotoForm(request.POST or None)

    def hacer() -> str:
        foto.reservar(por=request.user, retiran=form.cleaned_data["retiran"])
        return _en_su_encuentro(foto)

    return responder(
        request,
        form,
        plantilla="comun/confirmar.html",
        hacer=hacer,
        mensaje=f"Ahora es reservada: {foto}.",
        contexto={
            "titulo": f"Reservar: {foto}",
            "explicacion": "Deja de verse en la página pública. La UGEL y su municipalidad la siguen viendo.",
            "boton": "Reservarla",
            "volver_url": _en_su_encuentro(foto),
        },
    )


@requires(Permiso.EDITAR_ENCUENTROS, fila=una_foto)
def quitar_foto(request: Pedido, foto: Any) -> HttpResponse:
    """Take it away, with the reason; also after the acta was signed, since it is of who appears in it."""

    def hacer() -> str:
        foto.eliminar(por=request.user)
        return _en_su_encuentro(foto)

    return responder(
        request,
        FormularioMotivo(request.POST or None),
        plantilla="comun/confirmar.html",
        hacer=hacer,
        mensaje=f"Se quitó: {foto}.",
        contexto={
            "titulo": f"Quitar del encuentro: {foto}",
            "explicacion": "Deja de verse para todos. Si es una foto pública, vuelva antes a reservarla.",
            "boton": "Quitar",
            "volver_url": _en_su_encuentro(foto),
            "peligro": True,
        },
    )
