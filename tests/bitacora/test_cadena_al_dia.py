"""The chain as it is looked after: by the worker's schedule, on a clock that moves; what it tells outside, and the command that walks it."""

import datetime
import json
import logging

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection

from base.avisos.models import Aviso, Clase, Envio, Preferencia, Tarea
from base.bitacora.models import Lote, Sello, Verificacion
from base.bitacora.sellos.declarar import quitar
from tests.factories import make_cierre, make_compromiso

pytestmark = pytest.mark.django_db
A_LAS_OCHO = datetime.datetime(2026, 12, 1, 13, 5, tzinfo=datetime.UTC)  # five past eight in Lima


def ensuciar() -> int:
    lote = Lote.objects.order_by("pk").first()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE bitacora_lote SET motivo = 'otro' WHERE id = %s", [lote.pk])
    return lote.pk


def trabajar(cuando) -> None:
    with time_machine.travel(cuando, tick=False):
        call_command("trabajar", "--una-vez")


@pytest.fixture
def sellada(convenio, administrador):
    administrador.email = "ada@ejemplo.pe"
    administrador.save()
    make_compromiso(convenio=convenio)
    trabajar(A_LAS_OCHO)
    return Sello.objects.first()


def test_the_worker_seals_each_hour_walks_each_night_and_mails_the_head_once_a_day(sellada, convenio):
    assert Verificacion.objects.get().bien
    trabajar(A_LAS_OCHO + datetime.timedelta(minutes=20))
    make_compromiso(convenio=convenio, codigo="C-2")
    trabajar(A_LAS_OCHO + datetime.timedelta(hours=1))
    assert Sello.objects.filter(filas__gt=0, numero__gt=sellada.numero).count() == 1
    envios = list(Envio.objects.filter(clave__startswith="bitacora:cabeza:"))
    cabezas = set(Sello.objects.values_list("cabeza", flat=True))
    assert [(e.para, any(cabeza in e.texto for cabeza in cabezas)) for e in envios] == [("ada@ejemplo.pe", True)]
    trabajar(A_LAS_OCHO + datetime.timedelta(days=1))
    assert Envio.objects.filter(clave__startswith="bitacora:cabeza:").count() == 2
    assert Verificacion.objects.count() == 2


def test_who_turned_that_mail_off_does_not_get_it(administrador, convenio):
    administrador.email = "ada@ejemplo.pe"
    administrador.save()
    Preferencia.objects.create(usuario=administrador, apagadas=["cadena"])
    make_compromiso(convenio=convenio)
    trabajar(A_LAS_OCHO)
    assert Sello.objects.exists()
    assert not Envio.objects.filter(clave__startswith="bitacora:cabeza:").exists()


def test_only_whoever_administers_is_offered_it(administrador, coordinador):
    assert ("cadena" in Clase.para(administrador), "cadena" in Clase.para(coordinador)) == (True, False)


def test_a_night_that_finds_something_tells_whoever_administers(sellada, administrador, client, caplog):
    fila = ensuciar()
    with caplog.at_level(logging.ERROR):
        trabajar(A_LAS_OCHO + datetime.timedelta(days=1))
    mala = Verificacion.objects.first()
    assert (mala.bien, f"entrada {fila} de bitacora_lote: cambió" in mala.hallazgo) == (False, True)
    assert any("no coincide con sus sellos" in r.getMessage() for r in caplog.records if r.levelno == logging.ERROR)
    assert Aviso.objects.get(usuario=administrador, clave__startswith="bitacora:mal:").enlace == "/bitacora/sellos/"
    cadena = client.get("/salud/lista").json()["cadena"]
    assert cadena["resultado"] == "mal"
    assert "lote" not in json.dumps(cadena)


def test_the_health_tells_the_last_walk_without_walking(sellada, client, django_assert_max_num_queries):
    ensuciar()
    with django_assert_max_num_queries(12):
        cadena = client.get("/salud/lista").json()["cadena"]
    assert cadena["resultado"] == "bien"
    assert cadena["comprobada_en"].startswith("2026-12-01T13:05")
    Verificacion.objects.all().delete()
    assert client.get("/salud/lista").json()["cadena"]["resultado"] == "sin comprobar"


def test_a_closed_quarter_is_sealed_without_waiting_for_the_hour(django_capture_on_commit_callbacks):
    make_cierre()
    assert Tarea.objects.filter(clave="bitacora.sellar:ya").count() == 1
    call_command("trabajar", "--una-vez")
    assert Sello.objects.filter(tramos__tabla="convenios_historicalcierre").exists()


# ── The command ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_command_says_yes_with_zero(sellada, capsys):
    call_command("verificar_bitacora", "--cabeza", f"{sellada.numero}:{sellada.cabeza}", "--cabeza", sellada.cabeza.upper())
    assert f"Cabeza del sello {sellada.numero}: {sellada.cabeza}" in capsys.readouterr().out


def test_the_command_says_no_with_one_and_names_the_first_bad_entry(sellada, capsys):
    fila = ensuciar()
    with pytest.raises(SystemExit) as salida:
        call_command("verificar_bitacora", "--json")
    datos = json.loads(capsys.readouterr().out)
    assert salida.value.code == 1
    assert (datos["resultado"], datos["primero"]["tabla"], datos["primero"]["fila"]) == ("mal", "bitacora_lote", fila)
    with pytest.raises(SystemExit):
        call_command("verificar_bitacora")
    assert f"sello 1, entrada {fila} de bitacora_lote: cambió" in capsys.readouterr().out


def test_a_head_that_is_not_in_the_chain_is_no(sellada, capsys):
    for dicha in (f"1:{'0' * 64}", f"9:{sellada.cabeza}", "f" * 64):
        with pytest.raises(SystemExit):
            call_command("verificar_bitacora", "--cabeza", dicha)
    assert "se cortó la cola de la cadena (se publicó hasta el sello 9)" in capsys.readouterr().out
    with pytest.raises(CommandError, match="no se entiende"):
        call_command("verificar_bitacora", "--cabeza", "abc")


# ── What anyone sees ─────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_head_is_published_and_found_again(sellada, client):
    texto = client.get("/publico/bitacora/").text
    assert sellada.cabeza in texto
    assert "verificar_bitacora" in texto
    hallada = client.get("/publico/bitacora/", {"cabeza": f" {sellada.cabeza.upper()} "}).text
    assert f"es el sello <strong>{sellada.numero}</strong>" in hallada
    assert "alguien rehízo la bitácora" in client.get("/publico/bitacora/", {"cabeza": "f" * 64}).text
    assert "64 letras" in client.get("/publico/bitacora/", {"cabeza": "<b>"}).text
    assert 'href="/publico/bitacora/"' in client.get("/publico/").text


def test_without_seals_the_pages_say_so(client, como, administrador):
    assert "Todavía no hay sellos" in client.get("/publico/bitacora/").text
    assert "Todavía no se ha comprobado" in como(administrador).get("/bitacora/sellos/").text


def test_whoever_administers_sees_the_nights_and_the_declared_erasures(sellada, como, administrador):
    quitar(Verificacion.objects.all(), motivo="Plazo cumplido", por=administrador)
    Verificacion.objects.create(bien=False, hallazgo="sello 1, entrada 5: falta")
    texto = como(administrador).get("/bitacora/sellos/").text
    assert "Plazo cumplido" in texto
    assert "sello 1, entrada 5: falta" in texto
