"""P43: the log tells all and betrays nothing, one JSON object a line."""

import io
import json
import logging
import re
import subprocess
import sys
import uuid

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import path, reverse
from django.urls.converters import UUIDConverter
from django.utils.log import AdminEmailHandler

from base.comun import registro
from base.comun.registro import OCULTO, Informe, Pedido, SinSecretos, UnaLinea, anotar
from base.cuentas.permisos import abierta
from portal.urls import urlpatterns
from tests.factories import CONTRASENA, make_avance, make_compromiso
from tests.factories_encuentros import make_encuentro

pytestmark = [pytest.mark.django_db, pytest.mark.promesa("P43")]
CLAVE, FICHA, DNI, CORREO = "Canario-Clave-91", "canario-ficha-de-activacion-77", "40302010", "canario@ejemplo.pe"
MALICIA = 'uno\r\n{"nivel":"INFO"}\x1b[31m\u2028dos\u202e\x85tres\x00\x7f'


class Registro(io.StringIO):
    """What the handler of production wrote."""

    @property
    def lineas(self) -> list[dict]:
        return [json.loads(linea) for linea in self.getvalue().splitlines()]

    def de(self, evento: str) -> list[dict]:
        return [linea for linea in self.lineas if linea["texto"] == evento]


@pytest.fixture
def escrito() -> Registro:
    """The log, through the formatter of the settings."""
    salida = Registro()
    manejador = logging.StreamHandler(salida)
    manejador.setFormatter(UnaLinea())
    logging.getLogger().addHandler(manejador)
    yield salida
    logging.getLogger().removeHandler(manejador)


@pytest.fixture
def rompe(settings):
    """A page that breaks with everything it was given inside the message of the error."""

    @abierta("prueba")
    def vista(request, token=""):
        local = request.POST.dict()
        try:
            raise KeyError(f"interno {local}")
        except KeyError as error:
            partes = [
                local,
                request.GET.dict(),
                request.COOKIES,
                request.META.get("HTTP_AUTHORIZATION"),
                token,
                request.session.session_key,
            ]
            raise ValueError(f"no se entiende {partes!r} en {settings.DATABASES} con {settings.SECRET_KEY}") from error

    settings.ROOT_URLCONF = (*urlpatterns, path("rompe/", vista), path("rompe/<str:token>/", vista))
    return "/rompe/"


def romper(url: str, usuario=None, **datos: str) -> HttpResponse:
    cliente = Client(raise_request_exception=False)
    if usuario is not None:
        cliente.force_login(usuario)
    return cliente.post(
        f"{url}?{'token=' + FICHA}",
        datos,
        HTTP_AUTHORIZATION="Bearer canario-de-autorizacion",
        HTTP_X_CSRFTOKEN="canario-de-formulario-12345",
    )


SECRETOS = [CLAVE, FICHA, DNI, CORREO, "canario-de-autorizacion", "Rosa Canaria Fuentes", "clave-canaria-de-la-base", settings.SECRET_KEY]


# ── Secrets ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_error_tells_where_it_broke_and_nothing_that_it_was_given(rompe, escrito, coordinador, monkeypatch, promesa):
    monkeypatch.setitem(settings.DATABASES["default"], "PASSWORD", "clave-canaria-de-la-base")
    cliente = Client()
    cliente.force_login(coordinador)
    respuesta = romper(
        rompe + FICHA + "/", coordinador, password=CLAVE, nombre="Rosa Canaria Fuentes", documento=DNI, correo=CORREO, nota=f"DNI {DNI}"
    )
    assert respuesta.status_code == 500
    texto = escrito.getvalue()
    aciertos = [secreto for secreto in [*SECRETOS, cliente.cookies[settings.SESSION_COOKIE_NAME].value] if secreto in texto]
    promesa.anotar("un error que repite todo lo que recibió", secretos=len(SECRETOS) + 1, dichos=len(aciertos))
    assert aciertos == []
    (error,) = [linea for linea in escrito.lineas if linea["nivel"] == "ERROR"]
    assert "test_registro.py" in error["error"]
    assert "KeyError" in error["error"]
    assert "ValueError" in error["error"]
    assert error["cuenta"] == coordinador.pk


def test_the_session_key_of_the_request_is_covered(rompe, escrito, coordinador):
    cliente = Client(raise_request_exception=False)
    cliente.force_login(coordinador)
    cliente.post(rompe)
    assert cliente.cookies[settings.SESSION_COOKIE_NAME].value not in escrito.getvalue()


def test_the_pages_of_the_account_repeat_no_password(escrito, client, coordinador, mailoutbox):
    for datos in (
        {"login": coordinador.username, "password": CLAVE},
        {"login": CLAVE, "password": "x"},
        {"login": CORREO, "password": DNI},
    ):
        client.post("/entrar/", datos)
    client.post("/entrar/", {"login": coordinador.username, "password": CONTRASENA})
    client.post(reverse("account_change_password"), {"oldpassword": CLAVE, "password1": CLAVE, "password2": CLAVE})
    client.post(reverse("account_change_password"), {"oldpassword": CONTRASENA, "password1": CLAVE, "password2": CLAVE})
    client.post(reverse("account_reauthenticate"), {"password": CLAVE})
    client.post("/salir/")
    client.post("/cuenta/olvido/", {"email": CORREO})
    client.get(f"/cuenta/olvido/1-{FICHA}/")
    client.get(f"/cuenta/olvido/{FICHA}")
    assert [s for s in (CLAVE, CONTRASENA, DNI, CORREO, FICHA, coordinador.nombre) if s in escrito.getvalue()] == []
    assert {linea["texto"] for linea in escrito.lineas} >= {
        "entrada",
        "entrada_fallida",
        "salida",
        "clave_cambiada",
        "confirmacion",
        "olvido_pedido",
    }


@pytest.mark.parametrize("como_falla", ["se rechaza", "se rompe"])
def test_every_form_of_the_portal_keeps_what_was_typed_to_itself(
    escrito, convenio, municipalidad_a, coordinador, monkeypatch, como_falla, promesa
):
    from tests.test_casa import RUTAS

    compromiso = make_compromiso(convenio, codigo="C-1", distritos=(municipalidad_a.distrito,))
    avance = make_avance(compromiso, por=coordinador, distrito=municipalidad_a.distrito)
    make_encuentro(convenio.ugel, numero=1, estado="en_curso")
    kwargs = {
        "ugel": convenio.ugel.codigo,
        "codigo": convenio.codigo,
        "compromiso": "C-1",
        "pk": avance.pk,
        "ubigeo": municipalidad_a.distrito.ubigeo,
    }
    kwargs |= {
        "numero": 1,
        "paso": "concluir",
        "decision": "suspender",
        "parte": "clausulas",
        "formato": "csv",
        "clave": "convenios.compromiso",
    }
    if como_falla == "se rompe":
        monkeypatch.setattr("django.template.response.SimpleTemplateResponse.rendered_content", property(lambda self: 1 / 0))
        monkeypatch.setattr("django.forms.forms.BaseForm.full_clean", lambda self: int(repr(self.data)))
    cliente, probados = Client(raise_request_exception=False), 0
    cliente.force_login(coordinador)
    campos = (
        "descripcion",
        "password",
        "login",
        "email",
        "motivo",
        "nombre",
        "titulo",
        "responsable",
        "documento",
        "dni",
        "texto",
        "clave",
    )
    for ruta, patron in RUTAS:
        if ruta.startswith("administracion/") or patron.name in ("account_logout", "account_reset_password_from_key"):
            continue
        kwargs["pk"] = uuid.uuid4() if isinstance(patron.pattern.converters.get("pk"), UUIDConverter) else avance.pk
        pide = {k: kwargs[k] for k in patron.pattern.converters if k in kwargs}
        if set(patron.pattern.converters) == set(pide):
            respuesta = cliente.post(reverse(patron.name, kwargs=pide), dict.fromkeys(campos, f"{CLAVE} {DNI} {CORREO}"))
            if respuesta.streaming:
                respuesta.getvalue()
            probados += 1
    promesa.anotar(
        f"cada formulario con canarios; {como_falla}", rutas=probados, dichos=sum(s in escrito.getvalue() for s in (CLAVE, DNI, CORREO))
    )
    assert probados > 25
    assert [s for s in (CLAVE, DNI, CORREO) if s in escrito.getvalue()] == []


def test_a_name_that_tells_hides_its_value_and_an_address_with_a_password_loses_it(escrito):
    anotar("prueba", token=FICHA, hecho={"clave": CLAVE, "filas": 3}, donde="postgres://portal:secretisima@equipo:5432/b", dni=DNI)
    (linea,) = escrito.de("prueba")
    assert (linea["token"], linea["hecho"], linea["dni"]) == (OCULTO, {"clave": OCULTO, "filas": 3}, OCULTO)
    assert "secretisima" not in linea["donde"]
    assert "equipo:5432" in linea["donde"]


@pytest.mark.control
def test_without_the_covering_the_canaries_sing(rompe, escrito, coordinador, monkeypatch):
    """Control: what keeps the secrets is the covering of the texts."""
    monkeypatch.setattr(registro, "ocultar", lambda texto, **_: texto)
    romper(rompe, coordinador, password=CLAVE, documento=DNI)
    assert CLAVE in escrito.getvalue()
    assert DNI in escrito.getvalue()


# ── Mails and reports of errors ──────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("con_html", [False, True])
def test_a_mail_about_an_error_says_no_more_than_the_log(rompe, settings, coordinador, con_html, mailoutbox):
    settings.ADMINS = [("Quien cuida", "cuida@ejemplo.pe")]
    cartero = AdminEmailHandler(include_html=con_html)
    logging.getLogger("django.request").addHandler(cartero)
    try:
        romper(rompe, coordinador, password=CLAVE, documento=DNI, correo=CORREO, nombre="Rosa Canaria Fuentes")
    finally:
        logging.getLogger("django.request").removeHandler(cartero)
    (carta,) = mailoutbox
    todo = carta.message().as_string() + carta.body + repr(carta.alternatives)
    assert [s for s in SECRETOS if s in todo] == []
    assert "ValueError" in carta.body


@pytest.mark.control
def test_djangos_own_report_would_have_told(rompe, settings, coordinador, mailoutbox):
    """Control: with Django's report in the place of ours, the mail repeats what was typed."""
    settings.ADMINS = [("Quien cuida", "cuida@ejemplo.pe")]
    cartero = AdminEmailHandler(reporter_class="django.views.debug.ExceptionReporter")
    logging.getLogger("django.request").addHandler(cartero)
    try:
        romper(rompe, coordinador, documento=DNI)
    finally:
        logging.getLogger("django.request").removeHandler(cartero)
    assert DNI in mailoutbox[0].body


def test_the_portal_itself_mails_no_errors_and_reports_hide_every_field(rompe, settings, coordinador, mailoutbox):
    settings.ADMINS = [("Quien cuida", "cuida@ejemplo.pe")]
    romper(rompe, coordinador, documento=DNI)
    assert len(mailoutbox) == 0
    pedido = RequestFactory().post("/x/", {"documento": DNI})
    filtro = SinSecretos()
    assert DNI not in repr(filtro.get_post_parameters(pedido)) + Informe(pedido, ValueError, ValueError("x"), None).get_traceback_text()
    assert settings.SECRET_KEY not in repr(filtro.get_safe_settings())


# ── One line, always ─────────────────────────────────────────────────────────────────────────────────────────────────────
def test_whatever_is_sent_a_line_is_one_json_object_without_control_characters(escrito, rompe, coordinador):
    cliente = Client(raise_request_exception=False)
    for usuario in (MALICIA, "x" * 5000, ""):
        cliente.post("/entrar/", {"login": usuario, "password": MALICIA})
    for ruta in ("/no\r\nexiste\x1b[31m/", f"/publico/{MALICIA.replace(chr(0), '')}/", "/bandeja/?a=\x1b%0d%0a"):
        cliente.get(ruta, HTTP_USER_AGENT=MALICIA, REMOTE_ADDR=MALICIA, HTTP_X_FORWARDED_FOR=MALICIA)
    cliente.get("/", HTTP_HOST="malo\r\nX: y")
    romper(rompe, coordinador, nota=MALICIA)
    anotar("prueba", **{"a\nb": MALICIA, "objeto": object(), "lista": [MALICIA], "nada": None})
    escrito.write(UnaLinea().format(logging.LogRecord("otro", logging.INFO, "f", 1, "falta %s %s", (MALICIA,), None)) + "\n")
    logging.getLogger("otro").error(MALICIA, exc_info=ValueError(MALICIA))
    crudo = escrito.getvalue()
    assert crudo.isascii()
    assert not re.search(r"[^\x20-\x7e\n]", crudo)
    assert all(isinstance(json.loads(linea), dict) for linea in crudo.splitlines())
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", linea["en"]) for linea in escrito.lineas)


@pytest.mark.control
def test_with_the_usual_formatter_a_line_can_be_forged():
    """Control: what keeps the line whole is the form of the line."""
    anota = logging.LogRecord("x", logging.INFO, "f", 1, 'uno\r\n{"nivel": "INFO"}', (), None)
    assert len(logging.Formatter("%(message)s").format(anota).splitlines()) > 1
    assert len(UnaLinea().format(anota).splitlines()) == 1


SIN_ATRAPAR = """
import os, threading, warnings
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
import portal.wsgi
warnings.warn("aviso\\nde dos lineas")
hilo = threading.Thread(target=lambda: 1 / 0); hilo.start(); hilo.join()
import logging; logging.getLogger("_granian").error("del servidor\\ncon dos")
raise ValueError("nadie\\natrapa")
"""


def test_what_a_process_says_without_the_log_is_a_line_too():
    dicho = subprocess.run([sys.executable, "-c", SIN_ATRAPAR], check=False, cwd=settings.RAIZ, capture_output=True, text=True, timeout=60)
    lineas = [json.loads(linea) for linea in dicho.stderr.splitlines()]
    assert dicho.stdout == ""
    assert dicho.returncode == 1
    assert [linea["texto"].split()[0] for linea in lineas[-4:]] == ["<string>:5:", "error_sin_atrapar", "del", "error_sin_atrapar"]
    assert "ZeroDivisionError" in lineas[-3]["error"]


def test_the_settings_send_every_logger_through_that_line_and_no_other():
    configurado = settings.LOGGING
    assert configurado["formatters"] == {"linea": {"()": "base.comun.registro.UnaLinea"}}
    assert {nombre for nombre, logger in configurado["loggers"].items() if logger.get("handlers")} == set()
    granian = json.loads((settings.RAIZ / "portal" / "granian.json").read_text())
    assert granian["formatters"] == configurado["formatters"]


# ── Who, what, from where ────────────────────────────────────────────────────────────────────────────────────────────────
def test_coming_in_going_out_and_being_refused_say_who_and_from_where(escrito, client, coordinador):
    for clave in ("no-es-esta", CONTRASENA):
        client.post("/entrar/", {"login": coordinador.username, "password": clave}, REMOTE_ADDR="198.51.100.7")
    client.post("/salir/", REMOTE_ADDR="198.51.100.7")
    vistos = [(linea["texto"], linea["cuenta"], linea["desde"], linea["nivel"]) for linea in escrito.lineas]
    pk = coordinador.pk
    assert vistos == [
        ("entrada_fallida", pk, "198.51.100.7", "WARNING"),
        ("entrada", pk, "198.51.100.7", "INFO"),
        ("salida", pk, "198.51.100.7", "INFO"),
    ]
    assert len({linea["pedido"] for linea in escrito.lineas}) == 3


def test_shutting_out_says_which_account_was_tried_without_naming_it(escrito, client):
    for _ in range(11):
        client.post("/entrar/", {"login": "nadie.asi", "password": "no"})
    (linea,) = escrito.de("entrada_limitada")
    assert linea["intentada"] == escrito.de("entrada_fallida")[0]["intentada"]
    assert "nadie.asi" not in escrito.getvalue()
    assert [negado["estado"] for negado in escrito.de("negado")] == [429]


def test_a_refusal_says_who_asked_for_what(escrito, como, alcalde_b, convenio, client):
    cliente = como(alcalde_b)
    url = reverse("compromiso_nuevo", args=[convenio.ugel.codigo, convenio.codigo])
    cliente.post(url, {"codigo": convenio.codigo})
    cliente.get("/municipios/no-existe/")
    client.post(url)
    assert [(linea["estado"], linea["cuenta"], linea["nivel"]) for linea in escrito.de("negado")] == [
        (403, alcalde_b.pk, "WARNING"),
        (404, alcalde_b.pk, "INFO"),
        (401, None, "WARNING"),
    ]
    assert escrito.de("negado")[0]["ruta"] == url


def test_a_download_says_who_took_what(escrito, como, coordinador, convenio):
    url = reverse("compromisos_descargar", args=[convenio.ugel.codigo, "csv"])
    respuesta = como(coordinador).get(url)
    assert respuesta.status_code == 200
    respuesta.getvalue()
    (linea,) = escrito.de("descarga")
    assert (linea["cuenta"], linea["ruta"]) == (coordinador.pk, url)


def test_outside_a_request_nothing_of_the_last_one_is_said(escrito, rf):
    with Pedido(rf.get("/una/")):
        anotar("dentro")
    anotar("fuera")
    assert escrito.de("dentro")[0]["ruta"] == "/una/"
    assert "ruta" not in escrito.de("fuera")[0]


def test_the_hash_of_a_password_stays_out_too(escrito, coordinador):
    guardada = make_password(CLAVE)
    logging.getLogger("otro").error("fila %s", {"password": guardada})
    assert guardada not in escrito.getvalue()
