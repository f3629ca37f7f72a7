"""P31: nobody learns who has an account, neither from what the portal answers nor from how long it takes."""

import re
import statistics
import time
from collections.abc import Callable

import pytest
from django.test import Client

from base.cuentas import limites
from base.cuentas.entrada import Entrada
from base.cuentas.limites import REGLAS, Clase, Regla
from base.cuentas.views.olvido import Olvido

pytestmark = [pytest.mark.django_db, pytest.mark.promesa("P31")]
ARGON2 = ["django.contrib.auth.hashers.Argon2PasswordHasher"]


@pytest.fixture(autouse=True)
def como_en_produccion(settings, monkeypatch):
    """The hasher of production, and room for two hundred tries."""
    settings.PASSWORD_HASHERS = ARGON2
    for clase in Clase:
        monkeypatch.setitem(REGLAS, clase, {que: Regla(100_000, 300) for que in REGLAS[clase]})
    monkeypatch.setattr(limites, "TECHO", 100_000)


@pytest.fixture
def cuentas(coordinador, especialista, director):
    """An open account, a closed one, one whose password nobody chose yet, and nobody's."""
    coordinador.set_password("una-clave-larga-1")
    coordinador.email = "c@ejemplo.pe"
    coordinador.save()
    especialista.set_password("una-clave-larga-2")
    especialista.is_active = False
    especialista.save()
    director.set_unusable_password()
    director.save()
    return {"abierta": coordinador.username, "cerrada": especialista.username, "sin clave": director.username, "nadie": "nadie.asi"}


def reloj_de(promesa) -> Callable[[], float]:
    """The clock on the wall for the full count, on a quiet machine; in `make test`, where others work too, what the processor spent."""
    return (time.process_time, time.perf_counter)[promesa.veces(0, 1)]


def probar(ruta: str, datos: dict[str, str], reloj: Callable[[], float]) -> tuple[float, tuple[int, str, str]]:
    cliente = Client()
    empieza = reloj()
    respuesta = cliente.post(ruta, datos)
    tardo = reloj() - empieza
    texto = respuesta.content.decode()
    for dicho in datos.values():
        texto = texto.replace(dicho, "·")
    texto = re.sub(r'name="csrfmiddlewaretoken" value="\w+"|Datos al [^<]*', "", texto)
    return tardo * 1000, (respuesta.status_code, respuesta.get("Location", ""), texto)


def medir(ruta: str, casos: dict[str, dict[str, str]], veces: int, reloj: Callable[[], float]) -> tuple[dict[str, float], set]:
    """The median of each case (taken in turns: what else the machine does falls on all alike), and the different answers."""
    tiempos, respuestas = {nombre: [] for nombre in casos}, set()
    for vuelta in range(veces + 1):
        for nombre, datos in casos.items():
            tardo, respuesta = probar(ruta, datos, reloj)
            if vuelta:  # the first warms up
                tiempos[nombre].append(tardo)
                respuestas.add(respuesta)
    return {nombre: statistics.median(t) for nombre, t in tiempos.items()}, respuestas


def diferencia(medianas: dict[str, float]) -> float:
    return max(medianas.values()) - min(medianas.values())


def test_signing_in_answers_and_takes_the_same(cuentas, promesa):
    veces = promesa.veces(11, 200)
    casos = {nombre: {"login": usuario, "password": "no-es-esta-1"} for nombre, usuario in cuentas.items()}
    medianas, respuestas = medir("/entrar/", casos, veces, reloj_de(promesa))
    promesa.anotar(
        "entrar con clave errada: abierta, cerrada, sin clave, nadie",
        veces=veces,
        respuestas=len(respuestas),
        ms=f"{diferencia(medianas):.1f}",
    )
    assert len(respuestas) == 1
    # a hash that is not run takes nearly all of the time away; less than a third of what is left is the noise of a machine at work
    assert diferencia(medianas) < promesa.veces(max(40, min(medianas.values()) / 3), 10)


def test_asking_for_the_link_answers_and_takes_the_same(cuentas, promesa, mailoutbox):
    veces = promesa.veces(6, 200)
    casos = {"conocido": {"email": "c@ejemplo.pe"}, "nadie": {"email": "n@ejemplo.pe"}}
    medianas, respuestas = medir("/cuenta/olvido/", casos, veces, time.perf_counter)
    trabajo, _ = medir("/cuenta/olvido/", casos, 4, time.process_time)
    promesa.anotar(
        "pedir el enlace: correo conocido y desconocido", veces=veces, respuestas=len(respuestas), ms=f"{diferencia(medianas):.1f}"
    )
    assert len(respuestas) == 1
    assert diferencia(medianas) < promesa.veces(100, 10)  # of a sleep: a neighbour may wake it late
    assert min(medianas.values()) >= Olvido.piso * 1000 > 4 * max(trabajo.values())  # what differs is done long before the floor
    assert {carta.to[0] for carta in mailoutbox} == {"c@ejemplo.pe"}
    assert len(mailoutbox) == veces + 1 + 5


def test_without_hashing_for_nobody_the_time_tells(cuentas, monkeypatch):
    """Control: when nobody's password is not hashed, the answer comes sooner."""
    monkeypatch.setattr(Entrada, "_mitigate_timing_attack", lambda self, password: None)
    casos = {nombre: {"login": cuentas[nombre], "password": "no-es-esta-1"} for nombre in ("abierta", "nadie")}
    assert diferencia(medir("/entrar/", casos, 8, time.process_time)[0]) > 10


def test_without_the_floor_writing_the_mail_tells(cuentas, monkeypatch, mailoutbox):
    """Control: with a mail that takes its time and no floor, the answer tells whose it is."""
    monkeypatch.setattr(Olvido, "piso", 0)
    monkeypatch.setattr("base.cuentas.entrada.Adaptador.send_mail", lambda *_: time.sleep(0.05))
    casos = {"conocido": {"email": "c@ejemplo.pe"}, "nadie": {"email": "n@ejemplo.pe"}}
    assert diferencia(medir("/cuenta/olvido/", casos, 4, time.perf_counter)[0]) > 10
