"""Who asks: anyone, or the person of a key. A key that opens nothing is refused alike, whatever the reason."""

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from base.comun.origen import direccion
from base.cuentas import llaves
from base.cuentas.models import Usuario
from municipios.models import Ugel

from . import limites
from .errores import ErrorDeApi


class LlaveDeLaApi(HttpBearer):
    """`Authorization: Bearer` and a key of «Mis llaves de la API». Sessions and their cookies open nothing here."""

    def __call__(self, request: HttpRequest) -> Any:
        """The person, or 401: also where there is no key at all."""
        persona = super().__call__(request)
        if persona is None:
            if "Authorization" in request.headers:
                limites.direccion(direccion(request), fallida=True)
            raise ErrorDeApi(401)
        return persona

    def authenticate(self, request: HttpRequest, token: str) -> Usuario | None:
        """The person of a key that opens, and who has a charge today."""
        llave = llaves.de_secreto(token)
        if llave is None:
            return None
        limites.llave(llave)
        if not Ugel.objects.for_user(llave.usuario).exists():
            return None
        request._cached_user = llave.usuario  # type: ignore[attr-defined]  # whose the request is, for the log
        return llave.usuario
