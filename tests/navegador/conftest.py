"""A Chromium for the pages. `pagina` is a phone, `escritorio` a desk; `entra` signs a page in; both fail on any error of the page itself.

The server of these tests speaks plain http on the loopback, which Chromium trusts as it trusts https: the cookies stay `Secure`.
"""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client, override_settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.navegador.chromium import MESA, TELEFONO, lanzar


def pytest_collection_modifyitems(items) -> None:
    for prueba in items:
        if "navegador" in prueba.path.parts:
            prueba.add_marker(pytest.mark.navegador)


@pytest.fixture(autouse=True, scope="session")
def _sin_https() -> Iterator[None]:
    with override_settings(SECURE_SSL_REDIRECT=False):
        yield


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        navegador = lanzar(playwright)
        yield navegador
        navegador.close()


@pytest.fixture
def abrir(chromium, live_server) -> Iterator[Callable[..., Page]]:
    """Opens a new browser, with nothing remembered: `abrir(ancho)`; `con_javascript=False` for one that runs no script."""
    contextos: list[BrowserContext] = []
    faltas: list[str] = []

    def abrir(tamanio: dict[str, int], *, con_javascript: bool = True) -> Page:
        contexto = chromium.new_context(
            base_url=live_server.url, viewport=tamanio, java_script_enabled=con_javascript, locale="es-PE", timezone_id="America/Lima"
        )
        contexto.set_default_timeout(10_000)
        contextos.append(contexto)
        pagina = contexto.new_page()
        pagina.on("pageerror", lambda error: faltas.append(f"{pagina.url}: {error}"))
        pagina.on("response", lambda r: faltas.append(f"{r.status} {r.url}") if r.status >= 500 else None)
        pagina.on("console", lambda m: faltas.append(f"{pagina.url}: {m.text}") if "Content Security Policy" in m.text else None)
        return pagina

    yield abrir
    for contexto in contextos:
        contexto.close()
    assert not faltas


@pytest.fixture
def pagina(abrir) -> Page:
    return abrir(TELEFONO)


@pytest.fixture
def escritorio(abrir) -> Page:
    return abrir(MESA)


@pytest.fixture
def entra(live_server) -> Callable[[Page, object], Page]:
    """Gives the page the session of a person, without walking through the sign-in form."""

    def entra(pagina: Page, usuario) -> Page:
        cliente = Client()
        cliente.force_login(usuario, backend=settings.AUTHENTICATION_BACKENDS[0])
        nombre = settings.SESSION_COOKIE_NAME
        donde = live_server.url.replace("http:", "https:")  # a cookie named __Host- may only be handed over for https
        pagina.context.add_cookies([{"name": nombre, "value": cliente.cookies[nombre].value, "url": donde, "secure": True}])
        return pagina

    return entra
