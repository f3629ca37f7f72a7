"""The second step of signing in: between the right password and the session, for whoever has a second factor."""

from typing import Any

from allauth.account.stages import LoginStage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare

from .estado import tiene


class SegundoPaso(LoginStage):
    """Every sign-in of allauth goes through here, whatever page began it. Until it is done, nobody is signed in."""

    key = "segundo_paso"
    urlname = "segundo_paso"
    request: HttpRequest

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Ask for it, or go on where there is none to ask for."""
        usuario: Any = self.login.user
        if usuario is None or not tiene(usuario):
            return None, True
        self.state["sello"] = usuario.get_session_auth_hash()
        return redirect(self.urlname), True

    def vale(self) -> bool:
        """Whether the account is still open, with the password that was typed in the first step."""
        usuario: Any = self.login.user
        return usuario is not None and usuario.is_active and constant_time_compare(self.state["sello"], usuario.get_session_auth_hash())
