"""What the worker does with a server that is down, slow, refuses, or is not who it says."""

import datetime
import time

import pytest
import time_machine
from django.core import mail

from base.avisos import cartero
from base.avisos.models import Envio
from base.avisos.models.envio import ESPERAS
from base.comun.fechas import ahora
from base.cuentas.models import Usuario
from tests.factories import make_envio
from tests.servidor_smtp import puerto_cerrado

pytestmark = pytest.mark.django_db
SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def caido(settings) -> None:
    settings.CORREO = {"BACKEND": SMTP, "host": "127.0.0.1", "port": puerto_cerrado()}


def intentar(envio: Envio) -> Envio:
    """Its turn has come, and the worker passes by."""
    Envio.objects.filter(pk=envio.pk, estado__in=Envio.Estado.en_cola()).update(proximo_intento_en=ahora())
    with pytest.raises(cartero.ServidorCerrado):
        cartero.repartir()
    envio.refresh_from_db()
    return envio


def test_each_failure_waits_longer_and_the_last_one_is_final(caido):
    envio = make_envio()
    esperas = []
    with time_machine.travel(ahora(), tick=False):
        while intentar(envio).estado == "pendiente":
            esperas.append(envio.proximo_intento_en - ahora())
    assert tuple(esperas) == ESPERAS == tuple(datetime.timedelta(minutes=m) for m in (1, 5, 30, 120, 720))
    assert (envio.estado, envio.intentos) == ("fallido", 6)
    assert envio.ultimo_error == "No se pudo conectar con el servidor de correo."


def test_a_server_that_does_not_open_is_asked_once_a_round_and_then_left_alone(caido):
    make_envio(), make_envio()
    rueda = cartero.Cartero(lambda: True)
    assert rueda() is False
    assert rueda() is False
    assert sorted(Envio.objects.values_list("intentos", flat=True)) == [0, 1]


@pytest.mark.promesa("P38")
def test_a_page_does_not_wait_for_a_mail_server_that_is_down_or_mute(client, smtp, coordinador):
    smtp.mudo = True
    Usuario.objects.filter(pk=coordinador.pk).update(email="c@ejemplo.pe")
    inicio = time.monotonic()
    assert client.post("/cuenta/olvido/", {"email": "c@ejemplo.pe"}).status_code == 302
    assert time.monotonic() - inicio < 5
    assert Envio.objects.get().estado == "pendiente"


@pytest.mark.promesa("P38")
def test_a_mute_server_is_given_up_at_its_time(smtp, settings):
    smtp.mudo, settings.EMAIL_TIMEOUT = True, 1
    inicio = time.monotonic()
    envio = intentar(make_envio())
    assert time.monotonic() - inicio < 10
    assert envio.ultimo_error == "El servidor de correo no contestó, o cortó la conexión."


def test_the_portal_has_a_time_for_the_mail_server(settings):
    assert 0 < settings.EMAIL_TIMEOUT <= 30


@pytest.mark.promesa("P38")
def test_where_starttls_is_asked_and_refused_nothing_is_said_in_clear(smtp, settings):
    settings.CORREO |= {"use_tls": True, "username": "portal", "password": "clave-secreta"}
    envio = intentar(make_envio(asunto="CANARIO"))
    assert (envio.estado, smtp.recibidos) == ("pendiente", [])
    assert "no ofrece una conexión cifrada" in envio.ultimo_error
    assert not any(orden.upper().startswith(("MAIL", "AUTH", "RCPT")) for orden in smtp.ordenes)


@pytest.mark.promesa("P38")
@pytest.mark.control
def test_without_asking_for_tls_it_does_go_in_clear(smtp):
    """Control: what the former test refuses is what the setting refuses."""
    make_envio()
    assert cartero.repartir() == 1


def test_an_address_that_the_server_refuses_for_good_is_not_tried_again(smtp):
    smtp.rechaza = "550 no existe esa persona"
    malo, bueno = make_envio(), make_envio()
    cartero.repartir()
    malo.refresh_from_db()
    assert (malo.estado, malo.intentos) == ("fallido", 1)
    assert "550 no existe esa persona" in malo.ultimo_error
    bueno.refresh_from_db()
    assert bueno.intentos == 1  # one that fails stops no other


def test_an_address_that_the_server_refuses_for_now_is_tried_again(smtp):
    smtp.rechaza = "450 vuelva luego"
    envio = make_envio()
    cartero.repartir()
    envio.refresh_from_db()
    assert (envio.estado, envio.dudoso_en) == ("pendiente", None)


def test_a_connection_cut_after_the_text_is_a_doubt_and_a_second_one_waits_for_a_person(smtp):
    smtp.al_recibir = lambda: False
    envio = make_envio()
    for estado in ("dudoso", "fallido", "fallido"):
        cartero.repartir()
        envio.refresh_from_db()
        assert envio.estado == estado
        Envio.objects.filter(pk=envio.pk).update(proximo_intento_en=ahora())
    assert smtp.nombres() == [envio.mensaje_id] * 2


def test_errors_carry_neither_passwords_nor_links(settings):
    import smtplib

    settings.CORREO = {"BACKEND": SMTP, "password": "s3creta"}
    error = smtplib.SMTPDataError(451, b"rechazado s3creta https://testserver/cuenta/olvido/1-abc/")
    assert cartero.explicar(error, reservado=True) == "El servidor de correo respondió 451 rechazado ··· [enlace]"


def test_a_sent_reserved_mail_forgets_what_it_said_and_any_other_keeps_it(smtp):
    secreto, acta = make_envio(reservado=True, html="<p>x</p>", texto="https://testserver/secreto/"), make_envio(texto="El acta")
    cartero.repartir()
    secreto.refresh_from_db(), acta.refresh_from_db()
    assert (secreto.texto, secreto.html, acta.texto) == ("", "", "El acta")
    assert b"secreto" in smtp.recibidos[0].octetos


def test_a_failed_reserved_mail_keeps_its_secret_for_two_days_only():
    from base.avisos.limpieza import olvidar_enlaces

    viejo = make_envio(reservado=True, estado="fallido", creado_en=ahora() - datetime.timedelta(days=3))
    nuevo = make_envio(reservado=True, estado="fallido")
    olvidar_enlaces(None)
    viejo.refresh_from_db(), nuevo.refresh_from_db()
    assert (viejo.texto, viejo.se_puede_reenviar) == ("", False)
    assert nuevo.se_puede_reenviar


def test_django_s_own_mail_goes_to_the_outbox_one_for_each_address(coordinador):
    Usuario.objects.filter(pk=coordinador.pk).update(email="C@ejemplo.pe")
    mail.send_mail("Asunto", "Cuerpo", None, ["Carlos <c@ejemplo.pe>", "otra@ejemplo.pe"], html_message="<p>Cuerpo</p>")
    uno, otro = Envio.objects.order_by("pk")
    assert (uno.para, uno.usuario, uno.reservado, uno.html) == ("c@ejemplo.pe", coordinador, True, "<p>Cuerpo</p>")
    assert (otro.para, otro.usuario) == ("otra@ejemplo.pe", None)


def test_what_leaves_is_what_was_asked_for(smtp):
    from base.avisos.correo import encolar

    cabeceras = {"Reply-To": "ugel@ejemplo.pe"}
    envio = encolar(
        para="a@ejemplo.pe", asunto="Acta", texto="Señor alcalde", html="<p>Señor</p>", clave="x", cabeceras=cabeceras,
        adjuntos=[("acta.pdf", b"%PDF-1.7", "application/pdf")],
    )  # fmt: skip
    cartero.repartir()
    (carta,) = (recibido.mensaje for recibido in smtp.recibidos)
    assert (carta["To"], carta["Reply-To"], carta["Message-ID"]) == ("a@ejemplo.pe", "ugel@ejemplo.pe", envio.mensaje_id)
    assert carta["Auto-Submitted"] == "auto-generated"
    assert carta.get_body(("plain",)).get_content().strip() == "Señor alcalde"
    assert [(a.get_filename(), a.get_content()) for a in carta.iter_attachments()] == [("acta.pdf", b"%PDF-1.7")]
