"""My second factor: giving it when signing in, setting it up, changing it."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote, urlencode

from allauth.account.internal.stagekit import clear_login
from allauth.account.stages import LoginStageController
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from base.comun.graficos import qr
from base.cuentas import sesiones
from base.cuentas.confirmacion import confirmada
from base.cuentas.factores import acceso, acciones, aplicacion, recuperacion
from base.cuentas.factores.estado import dar_por_probado, exigido, factores_de, marcar, probado, tiene
from base.cuentas.factores.etapa import SegundoPaso
from base.cuentas.factores.forms import AplicacionForm, CodigoForm, LlaveForm, PapelForm, PasoForm
from base.cuentas.factores.prueba import probar
from base.cuentas.models import Usuario
from base.cuentas.permisos import Pedido, abierta, requires
from base.cuentas.roles import Permiso

ERRADO = "No coincide, o ese código ya se usó. Espere a que la aplicación muestre otro."


def _siguiente(request: HttpRequest) -> str:
    siguiente = request.POST.get("next") or request.GET.get("next") or ""
    return siguiente if url_has_allowed_host_and_scheme(siguiente, allowed_hosts=None) else reverse("inicio")


def con_factor_probado(vista: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Nobody changes a second factor without having given it in this session; whoever has none has none to give."""

    @wraps(vista)
    def guardia(request: Pedido, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if probado(request) or not tiene(request.user):
            return vista(request, *args, **kwargs)
        return redirect(f"{reverse('segundo_factor_probar')}?{urlencode({'next': request.path})}")

    return guardia


# ── Giving it ────────────────────────────────────────────────────────────────────────────────────────────────────────────
@abierta("Quien dio su contraseña todavía no ha entrado: este es el segundo paso.")
@never_cache
@sensitive_post_parameters("otp", "credencial")
def segundo_paso(request: HttpRequest) -> HttpResponse:
    """The second step of signing in."""
    if request.user.is_authenticated:
        return redirect("inicio")
    etapa = LoginStageController.enter(request, SegundoPaso.key)
    if not isinstance(etapa, SegundoPaso) or not etapa.vale():
        clear_login(request)
        return redirect("account_login")
    quien: Any = etapa.login.user
    if request.method != "POST" or not _acierta(request, quien):
        return _pedir(request, quien)
    respuesta: HttpResponse = etapa.exit()
    if request.user.is_authenticated:
        marcar(request.session, quien)
        sesiones.fijar(request)
    return respuesta


@requires(Permiso.VER)
@never_cache
@sensitive_post_parameters("otp", "credencial")
def probar_en_la_sesion(request: Pedido) -> HttpResponse:
    """The same in a session that is open already: it began before its role asked for it, or from before a change."""
    if probado(request) or not tiene(request.user):
        return redirect(_siguiente(request))
    if request.method != "POST" or not _acierta(request, request.user):
        return _pedir(request, request.user)
    dar_por_probado(request)
    return redirect(_siguiente(request))


def _acierta(request: HttpRequest, quien: Usuario) -> bool:
    formulario = PasoForm(request.POST)
    return formulario.is_valid() and probar(request, quien, **formulario.cleaned_data) is not None


def _pedir(request: HttpRequest, quien: Usuario) -> HttpResponse:
    erro = request.method == "POST"
    contexto = {
        "aplicacion": factores_de(quien).filter(type=Authenticator.Type.TOTP).exists(),
        "codigo": CodigoForm(),
        "papel": PapelForm(auto_id="papel_%s"),
        "quedan": recuperacion.quedan(quien),
        "pregunta": acceso.pedir(request, quien),
        "errado": ERRADO if erro else "",
        "siguiente": request.POST.get("next") or request.GET.get("next") or "",
        "dentro": request.user.is_authenticated,
    }
    return render(request, "cuentas/segundo_paso.html", contexto, status=422 if erro else 200)


# ── Having it ────────────────────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.VER)
def segundo_factor(request: Pedido) -> HttpResponse:
    """What I have, and what I can do with it."""
    factores = list(factores_de(request.user))
    contexto = {
        "factores": factores,
        "con_aplicacion": any(factor.type == Authenticator.Type.TOTP for factor in factores),
        "quedan": recuperacion.quedan(request.user),
        "exigido": exigido(request.user),
        "se_quita": len(factores) > 1 or not exigido(request.user),
        "con_llaves": acceso.posible(request),
    }
    return render(request, "cuentas/segundo_factor.html", contexto)


@requires(Permiso.VER)
@confirmada
@con_factor_probado
@sensitive_post_parameters("otp")
def poner_aplicacion(request: Pedido) -> HttpResponse:
    """Set up the application of a telephone, or of another one in its place."""
    secreto = aplicacion.secreto_en_alta(request)
    formulario = AplicacionForm(request.POST or None, secreto=secreto)
    if request.method == "POST" and formulario.is_valid():
        hechos = acciones.poner_aplicacion(request, secreto=secreto, paso=formulario.cleaned_data["otp"])
        return _puesto(request, hechos, "Desde ahora, al entrar se le pedirá un código de la aplicación.")
    contexto = {
        "form": formulario,
        "qr": qr(aplicacion.direccion(request.user, secreto)),
        "secreto": " ".join(secreto[i : i + 4] for i in range(0, len(secreto), 4)),
        "otra": factores_de(request.user).filter(type=Authenticator.Type.TOTP).exists(),
    }
    return render(request, "cuentas/segundo_factor_aplicacion.html", contexto, status=422 if formulario.errors else 200)


@requires(Permiso.VER)
@confirmada
@con_factor_probado
@sensitive_post_parameters("credencial")
def poner_llave(request: Pedido) -> HttpResponse:
    """Add a passkey."""
    formulario = LlaveForm(request.POST or None)
    if request.method == "POST" and formulario.is_valid():
        credencial = acceso.recibir_nueva(request, formulario.cleaned_data["credencial"])
        if credencial is None:
            formulario.add_error(None, "No se hizo la llave. Pulse otra vez el botón y siga lo que le pide su equipo.")
        else:
            try:
                hechos = acciones.poner_llave(request, credencial=credencial, nombre=formulario.cleaned_data["nombre"])
            except ValidationError as error:
                formulario.add_error(None, error)
            else:
                return _puesto(request, hechos, "Desde ahora puede dar su llave de acceso al entrar.")
    contexto = {"form": formulario, "posible": acceso.posible(request), "pregunta": acceso.pedir_nueva(request, request.user)}
    return render(request, "cuentas/segundo_factor_llave.html", contexto, status=422 if formulario.errors else 200)


def _puesto(request: Pedido, hechos: list[str], mensaje: str) -> HttpResponse:
    messages.success(request, mensaje)
    return _mostrar(request, hechos) if hechos else redirect("segundo_factor")


def _mostrar(request: Pedido, hechos: list[str]) -> HttpResponse:
    """The codes. They are the answer to the form: in no session, no address and no row."""
    texto = "\n".join([f"Códigos de recuperación de {request.user.username}", *hechos, ""])
    archivo = f"data:text/plain;charset=utf-8,{quote(texto)}"
    return render(request, "cuentas/codigos_hechos.html", {"codigos": hechos, "archivo": archivo})


@requires(Permiso.VER)
@confirmada
@con_factor_probado
def codigos(request: Pedido) -> HttpResponse:
    """Make the codes of recovery anew."""
    if not tiene(request.user):
        return redirect("segundo_factor")
    if request.method == "POST":
        return _mostrar(request, acciones.rehacer_codigos(request))
    contexto = {
        "titulo": "Hacer códigos de recuperación nuevos",
        "explicacion": "Se hacen diez. Los anteriores dejan de valer. Se muestran una sola vez: tenga a mano con qué imprimirlos o guardarlos.",
        "boton": "Hacer diez códigos",
        "volver_url": reverse("segundo_factor"),
    }
    return render(request, "comun/confirmar.html", contexto)


def un_factor_mio(user: Any, *, pk: int) -> Authenticator:
    """One of one's own."""
    return get_object_or_404(factores_de(user), pk=pk)


@requires(Permiso.VER, fila=un_factor_mio)
@confirmada
@con_factor_probado
def quitar(request: Pedido, factor: Authenticator) -> HttpResponse:
    """Take one away."""
    if request.method == "POST":
        try:
            acciones.quitar(request, factor)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(request, "Se quitó. Sus otras sesiones se cerraron.")
        return redirect("segundo_factor")
    que = "la aplicación de códigos" if factor.type == Authenticator.Type.TOTP else f"la llave de acceso «{factor.data['name']}»"
    contexto = {
        "titulo": f"Quitar {que}",
        "explicacion": "Al entrar ya no servirá. Se cierran sus sesiones en los demás equipos y se le avisa por correo.",
        "boton": "Quitar",
        "peligro": True,
        "volver_url": reverse("segundo_factor"),
    }
    return render(request, "comun/confirmar.html", contexto)
