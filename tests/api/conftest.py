"""The world of the API: made once for each file, looked at by all its tests."""

from typing import Any

import pytest
from django.test import Client

from base.cuentas import llaves
from base.cuentas.models import Usuario
from base.cuentas.roles import CON_SEGUNDO_FACTOR
from portal.publico.api import limites
from tests.factories import make_aplicacion

from .mundo import hacer


@pytest.fixture(scope="module")
def mundo(modulo_db) -> dict[str, Any]:
    dicho = hacer()
    for persona in Usuario.objects.filter(rol__in=CON_SEGUNDO_FACTOR):
        make_aplicacion(persona)  # without it their keys open nothing
    return dicho


@pytest.fixture(autouse=True)
def _sin_memoria(request) -> None:
    """What one test reserved is not there for the next: its counters in the database are taken back."""
    limites.olvidar()


@pytest.fixture
def api(mundo) -> "Api":
    return Api()


class Api:
    """Asks /api/v1/ as anyone, or with a new key of a person."""

    def __init__(self) -> None:
        self.cliente = Client()
        self.llaves: dict[int, str] = {}

    def __call__(self, ruta: str, persona: Any = None, **otros: Any) -> Any:
        cabeceras = {"Authorization": f"Bearer {self.llave(persona)}"} if persona is not None else {}
        respuesta = self.cliente.get(f"/api/v1/{ruta}", headers={**cabeceras, **otros.pop("headers", {})}, **otros)
        if respuesta.streaming:
            leido = respuesta.getvalue()  # a file is read to its end, or it stays open
            respuesta.getvalue = lambda: leido
        return respuesta

    def llave(self, persona: Any) -> str:
        if persona.pk not in self.llaves:
            self.llaves[persona.pk] = llaves.crear(persona, nombre="prueba", dias=30)[1]
        return self.llaves[persona.pk]

    def datos(self, ruta: str, persona: Any = None) -> list[dict[str, Any]]:
        respuesta = self(ruta, persona)
        assert respuesta.status_code == 200, respuesta.content
        return respuesta.json()["datos"]
