"""P32: what leaves the portal points home, and nobody writes a header through a field."""

import re
import time

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError

from base.avisos import cartero, correo
from base.avisos.correo import encolar
from base.avisos.models import Envio
from base.cuentas.models import Usuario
from tests.servidor_smtp import servidor_smtp

pytestmark = [pytest.mark.django_db, pytest.mark.promesa("P32")]
OLVIDO = "/cuenta/olvido/"
AJENOS = [
    {"HTTP_HOST": "malo.example"},
    {"HTTP_HOST": "testserver@malo.example"},
    {"HTTP_HOST": "testserver:80:80"},
    {"HTTP_HOST": "testserver.malo.example"},
    {"HTTP_HOST": "malo.example:443"},
    {"HTTP_HOST": "testserver malo.example"},
    {"HTTP_X_FORWARDED_HOST": "malo.example"},
    {"HTTP_X_FORWARDED_HOST": "testserver, malo.example"},
    {"HTTP_X_FORWARDED_HOST": "malo.example, testserver"},
    {"HTTP_X_FORWARDED_HOST": "testserver@malo.example"},
    {"HTTP_X_FORWARDED_HOST": "testserver:443@malo.example"},
]


@pytest.fixture
def con_correo(coordinador) -> Usuario:
    coordinador.email = "c@ejemplo.pe"
    coordinador.save()
    return coordinador


@pytest.mark.parametrize("cabecera", AJENOS, ids=lambda c: "=".join(*c.items()))
def test_another_name_of_the_portal_is_refused_and_sends_no_mail(client, con_correo, cabecera):
    assert client.post(OLVIDO, {"email": "c@ejemplo.pe"}, **cabecera).status_code == 400
    assert not Envio.objects.exists()


@pytest.mark.parametrize("nombre", ["testserver", "testserver:443", "testserver, localhost"])
def test_a_proxy_that_forwards_our_own_name_is_served(client, con_correo, mailoutbox, nombre):
    client.post(OLVIDO, {"email": "c@ejemplo.pe"}, HTTP_X_FORWARDED_HOST=nombre)
    (carta,) = mailoutbox
    assert "https://testserver/cuenta/olvido/" in carta.body


@pytest.mark.control
def test_what_refuses_a_forwarded_name_is_the_middleware(client, con_correo, mailoutbox, settings):
    """Control: without it the mail is sent (with our own name still)."""
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if not m.endswith("NombreAjenoMiddleware")]
    client.post(OLVIDO, {"email": "c@ejemplo.pe"}, HTTP_X_FORWARDED_HOST="malo.example")
    assert len(mailoutbox) == 1


@pytest.mark.control
def test_what_refuses_another_host_is_the_list_of_our_names(client, con_correo, mailoutbox, settings):
    """Control: with any name allowed, the stranger's is in the mail."""
    settings.ALLOWED_HOSTS = ["*"]
    client.post(OLVIDO, {"email": "c@ejemplo.pe"}, HTTP_HOST="malo.example")
    (carta,) = mailoutbox
    assert "malo.example" in carta.body


# ── The link ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def pedir_enlace(client, buzon) -> str:
    client.post(OLVIDO, {"email": "c@ejemplo.pe"})
    (carta,) = buzon
    return re.search(r"https://testserver(/cuenta/olvido/\S+)", carta.body).group(1)


def vale(client, enlace: str) -> bool:
    return not client.get(enlace, follow=True).context.get("token_fail", False)


@pytest.mark.parametrize(("minutos", "abre"), [(59, True), (61, False)])
def test_a_reset_link_lives_one_hour(client, con_correo, mailoutbox, minutos, abre):
    enlace = pedir_enlace(client, mailoutbox)
    with time_machine.travel(time.time() + minutos * 60):
        assert vale(client, enlace) is abre


@pytest.mark.control
def test_what_ends_the_link_is_its_time(client, con_correo, mailoutbox, settings):
    """Control: with a longer time it still opens."""
    settings.PASSWORD_RESET_TIMEOUT = 3 * 60 * 60
    enlace = pedir_enlace(client, mailoutbox)
    with time_machine.travel(time.time() + 61 * 60):
        assert vale(client, enlace)


def test_a_reset_link_serves_once(client, con_correo, mailoutbox):
    enlace = pedir_enlace(client, mailoutbox)
    pagina = client.get(enlace, follow=True)
    nueva = {"password1": "otra-clave-larga-77", "password2": "otra-clave-larga-77"}
    assert client.post(pagina.redirect_chain[-1][0], nueva).status_code == 302
    assert not vale(client, enlace)


# ── Headers ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
SALTOS = [
    "\r\n",
    "\n",
    "\r",
    "\n\r",
    "\r\n\r\n",
    "\x0b",
    "\x0c",
    "\x1c",
    "\x1d",
    "\x1e",
    "\x85",
    "\u2028",
    "\u2029",
    "\0",
    "%0d%0a",
    "=0A",
    "\r\n ",
]
CAMPOS = ["para", "asunto", "texto", "html", "motivo", "cabecera", "adjunto", "tipo"]
NUESTRAS = {
    *("content-type", "mime-version", "subject", "from", "to", "message-id", "date", "auto-submitted", "reply-to"),
    *("content-transfer-encoding", "content-disposition"),
}


def pedir_con(campo: str, veneno: str, clave: str) -> None:
    valores = {"para": "a@ejemplo.pe", "asunto": "Asunto", "texto": "Texto", "html": "<p>Texto</p>", "motivo": "Motivo"}
    extra = {"cabecera": "ugel@ejemplo.pe", "adjunto": "acta.pdf", "tipo": "application/pdf"}
    if campo in valores:
        valores[campo] += veneno
    else:
        extra[campo] += veneno
    encolar(**valores, clave=clave, cabeceras={"Reply-To": extra["cabecera"]}, adjuntos=[(extra["adjunto"], b"x", extra["tipo"])])


def ajenas(recibidos: list) -> int:
    """Headers that are none of ours, at any depth, and people who were not asked to."""
    malas = sum(r.destinatarios != ["a@ejemplo.pe"] for r in recibidos)
    for recibido in recibidos:
        for parte in recibido.mensaje.walk():
            malas += sum(nombre.lower() not in NUESTRAS for nombre in parte.keys())  # noqa: SIM118
    return malas


def test_no_field_writes_a_header(settings, promesa):
    probados, negados = 0, 0
    with servidor_smtp() as servidor:
        settings.CORREO = {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "host": "127.0.0.1", "port": servidor.puerto}
        for campo in CAMPOS:
            for salto in SALTOS:
                probados += 1
                try:
                    pedir_con(campo, f"{salto}Bcc: malo@example.com{salto}X-Malo: 1{salto}{salto}Otro cuerpo", f"v:{probados}")
                except ValidationError:
                    negados += 1
        cartero.repartir()
        assert len(servidor.recibidos) == probados - negados > 60
        promesa.anotar(
            "saltos de línea en cada campo de un correo", probados=probados, negados=negados, cabeceras_ajenas=ajenas(servidor.recibidos)
        )
        assert ajenas(servidor.recibidos) == 0


@pytest.mark.control
def test_without_the_one_line_a_header_would_be_written(monkeypatch):
    """Control: the law of the database refuses the line break that the door let in; and without the door Django still would."""
    monkeypatch.setattr(correo, "en_una_linea", lambda texto: texto)
    with pytest.raises(Exception, match="avisos_envio_una_linea"):
        pedir_con("asunto", "\r\nBcc: malo@example.com", "v")


@pytest.mark.parametrize("salto", ["\r\n", "\n", "\r"])
def test_django_s_door_refuses_it_too(salto):
    with pytest.raises(ValueError):
        mail.send_mail(f"Asunto{salto}Bcc: malo@example.com", "Texto", None, ["a@ejemplo.pe"])
    assert not Envio.objects.exists()


@pytest.mark.parametrize("campo", ["username", "nombre", "email"])
def test_no_field_of_an_account_writes_a_header_in_its_reset(client, con_correo, mailoutbox, campo):
    """Whatever got into the account (a load, the shell), the mail is one mail to one address, or none."""
    Usuario.objects.filter(pk=con_correo.pk).update(**{campo: getattr(con_correo, campo) + "\r\nBcc: malo@example.com"})
    respuesta = client.post(OLVIDO, {"email": Usuario.objects.get(pk=con_correo.pk).email})
    assert respuesta.status_code < 500
    for carta in mailoutbox:
        assert carta.recipients() == ["c@ejemplo.pe"]
        assert {n.lower() for n in carta.message().keys()} <= NUESTRAS  # noqa: SIM118
