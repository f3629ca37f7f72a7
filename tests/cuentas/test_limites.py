"""P28: guessing is slow, and shutting out is no weapon."""

import datetime
import os
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from base.comun.origen import direccion, vecindad
from base.cuentas import equipos, limites
from base.cuentas.limites import Clase
from base.cuentas.models import Cupo, Equipo
from tests.factories import CONTRASENA, make_usuario

pytestmark = [pytest.mark.django_db, pytest.mark.promesa("P28")]
EMPIEZA = datetime.datetime(2026, 3, 2, 15, 0, tzinfo=datetime.UTC)
LEJOS = "198.51.100.7"


@pytest.fixture
def reloj():
    with time_machine.travel(EMPIEZA, tick=False) as viaje:
        yield viaje


def entrar(usuario, clave=CONTRASENA, *, desde="203.0.113.5", cliente=None, **cabeceras):
    cliente = cliente or Client()
    return cliente.post("/entrar/", {"login": usuario, "password": clave}, REMOTE_ADDR=desde, **cabeceras)


def fallar(usuario, veces, *, desde=LEJOS, **resto):
    return [entrar(usuario, "no-es-esta", desde=desde, **resto).status_code for _ in range(veces)]


def test_the_eleventh_try_within_five_minutes_is_refused_also_the_right_one(coordinador, reloj):
    assert fallar(coordinador.username, 12) == [200] * 10 + [429] * 2
    assert entrar(coordinador.username).status_code == 429  # from elsewhere, and right


def test_nine_wrong_ones_keep_nobody_out_and_the_right_one_does_not_count(coordinador, reloj):
    for _ in range(3):
        assert fallar(coordinador.username, 3) == [200] * 3
        assert entrar(coordinador.username, desde=LEJOS).status_code == 302
    assert entrar(coordinador.username, desde=LEJOS).status_code == 302


def test_the_owner_gets_in_when_the_time_that_the_page_said_is_over(coordinador, reloj):
    fallar(coordinador.username, 10)
    respuesta = entrar(coordinador.username)
    assert "Demasiados intentos" in respuesta.content.decode()
    assert 0 < int(respuesta["Retry-After"]) <= 15 * 60
    reloj.shift(int(respuesta["Retry-After"]))
    assert entrar(coordinador.username).status_code == 302


def test_who_never_stops_guessing_from_one_address_leaves_room_for_the_owner_within_a_quarter_of_an_hour(coordinador, reloj):
    entro = []
    for minuto in range(16):
        fallar(coordinador.username, 11)
        if entrar(coordinador.username).status_code == 302:
            entro.append(minuto)
        reloj.shift(60)
    assert entro
    assert entro[0] <= 15


def test_from_a_known_device_the_owner_enters_while_strangers_guess(coordinador, reloj, promesa):
    cliente = Client()
    assert entrar(coordinador.username, cliente=cliente).status_code == 302
    cliente.post("/salir/")
    fallar(coordinador.username, 10)
    assert entrar(coordinador.username, desde=LEJOS, cliente=cliente).status_code == 302
    promesa.anotar("el dueño, desde un equipo conocido y la línea del que adivina, con la cuenta limitada", entra="sí")


def test_a_known_device_has_its_own_limit_and_is_known_to_its_account_alone(coordinador, especialista, reloj):
    cliente = Client()
    entrar(coordinador.username, cliente=cliente)
    cliente.post("/salir/")
    assert fallar(coordinador.username, 11, cliente=cliente) == [200] * 10 + [429]
    fallar(especialista.username, 10)
    assert entrar(especialista.username, cliente=cliente).status_code == 429


@pytest.mark.parametrize("cambio", [lambda valor: valor[:-1] + ("A" if valor[-1] != "A" else "B"), lambda valor: "inventada", lambda _: ""])
def test_a_forged_device_is_not_known(coordinador, reloj, cambio):
    cliente = Client()
    entrar(coordinador.username, cliente=cliente)
    cliente.post("/salir/")
    cliente.cookies[settings.EQUIPO_COOKIE_NAME] = cambio(cliente.cookies[settings.EQUIPO_COOKIE_NAME].value)
    fallar(coordinador.username, 10)
    assert entrar(coordinador.username, cliente=cliente).status_code == 429


def test_a_copy_of_the_device_is_worth_nothing_after_the_owner_signs_in_again_nor_after_it_is_revoked(coordinador, reloj):
    cliente, copia = Client(), Client()
    entrar(coordinador.username, cliente=cliente)
    copia.cookies[settings.EQUIPO_COOKIE_NAME] = cliente.cookies[settings.EQUIPO_COOKIE_NAME].value
    cliente.post("/salir/")
    entrar(coordinador.username, cliente=cliente)
    fallar(coordinador.username, 10)
    assert entrar(coordinador.username, cliente=copia).status_code == 429
    assert equipos.olvidar(coordinador) == 1
    cliente.post("/salir/")
    assert entrar(coordinador.username, cliente=cliente).status_code == 429


def test_the_device_is_kept_as_a_digest_and_its_cookie_is_of_this_host_alone(coordinador, reloj):
    cliente = Client()
    entrar(coordinador.username, cliente=cliente)
    galleta = cliente.cookies["__Host-equipo"]
    assert (galleta["secure"], galleta["httponly"], galleta["samesite"], galleta["path"], galleta["domain"]) == (True, True, "Lax", "/", "")
    assert Equipo.objects.get().huella not in galleta.value
    assert galleta.value.split(":")[0] not in repr(list(Equipo.objects.values()))


# ── Addresses ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_ten_wrong_ones_from_one_address_whatever_the_account(reloj, promesa):
    estados = [entrar(f"nadie{n}", "no-es-esta", desde=LEJOS).status_code for n in range(60)]
    promesa.anotar("60 cuentas distintas desde una dirección en 5 minutos", miradas=estados.count(200), negadas=estados.count(429))
    assert estados == [200] * 10 + [429] * 50
    assert Cupo.objects.count() <= 10 * 2 + 3  # what is refused leaves nothing behind


def test_an_address_from_which_people_come_in_well_gets_more_tries(ugel, reloj):
    for n in range(4):
        make_usuario("especialista", ugel=ugel, username=f"persona{n}")
        assert entrar(f"persona{n}", desde=LEJOS).status_code == 302
    assert [entrar(f"nadie{n}", "no", desde=LEJOS).status_code for n in range(60)].count(200) == 50
    reloj.shift(25 * 3600)
    assert [entrar(f"nadie{n}", "no", desde=LEJOS).status_code for n in range(60)].count(200) == 10


def test_a_forwarded_address_that_nobody_of_ours_wrote_changes_nothing(coordinador, reloj):
    estados = [
        entrar(f"nadie{n}", "no", desde=LEJOS, HTTP_X_FORWARDED_FOR=f"10.0.0.{n}", HTTP_X_REAL_IP=f"10.0.1.{n}").status_code
        for n in range(20)
    ]
    assert estados == [200] * 10 + [429] * 10


def test_behind_one_proxy_only_what_the_proxy_added_counts(reloj, settings):
    settings.PROXIES_DE_CONFIANZA = 1
    estados = [entrar(f"nadie{n}", "no", desde="10.0.0.1", HTTP_X_FORWARDED_FOR=f"9.9.9.{n}, {LEJOS}").status_code for n in range(20)]
    assert estados == [200] * 10 + [429] * 10


@pytest.mark.parametrize(
    ("proxies", "cabecera", "sale"),
    [
        (0, "1.2.3.4", "10.0.0.9"),
        (1, "", "desconocida"),
        (1, "1.2.3.4, 5.6.7.8", "5.6.7.8"),
        (2, "5.6.7.8", "10.0.0.9"),
        (1, "no\r\nes", "desconocida"),
    ],
)
def test_the_address_is_what_the_outermost_proxy_of_ours_saw(rf, settings, proxies, cabecera, sale):
    settings.PROXIES_DE_CONFIANZA = proxies
    assert direccion(rf.get("/", REMOTE_ADDR="10.0.0.9", HTTP_X_FORWARDED_FOR=cabecera)) == sale


def test_a_household_of_ipv6_is_one_address_and_a_mapped_one_is_its_ipv4(rf):
    assert vecindad("2001:db8::1") == vecindad("2001:db8::ffff:2") != vecindad("2001:db8:0:1::1")
    assert direccion(rf.get("/", REMOTE_ADDR="::ffff:10.0.0.9")) == "10.0.0.9"


# ── The page, the alarm, the other doors ─────────────────────────────────────────────────────────────────────────────────
def test_the_page_says_the_same_of_an_account_that_does_not_exist(coordinador, reloj):
    paginas = []
    for usuario, desde in ((coordinador.username, LEJOS), ("nadie.asi", "198.51.100.8")):
        fallar(usuario, 10, desde=desde)
        respuesta = entrar(usuario)
        paginas.append((respuesta.status_code, respuesta["Retry-After"], respuesta.content))
    assert paginas[0] == paginas[1]


def test_the_whole_portal_raises_an_alarm_and_shuts_nobody_out(coordinador, reloj, caplog):
    for n in range(130):
        fallar(f"nadie{n}", 1, desde=f"198.51.{n}.1")
    assert [r.message for r in caplog.records].count("entrada_alarma") == 1
    assert entrar(coordinador.username).status_code == 302


def test_an_open_session_does_not_guess_its_password(como, coordinador, reloj):
    cliente = como(coordinador)
    cambio = {"oldpassword": "no-es-esta", "password1": "otra-clave-larga-9", "password2": "otra-clave-larga-9"}
    assert [cliente.post(reverse("account_change_password"), cambio).status_code for _ in range(7)] == [200] * 5 + [429] * 2
    confirmar = [cliente.post(reverse("account_reauthenticate"), {"password": "no"}).status_code for _ in range(12)]
    assert confirmar == [200] * 10 + [429] * 2


def test_a_reset_is_mailed_three_times_an_hour_and_always_answers_the_same(client, coordinador, mailoutbox, reloj, monkeypatch):
    monkeypatch.setattr("base.cuentas.views.olvido.Olvido.piso", 0)
    type(coordinador).objects.update(email="c@ejemplo.pe")
    respuestas = [client.post("/cuenta/olvido/", {"email": "c@ejemplo.pe"}, REMOTE_ADDR=f"10.0.0.{n}") for n in range(8)]
    assert {(r.status_code, r["Location"]) for r in respuestas} == {(302, reverse("account_reset_password_done"))}
    assert len(mailoutbox) == 3
    desde_uno = [client.post("/cuenta/olvido/", {"email": f"n{n}@ejemplo.pe"}, REMOTE_ADDR=LEJOS).status_code for n in range(22)]
    assert desde_uno == [302] * 20 + [429] * 2


def test_whoever_recovered_the_password_by_mail_gets_in_at_once(client, coordinador, mailoutbox, reloj, monkeypatch):
    monkeypatch.setattr("base.cuentas.views.olvido.Olvido.piso", 0)
    type(coordinador).objects.update(email="c@ejemplo.pe")
    fallar(coordinador.username, 10)
    client.post("/cuenta/olvido/", {"email": "c@ejemplo.pe"})
    enlace = "/cuenta/olvido/" + mailoutbox[0].body.split("/cuenta/olvido/")[1].split()[0]
    formulario = client.get(enlace, follow=True).redirect_chain[-1][0]
    client.post(formulario, {"password1": "otra-clave-larga-9", "password2": "otra-clave-larga-9"})
    fallar(coordinador.username, 10)
    assert entrar(coordinador.username, "otra-clave-larga-9", cliente=client).status_code == 302


def test_a_code_has_its_own_tries(reloj):
    tomados = [limites.intentar(Clase.CODIGO, cuenta="alcalde", direccion=f"10.0.0.{n}").permitido for n in range(8)]
    assert tomados == [True] * 5 + [False] * 3
    reloj.shift(15 * 60)
    assert limites.intentar(Clase.CODIGO, cuenta=" ALCALDE ", direccion="10.0.0.9").permitido


def test_what_means_nothing_any_more_is_gone_after_a_good_sign_in(coordinador, reloj):
    fallar("nadie", 5)
    reloj.shift(3 * 86400)
    entrar(coordinador.username)
    assert not any("nadie" in clave for clave in Cupo.objects.values_list("clave", flat=True))
    assert Cupo.objects.filter(hasta__lt=datetime.datetime.now(datetime.UTC)).count() == 0


# ── Several processes, controls ──────────────────────────────────────────────────────────────────────────────────────────
ADIVINAR = """
import sys, time, django
django.setup()
from django.conf import settings
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
from django.test import Client
from base.cuentas import limites
{sabotaje}
clientes = [Client(REMOTE_ADDR=f"10.{{sys.argv[1]}}.0.{{n}}", HTTP_X_FORWARDED_PROTO="https") for n in range(15)]
print("listo", flush=True)
sys.stdin.readline()
estados = [c.post("/entrar/", {{"login": "coordinador", "password": "no-es-esta"}}).status_code for c in clientes]
print(estados.count(200), estados.count(429))
"""
LEE_Y_LUEGO_ESCRIBE = """
def sin_candado(claves, ahora):
    cupos = {c: limites.Cupo(clave=c, hasta=limites._instante(ahora)) for c in claves} | limites.Cupo.objects.in_bulk(claves)
    time.sleep(0.05)
    return cupos
limites._tomar = sin_candado
limites.transaction.atomic = lambda **_: __import__("contextlib").nullcontext()
"""


def adivinar_a_la_vez(sabotaje: str = "") -> tuple[int, int]:
    """Three processes of their own guess the same account at the same instant: how many were looked at, how many refused."""
    nombre = connection.settings_dict["NAME"]
    url = f"sqlite:///{nombre}"
    if connection.vendor == "postgresql":
        url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{nombre}").geturl()
    entorno = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "portal.settings", "PYTHONWARNINGS": "ignore"}
    orden = [sys.executable, "-c", ADIVINAR.format(sabotaje=sabotaje)]
    procesos = [
        subprocess.Popen(
            [*orden, str(n)],
            cwd=settings.RAIZ,
            env=entorno,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for n in range(3)
    ]
    assert [proceso.stdout.readline() for proceso in procesos] == ["listo\n"] * 3
    for proceso in procesos:
        proceso.stdin.write("ya\n")
        proceso.stdin.flush()
    dichos = [proceso.communicate(timeout=120) for proceso in procesos]
    salidas = [salida.split() for salida, _ in dichos]
    assert all(salidas), dichos
    return sum(int(s[0]) for s in salidas), sum(int(s[1]) for s in salidas)


@pytest.mark.django_db(transaction=True)
def test_three_processes_at_once_get_no_more_tries_than_one(coordinador, promesa):
    miradas, negadas = adivinar_a_la_vez()
    promesa.anotar("tres procesos adivinan una cuenta a la vez, 45 intentos de 45 direcciones", miradas=miradas, negadas=negadas)
    assert (miradas, negadas) == (10, 35)


@pytest.mark.django_db(transaction=True)
@pytest.mark.control
def test_counting_after_reading_lets_several_processes_guess_more(coordinador):
    """Control: without the lock each process counts on what it read, and together they get more than the limit."""
    assert adivinar_a_la_vez(LEE_Y_LUEGO_ESCRIBE)[0] > 10


@pytest.mark.control
def test_without_the_limits_guessing_is_endless(coordinador, reloj, monkeypatch):
    """Control: what refuses is the count."""
    monkeypatch.setattr(limites, "_negado", lambda *_: None)
    assert set(fallar(coordinador.username, 30)) == {200}


@pytest.mark.control
def test_without_known_devices_a_stranger_keeps_the_owner_out(coordinador, reloj, monkeypatch):
    """Control: what lets the owner in is the device."""
    cliente = Client()
    entrar(coordinador.username, cliente=cliente)
    cliente.post("/salir/")
    fallar(coordinador.username, 10)
    monkeypatch.setattr(equipos, "conocido", lambda *_: "")
    assert entrar(coordinador.username, cliente=cliente).status_code == 429
