"""The keys with which my programs read what I read."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from base.comun.registro import anotar
from base.cuentas import llaves
from base.cuentas.confirmacion import confirmada
from base.cuentas.forms import LlaveForm
from base.cuentas.llaves import LlaveDeApi
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso


def una_llave_mia(user: Any, *, pk: int) -> LlaveDeApi:
    """A key of one's own."""
    return get_object_or_404(LlaveDeApi.objects.for_user(user), pk=pk)


@requires(Permiso.VER)
def mis_llaves(request: Pedido) -> HttpResponse:
    """Each key: what for, since when, until when, when it was last used."""
    return render(request, "cuentas/llaves.html", {"llaves": LlaveDeApi.objects.for_user(request.user)[:50]})


@requires(Permiso.VER)
@confirmada
def nueva(request: Pedido) -> HttpResponse:
    """Make one. Its secret is the answer to the form: it is in no session, no address and no row."""
    form = LlaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            llave, secreto = llaves.crear(request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            anotar("llave_creada", cuenta=request.user.pk, llave=llave.pk)
            return render(request, "cuentas/llave_hecha.html", {"llave": llave, "secreto": secreto})
    return render(request, "cuentas/llave_form.html", {"form": form}, status=422 if form.errors else 200)


@requires(Permiso.VER, fila=una_llave_mia)
@require_POST
def anular(request: Pedido, llave: LlaveDeApi) -> HttpResponse:
    """End one: the next request with it is refused."""
    if llaves.anular(LlaveDeApi.objects.for_user(request.user).filter(pk=llave.pk)):
        anotar("llave_anulada", cuenta=request.user.pk, llave=llave.pk)
    messages.success(request, f"La llave «{llave}» ya no abre nada.")
    return redirect("mis_llaves")
