"""P29 and P30, the pages: setting a second factor up, changing it, losing it, and who is told."""

import html
import json
import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from base.bitacora.gestos import gesto
from base.bitacora.models import Lote
from base.comun.registro import UnaLinea
from base.cuentas.factores import acceso, aplicacion, recuperacion
from base.cuentas.factores.acciones import restablecer
from base.cuentas.models import Usuario
from base.cuentas.roles import Rol
from tests.cuentas.con_factor import PASO, codigo, dar, dentro, entra, errado, primer_paso
from tests.cuentas.llave_de_juguete import Llave
from tests.factories import SECRETO, make_aplicacion, make_usuario
from tests.formularios import leer

pytestmark = [pytest.mark.django_db, pytest.mark.segundo_factor, pytest.mark.promesa("P29")]
APLICACION, LLAVE = "/cuenta/segundo-factor/aplicacion/", "/cuenta/segundo-factor/llave-de-acceso/"


@pytest.fixture
def con_correo(coordinador) -> Usuario:
    Usuario.objects.filter(pk=coordinador.pk).update(email="coordinador@ejemplo.pe")
    coordinador.refresh_from_db()
    return coordinador


def _secreto(pagina: str) -> str:
    """The secret, as a person who cannot point a camera reads it."""
    return re.search(r'class="hoja-dato">([A-Z2-7 ]+)<', pagina).group(1).replace(" ", "")


def poner(cliente: Client) -> tuple[str, list[str]]:
    """Set the application up by its page: its secret, and the codes of recovery that came with it."""
    secreto = _secreto(cliente.get(APLICACION).content.decode())
    respuesta = cliente.post(APLICACION, {"otp": de(secreto)})
    return secreto, re.findall(r"hoja-codigo\">([A-Z2-9-]{14})<", respuesta.content.decode())


def de(secreto: str) -> str:
    """What an application with that secret shows now."""
    return aplicacion.codigo(secreto, int(time.time()) // aplicacion.PASO)


def pregunta(respuesta) -> str:
    """What the page asks a passkey."""
    return html.unescape(re.search(r'data-pregunta="([^"]*)"', respuesta.content.decode()).group(1))


# ── The application ──────────────────────────────────────────────────────────────────────────────────────────────────────
def test_whoever_needs_one_sets_it_up_and_is_inside(con_correo, mailoutbox, reloj, settings):
    cliente, otra = primer_paso(con_correo), primer_paso(con_correo)
    antes = cliente.cookies[settings.SESSION_COOKIE_NAME].value
    pagina = cliente.get(APLICACION).content.decode()
    secreto = _secreto(pagina)
    assert pagina.count("<svg") >= 1
    assert "style=" not in pagina
    assert cliente.post(APLICACION, {"otp": errado()}).status_code == 422
    assert not dentro(cliente)
    assert poner(cliente)[0] == secreto  # the page loaded again shows the same

    assert dentro(cliente)
    assert cliente.cookies[settings.SESSION_COOKIE_NAME].value != antes
    assert not dentro(otra)
    assert [correo.subject for correo in mailoutbox] == ["Su cuenta pide ahora un código de su teléfono"]
    assert dar(primer_paso(con_correo), de(secreto)).status_code == 422  # the code that set it up is used up
    reloj.shift(30)
    assert dentro(entra(con_correo, de(secreto)))


def test_the_codes_of_recovery_are_shown_once_to_print_and_to_download(coordinador, reloj):
    cliente = primer_paso(coordinador)
    secreto = _secreto(cliente.get(APLICACION).content.decode())
    pagina = cliente.post(APLICACION, {"otp": de(secreto)}).content.decode()
    codigos = re.findall(r"hoja-codigo\">([A-Z2-9-]{14})<", pagina)
    assert len(codigos) == 10
    assert re.search(r'href="data:text/plain;charset=utf-8,[^"]*%0A' + codigos[0], pagina)
    paginas = "".join(cliente.get(url).content.decode() for url in ("/cuenta/segundo-factor/", "/cuenta/segundo-factor/codigos/"))
    assert not any(c in paginas or c in json.dumps(dict(cliente.session)) for c in codigos)
    assert dentro(entra(coordinador, codigos[3]))


def test_a_secret_that_is_being_set_up_is_not_readable_in_the_session(coordinador):
    cliente = primer_paso(coordinador)
    secreto = _secreto(cliente.get(APLICACION).content.decode())
    assert secreto not in json.dumps(dict(cliente.session))


def test_another_telephone_takes_the_place_of_the_former_one(con_correo, mailoutbox, reloj):
    make_aplicacion(con_correo)
    recuperacion.hacer(con_correo)
    cliente = entra(con_correo)
    secreto, codigos = poner(cliente)
    assert (codigos, recuperacion.quedan(con_correo)) == ([], 10)  # the codes that there were are kept
    reloj.shift(30)
    assert dar(primer_paso(con_correo), codigo()).status_code == 422
    assert dentro(entra(con_correo, de(secreto)))
    assert mailoutbox[0].subject == "Se cambió la aplicación de códigos de su cuenta"


# ── Taking it away ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_last_one_is_kept_by_whoever_needs_it(coordinador, reloj):
    factor = make_aplicacion(coordinador)
    cliente = entra(coordinador)
    pagina = cliente.post(reverse("segundo_factor_quitar", args=[factor.pk]), follow=True)
    assert "Es su único segundo factor" in pagina.content.decode()
    assert Authenticator.objects.filter(pk=factor.pk).exists()


def test_one_of_two_may_go_and_the_other_sessions_end(con_correo, mailoutbox, reloj):
    factor, recordada = make_aplicacion(con_correo), Llave()
    cliente = entra(con_correo)
    reloj.shift(30)
    otra = entra(con_correo)
    cliente.post(LLAVE, {"nombre": "mi celular", "credencial": recordada.hacer(pregunta(cliente.get(LLAVE)))})
    assert not dentro(otra)
    assert cliente.post(reverse("segundo_factor_quitar", args=[factor.pk])).status_code == 302
    assert not Authenticator.objects.filter(pk=factor.pk).exists()
    assert dentro(cliente)
    esperados = ["Se agregó una llave de acceso a su cuenta", "Se quitó un segundo factor de su cuenta"]
    assert [correo.subject for correo in mailoutbox] == esperados


def test_whoever_can_do_without_takes_it_away_with_its_codes(alcalde_a, reloj):
    factor = make_aplicacion(alcalde_a)
    recuperacion.hacer(alcalde_a)
    cliente = entra(alcalde_a)
    cliente.post(reverse("segundo_factor_quitar", args=[factor.pk]))
    assert not Authenticator.objects.filter(user=alcalde_a).exists()
    assert dentro(primer_paso(alcalde_a))


def test_nobody_touches_the_factor_of_another(coordinador, coordinadora, reloj):
    make_aplicacion(coordinador)
    ajeno = make_aplicacion(coordinadora)
    assert entra(coordinador).post(reverse("segundo_factor_quitar", args=[ajeno.pk])).status_code == 404
    assert Authenticator.objects.filter(pk=ajeno.pk).exists()


CAMBIOS = [APLICACION, LLAVE, "/cuenta/segundo-factor/codigos/"]


@pytest.mark.parametrize("url", CAMBIOS)
def test_a_change_asks_for_the_password_again(coordinador, reloj, url):
    make_aplicacion(coordinador)
    cliente = entra(coordinador)
    assert cliente.get(url).status_code == 200
    reloj.shift(10 * 60 + 1)
    assert cliente.get(url).url == f"/cuenta/confirmar/?next={url.replace('/', '%2F')}"


@pytest.mark.parametrize("url", CAMBIOS)
def test_a_session_that_did_not_prove_it_changes_nothing_whatever_the_role(alcalde_a, url):
    cliente = primer_paso(alcalde_a)
    make_aplicacion(alcalde_a)
    for respuesta in (cliente.get(url), cliente.post(url, {"otp": "1"})):
        assert respuesta.url.startswith(reverse("segundo_factor_probar"))


def test_a_code_of_recovery_that_was_used_is_told_by_mail(con_correo, mailoutbox, reloj):
    make_aplicacion(con_correo)
    entra(con_correo, recuperacion.hacer(con_correo)[0])
    assert [(c.subject, "Le quedan 9" in c.body) for c in mailoutbox] == [("Se usó un código de recuperación de su cuenta", True)]


def test_new_codes_void_the_former_ones_and_are_told_by_mail(con_correo, mailoutbox, reloj):
    make_aplicacion(con_correo)
    viejos = recuperacion.hacer(con_correo)
    assert entra(con_correo).post("/cuenta/segundo-factor/codigos/").status_code == 200
    assert not recuperacion.usar(con_correo, viejos[0])
    assert [c.subject for c in mailoutbox] == ["Se hicieron códigos de recuperación nuevos"]


# ── Losing it ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def entra_otra_vez(usuario: Usuario, reloj) -> Client:
    """With the next code: the last one is used."""
    reloj.shift(30)
    return entra(usuario)


def _quitar(quien: Client, cuenta: Usuario) -> int:
    url = reverse("cuenta_decidir", args=[cuenta.pk, "quitar-factor"])
    respuesta = quien.get(url)
    if respuesta.status_code != 200:
        return respuesta.status_code
    return quien.post(url, leer(respuesta) | {"motivo": "Perdió su teléfono; vino con su DNI"}).status_code


def test_an_administrator_takes_it_away_from_whoever_lost_it(con_correo, administrador, mailoutbox, reloj):
    make_aplicacion(con_correo)
    make_aplicacion(administrador)
    perdida = entra(con_correo)
    assert _quitar(entra(administrador), con_correo) == 302

    assert not dentro(perdida)
    assert not Authenticator.objects.filter(user=con_correo).exists()
    cliente = primer_paso(con_correo)
    assert cliente.get("/avisos/").url.startswith(reverse("segundo_factor"))
    assert Lote.objects.get(motivo="Perdió su teléfono; vino con su DNI").por == administrador
    historia = entra_otra_vez(administrador, reloj).get(reverse("cuenta", args=[con_correo.pk])).content.decode()
    assert "Perdió su teléfono; vino con su DNI" in historia
    assert [c.subject for c in mailoutbox] == ["Quien administra el portal quitó su segundo factor"]
    assert administrador.nombre in mailoutbox[0].body


def test_nobody_takes_away_their_own_nor_one_beyond_reach(administrador, coordinador_otra_ugel, coordinador, reloj):
    for persona in (administrador, coordinador_otra_ugel, coordinador):
        make_aplicacion(persona)
    cliente = entra(administrador)
    assert [_quitar(cliente, quien) for quien in (administrador, coordinador_otra_ugel)] == [403, 404]
    assert _quitar(entra(coordinador), administrador) == 403
    assert Authenticator.objects.count() == 3


def test_the_command_is_for_the_only_administrator_who_lost_everything(administrador, caplog):
    make_aplicacion(administrador)
    for falta in ({"motivo": "corto"}, {"por": "nadie"}):
        with pytest.raises(CommandError):
            call_command("quitar_segundo_factor", "administrador", **{"por": "administrador", "motivo": "Se le perdió el teléfono"} | falta)
    assert Authenticator.objects.count() == 1
    call_command("quitar_segundo_factor", "administrador", por="administrador", motivo="Se le perdió el teléfono")
    assert Authenticator.objects.count() == 0
    assert Lote.objects.get(motivo="Se le perdió el teléfono").por == administrador
    (dicho,) = [r.datos for r in caplog.records if r.message == "segundo_factor_restablecido"]
    assert dicho == {"de": administrador.pk, "por": administrador.pk, "motivo": "Se le perdió el teléfono"}
    with pytest.raises(CommandError, match="no tiene un segundo factor"):
        call_command("quitar_segundo_factor", "administrador", por="administrador", motivo="Se le perdió el teléfono")


def test_a_session_that_no_list_knows_ends_with_what_it_had_proved(coordinador, reloj):
    make_aplicacion(coordinador)
    cliente = Client()
    cliente.force_login(coordinador)
    dar(cliente, codigo())
    assert dentro(cliente)
    reloj.shift(1)
    coordinador.refresh_from_db()
    UserSession.objects.all().delete()
    with gesto(por=None):
        restablecer(coordinador, por=None)
    assert not dentro(cliente)


# ── Passkeys ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def llave(coordinador) -> Llave:
    """The coordinator's, made by its page."""
    hecha, cliente = Llave(), primer_paso(coordinador)
    pagina = cliente.get(LLAVE)
    respuesta = cliente.post(LLAVE, {"nombre": "mi laptop", "credencial": hecha.hacer(pregunta(pagina))})
    assert len(re.findall("hoja-codigo", respuesta.content.decode())) == 10
    assert dentro(cliente)
    return hecha


def test_a_passkey_signs_in(coordinador, llave):
    cliente = primer_paso(coordinador)
    assert dar(cliente, credencial=llave.usar(pregunta(cliente.get(PASO)))).status_code == 302
    assert dentro(cliente)


def test_an_answer_is_good_for_one_question(coordinador, llave):
    cliente, otro = primer_paso(coordinador), primer_paso(coordinador)
    respuesta = llave.usar(pregunta(cliente.get(PASO)))
    otro.get(PASO)
    assert dar(otro, credencial=respuesta).status_code == 422  # of another session
    assert dar(cliente, credencial=respuesta).status_code == 302
    cliente.post("/salir/")
    primer_paso(coordinador, cliente=cliente).get(PASO)
    assert dar(cliente, credencial=respuesta).status_code == 422
    assert not dentro(cliente)


def test_a_false_page_and_another_key_sign_nobody_in(coordinador, llave):
    ajena, pescada = Llave(), Llave(origen="https://testserver.ejemplo.org")
    pescada.privada, pescada.id, ajena.id = llave.privada, llave.id, llave.id
    for falsa in (ajena, pescada):
        cliente = primer_paso(coordinador)
        assert dar(cliente, credencial=falsa.usar(pregunta(cliente.get(PASO)))).status_code == 422
        assert not dentro(cliente)


BASURA = [
    "{}",
    "[]",
    "null",
    "no es json",
    '{"id":1}',
    '{"id":"AA","rawId":"AA","type":"public-key","response":{}}',
    "[" * 5000,
    "x" * 30000,
]


def test_what_is_no_answer_is_refused_and_breaks_nothing(coordinador, llave, especialista):
    cliente, quien = primer_paso(coordinador), primer_paso(especialista)
    for basura in BASURA[:4]:
        cliente.get(PASO)
        assert dar(cliente, credencial=basura).status_code == 422
    buena = json.loads(Llave().hacer(pregunta(quien.get(LLAVE))))
    rotas = [json.dumps(buena | {"response": buena["response"] | {campo: "oWNmbXQ"}}) for campo in ("attestationObject", "clientDataJSON")]
    for basura in [*BASURA, *rotas]:
        quien.get(LLAVE)
        assert quien.post(LLAVE, {"nombre": "una", "credencial": basura}).status_code == 422
    assert not acceso.de(especialista).exists()


def test_a_passkey_counts_its_wrong_answers_with_the_codes(coordinador, llave, reloj):
    cliente = primer_paso(coordinador)
    assert [dar(cliente, credencial="{}").status_code for _ in range(6)] == [422] * 5 + [429]


def test_at_an_address_of_numbers_no_passkey_is_offered(especialista, settings):
    settings.ALLOWED_HOSTS = ["127.0.0.1", "[::1]"]
    for anfitrion in ("127.0.0.1:8000", "[::1]:8000"):
        cliente = Client(headers={"host": anfitrion})
        primer_paso(especialista, cliente=cliente)
        assert "Agregar una llave" not in cliente.get("/cuenta/segundo-factor/").content.decode()
        assert "no se puede" in cliente.get(LLAVE).content.decode()


# ── What is told of it ───────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.promesa("P43")
def test_the_log_tells_each_step_and_no_secret(coordinador, administrador, caplog, reloj):
    make_aplicacion(administrador)
    cliente = primer_paso(coordinador)
    secreto, codigos = poner(cliente)
    usado = de(secreto)
    dar(primer_paso(coordinador), usado)
    for _ in range(5):
        dar(primer_paso(coordinador), "999999")
    reloj.shift(301)
    entra(coordinador, codigos[0])
    assert _quitar(entra(administrador), coordinador) == 302
    lineas = [UnaLinea().format(registro) for registro in caplog.records]
    esperados = {
        *("segundo_factor_puesto", "segundo_factor_fallido", "segundo_factor_limitado", "segundo_factor_probado"),
        *("codigo_de_recuperacion_usado", "segundo_factor_restablecido"),
    }
    assert esperados <= {json.loads(linea)["texto"] for linea in lineas}
    assert [s for s in (secreto, SECRETO, usado, codigos[0], "999999") if any(s in linea for linea in lineas)] == []


def test_the_pages_cost_few_queries(coordinador, reloj, django_assert_max_num_queries):
    make_aplicacion(coordinador)
    make_usuario(Rol.DIRECTOR)
    cliente = entra(coordinador)
    for url in ("/cuenta/segundo-factor/", APLICACION, LLAVE):
        with django_assert_max_num_queries(12):
            assert cliente.get(url).status_code == 200
