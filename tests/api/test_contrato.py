"""P44: the OpenAPI is kept. A fuzzer reads it and asks what it says and what it does not; a client made from it reads every table."""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

import hypothesis
import pytest
import schemathesis
from django.test.client import ClientHandler
from schemathesis.checks import (
    content_type_conformance,
    ignored_auth,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from portal.publico.api import esquemas, limites, salida
from portal.publico.api.tablas import TABLAS

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("api_contrato")]
COMPROBAR = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    ignored_auth,
    unsupported_method,
]
MODOS = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)


class EnElPortal:
    """The portal as a WSGI application inside the transaction of the test, which Django's own one would end; it counts what it was asked."""

    def __init__(self) -> None:
        self.responder = ClientHandler()
        self.pedidos, self.fallas = 0, 0

    def __call__(self, environ: dict[str, Any], empezar: Callable[..., Any]) -> Iterable[bytes]:
        self.pedidos += 1
        respuesta = self.responder(
            environ | {"wsgi.url_scheme": "https", "HTTP_X_FORWARDED_PROTO": "https", "HTTP_HOST": "testserver", "HTTP_ACCEPT_ENCODING": ""}
        )
        self.fallas += respuesta.status_code >= 500
        empezar(f"{respuesta.status_code} {respuesta.reason_phrase}", list(respuesta.items()))
        return [respuesta.getvalue()]


@pytest.fixture
def portal(mundo, monkeypatch) -> EnElPortal:
    monkeypatch.setattr(limites, "POR_DIRECCION", 10**6)
    monkeypatch.setattr(limites, "POR_LLAVE", 10**6)
    monkeypatch.setattr(limites, "FALLIDAS", 10**6)
    return EnElPortal()


def golpear(portal: EnElPortal, cabeceras: dict[str, str], *, por_operacion: int) -> None:
    """Ask each address of the OpenAPI what it takes, and what it does not."""
    contrato = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", portal)
    for hallada in contrato.get_all_operations():
        operacion = hallada.ok()
        for modo in MODOS:

            @hypothesis.seed(8)
            @hypothesis.settings(
                max_examples=por_operacion, database=None, deadline=None, suppress_health_check=list(hypothesis.HealthCheck)
            )
            @hypothesis.given(caso=operacion.as_strategy(generation_mode=modo))
            def uno(caso: Any) -> None:
                con_llave = "/privado/" in caso.path
                caso.call_and_validate(headers=cabeceras if con_llave else None, checks=COMPROBAR)

            uno()


@pytest.mark.promesa("P44")
def test_a_fuzzer_finds_no_answer_that_the_contract_does_not_say(portal, api, mundo, promesa):
    llave = api.llave(mundo["coordinador"])
    golpear(portal, {"Authorization": f"Bearer {llave}"}, por_operacion=promesa.veces(1, 115))
    promesa.anotar("Schemathesis sobre el OpenAPI", pedidos=portal.pedidos, fallas_5xx=portal.fallas)
    assert portal.fallas == 0
    assert portal.pedidos >= promesa.veces(80, 10_000)


@pytest.mark.promesa("P44")
def test_the_fuzzer_sees_what_breaks_the_contract(portal, api, mundo, monkeypatch):
    """Control: one column that tells a text where a number was promised."""
    monkeypatch.setattr(salida, "licencia", lambda: 7)
    with pytest.raises(schemathesis.core.failures.FailureGroup):
        golpear(portal, {"Authorization": f"Bearer {api.llave(mundo['coordinador'])}"}, por_operacion=1)


# ── What every row says is what was promised ─────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("clave", TABLAS)
def test_every_row_is_as_its_schema_says(api, mundo, clave):
    for publica, persona, ruta in ((True, None, clave), (False, mundo["coordinador"], f"privado/{clave}")):
        respuesta = api(ruta, persona).json()
        esquemas.pagina(TABLAS[clave], publica=publica).model_validate(respuesta, strict=False)
        assert respuesta["datos"], ruta
        assert [list(fila) for fila in respuesta["datos"]] == [[c.nombre for c in TABLAS[clave].columnas_para(publica=publica)]] * len(
            respuesta["datos"]
        )


# ── A client that knows nothing but the OpenAPI ──────────────────────────────────────────────────────────────────────────
def cliente_de(contrato: dict[str, Any], pedir: Callable[[str], Any]) -> dict[str, Callable[..., Any]]:
    """One function an operation, which takes the parameters that the contract names and no other, and walks every page."""

    def funcion(ruta: str, operacion: dict[str, Any]) -> Callable[..., Any]:
        conocidos = {p["name"]: p["schema"] for p in operacion["parameters"]}

        def leer(**dados: Any) -> list[dict[str, Any]]:
            assert dados.keys() <= conocidos.keys()
            filas: list[dict[str, Any]] = []
            direccion: str | None = f"{ruta}?{urlencode(dados)}"
            while direccion is not None:
                pagina = pedir(direccion)
                filas += pagina["datos"]
                direccion = pagina["siguiente"]
            return filas

        return leer

    return {verbos["get"]["operationId"]: funcion(ruta, verbos["get"]) for ruta, verbos in contrato["paths"].items()}


@pytest.mark.promesa("P44")
def test_a_client_made_from_the_contract_reads_every_table_to_its_end(api, mundo):
    contrato = api("openapi.json").json()
    llave = {"Authorization": f"Bearer {api.llave(mundo['coordinador'])}"}
    cliente = cliente_de(contrato, lambda direccion: api.cliente.get(direccion, headers=llave if "/privado/" in direccion else {}).json())

    assert set(cliente) == set(TABLAS) | {f"privado_{clave}" for clave in TABLAS}
    for nombre, leer in cliente.items():
        de_a_una = leer(limite=1)
        assert de_a_una == leer(), nombre
        assert len(de_a_una) >= 1, nombre


def test_the_contract_is_one_that_tools_read(api):
    """Each operation has its name, each reference its schema, and each address of a table its place."""
    contrato = api("openapi.json").json()
    referencias = {t.partition('"')[0] for t in str(contrato).replace("'", '"').split("#/components/schemas/")[1:]}
    assert contrato["openapi"].startswith("3.1")
    assert referencias <= set(contrato["components"]["schemas"])
    assert set(contrato["paths"]) == {f"/api/v1/{p}{clave}" for clave in TABLAS for p in ("", "privado/")}
    assert all(v["get"]["security"] for ruta, v in contrato["paths"].items() if "/privado/" in ruta)
