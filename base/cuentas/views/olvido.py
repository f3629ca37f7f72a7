"""The two pages of a forgotten password."""

import time
from typing import Any

from allauth.account.views import PasswordResetFromKeyView, PasswordResetView
from django.http import HttpResponse, HttpResponseRedirect

from base.comun.origen import direccion
from base.comun.registro import anotar
from base.cuentas import equipos, limites
from base.cuentas.entrada import limitado
from base.cuentas.limites import Clase


class Olvido(PasswordResetView):
    """Asks for the link. Whether the mail is of an account shows neither in the answer nor in how long it takes."""

    piso = 0.4  # seconds: more than finding the account, writing the mail and putting it in the outbox take

    def form_valid(self, form: Any) -> HttpResponse:
        """The same page always; the link is sent three times an hour at most."""
        empezo = time.perf_counter()
        correo, donde = form.cleaned_data["email"], direccion(self.request)
        de_aqui = limites.intentar(Clase.OLVIDO, direccion=donde)
        if not de_aqui.permitido:
            anotar("olvido_limitado")
            return limitado(self.request, de_aqui)
        if limites.intentar(Clase.OLVIDO, cuenta=correo).permitido:
            form.save(self.request)
        anotar("olvido_pedido")
        time.sleep(max(0.0, self.piso - (time.perf_counter() - empezo)))
        return HttpResponseRedirect(self.get_success_url())


class OlvidoNueva(PasswordResetFromKeyView):
    """Sets the new password. Whoever held the link may sign in from this browser, whatever strangers are trying meanwhile."""

    def form_valid(self, form: Any) -> HttpResponse:
        """The browser becomes a known device of the account."""
        respuesta: HttpResponse = super().form_valid(form)
        equipos.recordar(self.request, respuesta, self.reset_user)
        return respuesta
