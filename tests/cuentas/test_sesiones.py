"""P30: a session cannot be fixed, stolen late or kept."""

import datetime

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path, reverse

from base.cuentas import confirmacion, sesiones
from base.cuentas.confirmacion import confirmada
from base.cuentas.permisos import requires
from base.cuentas.roles import Permiso
from portal.urls import urlpatterns
from tests.factories import CONTRASENA, make_compromiso

pytestmark = [pytest.mark.django_db, pytest.mark.promesa("P30")]
MINUTO, HORA, DIA = 60, 3600, 86400
COOKIE = settings.SESSION_COOKIE_NAME


@pytest.fixture
def entrar(request):
    """A client that signed in by the page, as that person of the cast."""

    def entra(quien: str) -> Client:
        cliente = Client()
        usuario = request.getfixturevalue(quien)
        assert cliente.post("/entrar/", {"login": usuario.username, "password": CONTRASENA}).status_code == 302
        return cliente

    return entra


def dentro(cliente: Client) -> bool:
    return cliente.get("/avisos/").status_code == 200


def usar(cliente: Client, reloj, *, cada: int, durante: int) -> int:
    """Seconds that a session lasts when its person looks every `cada` seconds."""
    pasado = 0
    while pasado < durante and dentro(cliente):
        reloj.shift(cada)
        pasado += cada
    return pasado


# ── Key ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_key_that_a_stranger_planted_is_not_the_key_after_signing_in(coordinador):
    cliente = Client()
    sesion = cliente.session
    sesion["plantada"] = "sí"
    sesion.save()
    plantada = sesion.session_key
    cliente.cookies[COOKIE] = plantada
    cliente.post("/entrar/", {"login": coordinador.username, "password": CONTRASENA})
    assert cliente.cookies[COOKIE].value != plantada
    assert not Session.objects.filter(session_key=plantada).exists()


def test_an_invented_key_is_not_taken(coordinador):
    cliente = Client()
    cliente.cookies[COOKIE] = "a" * 32
    cliente.post("/entrar/", {"login": coordinador.username, "password": CONTRASENA})
    assert cliente.cookies[COOKIE].value != "a" * 32


def test_after_leaving_a_copy_of_the_cookie_opens_nothing(entrar):
    cliente, copia = entrar("coordinador"), Client()
    copia.cookies[COOKIE] = cliente.cookies[COOKIE].value
    assert dentro(copia)
    cliente.post("/salir/")
    assert not dentro(copia)


def test_a_changed_password_ends_the_other_sessions_and_renews_the_key_of_this_one(entrar):
    cliente, otro = entrar("coordinador"), entrar("coordinador")
    antes = cliente.cookies[COOKIE].value
    nueva = "otra-clave-larga-77"
    cliente.post(reverse("account_change_password"), {"oldpassword": CONTRASENA, "password1": nueva, "password2": nueva})
    assert dentro(cliente)
    assert cliente.cookies[COOKIE].value != antes
    assert not dentro(otro)


# ── Time ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
OCIO = {
    "administrador": 15 * MINUTO,
    "coordinador": 30 * MINUTO,
    "director": 30 * MINUTO,
    "dre": 30 * MINUTO,
    "alcalde_a": 14 * DIA,
    "enlace_a": 14 * DIA,
}


@pytest.mark.parametrize(("quien", "ocio"), OCIO.items())
def test_who_is_not_seen_for_so_long_is_out(entrar, reloj, quien, ocio):
    cliente = entrar(quien)
    reloj.shift(ocio - 1)
    assert dentro(cliente)
    reloj.shift(ocio)
    assert not dentro(cliente)


@pytest.mark.parametrize("quien", ["administrador", "coordinador"])
def test_twelve_hours_are_the_end_also_for_who_never_stops(entrar, reloj, quien):
    assert usar(entrar(quien), reloj, cada=10 * MINUTO, durante=13 * HORA) == 12 * HORA


def test_a_mayor_who_looks_in_every_week_stays(entrar, reloj):
    assert usar(entrar("alcalde_a"), reloj, cada=7 * DIA, durante=70 * DIA) == 70 * DIA


@pytest.mark.parametrize(("quien", "ocio"), OCIO.items())
def test_the_cookie_and_the_server_keep_the_same_time(entrar, reloj, quien, ocio):
    cliente = entrar(quien)
    fila = Session.objects.get(session_key=cliente.cookies[COOKIE].value)
    assert cliente.cookies[COOKIE]["max-age"] == ocio
    assert (fila.expire_date - datetime.datetime.now(datetime.UTC)).total_seconds() == ocio


def test_near_the_end_of_the_twelve_hours_the_cookie_lives_no_longer_than_they(entrar, reloj):
    cliente = entrar("coordinador")
    usar(cliente, reloj, cada=10 * MINUTO, durante=11 * HORA + 50 * MINUTO)
    assert dentro(cliente)
    assert cliente.cookies[COOKIE]["max-age"] == 10 * MINUTO


@pytest.mark.parametrize("quita", ["tiempo", "marcas"])
def test_the_server_does_not_trust_the_age_of_a_cookie(entrar, reloj, quita):
    """A cookie that the browser keeps for ever, and a row that does not expire, open nothing."""
    cliente = entrar("coordinador")
    clave = cliente.cookies[COOKIE].value
    sesion = cliente.session
    if quita == "marcas":
        del sesion[sesiones.MARCAS]
    sesion.set_expiry(365 * DIA)
    sesion.save()
    if quita == "tiempo":
        reloj.shift(31 * MINUTO)
    cliente.cookies.clear()
    cliente.cookies[COOKIE] = clave
    assert not dentro(cliente)
    assert not Session.objects.filter(session_key=clave).exists()


@pytest.mark.control
def test_without_the_limit_of_idleness_the_session_goes_on(entrar, reloj, monkeypatch):
    """Control: what ends it is the comparison with the instants of the server."""
    monkeypatch.setattr(sesiones, "vida", lambda rol: sesiones.Vida(365 * DIA, None))
    cliente = entrar("coordinador")
    reloj.shift(13 * HORA)
    assert dentro(cliente)


def test_being_seen_is_written_once_a_minute(entrar, reloj):
    cliente = entrar("coordinador")
    dentro(cliente)  # its greeting is read, and gone
    escritas = []
    for segundo in range(0, 180, 15):
        with CaptureQueriesContext(connection) as consultas:
            dentro(cliente)
        if any("UPDATE" in consulta["sql"] for consulta in consultas):
            escritas.append(segundo)
        reloj.shift(15)
    assert escritas == [60, 120]


def test_what_was_typed_survives_the_end_of_the_session(entrar, reloj, convenio):
    compromiso = make_compromiso(convenio)
    cliente = entrar("coordinador")
    reloj.shift(31 * MINUTO)
    respuesta = cliente.post(compromiso.get_absolute_url() + "avances/nuevo/", {"descripcion": "Media hora escribiendo"})
    assert respuesta.status_code == 401
    assert "Media hora escribiendo" in respuesta.content.decode()


def test_a_public_page_neither_looks_at_the_session_nor_renews_it(entrar, reloj):
    cliente = entrar("coordinador")
    dentro(cliente)
    for minutos in (10, 25):  # in time, and past it
        reloj.shift(minutos * MINUTO)
        respuesta = cliente.get(reverse("publico"))
        assert not respuesta.cookies
        assert "Cookie" not in respuesta.get("Vary", "")
    assert not dentro(cliente)


# ── The password again ───────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def sensible(settings) -> str:
    """A page that asks for the password again."""
    vista = requires(Permiso.VER)(confirmada(lambda request: HttpResponse(f"HECHO {request.method}")))
    settings.ROOT_URLCONF = (*urlpatterns, path("sensible/", vista, name="sensible"))
    return "/sensible/"


def test_a_sensitive_page_asks_for_the_password_again_and_then_opens(entrar, reloj, sensible):
    cliente = entrar("alcalde_a")
    assert cliente.get(sensible).content == b"HECHO GET"
    reloj.shift(10 * MINUTO)
    respuesta = cliente.get(sensible + "?a=1")
    assert respuesta["Location"] == "/cuenta/confirmar/?next=%2Fsensible%2F%3Fa%3D1"
    pagina = cliente.get(respuesta["Location"]).content.decode()
    assert "Confirme que es usted" in pagina
    assert cliente.post("/cuenta/confirmar/", {"password": "no-es", "next": sensible}).status_code == 200
    assert cliente.get(sensible).status_code == 302
    assert cliente.post("/cuenta/confirmar/", {"password": CONTRASENA, "next": sensible})["Location"] == sensible
    assert cliente.get(sensible).content == b"HECHO GET"


def test_its_form_has_half_an_hour_and_then_gives_back_what_was_typed(entrar, reloj, sensible):
    cliente = entrar("alcalde_a")
    reloj.shift(29 * MINUTO)
    assert cliente.post(sensible).content == b"HECHO POST"
    reloj.shift(2 * MINUTO)
    respuesta = cliente.post(sensible, {"correo": "nuevo@ejemplo.pe", "password": "secreta-1"})
    assert respuesta.status_code == 403
    assert "nuevo@ejemplo.pe" in respuesta.content.decode()
    assert "secreta-1" not in respuesta.content.decode()


def test_a_confirmation_leads_nowhere_else(entrar, reloj):
    respuesta = entrar("alcalde_a").post("/cuenta/confirmar/", {"password": CONTRASENA, "next": "https://malo.example/"})
    assert respuesta["Location"].startswith("/")


@pytest.mark.control
def test_without_the_question_a_sensitive_page_opens(entrar, reloj, sensible, monkeypatch):
    """Control: what asks is the age of the confirmation."""
    cliente = entrar("alcalde_a")
    reloj.shift(10 * MINUTO)
    monkeypatch.setattr(confirmacion, "CONFIRMACION", 14 * DIA)
    assert cliente.get(sensible).content == b"HECHO GET"
