"""What the tests of the second factor do as a person does it."""

import time
from typing import Any

from django.test import Client
from django.urls import reverse

from base.cuentas.factores import aplicacion
from base.cuentas.models import Usuario
from tests.factories import CONTRASENA, SECRETO

PASO = "/entrar/segundo-paso/"


def codigo(desfase: int = 0) -> str:
    """What the application shows now, or so many steps of thirty seconds from now."""
    return aplicacion.codigo(SECRETO, int(time.time()) // aplicacion.PASO + desfase)


def errado() -> str:
    """Six digits that are no code of these minutes."""
    buenos = {codigo(n) for n in range(-4, 5)}
    return next(
        c for c in ("000000", "111111", "222222", "333333", "444444", "555555", "666666", "777777", "888888", "999999") if c not in buenos
    )


def primer_paso(usuario: Usuario, *, clave: str = CONTRASENA, cliente: Client | None = None, **datos: Any) -> Client:
    """User and password, and no more."""
    cliente = cliente or Client()
    respuesta = cliente.post("/entrar/", {"login": usuario.username, "password": clave, **datos})
    assert respuesta.status_code == 302, respuesta.content
    return cliente


def dar(cliente: Client, otp: str = "", **datos: Any) -> Any:
    """The second factor, where this client is asked for it."""
    return cliente.post(reverse("segundo_factor_probar") if "_auth_user_id" in cliente.session else PASO, {"otp": otp, **datos})


def entra(usuario: Usuario, otp: str | None = None) -> Client:
    """A client that signed in with both."""
    cliente = primer_paso(usuario)
    assert dar(cliente, codigo() if otp is None else otp).status_code == 302
    return cliente


def dentro(cliente: Client) -> bool:
    """Whether it does something in the portal."""
    return cliente.get("/avisos/").status_code == 200
